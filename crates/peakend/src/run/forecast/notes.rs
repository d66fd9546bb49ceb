//! What was found in a table and how it was handled, in words: nothing is put right in silence.

use super::calendar::{Calendar, date_of};
use super::network::{Network, Told, Why};
use super::read::Read;
use crate::Error;
use crate::error::RefusalKind;
use crate::ui::figure;
use crate::ui::text::{Texts, Value};
use flow::forecast::{LEAST_DAYS, LEAST_TOTAL, Lack, Standing};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// So many names are said before "and so many more".
const NAMES: usize = 4;
/// With fewer days known, intervals are called rough.
const THIN_DAYS: usize = 14;

/// All that is to be said, the gravest first.
pub(super) fn notes(read: &Read, network: &Network, calendar: &Calendar, texts: &Texts) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(years(read, texts));
    said.extend(still(read, texts));
    said.extend(stuck(read, texts));
    if read.amended.added > 0 {
        said.push(texts.say_with("forecast-note-added", &[("rows", read.amended.added.into())]));
    }
    said.extend(lacking(network, texts));
    let told = || network.told.iter().filter_map(|told| Some((told, told.outcome.as_ref().ok()?)));
    let by_date = |days: fn(&flow::forecast::Forecast) -> &[i32]| {
        let mut dates: BTreeMap<Date, usize> = BTreeMap::new();
        told()
            .flat_map(|(_, forecast)| days(forecast))
            .for_each(|day| *dates.entry(date_of(*day)).or_default() += 1);
        dates
    };
    said.extend(dates("forecast-note-gaps", &by_date(|forecast| &forecast.gaps), texts));
    said.extend(dates("forecast-note-empty", &by_date(|forecast| &forecast.empty_days), texts));
    let changes = read.changes.iter().map(|date| (*date, 1)).collect();
    said.extend(dates("forecast-note-clocks", &changes, texts));
    if read.outside > 0 {
        said.push(texts.say_with("forecast-note-outside", &[("rows", read.outside.into())]));
    }
    if let Some(last) = network.dates.first().and_then(|first| calendar.ends_before(*first)) {
        said.push(texts.with("forecast-note-holidays", "last", last));
    }
    let thin: Vec<&Told> =
        told().filter(|(_, forecast)| forecast.known_days < THIN_DAYS).map(|(told, _)| told).collect();
    if !thin.is_empty() {
        let args = [("series", Value::from(thin.len())), ("days", THIN_DAYS.into())];
        said.push(texts.say_with("forecast-note-thin", &args));
    }
    let opens = |forecast: &flow::forecast::Forecast| {
        forecast.days.iter().any(|day| day.standing == Standing::Forecast)
    };
    if told().next().is_some() && !told().any(|(_, forecast)| opens(forecast)) {
        said.push(texts.say("forecast-note-closed"));
    }
    let unseen: BTreeSet<Date> = told()
        .flat_map(|(_, forecast)| forecast.days.iter().zip(&network.dates))
        .filter(|(day, _)| day.standing == Standing::Unseen)
        .map(|(_, date)| *date)
        .collect();
    said.extend(dates("forecast-note-unseen", &unseen.into_iter().map(|date| (date, 1)).collect(), texts));
    said
}

/// The error of a table of which no series can be forecast.
pub(super) fn refusal(why: Why, series: usize) -> Error {
    let refused = |id| Error::refused(RefusalKind::Invalid, id).with("series", series);
    match why {
        Why::Lack(Lack::Days(days)) => {
            refused("forecast-lack-days").with("days", days).with("least", LEAST_DAYS)
        }
        Why::Lack(Lack::People(people)) => refused("forecast-lack-people")
            .with("people", figure::decimal(people, 0))
            .with("least", figure::decimal(LEAST_TOTAL, 0)),
        Why::Lack(Lack::Unfit(day, _) | Lack::Steps(day)) => {
            refused("forecast-lack-unfit").with("date", date_of(day))
        }
        Why::Ended(date) => refused("forecast-lack-ended").with("date", date),
    }
}

/// The name of a series: hall and purpose, as far as there are any.
pub(super) fn name(hall: &str, purpose: &str, texts: &Texts) -> String {
    match (hall.is_empty(), purpose.is_empty()) {
        (true, true) => texts.say("forecast-all"),
        (false, true) => hall.to_owned(),
        (true, false) => purpose.to_owned(),
        (false, false) => format!("{hall} · {purpose}"),
    }
}

fn years(read: &Read, texts: &Texts) -> Vec<String> {
    let mut groups: BTreeMap<(Date, Date), Vec<(&str, u64)>> = BTreeMap::new();
    for found in &read.amended.years {
        groups.entry((found.first, found.last)).or_default().push((&found.hall, found.rows));
    }
    let say = |((first, last), halls): ((Date, Date), Vec<(&str, u64)>)| {
        let rows: u64 = halls.iter().map(|(_, rows)| rows).sum();
        let names: Vec<String> = halls.iter().map(|(hall, _)| (*hall).to_owned()).collect();
        texts.say_with(
            "forecast-note-year",
            &[
                ("halls", halls.len().into()),
                ("names", listed(&names, texts).into()),
                ("first", first.to_string().into()),
                ("last", last.to_string().into()),
                ("rows", rows.into()),
                ("right", (i64::from(first.year()) - 1).to_string().into()),
            ],
        )
    };
    groups.into_iter().map(say).collect()
}

fn still(read: &Read, texts: &Texts) -> Vec<String> {
    let mut groups: BTreeMap<Date, (usize, u64, Vec<String>)> = BTreeMap::new();
    for found in &read.amended.still {
        let (halls, snapshots, waiting) = groups.entry(found.date).or_default();
        *halls += 1;
        *snapshots += found.snapshots;
        waiting.extend(found.waiting.then(|| found.hall.clone()));
    }
    let say = |(date, (halls, snapshots, waiting)): (Date, (usize, u64, Vec<String>))| {
        texts.say_with(
            "forecast-note-still",
            &[
                ("date", date.to_string().into()),
                ("halls", halls.into()),
                ("snapshots", snapshots.into()),
                ("waiting", waiting.len().into()),
                ("names", listed(&waiting, texts).into()),
            ],
        )
    };
    groups.into_iter().map(say).collect()
}

fn stuck(read: &Read, texts: &Texts) -> Option<String> {
    let found = &read.amended.stuck;
    let snapshots: u64 = found.iter().map(|stuck| stuck.snapshots).sum();
    let names: Vec<String> = found
        .iter()
        .map(|stuck| {
            let (hour, minute) = (stuck.from_minute / 60, stuck.from_minute % 60);
            format!(
                "{} {} {hour:02}:{minute:02} = {}",
                name(&stuck.hall, &stuck.purpose, texts),
                stuck.date,
                figure::decimal(f64::from(stuck.at), 0)
            )
        })
        .collect();
    (!found.is_empty()).then(|| {
        texts.say_with(
            "forecast-note-stuck",
            &[
                ("queues", found.len().into()),
                ("snapshots", snapshots.into()),
                ("names", listed(&names, texts).into()),
            ],
        )
    })
}

/// A kind of lack: its text, whether a series has it, and what it would take.
type Kind = (&'static str, fn(&Why) -> bool, f64);

/// The series that are not forecast, by what they lack.
fn lacking(network: &Network, texts: &Texts) -> Vec<String> {
    let lacking = |of: fn(&Why) -> bool| -> Vec<String> {
        let one = |told: &&Told| told.outcome.as_ref().err().is_some_and(of);
        network.told.iter().filter(one).map(|told| name(&told.hall, &told.purpose, texts)).collect()
    };
    let kinds: [Kind; 4] = [
        ("forecast-note-few-days", |why| matches!(why, Why::Lack(Lack::Days(_))), LEAST_DAYS as f64),
        ("forecast-note-few-people", |why| matches!(why, Why::Lack(Lack::People(_))), LEAST_TOTAL),
        ("forecast-note-unfit", |why| matches!(why, Why::Lack(Lack::Unfit(..) | Lack::Steps(_))), 0.0),
        ("forecast-note-ended", |why| matches!(why, Why::Ended(_)), 0.0),
    ];
    let say = |(id, of, least): Kind| {
        let names = lacking(of);
        (!names.is_empty()).then(|| {
            let args = [
                ("series", names.len().into()),
                ("least", figure::decimal(least, 0).into()),
                ("names", listed(&names, texts).into()),
            ];
            texts.say_with(id, &args)
        })
    };
    kinds.into_iter().filter_map(say).collect()
}

fn dates(id: &str, dates: &BTreeMap<Date, usize>, texts: &Texts) -> Option<String> {
    let names: Vec<String> = dates
        .iter()
        .map(|(date, series)| if *series > 1 { format!("{date} (×{series})") } else { date.to_string() })
        .collect();
    let args = [("days", dates.len().into()), ("names", listed(&names, texts).into())];
    (!dates.is_empty()).then(|| texts.say_with(id, &args))
}

/// The first few names, and how many more there are.
fn listed(names: &[String], texts: &Texts) -> String {
    let mut text = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(&texts.say("forecast-join"));
    if names.len() > NAMES {
        text += &texts.say_with("forecast-more", &[("more", (names.len() - NAMES).into())]);
    }
    text
}
