//! What the drawn climate means for the scores: the truth that estimates are held against.

use crate::blueprint::{AREAS, FORMERS};
use crate::climate::{UnitClimate, area_effect, former_effect, wave_shift};
use crate::ids;
use crate::model::{ItemModel, Model};
use crate::organisation::Workplace;
use crate::truth::{ItemTruth, ScaleTruth, UnitTruth, WaveScaleTruth, WaveTruth};
use std::collections::BTreeMap;
use survey::{FormerMunicipalityId, Instrument, Scale, WaveId};

/// The tendency that a simple scale shows; a composite shows several.
fn latent_of(model: &Model, scale: &Scale) -> Option<usize> {
    model.latents.iter().position(|latent| latent.name == scale.id().as_str())
}

fn formers() -> [FormerMunicipalityId; 4] {
    FORMERS.each_ref().map(|former| ids::former_municipality(former.code))
}

/// What holds for each scale in the population.
pub(crate) fn scales(instrument: &Instrument, model: &Model) -> Vec<ScaleTruth> {
    let of_scale = |scale: &Scale| {
        let expected = model.expected(scale);
        let latent = latent_of(model, scale).and_then(|position| model.latents.get(position));
        ScaleTruth {
            scale: scale.id().clone(),
            composite: latent.is_none(),
            alpha: expected.alpha,
            icc1: expected.icc1,
            mean: expected.mean,
            sd: expected.sd,
            unit_variance: latent.map(|latent| latent.unit_variance),
            service_area_effects: latent.map_or_else(BTreeMap::new, |latent| {
                let effect = |(position, area): (usize, &crate::blueprint::Area)| {
                    (area.name.to_owned(), area_effect(latent, position))
                };
                AREAS.iter().enumerate().map(effect).collect()
            }),
            former_municipality_effects: latent.map_or_else(BTreeMap::new, |latent| {
                formers().into_iter().enumerate().map(|(at, former)| (former, former_effect(latent, at, 0))).collect()
            }),
        }
    };
    instrument.scales().iter().map(of_scale).collect()
}

/// How the answers to each item arise.
pub(crate) fn items(instrument: &Instrument, model: &Model) -> Vec<ItemTruth> {
    let of_item = |(item, model): (&survey::Item, &ItemModel)| ItemTruth {
        item: item.id().clone(),
        loading: model.loading,
        thresholds: model.thresholds.clone(),
        missing: model.missing,
        not_relevant: model.not_relevant,
    };
    instrument.items().iter().zip(&model.items).map(of_item).collect()
}

/// What holds in one wave.
pub(crate) fn wave(
    instrument: &Instrument,
    model: &Model,
    (id, number): (&WaveId, usize),
    workplaces: &[Workplace],
    climates: &[UnitClimate],
) -> WaveTruth {
    let size = |climate: &UnitClimate| climate.staff.iter().sum::<u32>();
    let invited: u32 = climates.iter().map(size).sum();
    let answering: f64 = climates.iter().map(|climate| f64::from(size(climate)) * climate.propensity).sum();
    let units = workplaces.iter().zip(climates).map(|(workplace, climate)| {
        let unit = UnitTruth { employees: size(climate), response_propensity: climate.propensity };
        (workplace.unit.clone(), unit)
    });
    WaveTruth {
        wave: id.clone(),
        invited,
        response_rate: if invited > 0 { answering / f64::from(invited) } else { 0.0 },
        units: units.collect(),
        scales: instrument
            .scales()
            .iter()
            .map(|scale| wave_scale(model, scale, number, workplaces, climates))
            .collect(),
    }
}

fn wave_scale(
    model: &Model,
    scale: &Scale,
    number: usize,
    workplaces: &[Workplace],
    climates: &[UnitClimate],
) -> WaveScaleTruth {
    let items: Vec<&ItemModel> = scale.items().iter().filter_map(|position| model.items.get(*position)).collect();
    let latent = latent_of(model, scale);
    let mut unit_means = BTreeMap::new();
    let mut unit_effects = BTreeMap::new();
    let mut former_sums = [(0.0, 0.0); 4];
    let mut all = Vec::new();
    for (workplace, climate) in workplaces.iter().zip(climates) {
        let mut unit = (0.0, 0.0);
        let mut tendency = 0.0;
        for (former, (count, sums)) in climate.staff.iter().zip(&mut former_sums).enumerate() {
            let people = f64::from(*count);
            let tendency_on = |latent: usize| {
                climate.tendencies.get(latent).and_then(|formers| formers.get(former)).copied().unwrap_or_default()
            };
            let on_item = |item: &&ItemModel| {
                let unit_variance = model.latents.get(item.latent).map_or(0.0, |latent| latent.unit_variance);
                item.expected(tendency_on(item.latent), unit_variance)
            };
            let score = items.iter().map(on_item).sum::<f64>() / items.len() as f64;
            for (sum, total) in [&mut unit, sums] {
                *sum += people * score;
                *total += people;
            }
            tendency += people * latent.map_or(0.0, tendency_on);
        }
        let (sum, people) = unit;
        if people > 0.0 {
            unit_means.insert(workplace.unit.clone(), sum / people);
            all.push((people, sum / people));
            if latent.is_some() {
                unit_effects.insert(workplace.unit.clone(), tendency / people);
            }
        }
    }
    let people: f64 = all.iter().map(|(people, _)| people).sum();
    let mean = all.iter().map(|(people, mean)| people * mean).sum::<f64>() / people;
    let variance = all.iter().map(|(weight, unit)| weight * (unit - mean).powi(2)).sum::<f64>() / people;
    let shift = latent.and_then(|latent| model.latents.get(latent)).map(|latent| wave_shift(latent, number));
    for effect in unit_effects.values_mut() {
        *effect -= shift.unwrap_or_default();
    }
    let of_formers = formers().into_iter().zip(former_sums).filter(|(_, (_, people))| *people > 0.0);
    WaveScaleTruth {
        scale: scale.id().clone(),
        shift,
        mean,
        former_municipality_means: of_formers.map(|(former, (sum, people))| (former, sum / people)).collect(),
        unit_mean_variance: variance,
        unit_means,
        unit_effects,
    }
}
