//! Agreement, from its definitions on rows.

use counts::{ScaleCounts, ScaleShape};
use indices::NullDistribution;
use indices::agreement::{
    Computation, Index, ad_mean, ad_median, awg, chance_agreement, r_star_of_dissensus, rwg, rwg_j, rwg_j_pairwise,
    rwg_of_scale_mean,
};
use proptest::prelude::*;
use survey::MissingRule;

use crate::drawing::{answers, close, column, counted, points, variance};

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64], from: f64) -> f64 {
    mean(&values.iter().map(|value| (value - from).abs()).collect::<Vec<_>>())
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[sorted.len() / 2], sorted[(sorted.len() - 1) / 2])
}

proptest! {
    #[test]
    fn average_deviations_are_those_of_the_rows(rows in answers(1..=6, 20)) {
        prop_assume!(rows.len() > 1);
        let counts = counted(&rows, false);
        let columns: Vec<Vec<f64>> = (0..rows[0].len()).map(|item| column(&rows, item)).collect();
        let over = |f: &dyn Fn(&[f64]) -> f64| mean(&columns.iter().map(|x| f(x)).collect::<Vec<_>>());
        let (around_mean, around_median) = (ad_mean(&counts).unwrap(), ad_median(&counts).unwrap());
        prop_assert!(close(around_mean.value, over(&|x| deviation(x, mean(x)))));
        prop_assert!(close(around_median.value, over(&|x| deviation(x, median(x)))));
        prop_assert!(around_median.exact() <= around_mean.exact());
        prop_assert!(around_mean.exact() >= indices::Ratio::new(0, 1).unwrap() && around_mean.value <= 2.0);
    }

    #[test]
    fn turning_every_item_round_changes_no_index(rows in answers(1..=5, 20)) {
        prop_assume!(rows.len() > 1);
        let (one, other) = (counted(&rows, false), counted(&rows, true));
        prop_assert!(ad_mean(&one) == ad_mean(&other) && ad_median(&one) == ad_median(&other));
        prop_assert!(awg(&one.moments(), points()) == awg(&other.moments(), points()));
        prop_assert!(rwg_j_pairwise(&one, NullDistribution::Normal) == rwg_j_pairwise(&other, NullDistribution::Normal));
        let of_mean = |counts| rwg_of_scale_mean(counts, NullDistribution::Uniform).unwrap();
        prop_assert!(of_mean(&one) == of_mean(&other));
        let dissensus = |counts: &ScaleCounts| r_star_of_dissensus(&counts.moments(), points()).value();
        prop_assert_eq!(dissensus(&one), dissensus(&other));
    }

    #[test]
    fn dissensus_and_awg_keep_their_bounds(rows in answers(1..=5, 20)) {
        prop_assume!(rows.len() > 1);
        let moments = counted(&rows, false).moments();
        let r_star = r_star_of_dissensus(&moments, points()).value().unwrap();
        prop_assert!((0.0..=1.0).contains(&r_star));
        if let Ok(a_wg) = awg(&moments, points()) {
            prop_assert!((-1.0..=1.0).contains(&a_wg.value) && (1..=a_wg.items).contains(&a_wg.items_interpretable));
        }
    }

    #[test]
    fn complete_answers_are_pairwise_what_they_are_listwise(rows in answers(1..=6, 20)) {
        prop_assume!(rows.len() > 1);
        let counts = counted(&rows, false);
        let pairwise = rwg_j_pairwise(&counts, NullDistribution::Triangular).unwrap();
        prop_assert!(pairwise == rwg_j(&counts.moments(), points(), NullDistribution::Triangular).unwrap());
    }

    #[test]
    fn missing_answers_leave_each_item_its_own(rows in prop::collection::vec([1_u8..=6, 1_u8..=6, 1_u8..=6], 2..15)) {
        // 6 stands for no answer.
        let shape = ScaleShape::new(points(), vec![false; 3], MissingRule::AtLeast(1)).unwrap();
        let mut counts = ScaleCounts::new(&shape);
        for row in &rows {
            counts.add(&row.map(|answer| if answer == 6 { counts::NO_ANSWER } else { answer })).unwrap();
        }
        let given = |item: usize| rows.iter().filter(|row| row[item] < 6).map(|row| f64::from(row[item])).collect::<Vec<_>>();
        let columns = [given(0), given(1), given(2)];
        let found = rwg_j_pairwise(&counts, NullDistribution::Uniform).ok();
        prop_assert_eq!(found.is_some(), columns.iter().all(|column| column.len() > 1));
        if let Some(found) = found {
            let expected = columns.iter().map(|column| variance(column)).sum::<f64>() / 3.0;
            prop_assert!(close(found.mean_item_variance, expected));
            let deviations = columns.iter().map(|column| deviation(column, mean(column))).sum::<f64>() / 3.0;
            prop_assert!(close(ad_mean(&counts).unwrap().value, deviations));
        }
    }

    #[test]
    fn one_item_is_rwg(answers in prop::collection::vec(1_u8..=5, 2..30)) {
        let rows: Vec<Vec<u8>> = answers.iter().map(|&answer| vec![answer]).collect();
        let counts = counted(&rows, false);
        let single = rwg(counts.item_histogram(0).unwrap(), points(), NullDistribution::Uniform).unwrap();
        prop_assert!(single == rwg_j(&counts.moments(), points(), NullDistribution::Uniform).unwrap());
        prop_assert!(single == rwg_of_scale_mean(&counts, NullDistribution::Uniform).unwrap());
    }

    /// Every outcome counted one by one, person by person.
    #[test]
    fn exact_chance_is_the_share_of_all_outcomes(rows in prop::collection::vec([1_u8..=3, 1_u8..=3], 3)) {
        let shape = ScaleShape::new(survey::Points::new(1, 3).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
        let unit = |rows: &[[u8; 2]]| {
            let mut counts = ScaleCounts::new(&shape);
            rows.iter().for_each(|row| counts.add(row).unwrap());
            counts
        };
        let observed = unit(&rows);
        let digit = |number: usize, place: u32| u8::try_from(number / 3_usize.pow(place) % 3).unwrap() + 1;
        let outcome = |number: usize| [0, 2, 4].map(|place| [digit(number, place), digit(number, place + 1)]);
        for (index, of) in [
            (Index::AdMean, ad_mean as fn(&ScaleCounts) -> Result<indices::agreement::AverageDeviation, indices::Why>),
            (Index::AdMedian, ad_median),
        ] {
            let limit = of(&observed).unwrap().exact();
            let hits = (0..729).filter(|&number| of(&unit(&outcome(number))).unwrap().exact() <= limit).count();
            let chance = chance_agreement(3, 2, &[1, 1, 1], index, Computation::default()).unwrap();
            prop_assert!(close(chance.p_value(&observed).value().unwrap(), hits as f64 / 729.0));
        }
        let r_star = |counts: &ScaleCounts| {
            rwg_j(&counts.moments(), shape.points(), NullDistribution::Uniform).unwrap().mean_item_variance
        };
        let hits = (0..729).filter(|&number| r_star(&unit(&outcome(number))) <= r_star(&observed) + 1e-12).count();
        let chance = chance_agreement(3, 2, &[1, 1, 1], Index::RwgJ, Computation::default()).unwrap();
        prop_assert!(close(chance.p_value(&observed).value().unwrap(), hits as f64 / 729.0));
    }
}
