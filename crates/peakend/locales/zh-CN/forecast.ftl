### `peakend forecast`：会来多少人。

forecast-place-line = 第 { $line } 行
forecast-bad-holiday = “{ $value }”不是日期，请写成 2026-10-01 这样
forecast-bad-step = 一段要能整分一天，从 5 分钟到 1 小时：5m、10m、15m、20m、30m、1h
forecast-bad-opening = 营业时间写成 08:30-17:30；22:00-06:00 表示跨过零点
forecast-report-written = 报告在 { $file }。

forecast-all = 全部
forecast-join = 、
forecast-more = 等，另有 { $more } 个
forecast-minutes = { $minutes } 分钟

forecast-note-year = 年份没有翻过来：{ $halls } 个厅从 { $first }～{ $last } 接到了将近一年以前的日期（{ $rows } 行；{ $names }）。按 { $right } 年读。
forecast-note-still = { $date }：{ $halls } 个厅整天没有变化（{ $snapshots } 次快照），按停业处理，不用来学习{ $waiting ->
        [0] 。
       *[other] ；其中 { $waiting } 个厅整天显示有人在等：{ $names }。
    }
forecast-note-stuck = 有 { $queues } 次，队列停在有人等候的数字上三小时以上，直到当天最后一次快照：{ $snapshots } 次快照按“不知道”处理（{ $names }）。
forecast-note-few-days = 数据太少，没有预测：{ $series } 个序列有数的日子不到 { $least } 天（{ $names }）。
forecast-note-few-people = 数据太少，没有预测：{ $series } 个序列总共不到 { $least } 人（{ $names }）。
forecast-note-unfit = { $series } 个序列里有不成数的人数（{ $names }）。
forecast-note-ended = { $series } 个序列在表的最后四周里没有一行，没有预测（{ $names }）。
forecast-note-gaps = 不知道的日子：有 { $days } 天一行也没有，而厅照例是开的。按缺数处理，不当作没人来：{ $names }。
forecast-note-empty = 有 { $days } 天一个人也没来，而平时这样的日子很忙。按停业处理：{ $names }。
forecast-note-clocks = { $names } 拨了钟。跳过的那个小时按“不知道”处理，过了两遍的那个小时取平均。
forecast-note-outside = 有 { $rows } 行在营业时间以外，没有用。
forecast-note-thin = { $series } 个序列只有不到 { $days } 天的数据，区间粗而宽。
forecast-note-unseen = 从没见过这样的星期几，所以对 { $names } 什么也不说。

forecast-lack-days = 数据太少，没法预测：有数的日子只有 { $days } 天（共 { $series } 个序列），至少要 { $least } 天。请多积累几天，或者不分业务（去掉 --purpose）。
forecast-lack-people = 数据太少，没法预测：总共只有 { $people } 人（共 { $series } 个序列），至少要 { $least } 人。请多积累几天、把 --step 放长，或者不分业务（去掉 --purpose）。
forecast-lack-unfit = { $date } 有一个不成数的人数。
forecast-lack-ended = 数据到 { $date } 就断了，比表的最后一天早得多。

forecast-head-series = 厅 · 业务
forecast-head-day = 日期
forecast-head-arrivals = 到厅人数
forecast-head-waiting = 等候人数
forecast-head-interval = 80% 区间
forecast-head-baseline = 往常同一天
forecast-head-busiest = 最忙的一段
forecast-closed = 停业
forecast-unseen = 没见过这样的星期几
forecast-more-rows = ……另有 { $rows } 行；用 --format csv 可以得到每一段。
forecast-no-trial = 天数太少，留不出几天来考试，所以不知道预测有多准。
forecast-made-by = 用模型的 { $model } 个 · 用同星期几中位数的 { $median } 个 · 用近四次平均的 { $mean } 个（留出的日子里谁准用谁）。
forecast-worth = 留出 { $first }～{ $last }，共 { $steps } 段：每段误差 { $model }（同星期几：中位数 { $median }，近四次平均 { $mean }），合 { $model_mae } 人（{ $median_mae }、{ $mean_mae }）。80% 区间实际罩住了 { $covered }。

forecast-monday = 周一
forecast-tuesday = 周二
forecast-wednesday = 周三
forecast-thursday = 周四
forecast-friday = 周五
forecast-saturday = 周六
forecast-sunday = 周日

forecast-report-title = 会来多少人 · { $file }
forecast-report-kicker = 运行 · 预测
forecast-report-heading = 会来多少人？
forecast-report-facts = 依据
forecast-fact-rows = 行数
forecast-fact-rejected = 剔除
forecast-fact-period = 时段
forecast-fact-series = 序列
forecast-fact-forecast = 有预测的
forecast-fact-step = 每段
forecast-report-head-ahead = 接下来这天
forecast-report-head-effects = 什么在起作用
forecast-report-head-worth = 有多准
forecast-report-all-closed = 要预测的这几天，厅都不营业。
forecast-report-ahead = { $series }，{ $date }：预计来 { $expected } 人，这样的日子五天里有四天在 { $low } 到 { $high } 人之间。最忙的是 { $busiest } 人那一段。往常同一天是 { $baseline } 人。
forecast-report-ahead-waiting = { $series }，{ $date }：平均预计有 { $expected } 人在等，这样的日子五天里有四天在 { $low } 到 { $high } 人之间。人最多的是 { $busiest } 人那一段。往常同一天是 { $baseline } 人。
forecast-report-effect = { $name }来的人是平常日子的 { $times } 倍（看了 { $days } 天）。日历解释不了的起伏，一天大约 { $day }。
forecast-report-no-effect = 没有哪个星期几、哪种日子明显不同。日历解释不了的起伏，一天大约 { $day }。
forecast-report-ahead-name = 接下来几天
forecast-report-ahead-question = 来多少人，什么时候来？
forecast-report-ahead-answer = 实线是预计人数，色带五段里罩住四段，虚线是同星期几最近六次的中位数。
forecast-report-ahead-note = 色带来自同样提前几天、同样大小的预测从前偏了多少。时间按厅里墙上的钟。
forecast-report-label = { $series }的预测和它的区间
forecast-legend-expected = 预计人数
forecast-legend-band = 五段里罩住四段
forecast-legend-baseline = 同星期几的中位数
forecast-axis-arrivals = 每 { $minutes } 分钟人数
forecast-axis-waiting = 等候人数，{ $minutes } 分钟平均
forecast-head-time = 时间
forecast-head-expected = 预计
forecast-head-effect = 因素
forecast-head-times = 是平常日子的几倍
forecast-head-days = 天数
forecast-head-method = 方法
forecast-head-wape = 每段误差占人数
forecast-head-mae = 平均绝对误差
forecast-head-rmse = 均方根误差
forecast-head-covered = 80% 区间罩住
forecast-effect-holiday = 节假日
forecast-effect-eve = 节前一天
forecast-effect-morrow = 节后一天
forecast-effect-pay-day = 发薪日
forecast-effect-month-end = 月末最后一个工作日
forecast-effects-name = 因素
forecast-effects-question = 什么让一天更忙或更闲？
forecast-effects-label = 各因素和它们的 80% 区间
forecast-effects-axis = 多或少百分之几
forecast-effects-caption = 星期几和日历的作用
forecast-effects-note = 一个因素见得越少，就越向“没有作用”收拢。星期几都和它们的平均比。
forecast-worth-name = 准不准
forecast-worth-question = 这样的预测有多准？
forecast-worth-caption = 留出的日子，用它们之前的日子来预测
forecast-worth-series = 各厅各业务每段误差占人数
forecast-worth-note = 留出的每一天都只用它之前的日子来预测。三种方法里谁准用谁，留出的日子少时，分数会略微偏好。
forecast-method-model = 模型
forecast-method-median = 同星期几，近六次中位数
forecast-method-mean = 同星期几，近四次平均
forecast-method-used = 实际采用的
forecast-notes-name = 数据
forecast-notes-question = 数据哪里不对，怎么处理的？
forecast-notes-none = 没有发现问题。
