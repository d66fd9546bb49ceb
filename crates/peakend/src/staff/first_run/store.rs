//! Rows of the first set-up.

use crate::Error;
use crate::kernel::kinds::{PersonId, PlaceId};
use db::Tx;

/// Whether there is nobody at all.
pub(crate) fn is_needed(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let somebody: Option<(PersonId,)> = tx.first("select id from person limit 1", &[])?;
    Ok(somebody.is_none())
}

pub(crate) fn name_network(tx: &mut Tx<'_>, id: PlaceId, zh: &str, en: &str) -> Result<(), Error> {
    tx.run("update place set name_zh = ?2, name_en = ?3 where id = ?1", &[id.into(), zh.into(), en.into()])?;
    Ok(())
}
