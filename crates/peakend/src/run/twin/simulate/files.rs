//! What was found for programs: one row a figure, or one document.

use super::found::Found;
use super::show::of_purposes;
use super::words::{verdict_word, word};
use crate::run::twin::hall_file::law::show_clock;
use crate::run::twin::what_if::Compared;
use flow::twin::{Estimate, Figure, QuarterMean, Rest};
use lake::{Cell, Kind, Sheet};
use serde_json::{Value, json};

/// One row a figure: of which hall, of what, the figure and its interval; of a variant also the difference to today.
pub(super) fn sheet(found: &Found) -> Sheet {
    let texts = ["variant", "scope", "name", "figure"].map(|name| (name.to_owned(), Kind::Text));
    let numbers = ["value", "low", "high"].map(|name| (name.to_owned(), Kind::Number));
    let days = [("days".to_owned(), Kind::Count)];
    let paired =
        ["difference", "difference_low", "difference_high"].map(|name| (name.to_owned(), Kind::Number));
    let verdict = [("verdict".to_owned(), Kind::Text)];
    let mut sheet = Sheet::new(texts.into_iter().chain(numbers).chain(days).chain(paired).chain(verdict));
    let hall = Scope { variant: "", scope: "hall", name: "" };
    for figure in found.figures() {
        hall.push(&mut sheet, word(figure), found.today(figure, None));
    }
    for (place, id) in found.built.purposes.iter().enumerate() {
        let scope = Scope { variant: "", scope: "purpose", name: id };
        for figure in of_purposes(found) {
            scope.push(&mut sheet, word(figure), found.today(figure, Some(place)));
        }
    }
    for work in found.counters() {
        let scope = Scope { variant: "", scope: "counter", name: &work.id };
        scope.push(&mut sheet, "occupancy", work.occupancy);
    }
    quarter_rows(&mut sheet, "", &found.quarters(&found.answer.today));
    for compared in &found.answer.compared {
        variant_rows(&mut sheet, compared);
        quarter_rows(&mut sheet, &compared.name, &found.quarters(&compared.runs));
    }
    sheet
}

struct Scope<'a> {
    variant: &'a str,
    scope: &'a str,
    name: &'a str,
}

impl Scope<'_> {
    fn keys(&self, figure: &str) -> Vec<Cell> {
        [self.variant, self.scope, self.name, figure].map(|text| Cell::Text(text.to_owned())).to_vec()
    }

    fn push(&self, sheet: &mut Sheet, figure: &str, estimate: Option<Estimate>) {
        let Some(estimate) = estimate else { return };
        let mut row = self.keys(figure);
        row.extend(values(&estimate));
        row.extend([Cell::Absent, Cell::Absent, Cell::Absent, Cell::Absent]);
        sheet.push(row);
    }
}

fn values(estimate: &Estimate) -> [Cell; 4] {
    let [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map(finite);
    [mean, low, high, Cell::Count(u64::from(estimate.n))]
}

fn finite(value: f64) -> Cell {
    if value.is_finite() { Cell::Number(value) } else { Cell::Absent }
}

fn variant_rows(sheet: &mut Sheet, compared: &Compared) {
    let scope = Scope { variant: &compared.name, scope: "hall", name: "" };
    for found in &compared.differences {
        let paired = &found.paired;
        let mut row = scope.keys(word(found.figure));
        row.extend(values(&paired.variant));
        row.extend([paired.difference, paired.low, paired.high].map(finite));
        row.push(Cell::Text(verdict_word(paired.verdict).to_owned()));
        sheet.push(row);
    }
}

fn quarter_rows(sheet: &mut Sheet, variant: &str, quarters: &[QuarterMean]) {
    for quarter in quarters {
        let from = show_clock(quarter.from_us / 1_000_000);
        let scope = Scope { variant, scope: "quarter", name: &from };
        scope.push(sheet, "arrivals", Some(quarter.arrived));
        scope.push(sheet, "mean_wait_s", quarter.wait_s);
        scope.push(sheet, "queue", Some(quarter.queue));
        scope.push(sheet, "busy", Some(quarter.busy));
        scope.push(sheet, "at_work", Some(quarter.open));
    }
}

/// Everything as one document.
pub(super) fn json(found: &Found) -> serde_json::Result<String> {
    let figures = |purpose: Option<usize>, figures: Vec<Figure>| -> Value {
        let told = figures.into_iter().filter_map(|figure| {
            found.today(figure, purpose).map(|value| (word(figure).to_owned(), estimate(&value)))
        });
        Value::Object(told.collect())
    };
    let purposes: Vec<Value> = (0..)
        .zip(&found.built.purposes)
        .map(|(place, id)| {
            json!({
                "id": id,
                "arrivals": found.arrivals(place),
                "figures": figures(Some(place), of_purposes(found)),
            })
        })
        .collect();
    let counters: Vec<Value> = found
        .counters()
        .into_iter()
        .map(|work| {
            json!({
                "id": work.id,
                "occupancy": work.occupancy.as_ref().map(estimate),
                "open_h": work.open_h,
                "overtime_min": work.overtime_min,
                "served": work.served,
            })
        })
        .collect();
    let overload = found.overload.as_ref().map(|overload| {
        let names: Vec<&String> =
            overload.purposes.iter().map(|place| &found.built.purposes[*place]).collect();
        json!({
            "purposes": names, "work_h": overload.work_h, "staffed_h": overload.staffed_h,
            "unstable": overload.unstable,
        })
    });
    let unstable = match found.answer.today.rest() {
        Rest::Unstable { grows_per_hour } => Some(grows_per_hour),
        Rest::AtRest | Rest::NotAsked => None,
    };
    serde_json::to_string_pretty(&json!({
        "hall": found.file.name,
        "seed": found.seed,
        "days": found.days(),
        "target_s": found.file.target_s,
        "scored_by": found.scored_by,
        "customers": found.customers(),
        "overload": overload,
        "grows_per_hour": unstable,
        "today": figures(None, found.figures().collect()),
        "purposes": purposes,
        "counters": counters,
        "quarters": quarters(&found.quarters(&found.answer.today)),
        "variants": found.answer.compared.iter().map(|compared| variant(found, compared)).collect::<Vec<_>>(),
    }))
}

fn estimate(estimate: &Estimate) -> Value {
    let bound = |value: f64| value.is_finite().then_some(value);
    json!({ "value": estimate.mean, "low": bound(estimate.low), "high": bound(estimate.high) })
}

fn quarters(quarters: &[QuarterMean]) -> Vec<Value> {
    let one = |quarter: &QuarterMean| {
        json!({
            "from": show_clock(quarter.from_us / 1_000_000),
            "arrivals": estimate(&quarter.arrived),
            "wait_s": quarter.wait_s.as_ref().map(estimate),
            "within": quarter.within.as_ref().map(estimate),
            "queue": estimate(&quarter.queue),
            "busy": estimate(&quarter.busy),
            "at_work": estimate(&quarter.open),
        })
    };
    quarters.iter().map(one).collect()
}

fn variant(found: &Found, compared: &Compared) -> Value {
    let differences: serde_json::Map<String, Value> = compared
        .differences
        .iter()
        .map(|difference| {
            let paired = &difference.paired;
            let value = json!({
                "today": estimate(&paired.today),
                "variant": estimate(&paired.variant),
                "difference": paired.difference,
                "low": paired.low.is_finite().then_some(paired.low),
                "high": paired.high.is_finite().then_some(paired.high),
                "verdict": verdict_word(paired.verdict),
            });
            (word(difference.figure).to_owned(), value)
        })
        .collect();
    json!({ "name": compared.name, "figures": differences, "quarters": quarters(&found.quarters(&compared.runs)) })
}
