//! The laws of calling, each for arbitrary queues, desks and rules.

use flow::calling::{
    Ageing, Because, Chosen, Class, Desk, MOST_NAMES, MOST_TURNS, Memory, Name, Names, Order, Ratio,
    RatioFault, Rule, Set, Waiting, Window, can_call, choose, longest_wait_by_class,
};
use proptest::prelude::*;

const MINUTE: i64 = 60_000_000;
const P: Class = Class(0);
const G: Class = Class(1);
const S: Class = Class(2);

fn names() -> [Name; 3] {
    let mut names = Names::default();
    ["bill", "line", "handset"].map(|name| names.name(name).expect("three names fit"))
}

/// Somebody who came at this minute, for a bill, whom any desk can serve.
fn came(key: u128, minute: i64) -> Waiting {
    Waiting {
        key,
        since_us: minute * MINUTE,
        purpose: names()[0],
        class: S,
        skills_needed: Set::EMPTY,
        appointment: None,
        for_counter: None,
        for_person: None,
        not_before_us: None,
    }
}

fn of(class: Class, visit: Waiting) -> Waiting {
    Waiting { class, ..visit }
}

fn needs(skill: usize, visit: Waiting) -> Waiting {
    Waiting { skills_needed: Set::EMPTY.with(names()[skill]), ..visit }
}

fn booked(from: i64, to: i64, visit: Waiting) -> Waiting {
    Waiting { appointment: Some(Window { from_us: from * MINUTE, to_us: to * MINUTE }), ..visit }
}

fn desk() -> Desk {
    Desk { counter: 1, person: 11, skills: Set::ALL, purposes: Set::ALL }
}

fn desk_with(skills: &[usize]) -> Desk {
    Desk { skills: skills.iter().map(|&skill| names()[skill]).collect(), ..desk() }
}

fn rule(order: Order) -> Rule {
    Rule { order, longest_wait_us: 60 * MINUTE }
}

fn ratio() -> Rule {
    rule(Order::Ratio(Ratio::new(&[(P, 2), (G, 1), (S, 1)]).expect("four turns")))
}

fn ageing() -> Rule {
    let of = |start, per_minute| Ageing { start, per_minute };
    rule(Order::PriorityWithAgeing { classes: vec![(P, of(0, 4)), (G, of(5, 2))], others: of(0, 1) })
}

fn at(minute: i64, rule: &Rule, waiting: &[Waiting]) -> Option<(u128, Because)> {
    choose(rule, waiting, &desk(), Memory::default(), minute * MINUTE)
        .map(|chosen| (chosen.key, chosen.because))
}

/// Calls until nobody can be called, or so many times; what was called.
fn call_all(
    rule: &Rule,
    waiting: &mut Vec<Waiting>,
    desk: &Desk,
    memory: &mut Memory,
    most: usize,
) -> Vec<Waiting> {
    let mut called = Vec::new();
    while called.len() < most
        && let Some(chosen) = choose(rule, waiting, desk, *memory, 30 * MINUTE)
    {
        *memory = chosen.memory;
        called.push(waiting.swap_remove(chosen.index));
    }
    called
}

fn classes(called: &[Waiting]) -> String {
    called.iter().map(|visit| ["P", "G", "S", "-"][usize::from(visit.class.0).min(3)]).collect()
}

/// So many of each class, the later ones first in the list.
fn crowd(each: &[(Class, u32)]) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    for &(class, many) in each {
        for n in 0..many {
            let key = u128::from(class.0) * 1000 + u128::from(n);
            waiting.insert(0, of(class, came(key, i64::from(n) % 20)));
        }
    }
    waiting
}

#[test]
fn two_platinum_one_gold_one_silver_is_exactly_that_sequence() {
    let mut waiting = crowd(&[(S, 10), (G, 10), (P, 20)]);
    let called = call_all(&ratio(), &mut waiting, &desk(), &mut Memory::default(), 100);
    assert_eq!(classes(&called), "PPGS".repeat(10));
    for class in [P, G, S] {
        let ages: Vec<_> = called.iter().filter(|v| v.class == class).map(|v| (v.since_us, v.key)).collect();
        assert!(ages.is_sorted(), "within a class the oldest first");
    }
}

#[test]
fn a_class_may_have_its_turns_apart() {
    let rule = rule(Order::Ratio(Ratio::new(&[(P, 1), (G, 1), (P, 1), (S, 1)]).expect("four turns")));
    let mut waiting = crowd(&[(P, 9), (G, 9), (S, 9)]);
    assert_eq!(classes(&call_all(&rule, &mut waiting, &desk(), &mut Memory::default(), 8)), "PGPSPGPS");
}

#[test]
fn a_class_with_nobody_waiting_is_skipped_and_the_others_keep_their_sequence() {
    let mut waiting = crowd(&[(P, 6), (S, 3)]);
    assert_eq!(classes(&call_all(&ratio(), &mut waiting, &desk(), &mut Memory::default(), 9)), "PPSPPSPPS");
    let mut waiting = crowd(&[(G, 2), (S, 4)]);
    assert_eq!(classes(&call_all(&ratio(), &mut waiting, &desk(), &mut Memory::default(), 9)), "GSGSSS");
}

#[test]
fn a_skipped_turn_stays_open_in_its_round_and_does_not_add_up() {
    let mut memory = Memory::default();
    let mut waiting = crowd(&[(P, 20), (S, 20)]);
    assert_eq!(classes(&call_all(&ratio(), &mut waiting, &desk(), &mut memory, 7)), "PPSPPSP");
    waiting.extend(crowd(&[(G, 9)]));
    assert_eq!(classes(&call_all(&ratio(), &mut waiting, &desk(), &mut memory, 11)), "PGSPPGSPPGS");
}

#[test]
fn a_desk_that_serves_one_class_only_leaves_the_turns_of_the_others() {
    let all = desk_with(&[0, 1]);
    let silver_only = desk_with(&[0]);
    let mut waiting: Vec<_> = crowd(&[(P, 20), (G, 20)]).into_iter().map(|visit| needs(1, visit)).collect();
    waiting.extend(crowd(&[(S, 40)]).into_iter().map(|visit| needs(0, visit)));
    let mut memory = Memory::default();
    let mut called = [String::new(), String::new()];
    for _ in 0..8 {
        for (desk, who) in [(&all, 0), (&silver_only, 1), (&silver_only, 1)] {
            called[who] += &classes(&call_all(&ratio(), &mut waiting, desk, &mut memory, 1));
        }
    }
    assert_eq!(called[0], "PPGPPGPP", "the other desk does silver's turns");
    assert_eq!(called[1], "S".repeat(16));
}

#[test]
fn a_class_the_ratio_does_not_name_is_called_when_no_other_can_be() {
    let mut waiting = crowd(&[(Class(9), 2), (S, 1)]);
    assert_eq!(classes(&call_all(&ratio(), &mut waiting, &desk(), &mut Memory::default(), 9)), "S--");
}

#[test]
fn a_call_out_of_order_is_nobodys_turn() {
    let memory = Memory::from(0b0001);
    let waiting = [of(P, came(1, 10)), Waiting { for_counter: Some(1), ..of(P, came(2, 20)) }];
    let chosen = choose(&ratio(), &waiting, &desk(), memory, 30 * MINUTE).expect("two wait");
    assert_eq!((chosen.key, chosen.because, chosen.memory), (2, Because::ForThisDesk, memory));
}

#[test]
fn a_ratio_without_turns_or_with_too_many_is_refused() {
    assert_eq!(Ratio::new(&[]), Err(RatioFault::NoTurns));
    assert_eq!(Ratio::new(&[(P, 0)]), Err(RatioFault::NoTurns));
    assert_eq!(Ratio::new(&[(P, u32::MAX), (G, 1)]), Err(RatioFault::TooManyTurns { turns: 1 << 32 }));
    let longest = Ratio::new(&[(P, 31), (G, 1)]).expect("32 turns");
    assert_eq!(longest.turns().len(), MOST_TURNS);
    let mut waiting = crowd(&[(P, 70), (G, 5)]);
    let called = call_all(&rule(Order::Ratio(longest)), &mut waiting, &desk(), &mut Memory::default(), 64);
    assert_eq!(classes(&called), ("P".repeat(31) + "G").repeat(2));
}

#[test]
fn points_are_gathered_by_the_minute() {
    // silver 1 a minute, gold 5 and 2 a minute, platinum 4 a minute
    let waiting = [of(S, came(1, 0)), of(G, came(2, 14)), of(P, came(3, 20))];
    assert_eq!(at(20, &ageing(), &waiting), Some((1, Because::Order)), "20, 17 and 0 points");
    assert_eq!(at(24, &ageing(), &waiting), Some((2, Because::Order)), "24, 25 and 16");
    assert_eq!(at(30, &ageing(), &waiting), Some((3, Because::Order)), "30, 37 and 40");
    let level = [of(P, came(7, 10)), of(S, came(5, -10))];
    assert_eq!(at(10, &ageing(), &level), Some((5, Because::Order)));
    let equal = [of(P, came(7, 15)), of(S, came(9, 0))];
    assert_eq!(at(20, &ageing(), &equal), Some((9, Because::Order)), "20 points each: the older");
}

#[test]
fn whoever_waited_longer_than_the_cap_goes_first_whatever_the_class() {
    let waiting = [of(P, came(1, 10)), of(S, came(2, 0)), Waiting { for_person: Some(11), ..came(3, 30) }];
    for rule in [ratio(), ageing()] {
        assert_eq!(at(60, &rule, &waiting), Some((3, Because::ForThisDesk)), "60 minutes are not over 60");
        let just_over = choose(&rule, &waiting, &desk(), Memory::default(), 60 * MINUTE + 1);
        assert_eq!(just_over.map(|c| (c.key, c.because)), Some((2, Because::OverTheCap)));
    }
}

#[test]
fn a_transferred_visit_is_only_for_its_counter_or_person_and_first_there() {
    let elsewhere = Waiting { for_counter: Some(2), ..came(1, 0) };
    let other_person = Waiting { for_person: Some(12), ..came(2, 0) };
    let both = Waiting { for_counter: Some(1), for_person: Some(11), ..came(3, 25) };
    let rule = rule(Order::LongestWait);
    assert_eq!(at(30, &rule, &[elsewhere, other_person]), None);
    assert_eq!(at(30, &rule, &[elsewhere, other_person, came(4, 1), both]), Some((3, Because::ForThisDesk)));
}

#[test]
fn an_appointment_goes_first_from_its_time_on_and_never_before() {
    let rule = rule(Order::LongestWait);
    let early = booked(20, 30, came(1, 5));
    assert_eq!(at(19, &rule, &[early]), None);
    assert_eq!(at(20, &rule, &[early, came(2, 0)]), Some((1, Because::Appointment)));
    assert_eq!(
        at(45, &rule, &[early, came(2, 0)]),
        Some((1, Because::Appointment)),
        "the hall is late, not the customer"
    );
    let on_the_dot = booked(0, 10, came(6, 10));
    assert_eq!(at(20, &rule, &[on_the_dot, came(2, 0)]), Some((6, Because::Appointment)));
    let late = booked(0, 10, came(3, 11));
    assert_eq!(at(20, &rule, &[late, came(2, 12)]), Some((3, Because::Order)), "a walk-in from minute 11");
    assert_eq!(at(20, &rule, &[late, came(2, 10)]), Some((2, Because::Order)));
    let earlier_window = booked(15, 30, came(4, 15));
    assert_eq!(at(25, &rule, &[early, earlier_window]), Some((4, Because::Appointment)));
    assert_eq!(early.waited_us(50 * MINUTE), 30 * MINUTE, "the wait counts from the window");
}

#[test]
fn who_is_held_is_passed_over_and_keeps_the_place() {
    let held = Waiting { not_before_us: Some(20 * MINUTE), ..came(1, 0) };
    let rule = rule(Order::LongestWait);
    assert_eq!(at(19, &rule, &[held, came(2, 5)]), Some((2, Because::Order)));
    assert_eq!(at(20, &rule, &[held, came(2, 5)]), Some((1, Because::Order)));
}

#[test]
fn the_longest_wait_of_each_class_leaves_out_whose_time_has_not_come() {
    let held = Waiting { not_before_us: Some(90 * MINUTE), ..of(G, came(1, 0)) };
    let waiting =
        [of(S, came(2, 10)), of(S, came(3, 4)), of(P, came(4, 25)), held, booked(40, 50, of(P, came(5, 0)))];
    assert_eq!(longest_wait_by_class(&waiting, 30 * MINUTE), [(P, 5 * MINUTE), (S, 26 * MINUTE)]);
}

#[test]
fn a_clock_that_went_back_makes_no_negative_wait() {
    assert_eq!(came(1, 30).waited_us(10 * MINUTE), 0);
    assert_eq!(at(10, &ageing(), &[came(1, 30), came(2, 20)]), Some((2, Because::Order)));
}

#[test]
fn names_keep_their_numbers_and_end_somewhere() {
    let mut names = Names::default();
    let first = names.name("0");
    for n in 1..MOST_NAMES {
        names.name(&n.to_string()).expect("fits");
    }
    assert_eq!(names.name("0"), first);
    assert_eq!(names.name("one more").expect_err("full").name, "one more");
    assert_eq!(names.find("one more"), None);
    let last = names.find("127").expect("known");
    assert!(Set::EMPTY.with(last).contains(last) && Set::ALL.contains(last));
    assert!(!Set::EMPTY.with(last).covers(Set::ALL) && Set::ALL.covers(Set::EMPTY.with(last)));
}

fn any_set() -> impl Strategy<Value = Set> {
    prop::collection::vec(0..3_usize, 0..3)
        .prop_map(|places| places.into_iter().map(|n| names()[n]).collect())
}

prop_compose! {
    fn any_visit()(
        key in 0..1000_u128, since in 0..40_i64, purpose in 0..3_usize, class in 0..4_u16, skills_needed in any_set(),
        window in prop::option::weighted(0.2, (0..40_i64, 0..20_i64)),
        for_counter in prop::option::weighted(0.1, 1..3_u128), for_person in prop::option::weighted(0.1, 11..13_u128),
        held in prop::option::weighted(0.1, 0..60_i64),
    ) -> Waiting {
        let visit = Waiting {
            purpose: names()[purpose], skills_needed, for_counter, for_person,
            not_before_us: held.map(|minute| minute * MINUTE), ..of(Class(class), came(key, since))
        };
        window.map_or(visit, |(from, long)| booked(from, from + long, visit))
    }
}

prop_compose! {
    fn any_desk()(counter in 1..3_u128, person in 11..13_u128, skills in any_set(), purposes in any_set()) -> Desk {
        Desk { counter, person, skills, purposes }
    }
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let order = prop_oneof![Just(Order::LongestWait), Just(ageing().order), Just(ratio().order)];
    (order, 0..60_i64).prop_map(|(order, cap)| Rule { order, longest_wait_us: cap * MINUTE })
}

/// The desk can do what the visit needs, said once more in other words.
fn fits(desk: &Desk, visit: &Waiting, now_us: i64) -> bool {
    let late = |w: Window| visit.since_us > w.to_us;
    names().iter().all(|&name| !visit.skills_needed.contains(name) || desk.skills.contains(name))
        && desk.purposes.contains(visit.purpose)
        && [None, Some(desk.counter)].contains(&visit.for_counter)
        && [None, Some(desk.person)].contains(&visit.for_person)
        && visit.not_before_us.is_none_or(|until| now_us >= until)
        && visit.appointment.is_none_or(|w| late(w) || w.from_us <= now_us)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn somebody_is_chosen_exactly_if_somebody_can_be_called_and_it_is_one_of_them(
        rule in any_rule(), waiting in prop::collection::vec(any_visit(), 0..30), desk in any_desk(),
        memory in any::<u32>(), minute in 0..120_i64,
    ) {
        let now_us = minute * MINUTE;
        match choose(&rule, &waiting, &desk, Memory::from(memory), now_us) {
            None => prop_assert!(!waiting.iter().any(|visit| fits(&desk, visit, now_us))),
            Some(chosen) => {
                let visit = waiting[chosen.index];
                prop_assert!(visit.key == chosen.key && fits(&desk, &visit, now_us) && can_call(&desk, &visit, now_us));
            }
        }
    }

    #[test]
    fn the_choice_does_not_depend_on_how_the_visits_are_listed(
        rule in any_rule(), waiting in prop::collection::btree_map(0..1000_u128, any_visit(), 0..30), desk in any_desk(),
        memory in any::<u32>(), turn in 0..30_usize,
    ) {
        let mut waiting: Vec<_> = waiting.into_iter().map(|(key, visit)| Waiting { key, ..visit }).collect();
        let told = |c: Chosen| (c.key, c.because, c.memory);
        let first = choose(&rule, &waiting, &desk, Memory::from(memory), 50 * MINUTE).map(told);
        let turn = turn.min(waiting.len());
        waiting.rotate_left(turn);
        prop_assert_eq!(first, choose(&rule, &waiting, &desk, Memory::from(memory), 50 * MINUTE).map(told));
        waiting.reverse();
        prop_assert_eq!(first, choose(&rule, &waiting, &desk, Memory::from(memory), 50 * MINUTE).map(told));
    }

    #[test]
    fn longest_wait_is_first_come_first_served(since in prop::collection::vec(0..40_i64, 1..40)) {
        let mut waiting: Vec<_> = since.iter().zip(0..).map(|(&minute, key)| came(key, minute)).collect();
        let called = call_all(&rule(Order::LongestWait), &mut waiting, &desk(), &mut Memory::default(), 100);
        prop_assert_eq!(called.len(), since.len());
        prop_assert!(called.is_sorted_by_key(|visit| (visit.since_us, visit.key)));
    }

    #[test]
    fn any_ratio_is_its_sequence_while_all_classes_wait(turns in prop::collection::vec(0..4_u32, 1..5)) {
        let turns: Vec<_> = turns.into_iter().zip(0..).map(|(n, class)| (Class(class), n)).collect();
        prop_assume!(turns.iter().any(|&(_, n)| n > 0));
        let ratio = Ratio::new(&turns).expect("at most 12 turns");
        let mut waiting = crowd(&turns.iter().map(|&(class, n)| (class, 3 * n)).collect::<Vec<_>>());
        let round = ratio.turns().to_vec();
        let called = call_all(&rule(Order::Ratio(ratio)), &mut waiting, &desk(), &mut Memory::default(), 100);
        let called: Vec<_> = called.iter().map(|visit| visit.class).collect();
        prop_assert_eq!(called, [round.clone(), round.clone(), round].concat());
    }
}
