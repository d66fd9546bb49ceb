//! A curve as a picture: one visit, or a crowd with its spread.

use super::store::Kept;
use super::{LiveMoment, words};
use crate::kernel::kinds::VisitId;
use crate::ui::figure::FEW;
use crate::ui::text::Texts;
use blueprint::Blueprint;
use experience::{Curve, Group};
use serde_json::{Value as Json, json};

/// Words that the picture says itself: those of the report's pictures.
const WORDS: [(&str, &str); 10] = [
    ("csv", "report-script-csv"),
    ("png", "report-script-png"),
    ("walk", "report-script-walk"),
    ("chart", "report-script-chart"),
    ("volume", "report-script-volume"),
    ("good", "report-script-good"),
    ("bad", "report-script-bad"),
    ("neutral", "report-script-neutral"),
    ("median", "report-col-median"),
    ("none", "report-no-data"),
];

/// Fewer moments than this at a touchpoint have no spread worth a band.
pub(crate) const SPREAD: usize = 5;

/// What a touchpoint was like for a crowd.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// Visits that had a moment there.
    pub n: u64,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles.
    pub quantiles: [f64; 5],
}

/// A visit of a crowd.
#[derive(Debug, Clone)]
pub(crate) struct One {
    pub visit: VisitId,
    pub purpose: String,
    pub moments: Vec<LiveMoment>,
    pub curve: Curve,
}

/// Many visits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crowd {
    pub visits: Vec<One>,
    pub group: Group,
}

impl Crowd {
    /// The visits of these moments, which stand together by visit and in order.
    pub fn of(kept: Vec<Kept>) -> Self {
        let mut visits: Vec<(VisitId, String, Vec<LiveMoment>)> = Vec::new();
        for Kept { visit, purpose, moment } in kept {
            match visits.last_mut() {
                Some((last, _, moments)) if *last == visit => moments.push(moment),
                _ => visits.push((visit, purpose, vec![moment])),
            }
        }
        Self::from(visits.into_iter().filter_map(|(visit, purpose, moments)| {
            let curve = super::curve(&moments)?;
            Some(One { visit, purpose, moments, curve })
        }))
    }

    /// Those of one purpose.
    pub fn for_purpose(&self, purpose: &str) -> Self {
        Self::from(self.visits.iter().filter(|one| one.purpose == purpose).cloned())
    }

    fn from(visits: impl Iterator<Item = One>) -> Self {
        let mut crowd = Self::default();
        for one in visits {
            crowd.group.add(&one.curve);
            crowd.visits.push(one);
        }
        crowd
    }

    /// What each touchpoint was like, in the order of the journey; none where nothing was observed.
    pub fn points(&self) -> Vec<Option<Point>> {
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); journey().len()];
        for one in &self.visits {
            for (place, value) in along(&one.moments).into_iter().enumerate() {
                values[place].extend(value);
            }
        }
        values
            .into_iter()
            .map(|mut values| {
                values.sort_by(f64::total_cmp);
                (!values.is_empty()).then(|| Point {
                    n: values.len() as u64,
                    quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| quantile(&values, share)),
                })
            })
            .collect()
    }
}

/// The ids of the touchpoints in the order of the journey.
pub(crate) fn journey() -> Vec<&'static str> {
    Blueprint::service_hall().touchpoints.iter().map(|touchpoint| touchpoint.id.as_str()).collect()
}

/// A visit along the journey: at each touchpoint its most intense moment, of equals the later.
pub(crate) fn along(moments: &[LiveMoment]) -> Vec<Option<f64>> {
    journey()
        .into_iter()
        .map(|id| {
            let there: Vec<f32> =
                moments.iter().filter(|moment| moment.touchpoint == id).map(|moment| moment.affect).collect();
            Curve::of(&there).map(|curve| f64::from(curve.peak))
        })
        .collect()
}

/// The quantile of sorted values, between two of them in proportion (Hyndman & Fan 1996, type 7).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list of values"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (high - low) * place.fract()
}

/// A marked moment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub kind: &'static str,
    /// The touchpoint's place in the journey.
    pub at: usize,
    pub affect: f64,
    /// Visits that have it there.
    pub n: u64,
}

/// The marks of a visit.
pub(crate) fn marks(moments: &[LiveMoment]) -> Vec<Mark> {
    let Some(curve) = super::curve(moments) else { return Vec::new() };
    let last = moments.len() - 1;
    let places = [
        ("first", 0),
        ("peak", curve.peak_index as usize),
        ("trough", curve.trough_index as usize),
        ("end", last),
    ];
    let journey = journey();
    places
        .into_iter()
        .filter_map(|(kind, place)| {
            let moment = moments.get(place)?;
            let at = journey.iter().position(|id| *id == moment.touchpoint)?;
            Some(Mark { kind, at, affect: f64::from(moment.affect), n: 1 })
        })
        .collect()
}

impl Crowd {
    /// Where first moment, peak, trough and end lie most often, and how they feel there on the average.
    #[expect(clippy::cast_precision_loss, reason = "a count of visits")]
    pub fn marks(&self) -> Vec<Mark> {
        let all: Vec<Mark> = self.visits.iter().flat_map(|one| marks(&one.moments)).collect();
        ["first", "peak", "trough", "end"]
            .into_iter()
            .filter_map(|kind| {
                let mut sums = vec![(0_u64, 0.0); journey().len()];
                for mark in all.iter().filter(|mark| mark.kind == kind) {
                    sums[mark.at].0 += 1;
                    sums[mark.at].1 += mark.affect;
                }
                let (at, &(n, sum)) = sums.iter().enumerate().rev().max_by_key(|(_, (n, _))| *n)?;
                (n > 0).then(|| Mark { kind, at, affect: sum / n as f64, n })
            })
            .collect()
    }
}

/// The figures of the picture, as JSON that can stand in a page.
pub(crate) fn figures(
    texts: &Texts,
    points: &[Option<Point>],
    marks: &[Mark],
    visit: Option<&[LiveMoment]>,
) -> String {
    let said: serde_json::Map<String, Json> =
        WORDS.iter().map(|(word, id)| ((*word).to_owned(), texts.say(id).into())).collect();
    let points: Vec<Json> = points
        .iter()
        .map(|point| match point {
            Some(point) if point.n >= SPREAD as u64 => {
                json!({ "n": point.n, "q": point.quantiles, "few": point.n < FEW })
            }
            _ => Json::Null,
        })
        .collect();
    let marks: Vec<Json> = marks
        .iter()
        .map(|mark| {
            let word = mark_word(mark.kind, texts);
            let under = if visit.is_some() {
                words::touchpoint(journey()[mark.at], texts)
            } else {
                texts.with("experience-visits", "n", mark.n)
            };
            json!({ "kind": mark.kind, "at": mark.at, "affect": mark.affect,
                    "text": format!("{word} {}", words::affect(mark.affect)), "under": under })
        })
        .collect();
    let ids = journey();
    let names: Vec<String> = ids.iter().map(|id| words::touchpoint(id, texts)).collect();
    let mut figures = json!({ "lang": texts.language().tag(), "words": said, "ids": ids, "names": names,
                              "points": points, "marks": marks });
    if let Some(moments) = visit {
        figures["visit"] = json!({ "points": along(moments) });
    }
    figures.to_string().replace('<', "\\u003c")
}

/// The word for a mark.
pub(crate) fn mark_word(kind: &str, texts: &Texts) -> String {
    texts.say(&format!("report-mark-{kind}"))
}
