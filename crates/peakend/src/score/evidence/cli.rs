//! `peakend evidence`: which summary of a visit explains what customers say afterwards, and how sure that is.

use crate::Error;
use crate::score::portrait::Said;
use crate::score::reading::TableArgs;
use crate::score::report::remembered_sentence;
use crate::ui::figure;
use crate::ui::output::{Columns, ResultArgs, Side};
use crate::ui::text::Texts;
use experience::Interval;
use experience::evidence::{Evidence, Model, Term};
use lake::{Cell, Kind, Need, Sheet, Want};

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table.
    #[command(flatten)]
    pub table: TableArgs,
    /// The result.
    #[command(flatten)]
    pub result: ResultArgs,
}

/// Runs the command.
///
/// # Errors
/// When the table cannot be read or the result not written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let output = args.result.output();
    output.ready()?;
    let need = Need { at: Want::IfThere, remembered: Want::Must, ..Need::default() };
    let scanned = args.table.scan(need, texts, Said::without_visits)?;
    let (sample, minutes) = scanned.fold.sample();
    let evidence = sample.weigh();
    output.give(
        || table(&evidence, minutes, texts),
        || {
            let unit = if minutes { "minutes" } else { "moments" };
            let chosen = evidence.chosen.map(|place| name(&evidence.models[place]));
            serde_json::to_string_pretty(&serde_json::json!({
                "file": args.table.file_name(),
                "duration_unit": unit,
                "chosen_model": chosen,
                "evidence": evidence,
            }))
        },
        || sheet(&evidence),
    )
}

/// The terms of a model as one word for programs: `mean+end`.
fn name(model: &Model) -> String {
    model.terms.iter().map(|term| name_of(*term)).collect::<Vec<_>>().join("+")
}

fn table(evidence: &Evidence, minutes: bool, texts: &Texts) -> String {
    let language = texts.language();
    let head = |id: &str, side| (texts.say(id), side);
    let mut columns = Columns::new([
        (String::new(), Side::Left),
        head("cli-head-model", Side::Left),
        head("cli-head-r2", Side::Right),
        head("cli-head-cv-r2", Side::Right),
        head("cli-head-gain", Side::Right),
        head("cli-head-behind", Side::Right),
        head("cli-head-weights", Side::Left),
    ]);
    let term = |term: &Term| texts.say(&format!("report-term-{}", name_of(*term).replace('_', "-")));
    for (place, model) in evidence.models.iter().enumerate() {
        let terms: Vec<String> = model.terms.iter().map(term).collect();
        let weights: Vec<String> = model
            .weights
            .iter()
            .map(|weight| figure::with_interval(weight.value, weight.interval, language, figure::significant))
            .collect();
        let mark = match (evidence.chosen == Some(place), model.eligible) {
            (true, _) => "►",
            (false, true) => "",
            (false, false) => "*",
        };
        let number = |value: f64| figure::decimal(value, 3);
        columns.push(vec![
            mark.to_owned(),
            terms.join(" + "),
            number(model.r2),
            number(model.cv_r2),
            gap(model.gain, model.gain_interval, texts),
            gap(model.behind_best, model.behind_best_interval, texts),
            weights.join(" ; "),
        ]);
    }
    let unit = texts.say(if minutes { "cli-unit-minutes" } else { "cli-unit-moments" });
    let counted =
        texts.say_with("cli-evidence-counted", &[("visits", evidence.visits.into()), ("unit", unit.into())]);
    let sentence = remembered_sentence(evidence, language);
    if evidence.models.is_empty() {
        return format!("{sentence}\n");
    }
    format!("{sentence}\n\n{}\n{counted}\n{}\n", columns.show(), texts.say("cli-evidence-tie-note"))
}

/// A difference of shares with its interval; nothing for a model's difference to itself.
fn gap(value: f64, interval: Interval, texts: &Texts) -> String {
    if value == 0.0 && interval.low == 0.0 && interval.high == 0.0 {
        return figure::NONE.to_owned();
    }
    figure::with_interval(value, Some(interval), texts.language(), |value| figure::decimal(value, 3))
}

fn name_of(term: Term) -> &'static str {
    match term {
        Term::Mean => "mean",
        Term::End => "end",
        Term::PeakEnd => "peak_end",
        Term::PeakEndEarlier => "peak_end_earlier",
        Term::First => "first",
        Term::Best => "best",
        Term::Worst => "worst",
        Term::Duration => "duration",
    }
}

/// A row for each weight of each model.
fn sheet(evidence: &Evidence) -> Sheet {
    let text = |name: &str| (name.to_owned(), Kind::Text);
    let number = |name: &str| (name.to_owned(), Kind::Number);
    let mut sheet = Sheet::new([
        text("model"),
        text("chosen"),
        ("visits".to_owned(), Kind::Count),
        number("r2"),
        number("cv_r2"),
        number("gain"),
        number("gain_low"),
        number("gain_high"),
        number("behind_best"),
        number("behind_best_low"),
        number("behind_best_high"),
        number("constant"),
        text("term"),
        number("weight"),
        number("weight_low"),
        number("weight_high"),
    ]);
    for (place, model) in evidence.models.iter().enumerate() {
        for weight in &model.weights {
            let bound =
                |pick: fn(Interval) -> f64| weight.interval.map_or(Cell::Absent, |i| Cell::Number(pick(i)));
            sheet.push(vec![
                Cell::Text(name(model)),
                Cell::Text(if evidence.chosen == Some(place) { "yes" } else { "no" }.to_owned()),
                Cell::Count(evidence.visits),
                Cell::Number(model.r2),
                Cell::Number(model.cv_r2),
                Cell::Number(model.gain),
                Cell::Number(model.gain_interval.low),
                Cell::Number(model.gain_interval.high),
                Cell::Number(model.behind_best),
                Cell::Number(model.behind_best_interval.low),
                Cell::Number(model.behind_best_interval.high),
                Cell::Number(model.constant),
                Cell::Text(name_of(weight.term).to_owned()),
                Cell::Number(weight.value),
                bound(|interval| interval.low),
                bound(|interval| interval.high),
            ]);
        }
    }
    sheet
}
