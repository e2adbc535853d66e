//! The table of two groups, stratum by stratum.

use counts::DifTable;

use crate::estimate::Why;

/// Which two groups of a table are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupPair {
    /// The group the other is held against.
    pub reference: usize,
    /// The group of interest.
    pub focal: usize,
}

impl Default for GroupPair {
    /// The first two groups, the first as the reference.
    fn default() -> Self {
        Self { reference: 0, focal: 1 }
    }
}

/// Persons with one total: how many of either group chose each point, the lowest first.
pub(super) struct Stratum<'a> {
    pub(super) total: u32,
    pub(super) reference: &'a [u64],
    pub(super) focal: &'a [u64],
}

impl Stratum<'_> {
    /// Persons of either group.
    pub(super) fn sizes(&self) -> (i128, i128) {
        (size(self.reference), size(self.focal))
    }

    /// Whether the stratum can tell the groups apart: somebody of either, and so two persons at least.
    pub(super) fn is_shared(&self) -> bool {
        let (reference, focal) = self.sizes();
        reference > 0 && focal > 0
    }
}

/// The strata with anybody in them, and why there may be nothing to compare.
pub(super) fn strata(table: &DifTable, pair: GroupPair) -> Result<Vec<Stratum<'_>>, Why> {
    if pair.reference == pair.focal || pair.reference.max(pair.focal) >= table.groups() {
        return Err(Why::SingleGroup);
    }
    let stratum = |total| {
        let (reference, focal) = (table.answers(pair.reference, total)?, table.answers(pair.focal, total)?);
        Some(Stratum { total, reference, focal })
    };
    let strata: Vec<Stratum<'_>> = table.totals().filter_map(stratum).filter(|s| s.sizes() != (0, 0)).collect();
    let (reference, focal) = persons(&strata);
    match (reference > 0, focal > 0) {
        (false, false) => Err(Why::NoAnswers),
        (true, true) => Ok(strata),
        _ => Err(Why::SingleGroup),
    }
}

/// Persons of either group in all strata. At most 2³² persons stand in a table, so nothing here passes 2⁷⁰.
pub(super) fn persons(strata: &[Stratum<'_>]) -> (i128, i128) {
    strata.iter().map(Stratum::sizes).fold((0, 0), |sum, sizes| (sum.0 + sizes.0, sum.1 + sizes.1))
}

pub(super) fn size(answers: &[u64]) -> i128 {
    answers.iter().copied().map(i128::from).sum()
}

/// Σ yᵏ over persons, y the answer.
pub(super) fn power_sum(table: &DifTable, answers: &[u64], power: u32) -> i128 {
    table.points().all().zip(answers).map(|(point, &persons)| i128::from(point).pow(power) * i128::from(persons)).sum()
}
