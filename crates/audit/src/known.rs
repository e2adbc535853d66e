//! What earlier attacks on nearly the same files worked out, so that whoever withholds a cell more and asks again waits for what changed only.

use std::collections::BTreeMap;

use crate::attack::Options;
use crate::interval::Solved;
use crate::measure::{Attacked, Outcome};
use crate::people::Crowds;
use crate::release::{Cell, Measure, Release};
use crate::system::{CellRef, System};

/// What earlier attacks worked out: ranges by everything they follow from, and what came of each measure of the last whole attack and of the last one on ranges,
/// which stands for as long as its cells and the people behind them stay as they were. The verdict is the same as without.
#[derive(Default)]
pub struct Known {
    pub(crate) ranges: Solved,
    whole: Memory,
    in_between: Memory,
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    Everything,
    RangesAlone,
}

/// The last attack of a kind, and what came of each measure.
#[derive(Default)]
struct Memory {
    last: Option<Remembered>,
    outcomes: BTreeMap<Measure, (Kept, Outcome)>,
}

/// Shapes only.
impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (ranges, measures) = (self.ranges.len(), self.whole.outcomes.len());
        f.debug_struct("Known").field("ranges", &ranges).field("measures", &measures).finish_non_exhaustive()
    }
}

/// What an attack had in hand.
pub(crate) struct Remembered {
    pub(crate) releases: Vec<Release>,
    pub(crate) people: Crowds,
    pub(crate) options: Options,
    pub(crate) random_each: u64,
}

/// What of a measure its outcome follows from, beside the cells themselves and what all measures have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    cells: Vec<CellRef>,
    /// The people of hidden cells, some of which another measure prints.
    sizes: Vec<Option<u64>>,
}

impl Kept {
    pub(crate) fn of(cells: &[CellRef], system: &System) -> Kept {
        Kept { cells: cells.to_vec(), sizes: system.targets.iter().map(|target| target.size).collect() }
    }
}

impl Known {
    /// Forgets what came of measures, unless these files differ from the last ones in cells only.
    pub(crate) fn keep_if_about(&mut self, releases: &[Release], options: &Options, random_each: u64) {
        self.whole.keep_if_about(releases, options, random_each);
        self.in_between.keep_if_about(releases, options, random_each);
    }

    /// What came of a measure of which the last attack had the same cells and people. Whoever asks for ranges is served by a whole attack too.
    pub(crate) fn outcome(
        &self,
        tried: Tried,
        (measure, kept): (&Measure, &Kept),
        releases: &[Release],
        people: &Crowds,
    ) -> Option<&Outcome> {
        let whole = || self.whole.outcome((measure, kept), releases, people);
        match tried {
            Tried::Everything => whole(),
            Tried::RangesAlone => self.in_between.outcome((measure, kept), releases, people).or_else(whole),
        }
    }

    /// Takes in what an attack worked out, in place of what came of the measures of the one before.
    pub(crate) fn remember(&mut self, tried: Tried, last: Remembered, attacked: Vec<(Measure, Attacked)>) {
        let memory = match tried {
            Tried::Everything => &mut self.whole,
            Tried::RangesAlone => &mut self.in_between,
        };
        *memory = Memory { last: Some(last), outcomes: BTreeMap::new() };
        for (measure, Attacked { outcome, kept, solved, .. }) in attacked {
            self.ranges.extend(solved);
            memory.outcomes.insert(measure, (kept, outcome));
        }
    }
}

impl Memory {
    fn keep_if_about(&mut self, releases: &[Release], options: &Options, random_each: u64) {
        let same = self.last.as_ref().is_some_and(|last| {
            last.random_each == random_each
                && last.options == *options
                && last.releases.len() == releases.len()
                && last.releases.iter().zip(releases).all(|(one, other)| differ_in_cells_only(one, other))
        });
        if !same {
            *self = Memory::default();
        }
    }

    fn outcome(&self, (measure, kept): (&Measure, &Kept), releases: &[Release], people: &Crowds) -> Option<&Outcome> {
        let (last, (before, outcome)) = (self.last.as_ref()?, self.outcomes.get(measure)?);
        let same_cell = |at: &CellRef| cell(&last.releases, *at) == cell(releases, *at);
        let same = before == kept && kept.cells.iter().all(same_cell) && last.people.of(measure) == people.of(measure);
        same.then_some(outcome)
    }
}

fn cell(releases: &[Release], at: CellRef) -> Option<&Cell> {
    releases.get(at.release).and_then(|release| release.cells.get(at.cell))
}

fn differ_in_cells_only(one: &Release, other: &Release) -> bool {
    let Release { file, wave, thresholds, tree, formers, scales, titles, cells: _, unread } = one;
    (file, wave, thresholds, tree, formers, scales, titles, unread)
        == (
            &other.file,
            &other.wave,
            &other.thresholds,
            &other.tree,
            &other.formers,
            &other.scales,
            &other.titles,
            &other.unread,
        )
}
