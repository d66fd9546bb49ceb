//! What a hall looks like now: to the manager, and what the desk and the guide share with that look.

pub(crate) mod age;
pub(crate) mod store;

use crate::Error;
use crate::run::hall::Plan;
use crate::ui::frame::Step;
use crate::ui::text::Language;
use db::Tx;

/// The longest note that can be kept, in characters.
pub const LONGEST_NOTE: usize = 500;

/// The steps from the network down to a hall, and the page within it, if it is not the hall's first.
pub(crate) fn steps(
    tx: &mut Tx<'_>,
    plan: &Plan,
    language: Language,
    page: Option<String>,
) -> Result<Vec<Step>, Error> {
    let mut steps = store::steps(tx, &plan.path, language)?;
    match page {
        Some(name) => steps.push(Step { name, href: None }),
        None => {
            if let Some(last) = steps.last_mut() {
                last.href = None;
            }
        }
    }
    Ok(steps)
}
