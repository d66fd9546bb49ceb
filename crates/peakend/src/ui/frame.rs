//! The frame of every page: the rail of rooms, the path of the place, the language, the person.

use crate::http::assets;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::text::{Language, Texts};

/// A step of the path of the place.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Where it leads; none for where one is.
    pub href: Option<String>,
}

/// A page beside this one.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its name.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is this one.
    pub here: bool,
}

/// Where a page is: the path of its place, and the pages beside it.
#[derive(Debug, Clone, Default)]
pub struct Where {
    /// The path.
    pub steps: Vec<Step>,
    /// The pages.
    pub tabs: Vec<Tab>,
}

impl From<Vec<Step>> for Where {
    fn from(steps: Vec<Step>) -> Self {
        Self { steps, tabs: Vec::new() }
    }
}

/// A page by which the house is kept.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// Its id.
    pub id: &'static str,
    /// Its address.
    pub href: &'static str,
    /// Its name.
    pub name: String,
}

/// The pages by which the house is kept: the right to each, its id, its address, its name.
const KEEPING: [(Act, &str, &str, &str); 6] = [
    (Act::ManageStaff, "people", "/staff", "staff-people"),
    (Act::ManageDevices, "devices", "/devices", "staff-devices"),
    (Act::ManageTokens, "tokens", "/staff/tokens", "staff-tokens"),
    (Act::ManageWebhooks, "webhooks", "/webhooks", "api-hooks"),
    (Act::SeeAudit, "audit", "/audit", "audit-title"),
    (Act::SetUpNetwork, "network", "/network", "hall-network"),
];

/// Those pages that somebody may open, wherever their right holds.
fn keeping(actor: &Actor) -> Vec<Keeping> {
    let may = |act: Act| actor.grants.iter().any(|grant| actor.may(act, &grant.path));
    let open = KEEPING.iter().filter(|(act, ..)| may(*act));
    let t = Texts::shared(actor.language);
    open.map(|(_, id, href, name)| Keeping { id, href, name: t.say(name) }).collect()
}

/// What every page knows.
#[derive(Clone)]
pub struct Frame {
    /// The texts in the reader's language.
    pub t: &'static Texts,
    /// What the page is.
    pub title: String,
    /// The room that is open: `design`, `run`, `listen`, `score`, `improve`; empty for none.
    pub room: &'static str,
    /// The path of the place.
    pub place: Vec<Step>,
    /// The pages beside this one.
    pub tabs: Vec<Tab>,
    /// The pages by which the house is kept, as far as the person may open them.
    pub keeping: Vec<Keeping>,
    /// The name of whoever is signed in; empty for nobody.
    pub person: String,
    /// The address of this page.
    pub path: String,
    /// What was just done.
    pub said: Option<String>,
    /// The server's time.
    pub now: Instant,
    /// Whether the page has charts.
    pub charts: bool,
}

impl Frame {
    /// The frame of a page for whoever asks.
    pub fn of(asker: &Asker, room: &'static str, title: String, now: Instant) -> Self {
        Self {
            t: asker.texts(),
            title,
            room,
            place: Vec::new(),
            tabs: Vec::new(),
            keeping: keeping(&asker.actor),
            person: asker.actor.name.clone(),
            path: asker.path.clone(),
            said: asker.said.clone(),
            now,
            charts: false,
        }
    }

    /// A frame for nobody in particular.
    pub fn bare(t: &'static Texts, title: String, path: &str) -> Self {
        Self {
            t,
            title,
            room: "",
            place: Vec::new(),
            tabs: Vec::new(),
            keeping: Vec::new(),
            person: String::new(),
            path: path.to_owned(),
            said: None,
            now: Instant(0),
            charts: false,
        }
    }

    /// With the path of a place, and the pages beside this one.
    #[must_use]
    pub fn at(mut self, place: impl Into<Where>) -> Self {
        let found = place.into();
        self.place = found.steps;
        self.tabs = found.tabs;
        self
    }

    /// As one of the pages by which the house is kept.
    #[must_use]
    pub fn keeping_house(mut self, here: &str) -> Self {
        let tab =
            |one: &Keeping| Tab { name: one.name.clone(), href: one.href.to_owned(), here: one.id == here };
        self.tabs = self.keeping.iter().map(tab).collect();
        self
    }

    /// With charts.
    #[must_use]
    pub fn with_charts(mut self) -> Self {
        self.charts = true;
        self
    }

    /// The address of the assets.
    pub fn assets(&self) -> &'static str {
        assets::root()
    }

    /// The tag of the language.
    pub fn lang(&self) -> &'static str {
        self.t.language().tag()
    }

    /// The tag of the other language, and this page in it.
    pub fn other(&self) -> (&'static str, String) {
        let tag = match self.t.language() {
            Language::ZhCn => Language::En.tag(),
            Language::En => Language::ZhCn.tag(),
        };
        let mark = if self.path.contains('?') { '&' } else { '?' };
        let path = match self.path.find("lang=") {
            Some(at) => self.path[..at].trim_end_matches(['?', '&']).to_owned(),
            None => self.path.clone(),
        };
        let mark = if path == self.path {
            mark
        } else if path.contains('?') {
            '&'
        } else {
            '?'
        };
        (tag, format!("{path}{mark}lang={tag}"))
    }

    /// The rooms: name, address, whether it is open.
    pub fn rooms(&self) -> [(&'static str, &'static str, bool); 5] {
        [
            ("design", "/design", false),
            ("run", "/run", true),
            ("listen", "/listen", false),
            ("score", "/score", false),
            ("improve", "/improve", false),
        ]
    }

    /// The name of a room.
    pub fn room_name(&self, room: &str) -> String {
        self.t.say(&format!("frame-room-{room}"))
    }
}
