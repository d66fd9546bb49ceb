//! The board on the wall: who is called where, who waits, and what is spoken.
//!
//! Many boards ask for the same at the same moment, right after a call. So the board of a hall is put together once for
//! each event, language and minute, and then handed out.

pub(crate) mod page;
pub(crate) mod store;

use crate::Error;
use crate::kernel::kinds::PlaceId;
use crate::run::visit::label;
use axum::body::Bytes;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What a board that was put together is good for: while nothing happens in the hall, its set-up stays, and the minute does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub seq: i64,
    pub plan: i64,
    pub minute: i64,
}

type Board = Arc<Mutex<Option<(Version, Bytes)>>>;

/// The boards at hand, by hall and language.
#[derive(Default)]
pub(crate) struct Boards(Mutex<HashMap<(PlaceId, &'static str), Board>>);

impl Boards {
    /// The board of this version: made by the first who asks; others who ask meanwhile wait for it.
    pub(crate) fn at(
        &self,
        whose: (PlaceId, &'static str),
        version: Version,
        make: impl FnOnce() -> Result<String, Error>,
    ) -> Result<Bytes, Error> {
        let board =
            Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(whose).or_default());
        let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, html)) = board.as_ref().filter(|(known, _)| *known == version) {
            return Ok(html.clone());
        }
        let html = Bytes::from(make()?);
        *board = Some((version, html.clone()));
        Ok(html)
    }
}

/// Words that a board speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Say {
    /// In which language, as a tag.
    pub lang: &'static str,
    /// The words.
    pub text: String,
}

/// What a board says of an event of this kind: a call or a call repeated, in Chinese and then in English; nothing of
/// anything else. Digits are spoken one by one: a number is read off a ticket, not counted.
pub fn say(kind: &str, letter: &str, number: i64, counter: &str) -> Vec<Say> {
    if !matches!(kind, "called" | "recalled") {
        return Vec::new();
    }
    let label = label(letter, number);
    let digits: Vec<String> = label.chars().map(String::from).collect();
    vec![
        Say { lang: "zh-CN", text: format!("请 {} 号顾客到 {counter} 号台", digits.join(" ")) },
        Say { lang: "en", text: format!("Number {}, please go to counter {counter}", digits.join(" ")) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_spoken_digit_by_digit_in_both_languages() {
        let said = say("called", "A", 42, "3");
        let texts: Vec<_> = said.iter().map(|say| (say.lang, say.text.as_str())).collect();
        assert_eq!(
            texts,
            [("zh-CN", "请 A 0 4 2 号顾客到 3 号台"), ("en", "Number A 0 4 2, please go to counter 3")]
        );
    }

    #[test]
    fn a_board_is_made_once_for_all_who_ask() {
        let boards = Boards::default();
        let whose = (PlaceId::of(uuid::Uuid::from_u128(1)), "en");
        let version = Version { seq: 1, plan: 1, minute: 1 };
        let made = std::cell::Cell::new(0);
        let ask = |version| {
            let make = || {
                made.set(made.get() + 1);
                Ok(format!("board {}", made.get()))
            };
            boards.at(whose, version, make).expect("made")
        };
        assert_eq!(ask(version), "board 1");
        assert_eq!(ask(version), "board 1");
        assert_eq!(ask(Version { seq: 2, ..version }), "board 2");
    }

    #[test]
    fn only_calls_are_spoken() {
        assert_eq!(say("finished", "A", 42, "3"), []);
    }
}
