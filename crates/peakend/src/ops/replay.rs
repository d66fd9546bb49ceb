//! `peakend replay`: whether the rows are what the log makes them.

use super::DataArgs;
use crate::Error;
use crate::house::House;
use crate::run::replay::{self, Checked};
use crate::ui::output::{Columns, Side, put};
use crate::ui::progress::Progress;
use crate::ui::text::Texts;

/// The most differences that are printed.
const MOST: usize = 200;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Holds what the log makes against the rows; the only thing that is done.
    #[arg(long, required = true)]
    pub check: bool,
    /// Only this hall.
    #[arg(long, value_name = "CODE")]
    pub hall: Option<String>,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Runs the command.
///
/// # Errors
/// The log and the rows differ, or the database fails.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let house = super::open(&args.data)?;
    let progress = Progress::begin("ops-progress-replay", texts);
    let (halls, checked) =
        check(&house, args.hall.clone(), usize::MAX, |done, total| progress.tell(done, total))?;
    drop(progress);
    if !checked.differences.is_empty() {
        put(None, table(&checked, texts).as_bytes())?;
        return Err(Error::conflict("ops-error-replay").with("count", checked.differences.len()));
    }
    let values =
        [("halls", halls.into()), ("visits", checked.visits.into()), ("events", checked.events.into())];
    put(None, format!("{}\n", texts.say_with("ops-replayed", &values)).as_bytes())
}

/// Checks the halls, at most `most` of them; returns how many and what was found in all.
pub(crate) fn check(
    house: &House,
    code: Option<String>,
    most: usize,
    tell: impl Fn(u64, u64) -> bool,
) -> Result<(usize, Checked), Error> {
    let mut halls = house.db.read_now(move |tx| replay::store::halls(tx, code.as_deref()))?;
    // spread over the network, not the first of one province
    let step = halls.len().div_ceil(most.max(1)).max(1);
    halls = halls.into_iter().step_by(step).collect();
    let mut all = Checked::default();
    for (n, (hall, code)) in halls.iter().enumerate() {
        let hall = *hall;
        let found = house.db.read_now(move |tx| replay::check(tx, hall))?;
        all.events += found.events;
        all.visits += found.visits;
        all.differences.extend(found.differences.into_iter().map(|mut difference| {
            difference.of = format!("{code} {}", difference.of);
            difference
        }));
        if !tell(n as u64 + 1, halls.len() as u64) {
            return Err(lake::Error::Stopped.into());
        }
    }
    Ok((halls.len(), all))
}

fn table(checked: &Checked, texts: &Texts) -> String {
    let heads = ["ops-head-of", "ops-head-field", "ops-head-replayed", "ops-head-kept"];
    let mut columns = Columns::new(heads.map(|id| (texts.say(id), Side::Left)));
    for difference in checked.differences.iter().take(MOST) {
        let field = difference.field.to_owned();
        columns.push(vec![
            difference.of.clone(),
            field,
            difference.replayed.clone(),
            difference.kept.clone(),
        ]);
    }
    columns.show()
}
