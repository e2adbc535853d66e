//! The sums of every unit and former municipality in one wave: what is left of a wave once it has been counted.

use counts::Moments;
use disclosure::InnerName;
use indices::aggregation::GroupMoments;
use survey::{Organisation, UnitId, UnitIndex};

use crate::error::AnalysisError;
use crate::settled::WaveCounts;
use crate::tally::Places;

/// Cells with the sums of every scale.
pub(crate) struct WaveCells {
    pub(crate) cells: Vec<Cell>,
    /// For each scale of the wave's instrument, in its order, the sums of each cell.
    pub(crate) scales: Vec<Vec<CellScores>>,
    /// For each scale, the common denominator of its scores.
    pub(crate) divisors: Vec<u64>,
}

/// The people of one unit from one former municipality.
pub(crate) struct Cell {
    /// The unit as it was in the wave.
    pub(crate) then: UnitId,
    /// Where its answers belong today.
    pub(crate) now: UnitIndex,
    pub(crate) former: usize,
    pub(crate) unit_type: String,
    pub(crate) service_area: String,
}

/// What one cell says of one scale.
pub(crate) struct CellScores {
    /// Everybody who has a score.
    pub(crate) whole: GroupMoments,
    /// Everybody who answered every statement.
    pub(crate) complete: Moments,
}

impl WaveCells {
    /// The sums of counted cells, in the order of their names: they were counted in the order in which rows came, and sums of
    /// floats would show it. Kinds of service are those of the wave's own organisation.
    pub(crate) fn of(counted: &WaveCounts, places: &Places<'_>, then: &Organisation) -> Result<Self, AnalysisError> {
        let mut order: Vec<(&InnerName, usize)> = counted.cells.iter().zip(0..).collect();
        order.sort_unstable();
        let mut cells = Vec::with_capacity(counted.cells.len());
        for (name, _) in &order {
            let unit = &name.unit;
            let now = places.unit(unit)?;
            let unknown = || AnalysisError::UnknownUnit { wave: places.wave.id.to_string(), unit: unit.clone() };
            let id = UnitId::new(unit).map_err(|_| unknown())?;
            let (found, at) = match then.index_of(&id) {
                Some(index) => (then, index),
                None => (places.organisation, now),
            };
            cells.push(Cell {
                then: id,
                now,
                former: places.former(&name.former_municipality)?.get(),
                unit_type: found.unit(at).unit_type().as_str().to_owned(),
                service_area: found.service_area(at).map(|area| area.as_str().to_owned()).unwrap_or_default(),
            });
        }
        let (mut scales, mut divisors) = (Vec::new(), Vec::new());
        for counts in &counted.scales {
            let mut of_scale = Vec::with_capacity(counts.len());
            for cell in order.iter().filter_map(|(_, position)| counts.get(*position)) {
                let whole = GroupMoments::of(cell).map_err(|why| AnalysisError::Inconsistent(why.to_string()))?;
                of_scale.push(CellScores { whole, complete: cell.moments() });
            }
            divisors.push(counts.first().map_or(1, |cell| u64::from(cell.score_total().lcm)));
            scales.push(of_scale);
        }
        Ok(Self { cells, scales, divisors })
    }
}

impl CellScores {
    /// The sums of some statements over everybody who answered all; the common denominator is how many statements.
    pub(crate) fn of_items(&self, items: &[usize]) -> GroupMoments {
        let sum = items.iter().filter_map(|item| self.complete.sums().get(*item)).map(|sum| i128::from(*sum)).sum();
        let pairs = items.iter().flat_map(|i| items.iter().map(move |j| (*i, *j)));
        let squares = pairs.filter_map(|(i, j)| self.complete.product(i, j)).map(i128::from).sum();
        GroupMoments { n: self.complete.n(), sum, squares }
    }
}
