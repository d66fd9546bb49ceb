//! What is on every page: the hall's other pages, and the menu of whoever reads it, each by right.

use crate::town::{Town, on_both_engines};
use peakend::run::visit::Outcome;
use peakend::staff::rights::Role;
use std::collections::{BTreeSet, VecDeque};

/// The pages of the hall, as in their addresses.
const ROOMS: [&str; 11] = [
    "",
    "/desk",
    "/guide",
    "/appointments",
    "/visits",
    "/day",
    "/tomorrow",
    "/what-if",
    "/waits",
    "/ratings",
    "/set-up",
];

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
        for room in ["/desk", "/day", "/tomorrow", "/what-if", "/waits", "/ratings", "/set-up"] {
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

/// Where the links of a page lead, here.
fn links(page: &str) -> Vec<String> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = hrefs.filter(|href| href.starts_with('/') && !href.starts_with("/assets/"));
    own.map(|href| href.split('#').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")).collect()
}

/// Pages that are looked at for one reader: links by day go on for ever.
const LOOKED_AT: usize = 120;

#[test]
fn no_link_leads_where_its_reader_may_not_go() {
    let town = Town::on_sqlite();
    crate::experience::open(&town, 1);
    let visit = crate::experience::take(&town, "pay_bill").id;
    crate::experience::call(&town, 1);
    crate::experience::finish(&town, 1, visit, Outcome::Done, "");
    crate::experience::take(&town, "pay_bill");
    let mut dead = Vec::new();
    for role in Role::ALL.iter().filter(|role| **role != Role::Device) {
        let mut browser = town.signed_in(town.hire(&format!("walker-{role}"), *role));
        let mut known = BTreeSet::new();
        let mut next = VecDeque::from([("/".to_owned(), "/".to_owned()), ("/me".to_owned(), "/".to_owned())]);
        while let Some((path, from)) = next.pop_front() {
            if known.len() >= LOOKED_AT || !known.insert(path.clone()) {
                continue;
            }
            let answer = browser.get(&path);
            match answer.status.as_u16() {
                200 => next.extend(links(&answer.text).into_iter().map(|to| (to, path.clone()))),
                303 => next.push_back((answer.leads_to().to_owned(), path)),
                status => dead.push(format!("{role}: {from} → {path}: {status}")),
            }
        }
        assert!(known.len() > 5, "{role} finds no pages: {known:?}");
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}
