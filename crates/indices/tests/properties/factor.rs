//! What holds for every confirmatory factor analysis: fit does not depend on units, on the direction of items, on the
//! order of persons, items or groups, or on how factors get their unit; and what cannot be known says why.

use std::time::Instant;

use indices::Why;
use indices::factor::{
    Coefficient, Correction, CutOffs, Equality, Fit, Level, MeanStructure, Model, ModelFault, Note, SampleMoments,
    Scaling, Settings, fit, fit_incomplete, fit_robust, fit_two_level, invariance,
};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

const LEVELS: [Level; 5] = [Level::Configural, Level::Metric, Level::Scalar, Level::Strict, Level::Means];

/// Deterministic numbers in (−1, 1), from a linear congruential generator.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / 2.0_f64.powi(52) - 1.0
    }
}

/// Answers of persons to items that measure factors, with a common part in all factors.
fn answers(persons: usize, factors: &[usize], seed: u64, shift: f64) -> Vec<Vec<f64>> {
    let mut numbers = Numbers(seed);
    let mut columns = vec![Vec::new(); factors.iter().sum()];
    for _ in 0..persons {
        let common = numbers.next();
        let mut column = columns.iter_mut();
        for items in factors {
            let factor = common + numbers.next() + shift;
            for item in 0..*items {
                let loading = 0.6 + 0.1 * item as f64;
                column.next().unwrap().push((3.0 + loading * factor + numbers.next()).clamp(1.0, 5.0));
            }
        }
    }
    columns
}

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn moments(columns: &[Vec<f64>]) -> SampleMoments {
    SampleMoments::of_columns(&slices(columns)).unwrap()
}

fn model(text: &str, items: usize) -> Model {
    let names: Vec<String> = (0..items).map(|item| format!("i{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Model::parse(text, &names).unwrap()
}

const TWO_FACTORS: &str = "f=i0,i1,i2;g=i3,i4,i5";

fn two_groups(seed: u64) -> [Vec<Vec<f64>>; 2] {
    [answers(150, &[3, 3], seed, 0.0), answers(200, &[3, 3], seed ^ 0xabcd, 0.3)]
}

fn at(model: &Model, groups: &[Vec<Vec<f64>>], level: Level) -> Fit {
    let groups: Vec<SampleMoments> = groups.iter().map(|columns| moments(columns)).collect();
    fit(model, &groups, &Equality::full(level), Settings::default()).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * (1.0 + b.abs())
}

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

/// Three items of one factor are three unknowns for three covariances: λ₂ = s₂₃/s₁₃, ψ = s₁₂s₁₃/s₂₃. By the delta method
/// on the fourth moments the variance of λ₂ is the mean of (z₂z₃ − λ₂z₁z₃)²/(n s₁₃²), and that of an intercept sᵢᵢ/n.
#[test]
fn three_items_have_a_closed_form() {
    let columns = answers(200, &[3], 5, 0.0);
    let sample = moments(&columns);
    let s = |i, j| sample.covariance(i, j);
    let fit_as = |correction| {
        let equality = Equality::full(Level::Configural);
        fit_robust(&model("f=i0,i1,i2", 3), &[slices(&columns)], &equality, Scaling::Marker, correction).unwrap()
    };
    let loading = s(1, 2) / s(0, 2);
    let variance = s(0, 1) * s(0, 2) / s(1, 2);
    let z = |item: usize, row: usize| columns[item][row] - sample.mean(item);
    let squares = (0..200).map(|row| (z(1, row) * z(2, row) - loading * z(0, row) * z(2, row)).powi(2));
    let error = (squares.sum::<f64>() / 200.0 / 200.0).sqrt() / s(0, 2);
    for correction in [Correction::YuanBentler, Correction::SatorraBentler] {
        let robust = fit_as(correction);
        let find =
            |coefficient| *robust.estimates().iter().find(|estimate| estimate.coefficient == coefficient).unwrap();
        assert!(robust.fit().chi_square() < 1e-9);
        assert!(close(find(Coefficient::Loading { item: 1, factor: 0 }).value, loading));
        assert!(close(find(Coefficient::Loading { item: 1, factor: 0 }).standard_error.unwrap(), error));
        assert!(close(find(Coefficient::FactorVariance { factor: 0 }).value, variance));
        let intercept = find(Coefficient::Intercept { item: 2 });
        assert!(close(intercept.value, sample.mean(2)));
        assert!(close(intercept.standard_error.unwrap(), (s(2, 2) / 200.0).sqrt()));
    }
}

/// Forty units of four persons each: the matrix between units is that of their means less a quarter of the one within, and
/// three items give back any matrix.
#[test]
fn two_levels_of_units_of_one_size_have_a_closed_form() {
    let (units, size) = (40, 4);
    let (shared, own) = (answers(units, &[3], 11, 0.0), answers(units * size, &[3], 12, 0.0));
    let place = |person: usize| (person * 7) % units;
    let columns: Vec<Vec<f64>> = (0..3)
        .map(|item| (0..units * size).map(|person| shared[item][place(person)] + own[item][person]).collect())
        .collect();
    let ids: Vec<u64> = (0..units * size).map(|person| u64::try_from(place(person)).unwrap()).collect();
    let mean = |item: usize, unit: usize| {
        (0..units * size).filter(|person| place(*person) == unit).map(|person| columns[item][person]).sum::<f64>()
            / size as f64
    };
    let grand = |item: usize| (0..units).map(|unit| mean(item, unit)).sum::<f64>() / units as f64;
    let within = |i: usize, j: usize| {
        let product = |person: usize| {
            (columns[i][person] - mean(i, place(person))) * (columns[j][person] - mean(j, place(person)))
        };
        (0..units * size).map(product).sum::<f64>() / (units * size - units) as f64
    };
    let between = |i: usize, j: usize| {
        let product = |unit: usize| (mean(i, unit) - grand(i)) * (mean(j, unit) - grand(j));
        (0..units).map(product).sum::<f64>() / units as f64 - within(i, j) / size as f64
    };
    let model = model("f=i0,i1,i2", 3);
    let fit = fit_two_level(&model, &model, &slices(&columns), &ids).unwrap();
    let loading = Coefficient::Loading { item: 2, factor: 0 };
    let value = |estimates: &[indices::factor::Estimated], coefficient: Coefficient| {
        estimates.iter().find(|estimate| estimate.coefficient == coefficient).unwrap().value
    };
    assert!(fit.chi_square() < 1e-8 && fit.df() == 0);
    assert!(close(value(&fit.within(), loading), within(1, 2) / within(0, 1)));
    assert!(close(value(&fit.between(), loading), between(1, 2) / between(0, 1)));
    assert!(close(value(&fit.between(), Coefficient::Intercept { item: 1 }), grand(1)));
    let intraclass = between(1, 1) / (between(1, 1) + within(1, 1));
    assert!(close(fit.intraclass_correlation(1).unwrap(), intraclass));
}

#[test]
fn two_levels_that_cannot_be_had_say_why() {
    let model_of_three = model("f=i0,i1,i2", 3);
    let columns = answers(6, &[3], 3, 0.0);
    let why =
        |between: &Model, units: &[u64]| fit_two_level(&model_of_three, between, &slices(&columns), units).unwrap_err();
    assert_eq!(why(&model_of_three, &[1; 6]), Why::SingleUnit);
    assert_eq!(why(&model_of_three, &[1, 2, 3, 4, 5, 6]), Why::TooFewAnswers { needed: 7 });
    assert_eq!(why(&model_of_three, &[1, 1, 2]), Why::OutsideDomain, "a unit for each person");
    assert_eq!(why(&model("f=i0,i1,i3", 4), &[1, 1, 1, 2, 2, 2]), Why::OutsideDomain, "the same items at both levels");
}

/// s₁₂s₁₃/s₂₃ beyond s₁₁ leaves less than nothing for item 1 itself.
#[test]
fn a_heywood_case_is_a_note() {
    let covariance = [1.0, 0.8, 0.8, 0.8, 1.0, 0.5, 0.8, 0.5, 1.0];
    let sample = SampleMoments::given(100, &[0.0; 3], &covariance).unwrap();
    let equality = Equality::full(Level::Configural);
    let fit = fit(&model("f=i0,i1,i2", 3), &[sample], &equality, Settings::default()).unwrap();
    let residual = fit.estimate(0, Coefficient::ResidualVariance { item: 0 }).unwrap();
    assert!(close(residual.value, 1.0 - 0.64 / 0.5));
    assert_eq!(fit.notes(), [Note::NegativeResidualVariance { group: 0, item: 0 }]);
}

#[test]
fn what_cannot_be_known_says_why() {
    let good = moments(&answers(100, &[3, 3], 1, 0.0));
    let two = model(TWO_FACTORS, 6);
    let configural = Equality::full(Level::Configural);
    let settings = Settings::default();
    let why = |groups: &[SampleMoments], model: &Model, equality: &Equality, settings: Settings| {
        fit(model, groups, equality, settings).unwrap_err()
    };
    assert_eq!(why(&[], &two, &configural, settings), Why::NoAnswers);
    assert_eq!(why(std::slice::from_ref(&good), &two, &Equality::full(Level::Metric), settings), Why::SingleGroup);
    let groups = [good.clone(), good.clone()];
    assert_eq!(invariance(&two, &groups[..1], settings, &CutOffs::CHEN).unwrap_err(), Why::SingleGroup);
    let left = Settings { means: MeanStructure::Left, ..settings };
    assert_eq!(why(&groups, &two, &Equality::full(Level::Scalar), left), Why::OutsideDomain);
    // The model names an item that the data do not have.
    let wide = model("f=i0,i1,i2;g=i3,i4,i7", 8);
    assert_eq!(why(std::slice::from_ref(&good), &wide, &configural, settings), Why::OutsideDomain);
    // Two factors of two items that have nothing to do with each other.
    let apart = [2.0, 1.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 1.0, 0.0, 0.0, 1.0, 2.0];
    let apart = SampleMoments::given(100, &[0.0; 4], &apart).unwrap();
    assert_eq!(why(&[apart], &model("f=i0,i1;g=i2,i3", 4), &configural, settings), Why::NotIdentified);
    // Every intercept released: nothing is left to tell the latent mean by.
    let released = (0..6).map(|item| Coefficient::Intercept { item }).collect();
    let equality = Equality { level: Level::Scalar, released };
    assert_eq!(why(&groups, &two, &equality, settings), Why::NotIdentified);

    let columns: [&[f64]; 3] = [&[1.0, 2.0, 3.0], &[2.0, 2.0, 2.0], &[1.0, 3.0, 2.0]];
    assert_eq!(SampleMoments::of_columns(&columns).unwrap_err(), Why::NotPositiveDefinite, "a constant item");
    assert_eq!(SampleMoments::of_columns(&[]).unwrap_err(), Why::NoAnswers);
    assert_eq!(SampleMoments::of_columns(&[&[1.0], &[2.0]]).unwrap_err(), Why::TooFewAnswers { needed: 2 });
    assert_eq!(SampleMoments::of_columns(&[&[1.0, 2.0], &[2.0]]).unwrap_err(), Why::OutsideDomain);
    assert_eq!(SampleMoments::of_columns(&[&[1.0, f64::NAN]]).unwrap_err(), Why::OutsideDomain);
    assert_eq!(SampleMoments::of_columns(&[&[1e300, -1e300]]).unwrap_err(), Why::NotPositiveDefinite);

    let gaps: [&[Option<f64>]; 3] =
        [&[Some(1.0), Some(2.0), None], &[Some(2.0), Some(1.0), None], &[None, None, Some(1.0)]];
    let nobody: &[Option<f64>] = &[None, None];
    let one = model("f=i0,i1,i2", 3);
    let incomplete = |columns: &[&[Option<f64>]]| {
        fit_incomplete(&one, &[columns.to_vec()], &configural, Scaling::Marker).unwrap_err()
    };
    assert_eq!(incomplete(&gaps), Why::EmptyCell, "items 1 and 3 were never answered together");
    assert_eq!(incomplete(&[nobody; 3]), Why::NoAnswers);
    assert_eq!(incomplete(&[nobody; 2]), Why::OutsideDomain);
}

#[test]
fn what_is_wrong_with_a_model_is_named_with_its_place() {
    let names = ["a", "b", "c", "d"];
    let table: [(&str, ModelFault, Option<usize>); 11] = [
        ("", ModelFault::NoFactor, None),
        ("f=a,b,c;g", ModelFault::NoEqualsSign("g".to_owned()), Some(9)),
        ("=a,b", ModelFault::UnnamedFactor, Some(1)),
        ("f= ", ModelFault::EmptyFactor("f".to_owned()), Some(1)),
        ("f=a,b,c; g = d", ModelFault::OneItem("g".to_owned()), Some(10)),
        ("f=a,b", ModelFault::TwoItems("f".to_owned()), None),
        ("f=a,b, x", ModelFault::UnknownItem("x".to_owned()), Some(8)),
        ("f=a,,b", ModelFault::UnnamedItem("f".to_owned()), Some(5)),
        ("f=a,b,a", ModelFault::ItemTwice("a".to_owned()), Some(7)),
        ("f=a,b;f=c,d", ModelFault::FactorTwice("f".to_owned()), Some(7)),
        ("å=a,b,c;g=a,b,d", ModelFault::TooManyParameters { parameters: 11, moments: 10 }, None),
    ];
    for (text, fault, character) in table {
        let error = Model::parse(text, &names).unwrap_err();
        assert_eq!((error.fault(), error.character()), (&fault, character), "{text}");
        assert!(!error.to_string().is_empty());
    }
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
