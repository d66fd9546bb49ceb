//! What was found as a table for people.

use super::found::Found;
use super::words::Voice;
use crate::run::twin::hall_file::law::show_clock;
use crate::run::twin::what_if::Compared;
use crate::ui::figure;
use crate::ui::output::{Columns, Side, visible};
use crate::ui::text::Texts;
use flow::twin::Figure;

/// Quarters of an hour that are shown in a terminal; a file has all.
const SHOWN: usize = 96;

/// Everything, one block after the other.
pub(super) fn table(found: &Found, texts: &Texts) -> String {
    let voice = Voice::of(found, texts);
    let mut text = head(found, texts);
    for sentence in voice.today(found) {
        text += &format!("{}\n", visible(&sentence));
    }
    text += "\n";
    text += &today(found, &voice);
    for compared in &found.answer.compared {
        text += &format!("\n{}\n\n", visible(&voice.variant(compared)));
        text += &variant(compared, &voice);
    }
    if found.built.purposes.len() > 1 {
        text += &format!("\n{}", purposes(found, &voice));
    }
    text += &format!("\n{}", counters(found, &voice));
    text += &format!("\n{}", quarters(found, &voice));
    text
}

fn head(found: &Found, texts: &Texts) -> String {
    let bold = anstyle::Style::new().bold();
    let facts = texts.say_with(
        "twin-head",
        &[
            ("opens", show_clock(found.file.opens_s).into()),
            ("closes", show_clock(found.file.closes_s).into()),
            ("counters", found.built.counters.len().into()),
            ("customers", figure::decimal(found.customers(), 0).into()),
            ("days", found.days().into()),
            ("seed", found.seed.to_string().into()),
        ],
    );
    format!("{bold}{}{bold:#}\n{facts}\n\n", visible(&found.file.name))
}

fn columns(voice: &Voice<'_>, heads: &[&str]) -> Columns {
    let side = |n: usize| if n == 0 { Side::Left } else { Side::Right };
    Columns::new(heads.iter().enumerate().map(|(n, id)| (voice.texts.say(id), side(n))))
}

fn today(found: &Found, voice: &Voice<'_>) -> String {
    let mut columns = columns(voice, &["twin-col-figure", "twin-col-today", "twin-col-one-day"]);
    for figure in found.figures() {
        let spread = found.answer.today.spread(figure, 0.9);
        let estimate = found.today(figure, None);
        columns.push(vec![
            voice.name(figure),
            voice.estimate(figure, estimate),
            voice.range(figure, spread.filter(|_| estimate.is_some())),
        ]);
    }
    columns.show()
}

fn variant(compared: &Compared, voice: &Voice<'_>) -> String {
    let heads =
        ["twin-col-figure", "twin-col-today", "twin-col-variant", "twin-col-difference", "twin-col-verdict"];
    let mut columns = columns(voice, &heads);
    for found in &compared.differences {
        let (figure, paired) = (found.figure, &found.paired);
        columns.push(vec![
            voice.name(figure),
            voice.bare(figure, Some(paired.today.mean)),
            voice.bare(figure, Some(paired.variant.mean)),
            voice.difference(figure, paired),
            voice.verdict(paired.verdict),
        ]);
    }
    columns.show()
}

/// The figures that a purpose has of its own.
pub(super) fn of_purposes(found: &Found) -> Vec<Figure> {
    let hall =
        |figure: &Figure| matches!(figure, Figure::Occupancy | Figure::OvertimeS | Figure::LongestQueue);
    found.figures().filter(|figure| !hall(figure)).collect()
}

fn purposes(found: &Found, voice: &Voice<'_>) -> String {
    let figures = of_purposes(found);
    let mut heads = vec![
        (voice.texts.say("twin-col-purpose"), Side::Left),
        (voice.texts.say("twin-col-arrivals"), Side::Right),
    ];
    heads.extend(figures.iter().map(|figure| (voice.name(*figure), Side::Right)));
    let mut columns = Columns::new(heads);
    for (place, id) in found.built.purposes.iter().enumerate() {
        let mut row = vec![id.clone(), figure::decimal(found.arrivals(place), 1)];
        let told = |figure: &Figure| voice.estimate(*figure, found.today(*figure, Some(place)));
        row.extend(figures.iter().map(told));
        columns.push(row);
    }
    columns.show()
}

fn counters(found: &Found, voice: &Voice<'_>) -> String {
    let heads = [
        "twin-col-counter",
        "twin-figure-occupancy",
        "twin-col-open",
        "twin-col-overtime",
        "twin-col-served",
    ];
    let mut columns = columns(voice, &heads);
    for work in found.counters() {
        let occupancy = voice.estimate(Figure::Occupancy, work.occupancy);
        columns.push(vec![
            work.id,
            occupancy,
            figure::decimal(work.open_h, 1),
            figure::decimal(work.overtime_min, 1),
            figure::decimal(work.served, 1),
        ]);
    }
    columns.show()
}

fn quarters(found: &Found, voice: &Voice<'_>) -> String {
    let heads = [
        "twin-col-from",
        "twin-col-arrivals",
        "twin-figure-mean-wait-s",
        "twin-col-queue",
        "twin-col-busy",
        "twin-col-at-work",
    ];
    let mut columns = columns(voice, &heads);
    let quarters = found.quarters(&found.answer.today);
    for quarter in quarters.iter().take(SHOWN) {
        let number = |value: f64| figure::decimal(value, 1);
        columns.push(vec![
            show_clock(quarter.from_us / 1_000_000),
            number(quarter.arrived.mean),
            voice.estimate(Figure::MeanWait, quarter.wait_s),
            number(quarter.queue.mean),
            number(quarter.busy.mean),
            number(quarter.open.mean),
        ]);
    }
    let mut text = columns.show();
    if quarters.len() > SHOWN {
        text += &voice.texts.say_with("twin-more-quarters", &[("count", (quarters.len() - SHOWN).into())]);
        text.push('\n');
    }
    text
}
