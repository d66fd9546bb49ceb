//! Turns by class: two platinum, one gold, one silver.

use super::{Class, Memory};
use std::fmt;

/// The longest round of turns; a [`Memory`] has a bit for each.
pub const MOST_TURNS: usize = 32;

/// A round of turns, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    turns: Vec<Class>,
}

/// What is wrong with a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatioFault {
    /// No class has a turn.
    NoTurns,
    /// More than [`MOST_TURNS`] in a round.
    TooManyTurns {
        /// How many were asked for.
        turns: u64,
    },
}

impl fmt::Display for RatioFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTurns => write!(f, "no class has a turn; give at least one"),
            Self::TooManyTurns { turns } => {
                write!(f, "{turns} turns in a round; at most {MOST_TURNS}, so divide all by the same number")
            }
        }
    }
}

impl std::error::Error for RatioFault {}

impl Ratio {
    /// A round in which each class has so many turns, in the order given. A class may come more than once:
    /// `[(P, 1), (G, 1), (P, 1), (S, 1)]` is the round P G P S.
    ///
    /// # Errors
    /// [`RatioFault`] if there is no turn, or more than [`MOST_TURNS`].
    pub fn new(turns: &[(Class, u32)]) -> Result<Self, RatioFault> {
        let sum: u64 = turns.iter().map(|&(_, n)| u64::from(n)).sum();
        match sum {
            0 => Err(RatioFault::NoTurns),
            sum if sum > MOST_TURNS as u64 => Err(RatioFault::TooManyTurns { turns: sum }),
            _ => {
                Ok(Self { turns: turns.iter().flat_map(|&(class, n)| (0..n).map(move |_| class)).collect() })
            }
        }
    }

    /// The round, turn by turn.
    #[must_use]
    pub fn turns(&self) -> &[Class] {
        &self.turns
    }

    /// The turns of a class, as bits; none if the class is not named.
    pub(crate) fn turns_of(&self, class: Class) -> u32 {
        self.turns
            .iter()
            .enumerate()
            .filter(|&(_, &c)| c == class)
            .fold(0, |bits, (place, _)| bits | 1 << place)
    }

    /// Whose turn it is for a desk: the place in the round, and the memory after the call.
    ///
    /// `here` are the turns of classes of which somebody waits whom this desk can serve; `elsewhere` those of classes of
    /// which somebody waits, but nobody for this desk. `None` if `here` is empty.
    pub(crate) fn next(&self, memory: Memory, here: u32, elsewhere: u32) -> Option<(usize, Memory)> {
        if here == 0 {
            return None;
        }
        let round = u32::MAX >> (MOST_TURNS - self.turns.len());
        let mut taken = memory.taken & round;
        if here & !taken == 0 {
            taken &= elsewhere & !here;
        }
        let place = (here & !taken).trailing_zeros();
        taken |= 1 << place;
        if taken == round {
            taken = 0;
        }
        Some((place as usize, Memory { taken }))
    }
}
