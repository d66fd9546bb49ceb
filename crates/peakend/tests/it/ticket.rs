//! The customer's own page, from the ticket to the rating.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Outcome, Source, State, Visit};
use peakend::run::{counter, queue};
use peakend::staff::Actor;

/// Somebody takes a ticket.
pub fn take(town: &Town, purpose: &str) -> Visit {
    let ticket = Ticket {
        purpose: purpose.to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "en".to_owned(),
        appointment: None,
    };
    let hall = town.hall;
    town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket)).unwrap()
}

/// A clerk opens their counter.
pub fn open(town: &Town, number: usize) {
    let (clerk, counter, person) = (town.clerk(number), town.counters[number - 1], town.clerks[number - 1]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

/// A clerk calls the next.
pub fn call(town: &Town, number: usize) -> Visit {
    let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
    town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap()
}

/// A clerk finishes whom they serve.
pub fn finish(town: &Town, number: usize, visit: &Visit) -> Visit {
    let (clerk, id) = (town.clerk(number), visit.id);
    town.act(move |house, tx| act::finish(house, tx, &clerk, id, Outcome::Partly, "send the invoice"))
        .unwrap()
}

fn page(phone: &mut Browser, visit: &Visit) -> String {
    phone.get(&format!("/t/{}", visit.secret)).page().to_owned()
}

fn press(phone: &mut Browser, visit: &Visit, verb: &str, fields: &[(&str, &str)]) -> String {
    let to = phone.post(&format!("/t/{}/{verb}", visit.secret), fields).leads_to().to_owned();
    phone.get(&to).page().to_owned()
}

#[test]
fn the_page_goes_with_the_customer_from_the_queue_to_the_thanks() {
    on_both_engines(|town| {
        let (other, mine) = (take(town, "pay_bill"), take(town, "pay_bill"));
        let mut phone = town.browser();
        let waiting = page(&mut phone, &mine);
        assert!(waiting.contains("<strong class=\"ahead\">1</strong>"), "{waiting}");
        assert!(waiting.contains("the wait cannot be told yet"), "no counter is open: {waiting}");
        open(town, 1);
        let waiting = page(&mut phone, &mine);
        assert!(waiting.contains("class=\"timeline\"") && waiting.contains("minutes"), "{waiting}");
        call(town, 1);
        assert!(page(&mut phone, &mine).contains("You are next"));
        finish(town, 1, &other);
        call(town, 1);
        let called = page(&mut phone, &mine);
        assert!(
            called.contains("hero called") && called.contains("<strong class=\"ahead\">1</strong>"),
            "{called}"
        );
        finish(town, 1, &mine);
        let done = page(&mut phone, &mine);
        assert!(done.contains("How was this service?") && done.contains("send the invoice"), "{done}");
        let thanks = press(&mut phone, &mine, "rate", &[("level", "5")]);
        assert!(
            thanks.contains("Thank you for your rating") && !thanks.contains("class=\"faces\""),
            "{thanks}"
        );
    });
}

#[test]
fn the_page_shows_nothing_of_anybody_else() {
    on_both_engines(|town| {
        let (other, mine) = (take(town, "pay_bill"), take(town, "handset"));
        open(town, 2);
        let page = page(&mut town.browser(), &mine);
        for theirs in [other.label(), other.id.to_string(), other.secret.clone(), "clerk2".to_owned()] {
            assert!(!page.contains(&theirs), "{theirs} in {page}");
        }
    });
}

#[test]
fn the_page_is_kept_out_of_caches_searches_and_referrers() {
    let town = Town::on_sqlite();
    let answer = town.browser().get(&format!("/t/{}", take(&town, "pay_bill").secret));
    let header = |name: &str| answer.headers[name].to_str().unwrap();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-robots-tag"), "noindex");
    assert!(answer.text.contains("<noscript><meta http-equiv=\"refresh\""));
}

#[test]
fn wrong_secrets_find_nothing_whatever_they_look_like() {
    on_both_engines(|town| {
        let visit = take(town, "pay_bill");
        let mut phone = town.browser();
        let texts: Vec<String> =
            ["0", &visit.secret[1..], &visit.label(), &visit.id.to_string(), "%00%01", "%27--"]
                .iter()
                .map(|secret| {
                    let answer = phone.get(&format!("/t/{secret}"));
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{secret}");
                    let press = phone.post(&format!("/t/{secret}/leave"), &[]);
                    assert_eq!(press.status, StatusCode::NOT_FOUND, "{secret}");
                    answer.text.split("<main").nth(1).unwrap().to_owned()
                })
                .collect();
        assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "the same words for all of them");
    });
}

#[test]
fn a_late_customer_keeps_their_place_twice_and_no_longer() {
    on_both_engines(|town| {
        let (mine, other) = (take(town, "pay_bill"), take(town, "pay_bill"));
        let mut phone = town.browser();
        assert!(press(&mut phone, &mine, "hold", &[("minutes", "60")]).contains("1 to 15 minutes"));
        assert!(
            press(&mut phone, &mine, "hold", &[("minutes", "10")]).contains("Your place is held until 9:10")
        );
        open(town, 1);
        assert_eq!(call(town, 1).id, other.id, "who is held is not called meanwhile");
        press(&mut phone, &mine, "hold", &[("minutes", "5")]);
        let third = press(&mut phone, &mine, "hold", &[("minutes", "5")]);
        assert!(third.contains("A place can be held 2 times"), "{third}");
        finish(town, 1, &other);
        town.clock.advance_seconds(601);
        assert_eq!(call(town, 1).id, mine.id);
    });
}

#[test]
fn a_customer_leaves_the_queue_and_stays_gone() {
    on_both_engines(|town| {
        let mine = take(town, "pay_bill");
        let mut phone = town.browser();
        assert!(press(&mut phone, &mine, "leave", &[]).contains("You have left the queue"));
        let again = press(&mut phone, &mine, "hold", &[("minutes", "5")]);
        assert!(again.contains("A001 is gone now"), "{again}");
    });
}

#[test]
fn who_was_missed_queues_once_more_and_not_twice() {
    on_both_engines(|town| {
        let mine = take(town, "pay_bill");
        let mut phone = town.browser();
        open(town, 1);
        let miss = |town: &Town| {
            let (clerk, id) = (town.clerk(1), call(town, 1).id);
            town.act(move |house, tx| act::miss(house, tx, &clerk, id)).unwrap()
        };
        miss(town);
        assert!(page(&mut phone, &mine).contains("/put-back"));
        assert!(press(&mut phone, &mine, "put-back", &[]).contains("You are next"));
        assert_eq!(miss(town).state, State::Missed);
        assert!(!page(&mut phone, &mine).contains("/put-back"));
        assert!(press(&mut phone, &mine, "put-back", &[]).contains("was put back once already"));
    });
}

#[test]
fn the_form_keeps_what_was_answered_and_drops_what_was_not_asked() {
    on_both_engines(|town| {
        let mine = take(town, "pay_bill");
        let mut phone = town.browser();
        let long = "号".repeat(900);
        let answers = [
            ("have0", "✓"),
            ("ask0", "138\u{0}0013\u{7}8000"),
            ("ask1", &long),
            ("ask99", "x"),
            ("evil", "x"),
        ];
        let saved = press(&mut phone, &mine, "form", &answers);
        assert!(saved.contains("Saved; the counter can see it."), "{saved}");
        assert!(saved.contains("value=\"138 0013 8000\"") && saved.contains(" checked"), "{saved}");
        let id = mine.id;
        let (prepared,): (String,) = town
            .act(move |_, tx| Ok(tx.one("select prepared from visit where id = ?1", &[id.into()])?))
            .unwrap();
        assert!(
            !prepared.contains("evil") && prepared.chars().filter(|c| *c == '号').count() == 200,
            "{prepared}"
        );
    });
}

#[test]
fn a_form_without_an_origin_is_taken_because_the_secret_is_the_proof() {
    let town = Town::on_sqlite();
    let mine = take(&town, "pay_bill");
    let mut phone = town.browser();
    let request = axum::http::Request::post(format!("/t/{}/leave", mine.secret)).header("origin", "null");
    let answer = phone.send(request.body(axum::body::Body::empty()).unwrap());
    assert!(answer.leads_to().starts_with("/t/"));
}

#[test]
fn names_and_notes_are_written_as_text_and_never_as_markup() {
    on_both_engines(|town| {
        let mine = take(town, "pay_bill");
        open(town, 1);
        call(town, 1);
        let (clerk, id) = (town.clerk(1), mine.id);
        let note = "<script>alert(1)</script>\u{202e}";
        town.act(move |house, tx| act::finish(house, tx, &clerk, id, Outcome::Done, note)).unwrap();
        let page = page(&mut town.browser(), &mine);
        assert!(!page.contains("<script>alert") && page.contains("<bdi>"), "{page}");
    });
}
