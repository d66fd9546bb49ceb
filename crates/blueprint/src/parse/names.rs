//! Ids that are defined somewhere and referred to elsewhere, maybe in another file.

use std::collections::BTreeMap;
use std::fmt;

use super::fields::shortened;
use super::report::{Place, Placed, Report, did_you_mean};
use crate::fault::nearest;

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Role,
    Skill,
    Channel,
    Purpose,
    Touchpoint,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Role => "role",
            Self::Skill => "skill",
            Self::Channel => "channel",
            Self::Purpose => "purpose",
            Self::Touchpoint => "touchpoint",
        })
    }
}

/// The ids defined and referred to so far.
#[derive(Default)]
pub(super) struct Names {
    defined: BTreeMap<Kind, BTreeMap<String, Place>>,
    referred: Vec<(Kind, Placed<String>)>,
}

impl Names {
    /// Defines an id; a second one of its kind is a fault.
    pub fn define(&mut self, kind: Kind, id: &Placed<String>, report: &mut Report<'_>) {
        let defined = self.defined.entry(kind).or_default();
        match defined.get(&id.value) {
            Some(&first) => {
                let first = report.whereabouts(first, id.place);
                let message = format!("{kind} `{}` is already defined in {first}", id.value);
                report.fault(id.place, message, Some("give it another id, or remove one".to_owned()));
            }
            None => {
                defined.insert(id.value.clone(), id.place);
            }
        }
    }

    /// Remembers that an id was referred to.
    pub fn refer(&mut self, kind: Kind, id: &Placed<String>) {
        self.referred.push((kind, id.clone()));
    }

    /// Whether an id is defined.
    pub fn knows(&self, kind: Kind, id: &str) -> bool {
        self.defined.get(&kind).is_some_and(|defined| defined.contains_key(id))
    }

    /// Reports every id that was referred to and is not defined.
    pub fn resolve(&self, report: &mut Report<'_>) {
        let none = BTreeMap::new();
        for (kind, id) in &self.referred {
            let defined = self.defined.get(kind).unwrap_or(&none);
            if !defined.contains_key(&id.value) {
                let near = did_you_mean(nearest(&id.value, defined.keys().map(String::as_str)));
                let define = || Some(format!("define it as [[{kind}]], or name a known one"));
                let message = format!("unknown {kind} `{}`", shortened(&id.value));
                report.fault(id.place, message, near.or_else(define));
            }
        }
    }
}
