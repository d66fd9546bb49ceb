### 台席：要开几个（`peakend staff`）。

staffing-target-how = 这样写：80%/5m（多少人在多久内办上）、longest:20m（一百人里至多一人等得更久；longest:20m/5% 是二十人里一人）、leave:3%（走掉的人）或 affect:0.1（等候的平均感受）
staffing-share-how = 要写成比例，如 30% 或 0.3
staffing-time-how = 要写一段大于零的时间，如 45s、3m、2m30s 或 1h
staffing-error-no-rule = 蓝图里没有“超出答应的时间感受如何”的规则（触点 queue，信号 wait_beyond_promise）。补上它，或者改用“多少人在多久内办上”。
staffing-error-rows = 表里有 { $count } 处错，没有排。
staffing-error-shared-twice = 事项“{ $purpose }”写进了两组 --together。一个台席的一小时只能排一次：留在一组里。

staffing-wants-fewer = 照这样的办理时间，活儿要 { $load } 个台席，最多只能算 { $most } 个；请改这个数，或改 --service
staffing-wants-above-zero = 要大于零
staffing-wants-patience = 目标问的是走掉的人，就得知道他们肯等多久：用 --patience 5m 或 patience_s 列写明
staffing-wants-zero-or-more = 不能小于零
staffing-wants-share = 要是 0 到 1 之间的比例
staffing-wants-below-one = 要小于 100%
staffing-wants-above-zero-to-one = 要大于 0，至多 100%
staffing-wants-at-least = 至少是 { $bound }
staffing-wants-at-most = 至多是 { $bound }
staffing-wants-below = 要低于 { $bound }：就算谁都不用等，也到不了更高
staffing-wants-exactly = 只能是 { $bound }
staffing-wants-falling = 等得久不该比等得短感觉更好，请看看蓝图里的规则


staffing-state-kept = 达标
staffing-state-missed = 不达标
staffing-state-unstable = 不稳：队会越排越长，没有头

staffing-head-counters = 台席
staffing-head-waits = 要等的
staffing-head-wait = 平均等
staffing-head-longest = 百人里 95 人在
staffing-head-longest-wait = 最久等
staffing-head-within = { $wait }内办上
staffing-head-feeling = 平均感受
staffing-head-leave = 走掉
staffing-head-busy = 忙
staffing-head-start = 开始
staffing-head-arrivals = 来人
staffing-head-work = 活儿
staffing-head-fractional = 精确
staffing-head-alone = 各段单看
staffing-head-generalists = 全能的

staffing-answer = 来的活儿相当于 { $load } 个台席：{ $whole ->
        [0] 不用开台席
       *[other] 开 { $whole } 个就达标
    }（精确到 { $fractional }）。
staffing-answer-rostered = 上班时间有 { $away } 不在台席上，班表上要排 { $people } 人。
staffing-asked-kept = 开 { $counters } 个，达标。
staffing-asked-missed = 开 { $counters } 个不达标，再加 { $more } 个就行。
staffing-asked-unstable = 开 { $counters } 个不稳：来的活儿要 { $load } 个台席，只要一直这样，队就越排越长，谈不上平均等多久。再加 { $more } 个就达标。
staffing-approximated = 办理时间不是指数分布时用近似公式（Whitt 1993），厅里忙时误差在百分之几。

staffing-day = 全天要 { $hours } 个台时（精确到 { $fractional }），最多同时开 { $most } 个，最早在 { $start }。
staffing-day-alone = 每段单看、不算前面来人留下的活儿，要 { $hours } 个台时。
staffing-day-apart = 每种事项各开各的要 { $hours } 个台时；合着开省 { $gain } 个。
staffing-day-rostered = 上班时间有 { $away } 不在台席上，班表上要排 { $hours } 小时。
staffing-day-left = 最后一段结束时还有 { $people } 人在办：给他们留着台席。
staffing-more = ……还有 { $count } 段，用 --format csv 全部列出

staffing-fault-column = 没有“{ $name }”这一列，现有 { $have }
staffing-fault-no-rows = 表头下面一行也没有：每段写一行，如 08:00,12
staffing-fault-not-text = “{ $value }”的编码不对，读不出文字：把表另存为 CSV UTF-8
staffing-fault-much = “{ $value }”大得不可能，至多 { $most }：看看单位，列对不对
staffing-fault-load = 一段来 { $value } 人，每次办 { $service } 秒：连同同时来的，活儿要 { $load } 个台席，最多能排 { $most } 个；请改人数或办理时间
staffing-fault-empty = 这一格是空的：没人来就写 0
staffing-fault-number = “{ $value }”不是数：写成 12 或 12.5
staffing-fault-negative = “{ $value }”小于零：来人和时间都不会是负的
staffing-fault-zero = “{ $value }”不是办事要花的时间：写平均秒数，或者空着，用命令行给的
staffing-fault-no-service = 没说办一件事要多久：加一列 service_s，或者写 --service 4m
staffing-fault-start = “{ $value }”不是时间：写成 08:15、2026-11-23 08:15 或 2026-11-23T08:15+08:00
staffing-fault-mixed = “{ $value }”和上面的写法不一样：几点几分、当地日期时间、带时差的时间，只用一种
staffing-fault-gap = 那天拨快了钟，“{ $value }”这一刻没有：去掉这一行
staffing-fault-twice = 这种事项的“{ $value }”第 { $first } 行已经有了：要是那天拨慢了钟，写明时区（--zone Europe/Berlin）或带上时差；不然去掉一行
staffing-fault-far = { $value } 离其他行太远：一份排班最多管 { $most } 天，这份跨了 { $days } 天；请改日期，或把表分开
staffing-simulate-counters = 这一段要的窗口太多，模拟最多 { $most } 个：请把表分开，或不用 --simulate
staffing-simulate-long = 离第一行太远，模拟不了：请把表分开，或不用 --simulate
staffing-fault-step = 一段 { $step } 秒，比相邻两段开始的间隔 { $shortest } 秒还长：用 --step 写短些

staffing-head-seen = 模拟
staffing-head-seen-before = 按原计划模拟
staffing-head-together = 合开
staffing-simulated-kept = 模拟 { $days } 天：按原计划，{ $before ->
        [0] 每段都达标
       *[other] 有 { $before } 段不达标
    }；{ $added ->
        [0] 不用再加
       *[other] 再加 { $added } 个台席段后
    }，每段都达标。
staffing-simulated-missed = 模拟 { $days } 天：按原计划有 { $before } 段不达标，加了 { $rounds } 轮台席，还有 { $after } 段不达标。

staffing-report-title = 要开的台席：{ $file }
staffing-report-kicker = 运行 · 台席
staffing-report-heading = 什么时候开几个台席？
staffing-report-head-needs = 全天要
staffing-report-head-alone = 各段单看
staffing-report-head-else = 另外
staffing-report-facts = 依据
staffing-fact-arrivals = 预计来人
staffing-fact-steps = 段数
staffing-fact-step = 一段多长
staffing-fact-purposes = 事项数
staffing-fact-busy = 台席至多忙
staffing-fact-days = 模拟天数
staffing-report-question = 一天里每一段要开几个台席？
staffing-report-answer = 下沿是厅里的活儿：台席管够时会忙的台席数；线是台席能切开时刚好达标的数；上沿是整个的台席。
staffing-report-label = 一天里的活儿和台席
staffing-legend-exactly = 刚好够的台席
staffing-legend-band = 从厅里的活儿到整个的台席
staffing-legend-alone = 各段单看，不算前面来人留下的活儿
staffing-report-purposes = 事项
staffing-report-purposes-question = 合着开台席，能省多少？
staffing-report-purposes-answer = 合开是最少的数，前提是人人样样会办。常有的活儿交给专办的人，再配几个全能的，好处就几乎都拿到了。
staffing-report-method = 算法
staffing-report-method-question = 这些数怎么来的？
staffing-report-note-work = 一段里的活儿，是来了还没办完的，前面来的也算（修正负荷：Jennings、Mandelbaum、Massey、Whitt 1996）。
staffing-report-note-formulas = 等候用 Erlang C，会走的用 Erlang A；办理时间不是指数分布时用近似公式（Whitt 1993）。
staffing-report-note-simulated = 做了模拟的，哪段不达标就加一个台席，直到达标（Feldman、Mandelbaum、Massey、Whitt 2008）。区间是 95%，按天与天的差别算。
