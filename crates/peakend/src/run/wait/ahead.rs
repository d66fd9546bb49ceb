//! Who would be called before a visit, and which counters could serve it.
//!
//! One look over the queue. It is an estimate where the calling rule looks at the future: who comes later and overtakes is
//! not known, and of turns only the shares are counted, not where in the round the hall stands.

use crate::run::counter::{Counter, Desk};
use crate::run::hall::Plan;
use crate::run::queue;
use flow::calling::{Class, Order, Rule, Waiting, can_serve};

/// A counter at work.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    desk: flow::calling::Desk,
    idle: bool,
}

impl Seat {
    /// As the calling rule sees it; none if nobody works there.
    pub fn of(plan: &Plan, counter: Counter, skills: Option<Vec<String>>) -> Option<Self> {
        let idle = counter.visit.is_none();
        let desk = Desk { counter: counter.id, person: counter.person?, skills, purposes: counter.purposes };
        Some(Self { desk: queue::desk(plan, &desk), idle })
    }
}

/// What stands between a visit and its call.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ahead {
    /// How many would be called before it at counters that could serve it.
    pub count: u32,
    /// Who they are: their place in the queue, and with which share they count.
    pub who: Vec<(usize, f64)>,
    /// Counters that could serve it.
    pub open: u32,
    /// Those of them that are free.
    pub idle: u32,
}

/// Looks from `me` at the queue. Somebody who could also go to counters that cannot serve `me` counts for the share of
/// their counters that can.
pub(super) fn ahead(rule: &Rule, me: &Waiting, others: &[Waiting], seats: &[Seat], now_us: i64) -> Ahead {
    let reach =
        |visit: &Waiting| {
            seats.iter().take(64).enumerate().fold(0_u64, |reach, (place, seat)| {
                reach | (u64::from(can_serve(&seat.desk, visit)) << place)
            })
        };
    let mine = reach(me);
    let idle =
        seats.iter().take(64).enumerate().filter(|(place, seat)| seat.idle && mine >> place & 1 == 1).count();
    let share = |visit: &Waiting| {
        let theirs = reach(visit);
        if theirs == 0 {
            0.0
        } else {
            f64::from((theirs & mine).count_ones()) / f64::from(theirs.count_ones())
        }
    };
    let mut who: Vec<(usize, f64)> = others
        .iter()
        .enumerate()
        .filter(|(_, other)| other.key != me.key && other.is_due(now_us) && before(rule, other, me, now_us))
        .map(|(place, other)| (place, share(other)))
        .filter(|&(_, share)| share > 0.0)
        .collect();
    in_turns(rule, me, others, now_us, &mut who);
    let sum: f64 = who.iter().map(|&(_, share)| share).sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not more than there are in the queue"
    )]
    let count = sum.round() as u32;
    Ahead { count, who, open: mine.count_ones(), idle: u32::try_from(idle).unwrap_or_default() }
}

/// The rank of the strongest reason to call a visit: 3 where only the hall's order speaks.
fn rank(rule: &Rule, visit: &Waiting, now_us: i64) -> u8 {
    if visit.waited_us(now_us) > rule.longest_wait_us {
        0
    } else if visit.for_counter.is_some() || visit.for_person.is_some() {
        1
    } else if visit.keeps_appointment().is_some() {
        2
    } else {
        3
    }
}

/// Whether `other` goes before `me`, as both stand now. Where turns decide between classes, all others may.
fn before(rule: &Rule, other: &Waiting, me: &Waiting, now_us: i64) -> bool {
    let age = |visit: &Waiting| (visit.counts_from_us(), visit.key);
    let older = age(other) < age(me);
    match (rank(rule, other, now_us), rank(rule, me, now_us)) {
        (3, 3) => {}
        (theirs, mine) if theirs == mine => return older,
        (theirs, mine) => return theirs < mine,
    }
    match &rule.order {
        Order::LongestWait => older,
        Order::PriorityWithAgeing { classes, others } => {
            let points = |visit: &Waiting| {
                let ageing =
                    classes.iter().find(|(class, _)| *class == visit.class).map_or(others, |(_, a)| a);
                i128::from(ageing.start) * 60_000_000
                    + i128::from(ageing.per_minute) * i128::from(visit.waited_us(now_us))
            };
            (std::cmp::Reverse(points(other)), age(other)) < (std::cmp::Reverse(points(me)), age(me))
        }
        Order::Ratio(_) => other.class != me.class || older,
    }
}

/// Where classes take turns: until `me` is called, its class has had the turns of all before it and its own, and another
/// class as many more or fewer as it has turns in a round.
fn in_turns(rule: &Rule, me: &Waiting, others: &[Waiting], now_us: i64, who: &mut Vec<(usize, f64)>) {
    let Order::Ratio(ratio) = &rule.order else { return };
    if rank(rule, me, now_us) < 3 {
        return;
    }
    let turns = |class: Class| ratio.turns().iter().filter(|turn| **turn == class).count();
    let plain = |place: usize| rank(rule, &others[place], now_us) == 3;
    let mine = turns(me.class);
    let own: f64 = who
        .iter()
        .filter(|&&(at, _)| plain(at) && others[at].class == me.class)
        .map(|&(_, share)| share)
        .sum();
    let mut had: Vec<(Class, f64)> = Vec::new();
    // the oldest of a class have its turns
    who.sort_by_key(|&(at, _)| (others[at].counts_from_us(), others[at].key));
    who.retain(|&(at, share)| {
        let class = others[at].class;
        if !plain(at) || class == me.class {
            return true;
        }
        let theirs = turns(class);
        if mine == 0 {
            // no class that the ratio names waits for one that it does not name
            return theirs > 0;
        }
        #[expect(clippy::cast_precision_loss, reason = "turns of a round")]
        let may = ((own + 1.0) * theirs as f64 / mine as f64).ceil();
        let place = had.iter().position(|(known, _)| *known == class).unwrap_or_else(|| {
            had.push((class, 0.0));
            had.len() - 1
        });
        had[place].1 += share;
        had[place].1 <= may + 1e-9
    });
}
