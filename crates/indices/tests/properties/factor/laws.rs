//! Fit does not depend on units, on the direction of items, on the order of persons, items or groups, or on how factors
//! get their unit.

use std::time::Instant;

use indices::Why;
use indices::factor::{
    Coefficient, Correction, CutOffs, Equality, Level, SampleMoments, Scaling, Settings, fit, fit_clustered,
    fit_robust, invariance,
};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

use super::{LEVELS, Numbers, TWO_FACTORS, answers, at, close, model, moments, slices, two_groups};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn units_and_directions_of_items_do_not_matter(seed in any::<u64>(), level in 0..5_usize) {
        let groups = two_groups(seed);
        let level = LEVELS[level];
        let changed = groups.clone().map(|columns| {
            let change = |(item, column): (usize, Vec<f64>)| {
                // Three times as fine, moved, and two items reversed; the same in both groups.
                let sign = if item == 1 || item == 3 { -1.0 } else { 1.0 };
                column.into_iter().map(|answer| 100.0 + 3.0 * sign * answer).collect::<Vec<f64>>()
            };
            columns.into_iter().enumerate().map(change).collect::<Vec<_>>()
        });
        let model = model(TWO_FACTORS, 6);
        let (one, other) = (at(&model, &groups, level), at(&model, &changed, level));
        prop_assert!(close(one.chi_square(), other.chi_square()));
        let (first, second) = (one.standardised().unwrap(), other.standardised().unwrap());
        for (a, b) in first.iter().zip(&second).filter(|(a, _)| matches!(a.coefficient, Coefficient::Loading { .. })) {
            prop_assert!(close(a.value.abs(), b.value.abs()));
            prop_assert!(close(a.standard_error.unwrap(), b.standard_error.unwrap()));
        }
    }

    #[test]
    fn the_order_of_persons_items_and_groups_does_not_matter(seed in any::<u64>(), level in 0..5_usize) {
        let groups = two_groups(seed);
        let level = LEVELS[level];
        let expected = at(&model(TWO_FACTORS, 6), &groups, level);
        let reversed = groups.clone().map(|columns| columns.into_iter().map(|column| {
            column.into_iter().rev().collect::<Vec<f64>>()
        }).collect::<Vec<_>>());
        let swapped = [groups[1].clone(), groups[0].clone()];
        for other in [
            at(&model(TWO_FACTORS, 6), &reversed, level),
            at(&model("g=i3,i5,i4;f=i0,i2,i1", 6), &groups, level),
            // Another marker is another unit and not another model.
            at(&model("f=i2,i0,i1;g=i5,i3,i4", 6), &groups, level),
            at(&model(TWO_FACTORS, 6), &swapped, level),
        ] {
            prop_assert!(close(other.chi_square(), expected.chi_square()));
            prop_assert!(close(other.indices().srmr, expected.indices().srmr));
        }
    }

    #[test]
    fn how_factors_get_their_unit_does_not_matter(seed in any::<u64>()) {
        let model = model(TWO_FACTORS, 6);
        let groups = two_groups(seed).map(|columns| moments(&columns));
        for level in LEVELS {
            let fit_with = |scaling| {
                fit(&model, &groups, &Equality::full(level), Settings { scaling, ..Settings::default() }).unwrap()
            };
            let (marker, unit) = (fit_with(Scaling::Marker), fit_with(Scaling::UnitVariance));
            prop_assert!(marker.df() == unit.df());
            prop_assert!(close(marker.chi_square(), unit.chi_square()));
            for (a, b) in marker.standardised().unwrap().iter().zip(&unit.standardised().unwrap()) {
                prop_assert!(a.coefficient == b.coefficient && (a.value - b.value).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn each_equality_raises_chi_square(seed in any::<u64>()) {
        let model = model(TWO_FACTORS, 6);
        let groups = two_groups(seed).map(|columns| moments(&columns));
        for step in invariance(&model, &groups, Settings::default(), &CutOffs::CHEN).unwrap() {
            if let Some(change) = step.change {
                prop_assert!(change.unwrap().chi_square > 0.0);
            }
        }
    }

    /// A score test foresees what its release does.
    #[test]
    fn a_release_does_what_its_score_test_says(seed in any::<u64>()) {
        let model = model(TWO_FACTORS, 6);
        let groups = two_groups(seed).map(|columns| moments(&columns));
        let scalar = fit(&model, &groups, &Equality::full(Level::Scalar), Settings::default()).unwrap();
        let test = scalar.score_tests_by_size()[0];
        let equality = Equality { level: Level::Scalar, released: vec![test.coefficient] };
        let freer = fit(&model, &groups, &equality, Settings::default()).unwrap();
        let fallen = scalar.chi_square() - freer.chi_square();
        prop_assert!((fallen - test.chi_square).abs() < 0.2 * test.chi_square + 0.1);
    }

    #[test]
    fn corrections_leave_normal_theory_alone_where_it_holds(seed in any::<u64>()) {
        let model = model(TWO_FACTORS, 6);
        let mut numbers = Numbers(seed);
        // Sums of twelve uniform numbers are close to normal.
        let mut normal = || (0..12).map(|_| numbers.next()).sum::<f64>() / 2.0;
        let mut columns = vec![Vec::new(); 6];
        for _ in 0..3000 {
            let (f, g) = (normal(), normal());
            for (item, column) in columns.iter_mut().enumerate() {
                column.push(if item < 3 { f } else { 0.5 * f + g } + normal());
            }
        }
        for correction in [Correction::YuanBentler, Correction::SatorraBentler] {
            let configural = Equality::full(Level::Configural);
            let robust = fit_robust(&model, &[slices(&columns)], &configural, Scaling::Marker, correction).unwrap();
            prop_assert!((robust.scaling_factor().unwrap() - 1.0).abs() < 0.1);
            for (a, b) in robust.estimates().iter().zip(robust.fit().estimates()) {
                if let (Some(a), Some(b)) = (a.standard_error, b.standard_error) {
                    prop_assert!((a / b - 1.0).abs() < 0.1, "{} {}", a, b);
                }
            }
        }
    }
}

/// Where everybody is a unit, the correction for units is that for persons, times J/(J − 1). Where everybody is there
/// twice, as one unit, nothing more is known: chi-square doubles, and so does its factor.
#[test]
fn a_unit_is_one_witness() {
    let model = model(TWO_FACTORS, 6);
    let columns = answers(300, &[3, 3], 21, 0.0);
    let twice: Vec<Vec<f64>> = columns.iter().map(|column| [column.as_slice(), column.as_slice()].concat()).collect();
    let persons: Vec<u64> = (0..300).collect();
    let persons_twice = [persons.as_slice(), persons.as_slice()].concat();
    let configural = Equality::full(Level::Configural);
    let person =
        fit_robust(&model, &[slices(&columns)], &configural, Scaling::Marker, Correction::YuanBentler).unwrap();
    let in_units = |columns: &[Vec<f64>], units: &[u64]| {
        fit_clustered(&model, &[slices(columns)], &[units], &configural, Scaling::Marker).unwrap()
    };
    let inflation = 300.0 / 299.0;
    let (alone, doubled) = (in_units(&columns, &persons), in_units(&twice, &persons_twice));
    let factor = person.scaling_factor().unwrap();
    assert!(close(alone.scaling_factor().unwrap(), factor * inflation));
    assert!(close(doubled.scaling_factor().unwrap(), factor * inflation * 2.0));
    assert!(close(alone.baseline_scaling_factor(), person.baseline_scaling_factor() * inflation));
    assert!(close(doubled.indices().chi_square, alone.indices().chi_square));
    assert!(close(doubled.indices().baseline_chi_square, alone.indices().baseline_chi_square));
    for ((first, second), plain) in alone.estimates().iter().zip(doubled.estimates()).zip(person.estimates()) {
        if let (Some(a), Some(b), Some(c)) = (first.standard_error, second.standard_error, plain.standard_error) {
            assert!(close(a, c * inflation.sqrt()) && close(a, b));
        }
    }
}

/// Groups that are parts of the same units share their witnesses: with all but intercepts equal, the difference of two
/// halves of a unit says more than units of their own would.
#[test]
fn groups_may_share_units() {
    let model = model(TWO_FACTORS, 6);
    let groups = two_groups(5);
    let slices = [slices(&groups[0]), slices(&groups[1])];
    let units: Vec<u64> = (0..200).map(|person| person % 40).collect();
    let other: Vec<u64> = units.iter().map(|unit| unit + 1000).collect();
    let metric = Equality::full(Level::Metric);
    let fit =
        |second: &[u64]| fit_clustered(&model, &slices, &[&units[..150], second], &metric, Scaling::Marker).unwrap();
    let (shared, apart) = (fit(&units), fit(&other));
    assert!(
        close(shared.baseline_scaling_factor(), apart.baseline_scaling_factor()),
        "items of groups are not compared"
    );
    let loading = |fit: &indices::factor::RobustFit| fit.estimates()[1].standard_error.unwrap();
    assert!(!close(loading(&shared), loading(&apart)), "a loading of both groups rests on units of both");
}

/// Ten thousand times the persons with the same moments: the same estimates, and ten thousand times the chi-square.
#[test]
fn more_persons_of_the_same_kind() {
    let model = model(TWO_FACTORS, 6);
    let columns = answers(300, &[3, 3], 33, 0.0);
    let sample = moments(&columns);
    let means: Vec<f64> = (0..6).map(|item| sample.mean(item)).collect();
    let covariance: Vec<f64> = (0..36).map(|entry| sample.covariance(entry / 6, entry % 6)).collect();
    let configural = Equality::full(Level::Configural);
    let of = |n: u64| {
        let sample = SampleMoments::given(n, &means, &covariance).unwrap();
        fit(&model, &[sample], &configural, Settings::default()).unwrap()
    };
    let (few, many) = (of(300), of(3_000_000));
    assert!((many.chi_square() / few.chi_square() / 1e4 - 1.0).abs() < 1e-8);
    for (a, b) in few.estimates().iter().zip(many.estimates()) {
        assert!((a.value - b.value).abs() < 1e-9);
    }
}

/// Few persons and weak factors: a finite fit, or a reason; most of them fits.
#[test]
fn little_data_give_a_fit_or_a_reason() {
    let model = model(TWO_FACTORS, 6);
    let mut fitted = 0;
    for seed in 0..20 {
        let groups = [seed, seed + 1000].map(|seed| {
            let mut numbers = Numbers(seed * 77);
            let mut noisy = |column: Vec<f64>| column.into_iter().map(|x| (x + numbers.next()).round()).collect();
            let columns: Vec<Vec<f64>> = answers(40, &[3, 3], seed, 0.0).into_iter().map(&mut noisy).collect();
            moments(&columns)
        });
        for level in LEVELS {
            match fit(&model, &groups, &Equality::full(level), Settings::default()) {
                Ok(fit) => {
                    fitted += 1;
                    let indices = fit.indices();
                    assert!(indices.chi_square.is_finite() && indices.srmr.is_finite() && indices.bic.is_finite());
                    let finite = |number: Option<f64>| number.is_none_or(f64::is_finite);
                    assert!(fit.estimates().iter().all(|e| e.value.is_finite() && finite(e.standard_error)));
                }
                Err(why) => assert!(matches!(why, Why::NotConverged { .. } | Why::NotIdentified), "{why}"),
            }
        }
    }
    assert!(fitted > 80, "{fitted} of 100");
}

#[test]
fn thirty_six_items_in_ten_factors_over_three_groups_are_quick() {
    let factors = [4, 4, 4, 4, 4, 4, 3, 3, 3, 3];
    let mut item = 0;
    let parts = factors.iter().enumerate().map(|(factor, items)| {
        let own: Vec<String> = (item..item + items).map(|item| format!("i{item}")).collect();
        item += items;
        format!("f{factor}={}", own.join(","))
    });
    let model = model(&parts.collect::<Vec<_>>().join(";"), 36);
    let groups: Vec<SampleMoments> =
        (0..3_u64).map(|group| moments(&answers(400, &factors, group + 7, 0.1 * group as f64))).collect();
    let start = Instant::now();
    let steps = invariance(&model, &groups, Settings::default(), &CutOffs::CHEN).unwrap();
    let taken = start.elapsed();
    assert!(steps.iter().all(|step| step.fit.is_ok()));
    // Measured: half a second. The bound leaves room for a busy machine.
    assert!(taken.as_secs() < 20, "{taken:?}");
}
