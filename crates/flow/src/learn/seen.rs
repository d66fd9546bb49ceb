//! What a log says, and what in it cannot be.

const DAY_US: i64 = 86_400_000_000;
const HOUR_US: i64 = 3_600_000_000;

/// How somebody's wait for a service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Served.
    Served,
    /// Left before being called, at the time of `called_us`.
    Left,
    /// Called and did not come.
    Missed,
    /// It ended for a reason that tells nothing of patience, at the time of `called_us` if that is known: they would have waited
    /// longer.
    Otherwise,
}

/// One service that somebody came or was sent for. Times are microseconds since the local midnight on which `day` begins, and
/// may lie beyond the next midnight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Its line in the log.
    pub line: u64,
    /// Its local day, in days since 1 January 1970.
    pub day: i32,
    /// What for.
    pub purpose: usize,
    /// Came, or was sent on from another service.
    pub arrived_us: i64,
    /// Whether they came through the door for it, and not from another service.
    pub first: bool,
    /// Called, or left the queue.
    pub called_us: Option<i64>,
    /// The service began.
    pub started_us: Option<i64>,
    /// The service ended.
    pub ended_us: Option<i64>,
    /// Who served.
    pub person: Option<u32>,
    /// How it ended.
    pub end: End,
    /// The purpose that the visit went on to.
    pub onward: Option<usize>,
}

impl Seen {
    /// From joining to the call, or until they left, in seconds; `None` if it is not known.
    #[must_use]
    pub fn waited_s(&self) -> Option<f64> {
        self.called_us.map(|called| (called - self.arrived_us) as f64 / 1e6)
    }

    /// How long the service took, in seconds; `None` if it is not known.
    #[must_use]
    pub fn service_s(&self) -> Option<f64> {
        Some((self.ended_us? - self.started_us?) as f64 / 1e6)
    }
}

/// What a line says that cannot be, or that is not to be learnt from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Odd {
    /// Called before they came: seconds of waiting below 0. The line is left out.
    WaitsNegative,
    /// The service ended before it began. The person's presence and the time are not learnt from; the arrival is.
    EndsBeforeItBegins,
    /// The service took no time. As above.
    NoTime,
    /// The service took so long that nobody can have been served all the while: more than [`LONG_SPREADS`] robust
    /// standard deviations of the logarithm above the median of its purpose, and more than an hour. As above.
    TooLong,
    /// Somebody waited longer than a day. The line is left out.
    WaitsDays,
    /// Two services of one person at the same time, by more than a minute. Told only.
    Overlaps,
}

impl Odd {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::WaitsNegative,
        Self::WaitsDays,
        Self::EndsBeforeItBegins,
        Self::NoTime,
        Self::TooLong,
        Self::Overlaps,
    ];
}

/// A line that says something odd.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oddity {
    /// The line.
    pub line: u64,
    /// What about it.
    pub odd: Odd,
    /// The time in question, in seconds.
    pub s: f64,
}

/// So many robust standard deviations above the median of the logarithms, a service is not believed. One of a log-normal
/// law lies there in three of a million.
pub const LONG_SPREADS: f64 = 4.5;

/// What is further from the rest of a log than so many days is not of the same time.
pub const FAR_DAYS: i32 = 400;

/// A log without what cannot be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    /// What is left, by day and time of arrival.
    pub seen: Vec<Seen>,
    /// What was odd, by line.
    pub oddities: Vec<Oddity>,
    /// How many lines there were.
    pub lines: u64,
}

impl Log {
    /// Sorts a log, and finds what cannot be. Services whose time is odd lose it; lines that make no sense are left out.
    #[must_use]
    pub fn sift(mut seen: Vec<Seen>) -> Self {
        let lines = seen.len() as u64;
        let mut oddities = Vec::new();
        seen.retain(|seen| {
            let Some(s) = seen.waited_s() else { return true };
            let odd = if s < 0.0 {
                Odd::WaitsNegative
            } else if s > 86_400.0 {
                Odd::WaitsDays
            } else {
                return true;
            };
            oddities.push(Oddity { line: seen.line, odd, s });
            false
        });
        let longest = longest(&seen);
        for seen in &mut seen {
            let Some(s) = seen.service_s() else { continue };
            let odd = if s < 0.0 {
                Odd::EndsBeforeItBegins
            } else if s == 0.0 {
                Odd::NoTime
            } else if longest.get(seen.purpose).is_some_and(|&most_s| s > most_s) {
                Odd::TooLong
            } else {
                continue;
            };
            oddities.push(Oddity { line: seen.line, odd, s });
            (seen.started_us, seen.ended_us) = (None, None);
        }
        seen.sort_by_key(|seen| (seen.day, seen.arrived_us, seen.line));
        oddities.extend(overlaps(&seen));
        oddities.sort_by_key(|oddity| (oddity.line, oddity.odd));
        Self { seen, oddities, lines }
    }

    /// Moves what happens after midnight to the day before, where the hall's day goes on past midnight: the day is cut in
    /// the middle of the longest stretch, at most until noon, in which next to nobody comes (fewer than one in 500).
    /// Returns where it is cut.
    pub fn cut_days(&mut self) -> i64 {
        let mut hours = [0_u64; 24];
        for seen in &self.seen {
            hours[(seen.arrived_us.rem_euclid(DAY_US) / HOUR_US) as usize] += 1;
        }
        let few = self.seen.len() as u64 / 500;
        let quiet: Vec<usize> = (0..12).filter(|&hour| hours[hour] <= few).collect();
        let longest = quiet.chunk_by(|a, b| a + 1 == *b).max_by_key(|stretch| stretch.len());
        // at midnight, unless somebody comes then
        let cut = match longest {
            Some(stretch) if stretch[0] > 0 => (stretch[0] + stretch.len().div_ceil(2)) as i64 * HOUR_US,
            // a few strays of the night belong to the evening before, as long as the quiet begins at once
            Some(stretch) if hours[stretch[0]] > 0 => stretch.len().div_ceil(2) as i64 * HOUR_US,
            _ => 0,
        };
        for seen in self.seen.iter_mut().filter(|seen| seen.arrived_us < cut) {
            seen.day -= 1;
            for at in [
                Some(&mut seen.arrived_us),
                seen.called_us.as_mut(),
                seen.started_us.as_mut(),
                seen.ended_us.as_mut(),
            ]
            .into_iter()
            .flatten()
            {
                *at += DAY_US;
            }
        }
        self.seen.sort_by_key(|seen| (seen.day, seen.arrived_us, seen.line));
        cut
    }

    /// The days on which somebody came, in order.
    #[must_use]
    pub fn days(&self) -> Vec<i32> {
        let mut days: Vec<i32> = self.seen.iter().map(|seen| seen.day).collect();
        days.dedup();
        days
    }

    /// Sets aside the days that are torn or next to empty: fewer than a tenth of the median of the same weekday. Returns
    /// them with the number who came.
    pub fn drop_torn(&mut self) -> Vec<(i32, usize)> {
        let days = self.days();
        let came = |day: i32| self.on(day).len();
        let median = |of: usize| {
            let mut counts: Vec<usize> =
                days.iter().filter(|day| weekday(**day) == of).map(|&day| came(day)).collect();
            counts.sort_unstable();
            counts.get(counts.len() / 2).copied().unwrap_or(0)
        };
        let medians: [usize; 7] = std::array::from_fn(median);
        let torn: Vec<(i32, usize)> = days
            .iter()
            .map(|&day| (day, came(day)))
            .filter(|&(day, came)| 10 * came < medians[weekday(day)])
            .collect();
        self.seen.retain(|seen| torn.iter().all(|&(day, _)| day != seen.day));
        torn
    }

    /// Days between the first and the last of which nothing is written although somebody came on the same weekday of most
    /// other weeks.
    #[must_use]
    pub fn gaps(&self) -> Vec<i32> {
        let days = self.days();
        let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return Vec::new() };
        let (mut there, mut all) = ([0_u32; 7], [0_u32; 7]);
        days.iter().for_each(|&day| there[weekday(day)] += 1);
        (first..=last).for_each(|day| all[weekday(day)] += 1);
        let usual = |day: &i32| 2 * there[weekday(*day)] > all[weekday(*day)];
        (first..=last).filter(usual).filter(|day| days.binary_search(day).is_err()).collect()
    }

    /// Sets aside what lies more than [`FAR_DAYS`] from the bulk of the log, such as a mistyped year: where no day in so many
    /// is written, the log is cut, and the piece with the most people in it is kept. Returns the others by line, with
    /// their days.
    pub fn drop_far(&mut self) -> Vec<(u64, i32)> {
        let days = self.days();
        let pieces = days.chunk_by(|a, b| i64::from(*b) - i64::from(*a) <= i64::from(FAR_DAYS));
        let spans = pieces.filter_map(|piece| Some((*piece.first()?, *piece.last()?)));
        let came = |(first, last): &(i32, i32)| {
            let from = self.seen.partition_point(|seen| seen.day < *first);
            self.seen.partition_point(|seen| seen.day <= *last) - from
        };
        // of equal ones the latest
        let Some((first, last)) = spans.max_by_key(came) else { return Vec::new() };
        let is_near = |seen: &Seen| (first..=last).contains(&seen.day);
        let far = self.seen.iter().filter(|seen| !is_near(seen)).map(|seen| (seen.line, seen.day));
        let mut far: Vec<(u64, i32)> = far.collect();
        self.seen.retain(is_near);
        far.sort_unstable();
        far
    }

    /// The days before this one, as a log of their own.
    #[must_use]
    pub fn before(&self, day: i32) -> Self {
        let seen: Vec<Seen> = self.seen.iter().copied().filter(|seen| seen.day < day).collect();
        Self { lines: seen.len() as u64, seen, oddities: Vec::new() }
    }

    /// What happened on one day.
    #[must_use]
    pub fn on(&self, day: i32) -> &[Seen] {
        let from = self.seen.partition_point(|seen| seen.day < day);
        let to = self.seen.partition_point(|seen| seen.day <= day);
        &self.seen[from..to]
    }

    /// One more than the highest purpose.
    #[must_use]
    pub fn purposes(&self) -> usize {
        self.seen.iter().map(|seen| seen.purpose.max(seen.onward.unwrap_or(0)) + 1).max().unwrap_or(0)
    }
}

/// The weekday of a day since 1 January 1970, a Thursday: 0 is Monday.
#[must_use]
pub fn weekday(day: i32) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// By purpose, the longest service that is believed, in seconds.
fn longest(seen: &[Seen]) -> Vec<f64> {
    let purposes = seen.iter().map(|seen| seen.purpose + 1).max().unwrap_or(0);
    let mut logs: Vec<Vec<f64>> = vec![Vec::new(); purposes];
    for seen in seen {
        if let Some(s) = seen.service_s().filter(|s| *s > 0.0) {
            logs[seen.purpose].push(s.ln());
        }
    }
    let all: Vec<f64> = logs.iter().flatten().copied().collect();
    // a purpose of a few services cannot tell what is long for it
    let of = |mine: &Vec<f64>| if mine.len() < 30 { robust_most(&all) } else { robust_most(mine) };
    logs.iter().map(of).collect()
}

fn robust_most(logs: &[f64]) -> f64 {
    if logs.is_empty() {
        return f64::INFINITY;
    }
    let median = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let middle = median(&mut logs.to_vec());
    let spread = 1.4826 * median(&mut logs.iter().map(|log| (log - middle).abs()).collect());
    (middle + LONG_SPREADS * spread).exp().max(3_600.0)
}

/// Services of one person that overlap by more than a minute.
fn overlaps(seen: &[Seen]) -> Vec<Oddity> {
    let at = |seen: &Seen, us: i64| i64::from(seen.day) * DAY_US + us;
    let mut spans: Vec<(u32, i64, i64, u64)> = seen
        .iter()
        .filter_map(|seen| {
            Some((seen.person?, at(seen, seen.started_us?), at(seen, seen.ended_us?), seen.line))
        })
        .collect();
    spans.sort_unstable();
    let mut found = Vec::new();
    for pair in spans.windows(2) {
        let by_us = pair[0].2 - pair[1].1;
        if pair[0].0 == pair[1].0 && by_us > 60_000_000 {
            found.push(Oddity { line: pair[1].3, odd: Odd::Overlaps, s: by_us as f64 / 1e6 });
        }
    }
    found
}
