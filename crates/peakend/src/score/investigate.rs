//! From what was counted to what was found: every figure of the report, none of its words.

use crate::Error;
use crate::design::blueprint::Blueprint;
use crate::error::tell_reason;
use crate::score::findings::{
    CurveBand, CurvePoint, DurationUnit, Findings, HallScore, Halls, Label, Mark, PeakShare, Peaks, Source,
};
use crate::score::portrait::{MarkCount, MarkKind, Portrait, Spread};
use crate::score::reading::TableArgs;
use crate::score::tally::Tally;
use crate::ui::text::Texts;
use experience::drivers::{self, Missing, drivers};
use experience::evidence::Evidence;
use experience::shrink::{Raw, funnel_limits, shrink};
use experience::{Group, mean_interval, wilson};
use lake::{Code, Names, Scanned};
use std::collections::BTreeMap;

/// Halls listed in a report; more cannot be told apart in one picture.
const MOST_HALLS: usize = 2000;

/// Works everything out that a report shows: from one reading of the table, and another by hall that scores visits by
/// what the first found to be remembered.
/// the first reading gave: what the operator's own data say is remembered.
///
/// # Errors
/// When the halls or the blueprint cannot be read, or there are more halls than were allowed.
pub fn investigate(
    scanned: &Scanned<Portrait>,
    halls: &Scanned<Tally>,
    evidence: Evidence,
    table: &TableArgs,
    texts: &Texts,
) -> Result<Findings, Error> {
    let (portrait, names) = (&scanned.fold, &scanned.names);
    let blueprint = &table.reading.blueprint()?;
    portrait.purposes.complete()?;
    let touchpoints = journey(portrait, names, blueprint);
    let purposes = purposes(portrait);
    let (sample, minutes) = portrait.said.sample();
    halls.fold.complete()?;
    let judged = portrait.said.judgements(&touchpoints);
    let threads = table.reading.threads();
    let (found, absent) = match judged.and_then(|judged| drivers(&judged, Missing::OwnEffect, threads)) {
        Ok(found) => (Some(found), None),
        Err(error) => (None, Some(tell_no_drivers(&error, texts))),
    };
    let groups = |purpose: Option<Code>| portrait_group(portrait, purpose);
    let every = std::iter::once(None).chain(purposes.iter().map(|(code, _)| Some(*code)));
    let mut curves = Vec::new();
    let mut peaks = Vec::new();
    for (place, purpose) in every.enumerate() {
        let label = place.checked_sub(1);
        curves.push(curve(portrait, &touchpoints, purpose, label, &groups(purpose)));
        peaks.push(peak_shares(portrait, &touchpoints, purpose, label));
    }
    Ok(Findings {
        source: Source {
            file: table.file_name(),
            visits: scanned.visits,
            moments: scanned.moments,
            remembered: sample.visits(),
            period_us: portrait.period_us,
            zone: table.reading.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
            rejected: scanned.rejects.counts().map(|(reason, n)| (tell_reason(reason, texts), n)).collect(),
            blueprint: format!("{} {}", blueprint.id, blueprint.version),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        touchpoints: touchpoints
            .iter()
            .map(|code| {
                let id = names.touchpoints.name(*code);
                label(&id, blueprint.touchpoint(&id).map(|known| &known.name))
            })
            .collect(),
        purposes: purposes
            .iter()
            .map(|(code, _)| {
                let id = names.purposes.name(*code);
                label(&id, blueprint.purpose(&id).map(|known| &known.name))
            })
            .collect(),
        curves,
        peaks,
        halls: funnel(&halls.fold, &halls.names),
        evidence,
        duration_unit: if minutes { DurationUnit::Minutes } else { DurationUnit::Moments },
        drivers: found,
        drivers_absent: absent,
    })
}

/// Why there are no drivers, in the reader's words.
pub fn tell_no_drivers(error: &drivers::Error, texts: &Texts) -> String {
    use drivers::Error as E;
    match error {
        E::TooFew { visits, needed } => texts.say_with(
            "cli-no-drivers-too-few",
            &[("visits", (*visits).into()), ("needed", (*needed).into())],
        ),
        E::NoVariation(visits) => {
            texts.say_with("cli-no-drivers-no-variation", &[("visits", (*visits).into())])
        }
        E::TooMany(touchpoints) => texts.say_with(
            "cli-no-drivers-too-many",
            &[("touchpoints", (*touchpoints).into()), ("most", drivers::MOST.into())],
        ),
        other => other.to_string(),
    }
}

/// The touchpoints that were seen, in the order of the journey: the blueprint's where it knows them, after that by
/// their mean place in the visits.
pub fn journey(portrait: &Portrait, names: &Names, blueprint: &Blueprint) -> Vec<Code> {
    let mut seen: Vec<(u32, f64, String, Code)> = portrait
        .places
        .iter()
        .map(|(code, (sum, n))| {
            let id = names.touchpoints.name(*code).into_owned();
            let known = blueprint.touchpoint(&id).map_or(u32::MAX, |touchpoint| touchpoint.order);
            (known, sum / *n as f64, id, *code)
        })
        .collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| a.2.cmp(&b.2)));
    seen.into_iter().map(|(.., code)| code).collect()
}

/// The purposes that were seen with their visits, most first; none when the table does not say any.
fn purposes(portrait: &Portrait) -> Vec<(Code, u64)> {
    let mut purposes: Vec<(Code, u64)> = portrait
        .purposes
        .groups()
        .filter(|(key, ..)| key.purpose != lake::NONE)
        .map(|(key, figures, _)| (key.purpose, figures.visits.n))
        .collect();
    purposes.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
    purposes
}

fn label(id: &str, name: Option<&blueprint::Text>) -> Label {
    Label {
        id: id.to_owned(),
        zh: name.map_or(id, |name| &name.zh).to_owned(),
        en: name.map_or(id, |name| &name.en).to_owned(),
        known: name.is_some(),
    }
}

/// The figures of the visits of one purpose, or of all.
fn portrait_group(portrait: &Portrait, purpose: Option<Code>) -> Group {
    let mut keyed: Vec<(Code, Group)> = portrait
        .purposes
        .groups()
        .filter(|(key, ..)| purpose.is_none_or(|purpose| purpose == key.purpose))
        .map(|(key, figures, _)| (key.purpose, figures.visits))
        .collect();
    keyed.sort_by_key(|(code, _)| *code);
    keyed.iter().fold(Group::default(), |mut all, (_, group)| {
        all.merge(group);
        all
    })
}

fn curve(
    portrait: &Portrait,
    touchpoints: &[Code],
    purpose: Option<Code>,
    label: Option<usize>,
    group: &Group,
) -> CurveBand {
    let mark = |kind| mark(portrait, touchpoints, purpose, kind, group.n);
    let points =
        touchpoints.iter().map(|touchpoint| point(&portrait.spread(purpose, *touchpoint)?)).collect();
    CurveBand {
        purpose: label,
        visits: group.n,
        points,
        first: mark(MarkKind::First),
        peak: mark(MarkKind::Peak),
        trough: mark(MarkKind::Trough),
        end: mark(MarkKind::End),
        peak_end: group.peak_end(),
        peak_end_interval: group.interval(),
    }
}

fn point(spread: &Spread) -> Option<CurvePoint> {
    Some(CurvePoint {
        n: spread.n,
        mean: spread.mean(),
        interval: mean_interval(spread.n, spread.mean(), spread.sd()),
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| spread.quantile(share)),
    })
}

/// Where most visits have the mark; a tie goes to the later touchpoint of the journey.
fn mark(
    portrait: &Portrait,
    touchpoints: &[Code],
    purpose: Option<Code>,
    kind: MarkKind,
    visits: u64,
) -> Mark {
    let counts = touchpoints.iter().map(|touchpoint| portrait.mark(purpose, kind, *touchpoint));
    let (place, most) = counts
        .enumerate()
        .max_by_key(|(place, count)| (count.n, *place))
        .unwrap_or((0, MarkCount::default()));
    Mark {
        touchpoint: place,
        affect: if most.n == 0 { 0.0 } else { most.sum / most.n as f64 },
        n: most.n,
        share: most.n as f64 / visits.max(1) as f64,
        share_interval: wilson(most.n, visits),
    }
}

fn peak_shares(
    portrait: &Portrait,
    touchpoints: &[Code],
    purpose: Option<Code>,
    label: Option<usize>,
) -> Peaks {
    let groups: Vec<_> = portrait
        .purposes
        .groups()
        .filter(|(key, ..)| purpose.is_none_or(|purpose| purpose == key.purpose))
        .collect();
    let visits: u64 = groups.iter().map(|(_, figures, _)| figures.visits.n).sum();
    let touchpoints = touchpoints
        .iter()
        .map(|touchpoint| {
            let mut counts = [0u64; 3];
            for (_, _, extremes) in &groups {
                counts.iter_mut().zip(extremes.at(*touchpoint)).for_each(|(sum, n)| *sum += u64::from(n));
            }
            let [peaks, positive, troughs] = counts;
            PeakShare {
                peaks,
                positive,
                share: peaks as f64 / visits.max(1) as f64,
                interval: wilson(peaks, visits),
                troughs,
                trough_share: troughs as f64 / visits.max(1) as f64,
                trough_interval: wilson(troughs, visits),
            }
        })
        .collect();
    Peaks { purpose: label, visits, touchpoints }
}

/// The halls with their funnel: limits at which a hall that is like its peers lies outside once in 20, or 500.
fn funnel(tally: &Tally, names: &Names) -> Halls {
    let named: BTreeMap<String, Group> = tally
        .groups()
        .filter(|(key, ..)| key.hall != lake::NONE)
        .map(|(key, figures, _)| (names.halls.name(key.hall).into_owned(), figures.visits))
        .collect();
    if named.is_empty() {
        return Halls { peers: None, halls: Vec::new(), unlisted: 0, unlisted_above: 0, unlisted_below: 0 };
    }
    let raw: Vec<Raw> =
        named.values().map(|group| Raw { n: group.n, mean: group.score(), sd: group.sd() }).collect();
    let (peers, shrunk) = shrink(&raw);
    let mut halls: Vec<HallScore> = named
        .iter()
        .zip(shrunk)
        .map(|((name, group), shrunk)| {
            let (limits_95, limits_998) = funnel_limits(&peers, group.n);
            HallScore {
                hall: label(name, None),
                visits: group.n,
                raw: group.score(),
                raw_interval: group.interval(),
                shrunk: shrunk.value,
                shrunk_interval: shrunk.interval,
                limits_95,
                limits_998,
                differs: named.len() > 1
                    && group.interval().is_some()
                    && !shrunk.interval.contains(peers.mean),
            }
        })
        .collect();
    halls.sort_by_key(|hall| std::cmp::Reverse(hall.visits));
    let rest = halls.split_off(halls.len().min(MOST_HALLS));
    let differing = |above: bool| {
        rest.iter().filter(|hall| hall.differs && (hall.shrunk > peers.mean) == above).count() as u64
    };
    Halls {
        peers: (named.len() > 1).then_some(peers),
        unlisted: rest.len() as u64,
        unlisted_above: differing(true),
        unlisted_below: differing(false),
        halls,
    }
}
