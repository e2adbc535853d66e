//! Published cells as sets of inner groups, with what lies around and inside each at hand.

use std::sync::OnceLock;

use crate::bits::Bits;

/// The published cells of one measure.
pub(crate) struct Rows {
    sets: Vec<Set>,
    /// For each inner group, the cells that hold it.
    of_group: Vec<Vec<usize>>,
}

struct Set {
    bits: Bits,
    groups: u32,
    first: Option<u32>,
    /// The cells inside it, the largest first, once somebody asks.
    inside: OnceLock<Vec<usize>>,
}

impl Rows {
    /// Cells by their groups in rising order, of so many groups.
    pub(crate) fn of(rows: impl Iterator<Item = Vec<u32>>, width: usize) -> Rows {
        let mut of_group: Vec<Vec<usize>> = vec![Vec::new(); width];
        let mut sets = Vec::new();
        for groups in rows {
            for holders in groups.iter().filter_map(|&group| usize::try_from(group).ok()) {
                if let Some(holders) = of_group.get_mut(holders) {
                    holders.push(sets.len());
                }
            }
            let bits = Bits::of(groups.iter().copied(), width);
            sets.push(Set { groups: bits.len(), bits, first: groups.first().copied(), inside: OnceLock::new() });
        }
        Rows { sets, of_group }
    }

    pub(crate) fn bits(&self, row: usize) -> Option<&Bits> {
        self.sets.get(row).map(|set| &set.bits)
    }

    /// The smallest cells that hold some of these groups, the smallest first.
    pub(crate) fn around(&self, groups: &[u32], most: usize) -> Vec<usize> {
        let holders = |&group: &u32| usize::try_from(group).ok().and_then(|group| self.of_group.get(group));
        let mut around: Vec<(u32, usize)> = groups
            .iter()
            .filter_map(holders)
            .flatten()
            .filter_map(|&row| Some((self.sets.get(row)?.groups, row)))
            .collect();
        around.sort_unstable();
        around.dedup();
        around.truncate(most);
        around.into_iter().map(|(_, row)| row).collect()
    }

    /// The cells inside a cell, itself among them, the largest first.
    pub(crate) fn inside(&self, outer: usize) -> &[usize] {
        let Some(outer) = self.sets.get(outer) else { return &[] };
        outer.inside.get_or_init(|| {
            let is_inside =
                |set: &Set| set.first.is_none_or(|first| outer.bits.has(first)) && outer.bits.holds(&set.bits);
            let mut inside: Vec<(std::cmp::Reverse<u32>, usize)> = self
                .sets
                .iter()
                .enumerate()
                .filter(|(_, set)| is_inside(set))
                .map(|(row, set)| (std::cmp::Reverse(set.groups), row))
                .collect();
            inside.sort_unstable();
            inside.into_iter().map(|(_, row)| row).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_around_and_inside() {
        let sets: [&[u32]; 5] = [&[0, 1, 2, 3, 70], &[0, 1], &[2, 3], &[1, 2], &[70]];
        let rows = Rows::of(sets.iter().map(|set| set.to_vec()), 71);
        assert_eq!(rows.around(&[1], 9), [1, 3, 0]);
        assert_eq!(rows.around(&[1, 70], 3), [4, 1, 3]);
        assert_eq!(rows.inside(0), [0, 1, 2, 3, 4]);
        assert_eq!(rows.inside(1), [1]);
    }
}
