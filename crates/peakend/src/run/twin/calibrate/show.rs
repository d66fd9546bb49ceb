//! What was learnt, and the report card, as people and programs read them.

use super::read::{Read, date_of};
use crate::ui::figure;
use crate::ui::output::{Columns, Side};
use crate::ui::text::Texts;
use experience::Interval;
use flow::learn::card::{Card, Compared, Held, Reason};
use flow::learn::fit::{Family, Fit};
use flow::learn::{Learnt, Log, Odd, Oddity, weekday};
use lake::{Cell, Kind, Sheet};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// Oddities that are told one by one, of each kind.
const TOLD: usize = 3;

/// Weekdays, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = [
    "calibrate-monday",
    "calibrate-tuesday",
    "calibrate-wednesday",
    "calibrate-thursday",
    "calibrate-friday",
    "calibrate-saturday",
    "calibrate-sunday",
];

/// All that is shown.
pub(super) struct Shown<'a> {
    pub read: &'a Read,
    pub log: &'a Log,
    /// Lines set aside because their days are far from all others.
    pub far: &'a [(u64, i32)],
    /// Days that were torn, with who came.
    pub torn: &'a [(i32, usize)],
    pub learnt: &'a Learnt,
    /// Who works on a held-out day is not known in the morning.
    pub card: &'a Card,
    /// The same where it is known.
    pub known: &'a Card,
    pub texts: &'a Texts,
}

/// The word of a figure that is compared.
pub(super) fn compared(of: Compared) -> &'static str {
    match of {
        Compared::MeanWait => "calibrate-mean-wait",
        Compared::NinthTenth => "calibrate-ninth-tenth",
        Compared::Left => "calibrate-left",
    }
}

/// A family of laws in a word.
fn family(family: Family) -> &'static str {
    match family {
        Family::Exponential => "calibrate-exponential",
        Family::Gamma => "calibrate-gamma",
        Family::LogNormal => "calibrate-lognormal",
        Family::Weibull => "calibrate-weibull",
    }
}

fn odd(odd: Odd) -> (&'static str, &'static str) {
    match odd {
        Odd::WaitsNegative => ("calibrate-odd-waits-negative", "waits_negative"),
        Odd::WaitsDays => ("calibrate-odd-waits-days", "waits_days"),
        Odd::EndsBeforeItBegins => ("calibrate-odd-ends-before", "ends_before_it_begins"),
        Odd::NoTime => ("calibrate-odd-no-time", "no_time"),
        Odd::TooLong => ("calibrate-odd-too-long", "too_long"),
        Odd::Overlaps => ("calibrate-odd-overlaps", "overlaps"),
    }
}

impl Shown<'_> {
    pub fn say(&self, id: &str) -> String {
        self.texts.say(id)
    }

    /// A figure that is compared, with its unit.
    pub fn value(&self, of: Compared, value: f64) -> String {
        match of {
            Compared::Left => figure::percent(value, 1, self.texts.language()),
            _ => self.texts.with("calibrate-seconds", "s", figure::decimal(value, 0)),
        }
    }

    pub fn interval(&self, of: Compared, held: &Held) -> String {
        let language = self.texts.language();
        match of {
            Compared::Left => {
                figure::range(held.low, held.high, language, |share| figure::percent(share, 1, language))
            }
            _ => figure::range(held.low, held.high, language, |s| figure::decimal(s, 0)),
        }
    }

    pub fn purpose(&self, of: usize) -> String {
        match self.read.purposes.get(of).map(String::as_str) {
            None | Some("") => self.say("calibrate-all-purposes"),
            Some(name) => name.to_owned(),
        }
    }

    pub fn date(&self, day: i32) -> String {
        format!("{} {}", date_of(day), self.say(WEEKDAYS[weekday(day)]))
    }

    /// What was learnt, then the card, then the verdict.
    pub fn table(&self) -> String {
        let mut text = format!("{}\n{}\n\n", self.basis(), self.patience());
        text += &format!("{}\n{}\n{}\n\n", self.services(), self.arrivals(), self.habits());
        text += &format!("{}\n{}", self.days(), self.summary());
        text
    }

    /// The verdict and why, a line each.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for of in Compared::ALL {
            text += &format!("{}\n", self.held(of));
        }
        text += &format!("{}\n", self.verdict());
        for reason in &self.card.reasons {
            text += &format!("  {}\n", self.reason(reason));
        }
        text
    }

    pub fn basis(&self) -> String {
        let days = &self.learnt.days;
        let (first, last) = (days.first().copied().unwrap_or(0), days.last().copied().unwrap_or(0));
        self.texts.say_with(
            "calibrate-basis",
            &[
                ("services", (self.log.seen.len() as u64).into()),
                ("days", (days.len() as u64).into()),
                ("first", date_of(first).to_string().into()),
                ("last", date_of(last).to_string().into()),
                ("people", (self.read.people.len() as u64).into()),
            ],
        )
    }

    pub fn patience(&self) -> String {
        let Some(curve) = &self.learnt.patience else { return self.say("calibrate-no-waits") };
        let share = |s: f64| {
            let interval = curve.interval(s).map(|[low, high]| Interval { low, high });
            let language = self.texts.language();
            interval.map_or_else(
                || figure::percent(curve.survival(s), 1, language),
                |interval| figure::share(curve.survival(s), interval, language),
            )
        };
        let median = curve.quantile_s(0.5);
        let known = median.is_finite();
        let median = figure::decimal(median / 60.0, 1);
        self.texts.say_with(
            if known { "calibrate-patience" } else { "calibrate-patience-most-stay" },
            &[
                ("waited", curve.waited().into()),
                ("left", curve.left().into()),
                ("minute", share(60.0).into()),
                ("five", share(300.0).into()),
                ("median", median.into()),
            ],
        )
    }

    /// The best law in words.
    pub fn fit(&self, fits: &[Fit]) -> String {
        let Some(best) = fits.first() else { return figure::NONE.to_owned() };
        let off = figure::percent(best.distance, 1, self.texts.language());
        self.texts
            .say_with("calibrate-fit", &[("law", self.say(family(best.family)).into()), ("off", off.into())])
    }

    fn services(&self) -> String {
        let mut columns = Columns::new([
            (self.say("calibrate-head-purpose"), Side::Left),
            (self.say("calibrate-head-services"), Side::Right),
            (self.say("calibrate-head-mean"), Side::Right),
            (self.say("calibrate-head-median"), Side::Right),
            (self.say("calibrate-head-cv"), Side::Right),
            (self.say("calibrate-head-law"), Side::Left),
        ]);
        let shown = |value: Option<f64>, digits| {
            value.map_or_else(|| figure::NONE.to_owned(), |v| figure::decimal(v, digits))
        };
        for (at, services) in self.learnt.services.iter().enumerate() {
            columns.push(vec![
                self.purpose(at),
                figure::count(services.n as u64),
                shown(services.mean_s, 0),
                shown(services.median_s, 0),
                shown(services.cv, 2),
                self.fit(&services.fits),
            ]);
        }
        columns.show()
    }

    fn arrivals(&self) -> String {
        let mut columns = Columns::new([
            (self.say("calibrate-head-weekday"), Side::Left),
            (self.say("calibrate-head-days"), Side::Right),
            (self.say("calibrate-head-expected"), Side::Right),
            (self.say("calibrate-head-at-work"), Side::Right),
        ]);
        let arrivals = &self.learnt.arrivals;
        for (of, id) in WEEKDAYS.into_iter().enumerate().filter(|(of, _)| arrivals.days[*of] > 0) {
            let staff = self.learnt.staff.iter().rev().find(|staff| weekday(staff.day) == of);
            let most = staff.map_or(0, |staff| {
                (0..flow::learn::arrivals::STEPS).map(|step| staff.at_work(step)).max().unwrap_or(0)
            });
            columns.push(vec![
                self.say(id),
                figure::count(u64::from(arrivals.days[of])),
                figure::decimal(arrivals.day_mean[of], 0),
                figure::count(most as u64),
            ]);
        }
        columns.show()
    }

    pub fn habits(&self) -> String {
        let learnt = self.learnt;
        let percent = |value: f64| figure::percent(value, 1, self.texts.language());
        let call =
            learnt.calling.walk_over_s.map_or_else(|| figure::NONE.to_owned(), |s| figure::decimal(s, 0));
        self.texts.say_with(
            "calibrate-habits",
            &[
                ("left", percent(learnt.left.share()).into()),
                ("missed", percent(learnt.missed.share()).into()),
                ("turned", self.read.turned_round.into()),
                ("call", call.into()),
                ("spread", percent(learnt.arrivals.day_spread).into()),
            ],
        )
    }

    fn days(&self) -> String {
        let mut columns = Columns::new([
            (self.say("calibrate-head-day"), Side::Left),
            (self.say("calibrate-head-came"), Side::Right),
            (self.say("calibrate-mean-wait"), Side::Right),
            (self.say("calibrate-head-interval"), Side::Right),
            (self.say("calibrate-ninth-tenth"), Side::Right),
            (self.say("calibrate-head-interval"), Side::Right),
            (self.say("calibrate-left"), Side::Right),
            (self.say("calibrate-head-interval"), Side::Right),
        ]);
        for day in &self.card.days {
            let mut row = vec![self.date(day.day), figure::count(day.came as u64)];
            for (of, held) in Compared::ALL.into_iter().zip(&day.held) {
                let mark = if held.inside() { "" } else { " ✗" };
                row.push(format!("{}{mark}", self.value(of, held.real)));
                row.push(self.interval(of, held));
            }
            columns.push(row);
        }
        columns.show()
    }

    /// How a figure was told.
    pub fn held(&self, of: Compared) -> String {
        let Some((width, before)) = self.card.widths(of) else {
            return self.texts.with("calibrate-not-compared", "figure", self.say(compared(of)));
        };
        self.texts.say_with(
            "calibrate-held",
            &[
                ("figure", self.say(compared(of)).into()),
                ("inside", (self.card.inside(of) as u64).into()),
                ("days", (self.card.days.len() as u64).into()),
                ("known", (self.known.inside(of) as u64).into()),
                ("width", self.value(of, width).into()),
                ("before", self.value(of, before).into()),
            ],
        )
    }

    pub fn verdict(&self) -> String {
        self.say(if self.card.trust() { "calibrate-trust" } else { "calibrate-do-not-trust" })
    }

    pub fn reason(&self, reason: &Reason) -> String {
        let name = |of: &Compared| self.say(compared(*of));
        let times = |factor: f64| figure::decimal(factor, 1);
        match reason {
            Reason::FewDaysLearnt { days } => self.days_said("calibrate-why-few-learnt", *days),
            Reason::FewDaysHeld { days } => self.days_said("calibrate-why-few-held", *days),
            Reason::Outside { of, inside, days, least } => self.texts.say_with(
                "calibrate-why-outside",
                &[
                    ("figure", name(of).into()),
                    ("inside", (*inside as u64).into()),
                    ("days", (*days as u64).into()),
                    ("least", (*least as u64).into()),
                ],
            ),
            Reason::Biased { of, factor } => self.texts.say_with(
                "calibrate-why-biased",
                &[("figure", name(of).into()), ("factor", times(*factor).into())],
            ),
            Reason::OffWhereLearnt { of, factor } => self.texts.say_with(
                "calibrate-why-off",
                &[("figure", name(of).into()), ("factor", times(*factor).into())],
            ),
            Reason::CannotBeSimulated { day, fault } => self.texts.say_with(
                "calibrate-why-cannot",
                &[("day", date_of(*day).to_string().into()), ("fault", self.fault(fault).into())],
            ),
            Reason::Empty { of, times: wide } => self.texts.say_with(
                "calibrate-why-empty",
                &[("figure", name(of).into()), ("times", times(*wide).into())],
            ),
        }
    }

    /// That a list goes on.
    fn more(&self, cut: bool) -> String {
        if cut { self.say("forecast-join") + "…" } else { String::new() }
    }

    /// That every row was left out.
    pub fn nothing_left(&self) -> String {
        self.texts.say_with("calibrate-nothing-left", &[("rows", self.read.rows.into())])
    }

    /// Why no hall can be written, with the counts.
    pub fn too_little(&self, weekday: Option<usize>) -> String {
        let services: usize = self.learnt.services.iter().map(|services| services.n).sum();
        let at_work = |day: &&flow::learn::staff::Day| {
            !day.people.is_empty() && weekday.is_none_or(|of| flow::learn::weekday(day.day) == of)
        };
        let days = self.learnt.staff.iter().filter(at_work).count();
        let weekday = weekday.map_or_else(String::new, |of| self.say(WEEKDAYS[of]));
        let id = if weekday.is_empty() { "calibrate-no-hall" } else { "calibrate-no-weekday" };
        self.texts.say_with(
            id,
            &[
                ("visits", (self.log.seen.len() as u64).into()),
                ("services", (services as u64).into()),
                ("days", (days as u64).into()),
                ("weekday", weekday.into()),
            ],
        )
    }

    /// The purposes that the hall which is written is without, and how often people came for them.
    pub fn without(&self, purposes: &[usize]) -> String {
        let came = |of: usize| self.log.seen.iter().filter(|seen| seen.purpose == of).count();
        let named: Vec<String> = purposes
            .iter()
            .take(2 * TOLD)
            .map(|of| format!("{} ({})", self.purpose(*of), figure::count(came(*of) as u64)))
            .collect();
        let more = self.more(purposes.len() > named.len());
        let values = [
            ("n", (purposes.len() as u64).into()),
            ("names", (named.join(&self.say("forecast-join")) + &more).into()),
        ];
        self.texts.say_with("calibrate-without", &values)
    }

    /// Why a hall that was learnt cannot be simulated.
    fn fault(&self, fault: &flow::twin::Fault) -> String {
        match fault.wrong {
            flow::twin::Wrong::Endless => self.say("twin-fault-round"),
            _ => fault.to_string(),
        }
    }

    fn days_said(&self, id: &str, days: usize) -> String {
        self.texts.say_with(id, &[("days", (days as u64).into())])
    }

    /// Days that are missing. Those that were set aside as torn are told as such.
    fn gaps(&self) -> Vec<i32> {
        let torn = |day: &i32| self.torn.iter().any(|(torn, _)| torn == day);
        self.log.gaps().into_iter().filter(|day| !torn(day)).collect()
    }

    /// Days of more or fewer than 24 hours; where no zone is known, how to say it, if times run backwards.
    fn clocks(&self) -> Option<String> {
        let changes: Vec<String> = self
            .read
            .changes
            .iter()
            .map(|(day, hours)| {
                let values = [("day", date_of(*day).to_string().into()), ("hours", (*hours).into())];
                self.texts.say_with("calibrate-clock-day", &values)
            })
            .collect();
        if !changes.is_empty() {
            return Some(self.texts.with(
                "calibrate-clocks",
                "days",
                changes.join(&self.say("forecast-join")),
            ));
        }
        if self.read.zoned {
            return None;
        }
        let back = |oddity: &&Oddity| matches!(oddity.odd, Odd::WaitsNegative | Odd::EndsBeforeItBegins);
        let lines: BTreeSet<u64> = self.log.oddities.iter().filter(back).map(|oddity| oddity.line).collect();
        let days: BTreeSet<i32> =
            self.read.seen.iter().filter(|seen| lines.contains(&seen.line)).map(|seen| seen.day).collect();
        let mut few: Vec<String> = days.iter().take(TOLD).map(|day| date_of(*day).to_string()).collect();
        few.extend((days.len() > TOLD).then(|| "…".to_owned()));
        // clocks change twice a year
        (!few.is_empty() && days.len() <= 2 * TOLD)
            .then(|| self.texts.with("calibrate-no-zone", "days", few.join(&self.say("forecast-join"))))
    }

    /// What cannot be in the log, and what is missing of it: a line each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for kind in Odd::ALL {
            let all: Vec<_> = self.log.oddities.iter().filter(|oddity| oddity.odd == kind).collect();
            if all.is_empty() {
                continue;
            }
            let few: Vec<String> = all
                .iter()
                .take(TOLD)
                .map(|oddity| {
                    let s = figure::grouped(oddity.s);
                    self.texts.say_with("calibrate-line", &[("line", oddity.line.into()), ("s", s.into())])
                })
                .collect();
            let few = format!("{}{}", few.join(&self.say("forecast-join")), self.more(all.len() > TOLD));
            let n = all.len() as u64;
            notes.push(self.texts.say_with(odd(kind).0, &[("n", n.into()), ("lines", few.into())]));
        }
        notes.extend(self.clocks());
        if self.read.booked > 0 {
            let values = [("n", self.read.booked.into())];
            notes.push(self.texts.say_with("calibrate-appointments", &values));
        }
        if !self.far.is_empty() {
            let few = self.far.iter().take(TOLD).map(|(line, day)| {
                let day = date_of(*day).to_string();
                self.texts.say_with("calibrate-far-line", &[("line", (*line).into()), ("day", day.into())])
            });
            let few = few.collect::<Vec<_>>().join(&self.say("forecast-join"));
            let few = few + &self.more(self.far.len() > TOLD);
            let values = [
                ("n", (self.far.len() as u64).into()),
                ("days", flow::learn::FAR_DAYS.into()),
                ("lines", few.into()),
            ];
            notes.push(self.texts.say_with("calibrate-far", &values));
        }
        let dates = |days: &[i32]| {
            days.iter()
                .map(|day| date_of(*day).to_string())
                .collect::<Vec<_>>()
                .join(&self.say("forecast-join"))
        };
        let torn: Vec<i32> = self.torn.iter().map(|(day, _)| *day).collect();
        for (id, days) in [
            ("calibrate-torn", torn),
            ("calibrate-gaps", self.gaps()),
            ("calibrate-skipped", self.card.skipped.clone()),
        ] {
            if !days.is_empty() {
                notes.push(self.texts.with(id, "days", dates(&days)));
            }
        }
        notes
    }

    /// The held-out days for programs.
    pub fn sheet(&self) -> Sheet {
        let texts = ["day", "figure"].map(|name| (name.to_owned(), Kind::Text));
        let numbers = ["real", "expected", "low", "high", "before_low", "before_high"];
        let numbers = numbers.map(|name| (name.to_owned(), Kind::Number));
        let mut sheet =
            Sheet::new(texts.into_iter().chain(numbers).chain([("inside".to_owned(), Kind::Count)]));
        for day in &self.card.days {
            for (of, held) in Compared::ALL.into_iter().zip(&day.held) {
                let mut row = vec![Cell::Text(date_of(day.day).to_string()), Cell::Text(key(of).to_owned())];
                let [before_low, before_high] = held.like_before;
                let numbers = [held.real, held.expected, held.low, held.high, before_low, before_high];
                row.extend(numbers.map(Cell::Number));
                row.push(Cell::Count(u64::from(held.inside())));
                sheet.push(row);
            }
        }
        sheet
    }

    /// All of it for programs.
    ///
    /// # Errors
    /// None in fact: what is written are names and numbers.
    pub fn json(&self) -> serde_json::Result<String> {
        let learnt = self.learnt;
        let patience = learnt.patience.as_ref().map(|curve| {
            let at = |s: f64| json!({ "s": s, "survival": curve.survival(s), "interval": curve.interval(s) });
            json!({ "waited": curve.waited(), "left": curve.left(), "median_s": finite(curve.quantile_s(0.5)),
                    "known_up_to_s": curve.known_up_to_s(), "at": [at(60.0), at(300.0), at(600.0)] })
        });
        let services = learnt.services.iter().enumerate().map(|(at, services)| {
            json!({ "purpose": self.read.purposes.get(at), "services": services.n, "mean_s": services.mean_s,
                    "median_s": services.median_s, "cv": services.cv,
                    "fits": services.fits.iter().map(fit).collect::<Vec<_>>() })
        });
        let people = learnt.paces.iter().map(|pace| {
            json!({ "person": self.read.people.get(pace.person as usize), "services": pace.services,
                    "raw": pace.raw, "pace": pace.pace })
        });
        let oddities = self
            .log
            .oddities
            .iter()
            .map(|oddity| json!({ "line": oddity.line, "odd": odd(oddity.odd).1, "s": oddity.s }));
        let dates = |days: &[i32]| days.iter().map(|day| date_of(*day).to_string()).collect::<Vec<_>>();
        let json = json!({
            "services": self.log.seen.len(),
            "days": dates(&learnt.days),
            "missing_days": dates(&self.gaps()),
            "torn_days": self.torn.iter().map(|(day, _)| date_of(*day).to_string()).collect::<Vec<_>>(),
            "far_lines": self.far.iter().map(|(line, _)| line).collect::<Vec<_>>(),
            "clock_changes": dates(&self.read.changes.keys().copied().collect::<Vec<_>>()),
            "appointments": self.read.booked,
            "turned_round": self.read.turned_round,
            "ignored": self.read.ignored,
            "rejected": self.read.rejects.total(),
            "oddities": oddities.collect::<Vec<_>>(),
            "patience": patience,
            "purposes": services.collect::<Vec<_>>(),
            "people": people.collect::<Vec<_>>(),
            "arrivals": { "day_mean": learnt.arrivals.day_mean, "day_spread": learnt.arrivals.day_spread },
            "left": learnt.left.share(),
            "missed": learnt.missed.share(),
            "walk_over_s": learnt.calling.walk_over_s,
            "card": card(self.card),
            "card_with_staff_known": card(self.known),
        });
        serde_json::to_string_pretty(&json)
    }
}

fn key(of: Compared) -> &'static str {
    match of {
        Compared::MeanWait => "mean_wait_s",
        Compared::NinthTenth => "wait_p90_s",
        Compared::Left => "left",
    }
}

fn finite(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

fn fit(fit: &Fit) -> Json {
    json!({ "law": format!("{:?}", fit.family).to_lowercase(), "mean_s": finite(fit.law.mean_s()), "aic": fit.aic,
            "distance": fit.distance })
}

fn card(card: &Card) -> Json {
    let days = card.days.iter().map(|day| {
        let held = Compared::ALL.into_iter().zip(&day.held).map(|(of, held)| {
            let figures = json!({ "real": held.real, "expected": held.expected, "low": held.low, "high": held.high,
                                  "inside": held.inside() });
            (key(of).to_owned(), figures)
        });
        json!({ "day": date_of(day.day).to_string(), "came": day.came, "expected": day.expected,
                "figures": held.collect::<serde_json::Map<_, _>>() })
    });
    json!({ "trust": card.trust(), "learnt_days": card.learnt_days, "days": days.collect::<Vec<_>>(),
            "reasons": card.reasons.iter().map(|reason| format!("{reason:?}")).collect::<Vec<_>>() })
}
