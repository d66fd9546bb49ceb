//! The kiosk at the entrance, and the same choice on a phone: what do you come for?

pub(crate) mod check_in;
pub(crate) mod elsewhere;
pub(crate) mod page;

use crate::run::hall::Offer;
use blueprint::{Blueprint, Lang};
use std::collections::HashMap;

/// What a hall offers, most used first; equals in the order in which the hall set them.
pub(crate) fn most_used_first<'a>(offers: &'a [Offer], used: &HashMap<String, i64>) -> Vec<&'a Offer> {
    let mut tiles: Vec<&Offer> = offers.iter().filter(|offer| offer.offered).collect();
    tiles.sort_by_key(|offer| std::cmp::Reverse(used.get(&offer.purpose).copied().unwrap_or_default()));
    tiles
}

/// The channels that could do it instead: id and name.
pub(crate) fn channels(offer: &Offer, lang: Lang) -> Vec<(String, String)> {
    let known = &Blueprint::service_hall().channels;
    let name = |id: &String| {
        let channel = known.iter().find(|channel| channel.id == *id)?;
        Some((id.clone(), channel.name.get(lang).to_owned()))
    };
    offer.channels.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(purpose: &str, offered: bool) -> Offer {
        Offer {
            purpose: purpose.to_owned(),
            name_zh: String::new(),
            name_en: String::new(),
            letter: "A".to_owned(),
            norm_s: 60.0,
            skills: Vec::new(),
            documents_zh: Vec::new(),
            documents_en: Vec::new(),
            preparation_zh: Vec::new(),
            preparation_en: Vec::new(),
            channels: vec!["app".to_owned(), "nothing_known".to_owned()],
            offered,
        }
    }

    #[test]
    fn tiles_are_most_used_first_and_keep_their_order_among_equals() {
        let offers = [offer("a", true), offer("b", true), offer("gone", false), offer("c", true)];
        let used = HashMap::from([("c".to_owned(), 7), ("gone".to_owned(), 90)]);
        let names: Vec<_> =
            most_used_first(&offers, &used).iter().map(|offer| offer.purpose.as_str()).collect();
        assert_eq!(names, ["c", "a", "b"]);
    }

    #[test]
    fn a_channel_that_nobody_knows_is_not_named() {
        assert_eq!(channels(&offer("a", true), Lang::En), [("app".to_owned(), "App".to_owned())]);
    }
}
