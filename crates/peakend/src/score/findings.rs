//! What a report shows: every figure computed, nothing drawn yet.
//!
//! A figure never stands alone: each has its n and, where it estimates something, its interval.

use experience::Interval;
use experience::drivers::Drivers;
use experience::evidence::Evidence;
use experience::shrink::Peers;
use serde::Serialize;

/// Everything that was found in one table of moments.
#[derive(Debug, Clone, Serialize)]
pub struct Findings {
    /// Where the moments came from.
    pub source: Source,
    /// Touchpoints seen, in the order of the journey; other parts refer to them by index.
    pub touchpoints: Vec<Label>,
    /// Purposes seen, most visits first; other parts refer to them by index.
    pub purposes: Vec<Label>,
    /// The experience curve of all visits first, then one for each purpose.
    pub curves: Vec<CurveBand>,
    /// Which touchpoint carries the peak, the trough: all visits first, then each purpose.
    pub peaks: Vec<Peaks>,
    /// Halls with raw and shrunk scores; one row a hall, over all purposes.
    pub halls: Halls,
    /// Whether peak–end explains remembered satisfaction here.
    pub evidence: Evidence,
    /// What one unit of duration is in the evidence.
    pub duration_unit: DurationUnit,
    /// What drives the judgement; `None` with the reason in `drivers_absent`.
    pub drivers: Option<Drivers>,
    /// Why there are no drivers.
    pub drivers_absent: Option<String>,
}

/// A name in both languages; equal where the data alone name it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Label {
    /// The id in the data.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Whether the blueprint knows it.
    pub known: bool,
}

/// Where the moments came from.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// The file's name, without its folder.
    pub file: String,
    /// Visits scored.
    pub visits: u64,
    /// Moments scored.
    pub moments: u64,
    /// Visits with a remembered satisfaction.
    pub remembered: u64,
    /// First and last instant, µs since 1970; `None` when the table has no times.
    pub period_us: Option<(i64, i64)>,
    /// Zone in which days are told, by its IANA name.
    pub zone: String,
    /// Rows and visits rejected, by reason.
    pub rejected: Vec<(String, u64)>,
    /// The blueprint's id and version that named the touchpoints.
    pub blueprint: String,
    /// Version of Peakend.
    pub version: String,
}

/// Unit of the evidence's duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DurationUnit {
    /// Minutes from the first to the last moment.
    Minutes,
    /// Moments, in a table without times.
    Moments,
}

/// The experience curve of a group of visits.
#[derive(Debug, Clone, Serialize)]
pub struct CurveBand {
    /// Index of the purpose; `None` = all visits.
    pub purpose: Option<usize>,
    /// Visits in it.
    pub visits: u64,
    /// One for each touchpoint of `Findings::touchpoints`, `None` where it has no data (a gap, never interpolated).
    pub points: Vec<Option<CurvePoint>>,
    /// First moment of the visits.
    pub first: Mark,
    /// Peak: at the touchpoint that carries most peaks.
    pub peak: Mark,
    /// Trough: at the touchpoint that carries most worst moments.
    pub trough: Mark,
    /// Last moment of the visits.
    pub end: Mark,
    /// Mean peak–end score of the visits.
    pub peak_end: f64,
    /// Its interval.
    pub peak_end_interval: Option<Interval>,
}

/// The spread of affect at one touchpoint.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CurvePoint {
    /// Moments.
    pub n: u64,
    /// Mean affect.
    pub mean: f64,
    /// 95 % interval of the mean.
    pub interval: Option<Interval>,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles of affect (to 0.005).
    pub quantiles: [f64; 5],
}

/// A marked dot on the curve.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Mark {
    /// Index of the touchpoint at which most visits have it.
    pub touchpoint: usize,
    /// Mean affect of these moments at that touchpoint.
    pub affect: f64,
    /// Visits that have it there.
    pub n: u64,
    /// Share of all visits that have it there.
    pub share: f64,
    /// Wilson interval of the share.
    pub share_interval: Interval,
}

/// Shares of visits whose peak, and whose trough, lies at each touchpoint.
#[derive(Debug, Clone, Serialize)]
pub struct Peaks {
    /// Index of the purpose; `None` = all visits.
    pub purpose: Option<usize>,
    /// Visits.
    pub visits: u64,
    /// One for each touchpoint.
    pub touchpoints: Vec<PeakShare>,
}

/// One touchpoint's share of peaks and troughs.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PeakShare {
    /// Visits that peak here.
    pub peaks: u64,
    /// Of those, the ones that peak with a positive affect.
    pub positive: u64,
    /// Share of visits that peak here.
    pub share: f64,
    /// Wilson interval of the share.
    pub interval: Interval,
    /// Visits whose worst moment is here.
    pub troughs: u64,
    /// Share of visits whose worst moment is here.
    pub trough_share: f64,
    /// Wilson interval of that share.
    pub trough_interval: Interval,
}

/// Halls, compared honestly.
#[derive(Debug, Clone, Serialize)]
pub struct Halls {
    /// What the halls have in common; `None` with fewer than two halls.
    pub peers: Option<Peers>,
    /// The halls in the order of their visits, most first.
    pub halls: Vec<HallScore>,
    /// Halls in the table that are not listed in `halls` because there are too many to draw.
    pub unlisted: u64,
    /// Those of them that differ from the peers and lie above.
    pub unlisted_above: u64,
    /// Those of them that differ and lie below.
    pub unlisted_below: u64,
}

impl Halls {
    /// Halls in the table.
    pub fn total(&self) -> u64 {
        self.halls.len() as u64 + self.unlisted
    }
}

/// One hall.
#[derive(Debug, Clone, Serialize)]
pub struct HallScore {
    /// The hall.
    pub hall: Label,
    /// Visits.
    pub visits: u64,
    /// Raw mean score: the remembered satisfaction that the model in use expects, or the peak–end score where the
    /// evidence is not enough for a model.
    pub raw: f64,
    /// 95 % interval of `raw`; `None` for one visit.
    pub raw_interval: Option<Interval>,
    /// Score drawn toward the peers.
    pub shrunk: f64,
    /// Its 95 % interval.
    pub shrunk_interval: Interval,
    /// Control limits of the funnel at this hall's n: 95 % and 99.8 % around the peers' mean.
    pub limits_95: Interval,
    /// The outer limits.
    pub limits_998: Interval,
    /// Whether the shrunk interval leaves the peers' mean out.
    pub differs: bool,
}
