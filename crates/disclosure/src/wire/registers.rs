//! Register figures on their way back in.

use std::collections::BTreeSet;

use plan::PARTS;
use serde::Deserialize;
use survey::Date;

use super::check::{below, id_of, impossible, remainder, require};
use super::{Cell, CubeError};
use crate::registers::HEADS_MIN;
use crate::{GroupIndex, GroupKind, PublishedFigure, Released, Sealed, benchmarks};

/// One figure of one group in one year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    figure: plan::Figure,
    year: i32,
    group: GroupIndex,
    cell: Cell<Sums>,
}

/// The value is written for readers; it follows from the sums, which are what is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sums {
    numerator_parts: u64,
    denominator: u64,
    #[serde(rename = "value")]
    _value: Option<f64>,
    sources: Vec<String>,
    vintage: Date,
}

impl Figure {
    pub(super) fn into_cell(self) -> ((plan::Figure, i32, GroupIndex), Released<PublishedFigure>) {
        let figure = self.figure;
        let cell = self.cell.map(|sums| PublishedFigure {
            figure,
            numerator: sums.numerator_parts,
            denominator: sums.denominator,
            sources: sums.sources,
            vintage: sums.vintage,
        });
        ((figure, self.year, self.group), cell)
    }
}

/// Figures are shown for wide groups of enough people, and leave no small rest; what is placed by published cells lies
/// where they say.
pub(super) fn check(sealed: &Sealed) -> Result<(), CubeError> {
    let unknown = |what: &str| CubeError::Unknown { what: what.to_owned() };
    let targets = sealed.targets.iter().flat_map(|targets| targets.of_units.iter().map(|target| target.group));
    let mut groups = sealed.figures.keys().map(|(_, _, group)| *group).chain(targets);
    require(groups.all(|group| sealed.group(group).is_some()), || unknown("a group"))?;
    for ((figure, year, group), cell) in &sealed.figures {
        let what = || format!("{figure} in {year}");
        let Some(found) = cell.shown() else { continue };
        let id = id_of(sealed, *group);
        let kind = sealed.group(*group).map(|group| group.kind);
        let is_unit = matches!(kind, Some(GroupKind::Unit { .. } | GroupKind::Crossed));
        require(!is_unit && found.denominator >= sealed.rule.employees_min(), || below(what(), id))?;
        let whole = found.denominator.saturating_mul(PARTS);
        require(found.numerator <= whole, || impossible(what(), id))?;
        if figure.counts_heads() {
            require(found.numerator % PARTS == 0, || impossible(what(), id))?;
            let counted = found.numerator / PARTS;
            let few = |heads: u64| (1..HEADS_MIN).contains(&heads);
            require(!few(counted) && !few(found.denominator - counted), || below(what(), id))?;
        }
    }
    remainders(sealed)?;
    for benchmark in sealed.benchmarks.iter().filter(|benchmark| benchmarks::is_derived(&benchmark.basis)) {
        let id = id_of(sealed, benchmark.group);
        require(benchmarks::is_as_derived(sealed, benchmark), || impossible("a placement".to_owned(), id))?;
    }
    Ok(())
}

fn remainders(sealed: &Sealed) -> Result<(), CubeError> {
    let tables: BTreeSet<(plan::Figure, i32)> =
        sealed.figures.keys().map(|(figure, year, _)| (*figure, *year)).collect();
    for (figure, year) in tables {
        let what = format!("{figure} in {year} around");
        let shown = |group: GroupIndex| sealed.figure(figure, year, group).shown();
        let people = |group: GroupIndex| shown(group).map(PublishedFigure::denominator);
        remainder(sealed, &what, sealed.rule.employees_min(), people)?;
        if figure.counts_heads() {
            let counted = |group: GroupIndex| shown(group).map(|found| found.numerator / PARTS);
            remainder(sealed, &what, HEADS_MIN, counted)?;
            let left = |group: GroupIndex| shown(group).map(|found| found.denominator - found.numerator / PARTS);
            remainder(sealed, &what, HEADS_MIN, left)?;
        }
    }
    Ok(())
}
