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
        let mut explained = 0.0;
        for s in 0..kept.len() {
            explained += projected[s] * projected[s];
        }
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
