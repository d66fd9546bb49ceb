//! The queue: who is called next.
//!
//! The rules are those of [`flow::calling`]; here they are asked about the rows of a hall, inside the transaction that
//! makes the call.

pub mod act;

use crate::kernel::Instant;
use crate::run::hall::Plan;
use crate::run::visit::store::Line;
use flow::calling::{Memory, Set, Waiting, Window, choose};

/// One that waits, as the rules see it. None for a purpose that the hall never offered.
pub(crate) fn seen(plan: &Plan, line: &Line) -> Option<Waiting> {
    let (purpose, skills_needed) = plan.key(&line.purpose)?;
    Some(Waiting {
        key: line.id.uuid().as_u128(),
        since_us: line.queued_at.0,
        purpose,
        class: plan.class(&line.class),
        skills_needed,
        appointment: line.appointment.map(|(from, to)| Window { from_us: from.0, to_us: to.0 }),
        for_counter: line.for_counter.map(|counter| counter.uuid().as_u128()),
        for_person: line.for_person.map(|person| person.uuid().as_u128()),
        not_before_us: line.hold_until.map(|until| until.0),
    })
}

/// A desk, as the rules see it.
pub(crate) fn desk(plan: &Plan, desk: &crate::run::counter::Desk) -> flow::calling::Desk {
    flow::calling::Desk {
        counter: desk.counter.uuid().as_u128(),
        person: desk.person.uuid().as_u128(),
        skills: desk
            .skills
            .as_ref()
            .map_or(Set::ALL, |skills| plan.skills(skills.iter().map(String::as_str))),
        purposes: desk
            .purposes
            .as_ref()
            .map_or(Set::ALL, |purposes| plan.purposes(purposes.iter().map(String::as_str))),
    }
}

/// The next to be called to a desk, in order, if nobody else calls or comes: their places among `waiting`.
pub(crate) fn upcoming(
    plan: &Plan,
    waiting: &[Waiting],
    desk: &flow::calling::Desk,
    turn: u32,
    now: Instant,
    most: usize,
) -> Vec<u128> {
    let (mut left, mut memory, mut keys) = (waiting.to_vec(), Memory::from(turn), Vec::new());
    while keys.len() < most {
        let Some(chosen) = choose(&plan.rule, &left, desk, memory, now.0) else { break };
        keys.push(chosen.key);
        memory = chosen.memory;
        left.swap_remove(chosen.index);
    }
    keys
}

/// A desk that could serve this visit, where none is at work.
pub(crate) fn supposed(visit: &Waiting) -> flow::calling::Desk {
    flow::calling::Desk {
        counter: visit.for_counter.unwrap_or_default(),
        person: visit.for_person.unwrap_or_default(),
        skills: Set::ALL,
        purposes: Set::ALL,
    }
}
