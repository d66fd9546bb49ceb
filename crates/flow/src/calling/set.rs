//! Skills and purposes as bits, so that to match a desk with a visit is one instruction and no allocation.

use std::fmt;

/// How many different names a [`Set`] can tell apart.
pub const MOST_NAMES: usize = 128;

/// A skill or a purpose, numbered by [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u8);

/// A set of skills or of purposes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Set(u128);

impl Set {
    /// Nothing.
    pub const EMPTY: Self = Self(0);
    /// Everything, also what is named later: a desk that takes all purposes.
    pub const ALL: Self = Self(u128::MAX);

    /// This set and one name more.
    #[must_use]
    pub const fn with(self, name: Name) -> Self {
        Self(self.0 | 1 << name.0)
    }

    /// Whether the name is in the set.
    #[must_use]
    pub const fn contains(self, name: Name) -> bool {
        self.0 >> name.0 & 1 == 1
    }

    /// Whether all of `needed` is in this set.
    #[must_use]
    pub const fn covers(self, needed: Self) -> bool {
        needed.0 & !self.0 == 0
    }
}

impl FromIterator<Name> for Set {
    fn from_iter<I: IntoIterator<Item = Name>>(names: I) -> Self {
        names.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// Gives names their numbers, in the order in which they are first met. Keep one for skills and one for purposes; a
/// number means the same only within one `Names`.
#[derive(Clone, Debug, Default)]
pub struct Names {
    known: Vec<String>,
}

/// There are already [`MOST_NAMES`] different names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooManyNames {
    /// The name that found no place.
    pub name: String,
}

impl fmt::Display for TooManyNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no place for {:?}: at most {MOST_NAMES} different names; join some", self.name)
    }
}

impl std::error::Error for TooManyNames {}

impl Names {
    /// The name's number; a new one if it was not met before.
    ///
    /// # Errors
    /// [`TooManyNames`] if it is new and all numbers are given.
    pub fn name(&mut self, name: &str) -> Result<Name, TooManyNames> {
        if let Some(found) = self.find(name) {
            return Ok(found);
        }
        let number = u8::try_from(self.known.len()).ok().filter(|&n| usize::from(n) < MOST_NAMES);
        let number = number.ok_or_else(|| TooManyNames { name: name.to_owned() })?;
        self.known.push(name.to_owned());
        Ok(Name(number))
    }

    /// All these names as a set.
    ///
    /// # Errors
    /// [`TooManyNames`] at the first name that finds no place.
    pub fn set<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Result<Set, TooManyNames> {
        names.into_iter().map(|name| self.name(name)).collect()
    }

    /// The name's number, if it was met before.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Name> {
        let place = self.known.iter().position(|known| known == name)?;
        u8::try_from(place).ok().map(Name)
    }
}
