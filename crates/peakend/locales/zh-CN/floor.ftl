floor-minutes = 分钟
floor-lost = 连接断了，正在重试
floor-back = 连接恢复了
floor-error-no-alarm = 没有这条提醒。
floor-error-alarm-over = 这条提醒已经过去了。
floor-error-alarm-seen = { $name } 已经在处理。
floor-error-outcome = 请写一句处理结果。
