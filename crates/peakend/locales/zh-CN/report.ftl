# 评估报告。写法：像一位说话清楚的分析师，先说结论，再说有多大把握。

## 通用

report-nameless = （没有名字）
report-quoted = 「{ $name }」
report-list-comma = 、
report-list-last = { $start }和{ $last }
report-visits = { $n } 次到访
report-clause-join = ，
report-value-range = { $value }（{ $low } 至 { $high }）
report-no-data = 没有数据
report-few-note = 灰色斜体：不足 30 次，只供参考，不下结论。

## 页头

report-title = 体验报告 · { $file }
report-kicker = 评估 · 体验报告
report-heading = 顾客会记住什么
report-head-remembered = 记住什么
report-head-peaks = 峰值在哪里
report-head-differs = 差别在哪里
report-contents = 目录
report-skip = 跳到正文
report-noscript = 图要靠脚本来画；没有脚本，全部数字和结论照样在下面的文字和表里。
report-show-table = 看数字
report-scroll = （可左右滚动）
report-colophon = Peakend { $version } 生成。本页自成一体，不连网，可直接转发、打印。

report-facts = 评估了什么
report-fact-visits = 到访
report-fact-moments = 感受时刻
report-fact-remembered = 有事后评价的到访
report-fact-halls = 营业厅
report-fact-period = 时间
report-fact-blueprint = 蓝图
report-fact-rejected = 未采用的行
report-fact-version = Peakend 版本
report-no-period = 数据里没有时间
report-rejected-nothing = 无
report-rejected-some = { $n } 行：{ $reasons }

## 第一句：记住什么

report-remembered-none = 这份数据没有顾客事后的整体评价，无法检验他们记住了什么；暂按平均感受计。
report-remembered-won =
    { $halls ->
        [0] 在这份数据里
       *[other] 在你们的厅里
    }，顾客记住的主要是{ $terms }；{ $tail }。它能说明整体评价差异的 { $r2 }，比只看平均感受多 { $gain } 个百分点（{ $low } 至 { $high }，{ $visits } 次到访）。
report-remembered-against = 其余相同时，{ $against }的权重却是负的，说明这几项彼此重叠，或者时刻的先后在这份数据里意义不大，先看权重再下结论
report-remembered-peak-end = 峰终定律在这里成立
report-remembered-extremes = 最好或最差的一刻另外留下了印象
report-remembered-no-peak = 峰值没有明显增加解释力
report-remembered-fell-back =
    { $halls ->
        [0] 在这份数据里
       *[other] 在你们的厅里
    }，峰值和结尾都没有比平均感受更能说明顾客的整体评价，所以以平均感受为准。它能说明差异的 { $r2 }（{ $visits } 次到访）。
report-remembered-nothing =
    { $halls ->
        [0] 在这份数据里
       *[other] 在你们的厅里
    }，峰值、结尾、平均感受都说明不了顾客的整体评价；暂按平均感受计（{ $visits } 次到访）。
report-remembered-not-enough = 只有 { $visits } 次到访留下整体评价，或者评价全都一样，还判断不了顾客记住什么；暂按平均感受计。

report-term-mean = 平均感受
report-term-end = 结尾
report-term-peak-end = 峰值与结尾（各半）
report-term-peak-end-earlier = 峰值与结尾（同高取先）
report-term-first = 开头
report-term-best = 最好的一刻
report-term-worst = 最差的一刻
report-term-duration = 时长

report-short-mean = 平均
report-short-end = 结尾
report-short-peak-end = 峰终
report-short-peak-end-earlier = 峰终（同高取先）
report-short-first = 开头
report-short-best = 最好
report-short-worst = 最差
report-short-duration = 时长

## 第二句：峰值在哪里

report-peaks-few = 只有 { $visits } 次到访，还说不上峰值通常落在哪里。
report-peaks-clear = 峰值最常落在{ $name }：占到访的 { $share }，共 { $visits } 次到访。
report-peaks-tie = 峰值没有集中在一处：{ $a } { $share-a }，{ $b } { $share-b }，不相上下（共 { $visits } 次到访）。
report-peaks-purpose = { $purpose }落在{ $name }（{ $share }）
report-peaks-same = 按来厅目的分开看，没有哪个目的明显不同。
report-peaks-differ =
    按来厅目的看就不同：{ $list }{ $more ->
        [0] {""}
       *[other] ，另有 { $more } 个目的也不同
    }。

## 第三句：差别在哪里

report-halls-one =
    { $n ->
        [0] 这份数据没有分营业厅，不作比较。
       *[other] 只有 { $n } 个营业厅，不作比较。
    }
report-halls-none = { $n } 个营业厅之间看不出真正的差别，分数高低都在偶然波动之内。
report-halls-some =
    { $n } 个营业厅中，{ $differ } 个真正不同：{ $list }{ $rest ->
        [0] 。
       *[other] ；其余 { $rest } 个看不出真正的差别。
    }
report-halls-above =
    { $names }{ $more ->
        [0] {""}
       *[other] 等 { $n } 个
    }高于同行
report-halls-below =
    { $names }{ $more ->
        [0] {""}
       *[other] 等 { $n } 个
    }低于同行
report-halls-join = ；

report-drives-clear = 最左右整体评价的是{ $name }，占可说明部分的 { $part }（全部触点合计说明差异的 { $r2 }，{ $visits } 次到访）。
report-drives-tie = 最左右整体评价的是{ $a }（{ $part-a }）和{ $b }（{ $part-b }），两者分不出先后（全部触点合计说明差异的 { $r2 }，{ $visits } 次到访）。
report-drives-weak = 各触点几乎说明不了整体评价的差异（合计 { $r2 }，{ $visits } 次到访），谈不上驱动因素。
report-drives-absent = 驱动因素没有算：{ $reason }。
report-drives-unknown = 驱动因素没有算。

## 体验曲线

report-curve-name = 体验曲线
report-curve-question = 一次到访，感受怎样起落？
report-curve-none = 没有可以画成曲线的到访。
report-curve-story = 到访多从{ $first }开始（{ $first-affect }），峰值多在{ $peak }（{ $peak-affect }），谷底多在{ $trough }（{ $trough-affect }），最后多停在{ $end }（{ $end-affect }）。平均峰终分 { $score }，{ $visits } 次到访。
report-curve-label = 体验曲线：横轴是触点，按到访的先后；纵轴是感受，从 −1（很差）到 1（很好）；下方是各触点的时刻数
report-curve-caption = 各触点的感受
report-curve-note = 曲线断开的地方没有数据，不作推测。峰值、谷底等圆点是这一刻落在该处的到访的平均感受，所以会离开中位线。
report-legend-median = 中位数
report-legend-half = 中间 50% 的时刻
report-legend-most = 中间 90% 的时刻
report-mark-first = 开头
report-mark-peak = 峰值
report-mark-trough = 谷底
report-mark-end = 结尾
report-marks-caption = 开头、峰值、谷底、结尾各落在哪里
report-purposes-heading = 来的目的不同，曲线也不同
report-purposes-none = 数据里没有来厅目的。
report-purposes-caption = 各来厅目的的曲线
report-purpose-label = { $purpose }的体验曲线
report-purpose-caption = 峰终分 { $score } · { $visits } 次到访

## 峰值

report-peaks-name = 峰值
report-peaks-question = 哪些触点承载峰值？
report-peaks-label = 各触点承载峰值的到访占比，分好的峰值和坏的峰值，附区间；空心点是谷底占比
report-peaks-axis = 占到访的比例
report-peaks-caption = 各触点的峰值和谷底（{ $visits } 次到访）
report-peaks-note = 峰值是一次到访中感受最强烈的一刻，好坏都算；一样强烈取后一刻。区间是 Wilson 95% 区间。
report-legend-peak-good = 峰值，感受是好的
report-legend-peak-bad = 峰值，感受是坏的
report-legend-interval = 95% 区间
report-legend-trough = 谷底
report-matrix-heading = 按来厅目的
report-matrix-label = 各来厅目的的到访在各触点达到峰值的占比；圆越大占比越高
report-matrix-caption = 各来厅目的的峰值占比
report-legend-bubble = 面积表示峰值占比，颜色表示这些峰值的好坏
report-legend-ring = 带圈：该目的的首位；两个圈：分不出先后

## 营业厅

report-halls-name = 营业厅
report-halls-question = 哪些营业厅真正不同？
report-halls-caption = 营业厅的分数（按到访数排列，不是排名）
report-halls-note = 到访少的厅，原始分高高低低多半是偶然。收缩分把它向同行均值拉回，越少拉得越多；收缩分的区间不含同行均值，才叫真正不同。
report-halls-expected-note = 这里比较的是按本数据推算、顾客事后会给的评价：取{ $terms }，权重见“证据”。
report-halls-mean-note = 这里比较的是到访的平均感受，因为没有别的概括能更好地说明整体评价（见“证据”）。
report-halls-unlisted = 另有 { $n } 个营业厅参与了计算，因数量太多未逐个列出。
report-halls-more = 另有 { $n } 个，见下表。
report-halls-tempting = 有 { $n } 个厅的原始分落在 95% 界限之外，但收缩之后与同行没有真正的差别，先不要下结论。
report-funnel-label = 漏斗图：横轴是到访数，纵轴是分数；虚线是同行均值，曲线是 95% 和 99.8% 控制界限；空心点是原始分，实心点是收缩分
report-funnel-mean = 同行均值 { $mean }
report-funnel-x = 到访数
report-funnel-y = 分数
report-legend-shrunk = 收缩分（深色：真正不同）
report-legend-raw = 原始分
report-legend-95 = 95% 界限
report-legend-998 = 99.8% 界限
report-why-above = 高于同行：收缩分 { $shrunk }，同行均值 { $mean }；原始分 { $raw }，{ $visits } 次到访，{ $beyond }。
report-why-below = 低于同行：收缩分 { $shrunk }，同行均值 { $mean }；原始分 { $raw }，{ $visits } 次到访，{ $beyond }。
report-why-998 = 超出 99.8% 界限
report-why-95 = 超出 95% 界限
report-why-within = 在界限之内
report-verdict-above = 高于同行
report-verdict-below = 低于同行
report-verdict-same = 没有真正的差别

## 证据

report-evidence-name = 证据
report-evidence-question = 峰终定律在这里成立吗？
report-evidence-note = 峰终定律在这里是待检验的假设。每种摘要都用交叉验证检验，增益是比只看平均感受多说明的差异；增益的区间含零，就退回平均感受。
report-evidence-tie-note = * 仅供对照，不参与选择：强度并列时取先出现的一刻，多数统计软件如此；本产品取后一刻。两行之差就是这条规则的影响。
report-models-caption = 各种摘要对整体评价的解释力（{ $visits } 次到访）
report-models-none = 有整体评价的到访不够，没有拟合任何模型。
report-models-label = 各种摘要比平均感受多说明的差异，附 95% 区间；零线右侧是更好
report-models-axis = 交叉验证 R² 比平均感受的增益
report-legend-candidate = 候选
report-in-use = 采用
report-comparison = 仅供对照
report-baseline = 基准
report-weights-heading = 采用的权重
report-weights-intro = 采用的摘要：{ $model }。常数项 { $constant }。
report-weights-label = 采用的模型的权重，附 95% 自助法区间
report-weights-axis = 权重
report-weights-caption = 采用的模型的权重
report-per-minute = 每分钟
report-per-moment = 每个时刻
report-per-affect = 每 1 单位感受

## 驱动因素

report-drivers-name = 驱动因素
report-drivers-question = 整体评价由什么左右？
report-drivers-label = 各触点的重要性（LMG），附 95% 区间；空心点是相对权重
report-drivers-axis = 占 R² 的份额
report-drivers-caption = 各触点对整体评价的重要性（合计 R² { $r2 }）
report-drivers-note = 重要性是相关，不是因果：它说明哪里的好坏与整体评价同起同落；改了会怎样，要靠试点来回答。
report-drivers-missing-own = 没有经过的触点从不当作零：“没有经过”本身的影响单独估计，计入该触点。
report-drivers-missing-drop = 只用了经过全部触点的到访；缺失从不当作零。
report-drivers-sampled = 触点超过 16 个，份额为抽样估计，抽样误差不超过 { $error }。
report-drivers-left-out = 有 { $n } 次到访因缺少所需的数值没有用上。
report-drivers-empty = 没有可以列出的驱动因素。
report-legend-lmg = LMG 份额
report-legend-relative = 相对权重（Johnson）
report-quadrants-heading = 重要性与表现
report-quadrants-intro = 十字线是平均水平。左上角最值得先动手：重要，而表现偏低。
report-quadrants-label = 重要性与表现的四象限图：横轴是表现，纵轴是重要性，十字线是平均水平
report-quadrants-x = 表现（平均感受）
report-quadrants-y = 重要性（LMG）
report-quadrant-act = 优先改进
report-quadrant-keep = 继续保持
report-quadrant-low = 暂不优先
report-quadrant-excess = 可能过度
report-quadrant-none = 尚难归类
report-quadrant-nobody = 没有哪个触点能有把握地归入某个象限。
report-legend-placed = 归类有把握
report-legend-unplaced = 区间跨过平均，尚难归类

## 说明

report-notes-name = 说明
report-notes-question = 这些数字怎么看，从哪里来？
report-notes-answer = 每个数字都带着样本量和区间：区间越宽，把握越小。写着“没有真正的差别”，就是没有。
report-read-heading = 怎么看
report-read-caption = 名词
report-read-affect = 感受
report-read-affect-what = 一个时刻的感受好坏，从 −1（很差）经 0（平平）到 1（很好），由蓝图中的规则从观察到的信号换算。
report-read-peak = 峰值
report-read-peak-what = 一次到访中离 0 最远的一刻，好坏都算；一样远取后一刻。
report-read-end = 结尾
report-read-end-what = 一次到访的最后一刻。
report-read-score = 峰终分
report-read-score-what = 峰值与结尾的平均。
report-read-interval = 0.42 ± 0.06
report-read-interval-what = 估计值 0.42，95% 区间从 0.36 到 0.48；不对称时两端分别写出。
report-read-shrunk = 收缩分
report-read-shrunk-what = 把营业厅自己的分数与同行的均值按各自的把握加权；到访越少，越靠近同行。
report-read-gain = 增益
report-read-gain-what = 比只看平均感受多说明了多少差异，在没有参与拟合的到访上检验。
report-read-lmg = LMG 份额
report-read-lmg-what = 触点以各种次序进入模型时平均带来的 R²；各触点相加正好是总的 R²。
report-methods-heading = 怎么算
report-methods-caption = 方法与出处
report-method-peak-end = 峰值与结尾
report-method-peak-end-what = 离 0 最远的一刻与最后一刻
report-method-peak-end-source = Kahneman, Fredrickson, Schreiber & Redelmeier 1993；荟萃分析 Alaybek et al. 2022
report-method-wilson = 占比的区间
report-method-wilson-what = Wilson 得分区间
report-method-wilson-source = Wilson 1927
report-method-shrink = 收缩分
report-method-shrink-what = 经验贝叶斯；同行均值和离散程度的不确定也计入区间
report-method-shrink-source = Efron & Morris 1975；Morris 1983
report-method-funnel = 漏斗图
report-method-funnel-what = 围绕同行均值的 95% 与 99.8% 控制界限
report-method-funnel-source = Spiegelhalter 2005
report-method-evidence = 证据
report-method-evidence-what = 最小二乘；10 折交叉验证，按到访编号固定分折；自助法区间
report-method-evidence-source = Stone 1974；Efron 1979
report-method-lmg = LMG（Shapley）
report-method-lmg-what = 对所有进入次序取平均的 R² 分解
report-method-lmg-source = Lindeman, Merenda & Gold 1980；Grömping 2007
report-method-relative = 相对权重
report-method-relative-what = 经正交化的近似分解，用来对照
report-method-relative-source = Johnson 2000
report-method-quadrants = 重要性与表现
report-method-quadrants-what = 以平均值分成四个象限；区间跨过平均的不归类
report-method-quadrants-source = Martilla & James 1977
report-rejections-heading = 没有采用的行
report-rejections-caption = 没有采用的行和到访，按原因
report-rejections-none = 没有：全部行都采用了。

## 表头

report-col-touchpoint = 触点
report-col-moments = 时刻数
report-col-median = 中位数
report-col-half = 中间 50%
report-col-most = 中间 90%
report-col-mean = 平均
report-col-marks = 标记
report-col-mark = 标记
report-col-mostly-at = 最常落在
report-col-visits = 到访数
report-col-share = 占比
report-col-purpose = 来厅目的
report-col-peak-end = 峰终分
report-col-peaks = 峰值
report-col-peak-share = 峰值占比
report-col-positive = 其中好的
report-col-troughs = 谷底
report-col-trough-share = 谷底占比
report-col-hall = 营业厅
report-col-raw = 原始分
report-col-shrunk = 收缩分
report-col-limits-95 = 95% 界限
report-col-limits-998 = 99.8% 界限
report-col-verdict = 与同行相比
report-col-model = 摘要
report-col-r2 = R²
report-col-cv-r2 = 交叉验证 R²
report-col-gain = 比平均的增益
report-col-weights = 权重
report-col-n = 到访数
report-col-state = 状态
report-col-term = 项
report-col-weight = 权重
report-col-per = 单位
report-col-lmg = LMG 份额
report-col-lmg-part = 占比
report-col-relative = 相对权重
report-col-performance = 表现
report-col-quadrant = 位置
report-col-meaning = 意思
report-col-method = 方法
report-col-how = 做法
report-col-source = 出处
report-col-reason = 原因
report-col-count = 行数
report-unit-affect = −1 至 1
report-unit-visits = 到访数
report-unit-r2 = R²

## 图上的字

report-script-csv = 下载表格 CSV
report-script-png = 下载图片 PNG
report-script-walk = 按左右方向键逐点查看
report-script-chart = 图
report-script-volume = 时刻数
report-script-low = 下限
report-script-high = 上限
report-script-good = 好
report-script-bad = 坏
report-script-neutral = 平平
