//! The report's voice: texts, names and figures in one language.

use crate::score::findings::Label;
use crate::ui::figure;
use crate::ui::report::Cell;
use crate::ui::text::{Language, Texts, Value};
use experience::Interval;

/// Names longer than this are cut in sentences and pictures; tables have them whole.
const NAME_IN_A_SENTENCE: usize = 24;

pub(super) struct Voice {
    texts: Texts,
}

impl Voice {
    pub fn of(language: Language) -> Self {
        Self { texts: Texts::of(language) }
    }

    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    pub fn language(&self) -> Language {
        self.texts.language()
    }

    pub fn say(&self, id: &str) -> String {
        self.texts.say(id)
    }

    pub fn say_with(&self, id: &str, args: &[(&str, Value<'_>)]) -> String {
        self.texts.say_with(id, args)
    }

    /// A name whole, as tables show it.
    pub fn name(&self, label: &Label) -> String {
        let name = match self.language() {
            Language::ZhCn => &label.zh,
            Language::En => &label.en,
        };
        let name = if name.trim().is_empty() { &label.id } else { name };
        if name.trim().is_empty() { self.say("report-nameless") } else { name.clone() }
    }

    /// A name cut to a length that a picture can show.
    pub fn short(&self, label: &Label) -> String {
        let name = self.name(label);
        if name.chars().count() <= NAME_IN_A_SENTENCE {
            return name;
        }
        let mut short: String = name.chars().take(NAME_IN_A_SENTENCE - 1).collect();
        short.push('…');
        short
    }

    /// A name inside a sentence: quoted, and kept from turning the sentence round when it is written right to left.
    pub fn quoted(&self, label: &Label) -> String {
        let short = self.short(label);
        let name = if short.chars().any(right_to_left) { format!("\u{2068}{short}\u{2069}") } else { short };
        self.say_with("report-quoted", &[("name", Value::from(name))])
    }

    /// `A, B and C`.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                let start = Value::from(self.open_list(first));
                self.say_with("report-list-last", &[("start", start), ("last", Value::from(last.as_str()))])
            }
        }
    }

    /// `A, B, C`, for a list that goes on.
    pub fn open_list(&self, items: &[String]) -> String {
        items.join(&self.say("report-list-comma"))
    }

    pub fn visits(&self, n: u64) -> String {
        self.say_with("report-visits", &[("n", Value::from(n))])
    }

    pub fn affect(&self, value: f64) -> String {
        figure::decimal(value, 2)
    }

    /// A value in affect units with its interval; a third decimal where the interval would vanish without.
    pub fn affect_sure(&self, value: f64, interval: Option<Interval>) -> String {
        let narrow = interval.is_some_and(|i| i.high - i.low < 0.01 && i.high > i.low);
        let digits = if narrow { 3 } else { 2 };
        figure::with_interval(value, interval, self.language(), |v| figure::decimal(v, digits))
    }

    pub fn share(&self, share: f64, interval: Interval) -> String {
        figure::share(share, interval, self.language())
    }

    /// `38 % (36 % to 40 %)`, always written out, for sentences.
    pub fn share_range(&self, share: f64, interval: Interval) -> String {
        let digits = figure::share_digits(interval);
        let show = |value| figure::percent(value, digits, self.language());
        self.say_with(
            "report-value-range",
            &[
                ("value", Value::from(show(share))),
                ("low", Value::from(show(interval.low))),
                ("high", Value::from(show(interval.high))),
            ],
        )
    }

    pub fn percent(&self, share: f64) -> String {
        figure::percent(share, usize::from(share.abs() < 0.1), self.language())
    }

    /// A count as a table cell.
    pub fn count_cell(&self, n: u64) -> Cell {
        Cell::figure(figure::count(n), n as f64)
    }

    /// A value in affect units as a table cell.
    pub fn affect_cell(&self, value: f64, interval: Option<Interval>) -> Cell {
        Cell::figure(self.affect_sure(value, interval), value).with(interval)
    }

    /// A share as a table cell.
    pub fn share_cell(&self, share: f64, interval: Interval) -> Cell {
        Cell::figure(self.share(share, interval), share).with(Some(interval))
    }
}

/// Hebrew, Arabic and their neighbours.
fn right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
        || matches!(c, '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
