//! A table of arrivals: counters for each step, for each purpose by itself and for those that share counters.

use super::read::Arrivals;
use super::words::{percent, wants};
use crate::Error;
use crate::run::twin::hall_file::fault::nearest;
use crate::ui::figure;
use crate::ui::output::{Columns, Side};
use crate::ui::span::span;
use crate::ui::text::{Texts, Value};
use experience::Interval;
use flow::staffing::{
    Checked, Course, Planned, Seen, Sharing, Target, Terms, Trial, check, plan, share, sharing,
};
use flow::theory::{Fault, Quantity};
use lake::{Cell, Kind, Sheet};

/// Steps shown in a terminal.
const SHOWN: usize = 200;

/// Counters through a day.
pub struct Day {
    /// Who comes.
    pub arrivals: Arrivals,
    /// What is to be kept.
    pub terms: Terms,
    /// Counters of each purpose by itself, in the order of the purposes.
    pub apart: Vec<Vec<Planned>>,
    /// Purposes that share counters.
    pub groups: Vec<Group>,
    /// What simulated days said, of each group and then of each purpose that shares with none; none if not asked.
    pub checked: Vec<Checked>,
    /// How many days were simulated.
    pub days: u32,
}

/// Purposes that share counters.
pub struct Group {
    /// Which.
    pub purposes: Vec<usize>,
    /// What they need together, step by step.
    pub steps: Vec<Sharing>,
}

/// Counter-hours of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// With whole counters.
    pub whole: f64,
    /// If counters could be divided.
    pub fractional: f64,
    /// If every step were looked at by itself.
    pub alone: f64,
    /// If no purposes shared counters.
    pub apart: f64,
    /// Hours of people on the roster.
    pub rostered: f64,
}

impl Day {
    /// Plans it. `together` names the purposes that share counters, a list each; without any all share, if there are
    /// several.
    ///
    /// # Errors
    /// A purpose is not in the table, or a number cannot be worked with.
    pub fn of(arrivals: Arrivals, terms: Terms, together: &[String], texts: &Texts) -> Result<Self, Error> {
        let told = |step: usize, fault: Fault| Error::BadValue {
            option: "start",
            value: arrivals.starts.get(step).cloned().unwrap_or_default(),
            why: wants(fault, texts),
        };
        let courses: Vec<&Course> = arrivals.courses.iter().collect();
        let apart = courses
            .iter()
            .map(|course| plan(course, &terms).map_err(|(step, fault)| told(step, fault)))
            .collect::<Result<Vec<_>, _>>()?;
        let groups = sets(&arrivals.purposes, together)?
            .into_iter()
            .map(|purposes| {
                let courses: Vec<Course> =
                    purposes.iter().map(|place| arrivals.courses[*place].clone()).collect();
                let steps = share(&courses, &terms).map_err(|fault| told(fault.step, fault.fault))?;
                Ok(Group { purposes, steps })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Self { arrivals, terms, apart, groups, checked: Vec::new(), days: 0 })
    }

    /// Puts the plan to the test of simulated days, and adds counters where the target is missed.
    ///
    /// # Errors
    /// Steps are of different lengths.
    pub fn simulate(&mut self, trial: Trial, texts: &Texts) -> Result<(), Error> {
        let courses = &self.arrivals.courses;
        let together = |group: &Group| {
            let members: Vec<Course> = group.purposes.iter().map(|place| courses[*place].clone()).collect();
            sharing::together(&members)
        };
        let alone =
            (0..courses.len()).filter(|purpose| !self.shares(*purpose)).map(|place| courses[place].clone());
        let units: Vec<Course> = self.groups.iter().map(together).chain(alone).collect();
        let checked = units.iter().enumerate().map(|(unit, course)| {
            let counters: Vec<u32> = (0..self.steps())
                .filter_map(|step| self.planned(step).nth(unit))
                .map(|of| of.need.whole)
                .collect();
            check(course, &counters, &self.terms.target, trial).map_err(|(step, fault)| Error::BadValue {
                option: "--simulate",
                value: self.arrivals.starts.get(step).cloned().unwrap_or_default(),
                why: match fault.quantity {
                    Quantity::Counters => {
                        texts.with("staffing-simulate-counters", "most", check::MOST_COUNTERS)
                    }
                    Quantity::Start => texts.say("staffing-simulate-long"),
                    _ => wants(fault, texts),
                },
            })
        });
        self.checked = checked.collect::<Result<_, _>>()?;
        self.days = trial.days;
        Ok(())
    }

    /// What the simulated days saw in a step, of the unit that did worst; with the counters as planned, or as they are now.
    pub fn seen(&self, step: usize, after: bool) -> Option<Seen> {
        let of = |checked: &Checked| if after { checked.after[step] } else { checked.before[step] };
        self.checked.iter().filter_map(of).min_by(|a, b| a.mean.total_cmp(&b.mean))
    }

    /// Steps that missed the target in the simulated days.
    fn missed(&self, after: bool) -> usize {
        let goal = self.checked.first().map_or(0.0, |checked| checked.goal);
        (0..self.steps()).filter(|step| self.seen(*step, after).is_some_and(|seen| seen.mean < goal)).count()
    }

    /// What was seen, with its interval, as people read it.
    pub fn show_seen(&self, seen: Option<Seen>, texts: &Texts) -> String {
        let Some(seen) = seen else { return figure::NONE.to_owned() };
        let interval = Interval { low: seen.low, high: seen.high };
        match self.terms.target {
            Target::Feeling { .. } => {
                figure::with_interval(seen.mean, Some(interval), texts.language(), |value| {
                    figure::signed(value, 2)
                })
            }
            _ => figure::share(seen.mean, interval, texts.language()),
        }
    }

    /// The counters of a step in all: of each group together, and of each purpose that shares with none.
    pub fn planned(&self, step: usize) -> impl Iterator<Item = &Planned> {
        let shared = self.groups.iter().map(move |group| &group.steps[step].pooled);
        let alone = (0..self.apart.len()).filter(|purpose| !self.shares(*purpose));
        shared.chain(alone.map(move |purpose| &self.apart[purpose][step]))
    }

    fn shares(&self, purpose: usize) -> bool {
        self.groups.iter().any(|group| group.purposes.contains(&purpose))
    }

    /// Whole counters of a step in all, with those that simulated days have added.
    pub fn counters(&self, step: usize) -> u32 {
        if self.checked.is_empty() {
            return self.planned(step).map(|planned| planned.need.whole).sum();
        }
        self.checked.iter().map(|checked| checked.counters[step]).sum()
    }

    /// The hours of the whole table.
    pub fn total(&self) -> Total {
        let hours = self.arrivals.step_s / 3600.0;
        let sum = |of: &dyn Fn(&Planned) -> f64| -> f64 {
            (0..self.steps()).flat_map(|step| self.planned(step)).map(of).sum::<f64>() * hours
        };
        let apart =
            self.apart.iter().flatten().map(|planned| f64::from(planned.need.whole)).sum::<f64>() * hours;
        Total {
            whole: (0..self.steps()).map(|step| f64::from(self.counters(step))).sum::<f64>() * hours,
            fractional: sum(&|planned| planned.need.fractional),
            alone: sum(&|planned| f64::from(planned.alone.whole)),
            apart,
            rostered: (0..self.steps()).map(|step| f64::from(self.rostered(step))).sum::<f64>() * hours,
        }
    }

    /// People on the roster for a step.
    fn rostered(&self, step: usize) -> u32 {
        // the terms have been looked at, so this cannot fail
        flow::theory::rostered(self.counters(step), self.terms.shrinkage).unwrap_or(u32::MAX)
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.arrivals.starts.len()
    }

    /// The busiest step, the first of several.
    pub fn busiest(&self) -> Option<usize> {
        (0..self.steps()).max_by_key(|step| (self.counters(*step), std::cmp::Reverse(*step)))
    }

    /// What matters most, in sentences.
    pub fn sentences(&self, texts: &Texts) -> Vec<String> {
        let total = self.total();
        let hours = |hours: f64| Value::from(figure::decimal(hours, 1));
        let busiest = self.busiest().unwrap_or(0);
        let mut said = vec![texts.say_with(
            "staffing-day",
            &[
                ("hours", hours(total.whole)),
                ("fractional", hours(total.fractional)),
                ("most", self.counters(busiest).into()),
                ("start", self.arrivals.starts.get(busiest).map_or("", String::as_str).into()),
            ],
        )];
        said.push(texts.say_with("staffing-day-alone", &[("hours", hours(total.alone))]));
        if total.apart > total.whole {
            said.push(texts.say_with(
                "staffing-day-apart",
                &[("hours", hours(total.apart)), ("gain", hours(total.apart - total.whole))],
            ));
        }
        if self.terms.shrinkage > 0.0 {
            let away = percent(self.terms.shrinkage, texts);
            said.push(texts.say_with(
                "staffing-day-rostered",
                &[("hours", hours(total.rostered)), ("away", away.into())],
            ));
        }
        if let Some(checked) = self.checked.first() {
            let planned = |step| self.planned(step).map(|planned| planned.need.whole).sum::<u32>();
            let added: u32 = (0..self.steps()).map(|step| self.counters(step) - planned(step)).sum();
            said.push(texts.say_with(
                if self.missed(true) == 0 { "staffing-simulated-kept" } else { "staffing-simulated-missed" },
                &[
                    ("days", self.days.into()),
                    ("before", self.missed(false).into()),
                    ("added", added.into()),
                    ("after", self.missed(true).into()),
                    ("rounds", checked.rounds.into()),
                ],
            ));
        }
        let left: f64 =
            self.apart.iter().filter_map(|steps| steps.last()).map(|last| last.work.carried).sum();
        if left >= 0.5 {
            said.push(texts.say_with("staffing-day-left", &[("people", figure::decimal(left, 1).into())]));
        }
        said
    }

    /// For people.
    pub fn table(&self, texts: &Texts) -> String {
        let head = |id: &str| (texts.say(id), Side::Right);
        let several = self.arrivals.purposes.len() > 1;
        let mut heads = vec![
            (texts.say("staffing-head-start"), Side::Left),
            head("staffing-head-arrivals"),
            head("staffing-head-work"),
        ];
        if several {
            heads.extend(self.arrivals.purposes.iter().map(|name| (name.clone(), Side::Right)));
        }
        heads.extend([
            head("staffing-head-counters"),
            head("staffing-head-fractional"),
            head("staffing-head-alone"),
        ]);
        if !self.groups.is_empty() {
            heads.push(head("staffing-head-generalists"));
        }
        heads.extend([head("staffing-head-busy"), (self.measure_head(texts), Side::Right)]);
        if !self.checked.is_empty() {
            heads.push(head("staffing-head-seen"));
        }
        let mut columns = Columns::new(heads);
        for (step, start) in self.arrivals.starts.iter().enumerate().take(SHOWN) {
            let number = |value: f64| figure::decimal(value, 1);
            let sum = |of: &dyn Fn(&Planned) -> f64| -> f64 { self.planned(step).map(of).sum() };
            let arrivals: f64 = self.arrivals.courses.iter().map(|course| course.steps[step].arrivals).sum();
            let mut row = vec![start.clone(), number(arrivals), number(sum(&|planned| planned.work.most))];
            if several {
                row.extend(self.apart.iter().map(|steps| steps[step].need.whole.to_string()));
            }
            row.extend([
                self.counters(step).to_string(),
                figure::decimal(sum(&|planned| planned.need.fractional), 2),
                sum(&|planned| f64::from(planned.alone.whole)).to_string(),
            ]);
            if !self.groups.is_empty() {
                let all: u32 = self.groups.iter().map(|group| group.steps[step].generalists).sum();
                row.push(all.to_string());
            }
            let worst = self
                .planned(step)
                .filter_map(Planned::line)
                .max_by(|a, b| a.occupancy().total_cmp(&b.occupancy()));
            row.push(worst.map_or(figure::NONE.to_owned(), |line| percent(line.occupancy(), texts)));
            row.push(
                self.measure(step).map_or(figure::NONE.to_owned(), |value| self.show_measure(value, texts)),
            );
            if !self.checked.is_empty() {
                row.push(self.show_seen(self.seen(step, true), texts));
            }
            columns.push(row);
        }
        let mut text = format!("{}\n\n{}", self.sentences(texts).join("\n"), columns.show());
        if self.steps() > SHOWN {
            text += &texts.say_with("staffing-more", &[("count", (self.steps() - SHOWN).into())]);
            text.push('\n');
        }
        text
    }

    /// What the target is about, of the worst line of a step; none where nobody comes.
    pub fn measure(&self, step: usize) -> Option<f64> {
        let values = self.planned(step).filter_map(Planned::line).map(|line| self.measured(line));
        let higher_is_worse = matches!(self.terms.target, Target::Leaving { .. } | Target::Longest { .. });
        values.reduce(|a, b| if higher_is_worse { a.max(b) } else { a.min(b) })
    }

    fn measured(&self, line: &flow::staffing::Line) -> f64 {
        match &self.terms.target {
            Target::Within { wait_s, of, .. } => line.within(*wait_s, *of),
            Target::Longest { but, .. } => line.quantile_s(1.0 - but),
            Target::Feeling { curve, .. } => line.mean_of(curve),
            Target::Leaving { .. } => line.abandon_share(),
        }
    }

    /// The name of what the target is about.
    pub fn measure_head(&self, texts: &Texts) -> String {
        let wait = |wait_s: f64| Value::from(span(wait_s, texts));
        match &self.terms.target {
            Target::Within { wait_s, .. } => {
                texts.say_with("staffing-head-within", &[("wait", wait(*wait_s))])
            }
            Target::Longest { .. } => texts.say("staffing-head-longest-wait"),
            Target::Feeling { .. } => texts.say("staffing-head-feeling"),
            Target::Leaving { .. } => texts.say("staffing-head-leave"),
        }
    }

    /// What the target is about, as people read it.
    pub fn show_measure(&self, value: f64, texts: &Texts) -> String {
        match &self.terms.target {
            Target::Within { .. } => figure::percent(value, 1, texts.language()),
            Target::Leaving { .. } => percent(value, texts),
            Target::Longest { .. } => span(value, texts),
            Target::Feeling { .. } => figure::signed(value, 2),
        }
    }

    /// The name of a group: its purposes, joined.
    pub fn name(&self, group: &Group) -> String {
        group
            .purposes
            .iter()
            .map(|place| self.arrivals.purposes[*place].as_str())
            .collect::<Vec<_>>()
            .join("+")
    }

    /// For programs: a row for each step and purpose, and for those together who share counters.
    pub fn sheet(&self) -> Sheet {
        use Kind::{Count, Number, Text};
        const COLUMNS: [(&str, Kind); 21] = [
            ("start", Text),
            ("purpose", Text),
            ("scope", Text),
            ("arrivals", Number),
            ("service_s", Number),
            ("work", Number),
            ("work_own", Number),
            ("counters", Count),
            ("counters_fractional", Number),
            ("counters_alone", Count),
            ("rostered", Count),
            ("specialists", Count),
            ("generalists", Count),
            ("wait_s", Number),
            ("measure", Number),
            ("occupancy", Number),
            ("counters_simulated", Count),
            ("seen_before", Number),
            ("seen", Number),
            ("seen_low", Number),
            ("seen_high", Number),
        ];
        let mut sheet = Sheet::new(COLUMNS.map(|(name, kind)| (name.to_owned(), kind)));
        for (step, start) in self.arrivals.starts.iter().enumerate() {
            for (purpose, name) in self.arrivals.purposes.iter().enumerate() {
                let specialists = self.groups.iter().find_map(|group| {
                    let place = group.purposes.iter().position(|member| *member == purpose)?;
                    Some(group.steps[step].specialists[place])
                });
                let of = &self.arrivals.courses[purpose].steps[step];
                let told =
                    Told { start, name, scope: "purpose", arrivals: of.arrivals, service_s: of.service_s };
                let alone = (0..purpose).filter(|place| !self.shares(*place)).count();
                let unit = (!self.shares(purpose)).then_some(self.groups.len() + alone);
                let mut row = self.row(&told, &self.apart[purpose][step], specialists, None);
                row.extend(self.simulated(unit, step));
                sheet.push(row);
            }
            for (unit, group) in self.groups.iter().enumerate() {
                let courses: Vec<&Course> =
                    group.purposes.iter().map(|place| &self.arrivals.courses[*place]).collect();
                let arrivals: f64 = courses.iter().map(|course| course.steps[step].arrivals).sum();
                let work: f64 = courses
                    .iter()
                    .map(|course| course.steps[step])
                    .map(|of| of.arrivals * of.service_s)
                    .sum();
                let name = self.name(group);
                let service_s = if arrivals > 0.0 { work / arrivals } else { f64::NAN };
                let told = Told { start, name: &name, scope: "together", arrivals, service_s };
                let sharing = &group.steps[step];
                let mut row = self.row(&told, &sharing.pooled, None, Some(sharing.generalists));
                row.extend(self.simulated(Some(unit), step));
                sheet.push(row);
            }
        }
        sheet
    }

    /// What simulated days said of a unit, as cells.
    fn simulated(&self, unit: Option<usize>, step: usize) -> [Cell; 5] {
        let checked = unit.and_then(|unit| self.checked.get(unit));
        let number = |seen: Option<f64>| seen.map_or(Cell::Absent, Cell::Number);
        let after = checked.and_then(|checked| checked.after[step]);
        [
            checked.map_or(Cell::Absent, |checked| Cell::Count(u64::from(checked.counters[step]))),
            number(checked.and_then(|checked| checked.before[step]).map(|seen| seen.mean)),
            number(after.map(|seen| seen.mean)),
            number(after.map(|seen| seen.low)),
            number(after.map(|seen| seen.high)),
        ]
    }

    fn row(
        &self,
        told: &Told<'_>,
        planned: &Planned,
        specialists: Option<u32>,
        generalists: Option<u32>,
    ) -> Vec<Cell> {
        let count = |value: u32| Cell::Count(u64::from(value));
        let maybe =
            |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(Cell::Absent, Cell::Number);
        let line = planned.line();
        vec![
            Cell::Text(told.start.to_owned()),
            Cell::Text(told.name.to_owned()),
            Cell::Text(told.scope.to_owned()),
            Cell::Number(told.arrivals),
            maybe(Some(told.service_s)),
            Cell::Number(planned.work.most),
            Cell::Number(planned.work.own),
            count(planned.need.whole),
            Cell::Number(planned.need.fractional),
            count(planned.alone.whole),
            count(planned.need.rostered),
            specialists.map_or(Cell::Absent, count),
            generalists.map_or(Cell::Absent, count),
            maybe(line.map(|line| line.wait_s())),
            maybe(line.map(|line| self.measured(line))),
            maybe(line.map(|line| line.occupancy())),
        ]
    }

    /// For programs, as one document.
    ///
    /// # Errors
    /// It cannot be written, which would be a fault of ours.
    pub fn json(&self) -> serde_json::Result<String> {
        use serde_json::json;
        let total = self.total();
        let of = |planned: &Planned| {
            json!({
                "work": planned.work.most, "work_own": planned.work.own, "counters": planned.need.whole,
                "counters_fractional": planned.need.fractional, "counters_alone": planned.alone.whole,
                "rostered": planned.need.rostered, "wait_s": planned.line().map(|line| line.wait_s()),
                "measure": planned.line().map(|line| self.measured(line)),
                "occupancy": planned.line().map(|line| line.occupancy()),
            })
        };
        let steps: Vec<_> = (0..self.steps())
            .map(|step| {
                let purposes: Vec<_> = self.arrivals.purposes.iter().zip(&self.apart).zip(&self.arrivals.courses)
                    .map(|((name, planned), course)| {
                        json!({ "purpose": name, "arrivals": course.steps[step].arrivals, "need": of(&planned[step]) })
                    })
                    .collect();
                let together: Vec<_> = self.groups.iter()
                    .map(|group| {
                        let sharing = &group.steps[step];
                        json!({
                            "purposes": self.name(group), "need": of(&sharing.pooled),
                            "specialists": sharing.specialists, "generalists": sharing.generalists,
                        })
                    })
                    .collect();
                json!({
                    "start": self.arrivals.starts[step], "counters": self.counters(step),
                    "simulated": self.seen(step, true).map(|after| json!({
                        "before": self.seen(step, false).map(|seen| seen.mean),
                        "after": after.mean, "low": after.low, "high": after.high, "arrivals": after.arrivals,
                    })),
                    "purposes": purposes, "together": together,
                })
            })
            .collect();
        serde_json::to_string_pretty(&json!({
            "step_s": self.arrivals.step_s,
            "counter_hours": total.whole,
            "counter_hours_fractional": total.fractional,
            "counter_hours_alone": total.alone,
            "counter_hours_apart": total.apart,
            "rostered_hours": total.rostered,
            "steps": steps,
        }))
    }
}

/// What a row of the sheet is of.
struct Told<'a> {
    start: &'a str,
    name: &'a str,
    scope: &'a str,
    arrivals: f64,
    service_s: f64,
}

/// The sets of purposes that share counters, as places in the list.
fn sets(purposes: &[String], together: &[String]) -> Result<Vec<Vec<usize>>, Error> {
    if together.is_empty() {
        return Ok(if purposes.len() > 1 { vec![(0..purposes.len()).collect()] } else { Vec::new() });
    }
    let place = |name: &str| {
        purposes.iter().position(|purpose| purpose == name).ok_or_else(|| Error::Unknown {
            what: "purpose",
            name: name.to_owned(),
            nearest: nearest(name, purposes.iter().map(String::as_str)),
        })
    };
    let mut taken = Vec::new();
    let mut sets = Vec::new();
    for list in together {
        let mut set = list.split(',').map(|name| place(name.trim())).collect::<Result<Vec<_>, _>>()?;
        set.sort_unstable();
        set.dedup();
        if let Some(twice) = set.iter().find(|place| taken.contains(*place)) {
            return Err(Error::refused(crate::RefusalKind::Invalid, "staffing-error-shared-twice")
                .with("purpose", &purposes[*twice]));
        }
        taken.extend(&set);
        sets.push(set);
    }
    Ok(sets)
}
