//! The climate that was drawn: one tendency per unit, former municipality, scale and wave.

use crate::apportion::crossing;
use crate::blueprint::{AREAS, FORMERS};
use crate::draws::{Draws, fraction};
use crate::model::{Latent, Model, UNIT_FAMILY, UNIT_GENERAL};
use crate::organisation::{Staff, Workplace};
use survey::Month;

/// Share of a unit's character that is kept from one wave to the next.
pub(crate) const KEPT: f64 = 0.5;
/// The range of a unit's chance to answer.
pub(crate) const PROPENSITY: std::ops::RangeInclusive<f64> = 0.50..=0.90;
/// The share of all employees who are expected to answer.
pub(crate) const RESPONSE_RATE: f64 = 0.70;

/// What makes a unit itself: independent standard normal numbers.
#[derive(Clone, Debug)]
pub(crate) struct Character {
    pub(crate) general: f64,
    pub(crate) absence: f64,
    readiness: f64,
    families: Vec<f64>,
    latents: Vec<f64>,
}

impl Character {
    pub(crate) fn draw(model: &Model, draws: &mut Draws) -> Self {
        Self {
            general: draws.normal(),
            absence: draws.normal(),
            readiness: draws.normal(),
            families: draws.normals(model.families),
            latents: draws.normals(model.latents.len()),
        }
    }

    /// The character that comes of earlier ones: a weighted mixture of them, partly replaced by a new one.
    pub(crate) fn inherit(earlier: &[(&Character, f64)], new: Self) -> Self {
        let length = earlier.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        if length <= 0.0 {
            return new;
        }
        let mix = |fresh: f64, of: &dyn Fn(&Character) -> Option<f64>| {
            let kept: f64 = earlier.iter().filter_map(|(old, weight)| Some(weight / length * of(old)?)).sum();
            KEPT.sqrt() * kept + (1.0 - KEPT).sqrt() * fresh
        };
        let mixed = |fresh: &[f64], list: &dyn Fn(&Character) -> &[f64]| {
            fresh.iter().enumerate().map(|(at, x)| mix(*x, &|old| list(old).get(at).copied())).collect()
        };
        Self {
            general: mix(new.general, &|old| Some(old.general)),
            absence: mix(new.absence, &|old| Some(old.absence)),
            readiness: mix(new.readiness, &|old| Some(old.readiness)),
            families: mixed(&new.families, &|old| &old.families),
            latents: mixed(&new.latents, &|old| &old.latents),
        }
    }

    /// The unit's own effect on one tendency, with variance one over units.
    fn effect(&self, position: usize, latent: &Latent) -> f64 {
        let family = self.families.get(latent.family).copied().unwrap_or_default();
        let own = self.latents.get(position).copied().unwrap_or_default();
        let shared = UNIT_GENERAL.sqrt() * self.general + UNIT_FAMILY.sqrt() * family;
        latent.sign * shared + (1.0 - UNIT_GENERAL - UNIT_FAMILY).sqrt() * own
    }
}

/// One unit in one wave.
#[derive(Clone, Debug)]
pub(crate) struct UnitClimate {
    pub(crate) staff: Staff,
    /// The chance that an employee answers.
    pub(crate) propensity: f64,
    /// Mean tendency per latent, for each former municipality.
    pub(crate) tendencies: Vec<[f64; 4]>,
}

/// How much of the differences between the former municipalities is left in a wave.
pub(crate) fn former_weight(wave: usize) -> f64 {
    [1.0, 0.7, 0.5].get(wave).copied().unwrap_or(0.5)
}

/// How far all employees' tendency has moved in a wave, in latent standard deviations: a dip after the merger and in the
/// pandemic, then recovery.
pub(crate) fn wave_shift(latent: &Latent, wave: usize) -> f64 {
    let usual = [0.0, -0.17, 0.03].get(wave).copied().unwrap_or_default();
    let own = if wave == 0 { 0.0 } else { 0.06 * (fraction(&latent.name, "trend") - 0.5) };
    latent.sign * (usual + own)
}

/// The effect of a service area on a tendency, in latent standard deviations.
pub(crate) fn area_effect(latent: &Latent, area: usize) -> f64 {
    AREAS.get(area).map_or(0.0, |area| {
        latent.sign * area.climate + 0.08 * (fraction(&format!("{} {}", latent.name, area.code), "area") - 0.5)
    })
}

/// The effect of a former municipality on its people's tendency in a wave, in latent standard deviations.
pub(crate) fn former_effect(latent: &Latent, former: usize, wave: usize) -> f64 {
    FORMERS.get(former).map_or(0.0, |former| {
        let own = 0.06 * (fraction(&format!("{} {}", latent.name, former.code), "former") - 0.5);
        former_weight(wave) * (latent.sign * former.climate + own)
    })
}

/// The climate of every unit in one wave.
///
/// For each tendency the units' own effects are scaled so that, weighted by employees, the differences between units have
/// exactly the stated variance and the stated mean.
pub(crate) fn climate(
    model: &Model,
    wave: usize,
    month: Month,
    workplaces: &[Workplace],
    characters: &[Character],
) -> Vec<UnitClimate> {
    let staffs: Vec<Staff> = workplaces.iter().map(|workplace| workplace.staff(month)).collect();
    let sizes: Vec<f64> = staffs.iter().map(|staff| f64::from(staff.iter().sum::<u32>())).collect();
    let propensities = propensities(workplaces, characters, &sizes);
    let mut units: Vec<UnitClimate> = staffs
        .iter()
        .zip(propensities)
        .map(|(staff, propensity)| UnitClimate { staff: *staff, propensity, tendencies: Vec::new() })
        .collect();
    for (position, latent) in model.latents.iter().enumerate() {
        let formers = [0, 1, 2, 3].map(|former| former_effect(latent, former, wave));
        let given: Vec<f64> = workplaces
            .iter()
            .zip(&staffs)
            .zip(&sizes)
            .map(|((workplace, staff), size)| {
                let mixture: f64 = staff.iter().zip(formers).map(|(count, effect)| f64::from(*count) * effect).sum();
                area_effect(latent, workplace.area) + if *size > 0.0 { mixture / size } else { 0.0 }
            })
            .collect();
        let own: Vec<f64> = characters.iter().map(|character| character.effect(position, latent)).collect();
        let (scale, centre) = standardise(&sizes, &given, &own, latent.unit_variance);
        let shift = wave_shift(latent, wave) - centre;
        for ((unit, workplace), own) in units.iter_mut().zip(workplaces).zip(&own) {
            let common = area_effect(latent, workplace.area) + scale * own + shift;
            unit.tendencies.push(formers.map(|former| common + former));
        }
    }
    units
}

/// The factor c for which `given + c·own` has the wanted variance, and its mean then; both weighted.
fn standardise(weights: &[f64], given: &[f64], own: &[f64], variance: f64) -> (f64, f64) {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return (0.0, 0.0);
    }
    let mean = |values: &[f64]| weights.iter().zip(values).map(|(weight, value)| weight * value).sum::<f64>() / total;
    let (given_mean, own_mean) = (mean(given), mean(own));
    let moment = |a: &[f64], a_mean: f64, b: &[f64], b_mean: f64| {
        let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - a_mean) * (b - b_mean)).collect();
        mean(&products)
    };
    let of_own = moment(own, own_mean, own, own_mean);
    let of_both = moment(given, given_mean, own, own_mean);
    let missing = (variance - moment(given, given_mean, given, given_mean)).max(0.0);
    let factor = if of_own > 0.0 { ((of_both * of_both + of_own * missing).sqrt() - of_both) / of_own } else { 0.0 };
    (factor, given_mean + factor * own_mean)
}

/// Each unit's chance to answer: higher where the climate is better, within [`PROPENSITY`], and [`RESPONSE_RATE`] overall.
fn propensities(workplaces: &[Workplace], characters: &[Character], sizes: &[f64]) -> Vec<f64> {
    let lean: Vec<f64> = workplaces
        .iter()
        .zip(characters)
        .map(|(workplace, character)| {
            let area = AREAS.get(workplace.area).map_or(0.0, |area| area.readiness);
            area + 0.18 * character.general + 0.45 * character.readiness
        })
        .collect();
    let chance =
        |lean: f64, base: f64| (1.0 / (1.0 + (-base - lean).exp())).clamp(*PROPENSITY.start(), *PROPENSITY.end());
    let total: f64 = sizes.iter().sum();
    let base = crossing(-4.0, 4.0, |base| {
        sizes.iter().zip(&lean).map(|(size, lean)| size * chance(*lean, base)).sum::<f64>() - RESPONSE_RATE * total
    });
    lean.into_iter().map(|lean| chance(lean, base)).collect()
}
