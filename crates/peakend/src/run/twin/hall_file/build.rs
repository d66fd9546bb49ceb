//! From the file to the hall that is simulated.

use super::{CounterSpec, HallFile, PurposeSpec, Volume};
use crate::run::hall::RuleSpec;
use flow::calling::{Class, Name, Names, Rule, Set, Window};
use flow::twin::{
    Appointment, Arrivals, Closing, Counter, Diverted, Fault, Hall, Late, Missed, Next, Prepared, Purpose,
    Shift, Wrong,
};

const SECOND_US: i64 = 1_000_000;

/// The numbers that the calling rule knows skills, purposes and classes by. Halls that are to be put together, and rules
/// that are to be tried in one hall, share theirs.
#[derive(Debug, Clone, Default)]
pub struct Numbering {
    skills: Names,
    purposes: Names,
    classes: Vec<String>,
}

/// A hall ready to be simulated, and what its parts are called.
#[derive(Debug, Clone)]
pub struct Built {
    /// The hall.
    pub hall: Hall,
    /// The ids of its purposes, in its order.
    pub purposes: Vec<String>,
    /// The ids of its counters, in its order.
    pub counters: Vec<String>,
    /// What is expected of a service of each purpose, in seconds, where the file says so.
    pub norms_s: Vec<Option<f64>>,
}

impl Numbering {
    /// The number of a class.
    pub fn class(&mut self, class: &str) -> Class {
        let place = self.classes.iter().position(|known| known == class).unwrap_or_else(|| {
            self.classes.push(class.to_owned());
            self.classes.len() - 1
        });
        Class(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// A rule with these numbers.
    ///
    /// # Errors
    /// The turns make no round.
    pub fn rule(&mut self, spec: &RuleSpec) -> Result<Rule, Fault> {
        let classes: Vec<Class> = spec.classes.iter().map(|class| self.class(&class.class)).collect();
        let turns: u64 = spec.classes.iter().map(|class| u64::from(class.turns)).sum();
        spec.rule_of(&classes).map_err(|_| {
            Fault::new("rule.turns", turns, if turns == 0 { Wrong::NotAboveZero } else { Wrong::TooMany })
        })
    }

    /// Skills as a set.
    ///
    /// # Errors
    /// More than the calling rule can tell apart.
    pub fn skills(&mut self, skills: &[String]) -> Result<Set, Fault> {
        let set = self.skills.set(skills.iter().map(String::as_str));
        set.map_err(|full| Fault::new("skills", full.name, Wrong::TooMany))
    }

    fn purpose(&mut self, id: &str) -> Result<Name, Fault> {
        self.purposes.name(id).map_err(|full| Fault::new("purposes", full.name, Wrong::TooMany))
    }
}

/// Whoever has no class, or none that has a name.
const NO_CLASS: Class = Class(u16::MAX);

impl HallFile {
    /// The hall that is simulated, numbered by `numbering`.
    ///
    /// # Errors
    /// Whatever cannot be simulated; of a hall that was read from a file only visits that never end.
    pub fn build(&self, numbering: &mut Numbering) -> Result<Built, Vec<Fault>> {
        let built = self.parts(numbering).map_err(|fault| vec![fault])?;
        built.hall.check()?;
        Ok(built)
    }

    fn parts(&self, numbering: &mut Numbering) -> Result<Built, Fault> {
        let rule = numbering.rule(&self.calling)?;
        let ids: Vec<String> = self.purposes.iter().map(|purpose| purpose.id.clone()).collect();
        let mut purposes = Vec::with_capacity(ids.len());
        for (n, spec) in self.purposes.iter().enumerate() {
            let purpose = purpose(spec, &ids, numbering);
            purposes.push(purpose.map_err(|fault| fault.within(format!("purposes[{n}]")))?);
        }
        let (mut counters, mut names) = (Vec::new(), Vec::new());
        let mut people: Vec<&str> = Vec::new();
        for spec in &self.counters {
            for id in spec.ids() {
                let number = counters.len() as u128;
                let person = spec.person.as_deref().map(|person| {
                    let place = people.iter().position(|known| *known == person);
                    place.unwrap_or_else(|| {
                        people.push(person);
                        people.len() - 1
                    }) as u128
                });
                let mut counter = self.counter(spec, &ids, numbering)?;
                counter.counter = number;
                // people who have a name come after those who are known by their counter alone
                counter.person = person.map_or(number, |person| u128::from(u64::MAX) + person);
                counters.push(counter);
                names.push(id);
            }
        }
        let mut appointments = Vec::new();
        for spec in &self.appointments {
            let window = Window { from_us: spec.at_s * SECOND_US, to_us: spec.until_s * SECOND_US };
            let class = spec.class.as_ref().map_or(NO_CLASS, |class| numbering.class(class));
            let purpose = place(&ids, &spec.purpose)?;
            let one = Appointment { purpose, class, window, comes: spec.shows };
            appointments.extend(std::iter::repeat_n(one, spec.count as usize));
        }
        let hall = Hall {
            opens_us: self.opens_s * SECOND_US,
            closes_us: self.closes_s * SECOND_US,
            purposes,
            counters,
            rule,
            arrivals: self.build_arrivals(&ids)?,
            appointments,
            early: self.early.law()?,
            late: Late { share: self.late.share, by: self.late.by.law()? },
            to_counter: self.to_counter.law()?,
            missed: Missed { share: self.no_show.share, holds: self.no_show.counter_waits.law()? },
            closing: if self.serves_all { Closing::ServeAll } else { Closing::SendHome },
            promise_s: self.target_s,
        };
        let norms_s = self.purposes.iter().map(|purpose| purpose.norm_s).collect();
        Ok(Built { hall, purposes: ids, counters: names, norms_s })
    }

    fn counter(
        &self,
        spec: &CounterSpec,
        ids: &[String],
        numbering: &mut Numbering,
    ) -> Result<Counter, Fault> {
        let hours = [(self.opens_s, self.closes_s)];
        let shifts = if spec.shifts.is_empty() { &hours[..] } else { &spec.shifts };
        let shift = |&(from, to): &(i64, i64)| Shift { from_us: from * SECOND_US, to_us: to * SECOND_US };
        let mut counter = Counter::plain(0, shifts.iter().map(shift).collect());
        if let Some(skills) = &spec.skills {
            counter.skills = numbering.skills(skills)?;
        }
        if let Some(purposes) = &spec.purposes {
            let names: Result<Vec<Name>, Fault> = purposes.iter().map(|id| numbering.purpose(id)).collect();
            counter.purposes = names?.into_iter().collect();
        }
        counter.pace = spec.pace;
        for (id, law) in &spec.services {
            counter.own.push((place(ids, id)?, law.law()?));
        }
        Ok(counter)
    }

    fn build_arrivals(&self, ids: &[String]) -> Result<Arrivals, Fault> {
        let spec = &self.arrivals;
        let dealt = |rates: &[f64]| -> Vec<Vec<f64>> {
            let sum: f64 = self.purposes.iter().map(|purpose| purpose.share).sum();
            let share = |purpose: &PurposeSpec| if sum > 0.0 { purpose.share / sum } else { 0.0 };
            self.purposes
                .iter()
                .map(|purpose| rates.iter().map(|rate| rate * share(purpose)).collect())
                .collect()
        };
        let per_hour = match &spec.volume {
            Volume::PerHour(rates) => dealt(rates),
            Volume::PerDay { customers, profile } => dealt(&self.profiled(*customers, profile)),
            Volume::ByPurpose => self.purposes.iter().map(|purpose| purpose.per_hour.clone()).collect(),
            Volume::Given(given) => {
                let one = |(at_s, id): &(f64, String)| {
                    let at_us = (at_s * 1e6).round() as i64;
                    Ok((at_us, place(ids, id)?))
                };
                return Ok(Arrivals::Given(given.iter().map(one).collect::<Result<_, Fault>>()?));
            }
        };
        Ok(Arrivals::Rates {
            step_us: spec.step_s * SECOND_US,
            from_us: spec.from_s * SECOND_US,
            per_hour,
            day_spread: spec.day_spread,
            repeats: false,
        })
    }

    /// The rates at which so many come on a day; the last step may be cut short by closing.
    fn profiled(&self, customers: f64, profile: &[f64]) -> Vec<f64> {
        let sum: f64 = profile.iter().sum();
        let rate = |(n, weight): (i64, &f64)| {
            let begins_s = self.arrivals.from_s + n * self.arrivals.step_s;
            let length_s = self.arrivals.step_s.min(self.closes_s - begins_s);
            if sum > 0.0 && length_s > 0 { customers * weight / sum * 3600.0 / length_s as f64 } else { 0.0 }
        };
        (0..).zip(profile).map(rate).collect()
    }
}

fn purpose(spec: &PurposeSpec, ids: &[String], numbering: &mut Numbering) -> Result<Purpose, Fault> {
    let mut purpose = Purpose::plain(numbering.purpose(&spec.id)?, spec.service.law()?);
    purpose.skills_needed = numbering.skills(&spec.skills)?;
    purpose.patience = spec.patience.law()?;
    purpose.classes = spec.classes.iter().map(|(class, share)| (numbering.class(class), *share)).collect();
    let rest = 1.0 - spec.classes.values().sum::<f64>();
    if rest > 1e-9 {
        purpose.classes.push((NO_CLASS, rest));
    }
    for next in &spec.next {
        purpose.next.push(Next {
            share: next.share,
            purpose: place(ids, &next.purpose)?,
            same_counter: next.same_counter,
            keeps_place: next.keeps_place,
        });
    }
    if let Some(diverted) = &spec.diverted {
        let after = diverted.after.law()?;
        purpose.diverted = Diverted { share: diverted.share, comes_back: diverted.comes_back, after };
    }
    if let Some(prepared) = &spec.prepared {
        let takes = prepared.takes.law()?;
        purpose.prepared = Prepared { share: prepared.share, takes, factor: prepared.factor };
    }
    Ok(purpose)
}

/// The place of a purpose.
fn place(ids: &[String], id: &str) -> Result<usize, Fault> {
    ids.iter().position(|known| known == id).ok_or_else(|| Fault::new("purpose", id, Wrong::Unknown))
}

impl Built {
    /// The place of a purpose by its id.
    pub fn purpose(&self, id: &str) -> Option<usize> {
        self.purposes.iter().position(|known| known == id)
    }

    /// The place of a counter by its id.
    pub fn counter(&self, id: &str) -> Option<usize> {
        self.counters.iter().position(|known| known == id)
    }
}
