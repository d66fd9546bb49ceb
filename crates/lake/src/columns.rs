//! The columns of a table of moments and the names they are found by.

use crate::Error;
use std::path::Path;

/// A column of a table of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The visit: integer or text. Required.
    Visit,
    /// Order of the moment within its visit, a whole number. Without it, `at` orders; without both, the file does.
    Seq,
    /// The hall: integer or text.
    Hall,
    /// The purpose of the visit: integer or text.
    Purpose,
    /// The touchpoint: integer or text. Required.
    Touchpoint,
    /// Who served: integer or text.
    Staff,
    /// The instant: a Parquet timestamp, whole microseconds since 1970, or RFC 3339 text.
    At,
    /// The felt quality in [−1, 1]. Required.
    Affect,
    /// What the affect was derived from: text. Written and kept, not read by scoring.
    Source,
    /// Remembered satisfaction of the whole visit in [−1, 1], the same in every row of the visit, or empty.
    Remembered,
}

impl Column {
    /// All columns in the order in which they are written.
    pub const ALL: [Self; 10] = [
        Self::Visit,
        Self::Seq,
        Self::Hall,
        Self::Purpose,
        Self::Touchpoint,
        Self::Staff,
        Self::At,
        Self::Affect,
        Self::Source,
        Self::Remembered,
    ];

    /// The name it is written under.
    pub fn name(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Seq => "seq",
            Self::Hall => "hall",
            Self::Purpose => "purpose",
            Self::Touchpoint => "touchpoint",
            Self::Staff => "staff",
            Self::At => "at",
            Self::Affect => "affect",
            Self::Source => "source",
            Self::Remembered => "remembered",
        }
    }

    /// The place of this column among `have`: by its name, or its name with `_id`, in any case.
    pub(crate) fn find<S: AsRef<str>>(self, have: &[S]) -> Option<usize> {
        let with_id = format!("{}_id", self.name());
        have.iter()
            .position(|name| name.as_ref().eq_ignore_ascii_case(self.name()))
            .or_else(|| have.iter().position(|name| name.as_ref().eq_ignore_ascii_case(&with_id)))
    }
}

/// The place of the only name among `have` that is `same`.
///
/// # Errors
/// [`Error::Broken`] when there are two: nothing tells which one is meant.
pub(crate) fn only(
    file: &Path,
    have: &[String],
    same: impl Fn(&str) -> bool,
) -> Result<Option<usize>, Error> {
    let mut places = have.iter().enumerate().filter(|(_, name)| same(name));
    let Some((place, name)) = places.next() else { return Ok(None) };
    match places.next() {
        None => Ok(Some(place)),
        Some((other, again)) => Err(Error::Broken {
            file: file.to_owned(),
            place: crate::Place::Columns(place + 1, other + 1),
            flaw: match name == again {
                true => crate::Flaw::TwoColumns { name: name.clone() },
                false => crate::Flaw::SameMeaning { one: name.clone(), other: again.clone() },
            },
        }),
    }
}

/// The name among `have` that `wanted` was probably meant to be.
pub fn nearest<'a, S>(wanted: &str, have: impl IntoIterator<Item = &'a S>) -> Option<&'a str>
where
    S: AsRef<str> + 'a,
{
    let wanted = wanted.to_lowercase();
    have.into_iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &name.as_ref().to_lowercase()), name.as_ref()))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_name_or_its_id_name() {
        assert_eq!(Column::Hall.find(&["visit_id", "hall_id"]), Some(1));
        assert_eq!(Column::Hall.find(&["Hall", "hall_id"]), Some(0));
        assert_eq!(Column::Hall.find(&["halls"]), None);
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        assert_eq!(nearest("touchpiont", &["visit", "touchpoint"]), Some("touchpoint"));
        assert_eq!(nearest("xyz", &["visit", "touchpoint"]), None);
    }
}
