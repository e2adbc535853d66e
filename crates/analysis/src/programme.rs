//! The leadership programme: the calendar of modules meets the units' answers of every wave.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::programme::{Doses, DraftProgramme};
use disclosure::{GroupIndex, WaveLabel};
use indices::aggregation::GroupMoments;
use indices::trend::UnitWave;
use plan::programme_effect::{ModuleCalendar, Panel};
use survey::{Date, Lineage, Organisation, Scale, Share, UnitId, UnitIndex};

use crate::merger::MergerWave;

/// One person, in the parts that a divided unit's people are counted in.
const PERSON: u64 = 1_000_000;

/// What the calendar and the waves give; nothing without a calendar.
///
/// The units are today's lowest ones. What an earlier unit answered belongs to the unit that it became; where it was
/// divided, to each part by its stated share, and to none where no shares are stated.
pub(crate) fn programme(
    calendar: &ModuleCalendar,
    waves: &[MergerWave<'_>],
    organisation: &Organisation,
    lineage: &Lineage,
) -> Option<DraftProgramme> {
    let current = waves.last().filter(|_| !calendar.is_empty())?;
    let modules = modules(calendar, organisation, lineage);
    let lowest: Vec<UnitIndex> =
        organisation.indices().filter(|unit| organisation.children(*unit).is_empty()).collect();
    let dates: Vec<Date> = waves.iter().map(|wave| wave.wave.wave.reference_date).collect();
    let began = |unit: &UnitIndex| Some((unit.get(), modules.get(unit)?.values().min().copied()?));
    let began: BTreeMap<usize, Date> = lowest.iter().filter_map(began).collect();
    let weights: Vec<BTreeMap<usize, BTreeMap<usize, u64>>> =
        waves.iter().map(|wave| weights(wave, organisation, lineage)).collect();
    let panel = |scale: &Scale| Panel {
        cells: cells(waves, &weights, scale, organisation),
        divisor: divisor(current, scale),
        waves: dates.clone(),
        began: began.clone(),
    };
    Some(DraftProgramme {
        waves: waves.iter().map(|wave| WaveLabel::of(&wave.wave.wave)).collect(),
        doses: dates.iter().map(|date| doses(&lowest, &modules, *date)).collect(),
        units: lowest.iter().map(|unit| (unit.get(), GroupIndex::new(unit.get()))).collect(),
        panels: current.wave.instrument.scales().iter().map(|scale| (scale.id().clone(), panel(scale))).collect(),
    })
}

type Modules = BTreeMap<u8, Date>;

/// The first day of each module in every unit of today: its own and those of units that became it; a unit without any has
/// those of the nearest unit above.
fn modules(calendar: &ModuleCalendar, organisation: &Organisation, lineage: &Lineage) -> BTreeMap<UnitIndex, Modules> {
    let mut own: BTreeMap<UnitIndex, Modules> = BTreeMap::new();
    for unit in calendar.units() {
        for destination in lineage.destinations(unit, organisation).into_keys() {
            let known = own.entry(destination).or_default();
            for (module, date) in calendar.of(unit) {
                known.entry(module).and_modify(|first| *first = date.min(*first)).or_insert(date);
            }
        }
    }
    let nearest = |unit: UnitIndex| {
        let line = std::iter::once(unit).chain(organisation.ancestors(unit));
        let mut known = line.filter_map(|unit| own.get(&unit));
        Some((unit, known.next()?.clone()))
    };
    organisation.indices().filter_map(nearest).collect()
}

fn doses(units: &[UnitIndex], modules: &BTreeMap<UnitIndex, Modules>, date: Date) -> Doses {
    let mut doses = [0; 5];
    for unit in units {
        let taken = modules.get(unit).map_or(0, |own| own.values().filter(|day| **day <= date).count());
        if let Some(count) = doses.get_mut(taken) {
            *count += 1;
        }
    }
    doses
}

/// For each cell of a wave, the units of today its people count in, and how much.
fn weights(
    wave: &MergerWave<'_>,
    organisation: &Organisation,
    lineage: &Lineage,
) -> BTreeMap<usize, BTreeMap<usize, u64>> {
    let mut of_unit: BTreeMap<&UnitId, BTreeMap<usize, u64>> = BTreeMap::new();
    let parts = |share: Share| {
        let (parts, whole) = share.fraction();
        u64::try_from(u128::from(parts) * u128::from(PERSON) / u128::from(whole.max(1))).unwrap_or_default()
    };
    let cells = wave.cells.cells.iter().enumerate();
    let weights = cells.map(|(position, cell)| {
        let weights = of_unit.entry(&cell.then).or_insert_with(|| {
            let found = lineage.destinations(&cell.then, organisation).into_iter();
            found.filter_map(|(unit, share)| Some((unit.get(), parts(share?)))).collect()
        });
        (position, weights.clone())
    });
    weights.collect()
}

/// The scores of today's lowest units in every wave, a person counting as [`PERSON`] parts.
fn cells(
    waves: &[MergerWave<'_>],
    weights: &[BTreeMap<usize, BTreeMap<usize, u64>>],
    scale: &Scale,
    organisation: &Organisation,
) -> Vec<UnitWave> {
    let lowest: BTreeSet<usize> =
        organisation.indices().filter(|unit| organisation.children(*unit).is_empty()).map(UnitIndex::get).collect();
    let mut sums: BTreeMap<(usize, usize), (u128, i128, i128)> = BTreeMap::new();
    for (position, (wave, weights)) in waves.iter().zip(weights).enumerate() {
        let known = |other: &Scale| other.id() == scale.id() && other.points() == scale.points();
        let Some(at) = wave.wave.instrument.scales().iter().position(known) else { continue };
        let of_scale = wave.cells.scales.get(at).map(Vec::as_slice).unwrap_or_default();
        for (cell, own) in of_scale.iter().enumerate() {
            for (unit, weight) in weights.get(&cell).into_iter().flatten().filter(|(unit, _)| lowest.contains(unit)) {
                let sum = sums.entry((*unit, position)).or_default();
                sum.0 += u128::from(own.whole.n) * u128::from(*weight);
                sum.1 += own.whole.sum * i128::from(*weight);
                sum.2 += own.whole.squares * i128::from(*weight);
            }
        }
    }
    sums.into_iter().filter_map(|((unit, wave), sums)| Some(UnitWave { unit, wave, scores: persons(sums)? })).collect()
}

/// Parts of persons as whole persons. Whole units come out exactly; of a divided one the number of people is rounded, and
/// sum and squares follow it, so that the mean stays what it is.
fn persons((parts, sum, squares): (u128, i128, i128)) -> Option<GroupMoments> {
    let n = u64::try_from((parts + u128::from(PERSON / 2)) / u128::from(PERSON)).ok().filter(|n| *n > 0)?;
    let parts = i128::try_from(parts).ok()?;
    let share = |value: i128| Some((value.checked_mul(i128::from(n))? + parts / 2) / parts);
    Some(GroupMoments { n, sum: share(sum)?, squares: share(squares)? })
}

fn divisor(wave: &MergerWave<'_>, scale: &Scale) -> u64 {
    let at = wave.wave.instrument.scales().iter().position(|known| known.id() == scale.id());
    at.and_then(|at| wave.cells.divisors.get(at)).copied().unwrap_or(1)
}
