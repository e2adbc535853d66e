//! Analysis of variance and what is made of it.

use indices::aggregation::{UnitSize, one_way};
use proptest::prelude::*;

use crate::drawing::{close, moments};

/// Scores of units, as integers.
fn units() -> impl Strategy<Value = Vec<Vec<i64>>> {
    prop::collection::vec(prop::collection::vec(-50_i64..50, 1..12), 2..9)
        .prop_filter("somebody has a colleague", |units| units.iter().any(|unit| unit.len() > 1))
}

proptest! {
    #[test]
    fn sums_of_squares_are_those_of_two_passes(units in units()) {
        let anova = one_way(&moments(&units), 1).unwrap();
        let all: Vec<f64> = units.iter().flatten().map(|&y| y as f64).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let grand = mean(&all);
        let (mut between, mut within) = (0.0, 0.0);
        for unit in &units {
            let scores: Vec<f64> = unit.iter().map(|&y| y as f64).collect();
            let own = mean(&scores);
            between += scores.len() as f64 * (own - grand) * (own - grand);
            within += scores.iter().map(|y| (y - own) * (y - own)).sum::<f64>();
        }
        prop_assert!(close(anova.ssb(), between) && close(anova.ssw(), within));
        let total: f64 = all.iter().map(|y| (y - grand) * (y - grand)).sum();
        prop_assert!(close(anova.ssb() + anova.ssw(), total));
    }

    #[test]
    fn the_order_of_the_units_does_not_show(units in units(), turn in 0_usize..8) {
        let mut turned = units.clone();
        turned.rotate_left(turn % units.len());
        prop_assert!(one_way(&moments(&units), 7).unwrap() == one_way(&moments(&turned), 7).unwrap());
    }

    #[test]
    fn moving_all_scores_by_a_billion_changes_no_bit(units in units(), shift in -1_000_000_000_i64..1_000_000_000) {
        let moved: Vec<Vec<i64>> = units.iter().map(|unit| unit.iter().map(|y| y + shift).collect()).collect();
        prop_assert!(one_way(&moments(&units), 1).unwrap() == one_way(&moments(&moved), 1).unwrap());
    }

    #[test]
    fn intraclass_correlations_keep_their_bounds_and_intervals(units in units()) {
        let anova = one_way(&moments(&units), 1).unwrap();
        for size in [UnitSize::Mean, UnitSize::Unbiased, UnitSize::Harmonic] {
            let k = anova.unit_size(size);
            prop_assert!(k >= 1.0 - 1e-12 && k <= anova.n() as f64);
            let icc1 = anova.icc1(size);
            if let Some(value) = icc1.value().filter(|_| k > 1.0) {
                prop_assert!(value <= 1.0 && value >= -1.0 / (k - 1.0) - 1e-12);
            }
            if let Some((value, interval)) = icc1.value().zip(icc1.interval()) {
                prop_assert!(interval.low <= value && value <= interval.high);
            }
        }
        if let Some((value, interval)) = anova.icc2().value().zip(anova.icc2().interval()) {
            prop_assert!(value <= 1.0 && interval.low <= value && value <= interval.high);
        }
        if let Some((aov, spearman_brown)) = anova.icc2().value().zip(anova.icc2_spearman_brown().value()) {
            prop_assert!((aov - spearman_brown).abs() <= 1e-9 * aov.abs().max(1.0));
        }
        if let Some(p) = anova.f_p().value() {
            prop_assert!((0.0..=1.0).contains(&p));
        }
    }

    #[test]
    fn units_with_the_same_mean_have_exactly_no_difference(
        unit in prop::collection::vec(-50_i64..50, 2..12), times in 2_usize..9,
    ) {
        let repeated: Vec<Vec<i64>> = (1..=times).map(|copies| unit.repeat(copies)).collect();
        let anova = one_way(&moments(&repeated), 1).unwrap();
        prop_assert_eq!(anova.ssb().to_bits(), 0.0_f64.to_bits());
        prop_assert!(anova.icc1(UnitSize::Mean).value().is_none_or(|icc1| icc1 < 0.0), "negative, and said so");
        prop_assert_eq!(anova.icc2().value(), None);
    }
}
