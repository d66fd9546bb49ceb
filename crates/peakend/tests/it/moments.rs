//! Which touchpoints the events of the log speak of, and what they say.

use crate::experience::{call, finish, open, rate, start, take};
use crate::town::{Town, on_both_engines};
use blueprint::Blueprint;
use peakend::kernel::kinds::VisitId;
use peakend::listen::rating;
use peakend::run::diversion::act::{Offered, answer, came_back, offer};
use peakend::run::hall::act::{OfferSpec, set_offer};
use peakend::run::visit::act::{self, Onward};
use peakend::run::visit::{Happened, Leaving, Outcome, Surface, Visit};
use peakend::run::{counter, log};
use peakend::score::experience::{WITHOUT_SOURCE, follow};
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use peakend::ui::text::Language;
use std::collections::BTreeSet;

/// Opens the first counter of a hall where all purposes of these stories are offered, to whatever skill.
fn opened(town: &Town) {
    let purposes =
        [("pay_bill", 'A'), ("open_line", 'B'), ("handset", 'C'), ("complaint", 'D'), ("consultation", 'E')];
    for (purpose, letter) in purposes {
        let channels = (purpose == "pay_bill").then(|| vec!["self_service".to_owned()]);
        let (hall, plain) = (town.hall, OfferSpec::plain(purpose, letter));
        let spec = OfferSpec { skills: Some(Vec::new()), channels, ..plain };
        town.act(move |house, tx| set_offer(house, tx, &Actor::system(), hall, &spec)).unwrap();
    }
    open(town, 1);
}

/// Rule and signal of the moments of a visit, in order.
fn told(town: &Town, id: VisitId) -> Vec<(String, String)> {
    follow(&town.house).unwrap();
    town.act(move |_, tx| {
        Ok(tx.all("select rule, signal from moment where visit = ?1 order by n", &[id.into()])?)
    })
    .unwrap()
}

/// Whether a visit has this moment.
#[track_caller]
fn has(town: &Town, id: VisitId, rule: &str, signal: &str) {
    let told = told(town, id);
    assert!(told.contains(&(rule.to_owned(), signal.to_owned())), "{rule} {signal}: {told:?}");
}

/// A visit that is called and served at the first counter.
fn served(town: &Town, purpose: &str, result: Outcome) -> Visit {
    let visit = take(town, purpose);
    call(town, 1);
    start(town, 1, visit.id);
    town.clock.advance_seconds(240);
    finish(town, 1, visit.id, result, "");
    visit
}

/// Came back for a bill, after the machine was to do it.
fn back_from_the_machine(town: &Town) -> VisitId {
    let (first, hall) = (take(town, "pay_bill").id, town.hall);
    let what = Offered {
        visit: Some(first),
        purpose: "pay_bill".to_owned(),
        channel: "self_service".to_owned(),
        phone: String::new(),
    };
    let guide = town.somebody(Role::Guide);
    let made = town.act(move |house, tx| offer(house, tx, &guide, hall, &what)).unwrap();
    let guide = town.somebody(Role::Guide);
    town.act(move |house, tx| answer(house, tx, &guide, made.id, true)).unwrap();
    town.clock.advance_seconds(1800);
    let (again, code) = (take(town, "pay_bill").id, made.code);
    let guide = town.somebody(Role::Guide);
    assert!(town.act(move |house, tx| came_back(house, tx, &guide, again, &code)).unwrap());
    call(town, 1);
    finish(town, 1, again, Outcome::Done, "");
    again
}

#[test]
fn every_touchpoint_is_spoken_of_by_an_event_or_named_as_without_a_source() {
    on_both_engines(|town| {
        opened(town);
        let guide = town.somebody(Role::Guide);
        let greeted = take(town, "pay_bill").id;
        town.act(move |house, tx| act::greet(house, tx, &guide, greeted)).unwrap();
        call(town, 1);
        finish(town, 1, greeted, Outcome::Done, "");
        rate(town, greeted, Surface::Evaluator, 2, &["waited_long"]);
        for (purpose, result) in
            [("consultation", Outcome::Done), ("handset", Outcome::Done), ("complaint", Outcome::Partly)]
        {
            served(town, purpose, result);
        }
        back_from_the_machine(town);
        follow(&town.house).unwrap();
        let spoken: BTreeSet<String> = town
            .act(|_, tx| Ok(tx.all::<(String,)>("select distinct touchpoint from moment", &[])?))
            .unwrap()
            .into_iter()
            .map(|(id,)| id)
            .collect();
        for touchpoint in &Blueprint::service_hall().touchpoints {
            let unnamed = !WITHOUT_SOURCE.iter().any(|(id, _)| *id == touchpoint.id);
            assert_eq!(spoken.contains(&touchpoint.id), unnamed, "{}", touchpoint.id);
        }
    });
}

#[test]
fn a_complaint_is_opened_heard_and_settled() {
    on_both_engines(|town| {
        opened(town);
        let visit = take(town, "complaint");
        town.clock.advance_seconds(1800);
        call(town, 1);
        start(town, 1, visit.id);
        finish(town, 1, visit.id, Outcome::Done, "");
        has(town, visit.id, "objection.case_opened", "basic");
        has(town, visit.id, "objection.first_answer", "0.5 h");
        has(town, visit.id, "objection.outcome", "settled");
    });
}

#[test]
fn who_came_for_something_else_may_turn_to_a_complaint_and_who_leaves_has_given_it_up() {
    on_both_engines(|town| {
        opened(town);
        let visit = take(town, "pay_bill").id;
        call(town, 1);
        start(town, 1, visit);
        let clerk = town.clerk(1);
        let onward = Onward { purpose: Some("complaint".to_owned()), ..Onward::default() };
        town.act(move |house, tx| act::transfer(house, tx, &clerk, visit, &onward)).unwrap();
        let customer = Actor { who: peakend::staff::Who::Customer(visit), ..Actor::system() };
        town.act(move |house, tx| act::leave(house, tx, &customer, visit, Leaving::Customer)).unwrap();
        has(town, visit, "objection.case_opened", "basic");
        has(town, visit, "objection.outcome", "withdrawn");
    });
}

#[test]
fn a_consultation_and_a_purchase_are_told_by_how_their_service_ended() {
    on_both_engines(|town| {
        opened(town);
        let asked = served(town, "consultation", Outcome::Done);
        has(town, asked.id, "consult.consultation", "answered_at_once");
        let bought = served(town, "handset", Outcome::Done);
        has(town, bought.id, "purchase.sale", "bought");
        let again = served(town, "handset", Outcome::ComeAgain);
        assert!(told(town, again.id).iter().all(|(rule, _)| !rule.starts_with("purchase.")));
    });
}

#[test]
fn who_comes_back_from_the_machine_has_asked_twice_and_the_machine_has_failed() {
    on_both_engines(|town| {
        opened(town);
        let back = back_from_the_machine(town);
        has(town, back, "self_service.outcome", "failed");
        has(town, back, "consult.repeat_question", "1 count");
    });
}

#[test]
fn what_was_prepared_shows_when_the_talk_begins_and_being_set_aside_when_the_service_ends() {
    on_both_engines(|town| {
        opened(town);
        let id = take(town, "open_line").id;
        let customer = Actor { who: peakend::staff::Who::Customer(id), ..Actor::system() };
        let answers = vec![("Plan".to_owned(), "M".to_owned())];
        town.act(move |house, tx| act::fill_form(house, tx, &customer, id, &answers)).unwrap();
        call(town, 1);
        start(town, 1, id);
        let clerk = town.clerk(1);
        town.act(move |house, tx| act::park(house, tx, &clerk, id, "a copy")).unwrap();
        let (clerk, at) = (town.clerk(1), town.counters[0]);
        town.act(move |house, tx| act::resume(house, tx, &clerk, id, at)).unwrap();
        finish(town, 1, id, Outcome::Done, "");
        has(town, id, "transact_talk.prepared", "form_filled");
        has(town, id, "transact_wait.set_aside", "1 count");
    });
}

#[test]
fn a_reason_belongs_to_the_touchpoint_that_it_speaks_of_also_when_it_is_given_later() {
    on_both_engines(|town| {
        opened(town);
        let visit = served(town, "pay_bill", Outcome::Done);
        rate(town, visit.id, Surface::Evaluator, 1, &[]);
        assert!(told(town, visit.id).iter().all(|(rule, _)| !rule.ends_with("rating_reason")));
        let (id, hall) = (visit.id, town.hall);
        town.act(move |house, tx| {
            let mut log = log::Log::open(house, tx, &Actor::system(), hall)?;
            let (n,): (i64,) =
                tx.one("update visit set events = events + 1 where id = ?1 returning events", &[id.into()])?;
            let reasons = ["waited_long", "rude", "not_solved"].map(str::to_owned).to_vec();
            log.append(tx, Some((id, n)), None, &Happened::RatingExplained { reasons })
        })
        .unwrap();
        has(town, id, "queue.rating_reason", "waited_long");
        has(town, id, "transact_talk.rating_reason", "rude");
        has(town, id, "transact_result.rating_reason", "not_solved");
    });
}

#[test]
fn the_evaluator_offers_the_reasons_of_the_blueprint_in_its_words() {
    let blueprint = Blueprint::service_hall();
    for (language, lang) in [(Language::ZhCn, blueprint::Lang::Zh), (Language::En, blueprint::Lang::En)] {
        for reason in rating::reasons(language) {
            let rule = blueprint.rule(reason.touchpoint, "rating_reason").unwrap();
            let blueprint::Form::Table(table) = &rule.form else { panic!("{}", rule.id()) };
            assert_eq!(table.get(reason.id).unwrap().name.get(lang), reason.words);
        }
    }
}

#[test]
fn no_counter_is_needed_for_a_reason_of_the_wait() {
    on_both_engines(|town| {
        opened(town);
        let (clerk, counter) = (town.clerk(1), town.counters[0]);
        let visit = served(town, "pay_bill", Outcome::Done);
        town.act(move |house, tx| counter::act::close(house, tx, &clerk, counter)).unwrap();
        rate(town, visit.id, Surface::Phone, 2, &["waited_long"]);
        let id = visit.id;
        follow(&town.house).unwrap();
        let person: Vec<(Option<peakend::kernel::kinds::PersonId>,)> = town
            .act(move |_, tx| {
                Ok(tx.all(
                    "select person from moment where visit = ?1 and rule = 'queue.rating_reason'",
                    &[id.into()],
                )?)
            })
            .unwrap();
        assert_eq!(person, [(None,)], "a wait is nobody's");
    });
}
