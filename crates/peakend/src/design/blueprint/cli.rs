//! `peakend blueprint`: check one, or show it.

use super::{Blueprint, DEFAULT, lang, load};
use crate::Error;
use crate::ui::figure;
use crate::ui::output::{Columns, Side, note, put};
use crate::ui::text::Texts;
use ::blueprint::{Fault, Form, Lang, Rule, Text, Touchpoint};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with a blueprint.
#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// Check it and report every fault.
    Check {
        /// Its folder.
        dir: String,
    },
    /// Print it, or one of its touchpoints.
    Show {
        /// The touchpoint; all in brief without.
        touchpoint: Option<String>,
        /// Its folder; the built-in one without.
        #[arg(long, value_name = "DIR", default_value = DEFAULT)]
        blueprint: String,
    },
}

/// Runs the command.
///
/// # Errors
/// When the blueprint cannot be read or has faults, or there is no such touchpoint.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    match &args.action {
        Action::Check { dir } => {
            let blueprint = load(dir).inspect_err(|error| {
                if let Error::Blueprint(faults) = error {
                    note(tell(faults, texts).trim_end());
                }
            })?;
            let text = texts.say_with(
                "cli-blueprint-good",
                &[
                    ("name", blueprint.name.get(lang(texts.language())).into()),
                    ("version", blueprint.version.as_str().into()),
                    ("touchpoints", blueprint.touchpoints.len().into()),
                    ("purposes", blueprint.purposes.len().into()),
                    ("rules", blueprint.rules.len().into()),
                ],
            );
            put(None, format!("{text}\n").as_bytes())
        }
        Action::Show { touchpoint: None, blueprint } => {
            put(None, overview(&load(blueprint)?, texts).as_bytes())
        }
        Action::Show { touchpoint: Some(id), blueprint } => {
            let blueprint = load(blueprint)?;
            let Some(touchpoint) = blueprint.touchpoint(id) else {
                return Err(Error::Unknown {
                    what: "touchpoint",
                    name: id.clone(),
                    nearest: blueprint.nearest_touchpoint(id).map(str::to_owned),
                });
            };
            put(None, card(&blueprint, touchpoint, texts).as_bytes())
        }
    }
}

fn tell(faults: &[Fault], texts: &Texts) -> String {
    let red = anstyle::Style::new().fg_color(Some(anstyle::AnsiColor::Red.into()));
    let word = texts.say("cli-fault");
    faults.iter().map(|fault| format!("{red}{word}{red:#} {fault}\n")).collect()
}

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();

/// The journey on one page.
fn overview(blueprint: &Blueprint, texts: &Texts) -> String {
    let lang = lang(texts.language());
    let title = blueprint.name.get(lang);
    let mut text = format!("{BOLD}{title}{BOLD:#} {DIM}{} {}{DIM:#}\n\n", blueprint.id, blueprint.version);
    let head = |id: &str, side| (texts.say(id), side);
    let mut columns = Columns::new([
        ("#".to_owned(), Side::Right),
        ("id".to_owned(), Side::Left),
        head("cli-by-touchpoint", Side::Left),
        head("cli-head-need", Side::Left),
        head("cli-head-answers", Side::Left),
    ]);
    for touchpoint in &blueprint.touchpoints {
        let peaks = blueprint.hypotheses.peaks.iter().any(|peak| peak.touchpoint == touchpoint.id);
        let mark = match (peaks, blueprint.hypotheses.end == touchpoint.id) {
            (true, _) => " ▲",
            (_, true) => " ■",
            _ => "",
        };
        columns.push(vec![
            touchpoint.order.to_string(),
            touchpoint.id.clone(),
            format!("{}{mark}", touchpoint.name.get(lang)),
            touchpoint.need.get(lang).to_owned(),
            roles(blueprint, &touchpoint.responsible, lang),
        ]);
    }
    text += &columns.show();
    text += &format!("\n{}\n", texts.say("cli-blueprint-legend"));
    text
}

fn roles(blueprint: &Blueprint, ids: &[String], lang: Lang) -> String {
    let name =
        |id: &String| blueprint.role(id).map_or_else(|| id.clone(), |role| role.name.get(lang).to_owned());
    ids.iter().map(name).collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

/// One touchpoint with all its fields.
fn card(blueprint: &Blueprint, touchpoint: &Touchpoint, texts: &Texts) -> String {
    let lang = lang(texts.language());
    let width = terminal_size::terminal_size().map_or(88, |(width, _)| usize::from(width.0)).clamp(40, 100);
    let mut text = format!(
        "{BOLD}{} {}{BOLD:#} {DIM}{}{DIM:#}\n",
        touchpoint.order,
        touchpoint.name.get(lang),
        touchpoint.id
    );
    let mut section = |id: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text += &format!("\n{BOLD}{}{BOLD:#}\n", texts.say(id));
            for line in lines {
                text += &wrapped(&line, width);
            }
        }
    };
    let bullets = |items: &[Text]| items.iter().map(|item| format!("• {}", item.get(lang))).collect();
    section("cli-card-happens", vec![touchpoint.happens.get(lang).to_owned()]);
    section("cli-head-need", vec![touchpoint.need.get(lang).to_owned()]);
    section("cli-card-detail", vec![touchpoint.detail.get(lang).to_owned()]);
    section("cli-card-service-points", bullets(&touchpoint.service_points));
    section("cli-head-answers", vec![roles(blueprint, &touchpoint.responsible, lang)]);
    for guide in &touchpoint.guides {
        let role = roles(blueprint, std::slice::from_ref(&guide.role), lang);
        let steps = guide.steps.iter().enumerate().map(|(n, step)| format!("{}. {}", n + 1, step.get(lang)));
        let heading = texts.say_with("cli-card-guide", &[("role", role.into())]);
        section(&heading, steps.collect());
    }
    section("cli-card-hints", bullets(&touchpoint.hints));
    let signals = touchpoint.signals.iter().map(|signal| {
        let rule = blueprint.rule(&touchpoint.id, &signal.id).map(|rule| format!(" — {}", shown(rule, lang)));
        format!("• {} ({}){}", signal.name.get(lang), signal.id, rule.unwrap_or_default())
    });
    section("cli-card-signals", signals.collect());
    text
}

/// A rule on one line: `0 min → +0.30, 10 min → −0.40`.
fn shown(rule: &Rule, lang: Lang) -> String {
    let affect = |affect: f64| figure::signed(affect, 2);
    let points: Vec<String> = match &rule.form {
        Form::Curve(curve) => curve
            .points()
            .iter()
            .map(|(at, value)| {
                format!("{} {} → {}", figure::significant_short(*at), rule.unit.key(), affect(*value))
            })
            .collect(),
        Form::Table(table) => table
            .categories()
            .iter()
            .map(|category| format!("{} → {}", category.name.get(lang), affect(category.affect)))
            .collect(),
    };
    points.join(if lang == Lang::Zh { "，" } else { ", " })
}

/// A paragraph broken at blanks, and between Chinese characters, with two blanks before each line.
fn wrapped(paragraph: &str, width: usize) -> String {
    let hang = if paragraph.starts_with("• ") { "    " } else { "  " };
    let mut text = String::new();
    let mut line = String::from("  ");
    let flush = |line: &mut String, text: &mut String| {
        text.push_str(line.trim_end());
        text.push('\n');
        *line = hang.to_owned();
    };
    for piece in pieces(paragraph) {
        if line.width() + piece.trim_end().width() > width && line.trim() != "" {
            flush(&mut line, &mut text);
        }
        line.push_str(piece);
    }
    flush(&mut line, &mut text);
    text
}

/// Where a line may be broken: after a blank, and after a wide character unless a closing mark follows.
fn pieces(paragraph: &str) -> Vec<&str> {
    const CLOSING: &str = "，。、；：！？）”’》】";
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut characters = paragraph.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let wide = character.width() == Some(2);
        if character == ' ' || (wide && next.is_none_or(|next| !CLOSING.contains(next))) {
            let end = at + character.len_utf8();
            pieces.push(&paragraph[start..end]);
            start = end;
        }
    }
    if start < paragraph.len() {
        pieces.push(&paragraph[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_between_chinese_characters_but_not_before_a_full_stop() {
        assert_eq!(wrapped("请您稍等。", 10), "  请您稍\n  等。\n");
        assert_eq!(wrapped("one two three", 9), "  one two\n  three\n");
    }
}
