//! The answer of a scoring run, reduced to a few sums, so that engines can be held against each other.
//!
//! The sums are the peers' own: means over groups weighted by visits, rounded to nine decimals, and the number
//! of visits that peak at each touchpoint.

use serde_json::Value;

use crate::Outcome;

/// The peers' name of each weighted mean, and the column of ours that holds it.
const MEANS: [(&str, &str); 6] = [
    ("pe", "peak_end"),
    ("sd", "sd"),
    ("amax", "best"),
    ("amin", "worst"),
    ("m", "mean"),
    ("slope", "trend"),
];
/// The column of ours that holds the number of visits of a group.
const VISITS: &str = "visits";
/// What our columns of visits per peak touchpoint begin with; the touchpoint's number follows.
const PEAKS: &str = "peaks:";
/// Touchpoints in the generated file, numbered from zero.
const TOUCHPOINTS: usize = 12;
/// The mean that a group of a single visit does not have; the peers fill the gap each in their own way.
const SPREAD: &str = "sd";
/// Means that differ by less agree: each is rounded to nine decimals.
const AGREE: f64 = 1.5e-9;

/// Sums over a table of groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// Rows of the table.
    pub groups: usize,
    /// Visits in all groups.
    pub visits: f64,
    /// Groups of a single visit, which have no spread; a peer does not tell how many.
    pub singles: usize,
    /// Means weighted by visits, in the order of [`MEANS`]; not a number where a group has none.
    pub means: [f64; MEANS.len()],
    /// Visits that peak at each touchpoint.
    pub peaks: [f64; TOUCHPOINTS],
}

impl Answer {
    /// Reads the CSV of `peakend score --by hall,purpose --format csv`.
    pub fn from_csv(text: &str) -> Outcome<Self> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.is_empty());
        let header = cells(lines.next().ok_or("our answer is empty")?);
        let column = |name: &str| {
            let place = header.iter().position(|cell| cell == name);
            place.ok_or_else(|| format!("our answer has no column `{name}`, only {}", header.join(", ")))
        };
        let visits = column(VISITS)?;
        let mut means = [0; MEANS.len()];
        for (place, (_, name)) in means.iter_mut().zip(MEANS) {
            *place = column(name)?;
        }
        let mut peaks = [0; TOUCHPOINTS];
        for (touchpoint, place) in peaks.iter_mut().enumerate() {
            *place = column(&format!("{PEAKS}{touchpoint}"))?;
        }
        let mut sum =
            Self { groups: 0, visits: 0.0, singles: 0, means: [0.0; MEANS.len()], peaks: [0.0; TOUCHPOINTS] };
        for line in lines {
            let cells = cells(line);
            // An empty cell is a figure that does not exist, such as the spread of a single visit.
            let number =
                |place: usize| cells.get(place).and_then(|cell| cell.parse().ok()).unwrap_or(f64::NAN);
            let weight: f64 = number(visits);
            sum.groups += 1;
            sum.visits += weight;
            sum.singles += usize::from(weight < 1.5);
            for (mean, place) in sum.means.iter_mut().zip(means) {
                *mean += weight * number(place);
            }
            for (peak, place) in sum.peaks.iter_mut().zip(peaks) {
                *peak += number(place);
            }
        }
        for mean in &mut sum.means {
            *mean = (*mean / sum.visits * 1e9).round() / 1e9;
        }
        Ok(sum)
    }

    /// Reads the `check` of a peer's closing JSON line, itself JSON in a string, where NaN may stand for a number.
    pub fn from_check(closing: &Value) -> Outcome<Self> {
        let text = closing["check"].as_str().ok_or("a peer printed no check")?.replace("NaN", "null");
        let check: Value =
            serde_json::from_str(&text).map_err(|fault| format!("cannot read a peer's check: {fault}"))?;
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let groups = check["groups"].as_u64().and_then(|groups| usize::try_from(groups).ok());
        let mut sum = Self {
            groups: groups.ok_or("a peer's check tells no groups")?,
            visits: number(&check["visits"]),
            singles: 0,
            means: MEANS.map(|(name, _)| number(&check[name])),
            peaks: [0.0; TOUCHPOINTS],
        };
        for (touchpoint, peak) in sum.peaks.iter_mut().enumerate() {
            *peak = number(&check["tp"][touchpoint]);
        }
        Ok(sum)
    }

    /// Every figure in which another answer differs from this one, with both values; none when they agree.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let same = |a: f64, b: f64| (a - b).abs() <= AGREE;
        let mut found = Vec::new();
        if self.groups != other.groups {
            found.push(format!("groups {} and {}", self.groups, other.groups));
        }
        if !same(self.visits, other.visits) {
            found.push(format!("visits {} and {}", self.visits, other.visits));
        }
        for ((_, name), (a, b)) in MEANS.iter().zip(self.means.iter().zip(other.means)) {
            let comparable = *name != SPREAD || self.singles + other.singles == 0;
            if comparable && !same(*a, b) {
                found.push(format!("{name} {a:.9} and {b:.9}"));
            }
        }
        for (touchpoint, (a, b)) in self.peaks.iter().zip(other.peaks).enumerate() {
            if !same(*a, b) {
                found.push(format!("{PEAKS}{touchpoint} {a} and {b}"));
            }
        }
        found
    }

    /// The weighted means by the names of our columns.
    pub fn named_means(&self) -> impl Iterator<Item = (&'static str, f64)> {
        MEANS.iter().map(|(_, name)| *name).zip(self.means)
    }
}

/// The cells of a line whose cells hold no commas and no line ends.
fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(rows: &[&str]) -> String {
        let peaks: Vec<String> =
            (0..TOUCHPOINTS).rev().map(|touchpoint| format!("{PEAKS}{touchpoint}")).collect();
        let header = format!("hall,purpose,visits,peak_end,sd,best,worst,mean,trend,{}", peaks.join(","));
        format!("{header}\n{}\n", rows.join("\n"))
    }

    #[test]
    fn ours_and_a_peers_sums_are_the_same() {
        let ours = Answer::from_csv(&csv(&[
            "1,1,3,0.5,0.1,0.9,-0.5,0.2,0.01,0,0,0,0,0,0,0,0,0,0,1,2",
            "1,2,1,0.1,0.3,0.1,-0.9,0.0,0.05,0,0,0,0,0,0,0,0,0,0,0,1",
        ]))
        .unwrap();
        let check = "{\"groups\": 2, \"visits\": 4.0, \"pe\": 0.4, \"sd\": 0.15, \"amax\": 0.7, \"amin\": -0.6, \
                     \"m\": 0.15, \"slope\": 0.02, \"tp\": [3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}";
        let theirs = Answer::from_check(&serde_json::json!({ "check": check })).unwrap();
        assert_eq!(ours.differences(&theirs), Vec::<String>::new());
    }

    #[test]
    fn a_difference_in_the_ninth_digit_is_told_by_name() {
        let ours =
            Answer::from_csv(&csv(&["1,1,2,0.5,0.1,0.9,-0.5,0.2,0.01,0,0,0,0,0,0,0,0,0,0,0,2"])).unwrap();
        let mut theirs = ours.clone();
        theirs.means[0] += 2e-9;
        assert_eq!(ours.differences(&theirs), ["peak_end 0.500000000 and 0.500000002"]);
    }

    #[test]
    fn the_spread_is_not_compared_where_a_group_has_one_visit() {
        let row = "1,1,VISITS,0.5,,0.9,-0.5,0.2,0.01,0,0,0,0,0,0,0,0,0,0,0,1";
        let mut theirs = Answer::from_csv(&csv(&[&row.replace("VISITS", "1")])).unwrap();
        let ours = theirs.clone();
        theirs.means[1] = 0.25;
        assert_eq!((ours.singles, ours.differences(&theirs)), (1, Vec::new()));
        let ours = Answer::from_csv(&csv(&[&row.replace("VISITS", "2")])).unwrap();
        assert_ne!(ours.differences(&ours), Vec::<String>::new(), "a spread that should exist but does not");
    }

    #[test]
    fn a_missing_column_is_told_with_those_that_exist() {
        let fault = Answer::from_csv("hall,visits\n1,2\n").unwrap_err();
        assert_eq!(fault, "our answer has no column `peak_end`, only hall, visits");
    }
}
