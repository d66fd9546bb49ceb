### Counters: how many it takes (`peakend staff`).

staffing-target-how = write it as 80%/5m (share served within a time), longest:20m (all but one in a hundred; longest:20m/5% for one in twenty), leave:3% (share that leaves) or affect:0.1 (mean feeling of the wait)
staffing-share-how = a share is wanted, such as 30% or 0.3
staffing-time-how = a time above zero is wanted, such as 45s, 3m, 2m30s or 1h
staffing-error-no-rule = The blueprint has no rule that says what a wait beyond the promise feels like (touchpoint queue, signal wait_beyond_promise). Add it, or ask for a share served in time.
staffing-error-rows = The table has { $count ->
        [one] one fault
       *[other] { $count } faults
    }; nothing was planned.
staffing-error-shared-twice = The purpose “{ $purpose }” stands in two sets of --together. A counter’s hour can be planned once only: leave it in one of them.

staffing-wants-fewer = with this time of a service that is work for { $load } counters, and at most { $most } can be reckoned with; correct the number, or --service
staffing-wants-above-zero = it has to be more than zero
staffing-wants-patience = the target is about those who leave, so their patience has to be known: give it with --patience 5m or as the column patience_s
staffing-wants-zero-or-more = it has to be zero or more
staffing-wants-share = it has to be a share from 0 to 1
staffing-wants-below-one = it has to be a share below 100 %
staffing-wants-above-zero-to-one = it has to be a share above 0 and at most 100 %
staffing-wants-at-least = it has to be at least { $bound }
staffing-wants-at-most = it has to be at most { $bound }
staffing-wants-below = it has to be below { $bound }: more cannot be had even if nobody waits
staffing-wants-exactly = it has to be { $bound }
staffing-wants-falling = a longer wait must not feel better than a shorter one; look at the blueprint’s rule


staffing-state-kept = keeps it
staffing-state-missed = misses it
staffing-state-unstable = unstable: the queue grows without end

staffing-head-counters = counters
staffing-head-waits = have to wait
staffing-head-wait = mean wait
staffing-head-longest = 95 of 100 within
staffing-head-longest-wait = longest wait
staffing-head-within = served within { $wait }
staffing-head-feeling = mean feeling
staffing-head-leave = leave
staffing-head-busy = busy
staffing-head-start = start
staffing-head-arrivals = arrivals
staffing-head-work = work
staffing-head-fractional = exactly
staffing-head-alone = each step alone
staffing-head-generalists = who know all

staffing-answer = The load is { $load } counters’ work: { $whole ->
        [0] no counter is needed
        [one] one counter keeps the target
       *[other] { $whole } counters keep the target
    } (exactly { $fractional }).
staffing-answer-rostered = With { $away } of paid time away from the counter, { $people ->
        [one] one person has
       *[other] { $people } people have
    } to be on the roster.
staffing-asked-kept = { $counters ->
        [one] One counter keeps
       *[other] { $counters } counters keep
    } it.
staffing-asked-missed = { $counters ->
        [one] One counter does
       *[other] { $counters } counters do
    } not keep it; { $more } more would.
staffing-asked-unstable = { $counters ->
        [one] One counter is
       *[other] { $counters } counters are
    } unstable: { $load } counters’ work comes in, so the queue grows as long as this lasts, and no mean wait exists. { $more } more would keep the target.
staffing-approximated = Services that vary otherwise than exponentially are approximated (Whitt 1993), within a few per cent in a busy hall.

staffing-day = The day takes { $hours } counter-hours (exactly { $fractional }), at most { $most ->
        [one] one counter
       *[other] { $most } counters
    } at a time, first at { $start }.
staffing-day-alone = Looked at each by itself, without the work that earlier arrivals leave behind, the steps would ask for { $hours } counter-hours.
staffing-day-apart = With counters of its own for every purpose it would take { $hours } counter-hours; sharing saves { $gain }.
staffing-day-rostered = With { $away } of paid time away from the counter, that is { $hours } hours on the roster.
staffing-day-left = When the last step ends, { $people } people are still being served: keep counters open for them.
staffing-more = … and { $count ->
        [one] one more step
       *[other] { $count } more steps
    }: --format csv lists them all

staffing-fault-column = there is no column “{ $name }”; the columns are { $have }
staffing-fault-no-rows = there are no rows beneath the header: add a row for each step, such as 08:00,12
staffing-fault-not-text = “{ $value }” is not text in this encoding: save the table as CSV UTF-8
staffing-fault-much = “{ $value }” is more than can be meant, at most { $most }: look at the unit, and whether the columns are the right ones
staffing-fault-load = { $value } people in one step with services of { $service } s: with all who come then that is work for { $load } counters, and at most { $most } can be planned; correct the number, or the time of a service
staffing-fault-empty = the cell is empty: write 0 if nobody comes
staffing-fault-number = “{ $value }” is no number: write it like 12 or 12.5
staffing-fault-negative = “{ $value }” is below zero: nobody can come less than not at all, and no time is shorter than none
staffing-fault-zero = “{ $value }” is not a time anything takes: write the mean seconds, or leave the cell empty to take what the command line says
staffing-fault-no-service = nothing says how long a service takes: add the column service_s, or say --service 4m
staffing-fault-start = “{ $value }” is no time: write 08:15, 2026-11-23 08:15 or 2026-11-23T08:15+08:00
staffing-fault-mixed = “{ $value }” is written in another way than the starts above: use times of day, local times or times with their offset, one of them
staffing-fault-gap = the clocks were set forward, and “{ $value }” was skipped: take the row out
staffing-fault-twice = the start “{ $value }” of this purpose stands in line { $first } already: if the clocks were set back, name the zone (--zone Europe/Berlin) or write the offset; else take one of them out
staffing-fault-far = { $value } is far from the other rows: a plan reaches over { $most } days at most, and this one over { $days }; correct the date, or divide the table
staffing-simulate-counters = more counters are wanted here than can be simulated ({ $most }): divide the table, or leave --simulate out
staffing-simulate-long = it lies too far from the first row to be simulated: divide the table, or leave --simulate out
staffing-fault-step = a step of { $step } s is longer than the { $shortest } s from one start to the next: choose a shorter one with --step

staffing-head-seen = simulated
staffing-head-seen-before = simulated, as planned
staffing-head-together = together
staffing-simulated-kept = { $days } simulated days: as planned { $before ->
        [0] every step keeps the target
        [one] one step misses the target
       *[other] { $before } steps miss the target
    }; with { $added ->
        [0] no counter more
        [one] one counter-step more
       *[other] { $added } counter-steps more
    } every step keeps it.
staffing-simulated-missed = { $days } simulated days: as planned { $before ->
        [one] one step misses the target
       *[other] { $before } steps miss the target
    }, and after { $rounds } rounds of adding counters { $after ->
        [one] one step does
       *[other] { $after } steps do
    } still.

staffing-report-title = Counters needed: { $file }
staffing-report-kicker = Run · counters
staffing-report-heading = How many counters, and when?
staffing-report-head-needs = The day takes
staffing-report-head-alone = Each step by itself
staffing-report-head-else = And besides
staffing-report-facts = What this rests on
staffing-fact-arrivals = people expected
staffing-fact-steps = steps
staffing-fact-step = length of a step
staffing-fact-purposes = purposes
staffing-fact-busy = most a counter may be busy
staffing-fact-days = days simulated
staffing-report-question = How many counters does each step of the day need?
staffing-report-answer = The lower edge is the work in the hall, in counters busy if there were always enough; the line is what the promise takes if counters could be divided; the upper edge is whole counters.
staffing-report-label = Work and counters through the day
staffing-legend-exactly = counters that would just do
staffing-legend-band = from the work in the hall to whole counters
staffing-legend-alone = each step alone, without the work left by earlier arrivals
staffing-report-purposes = Purposes
staffing-report-purposes-question = What do purposes gain that share counters?
staffing-report-purposes-answer = Together is the least that will do, if everybody can do everything. Almost all of the gain is had with specialists for the work that is always there, and a few who know all.
staffing-report-method = Method
staffing-report-method-question = How was this computed?
staffing-report-note-work = The work in a step is what has come and is not yet done, earlier arrivals included (modified offered load: Jennings, Mandelbaum, Massey & Whitt 1996).
staffing-report-note-formulas = Waits by Erlang C, with patience by Erlang A; services that vary otherwise are approximated (Whitt 1993).
staffing-report-note-simulated = Where days were simulated, a counter was added wherever the target was missed, until it was kept (Feldman, Mandelbaum, Massey & Whitt 2008). Intervals are of 95 %, by the differences between days.
