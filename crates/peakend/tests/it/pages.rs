//! What is on every page: the hall's other pages, and the menu of whoever reads it, each by right.

use crate::town::on_both_engines;
use peakend::staff::rights::Role;

/// The pages of the hall, as in their addresses.
const ROOMS: [&str; 9] =
    ["", "/desk", "/guide", "/appointments", "/visits", "/day", "/waits", "/ratings", "/set-up"];

/// The addresses in the first row of tabs.
fn tabs(page: &str) -> Vec<String> {
    let Some((_, rest)) = page.split_once("<nav class=\"tabs\"") else { return Vec::new() };
    let row = rest.split("</nav>").next().unwrap();
    row.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

fn all(rooms: &[&str]) -> Vec<String> {
    rooms.iter().map(|room| format!("/run/wensan{room}")).collect()
}

#[test]
fn every_page_of_a_hall_shows_the_others_that_its_reader_may_open() {
    on_both_engines(|town| {
        let manager = town.hire("manager", Role::HallManager);
        let mut browser = town.signed_in(manager);
        for room in ROOMS {
            let page = browser.get(&format!("/run/wensan{room}"));
            assert_eq!(tabs(page.page()), all(&ROOMS), "{room}");
            let here = format!("href=\"/run/wensan{room}\" aria-current=\"page\"");
            assert!(page.text.contains(&here), "{room}");
        }
        let clerk = town.signed_in(town.clerks[0]).get("/run/wensan/desk");
        assert_eq!(tabs(clerk.page()), all(&["", "/desk", "/guide", "/visits"]));
        let guide = town.hire("guide", Role::Guide);
        let mut guide = town.signed_in(guide);
        assert_eq!(
            tabs(guide.get("/run/wensan/guide").page()),
            all(&["", "/guide", "/appointments", "/visits"])
        );
        for room in ["/desk", "/day", "/waits", "/ratings", "/set-up"] {
            assert_eq!(guide.get(&format!("/run/wensan{room}")).status, 403, "{room}");
        }
    });
}

#[test]
fn the_menu_has_the_pages_by_which_the_house_is_kept_as_far_as_its_reader_may_open_them() {
    on_both_engines(|town| {
        let house = ["/staff", "/devices", "/staff/tokens", "/webhooks", "/audit", "/network"];
        let opened = [
            (Role::Administrator, &house[..]),
            (Role::NetworkManager, &["/staff", "/devices", "/audit", "/network"]),
            (Role::HallManager, &["/devices"]),
            (Role::Clerk, &[]),
        ];
        for (role, open) in opened {
            let mut browser = town.signed_in(town.hire(&format!("one-{role}"), role));
            let page = browser.get("/me");
            let menu = page.page().split("menu-list").nth(1).unwrap().split("</details>").next().unwrap();
            for one in house {
                assert_eq!(menu.contains(&format!("href=\"{one}\"")), open.contains(&one), "{role} {one}");
                if open.contains(&one) {
                    browser.get(one).page();
                }
            }
        }
    });
}

#[test]
fn a_page_that_is_not_there_keeps_the_menu_of_its_reader() {
    on_both_engines(|town| {
        let manager = town.hire("manager", Role::HallManager);
        let mut browser = town.signed_in(manager);
        for path in ["/no-such-page", "/run/nowhere", "/run/wensan/visits/vis_0"] {
            let page = browser.get(path);
            assert_eq!(page.status, 404, "{path}");
            assert!(page.text.contains("/sign-out"), "{path}: {}", page.text);
        }
        let nobody = town.browser().get("/no-such-page");
        assert!(nobody.status == 404 && !nobody.text.contains("/sign-out"), "{}", nobody.text);
    });
}
