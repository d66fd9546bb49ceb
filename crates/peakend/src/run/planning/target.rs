//! What a hall's counters are to keep.

use crate::Error;

/// What a hall wants to keep: so many of those who come are called within so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    share: u32,
    within: u32,
}

impl Default for Target {
    /// Eighty of a hundred within ten minutes.
    fn default() -> Self {
        Self { share: 80, within: 10 }
    }
}

impl Target {
    /// So many of a hundred, 50 to 99, within so many minutes, 0 to 120.
    ///
    /// # Errors
    /// One of them is out of range.
    pub fn new(share: i64, within: i64) -> Result<Self, Error> {
        let fit = |number: i64, from: u32, to: u32| {
            u32::try_from(number).ok().filter(|number| (from..=to).contains(number))
        };
        Ok(Self {
            share: fit(share, 50, 99).ok_or_else(no_share)?,
            within: fit(within, 0, 120).ok_or_else(no_time)?,
        })
    }

    /// A target as it was written; what is left out is as `usual` has it.
    ///
    /// # Errors
    /// It is none.
    pub fn asked(share: Option<&str>, within: Option<&str>, usual: Self) -> Result<Self, Error> {
        let number = |asked: Option<&str>, usual: u32| match asked.map(str::trim) {
            None | Some("") => Some(i64::from(usual)),
            Some(text) => text.parse().ok(),
        };
        let share = number(share, usual.share).ok_or_else(no_share)?;
        Self::new(share, number(within, usual.within).ok_or_else(no_time)?)
    }

    /// A target as a form or a file sets it: both, or neither for none of one's own.
    ///
    /// # Errors
    /// One is missing or out of range.
    pub fn own(share: Option<&str>, within: Option<&str>) -> Result<Option<Self>, Error> {
        let said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        match (said(share), said(within)) {
            (false, false) => Ok(None),
            (false, true) => Err(Error::invalid("share", "planning-error-both")),
            (true, false) => Err(Error::invalid("within", "planning-error-both")),
            (true, true) => Self::asked(share, within, Self::default()).map(Some),
        }
    }

    /// The share, of a hundred.
    pub fn percent(self) -> u32 {
        self.share
    }

    /// The minutes.
    pub fn minutes(self) -> u32 {
        self.within
    }
}

fn no_share() -> Error {
    Error::invalid("share", "foresee-error-share")
}

fn no_time() -> Error {
    Error::invalid("within", "foresee-error-within")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_of_ones_own_has_both_a_share_and_a_time() {
        assert_eq!(Target::own(Some("90"), Some("0")).unwrap(), Some(Target { share: 90, within: 0 }));
        assert_eq!(Target::own(Some(" "), None).unwrap(), None);
        for (share, within) in
            [("90", ""), ("", "5"), ("100", "5"), ("90", "121"), ("90", "-1"), ("half", "5")]
        {
            assert!(Target::own(Some(share), Some(within)).is_err(), "{share} within {within}");
        }
    }

    #[test]
    fn what_is_not_asked_for_is_as_the_hall_has_it() {
        let own = Target { share: 90, within: 5 };
        assert_eq!(Target::asked(None, None, own).unwrap(), own);
        assert_eq!(Target::asked(Some("70"), Some(""), own).unwrap(), Target { share: 70, within: 5 });
    }
}
