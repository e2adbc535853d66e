//! One culture? Scale by scale: what may be compared, how far the origins are apart in each wave, and the course.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::merger::{AdjustedFor, DraftCourse, DraftCulture};
use indices::Why;
use indices::convergence::{AdjustedGaps, OriginCell, adjusted_gaps, course};
use indices::factor::SampleMoments;
use plan::merger::{MayCompare, Measurement, Untested, margin, may_compare};
use survey::{Instrument, Scale};

use super::MergerWave;

/// Kinds of unit are levels of their own where at least this many units stand behind each, on average.
const UNITS_PER_TYPE: usize = 5;

/// What was found on one scale.
pub(super) struct OfScale {
    pub(super) cultures: BTreeMap<usize, DraftCulture>,
    pub(super) course: Option<DraftCourse>,
}

/// The statements a comparison rests on.
enum Items {
    /// All, with the scale's own rule for gaps.
    All,
    /// These, over complete answers.
    Held(Vec<usize>),
}

/// The finest adjustment under which every wave can be compared on the first scale.
pub(super) fn adjustment(waves: &[MergerWave<'_>], origins: &[usize]) -> AdjustedFor {
    let enough = |wave: &MergerWave<'_>| {
        let types: BTreeSet<&str> = wave.cells.cells.iter().map(|cell| cell.unit_type.as_str()).collect();
        let units: BTreeSet<_> = wave.cells.cells.iter().map(|cell| &cell.then).collect();
        types.len().saturating_mul(UNITS_PER_TYPE) <= units.len()
    };
    let holds =
        |adjusted_for: AdjustedFor| waves.iter().all(|wave| gaps(wave, 0, &Items::All, origins, adjusted_for).is_ok());
    if waves.iter().all(enough) && holds(AdjustedFor::UnitType) {
        AdjustedFor::UnitType
    } else if holds(AdjustedFor::ServiceArea) {
        AdjustedFor::ServiceArea
    } else {
        AdjustedFor::Nothing
    }
}

/// Everything about one scale of the current wave.
pub(super) fn of_scale(
    waves: &[MergerWave<'_>],
    scale: &Scale,
    origins: &[usize],
    adjusted_for: AdjustedFor,
) -> OfScale {
    // A scale with other answer points or statements is another measure, whatever it is called.
    let asked: Vec<(usize, &MergerWave<'_>, usize)> = waves
        .iter()
        .enumerate()
        .filter_map(|(position, wave)| Some((position, wave, same_scale(&wave.wave.instrument, scale)?)))
        .collect();
    let may: Vec<MayCompare> = asked.iter().map(|(_, wave, at)| may_be_compared(wave, *at, origins)).collect();
    let items = items(&may, scale.items().len());
    let mut cultures = BTreeMap::new();
    let mut compared: Vec<(usize, AdjustedGaps)> = Vec::new();
    for ((position, wave, at), may) in asked.iter().zip(&may) {
        let measurement = Measurement::from(may);
        let found = match &items {
            Some(items) if measurement.shows_means() => gaps(wave, *at, items, origins, adjusted_for).ok(),
            _ => None,
        };
        let held = match &items {
            Some(Items::All) => scale.items().len(),
            Some(Items::Held(held)) => held.len(),
            None => 0,
        };
        cultures.insert(*position, culture(measurement, held, found.as_ref()));
        compared.extend(found.map(|found| (*position, found)));
    }
    let weights = weights(compared.iter().map(|(_, found)| found), origins.len());
    for (position, found) in &compared {
        let gap = found.between(&weights).ok().zip(found.largest_gap().ok());
        if let Some(culture) = cultures.get_mut(position) {
            culture.gap = gap;
        }
    }
    let course = match (compared.first(), compared.last()) {
        (Some((first, then)), Some((last, now))) if first < last => Some(DraftCourse {
            first: *first,
            last: *last,
            course: course(then, now, &weights, margin(scale.points())).ok(),
        }),
        _ => None,
    };
    OfScale { cultures, course }
}

/// Where the same scale stands in a wave's instrument.
fn same_scale(instrument: &Instrument, scale: &Scale) -> Option<usize> {
    instrument.scales().iter().position(|known| {
        known.id() == scale.id() && known.points() == scale.points() && known.items().len() == scale.items().len()
    })
}

fn culture(measurement: Measurement, held: usize, found: Option<&AdjustedGaps>) -> DraftCulture {
    DraftCulture {
        measurement,
        items_held: u64::try_from(held).unwrap_or(u64::MAX),
        persons: found.map(|found| found.persons().to_vec()).unwrap_or_default(),
        units: found.map_or(0, AdjustedGaps::units),
        gap: None,
    }
}

/// Persons of each origin over all waves that are compared.
fn weights<'a>(compared: impl Iterator<Item = &'a AdjustedGaps>, origins: usize) -> Vec<f64> {
    let mut weights = vec![0.0; origins];
    for found in compared {
        for (weight, persons) in weights.iter_mut().zip(found.persons()) {
            *weight += *persons as f64;
        }
    }
    weights
}

/// The statements that hold in every wave in which means may be compared at all: the same ones in all waves, or the course
/// would be one of statements. Nothing where fewer than two are left.
fn items(may: &[MayCompare], all: usize) -> Option<Items> {
    let mut held: BTreeSet<usize> = (0..all).collect();
    for found in may {
        if let MayCompare::HeldItems { held: own } = found {
            held.retain(|item| own.contains(item));
        }
    }
    match held.len() {
        left if left == all => Some(Items::All),
        0 | 1 => None,
        _ => Some(Items::Held(held.into_iter().collect())),
    }
}

/// Whether the origins may be compared on a scale of one wave; a composite scale by its parts.
fn may_be_compared(wave: &MergerWave<'_>, at: usize, origins: &[usize]) -> MayCompare {
    let instrument = &wave.wave.instrument;
    let Some(scale) = instrument.scales().get(at) else { return MayCompare::Untested(Untested::FewItems) };
    let parts: Vec<&Scale> = instrument.parts_of(scale).collect();
    if parts.is_empty() {
        return simple(wave, at, origins);
    }
    let mut held = Vec::new();
    let (mut failing, mut untested) = (None, None);
    for part in parts {
        let Some(at) = instrument.scales().iter().position(|known| known.id() == part.id()) else { continue };
        let in_whole = |item: &usize| scale.items().iter().position(|known| part.items().get(*item) == Some(known));
        match simple(wave, at, origins) {
            MayCompare::Means => held.extend((0..part.items().len()).filter_map(|item| in_whole(&item))),
            MayCompare::HeldItems { held: own } => held.extend(own.iter().filter_map(in_whole)),
            MayCompare::Untested(why) => {
                held.extend((0..part.items().len()).filter_map(|item| in_whole(&item)));
                untested = untested.or(Some(why));
            }
            found @ (MayCompare::RelationsOnly | MayCompare::Nothing) => failing = failing.or(Some(found)),
        }
    }
    held.sort_unstable();
    match (held.len(), failing, untested) {
        (all, None, Some(why)) if all == scale.items().len() => MayCompare::Untested(why),
        (all, None, None) if all == scale.items().len() => MayCompare::Means,
        (0 | 1, failing, _) => failing.unwrap_or(MayCompare::RelationsOnly),
        _ => MayCompare::HeldItems { held },
    }
}

fn simple(wave: &MergerWave<'_>, at: usize, origins: &[usize]) -> MayCompare {
    let moments = origins.iter().map(|origin| match wave.origins.get(&(*origin, at)) {
        Some(counts) => SampleMoments::of(&counts.moments()),
        None => Err(Why::NoAnswers),
    });
    match moments.collect::<Result<Vec<SampleMoments>, Why>>() {
        Ok(moments) => may_compare(&moments),
        Err(Why::NoAnswers | Why::TooFewAnswers { .. }) => MayCompare::Untested(Untested::FewAnswers),
        Err(why) => MayCompare::Untested(Untested::Unknown(why)),
    }
}

fn gaps(
    wave: &MergerWave<'_>,
    scale: usize,
    items: &Items,
    origins: &[usize],
    adjusted_for: AdjustedFor,
) -> Result<AdjustedGaps, Why> {
    let scores = wave.cells.scales.get(scale).ok_or(Why::NoAnswers)?;
    let service_of = |cell: &super::cells::Cell| match adjusted_for {
        AdjustedFor::UnitType => cell.unit_type.clone(),
        AdjustedFor::ServiceArea => cell.service_area.clone(),
        AdjustedFor::Nothing => String::new(),
    };
    let mut services: BTreeMap<String, u32> = BTreeMap::new();
    for cell in &wave.cells.cells {
        let next = u32::try_from(services.len()).map_err(|_| Why::TooLarge)?;
        services.entry(service_of(cell)).or_insert(next);
    }
    let mut cells = Vec::new();
    for (cell, scores) in wave.cells.cells.iter().zip(scores) {
        let Some(origin) = origins.iter().position(|origin| *origin == cell.former) else { continue };
        cells.push(OriginCell {
            unit: u32::try_from(cell.now.get()).map_err(|_| Why::TooLarge)?,
            origin,
            service: services.get(&service_of(cell)).copied().unwrap_or_default(),
            scores: match items {
                Items::All => scores.whole,
                Items::Held(held) => scores.of_items(held),
            },
        });
    }
    let divisor = match items {
        Items::All => wave.cells.divisors.get(scale).copied().unwrap_or(1),
        Items::Held(held) => u64::try_from(held.len()).map_err(|_| Why::TooLarge)?,
    };
    adjusted_gaps(&cells, origins.len(), divisor)
}
