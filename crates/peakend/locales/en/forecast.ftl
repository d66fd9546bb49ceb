### `peakend forecast`: how many will come.

forecast-bad-holiday = “{ $value }” is no date; write it as 2026-10-01
forecast-bad-step = a step has to divide the day, from 5 minutes to an hour: 5m, 10m, 15m, 20m, 30m, 1h
forecast-finer-step = a row of the table stands for { $own }, longer than this step: the whole of it would land in the first one. Say --step { $step }, or leave --step out
forecast-coarse-table = A row of the table stands for { $own }, and a forecast has at most an hour to a step. Give a table that counts by the hour or finer.
forecast-bad-opening = write opening hours as 08:30-17:30; 22:00-06:00 goes over midnight
forecast-all-outside = All rows lie outside the opening hours { $opening } ({ $rows } in all): they begin from { $first } to { $last }. Correct --opening, or leave it out.
forecast-report-written = The report is in { $file }.

forecast-all = all
forecast-join = , { "" }
forecast-more = { " " }and { $more } more
forecast-minutes = { $minutes } minutes

forecast-note-step = Steps of { $own } rather than { $usual }, because the table itself counts in them.
forecast-note-year = The year was not turned: { $halls ->
        [one] one hall goes
       *[other] { $halls } halls go
    } on from { $first } … { $last } to dates of almost a year before ({ $rows ->
        [one] one row
       *[other] { $rows } rows
    }; { $names }). Read as { $right }.
forecast-note-still = { $date }: nothing moved in { $halls ->
        [one] one hall
       *[other] { $halls } halls
    } ({ $snapshots ->
        [one] one snapshot
       *[other] { $snapshots } snapshots
    }). Taken for closed and left out{ $waiting ->
        [0] .
       *[other] ; { $waiting } of them showed somebody waiting all day: { $names }.
    }
forecast-note-stuck = { $queues ->
        [one] One queue stood
       *[other] { $queues } times a queue stood
    } still with somebody waiting for three hours or more until the day's last snapshot: { $snapshots ->
        [one] one snapshot is
       *[other] { $snapshots } snapshots are
    } taken as not known ({ $names }).
forecast-note-added = { $rows ->
        [one] One snapshot was
       *[other] { $rows } snapshots were
    } added to another of the same minute: queues of one hall, taken together. --purpose tells them apart.
forecast-note-few-days = Too little to forecast: { $series ->
        [one] one series has
       *[other] { $series } series have
    } fewer than { $least } days with counts ({ $names }).
forecast-note-few-people = Too little to forecast: in { $series ->
        [one] one series
       *[other] { $series } series
    } fewer than { $least } were counted in all ({ $names }).
forecast-note-unfit = { $series ->
        [one] One series holds
       *[other] { $series } series hold
    } a count that is none ({ $names }).
forecast-note-ended = { $series ->
        [one] One series has no row in the table's last four weeks and is not forecast
       *[other] { $series } series have no row in the table's last four weeks and are not forecast
    } ({ $names }).
forecast-note-gaps = Not known: { $days ->
        [one] one day
       *[other] { $days } days
    } without a row on which the hall is open as a rule. Taken as missing, not as empty: { $names }.
forecast-note-empty = Nobody came on { $days ->
        [one] one day that is
       *[other] { $days } days that are
    } else busy. Taken for closed: { $names }.
forecast-note-clocks = The clocks changed on { $names }. A skipped hour is not known; of an hour lived twice the mean is taken.
forecast-note-outside = { $rows ->
        [one] One row
       *[other] { $rows } rows
    } outside the opening hours left out.
forecast-note-holidays = The table of holidays ends with { $last }, before the days that are forecast: whether there are holidays among them is not known.
forecast-note-thin = { $series ->
        [one] One series rests
       *[other] { $series } series rest
    } on fewer than { $days } days: intervals are rough and wide.
forecast-note-closed = The days ahead are all closed, so there is nothing to expect: look further with --days.
forecast-note-unseen = No day of this weekday is known, so nothing is said of { $names }.

forecast-lack-days = Too little to forecast: days with counts: { $days } ({ $series } series), and it takes { $least }. Gather more days, or forecast without --purpose.
forecast-lack-people = Too little to forecast: { $people } in all ({ $series } series), and it takes { $least }. Gather more days, take a longer --step, or forecast without --purpose.
forecast-lack-unfit = A count on { $date } is none.
forecast-lack-ended = The rows end on { $date }, long before the table does.

forecast-head-series = Hall · purpose
forecast-head-day = Day
forecast-head-arrivals = Arrivals
forecast-head-waiting = Waiting
forecast-head-interval = 80 % interval
forecast-head-baseline = Same weekday
forecast-head-busiest = Busiest
forecast-closed = closed
forecast-unseen = weekday never seen
forecast-more-rows = … and { $rows ->
        [one] one more row
       *[other] { $rows } more rows
    }; --format csv gives every step.
forecast-no-trial = There are too few days to hold some out, so nothing is known of how good this is.
forecast-made-by = Made by the model: { $model } · by the median of the same weekday: { $median } · by the mean of its last four: { $mean } (whichever told the held-out days best).
forecast-worth = Held out { $first } … { $last }, { $steps ->
        [one] one step
       *[other] { $steps } steps
    }: error of a step { $model } (same weekday: median { $median }, mean of the last four { $mean }); in people { $model_mae } ({ $median_mae }, { $mean_mae }). The 80 % intervals held { $covered }.

forecast-monday = Mon
forecast-tuesday = Tue
forecast-wednesday = Wed
forecast-thursday = Thu
forecast-friday = Fri
forecast-saturday = Sat
forecast-sunday = Sun

forecast-report-title = How many will come · { $file }
forecast-report-kicker = Run · forecast
forecast-report-heading = How many will come?
forecast-report-facts = What this rests on
forecast-fact-rows = Rows
forecast-fact-rejected = Rejected
forecast-fact-period = Period
forecast-fact-series = Series
forecast-fact-forecast = Forecast
forecast-fact-step = Step
forecast-report-head-ahead = The next day
forecast-report-head-effects = What moves it
forecast-report-head-worth = How good it is
forecast-report-all-closed = On the days asked for the hall is closed.
forecast-report-ahead = { $series }, { $date }: about { $expected } are expected, in four of five such days { $low } to { $high }. Busiest from { $busiest }. The same weekday brought { $baseline } as a rule.
forecast-report-ahead-waiting = { $series }, { $date }: about { $expected } wait on average, in four of five such days { $low } to { $high }. Most from { $busiest }. On the same weekday it was { $baseline } as a rule.
forecast-report-effect = { $name } brings ×{ $times } of a mean day ({ $days ->
        [one] one day
       *[other] { $days } days
    }). What no calendar explains moves a day by about { $day }.
forecast-report-no-effect = No weekday and no day of the calendar differs for sure. What no calendar explains moves a day by about { $day }.
forecast-report-ahead-name = Coming days
forecast-report-ahead-question = How many come, and when?
forecast-report-ahead-answer = The line is what is expected, the band holds in four of five steps, the dashed line is the median of the same weekday's last six.
forecast-report-ahead-note = The band comes from how far earlier forecasts of that size were off, as many days ahead. Steps are by the clock on the wall.
forecast-report-label = Forecast of { $series }, with its band
forecast-legend-expected = expected
forecast-legend-band = holds in four of five steps
forecast-legend-baseline = same weekday, median
forecast-axis-arrivals = people in { $minutes } min
forecast-axis-waiting = people waiting, mean of { $minutes } min
forecast-head-time = Time
forecast-head-expected = Expected
forecast-head-effect = Effect
forecast-head-times = Times a mean day
forecast-head-days = Days
forecast-head-method = Method
forecast-head-wape = Error of a step, % of what came
forecast-head-mae = Mean absolute error
forecast-head-rmse = Root mean square error
forecast-head-covered = Held by the 80 % interval
forecast-effect-holiday = Holiday
forecast-effect-eve = Day before a holiday
forecast-effect-morrow = Day after a holiday
forecast-effect-pay-day = Pay-day
forecast-effect-month-end = Last working day of a month
forecast-effects-name = Effects
forecast-effects-question = What makes a day busier or quieter?
forecast-effects-label = Effects with their 80 % intervals
forecast-effects-axis = % more or less
forecast-effects-caption = Effects of the weekday and the calendar
forecast-effects-note = Each effect is drawn toward none as long as few days have shown it. Weekdays are held against their mean.
forecast-worth-name = Worth
forecast-worth-question = How good are such forecasts?
forecast-worth-caption = The held-out days, told from the days before them
forecast-worth-series = Error of a step by hall and purpose, % of what came
forecast-worth-note = Each held-out day was told from the days before it. The best of the three makes the forecast, so its score is a little flattered where the hold-out is short.
forecast-method-model = Model
forecast-method-median = Same weekday, median of six
forecast-method-mean = Same weekday, mean of four
forecast-method-used = Whichever is used
forecast-notes-name = Data
forecast-notes-question = What was wrong with the data, and what was done about it?
forecast-notes-none = Nothing was found.
