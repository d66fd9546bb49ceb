//! From the audit to the event log: what was done to the visits of a hall, by somebody or to a ticket, with the way to each
//! visit's page.

use super::store::{self, OnVisit};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, PlaceId};
use crate::run::visit;
use crate::ui::text::Texts;
use db::Tx;
use std::collections::HashMap;

/// The most that are shown.
const MOST: i64 = 100;
/// How far back is looked where no day is said, in seconds.
const BACK_S: i64 = 31 * 24 * 3600;

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub hall: PlaceId,
    /// A person's id, name or login; empty: anybody's.
    pub person: String,
    /// Letter and number.
    pub ticket: Option<(String, i64)>,
    pub period: [Instant; 2],
}

/// An act, and who did it by name; none if no member of staff did.
pub(super) type Done = (OnVisit, Option<String>);

/// A ticket's letter and number: `A042`.
pub(super) fn ticket(text: &str) -> Result<Option<(String, i64)>, Error> {
    let text = text.trim().to_uppercase();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (letter, number) = text.split_at(digits);
    let number = number.parse().map_err(|_| Error::invalid("ticket", "audit-error-ticket"))?;
    if letter.is_empty() {
        return Err(Error::invalid("ticket", "audit-error-ticket"));
    }
    Ok(Some((letter.to_owned(), number)))
}

pub(super) fn look(tx: &mut Tx<'_>, wanted: &Wanted, now: Instant) -> Result<Vec<Done>, Error> {
    let [from, to] = wanted.period;
    let from = if from == Instant(i64::MIN) { now.plus_seconds(-BACK_S) } else { from };
    let actors = match (wanted.person.as_str(), wanted.person.parse::<PersonId>()) {
        ("", _) => vec![String::new()],
        (_, Ok(id)) => vec![id.to_string()],
        (name, Err(_)) => store::named(tx, name)?.iter().map(PersonId::to_string).collect(),
    };
    let mut done = Vec::new();
    for actor in actors {
        done.extend(store::on_visits(tx, wanted.hall, [from, to], &actor, wanted.ticket.as_ref(), MOST)?);
    }
    done.sort_by_key(|act| std::cmp::Reverse(act.at));
    done.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    let mut names: HashMap<PersonId, Option<String>> = HashMap::new();
    let mut told = Vec::with_capacity(done.len());
    for act in done {
        let name = match act.actor.parse::<PersonId>() {
            Ok(id) => match names.get(&id) {
                Some(name) => name.clone(),
                None => {
                    let name = store::name(tx, id)?;
                    names.insert(id, name.clone());
                    name
                }
            },
            Err(_) => None,
        };
        told.push((act, name));
    }
    Ok(told)
}

/// An act on a visit as it is shown.
pub(super) struct Shown {
    pub when: String,
    pub at: Instant,
    pub who: String,
    pub what: String,
    pub ticket: String,
    pub href: String,
}

impl Shown {
    pub(super) fn of((act, name): Done, hall: &str, zone: &str, texts: &Texts) -> Self {
        let id = format!("experience-event-{}", act.kind.replace('_', "-"));
        let other = match act.actor.as_str() {
            "customer" | "public" => "experience-who-customer",
            "system" => "experience-who-system",
            _ => "experience-who-device",
        };
        Self {
            when: act.at.minute(zone),
            at: act.at,
            who: name.unwrap_or_else(|| texts.say(other)),
            what: if texts.has(&id) { texts.say(&id) } else { act.kind },
            ticket: visit::label(&act.letter, act.number),
            href: format!("/run/{hall}/visits/{}", act.visit),
        }
    }
}
