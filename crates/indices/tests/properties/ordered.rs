//! Ordered answers: populations whose parameters are known, laws, second ways to the same number, and reasons.

use counts::{Cases, NO_ANSWER, OrderedItem, OrderedShape, PairTables, Patterns};
use indices::Why;
use indices::ordered::{
    EmptyCells, Invariance, OrderedFit, OrderedModel, OrderedSample, ParameterKind, PolychoricMatrix, Thresholds,
    difference_test, ordinal_alpha, polychoric,
};
use proptest::prelude::*;
use survey::Points;

/// One item of a population: its loading, the factor it measures, its intercept and its thresholds.
struct Item {
    loading: f64,
    factor: usize,
    thresholds: Vec<f64>,
}

/// A population with two factors: each has a mean and a variance, and they correlate. Residual variances are 1.
struct Population {
    items: Vec<Item>,
    means: [f64; 2],
    variances: [f64; 2],
    correlation: f64,
    /// Residual standard deviation of every item.
    residual: f64,
}

impl Population {
    /// How many of `persons` give each pattern: conditional on the factors the answers are independent, and the factors
    /// are integrated over a fine grid.
    fn patterns(&self, persons: f64) -> Patterns {
        let points = Points::new(0, u8::try_from(self.items[0].thresholds.len()).unwrap()).unwrap();
        let shape = OrderedShape::uniform(points, self.items.len()).unwrap();
        let categories = usize::from(points.max()) + 1;
        let cells = categories.pow(u32::try_from(self.items.len()).unwrap());
        let mut shares = vec![0.0; cells];
        let step = 0.25;
        let grid: Vec<f64> = (-28..=28).map(|k| f64::from(k) * step).collect();
        for &u in &grid {
            for &v in &grid {
                let weight = (-(u * u + v * v) / 2.0).exp() * step * step / std::f64::consts::TAU;
                if weight < 1e-14 {
                    continue;
                }
                let second = self.correlation * u + (1.0 - self.correlation * self.correlation).sqrt() * v;
                let factors =
                    [self.means[0] + self.variances[0].sqrt() * u, self.means[1] + self.variances[1].sqrt() * second];
                let given: Vec<Vec<f64>> = self.items.iter().map(|item| self.conditional(item, factors)).collect();
                for (cell, share) in shares.iter_mut().enumerate() {
                    let categories_of = decode(cell, categories, self.items.len());
                    *share += weight * categories_of.iter().zip(&given).map(|(&k, given)| given[k]).product::<f64>();
                }
            }
        }
        let mut columns = vec![Vec::new(); self.items.len()];
        for (cell, share) in shares.iter().enumerate() {
            let count: usize = format!("{:.0}", share * persons).parse().unwrap();
            for (column, category) in columns.iter_mut().zip(decode(cell, categories, self.items.len())) {
                column.extend(std::iter::repeat_n(u8::try_from(category).unwrap(), count));
            }
        }
        let mut patterns = Patterns::new(&shape);
        patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        patterns
    }

    fn conditional(&self, item: &Item, factors: [f64; 2]) -> Vec<f64> {
        let below = |threshold: f64| normal((threshold - item.loading * factors[item.factor]) / self.residual);
        let mut bounds = vec![0.0];
        bounds.extend(item.thresholds.iter().map(|&threshold| below(threshold)));
        bounds.push(1.0);
        bounds.windows(2).map(|two| two[1] - two[0]).collect()
    }
}

fn decode(mut cell: usize, categories: usize, items: usize) -> Vec<usize> {
    (0..items)
        .map(|_| {
            let category = cell % categories;
            cell /= categories;
            category
        })
        .collect()
}

/// Φ by its own continued fraction and series, apart from what the library uses: about 1e-12.
fn normal(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if x.abs() < 3.0 {
        let (mut term, mut sum, mut k) = (x, x, 1.0);
        while term.abs() > 1e-17 {
            k += 2.0;
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + density * sum;
    }
    let tail = density / (1..200).rev().fold(x.abs(), |rest, k| x.abs() + f64::from(k) / rest);
    if x > 0.0 { 1.0 - tail } else { tail }
}

fn population(means: [f64; 2], variances: [f64; 2], residual: f64) -> Population {
    let item = |loading: f64, factor, low: f64, middle: f64, high: f64| Item {
        loading,
        factor,
        thresholds: vec![low, middle, high],
    };
    Population {
        items: vec![
            item(1.0, 0, -1.2, -0.1, 0.9),
            item(0.8, 0, -0.7, 0.2, 1.1),
            item(1.3, 0, -1.5, 0.0, 1.0),
            item(1.0, 1, -0.9, 0.3, 1.4),
            item(1.1, 1, -1.0, -0.2, 0.8),
        ],
        means,
        variances,
        correlation: 0.5,
        residual,
    }
}

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
    let levels = [Invariance::Configural, Invariance::Thresholds, Invariance::Loadings, Invariance::Intercepts];
    let fits = levels.map(|level| sample.fit(&two_factors(), level).unwrap());
    // 2 · (15 + 10) statistics; per group 3 loadings and 3 covariances, then 5 scales and 5 intercepts for 15 thresholds.
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

/// Two copies of one group: every level fits alike, so restrictions cost nothing, and where both models are evaluated at
/// the same point U_d is U₀ − U₁, so the means of the tests subtract.
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
        let difference = difference_test(&sample, &two[0], &two[1]).unwrap().test;
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

#[test]
fn empty_cells_and_perfect_associations() {
    let item = Thresholds::of(&[60, 40]).unwrap();
    let rho = |table: &[u64], empty| polychoric(&item, &item, table, empty);
    // One empty cell: as counted the best correlation is 1; with half a person it is that of 59.5, 0.5, 0.5, 39.5.
    assert_eq!(rho(&[60, 0, 0, 40], EmptyCells::AsCounted).why(), Some(Why::Separation));
    assert_eq!(rho(&[60, 0, 0, 40], EmptyCells::HalfInTwoByTwo).why(), Some(Why::Separation));
    assert!(rho(&[60, 0, 0, 40], EmptyCells::HalfEverywhere).value().unwrap() < 1.0);
    let (less, more) = (Thresholds::of(&[60, 40]).unwrap(), Thresholds::of(&[70, 30]).unwrap());
    let nested = |empty| polychoric(&less, &more, &[60, 0, 10, 30], empty);
    assert_eq!(nested(EmptyCells::AsCounted).why(), Some(Why::Separation));
    // Margins kept: 59.5, 0.5, 10.5, 29.5, which doubled is a table of whole persons.
    let doubled = polychoric(&less, &more, &[119, 1, 21, 59], EmptyCells::AsCounted).value().unwrap();
    let half = nested(EmptyCells::HalfInTwoByTwo).value().unwrap();
    assert!((half - doubled).abs() < 1e-12);
    // A larger table with a diagonal alone, rising and falling.
    let three = Thresholds::of(&[3, 4, 3]).unwrap();
    for table in [[3, 0, 0, 0, 4, 0, 0, 0, 3], [0, 0, 3, 0, 4, 0, 3, 0, 0]] {
        assert_eq!(polychoric(&three, &three, &table, EmptyCells::HalfInTwoByTwo).why(), Some(Why::Separation));
    }
    // Half a person added to the empty cells of this table, doubled.
    let table = [3_u64, 1, 0, 1, 2, 1, 0, 0, 2];
    let filled: Vec<u64> = table.iter().map(|&n| if n == 0 { 1 } else { 2 * n }).collect();
    let (half, by_hand) = (
        polychoric(&three, &three, &table, EmptyCells::HalfEverywhere).value().unwrap(),
        polychoric(&three, &three, &filled, EmptyCells::AsCounted).value().unwrap(),
    );
    assert!((half - by_hand).abs() < 1e-12);
    assert_eq!(rho(&[0, 0, 0, 0], EmptyCells::AsCounted).why(), Some(Why::NoAnswers));
    assert_eq!(rho(&[1, 2, 3], EmptyCells::AsCounted).why(), Some(Why::OutsideDomain));
    let unused = Thresholds::of(&[60, 0, 40]).unwrap();
    assert_eq!(polychoric(&unused, &item, &[5, 1, 0, 1, 1, 5], EmptyCells::AsCounted).why(), Some(Why::OutsideDomain));
    let (with, without) = (
        polychoric(&unused, &item, &[5, 1, 0, 0, 1, 5], EmptyCells::AsCounted).value().unwrap(),
        rho(&[5, 1, 1, 5], EmptyCells::AsCounted).value().unwrap(),
    );
    assert_eq!(with.to_bits(), without.to_bits());
}

#[test]
fn thresholds_and_matrices_say_why_they_are_unknown() {
    assert_eq!(Thresholds::of(&[]).unwrap_err(), Why::NoAnswers);
    assert_eq!(Thresholds::of(&[0, 0]).unwrap_err(), Why::NoAnswers);
    assert_eq!(Thresholds::of(&[0, 7, 0]).unwrap_err(), Why::NoVariance);
    assert_eq!(Thresholds::of(&[u64::MAX, 1]).unwrap_err(), Why::TooLarge);
    assert_eq!(Thresholds::of(&[1 << 53, 1]).unwrap_err(), Why::TooLarge);
    let shape = OrderedShape::uniform(Points::new(1, 3).unwrap(), 3).unwrap();
    let mut tables = PairTables::new(&shape, Cases::Pairwise);
    assert_eq!(ordinal_alpha(&PolychoricMatrix::of(&tables, EmptyCells::AsCounted)).why(), Some(Why::NoAnswers));
    // The third item is constant: its pairs are unknown, the others are not.
    tables.add_columns(&[&[1, 2, 3, 1, 2, NO_ANSWER], &[1, 3, 2, 2, 2, 3], &[2; 6]]).unwrap();
    let matrix = PolychoricMatrix::of(&tables, EmptyCells::AsCounted);
    assert!(matrix.correlation(0, 1).unwrap().value().is_some());
    assert_eq!(matrix.correlation(0, 1).unwrap().as_known().unwrap().n, 5);
    assert_eq!(matrix.correlation(2, 0).unwrap().why(), Some(Why::NoVariance));
    assert!(matrix.correlation(1, 1).is_none() && matrix.correlation(1, 3).is_none());
    assert_eq!(ordinal_alpha(&matrix).why(), Some(Why::NoVariance));
    let one = PairTables::new(&OrderedShape::uniform(Points::new(1, 3).unwrap(), 1).unwrap(), Cases::Pairwise);
    assert_eq!(ordinal_alpha(&PolychoricMatrix::of(&one, EmptyCells::AsCounted)).why(), Some(Why::SingleItem));
}

fn matrix_of(columns: &[Vec<u8>], reversed: &[bool]) -> PolychoricMatrix {
    let points = Points::new(1, 4).unwrap();
    let items = reversed.iter().map(|&reversed| OrderedItem { points, reversed }).collect();
    let mut tables = PairTables::new(&OrderedShape::new(items).unwrap(), Cases::Pairwise);
    tables.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    PolychoricMatrix::of(&tables, EmptyCells::HalfEverywhere)
}

proptest! {
    /// Turning an item round turns its correlations round; the order of the persons and of the two items means nothing;
    /// and no table whatsoever makes a number that is no correlation.
    #[test]
    fn correlations_know_direction_but_no_order(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![6 => 1_u8..=4, 1 => Just(NO_ANSWER)], 3), 1..60)
    ) {
        let column = |item: usize| rows.iter().map(|row| row[item]).collect::<Vec<u8>>();
        let columns = [column(0), column(1), column(2)];
        let plain = matrix_of(&columns, &[false; 3]);
        let turned = matrix_of(&columns, &[true, false, false]);
        let backwards = columns.each_ref().map(|column| column.iter().rev().copied().collect::<Vec<u8>>());
        prop_assert!(matrix_of(&backwards, &[false; 3]) == plain);
        let swapped = matrix_of(&[column(1), column(0), column(2)], &[false; 3]);
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            let a = plain.correlation(i, j).unwrap();
            let b = turned.correlation(i, j).unwrap();
            let sign = if i == 0 { -1.0 } else { 1.0 };
            match (a.value(), b.value()) {
                (Some(a), Some(b)) => {
                    prop_assert!((a - sign * b).abs() < 1e-9, "{} {}", a, b);
                    prop_assert!(a.abs() < 1.0);
                }
                _ => prop_assert_eq!(a.why(), b.why()),
            }
        }
        let (a, b) = (plain.correlation(0, 1).unwrap(), swapped.correlation(0, 1).unwrap());
        match (a.value(), b.value()) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
            // Two items may lack different things, and one of the reasons is named.
            (a, b) => prop_assert_eq!(a, b),
        }
    }

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
