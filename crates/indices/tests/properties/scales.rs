//! Scores, reliability and agreement of one group.

use indices::agreement::{NullDistribution, rwg_j};
use indices::{Ratio, reliability, score};
use proptest::prelude::*;

use crate::drawing::{answers, close, column, counted, points, variance};

proptest! {
    #[test]
    fn mean_and_spread_are_those_of_the_scores(rows in answers(1..=6, 40)) {
        let counts = counted(&rows, false);
        let scores: Vec<f64> =
            rows.iter().map(|row| row.iter().map(|&x| f64::from(x)).sum::<f64>() / row.len() as f64).collect();
        let mean = score::mean(&counts);
        prop_assert!(close(mean.value().unwrap(), scores.iter().sum::<f64>() / scores.len() as f64));
        prop_assert_eq!(score::mean_ratio(&counts).unwrap().to_f64().to_bits(), mean.value().unwrap().to_bits());
        if rows.len() > 1 {
            prop_assert!(close(score::sd(&counts).value().unwrap(), variance(&scores).sqrt()));
        }
        if let Some(interval) = mean.interval() {
            let value = mean.value().unwrap();
            prop_assert!(interval.low < value && value < interval.high);
            prop_assert!(close(value - interval.low, interval.high - value), "as far down as up");
        }
    }

    #[test]
    fn favourable_share_counts_persons_and_its_interval_holds_it(rows in answers(1..=4, 40), cut in 0_u8..=6) {
        let share = score::favourable_share(&counted(&rows, false), cut);
        let reach = |row: &&Vec<u8>| row.iter().map(|&x| u64::from(x)).sum::<u64>() >= u64::from(cut) * row.len() as u64;
        let expected = rows.iter().filter(reach).count() as f64 / rows.len() as f64;
        prop_assert_eq!(share.value(), Some(expected));
        let interval = share.interval().unwrap();
        prop_assert!(0.0 <= interval.low && interval.low <= expected);
        prop_assert!(expected <= interval.high && interval.high <= 1.0);
        prop_assert!(interval.low < interval.high);
    }

    #[test]
    fn wilson_is_its_own_mirror_and_solves_its_equation(k in 0_u64..=5000, more in 0_u64..=5000, level in 0.5_f64..0.999) {
        let n = k + more;
        prop_assume!(n > 0);
        let one = score::wilson_interval(k, n, level).unwrap();
        let other = score::wilson_interval(more, n, level).unwrap();
        prop_assert!((one.low - (1.0 - other.high)).abs() < 1e-15);
        // At both ends |p − π| = z √(π(1 − π)/n), so the two ends give the same z.
        let p = k as f64 / n as f64;
        let z = |end: f64| (p - end).abs() / (end * (1.0 - end) / n as f64).sqrt();
        if k > 0 && more > 0 {
            prop_assert!((z(one.low) / z(one.high) - 1.0).abs() < 1e-9);
        }
        prop_assert_eq!(one.low == 0.0, k == 0);
        prop_assert_eq!(one.high >= 1.0, more == 0);
    }

    #[test]
    fn alpha_is_the_textbook_formula_and_never_above_one(rows in answers(2..=6, 40)) {
        let counts = counted(&rows, false);
        let items = rows[0].len();
        let totals: Vec<f64> = rows.iter().map(|row| row.iter().map(|&x| f64::from(x)).sum()).collect();
        let of_items: f64 = (0..items).map(|item| variance(&column(&rows, item))).sum();
        let alpha = reliability::cronbach_alpha(&counts.moments()).value();
        if rows.len() > 1 && variance(&totals) > 1e-9 {
            let j = items as f64;
            let expected = j / (j - 1.0) * (1.0 - of_items / variance(&totals));
            prop_assert!(close(alpha.unwrap(), expected), "{:?} {}", alpha, expected);
            prop_assert!(alpha.unwrap() <= 1.0);
            let interval = reliability::cronbach_alpha(&counts.moments()).interval().unwrap();
            prop_assert!(interval.low <= alpha.unwrap() && alpha.unwrap() <= interval.high);
        } else {
            prop_assert_eq!(alpha, None);
        }
    }

    #[test]
    fn turning_every_item_round_changes_neither_reliability_nor_agreement(rows in answers(1..=5, 30)) {
        let (one, other) = (counted(&rows, false).moments(), counted(&rows, true).moments());
        prop_assert!(reliability::cronbach_alpha(&one) == reliability::cronbach_alpha(&other));
        let standardised = reliability::cronbach_alpha_standardised;
        prop_assert!(standardised(&one) == standardised(&other));
        prop_assert!(reliability::item_statistics(&one).iter().map(|i| i.item_rest.value()).eq(
            reliability::item_statistics(&other).iter().map(|i| i.item_rest.value())));
        let rwg = |moments| rwg_j(moments, points(), NullDistribution::Uniform);
        prop_assert!(rwg(&one) == rwg(&other));
    }

    #[test]
    fn equal_items_are_perfectly_reliable(answers in prop::collection::vec(1_u8..=5, 2..30), items in 2_usize..=6) {
        prop_assume!(answers.iter().any(|&x| x != answers[0]));
        let rows: Vec<Vec<u8>> = answers.iter().map(|&x| vec![x; items]).collect();
        let moments = counted(&rows, false).moments();
        prop_assert_eq!(reliability::cronbach_alpha(&moments).value(), Some(1.0));
        let standardised = reliability::cronbach_alpha_standardised(&moments).value().unwrap();
        prop_assert!((standardised - 1.0).abs() < 1e-15);
    }

    #[test]
    fn agreement_is_the_textbook_formula_between_nought_and_one(rows in answers(1..=6, 20), hundredths in 10_i128..=400) {
        prop_assume!(rows.len() > 1);
        let null = Ratio::new(hundredths, 100).unwrap();
        let agreement = rwg_j(&counted(&rows, false).moments(), points(), NullDistribution::Custom(null)).unwrap();
        let items = rows[0].len();
        let j = items as f64;
        let mean_variance = (0..items).map(|item| variance(&column(&rows, item))).sum::<f64>() / j;
        let v = mean_variance / null.to_f64();
        prop_assert!(close(agreement.mean_item_variance, mean_variance));
        prop_assert!(close(agreement.r_star, 1.0 - v));
        prop_assert!((0.0..=1.0).contains(&agreement.value));
        prop_assert_eq!(agreement.truncated, agreement.r_star < 0.0);
        if agreement.truncated {
            prop_assert_eq!(agreement.value.to_bits(), 0.0_f64.to_bits());
            prop_assert!(agreement.untruncated.is_none_or(|value| !(0.0..=1.0).contains(&value)));
        } else {
            prop_assert_eq!(Some(agreement.value), agreement.untruncated);
            prop_assert!(close(agreement.value, j * (1.0 - v) / (j * (1.0 - v) + v)));
        }
    }
}
