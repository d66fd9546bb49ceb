//! The exact decomposition: every subset of touchpoints, depth first.
//!
//! A walk down the tree of subsets keeps, at each node, the correlations of the touchpoints still to come after
//! those already taken are accounted for (one step of a Cholesky decomposition a column). A node with r touchpoints
//! to come costs about r² and there are 2^(p−r−1) of them, so the mean cost of a subset does not grow with p.

use super::Game;
use crate::gram::COLLINEAR;
use std::ops::Range;

/// The weights of the Shapley value for `p` players, by subset.
pub(super) struct Shapley {
    players: usize,
    /// What a subset's worth counts for a member more than for another player.
    both: Vec<f64>,
    /// What a subset's worth counts against players outside it.
    outside: Vec<f64>,
}

/// Memory for one walk after another.
pub(super) struct Workspace {
    /// Walks take touchpoints of two columns first, since the last ones come up in most subsets.
    order: Vec<usize>,
    groups: Vec<Range<usize>>,
    columns: Vec<usize>,
    width: usize,
    levels: Vec<Vec<f64>>,
    worth: Vec<f64>,
}

impl Shapley {
    pub(super) fn new(players: usize) -> Self {
        // weight[s] = s!·(p−1−s)!/p!, by weight[s+1] = weight[s]·(s+1)/(p−1−s).
        let mut weights = vec![0.0; players.max(1)];
        weights[0] = 1.0 / players.max(1) as f64;
        for size in 1..players {
            weights[size] = weights[size - 1] * size as f64 / (players - size) as f64;
        }
        let of = |subset: usize| {
            let size = subset.count_ones() as usize;
            let outside = if size < players { weights[size] } else { 0.0 };
            let inside = if size > 0 { weights[size - 1] } else { 0.0 };
            (inside + outside, outside)
        };
        let (both, outside) = (0..1usize << players).map(of).unzip();
        Self { players, both, outside }
    }

    /// Fills in the share of each touchpoint and returns the R² they sum to.
    pub(super) fn decompose(&self, game: &Game, workspace: &mut Workspace, shares: &mut [f64]) -> f64 {
        workspace.walk_all(game);
        let worth = &mut workspace.worth;
        let r2 = worth[worth.len() - 1];
        // A player's share is Σ over subsets with it of worth·inside − Σ over subsets without it of worth·outside
        // = Σ over subsets with it of worth·both − Σ over all subsets of worth·outside.
        let mut against = 0.0;
        for ((worth, both), outside) in worth.iter_mut().zip(&self.both).zip(&self.outside) {
            against += *worth * outside;
            *worth *= both;
        }
        // Folding the upper half on the lower one sums over the last player, who is done then.
        let mut rest = &mut worth[..];
        for player in (0..self.players).rev() {
            let (without, with) = rest.split_at_mut(1 << player);
            let mut member = 0.0;
            for (sum, worth) in without.iter_mut().zip(with.iter()) {
                member += worth;
                *sum += worth;
            }
            shares[workspace.order[player]] = member - against;
            rest = without;
        }
        r2
    }
}

impl Workspace {
    pub(super) fn new(game: &Game) -> Self {
        let mut order: Vec<usize> = (0..game.groups.len()).collect();
        order.sort_by_key(|&group| std::cmp::Reverse(game.groups[group].len()));
        let (mut groups, mut columns) = (Vec::with_capacity(order.len()), Vec::with_capacity(game.width));
        for &group in &order {
            let from = columns.len();
            columns.extend(game.groups[group].clone());
            groups.push(from..columns.len());
        }
        columns.push(game.width - 1);
        let width = columns.len();
        Self {
            levels: vec![vec![0.0; width * width]; order.len() + 1],
            worth: vec![0.0; 1 << order.len()],
            order,
            groups,
            columns,
            width,
        }
    }

    /// The worth of every subset, by its bits in the order of the walk.
    fn walk_all(&mut self, game: &Game) {
        for (row, &from) in self.columns.iter().enumerate() {
            for (column, &to) in self.columns.iter().enumerate().skip(row) {
                self.levels[0][row * self.width + column] = game.correlations[from * game.width + to];
            }
        }
        self.worth[0] = 0.0;
        let Self { groups, width, levels, worth, .. } = self;
        walk(&Tree { groups, width: *width }, levels, worth, 0, 0, 0.0);
    }
}

struct Tree<'a> {
    groups: &'a [Range<usize>],
    width: usize,
}

/// Takes each of the groups from `next` on, and all that follow it; `levels[0]` holds what is left to explain with.
fn walk(tree: &Tree, levels: &mut [Vec<f64>], worth: &mut [f64], next: usize, taken: usize, explained: f64) {
    let Some(((here, below), last)) = levels.split_first_mut().zip(tree.groups.len().checked_sub(1)) else {
        return;
    };
    for at in next..=last {
        let group = &tree.groups[at];
        let subset = taken | 1 << at;
        if at == last {
            worth[subset] = explained + gain(here, tree.width, group);
            return;
        }
        let gained = explained + sweep(here, &mut below[0], tree.width, group);
        worth[subset] = gained;
        walk(tree, below, worth, at + 1, subset, gained);
    }
}

/// What a group adds, if nothing comes after it.
fn gain(from: &[f64], width: usize, group: &Range<usize>) -> f64 {
    let (first, target) = (group.start, width - 1);
    let row = &from[first * width..(first + 1) * width];
    let (pivot, with_target) = (row[first], row[target]);
    let fresh = pivot > COLLINEAR;
    let alone = if fresh { with_target * with_target / pivot } else { 0.0 };
    if group.len() == 1 {
        return alone;
    }
    let other = &from[(first + 1) * width..(first + 2) * width];
    let factor = if fresh { row[first + 1] / pivot } else { 0.0 };
    let pivot = other[first + 1] - factor * row[first + 1];
    let with_target = other[target] - factor * with_target;
    alone + if pivot > COLLINEAR { with_target * with_target / pivot } else { 0.0 }
}

/// Takes a group's columns out of all later ones, from one level into the next; returns what they add.
fn sweep(from: &[f64], to: &mut [f64], width: usize, group: &Range<usize>) -> f64 {
    let (first, after, target) = (group.start, group.start + 1, width - 1);
    let taken = &from[first * width..after * width];
    let pivot = taken[first];
    let mut gained = 0.0;
    let inverse = if pivot > COLLINEAR { 1.0 / pivot } else { 0.0 };
    gained += taken[target] * taken[target] * inverse;
    for row in after..target {
        let factor = taken[row] * inverse;
        let line = row * width;
        let (source, sink) = (&from[line + row..line + width], &mut to[line + row..line + width]);
        for ((sink, source), taken) in sink.iter_mut().zip(source).zip(&taken[row..]) {
            *sink = source - factor * taken;
        }
    }
    if group.len() == 2 {
        let (done, rest) = to.split_at_mut((after + 1) * width);
        let taken = &done[after * width..];
        let pivot = taken[after];
        let inverse = if pivot > COLLINEAR { 1.0 / pivot } else { 0.0 };
        gained += taken[target] * taken[target] * inverse;
        for row in after + 1..target {
            let factor = taken[row] * inverse;
            let line = (row - after - 1) * width;
            for (sink, taken) in rest[line + row..line + width].iter_mut().zip(&taken[row..]) {
                *sink -= factor * taken;
            }
        }
    }
    gained
}
