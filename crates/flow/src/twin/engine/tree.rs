//! What comes next: a tournament over everything that has a next time.
//!
//! Each counter, each stream of arrivals and the agenda has one leaf with the time of its next event. A leaf that changes
//! plays its matches up to the root anew: no branches to guess, and as many steps as the number of leaves has bits. Times
//! and leaves are one number, so events at the same microsecond come in the order of leaves, always the same.

/// Bits for the leaf below the time.
const LEAF: u32 = 10;
/// Later than anything.
pub(super) const NEVER: i64 = i64::MAX >> LEAF;

/// The tournament.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// The winner of all at 1, the two halves at 2 and 3, and so on; the leaves last.
    nodes: Vec<i64>,
    leaves: usize,
}

impl Tree {
    /// Leaves that never happen.
    pub(super) fn reset(&mut self, leaves: usize) {
        self.leaves = leaves.next_power_of_two().max(2);
        self.nodes.clear();
        self.nodes.resize(2 * self.leaves, i64::MAX);
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
        let mut place = self.leaves + leaf;
        self.nodes[place] = (at_us.min(NEVER) << LEAF) | leaf as i64;
        while place > 1 {
            let rival = self.nodes[place ^ 1];
            let mine = self.nodes[place];
            place >>= 1;
            self.nodes[place] = mine.min(rival);
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
}
