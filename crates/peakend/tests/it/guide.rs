//! The guide on the floor: tickets, documents, other channels and who came back from them.

use crate::town::http::{Answer, Browser};
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::kernel::kinds::VisitId;
use peakend::run::log;
use peakend::run::visit::State;
use peakend::staff::rights::Role;

const GUIDE: &str = "/run/wensan/guide";

fn guide(town: &Town) -> Browser {
    let person = town.hire("guide", Role::Guide);
    town.signed_in(person)
}

/// Issues a ticket and returns its id, from the address that it leads to.
#[track_caller]
fn take(guide: &mut Browser, fields: &[(&str, &str)]) -> (String, Answer) {
    let answer = guide.post(&format!("{GUIDE}/take"), fields);
    let id = answer.leads_to().split_once("issued=").unwrap().1.to_owned();
    let page = guide.get(&format!("{GUIDE}?issued={id}"));
    (id, page)
}

fn kinds(town: &Town, visit: &str) -> Vec<&'static str> {
    let id: VisitId = visit.parse().unwrap();
    town.act(move |_, tx| log::of_visit(tx, id)).unwrap().iter().map(|event| event.what.kind()).collect()
}

fn state(town: &Town, visit: &str) -> State {
    let id: VisitId = visit.parse().unwrap();
    let (state,): (State,) =
        town.act(move |_, tx| Ok(tx.one("select state from visit where id = ?1", &[id.into()])?)).unwrap();
    state
}

/// The code in what was said after an offer.
fn code(answer: &mut Browser) -> String {
    let page = answer.get(GUIDE);
    page.text.split("Tell the customer the code ").nth(1).unwrap()[..6].to_owned()
}

/// The only offer that waits for its answer.
fn diversion(page: &Answer) -> String {
    page.text.split("name=\"diversion\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn channel(town: &Town) -> String {
    let plan_channel = blueprint::Blueprint::service_hall().purpose("pay_bill").unwrap().channels[0].clone();
    assert!(!plan_channel.is_empty(), "{:?}", town.hall);
    plan_channel
}

#[test]
fn a_guide_issues_a_ticket_and_shows_its_page() {
    on_both_engines(|town| {
        let mut guide = guide(town);
        let (id, page) = take(&mut guide, &[("purpose", "pay_bill"), ("language", "en")]);
        assert!(page.page().contains(r#"<p class="number">A001</p>"#) && page.page().contains("/t/"));
        assert!(page.page().contains("<svg viewBox"), "a code to scan");
        // the customer's page is shown for a while, to guides, for tickets of guides
        town.clock.advance_seconds(601);
        assert!(!guide.get(&format!("{GUIDE}?issued={id}")).page().contains("/t/"));
        let refused = guide.post(&format!("{GUIDE}/take"), &[("purpose", "marriage")]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let class = guide.post(&format!("{GUIDE}/take"), &[("purpose", "pay_bill"), ("class", "emperor")]);
        assert!(class.text.contains("This hall has no such class."));
    });
}

#[test]
fn people_are_greeted_checked_sent_on_held_and_seen_off() {
    on_both_engines(|town| {
        let mut guide = guide(town);
        let (id, _) = take(&mut guide, &[("purpose", "open_line")]);
        let visit = ("visit", id.as_str());
        let mut press = |verb: &str, fields: &[(&str, &str)]| {
            guide.post(&format!("{GUIDE}/{verb}"), fields).leads_to().to_owned()
        };
        press("greet", &[visit]);
        press("check", &[visit, ("outcome", "missing"), ("note", "identity card")]);
        press("reroute", &[visit, ("to", "purpose:handset"), ("keep_place", "yes")]);
        press("hold", &[visit, ("minutes", "10")]);
        let page = guide.get(GUIDE);
        assert!(page.page().contains("Documents missing · identity card"), "{}", page.text);
        let chinese = guide.get(&format!("{GUIDE}?lang=zh-CN"));
        assert!(chinese.page().contains("材料不齐 · identity card"));
        guide.cookies.insert("peakend_lang".to_owned(), "en".to_owned());
        guide.post(&format!("{GUIDE}/left"), &[visit]).leads_to();
        assert_eq!(kinds(town, &id), ["taken", "greeted", "prepared", "transferred", "held", "left"]);
        for (verb, field) in [("greet", ("x", "")), ("hold", ("minutes", "5")), ("put-back", ("x", ""))] {
            let late = guide.post(&format!("{GUIDE}/{verb}"), &[visit, field]);
            assert_eq!(late.status, StatusCode::CONFLICT, "{verb}");
            assert!(late.text.contains("B001 is gone now"), "{verb}: {}", late.text);
        }
        assert!(guide.get(GUIDE).page().contains("Nobody is in the hall"));
    });
}

#[test]
fn who_takes_another_channel_leaves_and_is_known_to_come_back_by_the_code() {
    on_both_engines(|town| {
        let (mut guide, channel) = (guide(town), channel(town));
        let (id, _) = take(&mut guide, &[("purpose", "pay_bill")]);
        guide.post(&format!("{GUIDE}/offer"), &[("visit", &id), ("channel", &channel)]).leads_to();
        let code = code(&mut guide);
        let offer = diversion(&guide.get(GUIDE));
        let accept = [("diversion", offer.as_str()), ("accepted", "yes")];
        guide.post(&format!("{GUIDE}/answer"), &accept).leads_to();
        assert_eq!(state(town, &id), State::Left);
        assert_eq!(kinds(town, &id), ["taken", "diversion_offered", "diversion_answered", "left"]);
        assert_eq!(guide.post(&format!("{GUIDE}/answer"), &accept).status, StatusCode::CONFLICT);
        town.clock.advance_seconds(2 * 86_400);
        let mut guide = town.signed_in(town.hire("a colleague", Role::Guide));
        let (wrong, page) = take(&mut guide, &[("purpose", "handset"), ("said", &code)]);
        assert!(page.page().contains("No offer fits"), "for another purpose it is no return");
        let (back, page) = take(&mut guide, &[("purpose", "pay_bill"), ("said", &code.to_lowercase())]);
        assert!(page.page().contains("came back within seven days"), "{}", page.text);
        assert!(page.page().contains("1 offered · 1 taken · 1 came back"));
        assert_eq!((kinds(town, &wrong), kinds(town, &back)), (vec!["taken"], vec!["taken", "came_back"]));
        let hall = town.hall;
        let events = town.act(move |_, tx| log::after(tx, hall, 0, 100)).unwrap();
        assert!(events.iter().map(|event| event.seq).eq(1..=events.len() as i64), "no gaps");
    });
}

#[test]
fn a_return_is_known_by_four_digits_within_seven_days_and_not_after() {
    on_both_engines(|town| {
        let (mut guide, channel) = (guide(town), channel(town));
        for _ in 0..2 {
            let (id, _) = take(&mut guide, &[("purpose", "pay_bill")]);
            let offer = [("visit", id.as_str()), ("channel", channel.as_str()), ("phone", "4711")];
            guide.post(&format!("{GUIDE}/offer"), &offer).leads_to();
            let offer = diversion(&guide.get(GUIDE));
            guide.post(&format!("{GUIDE}/answer"), &[("diversion", &offer), ("accepted", "yes")]).leads_to();
        }
        town.clock.advance_seconds(7 * 86_400 - 60);
        let mut guide = town.signed_in(town.hire("a colleague", Role::Guide));
        let (_, known) = take(&mut guide, &[("purpose", "pay_bill"), ("said", "4711")]);
        assert!(known.page().contains("came back within seven days"));
        town.clock.advance_seconds(120);
        let (_, late) = take(&mut guide, &[("purpose", "pay_bill"), ("said", "4711")]);
        assert!(late.page().contains("No offer fits"), "{}", late.text);
    });
}

#[test]
fn an_offer_that_is_declined_changes_nothing_and_a_channel_must_fit() {
    on_both_engines(|town| {
        let (mut guide, channel) = (guide(town), channel(town));
        let (id, _) = take(&mut guide, &[("purpose", "pay_bill")]);
        let none = guide.post(&format!("{GUIDE}/offer"), &[("visit", &id), ("channel", "pigeon")]);
        assert!(none.text.contains("This purpose has no such channel."));
        let digits = guide
            .post(&format!("{GUIDE}/offer"), &[("visit", &id), ("channel", &channel), ("phone", "12a4")]);
        assert!(digits.text.contains("four digits"));
        guide.post(&format!("{GUIDE}/offer"), &[("visit", &id), ("channel", &channel)]).leads_to();
        let offer = diversion(&guide.get(GUIDE));
        guide.post(&format!("{GUIDE}/answer"), &[("diversion", &offer)]).leads_to();
        assert_eq!(state(town, &id), State::Waiting);
    });
}

#[test]
fn the_guide_s_page_is_for_those_who_guide() {
    let town = Town::on_sqlite();
    assert!(town.browser().get(GUIDE).leads_to().starts_with("/sign-in"));
    let analyst = town.hire("analyst", Role::Analyst);
    assert_eq!(town.signed_in(analyst).get(GUIDE).status, StatusCode::FORBIDDEN);
    let mut guide = guide(&town);
    assert_eq!(guide.post(&format!("{GUIDE}/dance"), &[]).status, StatusCode::NOT_FOUND);
    assert!(guide.get(&format!("{GUIDE}?lang=zh-CN")).page().contains("厅里现在没有人"));
}
