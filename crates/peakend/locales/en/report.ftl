# The report. Plain, active, short: the conclusion first, then how sure it is.

## General

report-nameless = (no name)
report-quoted = “{ $name }”
report-list-comma = {", "}
report-list-last = { $start } and { $last }
report-visits =
    { $n ->
        [one] { $n } visit
       *[other] { $n } visits
    }
report-clause-join = {", "}
report-value-range = { $value } ({ $low } to { $high })
report-no-data = no data
report-few-note = Grey italics: fewer than 30, for orientation only.

## Head

report-title = Experience report · { $file }
report-kicker = Score · experience report
report-heading = What customers will remember
report-head-remembered = What is remembered
report-head-peaks = Where the peak is
report-head-differs = What differs
report-contents = Contents
report-skip = Skip to the report
report-noscript = The pictures need a script; without it, all figures and findings are still in the text and tables below.
report-show-table = Show the figures
report-scroll = {" "}(scrolls sideways)
report-colophon = Made by Peakend { $version }. This page is self-contained and asks the network for nothing: forward it, print it.

report-facts = What was scored
report-fact-visits = Visits
report-fact-moments = Moments
report-fact-remembered = Visits judged afterwards
report-fact-halls = Halls
report-fact-period = Period
report-fact-blueprint = Blueprint
report-fact-rejected = Rows not used
report-fact-version = Peakend version
report-no-period = no times in the data
report-rejected-nothing = none
report-rejected-some =
    { $n ->
        [one] { $n } row: { $reasons }
       *[other] { $n } rows: { $reasons }
    }

## First sentence: what is remembered

report-remembered-none = These data hold no judgement of the visit as a whole, so what customers remember cannot be tested; the average feeling is used meanwhile.
report-remembered-won =
    { $halls ->
        [0] In these data
       *[other] In your halls
    }, customers mainly remember { $terms }; { $tail }. This explains { $r2 } of the differences in their judgement, { $gain } points more than the average feeling alone ({ $low } to { $high }, { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    }).
report-remembered-against = given the rest, { $against } counts against the judgement, a sign that these summaries overlap or that the order of the moments means little here: read the weights before acting
report-remembered-peak-end = the peak–end rule holds here
report-remembered-extremes = the best or the worst moment leaves a mark of its own
report-remembered-no-peak = the peak adds no clear explanatory power
report-remembered-fell-back =
    { $halls ->
        [0] In these data
       *[other] In your halls
    }, neither peak nor end explains customers’ judgement better than their average feeling does, so the average is used. It explains { $r2 } of the differences ({ $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    }).
report-remembered-nothing =
    { $halls ->
        [0] In these data
       *[other] In your halls
    }, nothing that is known of a visit explains customers’ judgement, neither its peak nor its end nor the average feeling, which is used meanwhile ({ $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    }).
report-remembered-not-enough =
    { $visits ->
        [one] Only { $visits } visit has a judgement
       *[other] Only { $visits } visits have a judgement, or all judgements are the same
    }: too little to say what customers remember; the average feeling is used meanwhile.

report-term-mean = the average feeling
report-term-end = the end
report-term-peak-end = peak and end (half each)
report-term-peak-end-earlier = peak and end (tie to the earlier)
report-term-first = the start
report-term-best = the best moment
report-term-worst = the worst moment
report-term-duration = the duration

report-short-mean = Mean
report-short-end = End
report-short-peak-end = Peak–end
report-short-peak-end-earlier = Peak–end (earlier tie)
report-short-first = First
report-short-best = Best
report-short-worst = Worst
report-short-duration = Duration

## Second sentence: where the peak is

report-peaks-few =
    { $visits ->
        [one] One visit does not tell where peaks usually lie.
       *[other] { $visits } visits are too few to tell where peaks usually lie.
    }
report-peaks-clear = The peak lies most often at { $name }: in { $share } of { $visits } visits.
report-peaks-tie = The peak has no single place: { $a } { $share-a } and { $b } { $share-b } cannot be told apart ({ $visits } visits).
report-peaks-purpose = { $purpose } at { $name } ({ $share })
report-peaks-same = No purpose of visit is clearly different.
report-peaks-differ =
    It depends on the purpose: { $list }{ $more ->
        [0] {""}
        [one] , and one more purpose
       *[other] , and { $more } more purposes
    }.

## Third sentence: what differs

report-halls-one =
    { $n ->
        [0] These data do not tell halls apart, so there is nothing to compare.
       *[other] There is only { $n } hall, so there is nothing to compare.
    }
report-halls-none = No real difference can be seen among the { $n } halls: their scores vary no more than by chance.
report-halls-some =
    Of { $n } halls, { $differ } really { $differ ->
        [one] differs
       *[other] differ
    }: { $list }{ $rest ->
        [0] .
        [one] ; the other one shows no real difference.
       *[other] ; the other { $rest } show no real difference.
    }
report-halls-above =
    { $names }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    } { $n ->
        [one] is
       *[other] are
    } above the peers
report-halls-below =
    { $names }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    } { $n ->
        [one] is
       *[other] are
    } below
report-halls-join = {"; "}

report-drives-clear = The judgement moves most with { $name }: { $part } of what the touchpoints explain ({ $r2 } of all differences, { $visits } visits).
report-drives-tie = The judgement moves most with { $a } ({ $part-a }) and { $b } ({ $part-b }), which cannot be told apart; all touchpoints together explain { $r2 } of the differences ({ $visits } visits).
report-drives-weak = The touchpoints explain hardly any of the differences in the judgement ({ $r2 }, { $visits } visits), so there are no drivers to speak of.
report-drives-absent = Drivers were not computed: { $reason }.
report-drives-unknown = Drivers were not computed.

## Experience curve

report-curve-name = Experience curve
report-curve-question = How does a visit feel, from start to end?
report-curve-none = There are no visits to draw a curve from.
report-curve-story = Visits mostly start at { $first } ({ $first-affect }), peak at { $peak } ({ $peak-affect }), touch bottom at { $trough } ({ $trough-affect }) and end at { $end } ({ $end-affect }). The mean peak–end score is { $score } over { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    }.
report-curve-label = Experience curve: touchpoints in the order of the visit along x, affect from −1 (very bad) to 1 (very good) along y, and beneath them the number of moments
report-curve-caption = How each touchpoint feels
report-curve-note = Where the curve breaks there are no data, and none are guessed. The dots for peak, trough, first and end show the mean of the visits that have that moment there, which is why they leave the median line.
report-legend-median = median
report-legend-half = middle 50 % of moments
report-legend-most = middle 90 % of moments
report-mark-first = First
report-mark-peak = Peak
report-mark-trough = Trough
report-mark-end = End
report-marks-caption = Where first moment, peak, trough and end lie
report-purposes-heading = Another purpose, another curve
report-purposes-none = The data hold no purpose of visit.
report-purposes-caption = The curve of each purpose
report-purpose-label = Experience curve of { $purpose }
report-purpose-caption = peak–end { $score } · { $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    }

## Peaks

report-peaks-name = Peaks
report-peaks-question = Which touchpoints carry the peak?
report-peaks-label = Share of visits that peak at each touchpoint, split into good and bad peaks, with intervals; hollow dots are the share of troughs
report-peaks-axis = share of visits
report-peaks-caption = Peaks and troughs by touchpoint ({ $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    })
report-peaks-note = The peak is a visit’s most intense moment, good or bad; a tie goes to the later one. Intervals are Wilson’s, 95 %.
report-legend-peak-good = peak, a good feeling
report-legend-peak-bad = peak, a bad feeling
report-legend-interval = 95 % interval
report-legend-trough = trough
report-matrix-heading = By purpose of visit
report-matrix-label = Share of the visits of each purpose that peak at each touchpoint; a larger circle is a larger share
report-matrix-caption = Share of peaks by purpose
report-legend-bubble = area is the share of peaks, colour whether they feel good or bad
report-legend-ring = ringed: first for this purpose; two rings: cannot be told apart

## Halls

report-halls-name = Halls
report-halls-question = Which halls really differ?
report-halls-caption = Scores of halls (in order of visits; not a ranking)
report-halls-note = In a hall with few visits, a high or low raw score is mostly chance. The shrunk score draws it toward its peers, the more the fewer its visits. A hall really differs only where the interval of its shrunk score leaves the peers’ mean out.
report-halls-expected-note = What is compared here is the judgement that these data lead one to expect from a visit: { $terms }, with the weights under “Evidence”.
report-halls-mean-note = What is compared here is the average feeling of the visits, because no other summary is known to say more about the judgement (see “Evidence”).
report-halls-unlisted =
    { $n ->
        [one] One more hall was counted but is not listed, as there are too many.
       *[other] { $n } more halls were counted but are not listed, as there are too many.
    }
report-halls-more =
    { $n ->
        [one] One more is in the table below.
       *[other] { $n } more are in the table below.
    }
report-halls-tempting =
    { $n ->
        [one] One hall has a raw score outside the 95 % limits but, once shrunk, shows no real difference: no conclusion yet.
       *[other] { $n } halls have a raw score outside the 95 % limits but, once shrunk, show no real difference: no conclusions yet.
    }
report-funnel-label = Funnel plot: visits along x, score along y; the dashed line is the peers’ mean, the curves are the 95 % and 99.8 % control limits; hollow dots are raw scores, filled dots shrunk ones
report-funnel-mean = peers’ mean { $mean }
report-funnel-x = visits
report-funnel-y = score
report-legend-shrunk = shrunk score (strong colour: really differs)
report-legend-raw = raw score
report-legend-95 = 95 % limits
report-legend-998 = 99.8 % limits
report-why-above = above its peers: shrunk score { $shrunk } against a mean of { $mean }; raw { $raw }, { $visits } visits, { $beyond }.
report-why-below = below its peers: shrunk score { $shrunk } against a mean of { $mean }; raw { $raw }, { $visits } visits, { $beyond }.
report-why-998 = outside the 99.8 % limits
report-why-95 = outside the 95 % limits
report-why-within = inside the limits
report-verdict-above = above its peers
report-verdict-below = below its peers
report-verdict-same = no real difference

## Evidence

report-evidence-name = Evidence
report-evidence-question = Does the peak–end rule hold here?
report-evidence-note = Here the peak–end rule is a hypothesis to be tested. Every summary is cross-validated; its gain is what it explains beyond the average feeling. Where the interval of the gain contains zero, the average is used.
report-evidence-tie-note = * For comparison only, never chosen: equally intense moments count as the earlier one, as most statistics packages do; Peakend takes the later. The difference between the two rows is what that rule does.
report-models-caption = How well each summary explains the judgement ({ $visits ->
        [one] { $visits } visit
       *[other] { $visits } visits
    })
report-models-none = Too few visits have a judgement; no model was fitted.
report-models-label = What each summary explains beyond the average feeling, with 95 % intervals; right of zero is better
report-models-axis = gain in cross-validated R² over the average feeling
report-legend-candidate = candidate
report-in-use = in use
report-comparison = comparison only
report-baseline = baseline
report-weights-heading = The weights in use
report-weights-intro = Summary in use: { $model }. Constant { $constant }.
report-weights-label = Weights of the model in use, with 95 % bootstrap intervals
report-weights-axis = weight
report-weights-caption = Weights of the model in use
report-per-minute = per minute
report-per-moment = per moment
report-per-affect = per unit of affect

## Drivers

report-drivers-name = Drivers
report-drivers-question = What does the judgement hang on?
report-drivers-label = Importance of each touchpoint (LMG) with 95 % intervals; hollow dots are relative weights
report-drivers-axis = share of R²
report-drivers-caption = Importance of each touchpoint for the judgement (R² { $r2 } in all)
report-drivers-note = Importance is association, not cause: it says where good and bad move together with the judgement. What a change would do is for a pilot to answer.
report-drivers-missing-own = A touchpoint that a visit did not pass is never read as zero: going without it is estimated as an effect of its own and counted to the touchpoint.
report-drivers-missing-drop = Only visits that passed every touchpoint were used; a missing value is never read as zero.
report-drivers-sampled = With more than 16 touchpoints the shares are sampled, with an error of at most { $error }.
report-drivers-left-out =
    { $n ->
        [one] One visit was left out because it lacks a needed value.
       *[other] { $n } visits were left out because they lack a needed value.
    }
report-drivers-empty = There are no drivers to list.
report-legend-lmg = LMG share
report-legend-relative = relative weight (Johnson)
report-quadrants-heading = Importance and performance
report-quadrants-intro = The cross marks the averages. Begin at the top left: important, and performing below average.
report-quadrants-label = Importance against performance in four quadrants: performance along x, importance along y, averages as a cross
report-quadrants-x = performance (mean affect)
report-quadrants-y = importance (LMG)
report-quadrant-act = Act here first
report-quadrant-keep = Keep it up
report-quadrant-low = Not a priority
report-quadrant-excess = Possibly too much
report-quadrant-none = Not yet clear
report-quadrant-nobody = No touchpoint can be placed in a quadrant with confidence.
report-legend-placed = placed with confidence
report-legend-unplaced = interval spans the average: not yet clear

## Notes

report-notes-name = Notes
report-notes-question = How are these figures read, and where do they come from?
report-notes-answer = Every figure comes with its n and its interval: the wider, the less sure. Where it says “no real difference”, there is none to see.
report-read-heading = How to read it
report-read-caption = Terms
report-read-affect = Affect
report-read-affect-what = How good or bad a moment feels, from −1 (very bad) through 0 (neutral) to 1 (very good); rules of the blueprint turn observed signals into it.
report-read-peak = Peak
report-read-peak-what = The moment of a visit that is farthest from 0, good or bad; a tie goes to the later one.
report-read-end = End
report-read-end-what = The last moment of a visit.
report-read-score = Peak–end score
report-read-score-what = The mean of peak and end.
report-read-interval = 0.42 ± 0.06
report-read-interval-what = An estimate of 0.42 with a 95 % interval from 0.36 to 0.48; both ends are written out where it is lopsided.
report-read-shrunk = Shrunk score
report-read-shrunk-what = A hall’s own score and its peers’ mean, each weighted by how sure it is; the fewer the visits, the nearer to the peers.
report-read-gain = Gain
report-read-gain-what = How much more of the differences is explained than by the average feeling, tested on visits that took no part in the fit.
report-read-lmg = LMG share
report-read-lmg-what = The R² that a touchpoint adds, averaged over all orders of entering; the shares sum to the whole R².
report-methods-heading = How it was computed
report-methods-caption = Methods and sources
report-method-peak-end = Peak and end
report-method-peak-end-what = The moment farthest from 0 and the last moment
report-method-peak-end-source = Kahneman, Fredrickson, Schreiber & Redelmeier 1993; meta-analysis Alaybek et al. 2022
report-method-wilson = Intervals of shares
report-method-wilson-what = Wilson’s score interval
report-method-wilson-source = Wilson 1927
report-method-shrink = Shrunk scores
report-method-shrink-what = Empirical Bayes; that the peers’ mean and spread are estimates too is part of the interval
report-method-shrink-source = Efron & Morris 1975; Morris 1983
report-method-funnel = Funnel plot
report-method-funnel-what = Control limits of 95 % and 99.8 % around the peers’ mean
report-method-funnel-source = Spiegelhalter 2005
report-method-evidence = Evidence
report-method-evidence-what = Least squares; 10-fold cross-validation with folds fixed by visit id; bootstrap intervals
report-method-evidence-source = Stone 1974; Efron 1979
report-method-lmg = LMG (Shapley)
report-method-lmg-what = R² decomposed as the average over all orders of entering
report-method-lmg-source = Lindeman, Merenda & Gold 1980; Grömping 2007
report-method-relative = Relative weights
report-method-relative-what = An approximate decomposition through orthogonal variables, for comparison
report-method-relative-source = Johnson 2000
report-method-quadrants = Importance × performance
report-method-quadrants-what = Four quadrants split at the averages; what spans the average is not placed
report-method-quadrants-source = Martilla & James 1977
report-rejections-heading = Rows not used
report-rejections-caption = Rows and visits not used, by reason
report-rejections-none = None: every row was used.

## Columns

report-col-touchpoint = Touchpoint
report-col-moments = Moments
report-col-median = Median
report-col-half = Middle 50 %
report-col-most = Middle 90 %
report-col-mean = Mean
report-col-marks = Marks
report-col-mark = Mark
report-col-mostly-at = Most often at
report-col-visits = Visits
report-col-share = Share
report-col-purpose = Purpose
report-col-peak-end = Peak–end score
report-col-peaks = Peaks
report-col-peak-share = Share of peaks
report-col-positive = Of those good
report-col-troughs = Troughs
report-col-trough-share = Share of troughs
report-col-hall = Hall
report-col-raw = Raw
report-col-shrunk = Shrunk
report-col-limits-95 = 95 % limits
report-col-limits-998 = 99.8 % limits
report-col-verdict = Against the peers
report-col-model = Summary
report-col-r2 = R²
report-col-cv-r2 = Cross-validated R²
report-col-gain = Gain over the average
report-col-weights = Weights
report-col-n = Visits
report-col-state = State
report-col-term = Term
report-col-weight = Weight
report-col-per = Per
report-col-lmg = LMG share
report-col-lmg-part = Part
report-col-relative = Relative weight
report-col-performance = Performance
report-col-quadrant = Place
report-col-meaning = Meaning
report-col-method = Method
report-col-how = How
report-col-source = Source
report-col-reason = Reason
report-col-count = Rows
report-unit-affect = −1 to 1
report-unit-visits = visits
report-unit-r2 = R²

## Words on the pictures

report-script-csv = Download table (CSV)
report-script-png = Download picture (PNG)
report-script-walk = Use the left and right arrow keys to walk through it
report-script-chart = chart
report-script-volume = moments
report-script-low = low
report-script-high = high
report-script-good = good
report-script-bad = bad
report-script-neutral = neutral
