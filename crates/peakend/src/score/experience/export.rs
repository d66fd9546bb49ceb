//! The moments of visits as a table that `peakend score` reads ([moments](../../../../../docs/guide/moments.md)).
//!
//! A rating is either a moment or what is remembered, never both: it would explain itself. As what is remembered it
//! becomes the column `remembered` and its moments are left out; as moments it stays among them and nothing is remembered.

use super::store;
use crate::Error;
use crate::kernel::kinds::PlaceId;
use db::Db;
use lake::{Column, Moment, VisitId, Writer};
use std::collections::HashMap;
use std::path::Path;

/// What a rating is in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Rating {
    /// What is remembered of the visit.
    #[default]
    Remembered,
    /// One of its moments.
    Moment,
}

/// Which visits.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The halls: id and code.
    pub halls: Vec<(PlaceId, String)>,
    /// The first local day.
    pub from: String,
    /// The last.
    pub to: String,
    /// What their ratings are.
    pub rating: Rating,
}

/// How much was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Visits with moments.
    pub visits: u64,
    /// Their moments.
    pub moments: u64,
    /// Visits of which something is remembered.
    pub judged: u64,
}

/// The halls of a code, or all of them.
///
/// # Errors
/// There is no hall of that code.
pub fn halls(db: &Db, code: Option<&str>) -> Result<Vec<(PlaceId, String)>, Error> {
    let mut halls: Vec<(PlaceId, String)> = db.read_now(store::halls)?;
    if let Some(code) = code {
        halls.retain(|(_, known)| known == code);
        if halls.is_empty() {
            return Err(Error::not_found("run-error-no-hall"));
        }
    }
    Ok(halls)
}

/// Writes the table, a day of a hall at a time; `tell` is told how many halls are done, and stops it by false.
///
/// # Errors
/// The database cannot be read or the file not be written; it was stopped.
pub fn export(
    db: &Db,
    wanted: &Wanted,
    out: &Path,
    mut tell: impl FnMut(u64, u64) -> bool,
) -> Result<Exported, Error> {
    let mut writer = Writer::create(out, &Column::ALL)?;
    let mut done = Exported::default();
    let all = wanted.halls.len() as u64;
    for (n, (hall, code)) in (0_u64..).zip(&wanted.halls) {
        let (id, from, to) = (*hall, wanted.from.clone(), wanted.to.clone());
        let days: Vec<String> = db.read_now(move |tx| store::days(tx, id, &from, &to))?;
        for day in days {
            if !tell(n, all) {
                return Err(lake::Error::Stopped.into());
            }
            let (kept, levels) = db.read_now(move |tx| {
                Ok::<_, Error>((store::of_day(tx, id, &day)?, store::levels(tx, id, &day)?))
            })?;
            write_day(&mut writer, wanted.rating, code, &kept, &levels.into_iter().collect(), &mut done)?;
        }
    }
    writer.finish()?;
    Ok(done)
}

fn write_day(
    writer: &mut Writer,
    rating: Rating,
    hall: &str,
    kept: &[store::Kept],
    levels: &HashMap<crate::kernel::kinds::VisitId, i64>,
    done: &mut Exported,
) -> Result<(), Error> {
    let (mut last, mut seq) = (None, 0);
    for store::Kept { visit, purpose, moment } in kept {
        if rating == Rating::Remembered && moment.is_said() {
            continue;
        }
        let remembered =
            levels.get(visit).filter(|_| rating == Rating::Remembered).map(|level| remembered(*level));
        if last != Some(*visit) {
            (last, seq) = (Some(*visit), 0);
            done.visits += 1;
            done.judged += u64::from(remembered.is_some());
        }
        seq += 1;
        done.moments += 1;
        writer.push(&Moment {
            visit: VisitId::Text(&visit.to_string()),
            seq,
            hall,
            purpose,
            touchpoint: &moment.touchpoint,
            staff: &moment.person.map(|person| person.to_string()).unwrap_or_default(),
            at_us: moment.at.0,
            affect: moment.affect,
            source: &moment.rule,
            remembered,
        })?;
    }
    Ok(())
}

/// A level of five on the scale of affect: (level − 3) / 2.
#[expect(clippy::cast_precision_loss, reason = "a level of five")]
fn remembered(level: i64) -> f32 {
    (level - 3) as f32 / 2.0
}
