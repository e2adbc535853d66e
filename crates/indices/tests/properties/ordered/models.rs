//! Factor models of ordered answers.

use counts::{OrderedShape, Patterns};
use indices::Why;
use indices::ordered::{
    Invariance, OrderedFit, OrderedModel, OrderedSample, ParameterKind, difference_test, invariance_ladder,
};
use proptest::prelude::*;
use survey::Points;

use super::population::population;

fn two_factors() -> OrderedModel {
    OrderedModel { factors: vec![("first".to_owned(), vec![0, 1, 2]), ("second".to_owned(), vec![3, 4])] }
}

fn value(fit: &OrderedFit, group: usize, kind: ParameterKind) -> f64 {
    fit.value(group, kind).unwrap()
}

/// Counts rounded to whole persons leave errors of about 1e-6 in the shares.
fn close(what: &str, value: f64, truth: f64) {
    assert!((value - truth).abs() < 2e-3, "{what}: {value} instead of {truth}");
}

#[test]
fn a_population_gives_its_parameters_back() {
    let population = population([0.0, 0.0], [0.7, 0.5], 1.0);
    let sample = OrderedSample::of(&[population.patterns(1e6)]).unwrap();
    let fit = sample.fit(&two_factors(), Invariance::Configural).unwrap();
    assert_eq!(fit.test.degrees_of_freedom, 10 - 6);
    assert!(fit.test.chi_square.value().unwrap() < 0.1, "nothing but rounding is left");
    for (item, of) in population.items.iter().enumerate() {
        let variance = population.variances[of.factor];
        let total = (of.loading * of.loading * variance + 1.0).sqrt();
        let standardised = of.loading * variance.sqrt() / total;
        close("standardised loading", fit.standardised_loading(0, item).unwrap(), standardised);
        close("residual variance", fit.residual_variance(0, item).unwrap(), 1.0 - standardised * standardised);
        for (k, threshold) in of.thresholds.iter().enumerate() {
            let kind = ParameterKind::Threshold { item, threshold: k };
            close("threshold", value(&fit, 0, kind), threshold / total);
        }
    }
    let covariance = |a, b| value(&fit, 0, ParameterKind::Covariance { a, b });
    close("correlation of the factors", covariance(0, 1) / (covariance(0, 0) * covariance(1, 1)).sqrt(), 0.5);
}

/// Two populations that share loadings and thresholds and differ in means, variances and residuals: every level of
/// invariance holds, and the last one finds the difference between the means.
#[test]
fn the_ladder_of_invariance_finds_the_difference_between_means() {
    let groups = [population([0.0, 0.0], [0.7, 0.5], 1.0), population([0.4, -0.3], [1.1, 0.6], 1.2)];
    let sample = OrderedSample::of(&groups.each_ref().map(|group| group.patterns(1e6))).unwrap();
    let ladder = invariance_ladder(&sample, &two_factors());
    let levels = [Invariance::Configural, Invariance::Thresholds, Invariance::Loadings, Invariance::Intercepts];
    assert_eq!(ladder.each_ref().map(|step| step.invariance), levels);
    for (step, added) in ladder[1..].iter().zip([5, 3, 3]) {
        let difference = step.difference.unwrap().unwrap();
        assert_eq!(difference.degrees_of_freedom, added);
        assert!(difference.scaled_p_value.value().unwrap() > 0.9);
    }
    let fits = ladder.map(|step| step.fit.unwrap());
    // 2 · (15 + 10) statistics; per group 3 loadings and 3 covariances, then 5 scales and 5 intercepts for 15
    // thresholds.
    assert_eq!(fits.each_ref().map(|fit| fit.test.degrees_of_freedom), [8, 13, 16, 19]);
    for fit in &fits {
        assert!(fit.test.chi_square.value().unwrap() < 0.5);
        assert!(fit.scaled.cfi.value().unwrap() > 0.999_99);
    }
    // In units of the marker's underlying variable, whose standard deviation in the first group is √(0.7 + 1).
    let unit = (0.7_f64 + 1.0).sqrt();
    let mean = |factor| value(&fits[3], 1, ParameterKind::Mean { factor });
    close("first mean", mean(0), 0.4 / unit);
    close("second mean", mean(1), -0.3 / (0.5_f64 + 1.0).sqrt());
    let variance = |a| value(&fits[3], 1, ParameterKind::Covariance { a, b: a });
    close("first variance", variance(0), 1.1 / (unit * unit));
    // The second item's standard deviation against the first group's.
    let scale = value(&fits[3], 1, ParameterKind::Scale { item: 1 });
    close("scale", scale, ((0.64_f64 * 0.7 + 1.0) / (0.64 * 1.1 + 1.44)).sqrt());
    close("residual variance", fits[3].residual_variance(1, 1).unwrap(), 1.44 / (0.64 * 0.7 + 1.0));
}

/// Two copies of one group: every level fits alike, so restrictions cost nothing, and where both models are evaluated
/// at the same point U_d is U₀ − U₁, so the means of the tests subtract.
#[test]
fn the_difference_test_of_equal_groups_is_the_difference_of_the_tests() {
    let one = skewed(&population([0.2, 0.0], [0.9, 0.5], 1.0).patterns(3e3));
    let sample = OrderedSample::of(&[one.clone(), one]).unwrap();
    let levels = [Invariance::Configural, Invariance::Thresholds, Invariance::Loadings, Invariance::Intercepts];
    let fits = levels.map(|level| sample.fit(&two_factors(), level).unwrap());
    assert!(fits[0].test.chi_square.value().unwrap() > 10.0);
    let trace = |test: &indices::ordered::Test| {
        (test.degrees_of_freedom as f64 - test.shift.value().unwrap()) * test.scaling_factor.value().unwrap()
    };
    for two in fits.windows(2) {
        let difference = difference_test(&sample, &two[0], &two[1]).unwrap();
        let added = two[1].test.degrees_of_freedom - two[0].test.degrees_of_freedom;
        assert_eq!(difference.degrees_of_freedom, added);
        assert!(difference.chi_square.value().unwrap().abs() < 1e-9);
        let expected = trace(&two[1].test) - trace(&two[0].test);
        assert!((trace(&difference) - expected).abs() < 1e-7 * expected, "{} {expected}", trace(&difference));
        assert_eq!(difference_test(&sample, &two[1], &two[0]).unwrap_err(), Why::NotIdentified);
    }
    let other = OrderedSample::of(&[population([0.0, 0.0], [0.7, 0.5], 1.0).patterns(1e4)]).unwrap();
    assert_eq!(difference_test(&other, &fits[0], &fits[1]).unwrap_err(), Why::OutsideDomain);
}

/// A group beside its own copy fits as it does alone: indices of fit and standard errors per group stay, tests double.
#[test]
fn the_same_group_twice_says_the_same() {
    let one = skewed(&population([0.2, 0.0], [0.9, 0.5], 1.0).patterns(3e3));
    let fit =
        |groups: &[Patterns]| OrderedSample::of(groups).unwrap().fit(&two_factors(), Invariance::Configural).unwrap();
    let (alone, twice) = (fit(std::slice::from_ref(&one)), fit(&[one.clone(), one]));
    let same = |what: &str, a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * a.abs(), "{what}: {a} {b}");
    let values = |of: [indices::Estimate; 9]| of.map(|estimate| estimate.value().unwrap());
    let indices = |fit: &OrderedFit| {
        let of = [fit.unscaled, fit.scaled, fit.robust].map(|of| [of.cfi, of.tli, of.rmsea]);
        values([of[0][0], of[0][1], of[0][2], of[1][0], of[1][1], of[1][2], of[2][0], of[2][1], of[2][2]])
    };
    for (a, b) in indices(&alone).into_iter().zip(indices(&twice)) {
        same("index", a, b);
    }
    same("srmr", alone.srmr.value().unwrap(), twice.srmr.value().unwrap());
    let scaled = |fit: &OrderedFit| fit.test.scaled_chi_square.value().unwrap();
    same("χ²", 2.0 * scaled(&alone), scaled(&twice));
    for parameter in &twice.parameters {
        let single = alone.parameters.iter().find(|single| single.kind == parameter.kind).unwrap();
        same("estimate", single.value, parameter.value);
        same("error", single.standard_error.unwrap_or(0.0), parameter.standard_error.unwrap_or(0.0));
    }
}

/// Some persons give the same point to the second and the fourth item, so that the model does not hold.
fn skewed(patterns: &Patterns) -> Patterns {
    let mut columns = vec![Vec::new(); 5];
    for (position, (pattern, persons)) in patterns.iter().enumerate() {
        let mut pattern = pattern.to_vec();
        if position % 5 == 0 {
            pattern[3] = pattern[1];
        }
        for (column, category) in columns.iter_mut().zip(pattern) {
            column.extend(std::iter::repeat_n(category, usize::try_from(persons).unwrap()));
        }
    }
    let mut skewed = Patterns::new(patterns.shape());
    skewed.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    skewed
}

/// The order of items and of factors is a matter of naming.
#[test]
fn permuting_items_and_factors_leaves_the_fit() {
    let patterns = skewed(&population([0.2, 0.0], [0.9, 0.5], 1.0).patterns(3e3));
    let order = [4, 2, 3, 0, 1];
    let mut columns = vec![Vec::new(); 5];
    for (pattern, persons) in patterns.iter() {
        for (column, &item) in columns.iter_mut().zip(&order) {
            column.extend(std::iter::repeat_n(pattern[item], usize::try_from(persons).unwrap()));
        }
    }
    let mut permuted = Patterns::new(patterns.shape());
    permuted.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let model = OrderedModel { factors: vec![("second".to_owned(), vec![0, 2]), ("first".to_owned(), vec![1, 4, 3])] };
    let fit = |patterns: Patterns, model: &OrderedModel| {
        OrderedSample::of(&[patterns]).unwrap().fit(model, Invariance::Configural).unwrap()
    };
    let (one, other) = (fit(patterns, &two_factors()), fit(permuted, &model));
    let numbers = |fit: &OrderedFit| {
        let test = &fit.test;
        let tests = [test.chi_square, test.scaled_chi_square, test.scaling_factor, fit.baseline.scaled_chi_square];
        let indices = [fit.scaled.cfi, fit.scaled.rmsea, fit.robust.cfi, fit.robust.rmsea, fit.srmr];
        tests.into_iter().chain(indices).map(|number| number.value().unwrap()).collect::<Vec<f64>>()
    };
    for (a, b) in numbers(&one).into_iter().zip(numbers(&other)) {
        assert!((a - b).abs() <= 1e-8 * a.abs(), "{a} {b}");
    }
    for (position, &item) in order.iter().enumerate() {
        let loadings = (one.standardised_loading(0, item).unwrap(), other.standardised_loading(0, position).unwrap());
        assert!((loadings.0 - loadings.1).abs() < 1e-9);
    }
}

#[test]
fn models_that_cannot_be_fitted_say_why() {
    let patterns = population([0.0, 0.0], [0.7, 0.5], 1.0).patterns(1e4);
    let sample = OrderedSample::of(std::slice::from_ref(&patterns)).unwrap();
    let fit = |sample: &OrderedSample, factors: &[&[usize]], level| {
        let factors = factors.iter().map(|items| (String::new(), items.to_vec())).collect();
        sample.fit(&OrderedModel { factors }, level).map(|_| ()).unwrap_err()
    };
    assert_eq!(fit(&sample, &[&[0, 1, 2, 3]], Invariance::Configural), Why::OutsideDomain, "an item left out");
    assert_eq!(fit(&sample, &[&[0, 1, 2, 3, 4, 4]], Invariance::Configural), Why::OutsideDomain, "an item twice");
    assert_eq!(fit(&sample, &[&[0, 1, 2, 3, 4, 5]], Invariance::Configural), Why::OutsideDomain, "no such item");
    assert_eq!(fit(&sample, &[&[0, 1, 2, 3], &[4]], Invariance::Configural), Why::NotIdentified, "one item's variance");
    assert_eq!(fit(&sample, &[&[0, 1, 2, 3, 4]], Invariance::Thresholds), Why::SingleGroup);
    // Items of two points cannot tell thresholds from scales and intercepts.
    let binary = |columns: &[&[u8]]| {
        let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(0, 1).unwrap(), 4).unwrap());
        patterns.add_columns(columns).unwrap();
        patterns
    };
    let columns: [&[u8]; 4] = [
        &[0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1],
        &[0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1],
        &[0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0],
        &[1, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1],
    ];
    let two = OrderedSample::of(&[binary(&columns), binary(&columns)]).unwrap();
    assert_eq!(fit(&two, &[&[0, 1, 2, 3]], Invariance::Thresholds), Why::NotIdentified);
    // A point that only one group uses.
    let mut columns = vec![vec![0_u8, 1, 2, 3, 0, 1, 2, 3]; 5];
    columns[1] = vec![0, 1, 2, 2, 1, 1, 2, 2];
    columns[2] = vec![0, 1, 2, 2, 1, 3, 2, 2];
    columns[3] = vec![0, 0, 2, 2, 1, 3, 2, 1];
    columns[4] = vec![0, 1, 1, 2, 1, 3, 0, 1];
    let mut few = Patterns::new(patterns.shape());
    few.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    assert_eq!(OrderedSample::of(&[patterns.clone(), few]).unwrap_err(), Why::EmptyCategory);
    assert_eq!(OrderedSample::of(&[]).unwrap_err(), Why::NoAnswers);
    assert_eq!(OrderedSample::of(&[Patterns::new(patterns.shape())]).unwrap_err(), Why::NoAnswers);
    let other = binary(&[&[0, 1], &[0, 1], &[1, 0], &[0, 1]]);
    assert_eq!(OrderedSample::of(&[patterns, other]).unwrap_err(), Why::OutsideDomain);
}

proptest! {
    /// Whatever few people answer, a fit is a number or a reason, and none of its numbers is infinite.
    #[test]
    fn any_answers_give_a_fit_or_a_reason(
        rows in prop::collection::vec(prop::collection::vec(1_u8..=3, 4), 0..40),
        cut in 0_usize..40,
    ) {
        let shape = OrderedShape::uniform(Points::new(1, 3).unwrap(), 4).unwrap();
        let patterns = |rows: &[Vec<u8>]| {
            let columns: Vec<Vec<u8>> = (0..4).map(|item| rows.iter().map(|row| row[item]).collect()).collect();
            let mut patterns = Patterns::new(&shape);
            patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
            patterns
        };
        let (left, right) = rows.split_at(cut.min(rows.len()));
        let model = OrderedModel { factors: vec![("f".to_owned(), vec![0, 1, 2, 3])] };
        for groups in [vec![patterns(&rows)], vec![patterns(left), patterns(right)]] {
            let Ok(sample) = OrderedSample::of(&groups) else { continue };
            for level in [Invariance::Configural, Invariance::Loadings] {
                let Ok(fit) = sample.fit(&model, level) else { continue };
                let numbers = [fit.test.chi_square, fit.test.scaled_chi_square, fit.scaled.cfi, fit.scaled.tli]
                    .into_iter()
                    .chain([fit.robust.cfi, fit.robust.rmsea, fit.srmr, fit.baseline.scaled_p_value]);
                prop_assert!(numbers.filter_map(|number| number.value()).all(f64::is_finite));
                prop_assert!(fit.parameters.iter().all(|of| of.value.is_finite()));
                let errors = fit.parameters.iter().filter_map(|of| of.standard_error);
                prop_assert!(errors.into_iter().all(f64::is_finite));
            }
        }
    }
}
