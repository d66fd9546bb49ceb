### 营业厅的孪生：把厅写成文件，试一试会怎样。

twin-error-faults = 文件里有 { $count } 处要改，都列在上面；改好再运行
twin-did-you-mean = ；是不是想写 `{ $word }`？

twin-fault-toml = 不是 TOML：{ $detail }；对照 docs/guide/halls 里的样例改这一行
twin-fault-long = 文件有 { $bytes } 字节，超过 { $most }；服务时长样本太多时改写成分位数 quantiles
twin-fault-key = { $what } 里没有 `{ $key }` 这一项；可以写的有：{ $known }
twin-fault-key-near = { $what } 里没有 `{ $key }` 这一项{ $known }
twin-fault-missing = { $what } 里缺 `{ $key }`；补上 `{ $key } = { $sample }`
twin-fault-table = { $what } 应当是一张表，写的却是 { $found }；写成 { "{" } 名 = 值 { "}" } 的样子
twin-fault-tables = `{ $key }` 应当是一组表；每个都以 { $what } 开头
twin-fault-list = `{ $key }` 应当是列表，写的却是 { $value }；用方括号括起来
twin-fault-text = `{ $key }` 应当是一段文字，写的却是 { $value }；写在引号里，不要空着
twin-fault-number = `{ $key }` 应当是数，写的却是 { $value }；不要引号和单位
twin-fault-whole = `{ $key }` 应当是整数，写的却是 { $value }
twin-fault-flag = `{ $key }` 只能是 true 或 false，写的却是 { $value }
twin-fault-bounds = `{ $key }` 是 { $value }，应当在 { $low } 到 { $high } 之间
twin-fault-duration = `{ $key }` 不是时长：{ $value }；写成 "6m"、"90s"、"1h30m" 这样，不能为负，最长 366 天
twin-fault-clock = `{ $key }` 不是钟点：{ $value }；写成 "08:30" 这样，过了半夜可以写 "26:00"
twin-fault-span = `{ $key }` 不是一段时间：{ $value }；写成 "08:30-12:00" 这样
twin-fault-choice = `{ $key }` 不能是 `{ $value }`；可以写的有：{ $known }
twin-fault-twice = `{ $value }` 在 { $key } 里出现了两次；去掉一个，或换个名字
twin-fault-zero = `{ $key }` 是 { $value }，必须大于零
twin-fault-minutes = `{ $key }` 是 { $value }，应当是整分钟，至少一分钟
twin-fault-empty = `{ $key }` 是空的；至少写一个
twin-fault-open = 开门时间是 { $value }；应当在 00:00 到 23:59 之间，营业到第二天的把 close 写大
twin-fault-law = `{ $key }` 说不清要多久：{ $value }；写成 "6m"，或 { "{" } lognormal = { "{" } mean = "6m", cv = 0.8 { "}" } { "}" }，或 exponential、gamma、weibull、uniform、empirical、quantiles 中的一种
twin-fault-never = `{ $key }` 的 never 是 { $value }；只有 empirical 可以写，而且要小于 1
twin-fault-uniform = uniform 要写最短和最长两个时长，短的在前；写的却是 { $value }
twin-fault-quantiles = quantiles 要写成 [[0, "10s"], [0.5, "2m"], [1, "9m"]] 这样，从 0 起，逐个变大，最多到 1；写的却是 { $value }
twin-fault-endless = `{ $key }` 不能没有尽头；只有 patience 可以写 "never"
twin-fault-nobody = 叫到的人一个都不来（`{ $key }` 是 1），就没有服务可言；写得小于 1
twin-fault-rule = 这样的叫号规则不成立：{ $why }
twin-fault-appointment = 预约时段 { $value } 不在营业时间内，或先后颠倒；改成营业时间里的一段
twin-fault-promised = promised 和 tolerance 只能写一个：告诉了顾客要等多久，就拿它比；没告诉，才看能忍多久
twin-fault-no-purpose = 没有写办什么业务；加一段 [[purpose]]，写上 id、service
twin-fault-no-counter = 一个窗口也没有，来的人谁也办不成；加一段 [[counter]]，写上 id
twin-fault-too-many = 有 { $count } 个，最多 { $most } 个；相近的并在一起
twin-fault-purpose = 没有 `{ $value }` 这项业务；已有的是：{ $known }
twin-fault-skill = 没有哪个窗口会 `{ $value }`，这项业务的顾客会一直等下去；给窗口加上这项技能，或从业务里去掉
twin-fault-unserved = 没有哪个窗口能办 `{ $value }`：技能或所办业务对不上；给一个窗口加上
twin-fault-never-open = 休息盖过了全部班次，这个窗口从不开；改短休息
twin-fault-overlap = { $key } 里 { $first } 和 { $second } 重叠；合成一段
twin-fault-step = `{ $key }` 是 { $value }，应当是整秒，至少一秒
twin-fault-steps = `{ $key }` 有 { $have } 个数，应当是 { $need } 个：从 { $from } 到 { $closes }，每 { $step } 一个
twin-fault-from = 到达从 { $from } 算起，可 { $closes } 就关门了，或分得太细；改 from 或 step
twin-fault-volumes = `{ $first }` 和 `{ $second }` 都说了来多少人；只留一个
twin-fault-volume-twice = [arrivals] 已经说了一共来多少人，`{ $value }` 就不再写 per_hour；改写 share
twin-fault-volume-given = 到达时刻已经逐个写在 given 里，`{ $value }` 不再写 share 或 per_hour；去掉它
twin-fault-no-volume = 不知道有多少人来办 `{ $value }`；在这里写 per_hour，或在 [arrivals] 里写总数、在这里写 share
twin-fault-shares = `{ $key }` 加起来是 { $value }，超过了 1；改小其中一个
twin-fault-shares-under = `{ $key }` 加起来是 { $value }，不到 1：剩下的人来办什么？补足到 1
twin-fault-profile = profile 全是零，一天的人分不下去；至少一个大于零
twin-fault-profile-alone = profile 只说了一天的形状；再写 per_day 说有多少人
twin-fault-given = given 要写成 ["08:31", "pay_bill"] 这样的成对，写的却是 { $value }
twin-fault-given-closed = { $value } 到的时候门没有开；去掉，或改营业时间
twin-fault-hall = 这样的厅没法模拟：{ $why }；按提示改
twin-fault-no-change = 和原来一模一样：写出哪里不同，比如 [counters] add = 1
twin-fault-customers = customers 说的是换了营业时间谁会来；先写 open 或 close
twin-fault-counter = 没有窗口 `{ $value }`；已有的是：{ $known }
twin-fault-break = 这个窗口在 { $value } 没有休息；它的休息是：{ $known }
twin-fault-like = `{ $key }` 说的是加出来的窗口是什么样；先写 add = 1
