//! Sums of cross-products: all that least squares needs to know of the rows.
//!
//! A [`Gram`] holds Σ z·zᵀ of rows z = (1, x₁, …, x_k), each variable measured from the first row seen, so that
//! large offsets cost no digits. Sums of parts add up to the sum of the whole, hence [`Blocks`]: rows dealt out to a
//! fixed number of Grams can be resampled and cross-validated without a second look at any row.

use crate::resample::mix;

/// A variable whose own (centred) sum of squares falls below this share after the earlier ones are accounted for
/// says nothing new. Rounding disturbs pivots by about 1e-15 of this scale, so it cannot pass for information.
pub(crate) const COLLINEAR: f64 = 1e-9;

/// Sums of cross-products of `variables` and the constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Gram {
    variables: usize,
    origin: Vec<f64>,
    /// Lower triangle, packed by rows; row and column 0 belong to the constant.
    sums: Vec<f64>,
}

/// Coefficients of a least-squares fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Constant.
    pub constant: f64,
    /// Weights in the order asked for; 0 where dropped.
    pub weights: Vec<f64>,
    /// Whether each variable was kept; constant and collinear ones are dropped, the later of two alike.
    pub kept: Vec<bool>,
    /// Share of the variance explained in sample, in [0, 1]; 0 where the target does not vary.
    pub r2: f64,
}

const fn packed(row: usize, column: usize) -> usize {
    row * (row + 1) / 2 + column
}

impl Gram {
    /// No rows yet, of so many variables.
    pub fn new(variables: usize) -> Self {
        Self { variables, origin: vec![0.0; variables], sums: vec![0.0; packed(variables + 1, 0)] }
    }

    /// Number of rows (or their total weight in a resample).
    pub fn n(&self) -> f64 {
        self.sums[0]
    }

    /// Counts a row in: one finite value for each variable, else it panics or spoils the sums.
    pub fn add(&mut self, row: &[f64]) {
        assert_eq!(row.len(), self.variables, "a row has one value for each variable");
        if self.sums[0] == 0.0 {
            self.origin.copy_from_slice(row);
        }
        self.sums[0] += 1.0;
        let mut rest = &mut self.sums[1..];
        for i in 0..self.variables {
            let (line, after) = rest.split_at_mut(i + 2);
            let value = row[i] - self.origin[i];
            line[0] += value;
            for ((sum, other), origin) in line[1..].iter_mut().zip(row).zip(&self.origin) {
                *sum += value * (other - origin);
            }
            rest = after;
        }
    }

    /// Counts the rows of another Gram of the same variables in.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.variables, other.variables, "both have the same variables");
        if other.sums[0] == 0.0 {
            return;
        }
        if self.sums[0] == 0.0 {
            self.origin.copy_from_slice(&other.origin);
        }
        if self.origin == other.origin {
            add_to(&mut self.sums, &other.sums, 1.0);
        } else {
            add_to(&mut self.sums, &other.moved_to(&self.origin), 1.0);
        }
    }

    /// The sums as they would be if the variables were measured from `origin`.
    fn moved_to(&self, origin: &[f64]) -> Vec<f64> {
        let mut moved = self.sums.clone();
        let n = self.sums[0];
        for i in 0..self.variables {
            let step = self.origin[i] - origin[i];
            let sum = self.sums[packed(i + 1, 0)];
            for j in 0..=i {
                let (other_step, other_sum) = (self.origin[j] - origin[j], self.sums[packed(j + 1, 0)]);
                moved[packed(i + 1, j + 1)] += step * other_sum + other_step * sum + n * step * other_step;
            }
            moved[packed(i + 1, 0)] += n * step;
        }
        moved
    }

    /// Mean of a variable; 0 of no rows.
    pub fn mean(&self, variable: usize) -> f64 {
        if self.sums[0] == 0.0 {
            return 0.0;
        }
        self.origin[variable] + self.sums[packed(variable + 1, 0)] / self.sums[0]
    }

    /// Sum over rows of the product of two variables' distances from their means.
    pub fn cross(&self, one: usize, other: usize) -> f64 {
        if self.sums[0] == 0.0 {
            return 0.0;
        }
        let (row, column) = (one.max(other) + 1, one.min(other) + 1);
        let (a, b) = (self.sums[packed(row, 0)], self.sums[packed(column, 0)]);
        self.sums[packed(row, column)] - a * b / self.sums[0]
    }

    /// Whether a variable takes more than one value.
    pub fn varies(&self, variable: usize) -> bool {
        let squares = self.sums[packed(variable + 1, variable + 1)];
        // Relative to the squares from the origin, themselves rounded to about 1e-16 of their size.
        self.cross(variable, variable) > 1e-13 * squares && squares > f64::MIN_POSITIVE * 1e30
    }

    /// Least squares of variable `target` on `terms` and a constant, by a Cholesky decomposition of the centred
    /// cross-products in the order of the terms.
    pub fn fit(&self, target: usize, terms: &[usize]) -> Fit {
        let p = terms.len();
        let mut fit =
            Fit { constant: self.mean(target), weights: vec![0.0; p], kept: vec![false; p], r2: 0.0 };
        let total = self.cross(target, target);
        if !self.varies(target) {
            return fit;
        }
        // Rows of L for the kept terms, and the target's coordinates in the orthonormal basis they make.
        let mut l = vec![0.0; p * p];
        let mut projected = vec![0.0; p];
        let mut kept: Vec<usize> = Vec::with_capacity(p);
        for (t, &term) in terms.iter().enumerate() {
            if !self.varies(term) {
                continue;
            }
            let own = self.cross(term, term);
            let mut pivot = own;
            let mut with_target = self.cross(term, target);
            for (s, &before) in kept.iter().enumerate() {
                let mut x = self.cross(term, terms[before]);
                for u in 0..s {
                    x -= l[t * p + u] * l[before * p + u];
                }
                x /= l[before * p + s];
                l[t * p + s] = x;
                pivot -= x * x;
                with_target -= x * projected[s];
            }
            if pivot <= COLLINEAR * own {
                continue;
            }
            let root = pivot.sqrt();
            l[t * p + kept.len()] = root;
            projected[kept.len()] = with_target / root;
            fit.kept[t] = true;
            kept.push(t);
        }
        let explained: f64 = projected[..kept.len()].iter().map(|x| x * x).sum();
        fit.r2 = (explained / total).clamp(0.0, 1.0);
        for s in (0..kept.len()).rev() {
            let mut x = projected[s];
            for u in s + 1..kept.len() {
                x -= l[kept[u] * p + s] * fit.weights[kept[u]];
            }
            fit.weights[kept[s]] = x / l[kept[s] * p + s];
        }
        for (&term, weight) in terms.iter().zip(&fit.weights) {
            fit.constant -= weight * self.mean(term);
        }
        fit
    }

    /// Sum over these rows of the squared error of `target` as predicted by a constant and weights, fitted here or
    /// elsewhere; never negative.
    pub fn squared_error(&self, target: usize, terms: &[usize], constant: f64, weights: &[f64]) -> f64 {
        // The error is a linear form a·z of the row; its square sums to aᵀ·sums·a.
        let mut form = vec![0.0; self.variables + 1];
        form[0] = self.origin[target] - constant;
        form[target + 1] = 1.0;
        for (&term, &weight) in terms.iter().zip(weights) {
            form[term + 1] -= weight;
            form[0] -= weight * self.origin[term];
        }
        let mut error = 0.0;
        for (i, &a) in form.iter().enumerate() {
            if a == 0.0 {
                continue;
            }
            let line = &self.sums[packed(i, 0)..=packed(i, i)];
            let mut inner = a * line[i];
            for (b, sum) in form[..i].iter().zip(line) {
                inner += 2.0 * b * sum;
            }
            error += a * inner;
        }
        error.max(0.0)
    }
}

fn add_to(sums: &mut [f64], more: &[f64], times: f64) {
    for (sum, value) in sums.iter_mut().zip(more) {
        *sum += times * value;
    }
}

/// Rows dealt out to blocks by a hash of their visit, for resampling in memory that does not grow with the rows.
///
/// The first rows, up to as many as there are blocks, are kept as they are: then every row is a block of its own and
/// nothing depends on their order. Beyond, block `mix(visit) % blocks` sums up its rows.
#[derive(Debug, Clone)]
pub struct Blocks {
    variables: usize,
    count: usize,
    hashes: Vec<u64>,
    rows: Vec<f64>,
    grams: Vec<Gram>,
}

impl Blocks {
    /// No rows yet, of so many variables, for so many blocks (at least 1).
    pub fn new(variables: usize, count: usize) -> Self {
        Self { variables, count: count.max(1), hashes: Vec::new(), rows: Vec::new(), grams: Vec::new() }
    }

    /// Counts a row of a visit in: one finite value for each variable.
    pub fn add(&mut self, visit: u64, row: &[f64]) {
        self.add_hashed(mix(visit), row);
    }

    fn add_hashed(&mut self, hash: u64, row: &[f64]) {
        assert_eq!(row.len(), self.variables, "a row has one value for each variable");
        if self.grams.is_empty() && self.hashes.len() < self.count {
            self.hashes.push(hash);
            self.rows.extend_from_slice(row);
            return;
        }
        self.sum_up();
        let block = (hash % self.count as u64) as usize;
        self.grams[block].add(row);
    }

    /// Turns kept rows into sums.
    fn sum_up(&mut self) {
        if !self.grams.is_empty() {
            return;
        }
        self.grams = vec![Gram::new(self.variables); self.count];
        for (hash, row) in self.hashes.iter().zip(self.rows.chunks_exact(self.variables)) {
            self.grams[(hash % self.count as u64) as usize].add(row);
        }
        self.hashes = Vec::new();
        self.rows = Vec::new();
    }

    /// Counts the rows of other blocks, of the same variables and number, in.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!((self.variables, self.count), (other.variables, other.count), "both are dealt out alike");
        for (&hash, row) in other.hashes.iter().zip(other.rows.chunks_exact(other.variables)) {
            self.add_hashed(hash, row);
        }
        if !other.grams.is_empty() {
            self.sum_up();
            for (own, others) in self.grams.iter_mut().zip(&other.grams) {
                own.merge(others);
            }
        }
    }

    /// The blocks that have rows, measured from one common origin, in an order that only the hashes decide.
    pub fn units(&self) -> Units {
        let mut parts: Vec<(u64, Gram)> = if self.grams.is_empty() {
            let rows = self.hashes.iter().zip(self.rows.chunks_exact(self.variables));
            let mut rows: Vec<(u64, &[f64])> = rows.map(|(&hash, row)| (hash, row)).collect();
            rows.sort_by(|a, b| {
                let by_value = || a.1.iter().zip(b.1).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne());
                a.0.cmp(&b.0).then_with(|| by_value().unwrap_or(std::cmp::Ordering::Equal))
            });
            let single = |(hash, row)| {
                let mut gram = Gram::new(self.variables);
                gram.add(row);
                (hash, gram)
            };
            rows.into_iter().map(single).collect()
        } else {
            let filled = self.grams.iter().enumerate().filter(|(_, gram)| gram.n() > 0.0);
            filled.map(|(block, gram)| (block as u64, gram.clone())).collect()
        };
        let mut total = Gram::new(self.variables);
        for (_, part) in &parts {
            total.merge(part);
        }
        let origin: Vec<f64> = (0..self.variables).map(|variable| total.mean(variable)).collect();
        for (_, part) in &mut parts {
            part.sums = part.moved_to(&origin);
            part.origin.clone_from(&origin);
        }
        Units { variables: self.variables, origin, parts }
    }
}

/// Blocks ready to be summed in any combination.
#[derive(Debug, Clone)]
pub struct Units {
    variables: usize,
    origin: Vec<f64>,
    parts: Vec<(u64, Gram)>,
}

impl Units {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Each unit's hash (equal to that of its visits modulo every divisor of the number of blocks) and sums.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Gram)> {
        self.parts.iter().map(|(hash, gram)| (*hash, gram))
    }

    /// The sum of all units.
    pub fn total(&self) -> Gram {
        self.sum_where(|_| true)
    }

    /// The sum of the units whose hash is wanted.
    pub fn sum_where(&self, wanted: impl Fn(u64) -> bool) -> Gram {
        let mut total = self.blank();
        for (hash, part) in &self.parts {
            if wanted(*hash) {
                add_to(&mut total.sums, &part.sums, 1.0);
            }
        }
        total
    }

    /// The sum of the units, each so many times (one number for each), into `total`, a [`Units::blank`].
    pub fn resample(&self, times: &[f64], total: &mut Gram) {
        total.sums.fill(0.0);
        for ((_, part), &times) in self.parts.iter().zip(times) {
            if times > 0.0 {
                add_to(&mut total.sums, &part.sums, times);
            }
        }
    }

    /// A Gram without rows, measured from the common origin.
    pub fn blank(&self) -> Gram {
        let mut blank = Gram::new(self.variables);
        blank.origin.clone_from(&self.origin);
        blank
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gram(rows: &[Vec<f64>]) -> Gram {
        let mut gram = Gram::new(rows[0].len());
        rows.iter().for_each(|row| gram.add(row));
        gram
    }

    /// Anscombe's first data set (The American Statistician 27, 1973): y = 3.00 + 0.500·x, R² = .667.
    #[test]
    fn the_fit_equals_anscombes() {
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let rows: Vec<Vec<f64>> = x.iter().zip(y).map(|(&x, y)| vec![x, y]).collect();
        let gram = gram(&rows);
        let fit = gram.fit(1, &[0]);
        assert!((fit.constant - 3.0001).abs() < 5e-5 && (fit.weights[0] - 0.5001).abs() < 5e-5);
        assert!((fit.r2 - 0.6665).abs() < 5e-5);
        let error = gram.squared_error(1, &[0], fit.constant, &fit.weights);
        assert!((error - 13.763).abs() < 5e-4, "{error}");
    }

    /// NIST StRD "Longley" has condition number 5e9; here a plain large offset must cost no digits.
    #[test]
    fn a_large_offset_costs_no_digits() {
        let rows: Vec<Vec<f64>> =
            (0..50).map(|i| f64::from(i) / 50.0).map(|x| vec![1e9 + x, 2.0 * x + (x * 40.0).sin()]).collect();
        let near: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0] - 1e9, row[1]]).collect();
        let (far, near) = (gram(&rows).fit(1, &[0]), gram(&near).fit(1, &[0]));
        assert!((far.weights[0] - near.weights[0]).abs() < 1e-9 && (far.r2 - near.r2).abs() < 1e-12);
    }

    #[test]
    fn constant_and_collinear_terms_are_dropped_the_later_of_two_alike() {
        let rows: Vec<Vec<f64>> =
            (0..20).map(f64::from).map(|i| vec![i, 7.0, 3.0 - 2.0 * i, i * i, 5.0 * i]).collect();
        let fit = gram(&rows).fit(4, &[1, 0, 2, 3]);
        assert_eq!(fit.kept, [false, true, false, true]);
        assert!((fit.weights[1] - 5.0).abs() < 1e-9 && fit.weights[0] == 0.0 && fit.weights[2] == 0.0);
        assert!((fit.r2 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_rows_and_one_row_fit_a_constant() {
        let empty = Gram::new(2).fit(1, &[0]);
        assert_eq!((empty.constant, empty.r2, empty.weights), (0.0, 0.0, vec![0.0]));
        let one = gram(&[vec![3.0, 5.0]]).fit(1, &[0]);
        assert_eq!((one.constant, one.r2, one.kept), (5.0, 0.0, vec![false]));
    }

    #[test]
    fn a_resample_of_units_is_the_sum_of_its_rows() {
        for count in [10, 100] {
            let row = |i: u64| [mix(i) as f64 / 1e18, mix(i + 7777) as f64 / 1e18];
            let mut blocks = Blocks::new(2, count);
            (0..60).for_each(|i| blocks.add(i, &row(i)));
            let units = blocks.units();
            let times: Vec<f64> = (0..units.len()).map(|at| (at % 3) as f64).collect();
            let mut resampled = units.blank();
            units.resample(&times, &mut resampled);
            let mut plain = Gram::new(2);
            for ((_, unit), times) in units.iter().zip(&times) {
                (0..*times as usize).for_each(|_| plain.merge(unit));
            }
            assert_eq!(resampled.n(), plain.n());
            assert!((resampled.cross(0, 1) - plain.cross(0, 1)).abs() < 1e-9);
            assert_eq!(units.total().n(), 60.0);
        }
    }

    proptest! {
        #[test]
        fn parts_merge_to_the_whole(
            rows in prop::collection::vec(prop::collection::vec(-1e3f64..1e3, 3), 2..40),
            cut in 0usize..40,
        ) {
            let cut = cut.min(rows.len());
            let whole = gram(&rows);
            let mut parts = Gram::new(3);
            rows[..cut].iter().for_each(|row| parts.add(row));
            let mut rest = Gram::new(3);
            rows[cut..].iter().for_each(|row| rest.add(row));
            parts.merge(&rest);
            for i in 0..3 {
                prop_assert!((whole.mean(i) - parts.mean(i)).abs() < 1e-9);
                for j in 0..3 {
                    prop_assert!((whole.cross(i, j) - parts.cross(i, j)).abs() < 1e-5);
                }
            }
        }

        #[test]
        fn a_fit_leaves_the_least_squares(
            rows in prop::collection::vec(prop::collection::vec(-10f64..10.0, 3), 5..40),
            nudge in -0.1f64..0.1,
        ) {
            let gram = gram(&rows);
            let fit = gram.fit(2, &[0, 1]);
            let error = |constant: f64, a: f64, b: f64| {
                rows.iter().map(|row| (row[2] - constant - a * row[0] - b * row[1]).powi(2)).sum::<f64>()
            };
            let least = error(fit.constant, fit.weights[0], fit.weights[1]);
            prop_assert!((least - gram.squared_error(2, &[0, 1], fit.constant, &fit.weights)).abs() < 1e-6);
            prop_assert!((least - (1.0 - fit.r2) * gram.cross(2, 2)).abs() < 1e-6);
            prop_assert!(least <= error(fit.constant + nudge, fit.weights[0], fit.weights[1]) + 1e-6);
            prop_assert!(least <= error(fit.constant, fit.weights[0] + nudge, fit.weights[1] - nudge) + 1e-6);
        }
    }
}
