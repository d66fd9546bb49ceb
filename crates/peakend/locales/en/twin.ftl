### The hall's twin: a hall as a file, and what would happen in it.

twin-error-faults = { $count ->
    [one] One fault in the file, told above; mend it and run again
   *[other] { $count } faults in the files, told above; mend them and run again
}
twin-did-you-mean = ; did you mean `{ $word }`?

twin-fault-toml = not TOML: { $detail }; hold the line against the samples in docs/guide/halls
twin-fault-long = the file has { $bytes } bytes, more than { $most }; write long samples of service times as quantiles
twin-fault-key = unknown key `{ $key }` in { $what }; known are { $known }
twin-fault-key-near = unknown key `{ $key }` in { $what }{ $known }
twin-fault-missing = missing `{ $key }` in { $what }; add `{ $key } = { $sample }`
twin-fault-table = { $what } must be a table, found { $found }; write { "{" } key = value { "}" }
twin-fault-tables = `{ $key }` must be a list of tables; begin each with { $what }
twin-fault-list = `{ $key }` must be a list, found { $value }; put it into square brackets
twin-fault-text = `{ $key }` must be a text, found { $value }; write it in quotes, and not empty
twin-fault-number = `{ $key }` must be a number, found { $value }; write it without quotes and unit
twin-fault-whole = `{ $key }` must be a whole number, found { $value }
twin-fault-flag = `{ $key }` must be true or false, found { $value }
twin-fault-bounds = `{ $key }` is { $value }; it must be from { $low } to { $high }
twin-fault-duration = `{ $key }` is no duration: { $value }; write "6m", "90s" or "1h30m", never negative, at most 366 days
twin-fault-clock = `{ $key }` is no time of day: { $value }; write "08:30", after midnight "26:00" if you like
twin-fault-span = `{ $key }` is no span of time: { $value }; write "08:30-12:00"
twin-fault-choice = `{ $key }` cannot be `{ $value }`; known are { $known }
twin-fault-twice = `{ $value }` is twice in { $key }; remove one, or give it another name
twin-fault-zero = `{ $key }` is { $value }; it must be more than nothing
twin-fault-minutes = `{ $key }` is { $value }; it must be whole minutes, at least one
twin-fault-empty = `{ $key }` is empty; give at least one
twin-fault-open = the doors open at { $value }; write 00:00 to 23:59, and a later close for a hall that stays open
twin-fault-law = `{ $key }` does not say how long: { $value }; write "6m", or { "{" } lognormal = { "{" } mean = "6m", cv = 0.8 { "}" } { "}" }, or one of exponential, gamma, weibull, uniform, empirical, quantiles
twin-fault-never = never of `{ $key }` is { $value }; only empirical may have it, and below 1
twin-fault-uniform = uniform wants the shortest and the longest time, in this order; found { $value }
twin-fault-quantiles = quantiles are written [[0, "10s"], [0.5, "2m"], [1, "9m"]], from 0 up to at most 1, rising; found { $value }
twin-fault-endless = `{ $key }` must end; only patience may be "never"
twin-fault-nobody = if nobody comes when called (`{ $key }` is 1), nobody is served; write less than 1
twin-fault-rule = this is no calling rule: { $why }
twin-fault-appointment = the appointment { $value } is not within the opening hours, or ends before it begins; give it a time at which the hall is open
twin-fault-promised = give promised or tolerance, not both: what was told is the measure, and where nothing was told, what people put up with
twin-fault-no-purpose = nobody has anything to come for; add a [[purpose]] with id and service
twin-fault-no-counter = there is no counter, so nobody who comes could be served; add a [[counter]] with an id
twin-fault-too-many = there are { $count }, at most { $most } can be told apart; join those that are alike
twin-fault-purpose = unknown purpose `{ $value }`; known are { $known }
twin-fault-skill = no counter has the skill `{ $value }`, so these customers would wait for ever; give it to a counter, or take it from the purpose
twin-fault-unserved = no counter can serve `{ $value }`: skills or purposes do not match; let a counter take it
twin-fault-never-open = the breaks cover every shift, so this counter never opens; shorten them
twin-fault-overlap = in { $key } { $first } and { $second } overlap; write them as one
twin-fault-step = `{ $key }` is { $value }; it must be whole seconds, at least one
twin-fault-steps = `{ $key }` has { $have } values; it takes { $need }: one for each { $step } from { $from } to { $closes }
twin-fault-from = arrivals are told from { $from }, but the doors close at { $closes }, or the steps are too many; change from or step
twin-fault-volumes = `{ $first }` and `{ $second }` both say how many come; keep one
twin-fault-volume-twice = [arrivals] says already how many come in all; give `{ $value }` a share instead of per_hour
twin-fault-volume-given = every arrival is in given already; take share or per_hour away from `{ $value }`
twin-fault-no-volume = nothing says how many come for `{ $value }`; give it per_hour, or a share and [arrivals] the total
twin-fault-shares = `{ $key }` sums to { $value }, more than 1; make one smaller
twin-fault-shares-under = `{ $key }` sums to { $value }, less than 1: what do the others come for? bring it to 1
twin-fault-profile = the profile is all zeros, so a day cannot be dealt out; make one more than 0
twin-fault-profile-alone = a profile is only the shape of a day; say with per_day how many come
twin-fault-given = given is a list of pairs as ["08:31", "pay_bill"]; found { $value }
twin-fault-given-closed = the doors are closed at { $value }; remove it, or change the hours
twin-fault-hall = a hall like this cannot be simulated: { $why }
twin-fault-no-change = nothing is different; say what is, such as [counters] add = 1
twin-fault-customers = customers says who comes at other hours; give open or close first
twin-fault-counter = unknown counter `{ $value }`; known are { $known }
twin-fault-break = no break at { $value } at this counter; its breaks are { $known }
twin-fault-like = `{ $key }` says what the counters more are like; give add = 1 first

twin-error-variant = this variant cannot be: { $why }
twin-error-duration = this is no duration; write 6m, 90s or 1h30m
twin-error-warm-up = longer than the hall is open, so nothing would be left; make it shorter
twin-error-same-name = two variants have the same name; give one another name

twin-head = { $opens }–{ $closes } · { $counters } { $counters ->
    [one] counter
   *[other] counters
} · some { $customers } customers a day · { $days } days simulated (seed { $seed })
twin-figure-mean-wait-s = Mean wait
twin-figure-wait-p90-s = Nine of ten wait at most
twin-figure-within = Called within { $target }
twin-figure-abandoned = Left before the call
twin-figure-not-served = Not served
twin-figure-served = Services
twin-figure-occupancy = Counters busy
twin-figure-overtime-s = Overtime a day
twin-figure-longest-queue = Longest queue (people)
twin-figure-felt = Experience (−1 to 1)
twin-unit-minutes = min
twin-unit-seconds = s
twin-unit-percent = { " " }%
twin-unit-points = { " " }points
twin-verdict-better = better
twin-verdict-worse = worse
twin-verdict-different = different
twin-verdict-no-real-difference = no real difference
twin-col-figure = Figure
twin-col-today = Today
twin-col-one-day = Nine days of ten
twin-col-variant = Variant
twin-col-difference = Difference
twin-col-verdict = Verdict
twin-col-purpose = Purpose
twin-col-arrivals = Arrivals
twin-col-counter = Counter
twin-col-open = At work (h)
twin-col-overtime = Overtime (min)
twin-col-served = Services
twin-col-from = From
twin-col-queue = Queue
twin-col-busy = Busy
twin-col-at-work = At work
twin-more-quarters = { $count } more quarters of an hour; --format csv has all.
twin-says-today = A customer waits { $mean } on average, nine of ten at most { $most }; { $within } are called within { $target }, { $left } leave before the call.
twin-says-nobody = Nobody comes, so nobody waits; it takes no counter.
twin-says-nobody-called = Nobody was called: all who came left or were sent home; look at the counters’ hours and skills.
twin-says-overload = Overloaded, unstable: { $purposes } bring { $work } hours of work a day, and those who can do it are at work for { $staffed }. The queue grows all day; the waits above are those of a day of this length and not a level at which it rests.
twin-says-unstable = Unstable: the queue does not come to rest, it grows by { $grows } people an hour; waits depend only on how long is simulated.
twin-says-shorter = { $name }: the mean wait is { $by } shorter
twin-says-longer = { $name }: the mean wait is { $by } longer
twin-says-same = { $name }: no real difference in the mean wait ({ $by })
twin-says-incomparable = { $name }: on one side nobody was called, so waits cannot be compared.
twin-says-felt-better = ; the experience is { $by } better.
twin-says-felt-worse = ; the experience is { $by } worse.
twin-says-felt-same = ; no real difference in the experience ({ $by }).

twin-col-changed = As changed
twin-report-title = { $hall } · simulated
twin-report-kicker = Run · what if
twin-report-subtitle = A hall simulated day by day, not measured
twin-report-head-today = Today
twin-report-head-variant = What if
twin-report-facts = What this rests on
twin-fact-hours = Hours
twin-fact-counters = Counters
twin-fact-customers = Customers a day
twin-fact-days = Days simulated
twin-fact-seed = Seed
twin-report-day-name = The day
twin-report-day-question = How do waits rise and fall through the day?
twin-report-day-caption = Each quarter of an hour: arrivals, waits, the queue, counters busy and at work
twin-report-day-note = Who was called before a shift ends is served to the end, so a counter may be busy into its break.
twin-report-waits-heading = Waits
twin-report-waits-label = How long those called in each quarter of an hour had waited on average, with the range of nine days of ten
twin-report-queue-heading = The queue
twin-report-queue-label = The mean queue in each quarter of an hour, with the range of nine days of ten
twin-report-people = people
twin-report-legend-line = mean
twin-report-legend-band = nine days of ten
twin-report-counters-heading = Counters busy
twin-report-counters-label = The share of its time at work that each counter is busy
twin-report-counters-caption = The work of each counter on a day
twin-report-variants-name = Variants
twin-report-variants-question = What would a change bring?
twin-report-variants-note = Each variant has the same customers as today, so luck is no part of the difference. Where the interval crosses zero, or nobody would notice, there is no real difference.
twin-report-wait-heading = Difference in the mean wait
twin-report-felt-heading = Difference in the experience
twin-report-points-axis = score
twin-report-legend-difference = difference with its 95 % interval: green is better, red worse
twin-report-legend-none = no real difference
twin-report-course-caption = Mean wait in each quarter of an hour
twin-report-course-label = Mean wait in each quarter of an hour, as changed and today
twin-report-purposes-name = Purposes
twin-report-purposes-question = Who waits longest?
twin-report-purposes-caption = Waits and experience by purpose; a visit with several services counts for each
twin-report-method-name = How
twin-report-method-question = Where do these figures come from?
twin-report-method-days = Days are played through customer by customer, with the arrivals, times, patience and calling rule of the file, until the interval of the mean wait is narrow.
twin-report-method-pairs = The same seed gives the same days; variants are held against today day by day.
twin-report-method-peak-end = Experience: waits and services are turned into affect by the blueprint’s rules; the score is the mean of the strongest moment and the last.
twin-report-method-mean = Experience: waits and services are turned into affect by the blueprint’s rules; the score is their mean, as no other summary explains more in your own data.
twin-report-method-expected = Experience: waits and services are turned into affect by the blueprint’s rules; the score is the remembered satisfaction that the model expects which won on your own data.
twin-report-method-note = A simulation is as true as its file: calibrate it on a real log (peakend calibrate) before you believe its minutes.
