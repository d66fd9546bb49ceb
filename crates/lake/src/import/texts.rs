//! Texts kept once, so that a row can hold a number instead.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Texts by number.
#[derive(Default)]
pub(super) struct Texts {
    places: FxHashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Texts {
    /// The number of a text.
    pub fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let (text, place) = (Arc::<str>::from(text), self.texts.len() as u32);
        self.places.insert(text.clone(), place);
        self.texts.push(text);
        place
    }

    /// The text of a number.
    pub fn text(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", |text| text)
    }
}

/// Pairs of texts by number: the pairs of a table are few, and a row pays for one number only.
#[derive(Default)]
pub(super) struct Pairs {
    first: Texts,
    second: Texts,
    places: FxHashMap<(u32, u32), u32>,
    pairs: Vec<(u32, u32)>,
}

impl Pairs {
    /// The number of a pair.
    pub fn place(&mut self, first: &str, second: &str) -> u32 {
        let pair = (self.first.place(first), self.second.place(second));
        *self.places.entry(pair).or_insert_with(|| {
            self.pairs.push(pair);
            (self.pairs.len() - 1) as u32
        })
    }

    /// The first text of a pair.
    pub fn first(&self, place: u32) -> &str {
        self.pairs.get(place as usize).map_or("", |pair| self.first.text(pair.0))
    }

    /// The second text of a pair.
    pub fn second(&self, place: u32) -> &str {
        self.pairs.get(place as usize).map_or("", |pair| self.second.text(pair.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_found_again_by_its_number() {
        let mut pairs = Pairs::default();
        let (a, b, again) = (pairs.place("甲", "x"), pairs.place("甲", ""), pairs.place("甲", "x"));
        assert_eq!(a, again);
        assert_ne!(a, b);
        assert_eq!((pairs.first(b), pairs.second(b)), ("甲", ""));
        assert_eq!((pairs.first(a), pairs.second(a)), ("甲", "x"));
    }
}
