floor-minutes = 分钟
floor-lost = 连接断了，正在重试
floor-back = 连接恢复了
