//! A municipality is settled, counted and sealed; every shown number is recounted from the records by plain means.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use analysis::SettledWave;
use disclosure::{GroupIndex, GroupKind, Reason, Sealed};
use survey::{Instrument, Record};
use synth::{Municipality, Settings};

use crate::fixture::{Draw, Folder, cube, json, layout_instrument, register_of};
use crate::naive::{Recount, Tree, alpha, close, icc1};

static INSTRUMENT: LazyLock<Instrument> = LazyLock::new(layout_instrument);
static MUNICIPALITY: LazyLock<Municipality> =
    LazyLock::new(|| synth::municipality(&Settings { seed: 7, employees: 4_000 }, &INSTRUMENT));
static CUBE: LazyLock<Sealed> = LazyLock::new(|| sealed(500, |_| ()));

/// The cube of all three waves, with the records put into another order before they are settled.
fn sealed(rows_per_part: usize, reorder: impl Fn(&mut Vec<Record>)) -> Sealed {
    let folder = Folder::new();
    let settle = |wave: &synth::SyntheticWave| {
        let mut records = wave.answers.clone();
        reorder(&mut records);
        let settled = folder.settle(&wave.wave, &INSTRUMENT, records, rows_per_part);
        assert_eq!(settled.files.len(), wave.answers.len().div_ceil(rows_per_part));
        SettledWave { invited: invited(wave), ..settled }
    };
    let waves: Vec<SettledWave> = MUNICIPALITY.waves.iter().map(settle).collect();
    cube(&register(), &waves).unwrap()
}

fn register() -> survey::Register {
    register_of(&MUNICIPALITY.units_csv, &MUNICIPALITY.former_municipalities_csv, &MUNICIPALITY.lineage_csv)
}

fn invited(wave: &synth::SyntheticWave) -> Vec<analysis::Invited> {
    let one = |(unit, former_municipality): &(survey::UnitId, survey::FormerMunicipalityId)| analysis::Invited {
        unit: unit.clone(),
        former_municipality: former_municipality.clone(),
        invited: 1,
    };
    wave.invited.iter().map(one).collect()
}

fn tree() -> Tree {
    Tree::of(&MUNICIPALITY.units_csv, &MUNICIPALITY.lineage_csv, "2023-10-01")
}

fn last() -> &'static synth::SyntheticWave {
    MUNICIPALITY.waves.last().unwrap()
}

#[test]
fn every_shown_score_is_the_recount_of_its_records() {
    let sorted = tree().sorted(&last().answers);
    let (mut shown, mut distributions, mut favourable, mut enough) = (0, 0, 0, 0);
    for (index, group) in CUBE.groups().iter().enumerate() {
        let records = sorted.get(&group.id).map(Vec::as_slice).unwrap_or_default();
        for scale in INSTRUMENT.scales() {
            let what = format!("{} on {}", group.id, scale.id());
            let recount = Recount::of(&INSTRUMENT, scale, records);
            let cell = CUBE.score(scale.id(), GroupIndex::new(index));
            enough += usize::from(recount.n() >= 10);
            let Some(score) = cell.shown() else {
                assert!(recount.n() >= 5 || cell.withheld() == Some(Reason::TooFew), "{what}: {cell:?}");
                continue;
            };
            shown += 1;
            assert!(recount.n() >= 5, "{what} shows {} people", recount.n());
            assert_eq!(score.n(), recount.n(), "{what}");
            assert_eq!(score.mean().to_bits(), recount.mean().to_bits(), "{what}");
            if let Some(share) = score.favourable().shown() {
                favourable += 1;
                let expected = recount.favourable(scale.favourable_from());
                assert_eq!(share.value().to_bits(), expected.to_bits(), "{what}");
            }
            let Some(distribution) = score.distribution().shown() else { continue };
            distributions += 1;
            assert!(recount.n() >= 10, "{what}");
            let found: Vec<(u8, f64)> = distribution.iter().map(|share| (share.point(), share.share())).collect();
            assert_eq!(found, recount.distribution(), "{what}");
            close(&what, *score.sd().shown().unwrap(), recount.sd(), 1e-12);
            if let Some(agreement) = score.rwg_j().shown() {
                close(&what, *agreement, recount.rwg_j().unwrap(), 1e-10);
            }
        }
    }
    // A cube that hides everything would pass every comparison above.
    assert!(shown > enough / 2 && distributions > enough / 4 && favourable > enough / 4, "{shown} of {enough}");
}

#[test]
fn the_total_and_the_wide_groups_are_shown_and_add_up() {
    let scale = INSTRUMENT.scales()[0].id();
    let n = |kind: fn(&GroupKind) -> bool| -> u64 {
        let groups = CUBE.groups().iter().enumerate().filter(|(_, group)| kind(&group.kind));
        groups.map(|(index, _)| CUBE.score(scale, GroupIndex::new(index)).shown().unwrap().n()).sum()
    };
    let total = n(|kind| *kind == GroupKind::Total);
    assert_eq!(total, n(|kind| *kind == GroupKind::FormerMunicipality));
    assert_eq!(total, n(|kind| *kind == GroupKind::ServiceArea));
    assert_eq!(total, n(|kind| matches!(kind, GroupKind::Unit { depth: 1 })));
    let response = CUBE.response().shown().unwrap();
    assert_eq!(response.answered(), last().answers.len() as u64);
    assert_eq!(response.invited(), last().invited.len() as u64);
    assert!(total < response.answered(), "some answered too little for a score");
}

#[test]
fn the_trend_is_the_recount_of_earlier_records_in_the_new_organisation() {
    let tree = tree();
    for (position, wave) in MUNICIPALITY.waves[..2].iter().enumerate() {
        let sorted = tree.sorted(&wave.answers);
        for (index, group) in CUBE.groups().iter().enumerate() {
            for scale in INSTRUMENT.scales() {
                let what = format!("{} in {} on {}", group.id, wave.wave.id, scale.id());
                let cell = CUBE.trend_point(scale.id(), GroupIndex::new(index), position);
                if matches!(group.kind, GroupKind::Unit { .. } | GroupKind::Crossed) {
                    assert_eq!(
                        cell.withheld(),
                        Some(Reason::NotAsked),
                        "{what}: only wide groups are compared over time"
                    );
                    continue;
                }
                let records = sorted.get(&group.id).map(Vec::as_slice).unwrap_or_default();
                let recount = Recount::of(&INSTRUMENT, scale, records);
                match cell.shown() {
                    Some(point) => {
                        assert_eq!(point.n(), recount.n(), "{what}");
                        assert_eq!(point.mean().to_bits(), recount.mean().to_bits(), "{what}");
                    }
                    None => assert!(recount.n() < 5, "{what} hides {} people", recount.n()),
                }
            }
        }
    }
}

#[test]
fn the_quality_of_a_scale_is_the_recount_over_units() {
    let homes = tree().homes(&last().answers);
    for scale in INSTRUMENT.scales() {
        let all: Vec<&Record> = last().answers.iter().collect();
        let everybody = Recount::of(&INSTRUMENT, scale, &all);
        let units: BTreeMap<&String, Recount> =
            homes.iter().map(|(unit, records)| (unit, Recount::of(&INSTRUMENT, scale, records))).collect();
        let scores: Vec<Vec<f64>> = units.values().map(Recount::scores).filter(|unit| !unit.is_empty()).collect();
        let quality = CUBE.quality(scale.id()).shown().unwrap();
        assert_eq!((quality.n(), quality.units()), (everybody.n(), scores.len() as u64), "{}", scale.id());
        let what = scale.id().as_str();
        close(what, quality.alpha().shown().unwrap().value(), alpha(&everybody.complete()), 1e-10);
        close(what, quality.icc1().shown().unwrap().value(), icc1(&scores), 1e-9);
        let mut agreement: Vec<f64> = units.values().filter_map(Recount::rwg_j).collect();
        agreement.sort_by(f64::total_cmp);
        let share = agreement.iter().filter(|rwg| **rwg >= 0.70).count() as f64 / agreement.len() as f64;
        close(what, *quality.rwg_j_share_above_070().shown().unwrap(), share, 1e-12);
        let middle = f64::midpoint(agreement[(agreement.len() - 1) / 2], agreement[agreement.len() / 2]);
        close(what, *quality.rwg_j_median().shown().unwrap(), middle, 1e-10);
    }
}

#[test]
fn neither_the_order_of_rows_nor_the_number_of_parts_changes_a_byte() {
    let expected = json(&CUBE);
    let shuffled = |seed| move |records: &mut Vec<Record>| Draw(seed).shuffle(records);
    for (rows_per_part, seed) in [(1_000_000, 1), (37, 2), (250, 3)] {
        assert!(json(&sealed(rows_per_part, shuffled(seed))) == expected, "{rows_per_part} rows in a part");
    }
}

#[test]
fn one_more_answer_changes_the_cube() {
    // Without this, the comparison of bytes could be one of constants.
    let one_more = |records: &mut Vec<Record>| {
        let mut again = records[0].clone();
        again.unit.clone_from(&records[records.len() / 2].unit);
        records.push(again);
    };
    let folder = Folder::new();
    let mut records = last().answers.clone();
    let before = folder.settle(&last().wave, &INSTRUMENT, records.clone(), 5_000);
    one_more(&mut records);
    let other = Folder::new();
    let after = other.settle(&last().wave, &INSTRUMENT, records, 5_000);
    let cube = |wave| json(&cube(&register(), &[wave]).unwrap());
    assert_ne!(cube(before), cube(after));
}

#[test]
fn a_sealed_cube_reads_back_as_the_same_cube() {
    let read: Sealed = serde_json::from_str(&json(&CUBE)).unwrap();
    assert!(read == *CUBE);
}
