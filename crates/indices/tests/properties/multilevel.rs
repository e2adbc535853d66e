//! The random-intercept model against its definition: the density of all answers at once.

use indices::Why;
use indices::aggregation::{GroupMoments, UnitSize, one_way};
use indices::multilevel::{
    CrossProducts, Method, PairedScores, RandomIntercept, bartlett_test, between_within, kruskal_wallis_test,
    random_intercept, random_intercept_regression, random_slope_regression, unit_correlation, welch_test,
};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use crate::drawing::moments;

fn fit(units: &[Vec<i64>], method: Method) -> RandomIntercept {
    random_intercept(&moments(units), 1, method).unwrap()
}

/// Units in which somebody differs from the others of the own unit.
fn units() -> impl Strategy<Value = Vec<Vec<i64>>> {
    prop::collection::vec(prop::collection::vec(-20_i64..20, 1..7), 2..7)
        .prop_filter("somebody differs inside", |units| units.iter().any(|unit| unit.iter().any(|y| *y != unit[0])))
}

/// The log-likelihood written out: V of all persons, its determinant, and least squares with its inverse.
fn dense(units: &[Vec<i64>], x: &DMatrix<f64>, tau2: f64, sigma2: f64, method: Method) -> f64 {
    let owner: Vec<usize> = units.iter().enumerate().flat_map(|(unit, ys)| vec![unit; ys.len()]).collect();
    let y = DVector::from_iterator(owner.len(), units.iter().flatten().map(|&y| y as f64));
    let entry =
        |i: usize, j: usize| (if owner[i] == owner[j] { tau2 } else { 0.0 }) + (if i == j { sigma2 } else { 0.0 });
    let cholesky = DMatrix::from_fn(owner.len(), owner.len(), entry).cholesky().unwrap();
    let normal = x.transpose() * cholesky.solve(x);
    let beta = normal.clone().cholesky().unwrap().solve(&(x.transpose() * cholesky.solve(&y)));
    let residual = &y - x * beta;
    let log_det = 2.0 * cholesky.l().diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>();
    let quadratic = residual.dot(&cholesky.solve(&residual));
    let restricted = method == Method::Reml;
    let n = owner.len() as f64 - if restricted { x.ncols() as f64 } else { 0.0 };
    let penalty = if restricted { normal.determinant().ln() } else { 0.0 };
    -0.5 * (n * std::f64::consts::TAU.ln() + log_det + quadratic + penalty)
}

fn ones(units: &[Vec<i64>]) -> DMatrix<f64> {
    DMatrix::from_element(units.iter().map(Vec::len).sum(), 1, 1.0)
}

proptest! {
    #[test]
    fn the_fit_has_the_largest_likelihood_there_is(units in units(), reml in any::<bool>()) {
        let method = if reml { Method::Reml } else { Method::Ml };
        let found = fit(&units, method);
        let at = |tau2, sigma2| dense(&units, &ones(&units), tau2, sigma2, method);
        let best = at(found.tau2(), found.sigma2());
        prop_assert!((found.log_likelihood() - best).abs() < 1e-8 * best.abs().max(1.0));
        let total = found.tau2() + found.sigma2();
        for tau2 in [0.0, 0.3, 0.7, 0.97, 1.03, 1.5, 4.0].map(|factor| found.tau2() * factor).into_iter().chain([total * 0.1, total]) {
            for sigma2 in [0.5, 0.97, 1.0, 1.03, 2.0].map(|factor| found.sigma2() * factor) {
                prop_assert!(at(tau2, sigma2) <= best + 1e-8 * best.abs().max(1.0), "{tau2} {sigma2}");
            }
        }
    }

    /// At the ends of the interval the largest likelihood is half of χ² on one degree lower.
    #[test]
    fn the_interval_of_icc1_ends_where_the_likelihood_ratio_is_significant(units in units()) {
        let found = fit(&units, Method::Ml);
        let at = |theta: f64, sigma2: f64| dense(&units, &ones(&units), theta * sigma2, sigma2, Method::Ml);
        let Some(interval) = found.icc1().interval() else { return Ok(()) };
        for end in [interval.low, interval.high].into_iter().filter(|end| (1e-6..0.999).contains(end)) {
            let theta = end / (1.0 - end);
            // ln σ² of the largest likelihood by thirds.
            let (mut low, mut high) = (found.sigma2().ln() - 8.0, found.sigma2().ln() + 8.0);
            for _ in 0..60 {
                let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
                if at(theta, a.exp()) < at(theta, b.exp()) { low = a } else { high = b }
            }
            let lost = found.log_likelihood() - at(theta, low.exp());
            prop_assert!((2.0 * lost - 3.841_458_820_694_124).abs() < 1e-6, "{end}: {lost}");
        }
        // Where the interval starts at nought, units without any difference are not significantly less likely.
        let pooled = (0..200).map(|step| at(0.0, found.sigma2() * 1.05_f64.powi(step - 60)));
        let lost = found.log_likelihood() - pooled.fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(interval.low > 0.0 || 2.0 * lost < 3.9);
    }

    #[test]
    fn the_order_of_the_units_and_the_place_of_nought_change_no_bit(units in units(), turn in 0_usize..6, shift in -1_000_000_000_i64..1_000_000_000) {
        let mut turned = units.clone();
        turned.rotate_left(turn % units.len());
        for unit in &mut turned {
            unit.iter_mut().for_each(|y| *y += shift);
        }
        let (one, other) = (fit(&units, Method::Reml), fit(&turned, Method::Reml));
        prop_assert_eq!(one.theta().to_bits(), other.theta().to_bits());
        prop_assert_eq!(one.sigma2().to_bits(), other.sigma2().to_bits());
        prop_assert_eq!(one.log_likelihood().to_bits(), other.log_likelihood().to_bits());
    }

    #[test]
    fn a_denominator_only_scales(units in units()) {
        let (whole, tenths) = (fit(&units, Method::Ml), random_intercept(&moments(&units), 10, Method::Ml).unwrap());
        // A θ close to nought is a small difference of sums of the size of the units.
        prop_assert!((tenths.theta() - whole.theta()).abs() <= 1e-9 * whole.theta().max(1e-3));
        prop_assert!((tenths.sigma2() * 100.0 / whole.sigma2() - 1.0).abs() < 1e-9);
        prop_assert!((tenths.mu() * 10.0 - whole.mu()).abs() < 1e-9);
    }

    #[test]
    fn units_of_one_size_are_the_analysis_of_variance(rows in prop::collection::vec([-20_i64..20, -20_i64..20, -20_i64..20], 2..9)) {
        let units: Vec<Vec<i64>> = rows.iter().map(|row| row.to_vec()).collect();
        prop_assume!(units.iter().any(|unit| unit.iter().any(|y| *y != unit[0])));
        let anova = one_way(&moments(&units), 1).unwrap();
        let k = units.len() as f64;
        let reml = ((anova.msb() - anova.msw()) / 3.0).max(0.0);
        let ml = ((anova.msb() * (k - 1.0) / k - anova.msw()) / 3.0).max(0.0);
        let scale = anova.msb() + anova.msw();
        prop_assert!((fit(&units, Method::Reml).tau2() - reml).abs() < 1e-9 * scale);
        prop_assert!((fit(&units, Method::Ml).tau2() - ml).abs() < 1e-9 * scale);
        if reml > 0.0 {
            let icc1 = anova.icc1(UnitSize::Mean).value().unwrap();
            prop_assert!((fit(&units, Method::Reml).icc1().value().unwrap() - icc1).abs() < 1e-9);
        }
    }

    #[test]
    fn shrunken_means_lie_between_their_own_and_that_of_all(units in units()) {
        let found = fit(&units, Method::Reml);
        for group in moments(&units) {
            let unit = found.unit_mean(&group).unwrap();
            let (raw, eb) = (unit.raw_mean.value().unwrap(), unit.eb_mean.value().unwrap());
            prop_assert!((0.0..1.0).contains(&unit.lambda));
            prop_assert!((eb - raw).abs() <= (found.mu() - raw).abs() + 1e-9);
            prop_assert!(unit.prediction_sd >= unit.conditional_sd);
        }
        let interval = found.icc1().interval();
        let icc1 = found.icc1().value().unwrap();
        prop_assert!(interval.is_none_or(|i| i.low <= icc1 && icc1 <= i.high && i.high <= 1.0 && i.low >= 0.0));
        let test = found.boundary_test();
        prop_assert!(test.statistic >= 0.0 && (0.0..=1.0).contains(&test.p));
        prop_assert!((found.theta() > 0.0) || test.p >= 1.0);
    }

    #[test]
    fn predictors_have_the_likelihood_of_the_definition(units in units(), seed in prop::collection::vec(-9_i64..9, 42)) {
        let n: usize = units.iter().map(Vec::len).sum();
        prop_assume!(n > 4);
        let xs = &seed[..n];
        prop_assume!(xs.iter().any(|x| *x != xs[0]));
        let mut next = xs.iter();
        let counted: Vec<CrossProducts> = units.iter().map(|ys| {
            let mut products = CrossProducts::new(1);
            ys.iter().for_each(|y| products.add(&[i128::from(*next.next().unwrap()), i128::from(*y)]).unwrap());
            products
        }).collect();
        let design = DMatrix::from_fn(n, 2, |row, column| if column == 0 { 1.0 } else { xs[row] as f64 });
        for method in [Method::Reml, Method::Ml] {
            let Ok(found) = random_intercept_regression(&counted, &[1, 1], method) else { continue };
            let at = |tau2, sigma2| dense(&units, &design, tau2, sigma2, method);
            let best = at(found.tau2, found.sigma2);
            prop_assert!((found.log_likelihood - best).abs() < 1e-7 * best.abs().max(1.0), "{} {best}", found.log_likelihood);
            for factor in [0.0, 0.9, 1.1, 3.0] {
                let tau2 = found.tau2 * factor + if factor > 1.0 { found.sigma2 * 0.01 } else { 0.0 };
                prop_assert!(at(tau2, found.sigma2) <= best + 1e-7 * best.abs().max(1.0));
            }
        }
    }

    #[test]
    fn a_correlation_is_the_sum_of_its_parts(rows in prop::collection::vec((0_usize..4, -9_i128..9, -9_i128..9), 6..30)) {
        let mut pairs = [PairedScores { n: 0, sum_x: 0, sum_y: 0, squares_x: 0, squares_y: 0, products: 0 }; 4];
        for (unit, x, y) in &rows {
            let pair = &mut pairs[*unit];
            pair.n += 1;
            pair.sum_x += x;
            pair.sum_y += y;
            pair.squares_x += x * x;
            pair.squares_y += y * y;
            pair.products += x * y;
        }
        let Ok(parts) = between_within(&pairs) else { return Ok(()) };
        if let (Some(total), Some(between), Some(within)) =
            (parts.r_total.value(), parts.between_component.value(), parts.within_component.value())
        {
            prop_assert!((total - between - within).abs() < 1e-12);
        }
        for estimate in [parts.r_total, parts.r_between, parts.r_within] {
            prop_assert!(estimate.value().is_none_or(|r| (-1.0..=1.0).contains(&r)));
        }
        let Ok(found) = unit_correlation(&pairs) else { return Ok(()) };
        // Kendall's τ-b pair by pair.
        let means: Vec<(f64, f64)> = pairs.iter().filter(|pair| pair.n > 0)
            .map(|pair| (pair.sum_x as f64 / pair.n as f64, pair.sum_y as f64 / pair.n as f64)).collect();
        let sign = |a: f64, b: f64| if (a - b).abs() < 1e-9 { 0.0 } else { (a - b).signum() };
        let all: Vec<(f64, f64)> = means.iter().enumerate()
            .flat_map(|(i, a)| means[..i].iter().map(move |b| (sign(a.0, b.0), sign(a.1, b.1)))).collect();
        let sum = |f: &dyn Fn(&(f64, f64)) -> f64| all.iter().map(f).sum::<f64>();
        let expected = sum(&|(x, y)| x * y) / (sum(&|(x, _)| x * x) * sum(&|(_, y)| y * y)).sqrt();
        match found.kendall.value() {
            Some(tau) => prop_assert!((tau - expected).abs() < 1e-12),
            None => prop_assert!(expected.is_nan()),
        }
    }

    #[test]
    fn tests_of_units_do_not_mind_the_place_of_nought(units in units(), shift in -1_000_000_i64..1_000_000) {
        let moved: Vec<Vec<i64>> = units.iter().map(|unit| unit.iter().map(|y| y + shift).collect()).collect();
        for test in [welch_test, bartlett_test] {
            prop_assert!(test(&moments(&units)) == test(&moments(&moved)));
        }
        let persons = |units: &[Vec<i64>]| units.iter().map(|unit| unit.iter().map(|&y| (i128::from(y), 1)).collect()).collect::<Vec<Vec<(i128, u64)>>>();
        let (one, other) = (kruskal_wallis_test(&persons(&units)), kruskal_wallis_test(&persons(&moved)));
        prop_assert!(one == other);
        prop_assert!(one.unwrap().p <= 1.0);
    }
}

#[test]
fn units_that_do_not_differ_are_at_the_boundary() {
    let found = fit(&[vec![1, 3], vec![2, 2, 1, 3], vec![0, 4]], Method::Reml);
    assert_eq!((found.theta(), found.tau2(), found.mu()), (0.0, 0.0, 2.0));
    assert_eq!((found.icc1().value(), found.icc2().value(), found.mean_lambda()), (Some(0.0), Some(0.0), 0.0));
    assert_eq!((found.design_effect(), found.icc1().interval().map(|i| i.low)), (1.0, Some(0.0)));
    // Eight persons, squares 2 + 2 + 8 = 12 around 2, over 7.
    assert!((found.sigma2() - 12.0 / 7.0).abs() < 1e-15);
    let test = found.boundary_test();
    assert_eq!((test.statistic, test.p, test.p_chi_square), (0.0, 1.0, 1.0));
    let unit = found.unit_mean(&GroupMoments { n: 2, sum: 6, squares: 20 }).unwrap();
    assert_eq!((unit.lambda, unit.eb_mean.value(), unit.conditional_sd), (0.0, Some(2.0), 0.0));
}

#[test]
fn an_empty_unit_is_given_the_mean_of_all_and_one_person_no_deviation() {
    let found = fit(&[vec![1, 3], vec![4, 6]], Method::Reml);
    let nobody = found.unit_mean(&GroupMoments { n: 0, sum: 0, squares: 0 }).unwrap();
    assert_eq!((nobody.raw_mean.why(), nobody.eb_mean.value(), nobody.lambda), (Some(Why::NoAnswers), Some(3.5), 0.0));
    let one = found.unit_mean(&GroupMoments { n: 1, sum: 5, squares: 25 }).unwrap();
    assert_eq!((one.raw_mean.value(), one.raw_sd.why()), (Some(5.0), Some(Why::TooFewAnswers { needed: 2 })));
    // λ 7/9 and τ² 3.5 leave 7/9 of conditional variance; μ has variance 2 / (8/9) = 9/4, of which (2/9)² is 1/9.
    let two = found.unit_mean(&GroupMoments { n: 2, sum: 4, squares: 10 }).unwrap();
    assert!((two.conditional_sd - (7.0_f64 / 9.0).sqrt()).abs() < 1e-13);
    assert!((two.prediction_sd - (8.0_f64 / 9.0).sqrt()).abs() < 1e-13);
    assert_eq!(found.icc2_at(0.0).why(), Some(Why::OutsideDomain));
    assert_eq!(found.icc2_at(f64::NAN).why(), Some(Why::OutsideDomain));
}

/// R's `mult.icc` takes the rows per unit, those without an answer too, for the size of ICC(2).
#[test]
fn who_did_not_answer_makes_no_mean_more_reliable() {
    // 1, 3 and 4, 6, with a third person in each unit who did not answer: θ = 3.5 / 2.
    let found = fit(&[vec![1, 3], vec![4, 6]], Method::Reml);
    assert!((found.icc2().value().unwrap() - 3.5 / 4.5).abs() < 1e-13);
    assert!((found.icc2_at(3.0).value().unwrap() - 5.25 / 6.25).abs() < 1e-13, "what R gives");
}

#[test]
fn the_model_says_why_it_is_unknown() {
    let why = |units: &[Vec<i64>]| random_intercept(&moments(units), 1, Method::Reml).err();
    assert_eq!(why(&[]), Some(Why::NoAnswers));
    assert_eq!(why(&[vec![], vec![]]), Some(Why::NoAnswers));
    assert_eq!(why(&[vec![1, 2], vec![]]), Some(Why::SingleUnit));
    assert_eq!(why(&[vec![1], vec![2]]), Some(Why::TooFewAnswers { needed: 3 }));
    assert_eq!(why(&[vec![3, 3], vec![3]]), Some(Why::NoVariance));
    assert_eq!(why(&[vec![3, 3], vec![5, 5]]), Some(Why::NoVariance));
    let huge = GroupMoments { n: 2, sum: i128::MAX, squares: 1 };
    assert_eq!(random_intercept(&[huge, huge], 1, Method::Ml).err(), Some(Why::TooLarge));
    let sound = moments(&[vec![1, 3], vec![4, 6]]);
    assert_eq!(random_intercept(&sound, 0, Method::Ml).err(), Some(Why::OutsideDomain));
    assert_eq!(welch_test(&moments(&[vec![1, 2], vec![3]])).err(), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(bartlett_test(&moments(&[vec![1, 2], vec![3, 3]])).err(), Some(Why::NoVariance));
    assert_eq!(kruskal_wallis_test(&[vec![(1, 2)], vec![(1, 3)]]).err(), Some(Why::NoVariance));
    assert_eq!(kruskal_wallis_test(&[vec![(1, 2)], vec![]]).err(), Some(Why::SingleUnit));
    assert_eq!(kruskal_wallis_test(&[vec![(1, u64::MAX)], vec![(2, u64::MAX)]]).err(), Some(Why::TooLarge));
}

#[test]
fn predictors_say_why_they_are_not_identified() {
    let unit = |rows: &[[i128; 3]]| {
        let mut products = CrossProducts::new(2);
        rows.iter().for_each(|row| products.add(row).unwrap());
        products
    };
    let why = |units: &[CrossProducts]| random_intercept_regression(units, &[1; 3], Method::Reml).err();
    let (a, b) = ([[1, 2, 3], [2, 4, 1], [3, 6, 2]], [[4, 8, 5], [0, 0, 2], [1, 2, 7]]);
    assert_eq!(why(&[unit(&a), unit(&b)]), Some(Why::NotPositiveDefinite), "the second is twice the first");
    let constant = |rows: [[i128; 3]; 3]| unit(&rows.map(|[x, _, y]| [x, 7, y]));
    assert_eq!(why(&[constant(a), constant(b)]), Some(Why::NotPositiveDefinite));
    let explained = |rows: [[i128; 3]; 3]| unit(&rows.map(|[x, _, _]| [x, x * x, 3 * x]));
    assert_eq!(why(&[explained(a), explained(b)]), Some(Why::NoVariance));
    assert_eq!(why(&[unit(&a[..2]), unit(&b[..1])]), Some(Why::TooFewAnswers { needed: 4 }));
    assert_eq!((why(&[]), why(&[unit(&a)])), (Some(Why::NoAnswers), Some(Why::SingleUnit)));
    assert_eq!(random_intercept_regression(&[unit(&a), unit(&b)], &[1; 2], Method::Ml).err(), Some(Why::OutsideDomain));
    assert_eq!(
        random_intercept_regression(&[unit(&a), unit(&b)], &[1, 0, 1], Method::Ml).err(),
        Some(Why::OutsideDomain)
    );
    let slope = |units: &[CrossProducts], slope| random_slope_regression(units, &[1; 3], slope, Method::Reml).err();
    assert_eq!(slope(&[unit(&a), unit(&b)], 0), Some(Why::NotPositiveDefinite));
    assert_eq!(slope(&[unit(&a), unit(&b)], 2), Some(Why::OutsideDomain), "the outcome is no predictor");
    assert_eq!(slope(&[unit(&a), unit(&b)], usize::MAX), Some(Why::OutsideDomain));
    assert_eq!((slope(&[], 0), slope(&[unit(&a)], 0)), (Some(Why::NoAnswers), Some(Why::SingleUnit)));
    // Nobody differs from the line: every step finds a larger likelihood.
    assert!(slope(&[explained(a), explained(b)], 0).is_some());
    assert_eq!(unit(&a).add(&[1]).err(), Some(Why::OutsideDomain));
    assert_eq!(unit(&a).add(&[i128::MAX, 0, 0]).err(), Some(Why::TooLarge));
}
