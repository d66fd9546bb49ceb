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
        // The bits as a number from 1 to 2; half a step less than 1 is taken from it, exactly.
        f64::from_bits(self.0 >> 12 | 1.0_f64.to_bits()) - (1.0 - f64::EPSILON / 2.0)
    }
}

/// Parts of a doubling that the logarithm is tabulated at.
const PARTS: usize = 128;

/// For each part of [1, 2): the reciprocal of its middle, and the logarithm of that middle.
static LOGARITHMS: [(f64, f64); PARTS] = logarithms();

const fn logarithms() -> [(f64, f64); PARTS] {
    let mut table = [(0.0, 0.0); PARTS];
    let mut part = 0;
    while part < PARTS {
        let middle = 1.0 + (part as f64 + 0.5) / PARTS as f64;
        // ln x = 2 artanh((x − 1) / (x + 1)), whose series gains a digit a term here.
        let y = (middle - 1.0) / (middle + 1.0);
        let (mut power, mut sum, mut n) = (y, 0.0, 1);
        while n < 60 {
            sum += power / n as f64;
            power *= y * y;
            n += 2;
        }
        table[part] = (1.0 / middle, 2.0 * sum);
        part += 1;
    }
    table
}

/// −ln `v`, for 0 < `v` ≤ 1, to 1e-15: the draw behind every exponential time. A table and a short series, twice as quick
/// as the system's logarithm, and the same on every system.
#[inline]
pub(super) fn minus_ln(v: f64) -> f64 {
    let bits = v.to_bits();
    let exponent = (bits >> 52) as i64 - 1_023;
    let (reciprocal, logarithm) = LOGARITHMS[(bits >> 45) as usize % PARTS];
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1.0_f64.to_bits());
    let r = mantissa * reciprocal - 1.0;
    let series = r - r * r * (0.5 - r * (1.0 / 3.0 - r * (0.25 - r * 0.2)));
    -(exponent as f64 * std::f64::consts::LN_2 + (logarithm + series))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_logarithm_is_the_logarithm() {
        let mut key = Key::root(1, 2);
        for n in 0..200_000_u32 {
            key = key.child(u64::from(n));
            for v in [key.share(), key.share() * 1e-9, 1.0 - key.share() * 1e-6, f64::from(n + 1) / 200_000.0]
            {
                assert!((minus_ln(v) + v.ln()).abs() <= 1e-15 * (1.0 - v.ln()), "{v}");
            }
        }
        assert!(minus_ln(1.0).abs() < 1e-15 && (minus_ln(0.5) - 2.0_f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn shares_are_uniform_and_their_neighbours_strangers() {
        let (n, root) = (1_000_000_u64, Key::root(7, 0));
        let (mut sum, mut squares, mut products) = (0.0, 0.0, 0.0);
        for i in 0..n {
            let (a, b) = (root.child(i).share() - 0.5, root.child(i).child(5).share() - 0.5);
            sum += a;
            squares += a * a;
            products += a * b + a * (root.child(i + 1).share() - 0.5);
        }
        let n = n as f64;
        // Five standard errors each.
        assert!((sum / n).abs() < 5.0 * (1.0 / 12.0 / n).sqrt(), "{sum}");
        assert!((squares / n - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / n).sqrt(), "{squares}");
        assert!((products / n).abs() < 5.0 * (2.0 / 144.0 / n).sqrt(), "{products}");
    }
}
