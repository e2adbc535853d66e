//! Units of the same size have the same weight, so their number, their mean and their scatter are all that matters.

use std::collections::BTreeMap;

use crate::aggregation::GroupMoments;

/// All units of one size, as the likelihood sees them.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct SameSize {
    /// Persons in each unit.
    pub(super) n: f64,
    /// How many units there are of this size.
    pub(super) units: f64,
    /// The mean of their means, less the mean of all persons.
    pub(super) offset: f64,
    /// Σ (unit mean − mean of these)².
    pub(super) scatter: f64,
}

/// The mean of all persons, as integers, so that what is measured from it loses nothing.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Centre {
    pub(super) n: i128,
    pub(super) sum: i128,
    pub(super) divisor: u64,
}

impl Centre {
    pub(super) fn of(groups: &[GroupMoments], divisor: u64) -> Option<Self> {
        let add = |(n, sum): (i128, i128), group: &GroupMoments| {
            Some((n.checked_add(i128::from(group.n))?, sum.checked_add(group.sum)?))
        };
        let (n, sum) = groups.iter().filter(|group| group.n > 0).try_fold((0, 0), add)?;
        (n > 0 && divisor > 0).then_some(Self { n, sum, divisor })
    }

    /// sum / n − the mean of all persons, subtracted before anything is rounded.
    pub(super) fn offset(&self, sum: i128, n: i128) -> Option<f64> {
        let scaled = sum.checked_mul(self.n)?.checked_sub(self.sum.checked_mul(n)?)?;
        Some(scaled as f64 / (n.checked_mul(self.n)? as f64 * self.divisor as f64))
    }

    /// The mean of all persons.
    pub(super) fn value(&self) -> f64 {
        self.sum as f64 / (self.n as f64 * self.divisor as f64)
    }
}

/// The units gathered by their size, in rising order; the order of the units cannot show.
pub(super) fn by_size(groups: &[GroupMoments], centre: &Centre) -> Option<Vec<SameSize>> {
    // Size: number of units, sum of their sums, sum of the squares of their sums.
    let mut sums: BTreeMap<u64, (i128, i128, i128)> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.n > 0) {
        let (units, sum, squares) = sums.entry(group.n).or_default();
        *units += 1;
        *sum = sum.checked_add(group.sum)?;
        *squares = squares.checked_add(group.sum.checked_mul(group.sum)?)?;
    }
    let same_size = |(n, (units, sum, squares)): (u64, (i128, i128, i128))| {
        let scatter = units.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
        let of_means = n as f64 * centre.divisor as f64;
        Some(SameSize {
            n: n as f64,
            units: units as f64,
            offset: centre.offset(sum, units.checked_mul(i128::from(n))?)?,
            scatter: scatter as f64 / units as f64 / (of_means * of_means),
        })
    };
    sums.into_iter().map(same_size).collect()
}
