//! Reliability where there is none: every reason has its case, and no result gives itself away.

use counts::{ItemTotals, NO_ANSWER, PairMoments, ScaleShape};
use indices::Why;
use indices::reliability::{
    ItemCovariances, alpha_of_correlations, alpha_of_covariances, alpha_pairwise, alpha_standard_error,
    average_correlation, cronbach_alpha_standardised, guttman, hierarchical_omega, item_statistics_pairwise,
    minres_omega, omega_of_model, one_factor, opposed_items,
};
use survey::MissingRule;

use crate::drawing::{counted, points};
use crate::reliability::{correlations, matrix, pairs};

#[test]
fn one_item_and_two_have_named_limits() {
    let one = matrix(&[vec![2.0]]);
    for estimate in [alpha_of_covariances(&one), alpha_of_correlations(&one), average_correlation(&one)] {
        assert_eq!(estimate.why(), Some(Why::SingleItem));
    }
    assert_eq!(alpha_standard_error(&one).why(), Some(Why::SingleItem));
    assert_eq!(guttman(&one).lambda6.why(), Some(Why::SingleItem));
    assert_eq!(opposed_items(&one).map(|_| ()), Err(Why::SingleItem));
    assert_eq!(one_factor(&one).map(|_| ()), Err(Why::SingleItem));
    assert_eq!(minres_omega(&one).map(|_| ()), Err(Why::SingleItem));
    let two = matrix(&[vec![1.0, 0.4], vec![0.4, 1.0]]);
    assert_eq!(one_factor(&two).map(|_| ()), Err(Why::NotIdentified));
    assert_eq!(minres_omega(&two).map(|_| ()), Err(Why::NotIdentified));
    // Two group factors leave the general one open, and five items do not tell three apart.
    let five = matrix(&correlations(&[0.8, 0.7, 0.6, 0.5, 0.4]));
    assert_eq!(hierarchical_omega(&five, 2).map(|_| ()), Err(Why::NotIdentified));
    assert_eq!(hierarchical_omega(&five, 3).map(|_| ()), Err(Why::NotIdentified));
    assert_eq!(hierarchical_omega(&one, 3).map(|_| ()), Err(Why::SingleItem));
    assert_eq!(five.turned(&[true]).map(|_| ()), Err(Why::OutsideDomain));
}

#[test]
fn a_constant_item_is_named_where_it_is_divided_by() {
    let constant = matrix(&[vec![1.0, 0.5, 0.0], vec![0.5, 1.0, 0.0], vec![0.0, 0.0, 0.0]]);
    // As it stands: 3/2 · (1 − 2/3).
    assert!((alpha_of_covariances(&constant).value().unwrap() - 0.5).abs() < 1e-15);
    assert_eq!(alpha_of_correlations(&constant).why(), Some(Why::NoVariance));
    assert_eq!(guttman(&constant).lambda2.why(), Some(Why::NoVariance));
    assert_eq!(one_factor(&constant).map(|_| ()), Err(Why::NoVariance));
    assert_eq!(minres_omega(&constant).map(|_| ()), Err(Why::NoVariance));
    assert_eq!(opposed_items(&constant).map(|_| ()), Err(Why::NoVariance));
    let (pairs, _) = pairs(&[vec![1, 3], vec![2, 3], vec![4, 3]], false);
    assert_eq!(ItemCovariances::correlations_of_pairs(&pairs).map(|_| ()), Err(Why::NoVariance));
    assert_eq!(alpha_pairwise(&pairs).value(), Some(0.0));
}

#[test]
fn an_item_that_is_the_sum_of_others_leaves_alpha_and_takes_the_factor() {
    let sum = matrix(&[vec![1.0, 0.5, 1.5], vec![0.5, 1.0, 1.5], vec![1.5, 1.5, 3.0]]);
    assert!(alpha_of_covariances(&sum).value().is_some());
    assert_eq!(one_factor(&sum).map(|_| ()), Err(Why::NotPositiveDefinite));
    assert_eq!(guttman(&sum).lambda6.why(), Some(Why::NotPositiveDefinite));
    assert!(guttman(&sum).lambda2.value().is_some());
}

#[test]
fn items_without_anything_in_common_have_no_factor() {
    let unrelated = matrix(&[vec![1.0, 0.0, 0.0], vec![0.0, 2.0, 0.0], vec![0.0, 0.0, 3.0]]);
    assert_eq!(opposed_items(&unrelated).map(|_| ()), Err(Why::NotIdentified));
    assert_eq!(one_factor(&unrelated).map(|_| ()), Err(Why::NotIdentified));
    assert_eq!(minres_omega(&unrelated).map(|_| ()), Err(Why::NotIdentified));
    assert_eq!(alpha_of_covariances(&unrelated).value(), Some(0.0));
}

#[test]
fn a_total_that_cancels_has_no_reliability() {
    let against = matrix(&[vec![1.0, -1.0], vec![-1.0, 1.0]]);
    assert_eq!(alpha_of_covariances(&against).why(), Some(Why::NoVariance));
    // Three items up and three down: the standardised items cancel, though a double is left with a rounding.
    let two_people = [vec![1, 1, 1, 4, 2, 2], vec![2, 2, 2, 2, 1, 1]];
    let moments = counted(&two_people, false).moments();
    let cancelled = ItemCovariances::of_moments(&moments).unwrap();
    assert_eq!(cronbach_alpha_standardised(&moments).why(), Some(Why::NoVariance));
    assert_eq!(alpha_of_correlations(&cancelled).why(), Some(Why::NoVariance));
    assert_eq!(guttman(&cancelled).lambda2.why(), Some(Why::NoVariance));
    assert!(alpha_of_covariances(&cancelled).value().is_some(), "their own units do not cancel");
    // Three correlations of −0.6 belong to nobody: the total would have the variance −0.6.
    let nobody = matrix(&[vec![1.0, -0.6, -0.6], vec![-0.6, 1.0, -0.6], vec![-0.6, -0.6, 1.0]]);
    assert_eq!(alpha_of_covariances(&nobody).why(), Some(Why::NotPositiveDefinite));
    assert_eq!(alpha_standard_error(&nobody).why(), Some(Why::NotPositiveDefinite));
    assert_eq!(guttman(&nobody).lambda1.why(), Some(Why::NotPositiveDefinite));
}

#[test]
fn nobody_one_person_and_pairs_that_nobody_answered() {
    let shape = ScaleShape::new(points(), vec![false; 2], MissingRule::Complete).unwrap();
    let (mut pairs, totals) = (PairMoments::new(&shape), ItemTotals::new(&shape));
    let of = |pairs: &PairMoments| alpha_pairwise(pairs).why();
    assert_eq!(of(&pairs), Some(Why::NoAnswers));
    assert!(item_statistics_pairwise(&pairs, &totals).iter().all(|item| item.mean.why() == Some(Why::NoAnswers)));
    for answers in [[NO_ANSWER, NO_ANSWER], [1, NO_ANSWER], [NO_ANSWER, 2], [3, NO_ANSWER], [NO_ANSWER, 5]] {
        pairs.add(&answers).unwrap();
    }
    // Two answers to each item, none to both.
    assert_eq!(of(&pairs), Some(Why::TooFewAnswers { needed: 2 }));
    let items = item_statistics_pairwise(&pairs, &totals);
    assert_eq!((items[0].mean.value(), items[0].sd.value()), (Some(2.0), Some(2.0_f64.sqrt())));
    assert_eq!(items[0].item_total.why(), Some(Why::NoAnswers), "these totals count nobody");
    assert_eq!(items[0].item_rest.why(), Some(Why::TooFewAnswers { needed: 2 }));
}

/// Everybody's mean is 10/3, over three items or six, and the first item varies all the same.
#[test]
fn equal_means_of_different_numbers_of_answers_do_not_vary() {
    const N: u8 = NO_ANSWER;
    let rows = [vec![1, 4, 5, N, N, N], vec![4, 3, 3, N, N, N], vec![2, 3, 3, 4, 4, 4], vec![5, 5, N, N, N, N]];
    let (pairs_of, totals) = pairs(&rows[..3], false);
    let items = item_statistics_pairwise(&pairs_of, &totals);
    assert_eq!(items[0].item_total.why(), Some(Why::NoVariance));
    let (pairs_of, totals) = pairs(&rows, false);
    assert!(item_statistics_pairwise(&pairs_of, &totals)[0].item_total.value().is_some());
}

#[test]
fn matrices_and_columns_that_are_none_are_refused() {
    let refused = |rows: &[Vec<f64>], persons| ItemCovariances::from_rows(rows, persons).map(|_| ());
    assert_eq!(refused(&[], 10), Err(Why::NoAnswers));
    assert_eq!(refused(&[vec![1.0]], 0), Err(Why::NoAnswers));
    assert_eq!(refused(&[vec![1.0]], 1), Err(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(refused(&[vec![1.0, 0.2]], 10), Err(Why::OutsideDomain));
    assert_eq!(refused(&[vec![1.0, 0.2], vec![0.3, 1.0]], 10), Err(Why::OutsideDomain));
    assert_eq!(refused(&[vec![-1.0]], 10), Err(Why::OutsideDomain));
    assert_eq!(refused(&[vec![f64::NAN]], 10), Err(Why::OutsideDomain));
    assert_eq!(refused(&[vec![f64::INFINITY]], 10), Err(Why::OutsideDomain));
    let columns = |columns: &[&[Option<f64>]]| ItemCovariances::of_columns(columns).map(|_| ());
    assert_eq!(columns(&[&[Some(1.0)], &[]]), Err(Why::OutsideDomain));
    assert_eq!(columns(&[&[Some(1.0), None], &[None, Some(2.0)]]), Err(Why::NoAnswers));
    assert_eq!(columns(&[&[Some(1.0), Some(f64::NAN)], &[Some(1.0), Some(2.0)]]), Err(Why::OutsideDomain));
    assert_eq!(columns(&[]), Err(Why::NoAnswers));
    assert_eq!(omega_of_model(&[1.0], &[-0.1]), Err(Why::OutsideDomain));
    assert_eq!(omega_of_model(&[1.0, 2.0], &[0.1]), Err(Why::OutsideDomain));
    assert_eq!(omega_of_model(&[0.0], &[0.0]), Err(Why::NoVariance));
}

#[test]
fn results_reveal_nothing() {
    let r = |i: usize, j: usize| {
        if i == j {
            1.0
        } else if i / 3 == j / 3 {
            0.5
        } else {
            0.2
        }
    };
    let rows: Vec<Vec<f64>> = (0..9).map(|i| (0..9).map(|j| r(i, j)).collect()).collect();
    let groups = hierarchical_omega(&matrix(&rows), 3).unwrap();
    let matrix = matrix(&correlations(&[0.7, 0.6, 0.5]));
    for (text, expected) in [
        (format!("{matrix:?}"), "ItemCovariances { items: 3, .. }"),
        (format!("{:?}", one_factor(&matrix).unwrap()), "OneFactor(..)"),
        (format!("{:?}", minres_omega(&matrix).unwrap()), "MinresOmega(..)"),
        (format!("{:?}", guttman(&matrix)), "Guttman(..)"),
        (format!("{:?}", groups), "HierarchicalOmega(..)"),
        (format!("{:?}", groups.groups()), "[GroupOmega(..), GroupOmega(..), GroupOmega(..)]"),
        (format!("{:?}", opposed_items(&matrix).unwrap()), "OpposedItems(..)"),
    ] {
        assert_eq!(text, expected);
    }
}

#[test]
fn columns_of_decimals_are_what_they_look_like() {
    // 0.5, 1.5, 2.5 and 1, 1, 4: variances 1 and 3, covariance 1.5; the last row is not complete.
    let columns: [&[Option<f64>]; 2] =
        [&[Some(0.5), Some(1.5), Some(2.5), Some(9.0)], &[Some(1.0), Some(1.0), Some(4.0), None]];
    let matrix = ItemCovariances::of_columns(&columns).unwrap();
    assert_eq!((matrix.persons(), matrix.items()), (3, 2));
    assert_eq!((matrix.between(0, 0), matrix.between(0, 1), matrix.between(1, 1)), (Some(1.0), Some(1.5), Some(3.0)));
    assert_eq!(matrix.between(0, 2), None);
}

/// Answers drawn at random, with more or less in common: there is a factor or a reason, and hardly ever a search
/// without end.
#[test]
fn random_answers_have_a_factor_or_a_reason() {
    let mut state = 7_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut found, mut reasons, mut restless) = (0, 0, 0);
    for (people, items, common) in [(6, 4, 0), (20, 6, 0), (200, 5, 0), (200, 5, 2), (50, 12, 1), (1000, 9, 2)] {
        for _ in 0..40 {
            let mut row = || -> Vec<u8> {
                let shared = draw(common + 1);
                (0..items).map(|_| u8::try_from(1 + shared + draw(5 - common)).unwrap()).collect()
            };
            let rows: Vec<Vec<u8>> = (0..people).map(|_| row()).collect();
            let covariances = ItemCovariances::of_pairs(&pairs(&rows, false).0).unwrap();
            let outcomes = [
                one_factor(&covariances).map(|_| ()),
                minres_omega(&covariances).map(|_| ()),
                hierarchical_omega(&covariances, 3).map(|_| ()),
            ];
            for outcome in outcomes {
                match outcome {
                    Ok(()) => found += 1,
                    Err(Why::NotConverged { .. }) => restless += 1,
                    Err(_) => reasons += 1,
                }
            }
        }
    }
    assert!(found > 100 && reasons > 100, "{found} factors and {reasons} reasons");
    // Three factors in answers that have one leave a valley so flat that the descent may not reach its bottom.
    assert!(restless <= 2, "{restless} of {} searches", found + reasons);
}
