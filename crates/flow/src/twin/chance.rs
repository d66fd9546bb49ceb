//! Chance by key: what is drawn depends on what it is for, never on when it is drawn.
//!
//! A generator hands out its numbers in turn, so one customer more shifts all that follows. Here a number is a hash of
//! (seed, replication, stream, customer, which draw), and a customer has the same arrival, class, patience and quantile of
//! service in every variant of a hall: what differs between two variants is what was changed. The hash is the finaliser of
//! SplitMix64 (G. L. Steele, D. Lea & C. H. Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014), on
//! steps of its Weyl sequence from a hashed start.

/// The step of the Weyl sequence: 2⁶⁴ by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A place in the tree of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key(u64);

impl Key {
    /// The root of a replication.
    pub(super) fn root(seed: u64, replication: u64) -> Self {
        Self(seed).child(0).child(replication)
    }

    /// The key of a thing of this number.
    #[inline]
    pub(super) fn child(self, number: u64) -> Self {
        let mut z = self.0.wrapping_add(number.wrapping_add(1).wrapping_mul(GOLDEN));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(z ^ (z >> 31))
    }

    /// The key itself as a number above 0 and below 1.
    #[inline]
    pub(super) fn share(self) -> f64 {
        ((self.0 >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }
}

/// −ln `v`, for 0 < `v` ≤ 1.
#[inline]
pub(super) fn minus_ln(v: f64) -> f64 {
    -v.ln()
}
