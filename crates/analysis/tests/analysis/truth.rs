//! A municipality of which everything is known: what the cube says must be what it was drawn from, within sampling error.
//!
//! Tolerances are not chosen to fit. Reliability: four standard errors by the jackknife over units, which needs no
//! normality and respects that people of a unit are alike. ICC(1): three standard errors by Swiger et al. (1964). Means:
//! four standard errors. A sound program fails one such comparison in 16,000 (four) or 370 (three); the seed is fixed, so
//! it does so on every machine or on none. The truth of alpha and ICC(1) is stated before any trend, so they are compared
//! in the first wave.

use std::sync::LazyLock;

use analysis::SettledWave;
use disclosure::{GroupIndex, GroupKind, Sealed};
use survey::{Instrument, Record, UnitId};
use synth::{Municipality, Settings, SyntheticWave, WaveTruth};

use crate::fixture::{Folder, cube, register_of};
use crate::naive::{Recount, alpha};

static INSTRUMENT: LazyLock<Instrument> = LazyLock::new(|| survey::mestring().unwrap());
static MUNICIPALITY: LazyLock<Municipality> = LazyLock::new(|| synth::municipality(&Settings::asker(1), &INSTRUMENT));
static FIRST: LazyLock<Sealed> = LazyLock::new(|| sealed(0));
static LAST: LazyLock<Sealed> = LazyLock::new(|| sealed(2));

fn sealed(position: usize) -> Sealed {
    let (folder, municipality) = (Folder::new(), &*MUNICIPALITY);
    let wave = &municipality.waves[position];
    let settled = folder.settle(&wave.wave, &INSTRUMENT, wave.answers.clone(), 2_000);
    let one = |(unit, former_municipality): &(UnitId, survey::FormerMunicipalityId)| analysis::Invited {
        unit: unit.clone(),
        former_municipality: former_municipality.clone(),
        invited: 1,
    };
    let settled = SettledWave { invited: wave.invited.iter().map(one).collect(), ..settled };
    let register =
        register_of(&municipality.units_csv, &municipality.former_municipalities_csv, &municipality.lineage_csv);
    cube(&register, &[settled]).unwrap()
}

fn wave(position: usize) -> (&'static SyntheticWave, &'static WaveTruth) {
    (&MUNICIPALITY.waves[position], &MUNICIPALITY.truth.waves[position])
}

/// Complete answers to a scale, unit by unit.
fn by_unit(wave: &SyntheticWave, scale: &survey::Scale) -> Vec<Vec<Vec<f64>>> {
    let mut units = std::collections::BTreeMap::<&UnitId, Vec<&Record>>::new();
    for record in &wave.answers {
        units.entry(&record.unit).or_default().push(record);
    }
    units.values().map(|records| Recount::of(&INSTRUMENT, scale, records).complete()).collect()
}

/// The standard error of alpha from leaving out one unit after the other.
fn jackknife(units: &[Vec<Vec<f64>>]) -> f64 {
    // Thirty groups of units instead of three hundred single ones: the same estimate, ten times sooner.
    let groups: Vec<Vec<Vec<f64>>> =
        (0..30).map(|group| units.iter().skip(group).step_by(30).flatten().cloned().collect()).collect();
    let estimates: Vec<f64> = (0..groups.len())
        .map(|left_out| {
            let rest: Vec<Vec<f64>> = groups
                .iter()
                .enumerate()
                .filter(|(group, _)| *group != left_out)
                .flat_map(|(_, rows)| rows.clone())
                .collect();
            alpha(&rest)
        })
        .collect();
    let (count, centre) = (estimates.len() as f64, crate::naive::mean(estimates.iter().copied()));
    ((count - 1.0) / count * estimates.iter().map(|estimate| (estimate - centre).powi(2)).sum::<f64>()).sqrt()
}

#[test]
fn alpha_of_every_scale_is_the_stated_one_within_sampling_error() {
    let (wave, _) = wave(0);
    let mut compared = 0;
    for (scale, truth) in INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.scales) {
        let quality = FIRST.quality(scale.id()).shown().unwrap();
        let Some(stated) = truth.alpha else {
            assert!(quality.alpha().shown().is_none(), "{} has one item", scale.id());
            continue;
        };
        let error = jackknife(&by_unit(wave, scale));
        let found = quality.alpha().shown().unwrap().value();
        assert!((found - stated).abs() < 4.0 * error, "{}: {found}, stated {stated}, s.e. {error}", scale.id());
        assert!(error < 0.02, "{}: a standard error of {error} proves nothing", scale.id());
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn icc1_of_every_scale_is_the_stated_one_within_sampling_error() {
    let mut errors = Vec::new();
    for (scale, truth) in INSTRUMENT.scales().iter().zip(&MUNICIPALITY.truth.scales) {
        let quality = FIRST.quality(scale.id()).shown().unwrap();
        let (units, rho) = (quality.units() as f64, truth.icc1);
        let size = quality.n() as f64 / units;
        let error = (2.0 / (units * size * (size - 1.0))).sqrt() * (1.0 - rho) * (1.0 + (size - 1.0) * rho);
        let found = quality.icc1().shown().unwrap();
        let value = found.value();
        assert!((value - rho).abs() < 3.0 * error, "{}: {value}, stated {rho}, s.e. {error}", scale.id());
        let interval = found.interval().unwrap();
        assert!(interval.low() < value && value < interval.high());
        // The reliability of a unit's mean follows from both by Spearman and Brown.
        let icc2 = size * value / (1.0 + (size - 1.0) * value);
        assert!((quality.icc2().shown().unwrap().value() - icc2).abs() < 1e-9, "{}", scale.id());
        errors.push((value - rho) / error);
    }
    // Scales share most of a unit's effect, so their errors go together: their mean is worth about four, not twenty.
    let mean = crate::naive::mean(errors.iter().copied());
    assert!(mean.abs() < 2.0, "on average {mean} standard errors off");
}

/// What those who answer are expected to score: units weighted by employees and by how likely they are to answer.
fn expected_of_respondents(truth: &WaveTruth, position: usize) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (unit, mean) in &truth.scales[position].unit_means {
        let unit = truth.units[unit];
        let weight = f64::from(unit.employees) * unit.response_propensity;
        sum += weight * mean;
        weights += weight;
    }
    sum / weights
}

#[test]
fn total_means_are_the_stated_ones_within_sampling_error() {
    for (cube, position) in [(&*FIRST, 0), (&*LAST, 2)] {
        let (_, truth) = wave(position);
        for (number, scale) in INSTRUMENT.scales().iter().enumerate() {
            let what = format!("{} in {}", scale.id(), truth.wave);
            let score = cube.score(scale.id(), GroupIndex::new(0)).shown().unwrap();
            let expected = expected_of_respondents(truth, number);
            let error = score.sd().shown().unwrap() / (score.n() as f64).sqrt();
            assert!(
                (score.mean() - expected).abs() < 4.0 * error,
                "{what}: {}, stated {expected}, s.e. {error}",
                score.mean()
            );
            // All employees differ from those who answer by as much as the truth itself says, and that is little.
            let nonresponse = (expected - truth.scales[number].mean).abs();
            assert!(nonresponse < 0.03, "{what}: {nonresponse}");
            assert!((score.mean() - truth.scales[number].mean).abs() < 4.0 * error + nonresponse, "{what}");
        }
    }
}

/// The stated mean of a unit is the mean that its people are drawn from, not the mean of the people drawn: a unit's
/// answers are a sample of as many as answered, so its interval needs no correction for a finite population, and 95 of
/// 100 intervals should cover. With 150 units or more, 90 and 99 are more than two and a half standard errors away
/// (sqrt(.95 * .05 / 150) = .018), and the pooled share over all scales must come closer.
#[test]
fn intervals_of_shown_units_cover_the_stated_means_as_often_as_they_say() {
    for (cube, position) in [(&*FIRST, 0), (&*LAST, 2)] {
        let (_, truth) = wave(position);
        let (mut covered_in_all, mut shown_in_all) = (0, 0);
        for (number, scale) in INSTRUMENT.scales().iter().enumerate() {
            let (mut covered, mut shown) = (0, 0);
            for (index, group) in cube.groups().iter().enumerate() {
                let Some(stated) =
                    UnitId::new(group.id.as_str()).ok().and_then(|unit| truth.scales[number].unit_means.get(&unit))
                else {
                    continue;
                };
                assert!(matches!(group.kind, GroupKind::Unit { .. }));
                let Some(score) = cube.score(scale.id(), GroupIndex::new(index)).shown() else { continue };
                let Some(interval) = score.interval() else { continue };
                shown += 1;
                covered += usize::from(interval.low() <= *stated && *stated <= interval.high());
            }
            let share = covered as f64 / shown as f64;
            assert!(shown >= 150, "{}: {shown} units", scale.id());
            assert!((0.90..=0.99).contains(&share), "{} in {}: {covered} of {shown}", scale.id(), truth.wave);
            covered_in_all += covered;
            shown_in_all += shown;
        }
        let share = covered_in_all as f64 / shown_in_all as f64;
        assert!((0.93..=0.97).contains(&share), "{}: {covered_in_all} of {shown_in_all}", truth.wave);
    }
}
