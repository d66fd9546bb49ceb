ops-serving = Peakend 已启动：{ $address }　按 Ctrl-C 停止。
