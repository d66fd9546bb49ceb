### What the command line prints.

cli-error = error:
cli-did-you-mean = { " " }(did you mean “{ $name }”?)
cli-error-blueprint = The blueprint has { $count ->
        [one] one fault
       *[other] { $count } faults
    }; each is listed above with its place.
cli-error-no-blueprint = { $folder }: there is no .toml file here. Name the folder of a blueprint.
cli-error-unknown = There is no { $what } “{ $name }”{ $hint }.
cli-what-touchpoint = touchpoint
cli-what-purpose = purpose
cli-error-needs = { $option } needs { $needs }.
cli-error-too-many-groups = There { $most ->
        [one] is more than one group
       *[other] are more than { $most } groups
    }. Group by fewer things, or allow more with --max-groups.
cli-error-too-many-touchpoints = There are more than { $most } touchpoints. Is “touchpoint” the right column?
cli-error-bad-value = { $option } { $value }: { $why }
cli-error-output = The result could not be written: { $error }
cli-error-internal = This should not have happened; please report it: { $what }
cli-error-io = Could not { $action } { $file }: { $error }
cli-action-open = open
cli-action-read = read
cli-action-write = write
cli-error-empty = { $file } is empty. A table needs a header line and at least one row.
cli-error-no-column = { $file }: there is no column “{ $column }”{ $hint }. The columns are { $have }.
cli-error-wrong-type = { $file }: column “{ $column }” holds { $found }; it must hold { $accepted }.
cli-error-broken = { $file }, { $place }: { $detail }
cli-error-map = { $file }, { $place }: { $detail }
cli-error-strict = { $file }, { $row }. With --strict no row may be rejected.
cli-error-first = { " " }The first: { $row }.
cli-error-no-zone = { $file }, { $place }: the time “{ $value }” has no zone. Write it into the data (…+08:00), or say which one it is, for instance { $way }.
cli-error-nothing-left = { $file }: no row could be used ({ $rejected } rejected).{ $first }
cli-error-unknown-ending = { $file }: the ending “{ $ending }” names no format. Use { $accepted }.
cli-error-stopped = Stopped. Nothing was written.

cli-place-line = line { $line }
cli-place-after-line = after line { $line }
cli-place-columns = columns { $one } and { $other }
cli-flaw-header = the header is not UTF-8 text; if the file was saved by Excel in Chinese, say encoding = "gb18030" in the map, or save it as CSV UTF-8
cli-flaw-never-closed = a quotation mark opens a field here that is never closed, so the rest of the file is within it; close it, or double the marks that belong to the text
cli-flaw-not-closed = a quotation mark opens a field that goes on for more than { $most } lines; close it, or double the marks that belong to the text
cli-flaw-long-row = a row goes on for more than { $most } MiB; look for a quotation mark that is not closed, or for a file that is no table
cli-flaw-packed = the compressed data break off or are damaged ({ $why }); fetch or pack the file again
cli-flaw-damaged = the data are damaged ({ $why }); fetch or pack the file again
cli-flaw-no-table = not a table: { $why }
cli-flaw-two-columns = two columns are called `{ $name }`; rename one of them
cli-flaw-same-meaning = `{ $one }` and `{ $other }` mean the same column; rename one of them
cli-flaw-not-text = it is text neither in UTF-8 nor in GB 18030; save it as UTF-8
cli-io-not-found = there is no such file or folder
cli-io-not-allowed = permission denied
cli-io-folder = it is a folder
cli-io-no-folder = a part of the path is not a folder
cli-io-full = No space left on device
cli-io-too-large = File too large
cli-io-read-only = the disk is read-only
cli-rejected-fields = { $have ->
        [one] one field
       *[other] { $have } fields
    }, the header has { $want }
cli-read-as-gb18030 = { $file } is not UTF-8 and was read as GB 18030; if the characters come out wrong, save it as UTF-8.
cli-no-such-zone = there is no such time zone; write one as Asia/Shanghai or Europe/Warsaw

cli-span-s = { $a } s
cli-span-minutes = { $a } min
cli-span-min = { $a } min { $b } s
cli-span-hours = { $a } h
cli-span-h = { $a } h { $b } min

cli-progress-reading = Reading
cli-progress-importing = Importing
cli-progress-simulating = Simulating
cli-progress-writing = Writing

cli-rejected = Rejected: { $count } ({ $reasons })
cli-rejected-row = { $word } { $line }, { $column }: “{ $value }” – { $reason }
cli-rejected-whole-row = { $word } { $line }: “{ $value }” – { $reason }
cli-rejected-more = … list them all with --reject-to FILE
cli-word-line = line
cli-word-row = row
cli-reason-no-visit = visit missing
cli-reason-no-touchpoint = touchpoint missing
cli-reason-no-affect = affect missing
cli-reason-not-a-number = not a number
cli-reason-comma = number with a comma
cli-reason-below-zero = count below zero
cli-reason-off-scale = off its scale
cli-reason-unknown-value = value unknown to the map
cli-reason-bad-time = unreadable time
cli-reason-skipped-time = an hour that the clocks skipped
cli-reason-far-from-others = more than 400 days from all others
cli-reason-same-row = the same row again
cli-reason-duplicate = duplicate moment
cli-reason-unknown-touchpoint = touchpoint unknown to the blueprint
cli-reason-field-count = wrong number of fields
cli-reason-not-text = not text in this encoding
cli-reason-ends-before-it-begins = ends before it begins
cli-reason-two-halls = one visit in two halls
cli-reason-two-purposes = one visit with two purposes
cli-reason-two-judgements = one visit with two remembered satisfactions
cli-reason-too-long = too many moments for one visit

cli-output-is-input = this file is named twice: it would be replaced by what is written; choose another name
cli-one-period = group by one of day, week and month
cli-by-hall = Hall
cli-by-purpose = Purpose
cli-by-day = Day
cli-by-week = Week of
cli-by-month = Month
cli-by-touchpoint = Touchpoint
cli-by-staff = Staff
cli-head-visits = Visits
cli-head-affect = Affect there
cli-head-score = Score
cli-head-peak-end = Peak–end
cli-head-shrunk = Toward peers
cli-head-best = Best
cli-head-worst = Worst
cli-head-end = End
cli-head-mean = Mean
cli-head-peaks-at = Most peaks at
cli-counted = { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    }, { $moments ->
        [one] { $moments } moment
       *[other] { $moments } moments
    }, { $groups ->
        [one] { $groups } group
       *[other] { $groups } groups
    }. The score is { $score }; intervals are 95 %; “toward peers” draws groups with few visits toward their peers.
cli-more-groups = … and { $count } more groups: see them all with --format csv
cli-report-written = Report: { $file }

cli-head-model = Model
cli-head-r2 = R²
cli-head-cv-r2 = R² (10-fold)
cli-head-gain = Gain over the mean
cli-head-behind = Behind the best
cli-head-weights = Weights
cli-unit-minutes = minutes
cli-unit-moments = moments
cli-evidence-counted = { $visits } visits with a remembered satisfaction; duration in { $unit }; intervals are 95 %. ► marks the model in use.
cli-evidence-tie-note = * Never chosen: the same score with a tie of peaks given to the earlier moment instead of the later, to show how much the tie matters.

cli-head-importance = Importance (share of R²)
cli-head-relative-weight = Relative weight
cli-head-performance = Performance
cli-head-quadrant = Where to act
cli-quadrant-act-here = act here
cli-quadrant-keep-up = keep it up
cli-quadrant-low-priority = low priority
cli-quadrant-possible-excess = possible excess
cli-quadrant-none = not clear
cli-drivers-counted = { $visits } judged visits, { $left } left out. All touchpoints together explain { $r2 } of the judgement. Intervals are 95 %.
cli-drivers-unclear = All touchpoints together explain no more than chance would: nothing here says what drives the judgement.
cli-drivers-exact = Importance is LMG (Shapley) over all subsets, exact; relative weights are Johnson’s.
cli-drivers-sampled = Importance is LMG (Shapley) over sampled orders; --format csv has the sampling error. Relative weights are Johnson’s.
cli-no-drivers-too-few = { $visits ->
        [0] No visit has a judgement
        [one] Only one visit has a judgement
       *[other] Only { $visits } visits have a judgement
    }, too few for drivers: { $needed } are needed.
cli-no-drivers-no-variation = All { $visits } judged visits say the same, so nothing can be said to drive it.
cli-no-drivers-too-many = There are { $touchpoints } touchpoints; at most { $most } can be weighed at once.

cli-imported = { $file }: { $moments } moments of { $visits } visits from { $rows } rows

cli-fault = fault:
cli-blueprint-good = { $name } { $version }: { $touchpoints } touchpoints, { $purposes } purposes, { $rules } affect rules, no fault.
cli-blueprint-legend = ▲ supposed peak for some purposes   ■ supposed end   `peakend blueprint show ID` prints one touchpoint
cli-head-need = What the customer needs
cli-head-answers = Who answers for it
cli-card-happens = What happens
cli-card-detail = In detail
cli-card-service-points = Service points
cli-card-guide = What to do: { $role }
cli-card-hints = Hints
cli-card-signals = Signals and their affect

cli-exported = { $file }: { $visits } visits with { $moments } moments; of { $judged } it is known what is remembered
cli-sampled = { $file }: { $visits } visits with { $moments } moments in { $halls ->
        [one] one simulated hall
       *[other] { $halls } simulated halls
    } over { $days ->
        [one] one day
       *[other] { $days } days
    }
cli-score-peak-end = the peak–end score, in [−1, 1]
cli-score-expected = the judgement that the table’s own evidence leads one to expect
cli-score-mean = the average feeling, in [−1, 1], because the evidence names nothing better

cli-error-database = the database failed: { $error }
cli-error-database-busy = The system is busy and this was not done; please try again shortly.
cli-error-database-full = The disk that holds the data is full, so this was not kept; ask the administrator to make room, then try again.
