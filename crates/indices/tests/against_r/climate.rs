//! Verdicts on units and scales: worked by hand, and on published data against R's own numbers.

use counts::{ScaleCounts, ScaleShape};
use indices::climate::{
    AgreementBand, ScaleReason, ScaleVerdict, Settings, UnitReason, UnitVerdict, scale_climate, unit_climate,
};
use indices::{NullDistribution, Why};
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::published::lq2002;
use crate::reading::{folder, names, statistics};

fn unit(rows: &[&[u8]]) -> ScaleCounts {
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; rows[0].len()], MissingRule::Complete).unwrap();
    let mut counts = ScaleCounts::new(&shape);
    rows.iter().for_each(|row| counts.add(row).unwrap());
    counts
}

/// One item, one answer per person.
fn answers(answers: &[u8]) -> ScaleCounts {
    let rows: Vec<&[u8]> = answers.chunks(1).collect();
    unit(&rows)
}

#[test]
fn five_units_worked_by_hand() {
    let none = Err(Why::SingleUnit);
    let verdict = |counts: &ScaleCounts| {
        let climate = unit_climate(counts, &none, &Settings::default());
        (climate.verdict, climate.reasons, climate.band)
    };
    let unknown = UnitReason::ReliabilityUnknown(Why::SingleUnit);
    // Four answers.
    assert_eq!(verdict(&answers(&[3, 3, 3, 3])), (UnitVerdict::TooFewToSay, vec![UnitReason::FewAnswers], None));
    // Variance 0.3 over 2: 0.85. Mean 3.6, deviations 0.6 0.6 and three of 0.4: 0.48.
    let shared = vec![UnitReason::RwgReached, UnitReason::DeviationWithin, unknown];
    assert_eq!(verdict(&answers(&[3, 3, 4, 4, 4])), (UnitVerdict::SharedClimate, shared, Some(AgreementBand::Strong)));
    // Variance 10/6 over 2: 1/6. Mean 3, deviations 2 1 0 0 0 1 2: 6/7, beyond 5/6.
    let mixed = vec![UnitReason::RwgLacking, UnitReason::DeviationBeyond, unknown];
    assert_eq!(
        verdict(&answers(&[1, 2, 3, 3, 3, 4, 5])),
        (UnitVerdict::MixedViews, mixed, Some(AgreementBand::Lacking))
    );
    // Variance 1 over 2: 0.5, just not moderate. Mean 3, deviations 1 1 0 1 1: 0.8, within 5/6.
    let one_of_two = vec![UnitReason::RwgLacking, UnitReason::DeviationWithin, unknown];
    assert_eq!(verdict(&answers(&[2, 2, 3, 4, 4])), (UnitVerdict::WeaklyShared, one_of_two, Some(AgreementBand::Weak)));
    // Eleven items, each with squares 49 and sum 17 of seven people: variance 54/42, v = 9/14, so r_wg(j) is
    // 55/14 / (64/14) = 0.86. The deviations |7x − 17| add up to 46 of 49: 0.94, beyond 5/6. The number of items alone
    // has lifted r_wg(j).
    let rows: Vec<Vec<u8>> = [1, 1, 2, 3, 3, 3, 4].iter().map(|answer| vec![*answer; 11]).collect();
    let rows: Vec<&[u8]> = rows.iter().map(Vec::as_slice).collect();
    let (found, reasons, _) = verdict(&unit(&rows));
    assert_eq!(
        (found, reasons[0], reasons[1]),
        (UnitVerdict::WeaklyShared, UnitReason::RwgReached, UnitReason::DeviationBeyond)
    );
}

#[test]
fn a_scale_is_judged_by_difference_agreement_and_reliability() {
    let (low, middle, high) = (answers(&[1, 1, 2, 2, 2]), answers(&[3, 3, 3, 3, 2]), answers(&[5, 5, 4, 5, 4]));
    let settings = Settings::default();
    let clear = scale_climate(&[&low, &middle, &high], &settings);
    assert_eq!(clear.verdict, ScaleVerdict::Comparable);
    assert_eq!(clear.reasons, [ScaleReason::UnitsDiffer, ScaleReason::AgreementReached, ScaleReason::MeansReliable]);
    assert!(clear.units.iter().all(|unit| unit.verdict == UnitVerdict::SharedClimate && unit.mean_is_reliable()));
    // Everybody shares one view: climates without a difference.
    let same = scale_climate(&[&middle, &middle, &middle], &settings);
    assert_eq!((same.verdict, same.reasons[0]), (ScaleVerdict::NotComparable, ScaleReason::UnitsDoNotDiffer));
    assert_eq!(same.count(UnitVerdict::SharedClimate), 3);
    // Units that differ on average without agreeing.
    let split_low = answers(&[1, 1, 1, 1, 1, 1, 5, 5, 1, 5]);
    let split_high = answers(&[5, 5, 5, 5, 5, 5, 1, 5, 1, 5]);
    let split = scale_climate(&[&split_low, &split_high, &split_low, &split_high], &settings);
    assert_eq!((split.verdict, split.reasons[1]), (ScaleVerdict::NotComparable, ScaleReason::AgreementLacking));
    assert_eq!(split.count(UnitVerdict::MixedViews), 4);
    // The same answers against a null distribution that expects little variance.
    let strict = Settings { null: NullDistribution::HeavySkew, ..settings };
    assert_eq!(scale_climate(&[&low, &middle, &high], &strict).reasons[1], ScaleReason::AgreementLacking);
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let settings = Settings::default();
    let (some, few) = (answers(&[3, 3, 4, 4, 4]), answers(&[1, 1, 2]));
    let why = |units: &[&ScaleCounts]| {
        let climate = scale_climate(units, &settings);
        assert_eq!(climate.verdict, ScaleVerdict::TooFewToSay);
        climate.reasons[0]
    };
    assert_eq!(why(&[]), ScaleReason::FewUnits);
    assert_eq!(why(&[&some]), ScaleReason::FewUnits);
    assert_eq!(why(&[&some, &few]), ScaleReason::FewUnits);
    let alike = answers(&[4; 6]);
    assert_eq!(why(&[&alike, &alike]), ScaleReason::DifferenceUnknown(Why::NoVariance));
    let other = unit(&[&[1, 2], &[2, 2], &[3, 2], &[1, 2], &[2, 2]]);
    assert_eq!(why(&[&some, &other]), ScaleReason::DifferenceUnknown(Why::OutsideDomain));
    // A null distribution without a variance says so, in every unit.
    let shapeless = Settings { null: NullDistribution::Custom(indices::Ratio::new(0, 1).unwrap()), ..settings };
    let unit = unit_climate(&some, &Err(Why::SingleUnit), &shapeless);
    assert_eq!(unit.reasons, [UnitReason::AgreementUnknown(Why::NoNullVariance)]);
}

#[test]
fn verdicts_on_companies_follow_from_r() {
    let Some(folder) = folder("verdicts on the companies of lq2002") else { return };
    let records = statistics(&folder, "lq2002.json");
    let settings = Settings::default();
    for (scale, counted) in lq2002(&folder) {
        let record = |name: &str| &records[format!("{name}.{scale}")]["value"];
        let (agreement, aggregation, means) = (record("agreement"), record("aggregation"), record("unit_means"));
        let at = |record: &Value, field: &str, position: usize| record[field][position].as_f64().unwrap();
        let units: Vec<String> = names(&agreement["unit"]);
        let counts: Vec<&ScaleCounts> = units.iter().map(|unit| &counted.units[unit]).collect();
        let climate = scale_climate(&counts, &settings);
        for (position, unit) in climate.units.iter().enumerate() {
            let (rwg, ad) = (at(agreement, "rwgj_uniform", position), at(agreement, "AD_mean", position));
            let expected = match (rwg >= 0.7, ad <= 5.0 / 6.0) {
                (true, true) => UnitVerdict::SharedClimate,
                (false, false) if rwg < 0.51 => UnitVerdict::MixedViews,
                _ => UnitVerdict::WeaklyShared,
            };
            assert_eq!(unit.verdict, expected, "{scale} in {}", units[position]);
            assert_eq!(unit.mean_is_reliable(), at(means, "lambda", position) >= 0.7, "{scale} in {}", units[position]);
        }
        let median = agreement["summary"]["median"][0].as_f64().unwrap();
        let expected = [
            if aggregation["F_p"].as_f64().unwrap() < 0.05 {
                ScaleReason::UnitsDiffer
            } else {
                ScaleReason::UnitsDoNotDiffer
            },
            match median {
                median if median >= 0.7 => ScaleReason::AgreementReached,
                median if median >= 0.51 => ScaleReason::AgreementModerate,
                _ => ScaleReason::AgreementLacking,
            },
            if aggregation["lmer_REML"]["ICC2_kmean"].as_f64().unwrap() >= 0.7 {
                ScaleReason::MeansReliable
            } else {
                ScaleReason::MeansUnreliable
            },
        ];
        assert_eq!(climate.reasons, expected, "{scale}");
    }
}

#[test]
fn debug_reveals_nothing() {
    let units = [answers(&[1, 1, 2, 2, 2]), answers(&[5, 5, 4, 5, 4])];
    let climate = scale_climate(&[&units[0], &units[1]], &Settings::default());
    let shown = format!("{climate:?} {:?} {:?}", climate.units, climate.model);
    assert!(!shown.chars().any(|c| c.is_ascii_digit()) && !shown.contains("Shared"), "{shown}");
}
