calibrate-monday = Mon
calibrate-tuesday = Tue
calibrate-wednesday = Wed
calibrate-thursday = Thu
calibrate-friday = Fri
calibrate-saturday = Sat
calibrate-sunday = Sun
calibrate-mean-wait = Mean wait
calibrate-ninth-tenth = Nine in ten within
calibrate-left = Left before being called
calibrate-exponential = exponential
calibrate-gamma = gamma
calibrate-lognormal = log-normal
calibrate-weibull = Weibull
calibrate-seconds = { $s } s
calibrate-all-purposes = all
calibrate-line = line { $line } ({ $s } s)
calibrate-odd-waits-negative = { $n } { $n ->
    [one] row says
   *[other] rows say
  } that somebody was called before they came; left out: { $lines }
calibrate-odd-waits-days = { $n } { $n ->
    [one] row says
   *[other] rows say
  } that somebody waited for more than a day; left out: { $lines }
calibrate-odd-ends-before = { $n } { $n ->
    [one] service ends before it begins
   *[other] services end before they begin
  }; such times are not learnt from: { $lines }. A change of clocks, or columns mixed up?
calibrate-odd-no-time = { $n } { $n ->
    [one] service
   *[other] services
  } took no time; not learnt from: { $lines }
calibrate-odd-too-long = { $n } { $n ->
    [one] service
   *[other] services
  } took so long that somebody must have forgotten to finish them; not learnt from: { $lines }
calibrate-odd-overlaps = { $n } { $n ->
    [one] service overlaps
   *[other] services overlap
  } with the one before of the same person by more than a minute: { $lines }
calibrate-several-halls = the log is of { $halls } halls; name one
calibrate-error-purposes = column “{ $column }” has more than { $most } purposes by line { $line }, which is more than a hall can have: name the right column in the map, or join purposes that are alike
calibrate-far = { $n ->
        [one] One row lies more than { $days } days from all others, so it is not counted; correct its date if it belongs
       *[other] { $n } rows lie more than { $days } days from all others, so they are not counted; correct their dates if they belong
    } here: { $lines }
calibrate-far-line = line { $line } ({ $day })
calibrate-why-cannot = the hall of { $day } cannot be simulated: { $fault }
calibrate-clock-day = { $day } ({ $hours } hours)
calibrate-clocks = The clocks changed on { $days }: times are counted as they passed, not as the clocks showed them.
calibrate-no-zone = Times run backwards on { $days }. If the clocks were set back then, name the zone (such as --zone Europe/Warsaw), or write times with their offset.
calibrate-appointments = { $n ->
        [one] One visit was by appointment and is
       *[other] { $n } visits were by appointment and are
    } counted as walk-ins: the hall that is learnt has no appointments. Add them to its file by hand, and take them off its arrivals.
calibrate-torn = Next to nobody on these days, so they are not counted: { $days }
calibrate-gaps = Nothing is written of these days, although the weekday is open: { $days }
calibrate-skipped = Held out but not compared (too few customers, or no such weekday before): { $days }
calibrate-basis = { $services ->
        [one] One service
       *[other] { $services } services
    } on { $days ->
        [one] one day
       *[other] { $days } days
    }, { $first } to { $last }, by { $people ->
        [one] one person
       *[other] { $people } people
    }.
calibrate-no-waits = Nobody waited, so nothing is known of patience.
calibrate-patience = Of { $waited } who waited { $left } left. { $minute } would wait longer than a minute, { $five } longer than five; half are gone after { $median } min.
calibrate-patience-most-stay = Of { $waited } who waited { $left } left. { $minute } would wait longer than a minute, { $five } longer than five; when half are gone is not known.
calibrate-nothing-left = Nothing is left to learn from: of { $rows ->
        [one] one row
       *[other] { $rows } rows
    } none can be used. Are the columns the right ones?
calibrate-fit = { $law } (off by { $off } at most)
calibrate-head-purpose = purpose
calibrate-head-services = services
calibrate-head-mean = mean s
calibrate-head-median = median s
calibrate-head-cv = cv
calibrate-head-law = best smooth law
calibrate-head-weekday = weekday
calibrate-head-days = days
calibrate-head-expected = expected
calibrate-head-at-work = at work
calibrate-habits = { $left } of those who come leave before they are called, { $missed } of those called do not come, { $turned ->
        [one] one person
       *[other] { $turned } people
    } turned round without queueing. From one service to the next it takes { $call } s. Days differ by { $spread } from what was to be expected the day before.
calibrate-head-day = day
calibrate-head-came = came
calibrate-head-interval = 90 % interval
calibrate-not-compared = { $figure }: no day to compare
calibrate-held = { $figure }: within the interval on { $inside } of { $days ->
        [one] one day
       *[other] { $days } days
    } ({ $known } where it is known who works). The interval is { $width } wide; that of nothing but the days before, { $before }.
calibrate-trust = Trust: on the held-out days the twin kept what it said.
calibrate-do-not-trust = Do not trust:
calibrate-why-few-learnt = only { $days ->
        [one] one day
       *[other] { $days } days
    } to learn from; ten are needed
calibrate-why-few-held = only { $days ->
        [one] one day
       *[other] { $days } days
    } to hold it against; five are needed
calibrate-why-outside = { $figure }: within the interval on { $inside } of { $days } days; chance alone would leave at least { $least }
calibrate-why-biased = { $figure }: off to one side, on average { $factor } times what was simulated
calibrate-why-off = { $figure }: even the days it learnt from come out otherwise, by a factor of { $factor }
calibrate-why-empty = { $figure }: the interval says too little, { $times } times less than the days before alone
calibrate-no-hall = Too little to simulate: { $visits ->
        [one] one visit
       *[other] { $visits } visits
    }, { $services ->
        [0] none
        [one] one
       *[other] { $services }
    } of them with a time of the service, and { $days ->
        [0] no day
        [one] one day
       *[other] { $days } days
    } on which anybody was at work. No hall was written.
calibrate-no-weekday = Too little to simulate: of { $visits ->
        [one] one visit
       *[other] { $visits } visits
    } ({ $services } with a time of the service), and { $days ->
        [0] on no { $weekday }
        [one] on one { $weekday }
       *[other] on { $days } { $weekday }
    } was anybody at work. Choose another --weekday, or gather more days. No hall was written.
calibrate-hall-refused = What was learnt cannot be simulated: { $why }. No hall was written.
calibrate-without = { $n ->
        [one] One purpose is
       *[other] { $n } purposes are
    } not in the hall, because no service of it was timed or nobody who could was at work on that day (visits): { $names }
calibrate-hall-written = { $file }: the hall, with those at work as on { $day }
calibrate-report-written = { $file }: the report
calibrate-exported = { $file }: { $rows ->
        [one] one service
       *[other] { $rows } services
    }
calibrate-fact-services = Services
calibrate-fact-days = Days
calibrate-fact-held = Days held out
calibrate-fact-rejected = Rows rejected
calibrate-fact-odd = Odd rows
calibrate-report-title = Calibration · { $file }
calibrate-report-kicker = Run · twin
calibrate-report-heading = A hall learnt from its log
calibrate-report-facts = What this rests on
calibrate-head-trust = Can it be trusted?
calibrate-head-patience = Patience
calibrate-head-habits = Habits
calibrate-axis-percent = %
calibrate-axis-seconds = seconds
calibrate-axis-per-hour = per hour
calibrate-simulated = simulated
calibrate-real = real
calibrate-reason = Do not trust
calibrate-section-held = Held-out days
calibrate-question-held = Do days that were not learnt from come out as they were?
calibrate-note-held = Each day is simulated from the morning on, knowing the days before it and its weekday, not who works nor how many come. The interval should hold on nine days of ten; it includes how far the twin was off on the days it learnt from.
calibrate-waited-s = waited (s)
calibrate-still = still waiting
calibrate-head-interval95 = 95 % interval
calibrate-smooth = smooth law
calibrate-patience-fit = The smooth law that fits best: { $fit }.
calibrate-section-patience = Patience
calibrate-question-patience = How long do people wait before they leave?
calibrate-note-patience = Kaplan and Meier’s curve with Greenwood’s interval: whoever was called is counted as waiting until then. Those called at once say nothing.
calibrate-quickest = share of services
calibrate-takes = done within
calibrate-service-fit = The smooth law that fits best: { $fit }.
calibrate-section-services = Services
calibrate-question-services = How long do services take?
calibrate-answer-services = The purposes with the most services: what share of them is done within which time.
calibrate-note-services = Services that took no time, or so long that somebody forgot to finish them, are left out and named below.
calibrate-time = time
calibrate-per-hour = people per hour
calibrate-people-at-work = people at work
calibrate-section-arrivals = Arrivals
calibrate-question-arrivals = When do people come, and who is there?
calibrate-note-arrivals = The busiest weekday: people per hour in each quarter with the interval in which a quarter should lie, and how many were at work on the last such day.
calibrate-section-notes = What is odd
calibrate-question-notes = What in the log cannot be, and what is missing?
calibrate-nothing-odd = Nothing was found.
calibrate-no-parquet = the report card is small; take csv or json
