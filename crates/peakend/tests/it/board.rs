//! The board on the wall.

use crate::ticket::{call, finish, open, take};
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::staff::rights::Role;

fn board(town: &Town) -> String {
    town.device("board", None).get("/b/wensan?lang=en").page().to_owned()
}

#[test]
fn the_board_shows_who_is_called_where_the_last_four_and_who_waits() {
    on_both_engines(|town| {
        assert!(board(town).contains("Nobody was called yet"));
        open(town, 1);
        for _ in 0..7 {
            take(town, "pay_bill");
        }
        for _ in 0..5 {
            let visit = call(town, 1);
            town.clock.advance_seconds(60);
            finish(town, 1, &visit);
        }
        call(town, 1);
        let page = board(town);
        assert!(page.contains("id=\"call-A006\""), "{page}");
        for label in ["A005", "A004", "A003", "A002"] {
            assert!(page.contains(&format!("id=\"last-{label}\"")), "{label} {page}");
        }
        assert!(
            !page.contains("A001") && !page.contains("A007"),
            "the first is past, the last not called: {page}"
        );
        assert!(page.contains("<span class=\"count\">1</span>"), "{page}");
    });
}

#[test]
fn a_board_that_was_put_together_is_not_put_together_again_until_something_happens() {
    on_both_engines(|town| {
        open(town, 1);
        take(town, "pay_bill");
        let first = board(town);
        // changed behind the house's back: nobody was told, so nobody looks
        let hall = town.hall;
        town.act(move |_, tx| Ok(tx.run("update visit set number = 77 where hall = ?1", &[hall.into()])?))
            .unwrap();
        assert_eq!(board(town), first);
        call(town, 1);
        assert!(board(town).contains("A077"));
    });
}

#[test]
fn a_closed_hall_has_a_screen_of_its_own_but_not_while_somebody_is_called() {
    on_both_engines(|town| {
        take(town, "pay_bill");
        open(town, 1);
        call(town, 1);
        town.clock.advance_seconds(12 * 3600);
        let page = board(town);
        assert!(page.contains("call-A001") && page.contains("Opens tomorrow at 8:00"), "{page}");
        town.clock.advance_seconds(11 * 3600);
        town.clock.advance_seconds(12 * 3600);
        assert!(board(town).contains("board-in closed"));
    });
}

#[test]
fn a_board_is_seen_by_boards_and_guides_and_not_by_strangers() {
    on_both_engines(|town| {
        assert!(town.browser().get("/b/wensan").leads_to().starts_with("/sign-in"));
        assert!(town.browser().get("/b/wensan/events").leads_to().starts_with("/sign-in"));
        let guide = town.hire("guide1", Role::Guide);
        town.signed_in(guide).get("/b/wensan").page();
        let clerk = town.clerks[0];
        assert_eq!(town.signed_in(clerk).get("/b/wensan").status, StatusCode::FORBIDDEN);
        assert_eq!(town.device("board", None).get("/b/nowhere").status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_broadcast_is_shown_as_text() {
    on_both_engines(|town| {
        let hall = town.hall;
        town.act(move |_, tx| {
            let line = "停电检修 <b>12:00</b>";
            tx.run("update hall set broadcast = ?2 where id = ?1", &[hall.into(), line.into()])?;
            Ok(tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?)
        })
        .unwrap();
        let page = board(town);
        assert!(page.contains("停电检修 &#60;b&#62;12:00"), "{page}");
    });
}
