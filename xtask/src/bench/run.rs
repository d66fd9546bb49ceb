//! `cargo xtask bench run`: a living hall under load.
//!
//! [`acts`]: what a hall does in a second, each act on disk before it is answered, beside peers in the same run.
//! [`pages`]: how long the server takes for each page of a big network.
//! [`ahead`]: how long pages that look ahead take, first and again.
//! [`boards`]: how soon a board on the wall hears of a call.

mod acts;
mod ahead;
mod boards;
#[cfg(test)]
mod fake;
mod http;
mod load;
mod ours;
mod pages;
mod peers;

use acts::Side;
use serde_json::{Value, json};

use super::measure;
use super::page::{Bar, Page, machine};
use crate::house::House;
use crate::{Outcome, product};

/// What one part has to tell.
struct Part {
    setting: Vec<String>,
    text: String,
    figures: Value,
    findings: Vec<String>,
    bars: Vec<Bar>,
}

/// What a person asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Wish {
    parts: Vec<String>,
    rounds: usize,
    seconds: f64,
    halls: usize,
    days: usize,
    visits_per_day: usize,
    /// Only sides of the acts whose names contain this; then there is nothing to compare.
    only: Option<String>,
}

const PARTS: [&str; 4] = ["acts", "pages", "ahead", "boards"];

impl Wish {
    /// Reads the parts wanted (all without any) and the options.
    pub fn parse(words: &[String]) -> Outcome<Self> {
        let parts = Vec::new();
        let mut wish =
            Self { parts, rounds: 3, seconds: 8.0, halls: 1000, days: 365, visits_per_day: 20, only: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--rounds" => wish.rounds = super::whole(word, words.next())?,
                "--seconds" => wish.seconds = super::whole(word, words.next())? as f64,
                "--halls" => wish.halls = super::whole(word, words.next())?,
                "--days" => wish.days = super::whole(word, words.next())?,
                "--visits-per-day" => wish.visits_per_day = super::whole(word, words.next())?,
                "--only" => wish.only = Some(words.next().ok_or("--only wants the name of a side")?.clone()),
                part if PARTS.contains(&part) => wish.parts.push(part.to_owned()),
                other => {
                    return Err(format!(
                        "`bench run` knows {}, --rounds R, --seconds S, --halls N, --days N, \
                         --visits-per-day N and --only SIDE, not `{other}`",
                        PARTS.join(", ")
                    ));
                }
            }
        }
        if wish.parts.is_empty() {
            wish.parts = PARTS.map(str::to_owned).to_vec();
        }
        Ok(wish)
    }

    /// The big network.
    fn town(&self) -> product::Town {
        product::Town { halls: self.halls, days: self.days, visits_per_day: self.visits_per_day }
    }
}

/// Builds, measures and writes `run.md` and `run.json`.
pub(super) fn run(house: &House, wish: &Wish) -> Outcome<()> {
    crate::web::assets(house)?;
    house.build()?;
    if let Some(lacking) = product::lacks(&house.program()) {
        return Err(format!("{lacking}: there is nothing to put under load"));
    }
    let folder = super::folder(house)?.join("run");
    std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
    let loads: Vec<f64> = measure::load().into_iter().collect();
    let mut page = Page {
        title: "Running a hall".into(),
        about: format!(
            "One load drives every server over the loopback, {} rounds in turn of {} s each after a second of warm-up. \
             A client awaits each answer; every act is on disk before it is answered.",
            wish.rounds, wish.seconds
        ),
        setting: machine(),
        sides: &[],
        loads,
        text: String::new(),
        figures: json!({}),
        findings: Vec::new(),
        bars: Vec::new(),
    };
    for name in &wish.parts {
        println!("\n── {name}");
        let part = match name.as_str() {
            "acts" => acts::run(house, &folder, wish)?,
            "pages" => pages::run(house, &folder, wish)?,
            "ahead" => ahead::run(house, &folder, wish)?,
            _ => boards::run(house, &folder, wish)?,
        };
        page.setting.extend(part.setting);
        page.text.push_str(&format!("\n## {name}\n\n{}", part.text));
        page.figures[name.as_str()] = part.figures;
        page.findings.extend(part.findings);
        page.bars.extend(part.bars);
    }
    page.publish(&folder, "run")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_are_run_unless_some_are_named() {
        assert_eq!(Wish::parse(&[]).unwrap().parts, PARTS);
        let wish = Wish::parse(&["boards".into(), "--rounds".into(), "1".into()]).unwrap();
        assert_eq!((wish.parts, wish.rounds), (vec!["boards".to_owned()], 1));
        assert!(Wish::parse(&["tables".into()]).unwrap_err().contains("acts, pages, ahead, boards"));
    }
}
