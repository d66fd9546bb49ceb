//! A hall: what it offers, when it is open, and how it calls.
//!
//! Acts see it as a [`Plan`]: everything of the set-up that they need, read once and kept until the set-up changes.

pub mod act;
pub mod api;
pub mod files;
pub mod hours;
pub mod page;
pub(crate) mod sheet;
pub(crate) mod store;

pub use hours::Hours;

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::planning::{Calendar, Target};
use crate::ui::text::Language;
use flow::calling::{Ageing, Class, Name, Names, Order, Ratio, Rule, Set};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What acts need to know of a hall.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Which version of the set-up this is.
    pub version: i64,
    /// The hall.
    pub hall: PlaceId,
    /// Its code, used in addresses.
    pub code: String,
    /// Its path in the tree, for rights.
    pub path: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its address in Chinese.
    pub address_zh: String,
    /// Its address in English.
    pub address_en: String,
    /// Its telephone.
    pub phone: String,
    /// Its zone.
    pub zone: TimeZone,
    /// Whether it, or a place above it, is closed for good.
    pub closed: bool,
    /// Weekly hours.
    pub hours: Hours,
    /// Dated exceptions, by day.
    pub exceptions: HashMap<String, Vec<[u16; 2]>>,
    /// The line of news on its board.
    pub broadcast: Option<String>,
    /// Since when and why it is shut by hand.
    pub shut: Option<(Instant, String)>,
    /// How it calls, as it was set.
    pub rule_spec: RuleSpec,
    /// How it calls.
    pub rule: Rule,
    /// What it offers, and has offered, in the order of its tiles.
    pub offers: Vec<Offer>,
    /// The holidays and pay-days that hold here.
    pub(crate) calendar: Calendar,
    /// What its counters are to keep.
    pub target: Target,
    /// The purposes and what they take, as the calling rule knows them; beside `offers`.
    keys: Vec<(Name, Set)>,
    skills: Names,
    classes: Vec<String>,
}

/// A purpose that a hall offers.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The purpose.
    pub purpose: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The letter of its tickets.
    pub letter: String,
    /// Norm of its service time, in seconds.
    pub norm_s: f64,
    /// Skills it takes.
    pub skills: Vec<String>,
    /// What to bring, in Chinese.
    pub documents_zh: Vec<String>,
    /// What to bring, in English.
    pub documents_en: Vec<String>,
    /// What can be done beforehand, in Chinese.
    pub preparation_zh: Vec<String>,
    /// What can be done beforehand, in English.
    pub preparation_en: Vec<String>,
    /// Channels that could do it instead.
    pub channels: Vec<String>,
    /// Whether new tickets are given for it.
    pub offered: bool,
}

impl Offer {
    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        by(language, &self.name_zh, &self.name_en)
    }

    /// What to bring.
    pub fn documents(&self, language: Language) -> &[String] {
        by(language, &self.documents_zh, &self.documents_en)
    }

    /// What can be done beforehand.
    pub fn preparation(&self, language: Language) -> &[String] {
        by(language, &self.preparation_zh, &self.preparation_en)
    }
}

fn by<'a, T: ?Sized>(language: Language, zh: &'a T, en: &'a T) -> &'a T {
    match language {
        Language::ZhCn => zh,
        Language::En => en,
    }
}

impl Plan {
    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        by(language, &self.name_zh, &self.name_en)
    }

    /// Its address.
    pub fn address(&self, language: Language) -> &str {
        by(language, &self.address_zh, &self.address_en)
    }

    /// The local day of an instant, `2026-11-21`.
    pub fn day(&self, at: Instant) -> String {
        at.local(&self.zone).date().to_string()
    }

    /// The instant at which a local day begins; none for a text that is no day.
    pub fn day_begins(&self, day: &str) -> Option<Instant> {
        let date: jiff::civil::Date = day.parse().ok()?;
        Some(date.to_zoned(self.zone.clone()).ok()?.timestamp().into())
    }

    /// What a purpose is called here; its id, if the hall has never offered it.
    pub fn purpose_name(&self, purpose: &str, language: Language) -> String {
        self.offer(purpose).map_or_else(|| purpose.to_owned(), |offer| offer.name(language).to_owned())
    }

    /// An offer, also one that is no longer offered.
    pub fn offer(&self, purpose: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.purpose == purpose)
    }

    /// An offer that new tickets are given for.
    ///
    /// # Errors
    /// There is none, or it is no longer offered.
    pub fn offered(&self, purpose: &str) -> Result<&Offer, Error> {
        self.offer(purpose)
            .filter(|offer| offer.offered)
            .ok_or_else(|| Error::invalid("purpose", "run-error-purpose").with("purpose", purpose))
    }

    /// A person's skills as the calling rule knows them; skills that nothing here needs are left out.
    pub fn skills<'a>(&self, skills: impl IntoIterator<Item = &'a str>) -> Set {
        skills.into_iter().filter_map(|skill| self.skills.find(skill)).collect()
    }

    /// Purposes as the calling rule knows them.
    pub fn purposes<'a>(&self, purposes: impl IntoIterator<Item = &'a str>) -> Set {
        purposes.into_iter().filter_map(|purpose| self.key(purpose)).map(|(key, _)| key).collect()
    }

    /// A purpose and what it takes, as the calling rule knows them.
    pub fn key(&self, purpose: &str) -> Option<(Name, Set)> {
        let place = self.offers.iter().position(|offer| offer.purpose == purpose)?;
        self.keys.get(place).copied()
    }

    /// A class as the calling rule knows it. All that the rule does not name are one.
    pub fn class(&self, class: &str) -> Class {
        let place = self.classes.iter().position(|known| known == class).unwrap_or(self.classes.len());
        Class(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// The classes the rule names, in its order.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Puts a plan together from what was set.
    ///
    /// # Errors
    /// The rule is no rule, or there are too many skills or purposes.
    pub(crate) fn build(parts: store::Parts) -> Result<Self, Error> {
        let fault =
            |error: &dyn std::fmt::Display| Error::invalid("rule", "run-error-rule").with("why", error);
        let (mut skills, mut purposes) = (Names::default(), Names::default());
        let mut keys = Vec::with_capacity(parts.offers.len());
        for offer in &parts.offers {
            let needs = skills.set(offer.skills.iter().map(String::as_str)).map_err(|e| fault(&e))?;
            keys.push((purposes.name(&offer.purpose).map_err(|e| fault(&e))?, needs));
        }
        let classes: Vec<String> = parts.rule.classes.iter().map(|class| class.class.clone()).collect();
        let rule = parts.rule.rule().map_err(|e| fault(&e))?;
        Ok(Self {
            version: parts.version,
            hall: parts.hall,
            code: parts.code,
            path: parts.path,
            name_zh: parts.name_zh,
            name_en: parts.name_en,
            address_zh: parts.address_zh,
            address_en: parts.address_en,
            phone: parts.phone,
            zone: parts.zone,
            closed: parts.closed,
            hours: parts.hours,
            exceptions: parts.exceptions,
            broadcast: parts.broadcast,
            shut: parts.shut,
            rule_spec: parts.rule,
            rule,
            offers: parts.offers,
            calendar: parts.planning.calendar,
            target: parts.planning.target,
            keys,
            skills,
            classes,
        })
    }
}

/// How a hall calls, as a person sets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RuleSpec {
    /// The order.
    pub order: OrderWord,
    /// Who has waited longer than this goes first, in minutes.
    pub longest_wait_min: u32,
    /// The classes, in the order of their turns.
    #[serde(default)]
    pub classes: Vec<ClassSpec>,
}

crate::kernel::words! {
    /// The orders in which a hall can call.
    pub enum OrderWord {
        /// First come, first served.
        LongestWait = "longest_wait",
        /// Points that grow with the wait.
        Ageing = "ageing",
        /// Turns in an exact sequence.
        Ratio = "ratio",
    }
}

/// What the rule gives a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClassSpec {
    /// The class.
    pub class: String,
    /// Its turns in a round, for `ratio`.
    #[serde(default)]
    pub turns: u32,
    /// Points on joining, for `ageing`.
    #[serde(default)]
    pub start: u32,
    /// Points a minute, for `ageing`.
    #[serde(default)]
    pub per_minute: u32,
}

impl Default for RuleSpec {
    fn default() -> Self {
        Self { order: OrderWord::LongestWait, longest_wait_min: 60, classes: Vec::new() }
    }
}

impl RuleSpec {
    /// As the calling rule, the classes numbered in their order.
    pub(crate) fn rule(&self) -> Result<Rule, flow::calling::RatioFault> {
        let classes = (0..).map(Class).take(self.classes.len()).collect::<Vec<_>>();
        self.rule_of(&classes)
    }

    /// As the calling rule, with a number for each of the classes.
    pub(crate) fn rule_of(&self, classes: &[Class]) -> Result<Rule, flow::calling::RatioFault> {
        let numbered = || classes.iter().copied().zip(&self.classes);
        let order = match self.order {
            OrderWord::LongestWait => Order::LongestWait,
            OrderWord::Ageing => Order::PriorityWithAgeing {
                classes: numbered()
                    .map(|(class, spec)| (class, Ageing { start: spec.start, per_minute: spec.per_minute }))
                    .collect(),
                others: Ageing { start: 0, per_minute: 1 },
            },
            OrderWord::Ratio => Order::Ratio(Ratio::new(
                &numbered().map(|(class, spec)| (class, spec.turns)).collect::<Vec<_>>(),
            )?),
        };
        Ok(Rule { order, longest_wait_us: i64::from(self.longest_wait_min) * Instant::MINUTE })
    }
}
