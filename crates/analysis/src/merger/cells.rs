//! The sums of every unit and former municipality in one wave: what is left of a wave once it has been counted.

use std::borrow::Cow;

use counts::{Moments, ScaleCounts};
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

/// The people of one unit from one former municipality, whatever their kind of work.
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
    /// floats would show it. Cells that differ in nothing but the kind of work are one. Kinds of service are those of the wave's own organisation.
    pub(crate) fn of(counted: &WaveCounts, places: &Places<'_>, then: &Organisation) -> Result<Self, AnalysisError> {
        let mut order: Vec<(&InnerName, usize)> = counted.cells.iter().zip(0..).collect();
        order.sort_unstable();
        let places_of: Vec<&[(&InnerName, usize)]> =
            order.chunk_by(|(one, _), (other, _)| same_place(one, other)).collect();
        let mut cells = Vec::with_capacity(places_of.len());
        for (name, _) in places_of.iter().filter_map(|place| place.first()) {
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
            let mut of_scale = Vec::with_capacity(places_of.len());
            for place in &places_of {
                let Some(cell) = merged(counts, place)? else { continue };
                let whole = GroupMoments::of(&cell).map_err(|why| AnalysisError::Inconsistent(why.to_string()))?;
                of_scale.push(CellScores { whole, complete: cell.moments() });
            }
            divisors.push(counts.first().map_or(1, |cell| u64::from(cell.score_total().lcm)));
            scales.push(of_scale);
        }
        Ok(Self { cells, scales, divisors })
    }
}

fn same_place(one: &InnerName, other: &InnerName) -> bool {
    one.unit == other.unit && one.former_municipality == other.former_municipality
}

/// The counts of all kinds of work of a place.
fn merged<'a>(
    counts: &'a [ScaleCounts],
    place: &[(&InnerName, usize)],
) -> Result<Option<Cow<'a, ScaleCounts>>, AnalysisError> {
    let mut found = place.iter().filter_map(|(_, position)| counts.get(*position));
    let Some(first) = found.next() else { return Ok(None) };
    let mut sum = Cow::Borrowed(first);
    for more in found {
        sum.to_mut().merge(more).map_err(|why| AnalysisError::Inconsistent(why.to_string()))?;
    }
    Ok(Some(sum))
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

#[cfg(test)]
mod tests {
    use super::*;
    use counts::ScaleShape;
    use survey::{Date, Instrument, Register, RoleClass, Source, Wave, WaveId};

    fn register() -> Register {
        let source = |file, text| Source { file, text };
        let units = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n\
                     top,Kommunen,,,kommune,,2015-01-01,\nb,Byen,top,Helse,hjem,,2015-01-01,\na,Aa,top,Helse,hjem,,2015-01-01,\n";
        Register::from_csv(
            source("units.csv", units),
            source("former_municipalities.csv", "id,name,merged\nasker,Asker,true\nhurum,Hurum,true\n"),
            source("lineage.csv", "old_unit,new_unit,share\n"),
        )
        .unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn counted(instrument: &Instrument, cells: &[(&str, &str, Option<RoleClass>, &[u8])]) -> WaveCounts {
        let name = |(unit, former, role, _): &(&str, &str, Option<RoleClass>, &[u8])| InnerName {
            unit: (*unit).to_owned(),
            former_municipality: (*former).to_owned(),
            role: *role,
        };
        let of_scale = |scale| {
            let shape = ScaleShape::of(instrument, scale).unwrap();
            let items = scale.items().len();
            let counts = |people: &[u8]| {
                let mut counts = ScaleCounts::new(&shape);
                people.iter().for_each(|point| counts.add(&vec![*point; items]).unwrap());
                counts
            };
            cells.iter().map(|(.., people)| counts(people)).collect()
        };
        WaveCounts {
            cells: cells.iter().map(name).collect(),
            rows: cells.iter().map(|(.., people)| people.len() as u64).collect(),
            scales: instrument.scales().iter().map(of_scale).collect(),
        }
    }

    #[test]
    fn kinds_of_work_of_one_place_are_one_cell() {
        let instrument = survey::mestring().unwrap();
        let (register, day) = (register(), Date::parse("2023-10-01").unwrap());
        let organisation = register.at(day).unwrap();
        let wave = Wave {
            id: WaveId::new("w").unwrap(),
            title: instrument.title().clone(),
            reference_date: day,
            instrument: instrument.id().clone(),
            instrument_version: instrument.version().to_owned(),
            modules: Vec::new(),
        };
        let places = Places { organisation: &organisation, lineage: register.lineage(), wave: &wave };
        let of = |cells: &[_]| WaveCells::of(&counted(&instrument, cells), &places, &organisation).unwrap();
        let (leader, office) = (Some(RoleClass::Leader), Some(RoleClass::Office));
        let apart = of(&[
            ("b", "hurum", office, &[2, 3]),
            ("a", "asker", leader, &[5]),
            ("b", "asker", None, &[4]),
            ("b", "hurum", None, &[1]),
            ("a", "asker", office, &[1, 1, 2]),
        ]);
        let together =
            of(&[("a", "asker", None, &[1, 5, 1, 2]), ("b", "asker", None, &[4]), ("b", "hurum", None, &[2, 1, 3])]);
        let names = |cells: &WaveCells| -> Vec<_> {
            cells.cells.iter().map(|cell| (cell.then.to_string(), cell.former, cell.now)).collect()
        };
        assert_eq!(names(&apart).len(), 3);
        assert_eq!(names(&apart), names(&together));
        assert!(apart.divisors == together.divisors);
        let sums = |cells: &WaveCells| -> Vec<_> {
            cells
                .scales
                .iter()
                .flatten()
                .map(|of| (of.whole.n, of.whole.sum, of.whole.squares, of.complete.n()))
                .collect()
        };
        assert_eq!(sums(&apart), sums(&together));
        assert_eq!(apart.scales.first().map(Vec::len), Some(3));
        let first = apart.scales.first().and_then(|cells| cells.first()).unwrap();
        assert_eq!(first.whole.n, 4);
    }
}
