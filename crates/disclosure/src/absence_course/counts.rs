//! Small counts: which groups may show how many absences or employer periods began.
//!
//! What it is: the rule that a count is nought or not small, for every group that is shown and for what is left of a group
//! without the parts that are shown.
//!
//! What it is not: a joint solution over all families at once; see docs/gaps.
//!
//! Invariant: hiding only ever takes away, so it ends.

use std::collections::{BTreeMap, BTreeSet};

use super::SMALLEST_COUNT;
use crate::{Family, GroupIndex};

/// Counts of one group; every group has as many.
pub(crate) type Counts = Vec<u64>;

/// Whether a count may stand.
pub(crate) const fn is_small(count: u64) -> bool {
    0 < count && count < SMALLEST_COUNT
}

/// The first family in which what is left of a shown parent, without its shown members, holds a small count; with its shown
/// members.
pub(crate) fn exposed<'f>(
    families: &'f [Family],
    counts: &BTreeMap<GroupIndex, Counts>,
    shown: &BTreeSet<GroupIndex>,
) -> Option<(&'f Family, Vec<GroupIndex>)> {
    families.iter().find_map(|family| {
        let mut left = counts.get(&family.parent).filter(|_| shown.contains(&family.parent))?.clone();
        let members: Vec<GroupIndex> = family
            .members
            .iter()
            .copied()
            .filter(|member| shown.contains(member) && counts.contains_key(member))
            .collect();
        for counts in members.iter().filter_map(|member| counts.get(member)) {
            for (left, count) in left.iter_mut().zip(counts) {
                *left = left.saturating_sub(*count);
            }
        }
        left.into_iter().any(is_small).then_some((family, members))
    })
}

/// The groups whose counts may be shown, out of those that are shown otherwise.
pub(crate) fn safe(
    families: &[Family],
    counts: &BTreeMap<GroupIndex, Counts>,
    mut shown: BTreeSet<GroupIndex>,
) -> BTreeSet<GroupIndex> {
    shown.retain(|group| counts.get(group).is_some_and(|counts| !counts.iter().copied().any(is_small)));
    while let Some((family, members)) = exposed(families, counts, &shown) {
        let total = |group: &GroupIndex| counts.get(group).map_or(0, |counts| counts.iter().sum::<u64>());
        // The smallest part goes with what must be hidden; without parts the whole goes.
        let least = members.into_iter().min_by_key(|group| (total(group), *group)).unwrap_or(family.parent);
        shown.remove(&least);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: GroupIndex = GroupIndex::new(0);

    fn kept(parts: &[u64], whole: u64) -> Vec<usize> {
        let counts = std::iter::once(whole).chain(parts.iter().copied());
        let counts: BTreeMap<_, _> = counts.enumerate().map(|(at, count)| (GroupIndex::new(at), vec![count])).collect();
        let family = Family { parent: WHOLE, members: (1..=parts.len()).map(GroupIndex::new).collect() };
        safe(&[family], &counts, counts.keys().copied().collect()).into_iter().map(GroupIndex::get).collect()
    }

    #[test]
    fn a_small_count_is_hidden_with_the_smallest_other() {
        assert_eq!(kept(&[10, 20, 30], 60), [0, 1, 2, 3]);
        assert_eq!(kept(&[0, 20, 40], 60), [0, 1, 2, 3], "nought points at nobody");
        assert_eq!(kept(&[2, 20, 30], 52), [0, 3], "2 and 20 are hidden together");
        assert_eq!(kept(&[1, 1, 30], 32), [0], "1 and 1 together are still two");
        assert_eq!(kept(&[1, 2, 30], 33), [0, 3], "1 and 2 are three");
        assert_eq!(kept(&[20, 30], 52), [0, 2], "what is in no part is two");
        assert_eq!(kept(&[1, 0], 1), [2], "a whole that is small is hidden, nought may be shown");
    }
}
