//! Reliability from pairs and from matrices: what must not change when items or people change places, second ways to
//! the same number, and the reasons for having none.

use counts::{ItemTotals, NO_ANSWER, PairMoments, ScaleShape};
use indices::reliability::{
    ItemCovariances, alpha_of_correlations, alpha_pairwise, alpha_standard_error, cronbach_alpha, guttman,
    hierarchical_omega, item_statistics, item_statistics_pairwise, minres_omega, omega_of_model, one_factor,
    opposed_items, squared_multiple_correlations,
};
use indices::{Estimate, Why};
use proptest::prelude::*;
use survey::MissingRule;

use crate::drawing::{answers, close, counted, points, variance};

pub(crate) fn pairs(rows: &[Vec<u8>], reversed: bool) -> (PairMoments, ItemTotals) {
    let items = rows.first().map_or(1, Vec::len);
    let shape = ScaleShape::new(points(), vec![reversed; items], MissingRule::Complete).unwrap();
    let columns: Vec<Vec<u8>> = (0..items).map(|item| rows.iter().map(|row| row[item]).collect()).collect();
    let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
    let (mut pairs, mut totals) = ([PairMoments::new(&shape)], [ItemTotals::new(&shape)]);
    PairMoments::add_columns(&mut pairs, &vec![0; rows.len()], &columns).unwrap();
    ItemTotals::add_columns(&mut totals, &vec![0; rows.len()], &columns).unwrap();
    let ([pairs], [totals]) = (pairs, totals);
    (pairs, totals)
}

/// Answers of which about one in six is missing.
fn patchy() -> impl Strategy<Value = Vec<Vec<u8>>> {
    (2_usize..=5).prop_flat_map(|items| {
        let code = prop_oneof![5 => 1_u8..=5, 1 => Just(NO_ANSWER)];
        prop::collection::vec(prop::collection::vec(code, items), 4..=40)
    })
}

/// Loadings of 3 to 7 items of variance 1 with one factor.
fn loadings() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.3_f64..0.9, 3..=7)
}

/// The correlations that these loadings imply.
pub(crate) fn correlations(loadings: &[f64]) -> Vec<Vec<f64>> {
    let row = |i: usize| {
        (0..loadings.len()).map(|j| if i == j { 1.0 } else { loadings[i] * loadings[j] }).collect::<Vec<f64>>()
    };
    (0..loadings.len()).map(row).collect()
}

pub(crate) fn matrix(rows: &[Vec<f64>]) -> ItemCovariances {
    ItemCovariances::from_rows(rows, 1_000).unwrap()
}

fn same(a: Estimate, b: Estimate) -> bool {
    match (a.value(), b.value()) {
        (Some(a), Some(b)) => close(a, b),
        _ => a.why() == b.why(),
    }
}

/// Covariance over the persons who answered both, in two passes over doubles.
fn covariance(rows: &[Vec<u8>], i: usize, j: usize) -> f64 {
    let both: Vec<&Vec<u8>> = rows.iter().filter(|row| row[i] != NO_ANSWER && row[j] != NO_ANSWER).collect();
    let n = both.len() as f64;
    let mean = |item: usize| both.iter().map(|row| f64::from(row[item])).sum::<f64>() / n;
    let (a, b) = (mean(i), mean(j));
    both.iter().map(|row| (f64::from(row[i]) - a) * (f64::from(row[j]) - b)).sum::<f64>() / (n - 1.0)
}

proptest! {
    #[test]
    fn without_missing_answers_pairs_and_complete_answers_agree(rows in answers(2..=6, 40)) {
        let (moments, (pairs, totals)) = (counted(&rows, false).moments(), pairs(&rows, false));
        prop_assert_eq!(alpha_pairwise(&pairs).value(), cronbach_alpha(&moments).value());
        prop_assert!(alpha_pairwise(&pairs).why() == cronbach_alpha(&moments).why());
        for (one, other) in item_statistics(&moments).iter().zip(item_statistics_pairwise(&pairs, &totals)) {
            prop_assert!(same(one.mean, other.mean) && same(one.sd, other.sd));
            prop_assert!(same(one.item_total, other.item_total) && same(one.item_rest, other.item_rest));
            prop_assert!(same(one.alpha_if_dropped, other.alpha_if_dropped));
        }
    }

    #[test]
    fn pairwise_alpha_is_the_textbook_formula_on_covariances_of_pairs(rows in patchy()) {
        let items = rows[0].len();
        let at = || (0..items).flat_map(|i| (0..items).map(move |j| (i, j)));
        let enough = at().all(|(i, j)| rows.iter().filter(|row| row[i] != NO_ANSWER && row[j] != NO_ANSWER).count() > 1);
        let (pairs, _) = pairs(&rows, false);
        let alpha = alpha_pairwise(&pairs);
        if !enough {
            let expected = [Some(Why::TooFewAnswers { needed: 2 }), Some(Why::NoAnswers)];
            prop_assert!(expected.contains(&alpha.why()));
            return Ok(());
        }
        let total: f64 = at().map(|(i, j)| covariance(&rows, i, j)).sum();
        let own: f64 = (0..items).map(|i| covariance(&rows, i, i)).sum();
        if total > 1e-9 {
            let j = items as f64;
            prop_assert!((alpha.value().unwrap() - j / (j - 1.0) * (1.0 - own / total)).abs() < 1e-9 * (own / total));
        } else if total < -1e-9 {
            prop_assert_eq!(alpha.why(), Some(Why::NotPositiveDefinite));
        }
    }

    #[test]
    fn the_order_of_people_and_the_direction_of_all_items_do_not_show(rows in patchy(), turn in 0_usize..40) {
        let mut shifted = rows.clone();
        shifted.rotate_left(turn % rows.len());
        let ((one, totals), (other, _)) = (pairs(&rows, false), pairs(&shifted, false));
        prop_assert!(alpha_pairwise(&one) == alpha_pairwise(&other));
        let (turned, turned_totals) = pairs(&rows, true);
        prop_assert!(alpha_pairwise(&one) == alpha_pairwise(&turned));
        let both = item_statistics_pairwise(&one, &totals).into_iter().zip(item_statistics_pairwise(&turned, &turned_totals));
        for (one, other) in both {
            prop_assert!(same(one.item_total, other.item_total) && same(one.item_rest, other.item_rest));
        }
    }

    #[test]
    fn an_item_with_the_mean_of_what_was_answered_is_a_plain_correlation(rows in patchy()) {
        let (pairs, totals) = pairs(&rows, false);
        for (item, statistics) in item_statistics_pairwise(&pairs, &totals).iter().enumerate() {
            let people = rows.iter().filter(|row| row[item] != NO_ANSWER);
            let scores: Vec<(f64, f64)> = people
                .map(|row| {
                    let given: Vec<f64> = row.iter().filter(|x| **x != NO_ANSWER).map(|x| f64::from(*x)).collect();
                    (f64::from(row[item]), given.iter().sum::<f64>() / given.len() as f64)
                })
                .collect();
            let (x, t): (Vec<f64>, Vec<f64>) = scores.iter().copied().unzip();
            if scores.len() < 2 || variance(&x) < 1e-9 || variance(&t) < 1e-9 {
                continue;
            }
            let sum: Vec<f64> = scores.iter().map(|(x, t)| x + t).collect();
            let shared = (variance(&sum) - variance(&x) - variance(&t)) / 2.0;
            let expected = shared / (variance(&x) * variance(&t)).sqrt();
            prop_assert!(close(statistics.item_total.value().unwrap(), expected));
        }
    }

    #[test]
    fn the_bounds_stand_in_guttmans_order(rows in answers(2..=6, 40)) {
        let Ok(matrix) = ItemCovariances::of_moments(&counted(&rows, false).moments()) else { return Ok(()) };
        let bounds = guttman(&matrix);
        prop_assert!(same(bounds.lambda3, alpha_of_correlations(&matrix)));
        let (Some(lambda1), Some(lambda2)) = (bounds.lambda1.value(), bounds.lambda2.value()) else { return Ok(()) };
        let lambda3 = bounds.lambda3.value().unwrap();
        prop_assert!(lambda2 >= lambda3 - 1e-12 && lambda2 >= lambda1 - 1e-12 && lambda2 <= 1.0 + 1e-12);
        if let Some(lambda6) = bounds.lambda6.value() {
            prop_assert!(lambda6 >= lambda1 - 1e-12 && lambda6 <= 1.0);
        }
    }

    /// What an item shares with all others is the square of its correlation with its best prediction from them: with
    /// two items, of their correlation.
    #[test]
    fn two_items_share_the_square_of_their_correlation(r in -0.99_f64..0.99) {
        let shared = squared_multiple_correlations(&matrix(&[vec![1.0, r], vec![r, 1.0]])).unwrap();
        prop_assert!(shared.iter().all(|share| (share - r * r).abs() < 1e-14));
    }

    #[test]
    fn a_factor_is_found_again(loadings in loadings(), scale in prop::collection::vec(0.1_f64..10.0, 7)) {
        let rows = correlations(&loadings);
        let minres = minres_omega(&matrix(&rows)).unwrap();
        let factor = one_factor(&matrix(&rows)).unwrap();
        let shrink = (999.0_f64 / 1000.0).sqrt();
        for (item, loading) in loadings.iter().enumerate() {
            prop_assert!((minres.loadings()[item] - loading).abs() < 1e-10);
            prop_assert!((factor.loadings()[item] - loading * shrink).abs() < 1e-10);
        }
        let own: Vec<f64> = loadings.iter().map(|loading| 1.0 - loading * loading).collect();
        let omega = omega_of_model(&loadings, &own).unwrap();
        prop_assert!((factor.omega_total().value().unwrap() - omega).abs() < 1e-10);
        prop_assert!((factor.omega_observed().value().unwrap() - omega).abs() < 1e-10);
        prop_assert!((minres.total.value().unwrap() - omega).abs() < 1e-10);
        prop_assert!(factor.chi_square().abs() < 1e-8 && factor.srmr() < 1e-9 && factor.rmsea().abs() < 1e-12);
        // Other units of measurement change the loadings and nothing about the fit.
        let scaled: Vec<Vec<f64>> = rows
            .iter()
            .enumerate()
            .map(|(i, row)| row.iter().enumerate().map(|(j, r)| r * scale[i] * scale[j]).collect())
            .collect();
        let other = one_factor(&matrix(&scaled)).unwrap();
        for (item, loading) in factor.loadings().iter().enumerate() {
            prop_assert!(close(other.loadings()[item], loading * scale[item]));
        }
        prop_assert!((other.cfi() - factor.cfi()).abs() < 1e-12);
    }

    /// Where no item differs from another, omega and alpha move together with the covariances, so that their standard
    /// errors are the same: one from the information of 2J estimates, the other in closed form.
    #[test]
    fn omega_of_exchangeable_items_is_as_sure_as_alpha(items in 3_usize..=8, r in 0.15_f64..0.85, sd in 0.3_f64..3.0) {
        let entry = |i: usize, j: usize| sd * sd * if i == j { 1.0 } else { r };
        let rows: Vec<Vec<f64>> = (0..items).map(|i| (0..items).map(|j| entry(i, j)).collect()).collect();
        let omega = one_factor(&matrix(&rows)).unwrap().omega_total();
        let (value, interval) = (omega.value().unwrap(), omega.interval().unwrap());
        prop_assert!(interval.low < value && value < interval.high && interval.low > 0.0 && interval.high < 1.0);
        let log_odds = |share: f64| (share / (1.0 - share)).ln();
        let width = (log_odds(interval.high) - log_odds(interval.low)) / (2.0 * 1.959_963_984_540_054);
        let expected = alpha_standard_error(&matrix(&rows)).value().unwrap();
        prop_assert!((width * value * (1.0 - value) / expected - 1.0).abs() < 1e-8);
    }

    #[test]
    fn the_order_of_items_does_not_show_in_a_factor_of_answers(rows in answers(4..=6, 40), turn in 1_usize..4) {
        let fit = |rows: &[Vec<u8>]| ItemCovariances::of_moments(&counted(rows, false).moments()).and_then(|m| one_factor(&m));
        let mut turned = rows.clone();
        turned.iter_mut().for_each(|row| row.rotate_left(turn));
        // Few random answers have no factor, or more than one: what is found must then not depend on the order either,
        // unless two fits are equally good.
        if let (Ok(one), Ok(other)) = (fit(&rows), fit(&turned)) {
            if (one.chi_square() - other.chi_square()).abs() < 1e-9 {
                let mut expected = one.loadings().to_vec();
                expected.rotate_left(turn);
                let direct = expected.iter().zip(other.loadings()).all(|(a, b)| (a - b).abs() < 1e-6);
                let mirrored = expected.iter().zip(other.loadings()).all(|(a, b)| (a + b).abs() < 1e-6);
                prop_assert!(direct || mirrored);
            }
            for fit in [one, other] {
                prop_assert!(fit.own_variances().iter().all(|own| *own > 0.0));
                prop_assert!((0.0..=1.0).contains(&fit.cfi()) && fit.rmsea() >= 0.0);
                prop_assert!((0.0..=1.0).contains(&fit.omega_total().value().unwrap()));
            }
        }
    }

    /// Three groups of three items; each item belongs to one group factor, and these have one general factor.
    #[test]
    fn a_general_factor_is_found_again(
        primary in prop::collection::vec(0.5_f64..0.9, 9), shared in prop::collection::vec(0.4_f64..0.8, 3),
        turn in 0_usize..9,
    ) {
        let r = |i: usize, j: usize| match (i / 3, j / 3) {
            _ if i == j => 1.0,
            (a, b) if a == b => primary[i] * primary[j],
            (a, b) => primary[i] * primary[j] * shared[a] * shared[b],
        };
        let place = |at: usize| (at + turn) % 9;
        let rows: Vec<Vec<f64>> = (0..9).map(|i| (0..9).map(|j| r(place(i), place(j))).collect()).collect();
        let omega = hierarchical_omega(&matrix(&rows), 3).unwrap();
        let whole: f64 = rows.iter().flatten().sum();
        let general: f64 = (0..9).map(|i| primary[i] * shared[i / 3]).sum();
        let own: f64 = primary.iter().map(|loading| 1.0 - loading * loading).sum();
        prop_assert!((omega.hierarchical.value().unwrap() - general * general / whole).abs() < 1e-7);
        prop_assert!((omega.total.value().unwrap() - (1.0 - own / whole)).abs() < 1e-9);
        for group in omega.groups() {
            let of: Vec<usize> = group.items().iter().map(|&at| place(at) / 3).collect();
            prop_assert!(of.len() == 3 && of.iter().all(|group| *group == of[0]));
        }
        // Turning items round is somebody's decision; turned twice nothing has happened.
        let reversed: Vec<bool> = (0..9).map(|item| item == turn).collect();
        let once = matrix(&rows).turned(&reversed).unwrap();
        prop_assert_eq!(hierarchical_omega(&once, 3).unwrap().opposed(), vec![turn]);
        prop_assert!(once.turned(&reversed).unwrap() == matrix(&rows));
    }

    #[test]
    fn items_on_the_other_side_are_named(loadings in loadings(), opposed in 0_usize..7) {
        let opposed = opposed % loadings.len();
        // One item against at least two stronger ones together.
        let others: f64 = loadings.iter().enumerate().filter(|(item, _)| *item != opposed).map(|(_, l)| l).sum();
        prop_assume!(others > loadings[opposed] * 1.5);
        let mut mixed = loadings.clone();
        mixed[opposed] = -mixed[opposed];
        prop_assert!(opposed_items(&matrix(&correlations(&loadings))).unwrap().items().is_empty());
        let found = opposed_items(&matrix(&correlations(&mixed))).unwrap();
        prop_assert_eq!(found.items(), [opposed]);
        // Turned round it is like the others, and every bound rises.
        let before = alpha_of_correlations(&matrix(&correlations(&mixed))).value().unwrap();
        prop_assert!(before < alpha_of_correlations(&matrix(&correlations(&loadings))).value().unwrap());
    }
}

/// From their first component the steps end where the second item has nothing of its own.
#[test]
fn a_factor_of_three_small_loadings_is_found_although_the_component_is_far_from_it() {
    let loadings = [0.3651371177603219, 0.7056610590630168, 0.35399726331370224];
    let factor = one_factor(&matrix(&correlations(&loadings))).unwrap();
    let shrink = (999.0_f64 / 1000.0).sqrt();
    for (found, loading) in factor.loadings().iter().zip(loadings) {
        assert!((found - loading * shrink).abs() < 1e-10);
    }
}
