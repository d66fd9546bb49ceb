//! The first set-up: a house with nobody in it is given a network and an administrator.
//!
//! Until then every page leads here. It asks for a code that is shown where the server was started, so that nobody else on the
//! network can come first.

pub mod act;
pub mod page;
pub(crate) mod store;

use crate::Error;
use crate::house::House;

/// The code that the first set-up asks for, `ABCD-EFGH`; none if there is somebody already. The server says it when it starts.
///
/// # Errors
/// Those of the database.
pub fn code(house: &House) -> Result<Option<String>, Error> {
    let is_needed = house.db.read_now(store::is_needed)?;
    let (left, right) = house.set_up_code.split_at(house.set_up_code.len() / 2);
    Ok(is_needed.then(|| format!("{left}-{right}")))
}

/// Whether what was typed is the code; hyphens, blanks and small letters do not matter.
fn is_code(house: &House, typed: &str) -> bool {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.to_uppercase() == house.set_up_code
}
