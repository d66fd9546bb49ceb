//! The option `--zone`.

use crate::Error;
use crate::ui::text::Texts;
use jiff::tz::TimeZone;

/// The zone of this name, if one is asked for.
///
/// # Errors
/// There is none.
pub fn zone(asked: Option<&str>, texts: &Texts) -> Result<Option<TimeZone>, Error> {
    let Some(name) = asked else { return Ok(None) };
    TimeZone::get(name).map(Some).map_err(|_| Error::BadValue {
        option: "--zone",
        value: name.to_owned(),
        why: texts.say("cli-no-such-zone"),
    })
}
