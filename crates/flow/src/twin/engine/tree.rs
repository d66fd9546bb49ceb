//! What comes next: a tournament over everything that has a next time.
//!
//! Each counter, each stream of arrivals and the agenda has one leaf with the time of its next event; four meet in a match,
//! and the first of them goes on to the next. A leaf that changes plays its matches anew: no branches to guess, two matches
//! for sixteen leaves, five for a thousand. Times
//! and leaves are one number, so events at the same microsecond come in the order of leaves, always the same.

/// Bits for the leaf below the time.
const LEAF: u32 = 10;
/// Later than anything.
pub(super) const NEVER: i64 = i64::MAX >> LEAF;

/// Leaves there can be; [`Hall::check`](crate::twin::Hall::check) lets no hall have more. Any beyond never happen.
const LEAVES: usize = 1 << LEAF;
/// Room for twice as many nodes as there can be leaves, so that a place is cut to bits instead of being checked.
const NODES: usize = 2 << LEAF;

/// The tournament.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// The winner of all at 1; those of the four quarters from 4 on, and so on: who meets for place n are 4 n to 4 n + 3.
    nodes: Box<[i64; NODES]>,
    leaves: usize,
}

impl Default for Tree {
    fn default() -> Self {
        Self { nodes: Box::new([i64::MAX; NODES]), leaves: 4 }
    }
}

impl Tree {
    /// Leaves that never happen.
    pub(super) fn reset(&mut self, leaves: usize) {
        self.leaves = 4;
        while self.leaves < leaves.min(LEAVES) {
            self.leaves *= 4;
        }
        self.nodes[..2 * self.leaves].fill(i64::MAX);
    }

    /// The next event: when, and of which leaf.
    #[inline]
    pub(super) fn next(&self) -> (i64, usize) {
        let first = self.nodes[1];
        (first >> LEAF, (first & ((1 << LEAF) - 1)) as usize)
    }

    /// Gives a leaf another time; anything from [`NEVER`] on never comes.
    #[inline]
    pub(super) fn set(&mut self, leaf: usize, at_us: i64) {
        if leaf >= self.leaves {
            return;
        }
        let mut place = self.leaves + leaf;
        self.nodes[place % NODES] = (at_us.min(NEVER) << LEAF) | leaf as i64;
        while place > 1 {
            place >>= 2;
            let four = (4 * place) % NODES;
            let first = self.nodes[four].min(self.nodes[four + 1]);
            let second = self.nodes[four + 2].min(self.nodes[four + 3]);
            self.nodes[place % NODES] = first.min(second);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_the_lower_leaf_among_equals() {
        let mut tree = Tree::default();
        tree.reset(5);
        assert_eq!(tree.next().0, NEVER);
        for (leaf, at) in [(4, 7), (2, -3), (0, 9), (3, -3)] {
            tree.set(leaf, at);
        }
        assert_eq!(tree.next(), (-3, 2));
        tree.set(2, i64::MAX);
        assert_eq!(tree.next(), (-3, 3));
        tree.set(3, NEVER);
        assert_eq!(tree.next(), (7, 4));
    }

    #[test]
    fn more_leaves_than_there_can_be_never_happen_and_break_nothing() {
        let mut tree = Tree::default();
        tree.reset(5_000);
        for leaf in (0..5_000).rev() {
            tree.set(leaf, 10_000 - leaf as i64);
        }
        assert_eq!(tree.next(), (10_000 - 1_023, 1_023));
    }
}
