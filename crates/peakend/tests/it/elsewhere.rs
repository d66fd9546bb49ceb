//! Another channel, chosen at the kiosk: counted as offered, and as taken or not; and known again by its code.

use crate::town::{Town, on_both_engines};
use peakend::run::hall::act::{OfferSpec, set_offer};
use peakend::staff::Actor;
use peakend::staff::rights::Role;

/// Bills are also paid by the app and the machine.
fn channels(town: &Town) {
    let (hall, plain) = (town.hall, OfferSpec::plain("pay_bill", 'A'));
    let spec = OfferSpec { channels: Some(vec!["app".to_owned(), "self_service".to_owned()]), ..plain };
    town.act(move |house, tx| set_offer(house, tx, &Actor::system(), hall, &spec)).unwrap();
}

fn counted(town: &Town) -> Vec<(String, String)> {
    town.act(|_, tx| Ok(tx.all("select channel, state from diversion order by offered_at, channel", &[])?))
        .unwrap()
}

fn said(channel: &str, state: &str) -> (String, String) {
    (channel.to_owned(), state.to_owned())
}

#[test]
fn who_does_it_elsewhere_is_counted_once_and_known_by_the_code_who_comes_back() {
    on_both_engines(|town| {
        channels(town);
        let mut kiosk = town.device("kiosk", None);
        let page = kiosk.get("/k/wensan/for/pay_bill");
        assert!(
            page.page().contains(">App</button>") && page.text.contains("Self-service machine"),
            "{}",
            page.text
        );
        let choose = [("purpose", "pay_bill"), ("channel", "self_service"), ("key", "elsewhere01")];
        let to = kiosk.post("/k/wensan/elsewhere", &choose).leads_to().to_owned();
        let shown = kiosk.get(&to);
        let code = shown.page().split("class=\"number\">").nth(1).unwrap()[..6].to_owned();
        assert_eq!(kiosk.post("/k/wensan/elsewhere", &choose).leads_to(), "/k/wensan?lang=en");
        assert_eq!(counted(town), [said("self_service", "accepted")]);
        town.clock.advance_seconds(121);
        assert_eq!(kiosk.get(&to).leads_to(), "/k/wensan?lang=en", "a code is its owner's");

        let mut guide = town.signed_in(town.hire("guide", Role::Guide));
        guide.post("/run/wensan/guide/take", &[("purpose", "pay_bill"), ("said", &code)]).leads_to();
        assert_eq!(counted(town), [said("self_service", "came_back")]);
        assert!(guide.get("/run/wensan/guide").page().contains("1"), "the guide sees the count");
    });
}

#[test]
fn who_takes_a_ticket_all_the_same_has_declined_once() {
    on_both_engines(|town| {
        channels(town);
        let mut kiosk = town.device("kiosk", None);
        let page = kiosk.get("/k/wensan/for/pay_bill");
        assert!(page.page().contains(r#"name="declined" value="app""#), "{}", page.text);
        let take = [("purpose", "pay_bill"), ("declined", "app"), ("key", "allthesame1")];
        for _ in 0..2 {
            kiosk.post("/k/wensan/take", &take).leads_to();
        }
        assert_eq!(counted(town), [said("app", "declined")]);
        let none = [("purpose", "pay_bill"), ("channel", "pigeon"), ("key", "elsewhere02")];
        assert_eq!(kiosk.post("/k/wensan/elsewhere", &none).status, 422);
        let phone = town.browser().get("/q/wensan/for/pay_bill");
        assert!(!phone.page().contains("/elsewhere"), "on the customer's own phone nothing is counted");
    });
}
