//! Quantiles in a table, so that a draw is two loads and a multiplication whatever the law.
//!
//! Cells are narrow where quantiles bend: each halving of a tail has 64 of them. They are found from the bits of the tail's
//! share, whose exponent is the halving and whose first six bits the cell. Between two entries the quantile is straight.
//! Beyond the thirteenth halving (one draw in 4,096) the law itself is asked, so tails are exact.

/// Cells to a halving, as a power of two.
const FINE: u32 = 6;
/// Halvings of a tail, from a half on.
const HALVINGS: u32 = 12;
/// Cells to a tail.
const CELLS: usize = (HALVINGS as usize) << FINE;
/// Bits of a double below those that name a cell.
const REST: u32 = 52 - FINE;
/// The smallest share that has a cell: 2⁻¹³.
const LEAST: f64 = 1.0 / (2 << HALVINGS) as f64;

/// Quantiles by the share of the smaller tail, the upper tail first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    tails: [Box<[f64]>; 2],
}

impl Table {
    /// The table of a law, given by the value that a share `v` outlasts.
    pub(super) fn of(outlasting: impl Fn(f64) -> f64) -> Self {
        let share = |cell: usize| f64::from_bits(LEAST.to_bits() + ((cell as u64) << REST));
        Self {
            tails: [
                (0..=CELLS).map(|cell| outlasting(share(cell))).collect(),
                (0..=CELLS).map(|cell| outlasting(1.0 - share(cell))).collect(),
            ],
        }
    }

    /// The value that a share `v` outlasts; `None` in the far tails.
    #[inline]
    pub(super) fn outlasting(&self, v: f64) -> Option<f64> {
        let lower = v > 0.5;
        let tail = if lower { 1.0 - v } else { v };
        if tail < LEAST {
            return None;
        }
        let bits = tail.to_bits() - LEAST.to_bits();
        let cell = (bits >> REST) as usize;
        let part = (bits & ((1 << REST) - 1)) as f64 * (1.0 / (1_u64 << REST) as f64);
        let entries = &self.tails[usize::from(lower)];
        let from = entries[cell];
        Some(if cell < CELLS { from + part * (entries[cell + 1] - from) } else { from })
    }
}
