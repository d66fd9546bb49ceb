//! One load: how many counters, and what a few more or fewer would mean.

use super::words::percent;
use crate::ui::figure;
use crate::ui::output::{Columns, Side};
use crate::ui::span::span;
use crate::ui::text::{Texts, Value};
use flow::staffing::{Crowd, Line, Need, Target, Terms, need};
use flow::theory::{Balance, Fault, Share};
use lake::{Cell, Kind, Sheet};

/// Numbers of counters shown on either side of the answer.
const AROUND: u32 = 3;

/// The answer for one load.
pub struct Single {
    crowd: Crowd,
    terms: Terms,
    need: Need,
    /// The counters that were asked about.
    asked: Option<u32>,
    /// Numbers of counters around the answer and around those asked about.
    rows: Vec<(u32, State, Option<Line>)>,
}

/// What a number of counters does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Kept,
    Missed,
    Unstable,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Missed => "missed",
            Self::Unstable => "unstable",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Kept => "staffing-state-kept",
            Self::Missed => "staffing-state-missed",
            Self::Unstable => "staffing-state-unstable",
        }
    }
}

impl Single {
    /// Computes it.
    ///
    /// # Errors
    /// A number is outside its range, or the target cannot be asked of this crowd.
    pub fn of(crowd: Crowd, terms: Terms, asked: Option<u32>) -> Result<Self, Fault> {
        let need = need(&crowd, &terms)?;
        let around =
            |middle: u32| middle.saturating_sub(AROUND).max(1)..=middle.saturating_add(AROUND).max(1);
        let mut counters: Vec<u32> = around(need.whole).collect();
        counters.extend(asked.into_iter().flat_map(around));
        counters.sort_unstable();
        counters.dedup();
        let row = |counters: u32| {
            Ok(match Line::of(&crowd, f64::from(counters))? {
                Balance::Unstable { .. } => (counters, State::Unstable, None),
                Balance::Steady(line) if counters >= need.whole => (counters, State::Kept, Some(line)),
                Balance::Steady(line) => (counters, State::Missed, Some(line)),
            })
        };
        let rows = counters.into_iter().map(row).collect::<Result<_, Fault>>()?;
        Ok(Self { crowd, terms, need, asked, rows })
    }

    /// What the share in the table is of: the target's, and ten minutes without one.
    fn within(&self) -> (f64, Share) {
        match self.terms.target {
            Target::Within { wait_s, of, .. } => (wait_s, of),
            Target::Longest { wait_s, .. } => (wait_s, Share::NotKept),
            Target::Feeling { .. } | Target::Leaving { .. } => (600.0, Share::OfAll),
        }
    }

    /// For people.
    pub fn table(&self, texts: &Texts) -> String {
        let (wait_s, of) = self.within();
        let within = texts.say_with("staffing-head-within", &[("wait", span(wait_s, texts).into())]);
        let head = |id: &str| (texts.say(id), Side::Right);
        let mut heads = vec![
            head("staffing-head-counters"),
            head("staffing-head-waits"),
            head("staffing-head-wait"),
            head("staffing-head-longest"),
            (within, Side::Right),
        ];
        let impatient = self.crowd.patience_s.is_some();
        if impatient {
            heads.push(head("staffing-head-leave"));
        }
        heads.push(head("staffing-head-busy"));
        heads.push((String::new(), Side::Left));
        let mut columns = Columns::new(heads);
        for (counters, state, line) in &self.rows {
            let share = |share: fn(&Line) -> f64| {
                line.as_ref().map_or(figure::NONE.to_owned(), |line| percent(share(line), texts))
            };
            let of_line =
                |value: &dyn Fn(&Line) -> String| line.as_ref().map_or(figure::NONE.to_owned(), value);
            let mut row = vec![
                counters.to_string(),
                share(Line::wait_share),
                of_line(&|line| span(line.wait_s(), texts)),
                of_line(&|line| span(line.quantile_s(0.95), texts)),
                of_line(&|line| figure::percent(line.within(wait_s, of), 1, texts.language())),
            ];
            if impatient {
                row.push(share(Line::abandon_share));
            }
            row.push(share(Line::occupancy));
            row.push(texts.say(state.text()));
            columns.push(row);
        }
        format!("{}\n\n{}", self.sentences(texts).join("\n"), columns.show())
    }

    /// The answer in words.
    fn sentences(&self, texts: &Texts) -> Vec<String> {
        let load = figure::significant_short(self.crowd.demand.load());
        let mut said = vec![texts.say_with(
            "staffing-answer",
            &[
                ("load", load.as_str().into()),
                ("whole", self.need.whole.into()),
                ("fractional", figure::decimal(self.need.fractional, 2).into()),
            ],
        )];
        if self.terms.shrinkage > 0.0 {
            said.push(texts.say_with(
                "staffing-answer-rostered",
                &[
                    ("people", self.need.rostered.into()),
                    ("away", percent(self.terms.shrinkage, texts).into()),
                ],
            ));
        }
        if let Some(asked) = self.asked {
            let row = self.rows.iter().find(|row| row.0 == asked);
            let state = row.map_or(State::Unstable, |row| row.1);
            let values: [(&str, Value<'_>); 3] = [
                ("counters", asked.into()),
                ("load", load.as_str().into()),
                ("more", self.need.whole.saturating_sub(asked).into()),
            ];
            said.push(texts.say_with(
                match state {
                    State::Kept => "staffing-asked-kept",
                    State::Missed => "staffing-asked-missed",
                    State::Unstable => "staffing-asked-unstable",
                },
                &values,
            ));
        }
        if self.approximated() {
            said.push(texts.say("staffing-approximated"));
        }
        said
    }

    fn approximated(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.2, Some(Line::Varied(_))))
    }

    /// For programs, a row each.
    pub fn sheet(&self) -> Sheet {
        let (wait_s, of) = self.within();
        let numbers =
            ["wait_share", "wait_s", "wait_p95_s", "within_s", "within_share", "abandon_share", "occupancy"];
        let columns = [("counters", Kind::Count), ("state", Kind::Text)]
            .into_iter()
            .chain(numbers.map(|name| (name, Kind::Number)));
        let mut sheet = Sheet::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
        for (counters, state, line) in &self.rows {
            let figures = line.as_ref().map(|line| {
                [
                    line.wait_share(),
                    line.wait_s(),
                    line.quantile_s(0.95),
                    wait_s,
                    line.within(wait_s, of),
                    line.abandon_share(),
                    line.occupancy(),
                ]
            });
            let mut row = vec![Cell::Count(u64::from(*counters)), Cell::Text(state.word().to_owned())];
            row.extend(
                (0..numbers.len()).map(|place| figures.map_or(Cell::Absent, |all| Cell::Number(all[place]))),
            );
            sheet.push(row);
        }
        sheet
    }

    /// For programs, as one document.
    ///
    /// # Errors
    /// It cannot be written, which would be a fault of ours.
    pub fn json(&self) -> serde_json::Result<String> {
        let (wait_s, of) = self.within();
        let row = |(counters, state, line): &(u32, State, Option<Line>)| {
            let mut row = serde_json::json!({ "counters": counters, "state": state.word() });
            if let Some(line) = line {
                row["wait_share"] = line.wait_share().into();
                row["wait_s"] = line.wait_s().into();
                row["wait_p95_s"] = line.quantile_s(0.95).into();
                row["within_share"] = line.within(wait_s, of).into();
                row["abandon_share"] = line.abandon_share().into();
                row["occupancy"] = line.occupancy().into();
            }
            row
        };
        serde_json::to_string_pretty(&serde_json::json!({
            "load": self.crowd.demand.load(),
            "counters": self.need.whole,
            "counters_fractional": self.need.fractional,
            "rostered": self.need.rostered,
            "within_s": wait_s,
            "approximated": self.approximated(),
            "around": self.rows.iter().map(row).collect::<Vec<_>>(),
        }))
    }
}
