//! What the staffing is to keep.

use super::line::{Crowd, Line};
use crate::theory::{Fault, Quantity, Share, Wants};

/// A target.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// At least this share is served within so many seconds.
    Within {
        /// The share, 0 to below 1.
        share: f64,
        /// Seconds, zero or more.
        wait_s: f64,
        /// Of whom.
        of: Share,
    },
    /// The longest wait: all but a share of the arrivals are out of the queue, served or gone, after so many seconds.
    Longest {
        /// Seconds, zero or more.
        wait_s: f64,
        /// The share that may wait longer, above 0 and below 1: 0.01 lets one in a hundred.
        but: f64,
    },
    /// The mean feeling of the wait is at least this.
    Feeling {
        /// What a wait feels like: (seconds, affect), seconds rising, affect falling; level outside.
        curve: Vec<(f64, f64)>,
        /// The least mean affect, less than that of no wait at all.
        least: f64,
    },
    /// At most this share leaves without service, above 0 and below 1.
    Leaving {
        /// The share.
        most: f64,
    },
}

impl Target {
    /// Looks at the numbers of the target, and whether it can be kept at all.
    ///
    /// # Errors
    /// When a number is outside its range.
    pub fn check(&self) -> Result<(), Fault> {
        match self {
            Self::Within { share, wait_s, .. } => {
                Wants::BelowOne.of(Quantity::Target, *share)?;
                Wants::ZeroOrMore.of(Quantity::Within, *wait_s)?;
            }
            Self::Longest { wait_s, but } => {
                Wants::ZeroOrMore.of(Quantity::Within, *wait_s)?;
                Wants::AboveZero.of(Quantity::Target, *but)?;
                Wants::BelowOne.of(Quantity::Target, *but)?;
            }
            Self::Leaving { most } => {
                Wants::AboveZero.of(Quantity::Target, *most)?;
                Wants::BelowOne.of(Quantity::Target, *most)?;
            }
            Self::Feeling { curve, least } => {
                let best = curve.first().map_or(f64::NAN, |point| point.1);
                if !curve.iter().all(|(wait_s, affect)| wait_s.is_finite() && affect.is_finite())
                    || best.is_nan()
                {
                    return Err(Fault { quantity: Quantity::Curve, value: f64::NAN, wants: Wants::Falling });
                }
                if let Some(pair) =
                    curve.windows(2).find(|pair| pair[1].0 <= pair[0].0 || pair[1].1 > pair[0].1)
                {
                    return Err(Fault { quantity: Quantity::Curve, value: pair[1].1, wants: Wants::Falling });
                }
                Wants::Below(best).of(Quantity::Target, *least)?;
            }
        }
        Ok(())
    }

    /// Whether a line in balance keeps it.
    pub fn kept_by(&self, line: &Line) -> bool {
        match self {
            Self::Within { share, wait_s, of } => line.within(*wait_s, *of) >= *share,
            Self::Longest { wait_s, but } => line.longer_than(*wait_s) <= *but,
            Self::Feeling { curve, least } => line.mean_of(curve) >= *least,
            Self::Leaving { most } => line.abandon_share() <= *most,
        }
    }

    /// Whether it can be asked of this crowd: nobody leaves who has endless patience, so a target for leaving says nothing.
    ///
    /// # Errors
    /// When it cannot.
    pub fn fits(&self, crowd: &Crowd) -> Result<(), Fault> {
        match (self, crowd.patience_s) {
            (Self::Leaving { .. }, None) => {
                Err(Fault { quantity: Quantity::Patience, value: f64::INFINITY, wants: Wants::AboveZero })
            }
            _ => Ok(()),
        }
    }
}
