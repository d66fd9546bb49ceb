//! A page of set-up: a heading, tables, forms. All of them have one template, so that they look and behave alike.

use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::who::Asker;
use crate::ui::frame::{Frame, Where};
use askama::Template;

/// The page.
#[derive(Template)]
#[template(path = "run/hall/sheet.html")]
pub struct Sheet {
    pub(crate) frame: Frame,
    pub(crate) wrong: Wrong,
    pub(crate) kicker: String,
    /// One sentence that answers the page's question.
    pub(crate) answer: String,
    /// Address, name, whether it is this one.
    pub(crate) tabs: Vec<(String, String, bool)>,
    pub(crate) blocks: Vec<Block>,
}

impl Sheet {
    /// A page of the room `run`.
    pub(crate) fn of(house: &House, asker: &Asker, title: String, place: impl Into<Where>) -> Self {
        Self {
            frame: Frame::of(asker, "run", title, house.clock.now()).at(place),
            wrong: Wrong::default(),
            kicker: String::new(),
            answer: String::new(),
            tabs: Vec::new(),
            blocks: Vec::new(),
        }
    }

    /// The page again, with what is wrong beside the field of the form that was sent.
    pub(crate) fn with_wrong(mut self, wrong: Wrong, tried: &Fields) -> Self {
        for block in &mut self.blocks {
            let Block::Form(form) = block else { continue };
            if form.hidden.iter().any(|(name, value)| tried.get(name) != value) {
                continue;
            }
            form.open = true;
            for field in &mut form.fields {
                field.take_back(tried);
                if wrong.is(field.name) {
                    field.wrong.clone_from(&wrong.text);
                }
            }
        }
        self.wrong = wrong;
        self
    }
}

/// A part of the page.
pub(crate) enum Block {
    /// Rows with something to do on each.
    Table(Table),
    /// A form.
    Form(Form),
    /// A sentence or two.
    Text(String),
}

/// Rows with something to do on each.
#[derive(Default)]
pub(crate) struct Table {
    pub title: String,
    pub head: Vec<String>,
    pub rows: Vec<Line>,
    /// What is said when there are no rows.
    pub empty: String,
}

/// A row.
#[derive(Default)]
pub(crate) struct Line {
    pub cells: Vec<String>,
    /// Where its first cell leads; empty for nowhere.
    pub href: String,
    pub off: bool,
    /// What can be done: the hidden fields, the word on the button.
    pub acts: Vec<(Vec<(&'static str, String)>, String)>,
}

/// A form.
#[derive(Default)]
pub(crate) struct Form {
    pub title: String,
    pub intro: String,
    /// Where it goes; empty for the page itself.
    pub action: String,
    pub hidden: Vec<(&'static str, String)>,
    pub fields: Vec<Field>,
    pub submit: String,
    /// Whether it is shown at once, or behind its title.
    pub open: bool,
    /// Whether it carries a file.
    pub file: bool,
}

/// A field.
#[derive(Default)]
pub(crate) struct Field {
    pub name: &'static str,
    pub label: String,
    pub hint: String,
    /// `text`, `number`, `date`, `area`, `checks`, `select`, `file`.
    pub kind: &'static str,
    pub value: String,
    /// Value, name, whether chosen.
    pub options: Vec<(String, String, bool)>,
    pub wrong: String,
}

impl Field {
    /// A field of one line.
    pub(crate) fn text(name: &'static str, label: String, value: impl Into<String>) -> Self {
        Self { name, label, kind: "text", value: value.into(), ..Self::default() }
    }

    /// The same, of another kind.
    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// With a hint.
    pub(crate) fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    /// With something to choose from.
    pub(crate) fn options(mut self, kind: &'static str, options: Vec<(String, String, bool)>) -> Self {
        self.kind = kind;
        self.options = options;
        self
    }

    /// What was sent stays in the form.
    fn take_back(&mut self, tried: &Fields) {
        tried.get(self.name).clone_into(&mut self.value);
        for (value, _, chosen) in &mut self.options {
            *chosen = tried.has(self.name, value);
        }
    }
}
