//! The three sentences that matter, honest in every case: also when there is little to say.

use super::voice::Voice;
use crate::score::findings::{Findings, HallScore, Peaks};
use crate::ui::figure::{self, FEW};
use crate::ui::text::{Language, Value};
use experience::drivers::{Driver, Drivers};
use experience::evidence::{Choice, Evidence, Model, Term};

/// Names listed in a sentence before "and n more".
const NAMED: usize = 3;

/// What customers remember here, which moments carry the peak, and what really differs or drives.
///
/// Plain text in the given language, one sentence or two each, for the terminal as well as the report's head.
pub fn sentences(findings: &Findings, lang: Language) -> [String; 3] {
    let voice = Voice::of(lang);
    [
        remembered(&voice, findings),
        peaks(&voice, findings),
        format!("{}{}{}", halls(&voice, findings), voice.say_gap(), drives(&voice, findings)),
    ]
}

impl Voice {
    /// What stands between two sentences.
    fn say_gap(&self) -> &'static str {
        if self.language() == Language::En { " " } else { "" }
    }
}

/// What customers remember here.
pub(super) fn remembered(voice: &Voice, findings: &Findings) -> String {
    remembered_in(voice, &findings.evidence, findings.halls.halls.len())
}

/// What customers remember, for evidence that stands alone.
pub fn remembered_sentence(evidence: &Evidence, lang: Language) -> String {
    remembered_in(&Voice::of(lang), evidence, 0)
}

fn remembered_in(voice: &Voice, evidence: &Evidence, halls: usize) -> String {
    let halls = Value::from(halls);
    let visits = Value::from(evidence.visits);
    if evidence.visits == 0 {
        return voice.say("report-remembered-none");
    }
    match (evidence.choice, chosen(evidence)) {
        (Choice::Won, Some(model)) if model.terms != [Term::Mean] => {
            let terms: Vec<String> = model.terms.iter().map(|term| term_name(voice, *term)).collect();
            let has = |term| model.terms.contains(&term);
            let against: Vec<String> = model
                .weights
                .iter()
                .filter(|weight| weight.value < 0.0 && weight.term != Term::Duration)
                .map(|weight| term_name(voice, weight.term))
                .collect();
            let tail = if !against.is_empty() {
                "report-remembered-against"
            } else if has(Term::PeakEnd) {
                "report-remembered-peak-end"
            } else if has(Term::Best) || has(Term::Worst) {
                "report-remembered-extremes"
            } else {
                "report-remembered-no-peak"
            };
            voice.say_with(
                "report-remembered-won",
                &[
                    ("halls", halls),
                    ("terms", Value::from(voice.list(&terms))),
                    (
                        "tail",
                        Value::from(voice.say_with(tail, &[("against", Value::from(voice.list(&against)))])),
                    ),
                    ("r2", Value::from(voice.percent(model.cv_r2))),
                    ("gain", Value::from(figure::decimal(model.gain * 100.0, 1))),
                    ("low", Value::from(figure::decimal(model.gain_interval.low * 100.0, 1))),
                    ("high", Value::from(figure::decimal(model.gain_interval.high * 100.0, 1))),
                    ("visits", visits),
                ],
            )
        }
        (Choice::NotEnough, _) | (Choice::Won, None) => {
            voice.say_with("report-remembered-not-enough", &[("visits", visits)])
        }
        (_, model) => {
            let r2 = model.map_or(f64::NAN, |model| model.cv_r2);
            if r2 <= 0.0 {
                return voice.say_with("report-remembered-nothing", &[("halls", halls), ("visits", visits)]);
            }
            voice.say_with(
                "report-remembered-fell-back",
                &[("halls", halls), ("r2", Value::from(voice.percent(r2))), ("visits", visits)],
            )
        }
    }
}

pub(super) fn chosen(evidence: &Evidence) -> Option<&Model> {
    evidence.chosen.and_then(|index| evidence.models.get(index))
}

pub(super) fn term_name(voice: &Voice, term: Term) -> String {
    voice.say(match term {
        Term::Mean => "report-term-mean",
        Term::End => "report-term-end",
        Term::PeakEnd => "report-term-peak-end",
        Term::PeakEndEarlier => "report-term-peak-end-earlier",
        Term::First => "report-term-first",
        Term::Best => "report-term-best",
        Term::Worst => "report-term-worst",
        Term::Duration => "report-term-duration",
    })
}

/// Where most visits peak, as far as the figures can tell.
pub(super) enum Lead {
    /// Too few visits to say.
    Few,
    /// This touchpoint, clearly.
    Clear(usize),
    /// These two cannot be told apart.
    Tie(usize, usize),
}

pub(super) fn lead(peaks: &Peaks) -> Lead {
    let mut order: Vec<usize> = (0..peaks.touchpoints.len()).collect();
    order.sort_by(|&a, &b| peaks.touchpoints[b].share.total_cmp(&peaks.touchpoints[a].share));
    let at = |index: usize| &peaks.touchpoints[index];
    match order[..] {
        [] => Lead::Few,
        _ if peaks.visits < FEW => Lead::Few,
        [first, second, ..] if at(first).interval.low <= at(second).interval.high => Lead::Tie(first, second),
        [first, ..] => Lead::Clear(first),
    }
}

/// Which moments carry the peak, and for which purposes it is another.
pub(super) fn peaks(voice: &Voice, findings: &Findings) -> String {
    let Some(all) = findings.peaks.iter().find(|peaks| peaks.purpose.is_none()) else {
        return voice.say_with("report-peaks-few", &[("visits", Value::from(findings.source.visits))]);
    };
    let name =
        |index: usize| findings.touchpoints.get(index).map(|label| voice.quoted(label)).unwrap_or_default();
    let share = |peaks: &Peaks, index: usize| {
        let at = &peaks.touchpoints[index];
        Value::from(voice.share_range(at.share, at.interval))
    };
    let first = match lead(all) {
        Lead::Few => return voice.say_with("report-peaks-few", &[("visits", Value::from(all.visits))]),
        Lead::Clear(index) => voice.say_with(
            "report-peaks-clear",
            &[
                ("name", Value::from(name(index))),
                ("share", share(all, index)),
                ("visits", Value::from(all.visits)),
            ],
        ),
        Lead::Tie(a, b) => voice.say_with(
            "report-peaks-tie",
            &[
                ("a", Value::from(name(a))),
                ("b", Value::from(name(b))),
                ("share-a", share(all, a)),
                ("share-b", share(all, b)),
                ("visits", Value::from(all.visits)),
            ],
        ),
    };
    let by_purpose = by_purpose(voice, findings, all);
    if by_purpose.is_empty() { first } else { format!("{first}{}{by_purpose}", voice.say_gap()) }
}

fn by_purpose(voice: &Voice, findings: &Findings, all: &Peaks) -> String {
    let purposes: Vec<&Peaks> = findings.peaks.iter().filter(|peaks| peaks.purpose.is_some()).collect();
    if purposes.len() < 2 {
        return String::new();
    }
    let others = purposes.iter().filter_map(|peaks| match (lead(peaks), lead(all)) {
        (Lead::Clear(there), Lead::Clear(overall)) if there != overall => Some((*peaks, there)),
        (Lead::Clear(there), Lead::Tie(a, b)) if there != a && there != b => Some((*peaks, there)),
        _ => None,
    });
    let others: Vec<String> = others
        .filter_map(|(peaks, there)| {
            let purpose = findings.purposes.get(peaks.purpose?)?;
            Some(voice.say_with(
                "report-peaks-purpose",
                &[
                    ("purpose", Value::from(voice.quoted(purpose))),
                    ("name", Value::from(voice.quoted(findings.touchpoints.get(there)?))),
                    ("share", Value::from(voice.percent(peaks.touchpoints[there].share))),
                ],
            ))
        })
        .collect();
    if others.is_empty() {
        return voice.say("report-peaks-same");
    }
    let more = others.len().saturating_sub(NAMED);
    let named = others[..others.len().min(NAMED)].join(&voice.say("report-clause-join"));
    voice.say_with("report-peaks-differ", &[("list", Value::from(named)), ("more", Value::from(more))])
}

/// Which halls really differ.
pub(super) fn halls(voice: &Voice, findings: &Findings) -> String {
    let halls = &findings.halls;
    let n = halls.total();
    let Some(peers) = halls.peers.filter(|_| n > 1) else {
        return voice.say_with("report-halls-one", &[("n", Value::from(n))]);
    };
    let side = |above: bool| -> Vec<&HallScore> {
        halls.halls.iter().filter(|hall| hall.differs && (hall.shrunk > peers.mean) == above).collect()
    };
    let (above, below) = (side(true), side(false));
    let (many_above, many_below) =
        (above.len() as u64 + halls.unlisted_above, below.len() as u64 + halls.unlisted_below);
    let differ = many_above + many_below;
    if differ == 0 {
        return voice.say_with("report-halls-none", &[("n", Value::from(n))]);
    }
    let phrase = |halls: &[&HallScore], many: u64, id: &str| {
        let names: Vec<String> = halls.iter().take(NAMED).map(|hall| voice.quoted(&hall.hall)).collect();
        let more = many - names.len() as u64;
        voice.say_with(
            id,
            &[
                ("names", Value::from(if more > 0 { voice.open_list(&names) } else { voice.list(&names) })),
                ("more", Value::from(more)),
                ("n", Value::from(many)),
            ],
        )
    };
    let mut phrases = Vec::new();
    if many_above > 0 {
        phrases.push(phrase(&above, many_above, "report-halls-above"));
    }
    if many_below > 0 {
        phrases.push(phrase(&below, many_below, "report-halls-below"));
    }
    voice.say_with(
        "report-halls-some",
        &[
            ("n", Value::from(n)),
            ("differ", Value::from(differ)),
            ("list", Value::from(phrases.join(&voice.say("report-halls-join")))),
            ("rest", Value::from(n - differ)),
        ],
    )
}

/// Drivers, the most important first.
pub(super) fn ranked(drivers: &Drivers) -> Vec<&Driver> {
    let mut ranked: Vec<&Driver> = drivers.drivers.iter().collect();
    ranked.sort_by(|a, b| b.lmg.total_cmp(&a.lmg));
    ranked
}

/// What drives the judgement.
pub(super) fn drives(voice: &Voice, findings: &Findings) -> String {
    let Some(drivers) = findings.drivers.as_ref().filter(|drivers| !drivers.drivers.is_empty()) else {
        return match findings.drivers_absent.as_deref().map(str::trim) {
            None | Some("") => voice.say("report-drives-unknown"),
            Some(sentence) if sentence.ends_with(['.', '。']) => sentence.to_owned(),
            Some(reason) => voice.say_with("report-drives-absent", &[("reason", Value::from(reason))]),
        };
    };
    let name = |driver: &Driver| {
        findings.touchpoints.get(driver.touchpoint).map(|label| voice.quoted(label)).unwrap_or_default()
    };
    let r2 = Value::from(voice.percent(drivers.r2));
    if !drivers.clear || drivers.r2 < 0.02 {
        return voice.say_with("report-drives-weak", &[("r2", r2), ("visits", Value::from(drivers.visits))]);
    }
    let ranked = ranked(drivers);
    let part = |driver: &Driver| Value::from(voice.percent(driver.lmg / drivers.r2));
    match ranked[..] {
        [first, second, ..]
            if first.lmg_interval.zip(second.lmg_interval).is_none_or(|(a, b)| a.low <= b.high) =>
        {
            voice.say_with(
                "report-drives-tie",
                &[
                    ("a", Value::from(name(first))),
                    ("b", Value::from(name(second))),
                    ("part-a", part(first)),
                    ("part-b", part(second)),
                    ("r2", r2),
                    ("visits", Value::from(drivers.visits)),
                ],
            )
        }
        [first, ..] => voice.say_with(
            "report-drives-clear",
            &[
                ("name", Value::from(name(first))),
                ("part", part(first)),
                ("r2", r2),
                ("visits", Value::from(drivers.visits)),
            ],
        ),
        [] => String::new(),
    }
}
