//! Findings made up for tests: a month of forty halls, and the awkward cases.
//!
//! Shared by the tests of this module and, by path, by the browser test; so it names the crate's modules as
//! `crate::score`, which both have.

use crate::score::findings::{
    CurveBand, CurvePoint, DurationUnit, Findings, HallScore, Halls, Label, Mark, PeakShare, Peaks, Source,
};
use experience::Interval;
use experience::drivers::{Driver, Drivers, Missing, Quadrant};
use experience::evidence::{Choice, Evidence, Model, Term, Weight};
use experience::shrink::Peers;

/// id, Chinese, English, mean affect, spread, share of visits passing.
const TOUCHPOINTS: [(&str, &str, &str, f64, f64, f64); 16] = [
    ("locate", "店外寻找", "Finding a hall", 0.12, 0.22, 0.35),
    ("arrive", "到达", "Arriving", 0.18, 0.20, 0.40),
    ("storefront", "厅前", "Storefront", 0.05, 0.18, 0.30),
    ("enter", "进厅", "Entering", 0.24, 0.22, 0.92),
    ("environment", "环境", "Environment", 0.16, 0.20, 0.55),
    ("wander", "徘徊", "Wandering", -0.10, 0.20, 0.28),
    ("consult", "咨询", "Asking", 0.22, 0.28, 0.46),
    ("experience", "体验", "Trying out", 0.48, 0.26, 0.18),
    ("self_service", "自助服务", "Self-service", 0.14, 0.34, 0.22),
    ("purchase", "购买", "Buying", 0.40, 0.34, 0.14),
    ("queue", "排队", "Queueing", -0.34, 0.30, 0.78),
    ("transact_talk", "办理沟通", "Saying what is wanted", 0.20, 0.26, 0.80),
    ("transact_wait", "办理等待", "Waiting at the counter", -0.12, 0.26, 0.74),
    ("transact_result", "办理结果", "Getting the result", 0.55, 0.36, 0.79),
    ("objection", "投诉异议", "Objecting", -0.52, 0.28, 0.04),
    ("leave", "离开", "Leaving", 0.30, 0.26, 0.95),
];

/// id, Chinese, English, visits, index of the touchpoint that carries the peak.
const PURPOSES: [(&str, &str, &str, u64, usize); 5] = [
    ("bill", "缴费", "Paying a bill", 18_420, 13),
    ("plan", "变更套餐", "Changing a plan", 9_960, 13),
    ("line", "新开号码", "Opening a line", 6_310, 13),
    ("handset", "买手机", "Buying a handset", 3_750, 9),
    ("data", "数据业务", "Data services", 2_204, 7),
];

const CITIES: [(&str, &str); 10] = [
    ("西湖文三路", "Wensan Road"),
    ("上城解放路", "Jiefang Road"),
    ("拱墅大关", "Daguan"),
    ("滨江江南", "Jiangnan"),
    ("萧山市心", "Shixin"),
    ("余杭临平", "Linping"),
    ("富阳桂花", "Guihua"),
    ("临安钱王", "Qianwang"),
    ("桐庐迎春", "Yingchun"),
    ("淳安千岛湖", "Qiandao Lake"),
];

/// A number in [−1, 1] that looks like chance and never changes.
fn chance(seed: u64) -> f64 {
    let mut x = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x >> 40) as f64 / (1u64 << 23) as f64) - 1.0
}

fn around(value: f64, half: f64) -> Interval {
    Interval { low: value - half, high: value + half }
}

fn share_interval(hits: u64, n: u64) -> Interval {
    let (n, z) = (n.max(1) as f64, 1.96f64);
    let p = hits as f64 / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Interval { low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

pub fn label(id: &str, zh: &str, en: &str) -> Label {
    Label { id: id.to_owned(), zh: zh.to_owned(), en: en.to_owned(), known: true }
}

fn mark(touchpoint: usize, affect: f64, n: u64, visits: u64) -> Mark {
    let share = n as f64 / visits.max(1) as f64;
    Mark { touchpoint, affect, n, share, share_interval: share_interval(n, visits) }
}

fn band(purpose: Option<usize>, visits: u64, peak: usize, seed: u64) -> CurveBand {
    let points = TOUCHPOINTS.iter().enumerate().map(|(index, &(id, _, _, mean, spread, share))| {
        // Nobody who came to pay a bill tried a device, and nobody reported on the storefront.
        let gap = id == "storefront" || (purpose == Some(0) && (id == "experience" || id == "purchase"));
        let lift = if index == peak { 0.12 } else { 0.0 } + 0.06 * chance(seed * 31 + index as u64);
        let mean = (mean + lift).clamp(-0.9, 0.85);
        let n = (visits as f64 * share * (1.0 + 0.2 * chance(seed + 7 * index as u64))) as u64;
        let at = |z: f64| (mean + 0.04 + z * spread).clamp(-1.0, 1.0);
        (!gap).then(|| CurvePoint {
            n,
            mean,
            interval: (n > 1).then(|| around(mean, 1.96 * spread / (n as f64).sqrt())),
            quantiles: [at(-1.8), at(-0.7), at(0.0), at(0.65), at(1.5)],
        })
    });
    let visits_f = visits as f64;
    CurveBand {
        purpose,
        visits,
        points: points.collect(),
        first: mark(3, 0.22, (visits_f * 0.58) as u64, visits),
        peak: mark(peak, 0.74, (visits_f * 0.41) as u64, visits),
        trough: mark(10, -0.46, (visits_f * 0.47) as u64, visits),
        end: mark(15, 0.31, (visits_f * 0.93) as u64, visits),
        peak_end: 0.41 + 0.05 * chance(seed),
        peak_end_interval: (visits > 1).then(|| around(0.41 + 0.05 * chance(seed), 0.9 / visits_f.sqrt())),
    }
}

fn peaks(purpose: Option<usize>, visits: u64, peak: usize) -> Peaks {
    let raw: Vec<f64> = TOUCHPOINTS
        .iter()
        .enumerate()
        .map(
            |(index, &(_, _, _, mean, _, share))| {
                if index == peak { 0.62 } else { mean.abs().powf(1.5) * share * 0.55 + 0.004 }
            },
        )
        .collect();
    let low: Vec<f64> = TOUCHPOINTS.iter().map(|&(_, _, _, mean, _, share)| (0.5 - mean) * share).collect();
    let (sum, low_sum) = (raw.iter().sum::<f64>(), low.iter().sum::<f64>());
    let touchpoints = raw.iter().zip(&low).enumerate().map(|(index, (weight, low))| {
        let hits = (visits as f64 * weight / sum) as u64;
        let troughs = (visits as f64 * low / low_sum) as u64;
        let good = if TOUCHPOINTS[index].3 > 0.0 { 0.86 } else { 0.06 };
        PeakShare {
            peaks: hits,
            positive: (hits as f64 * good) as u64,
            share: hits as f64 / visits.max(1) as f64,
            interval: share_interval(hits, visits),
            troughs,
            trough_share: troughs as f64 / visits.max(1) as f64,
            trough_interval: share_interval(troughs, visits),
        }
    });
    Peaks { purpose, visits, touchpoints: touchpoints.collect() }
}

fn hall(index: usize, label: Label, visits: u64, effect: f64) -> HallScore {
    let (mean, within, between) = (0.41, 0.38, 0.05f64);
    let error = within / (visits as f64).sqrt();
    let raw = (mean + effect + 0.8 * error * chance(900 + index as u64)).clamp(-1.0, 1.0);
    let own = between * between / (between * between + error * error);
    let shrunk = own * raw + (1.0 - own) * mean;
    let interval = around(shrunk, 1.96 * (own.sqrt() * error).max(0.006));
    HallScore {
        hall: label,
        visits,
        raw,
        raw_interval: (visits > 1).then(|| around(raw, 1.96 * error)),
        shrunk,
        shrunk_interval: interval,
        limits_95: around(mean, 1.96 * error),
        limits_998: around(mean, 3.09 * error),
        differs: !interval.contains(mean),
    }
}

fn halls() -> Halls {
    let mut halls: Vec<HallScore> = (0..40)
        .map(|index| {
            let (zh, en) = CITIES[index % 10];
            let number = index / 10 + 1;
            let label = label(
                &format!("H{:03}", index + 1),
                &format!("{zh}{}厅", ["", "二", "三", "四"][number - 1]),
                &format!("{en} {number}"),
            );
            let visits =
                (14.0 * (1.16f64).powi(index as i32 % 40) + 30.0 * (1.0 + chance(index as u64))) as u64;
            let effect = match index {
                12 => 0.28,
                29 => -0.10,
                33 => 0.09,
                36 => -0.075,
                _ => 0.018 * chance(300 + index as u64),
            };
            hall(index, label, visits, effect)
        })
        .collect();
    halls.sort_by_key(|hall| std::cmp::Reverse(hall.visits));
    Halls {
        peers: Some(Peers { groups: 40, mean: 0.41, between_sd: 0.05, within_sd: 0.38 }),
        halls,
        unlisted: 0,
        unlisted_above: 0,
        unlisted_below: 0,
    }
}

fn weight(term: Term, value: f64, half: f64) -> Weight {
    Weight { term, value, interval: Some(around(value, half)) }
}

fn model(terms: &[(Term, f64, f64)], r2: f64, gain: f64, half: f64) -> Model {
    let cv_r2 = r2 - 0.0015 * terms.len() as f64;
    Model {
        terms: terms.iter().map(|(term, ..)| *term).collect(),
        eligible: !terms.iter().any(|(term, ..)| *term == Term::PeakEndEarlier),
        constant: 3.12,
        weights: terms.iter().map(|&(term, value, half)| weight(term, value, half)).collect(),
        r2,
        cv_r2,
        gain,
        gain_interval: around(gain, half),
        behind_best: 0.114 - gain,
        behind_best_interval: around(0.114 - gain, half),
    }
}

/// Evidence as on a real corpus: the mean with the end wins, the peak adds nothing.
pub fn evidence() -> Evidence {
    use Term::{Best, Duration, End, First, Mean, PeakEnd, PeakEndEarlier, Worst};
    let models = vec![
        model(&[(Mean, 2.41, 0.09)], 0.363, 0.0, 0.0),
        model(&[(End, 1.32, 0.06)], 0.376, 0.013, 0.019),
        model(&[(PeakEnd, 1.58, 0.08)], 0.363, 0.0004, 0.021),
        model(&[(PeakEndEarlier, 1.41, 0.08)], 0.341, -0.022, 0.022),
        model(
            &[(First, 0.18, 0.05), (Best, 0.34, 0.08), (Worst, 0.47, 0.07), (End, 0.98, 0.06)],
            0.441,
            0.079,
            0.017,
        ),
        model(&[(Mean, 1.36, 0.10), (End, 0.85, 0.07)], 0.477, 0.114, 0.016),
        model(
            &[(Mean, 1.21, 0.16), (Best, 0.07, 0.09), (Worst, 0.09, 0.08), (End, 0.84, 0.07)],
            0.479,
            0.115,
            0.017,
        ),
        model(&[(Mean, 1.36, 0.10), (End, 0.85, 0.07), (Duration, -0.0032, 0.0024)], 0.479, 0.1155, 0.017),
    ];
    Evidence { visits: 9_912, models, chosen: Some(5), choice: Choice::Won }
}

fn drivers() -> Drivers {
    let importance = [4, 6, 0, 14, 9, 7, 28, 22, 12, 31, 61, 38, 27, 118, 19, 66];
    let r2 = importance.iter().sum::<u32>() as f64 / 1000.0;
    let mean = r2 / 15.0;
    let drivers =
        TOUCHPOINTS.iter().enumerate().filter(|(index, _)| *index != 2).map(|(index, touchpoint)| {
            let lmg = f64::from(importance[index]) / 1000.0;
            let interval = around(lmg, 0.006 + lmg * 0.12);
            let performance = touchpoint.3;
            let important = lmg > mean;
            let quadrant = (!interval.contains(mean)).then_some(match (important, performance < 0.11) {
                (true, true) => Quadrant::ActHere,
                (true, false) => Quadrant::KeepUp,
                (false, true) => Quadrant::LowPriority,
                (false, false) => Quadrant::PossibleExcess,
            });
            Driver {
                touchpoint: index,
                n: (9_912.0 * touchpoint.5) as u64,
                performance,
                performance_interval: Some(around(performance, 0.012)),
                lmg,
                lmg_interval: Some(Interval { low: interval.low.max(0.0), ..interval }),
                sampling_error: 0.0,
                relative_weight: lmg * (1.0 + 0.15 * chance(50 + index as u64)),
                quadrant,
            }
        });
    Drivers {
        clear: true,
        visits: 9_912,
        left_out: 30_732,
        missing: Missing::OwnEffect,
        r2,
        exact: true,
        drivers: drivers.collect(),
    }
}

/// A month of forty halls, sixteen touchpoints and five purposes.
pub fn month() -> Findings {
    let visits: u64 = PURPOSES.iter().map(|purpose| purpose.3).sum();
    let mut curves = vec![band(None, visits, 13, 1)];
    let mut all_peaks = vec![peaks(None, visits, 13)];
    for (index, &(_, _, _, n, peak)) in PURPOSES.iter().enumerate() {
        curves.push(band(Some(index), n, peak, index as u64 + 2));
        all_peaks.push(peaks(Some(index), n, peak));
    }
    Findings {
        source: Source {
            file: "halls-2026-10.parquet".to_owned(),
            visits,
            moments: 312_884,
            remembered: 9_912,
            period_us: Some((1_790_812_800_000_000, 1_793_491_199_000_000)),
            zone: "Asia/Shanghai".to_owned(),
            rejected: vec![("评分超出量表".to_owned(), 41), ("重复的时刻".to_owned(), 7)],
            blueprint: "service-hall 1.0".to_owned(),
            version: "0.1.0".to_owned(),
        },
        touchpoints: TOUCHPOINTS.iter().map(|&(id, zh, en, ..)| label(id, zh, en)).collect(),
        purposes: PURPOSES.iter().map(|&(id, zh, en, ..)| label(id, zh, en)).collect(),
        curves,
        peaks: all_peaks,
        halls: halls(),
        evidence: evidence(),
        duration_unit: DurationUnit::Minutes,
        drivers: Some(drivers()),
        drivers_absent: None,
    }
}

/// One visit in one hall: nothing can be said, and nothing is.
pub fn one_visit() -> Findings {
    let mut findings = month();
    let zero = Interval { low: 0.0, high: 1.0 };
    findings.source.visits = 1;
    findings.source.moments = 2;
    findings.source.remembered = 0;
    findings.source.period_us = None;
    findings.source.rejected.clear();
    findings.purposes.truncate(1);
    findings.curves = vec![band(None, 1, 13, 1), band(Some(0), 1, 13, 2)];
    findings.peaks = vec![peaks(None, 1, 13), peaks(Some(0), 1, 13)];
    findings.halls.peers = None;
    findings.halls.halls.truncate(1);
    findings.halls.halls[0].visits = 1;
    findings.halls.halls[0].raw_interval = None;
    findings.halls.halls[0].shrunk_interval = zero;
    findings.halls.halls[0].differs = false;
    findings.evidence = Evidence { visits: 0, models: Vec::new(), chosen: None, choice: Choice::NotEnough };
    findings.drivers = None;
    findings.drivers_absent = Some("有评价的到访只有 0 次，不够做驱动分析，至少要 30 次。".to_owned());
    findings
}

/// Nothing at all.
pub fn nothing() -> Findings {
    let mut findings = one_visit();
    findings.source.visits = 0;
    findings.source.moments = 0;
    findings.touchpoints.clear();
    findings.purposes.clear();
    findings.curves.clear();
    findings.peaks.clear();
    findings.halls.halls.clear();
    findings.drivers_absent = None;
    findings
}

/// The mean is not beaten, no hall differs, and the drivers explain nothing.
pub fn no_difference() -> Findings {
    let mut findings = month();
    findings.evidence.choice = Choice::FellBack;
    findings.evidence.chosen = Some(0);
    for hall in &mut findings.halls.halls {
        hall.differs = false;
    }
    if let Some(drivers) = &mut findings.drivers {
        drivers.r2 = 0.004;
        drivers.exact = false;
        for driver in &mut drivers.drivers {
            driver.lmg /= 130.0;
            driver.lmg_interval = None;
            driver.quadrant = None;
        }
    }
    findings
}

/// The names that an attacker, or a bad export, would choose; and figures that are no numbers.
pub fn hostile() -> Findings {
    let mut findings = month();
    let evil = "</script><img src=x onerror=alert(1)>";
    let long = "很长的营业厅名".repeat(29);
    findings.source.file = format!("{evil}.csv");
    findings.source.rejected.push((format!("{evil}{{{{ 7*7 }}}}"), 1));
    findings.touchpoints[13] = label("transact_result", evil, evil);
    findings.purposes[3] = label("handset", "\"'><b>买手机</b>", "\"'><b>handset</b>");
    findings.halls.halls[0].hall = label("H1", evil, evil);
    findings.halls.halls[1].hall = label("H2", "مركز خدمة \u{202e}الرياض", "مركز خدمة \u{202e}الرياض");
    findings.halls.halls[2].hall = label("H3", &long, &"Halle".repeat(40));
    findings.halls.halls[3].hall = label("", "", " ");
    findings.halls.halls[4].raw = f64::NAN;
    findings.halls.halls[4].raw_interval = Some(around(f64::NAN, 1.0));
    findings.halls.halls[5].shrunk = f64::INFINITY;
    findings.evidence.models[1].weights[0].interval = None;
    findings.evidence.models[2].cv_r2 = f64::NEG_INFINITY;
    findings.drivers_absent = Some(evil.to_owned());
    findings
}

/// Every fixture with its name.
pub fn all() -> [(&'static str, Findings); 5] {
    [
        ("month", month()),
        ("one-visit", one_visit()),
        ("nothing", nothing()),
        ("no-difference", no_difference()),
        ("hostile", hostile()),
    ]
}
