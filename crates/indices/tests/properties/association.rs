//! Laws of rates and correlations between units, and the reasons for having none.

use indices::Why;
use indices::association::{
    ASSOCIATION_ONLY, Counted, Design, Frame, Reading, Stop, disattenuated_correlation, negative_binomial,
    overdispersion, poisson, quasi_poisson, random_intercept_negative_binomial, random_intercept_poisson,
    unit_correlation,
};
use proptest::prelude::*;

use crate::drawing::{Draws, close};

fn intercept(rows: usize) -> Design {
    let mut frame = Frame::new();
    frame.number("nothing", &vec![0.0; rows]).unwrap();
    frame.design(&[]).unwrap()
}

fn by_group(labels: &[&str]) -> Design {
    let mut frame = Frame::new();
    frame.factor("G", labels).unwrap();
    frame.design(&[&["G"]]).unwrap()
}

proptest! {
    #[test]
    fn rates_of_groups_are_events_over_exposure(rows in prop::collection::vec((0_u64..30, 1_u32..50, 0_usize..3), 6..20)) {
        let name = |group: usize| ["a", "b", "c"][group];
        let sums = |group: usize| {
            let own = rows.iter().filter(|row| row.2 == group);
            own.fold((0, 0), |(events, days), row| (events + row.0, days + row.1))
        };
        prop_assume!((0..3).all(|group| sums(group).0 > 0));
        let labels: Vec<&str> = rows.iter().map(|row| name(row.2)).collect();
        let counts: Vec<u64> = rows.iter().map(|row| row.0).collect();
        let exposure: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
        let counted = Counted::with_exposure(&counts, &exposure).unwrap();
        let model = poisson(&by_group(&labels), &counted, Stop::Standstill).unwrap();
        let rate = |group: usize| sums(group).0 as f64 / f64::from(sums(group).1);
        prop_assert!(close(model.coefficients[0].estimate, rate(0).ln()));
        for group in [1, 2] {
            let own = &model.coefficients[group];
            prop_assert!(close(own.estimate, (rate(group) / rate(0)).ln()));
            let variance = 1.0 / sums(0).0 as f64 + 1.0 / sums(group).0 as f64;
            prop_assert!(close(own.standard_error, variance.sqrt()));
            // One row per group says the same: the counts and exposures of a group are sufficient.
            let (ratio, interval) = own.rate_ratio(0.95).unwrap();
            prop_assert!(interval.low < ratio && ratio < interval.high);
        }
        let (counts, exposure): (Vec<u64>, Vec<f64>) =
            (0..3).map(|group| (sums(group).0, f64::from(sums(group).1))).unzip();
        let counted = Counted::with_exposure(&counts, &exposure).unwrap();
        let pooled = poisson(&by_group(&["a", "b", "c"]), &counted, Stop::Standstill).unwrap();
        for (own, other) in pooled.coefficients.iter().zip(&model.coefficients) {
            prop_assert!(close(own.estimate, other.estimate) && close(own.standard_error, other.standard_error));
        }
        prop_assert!(pooled.deviance.abs() < 1e-9, "three groups, three coefficients");
    }

    #[test]
    fn hours_instead_of_days_only_move_the_intercept(counts in prop::collection::vec(0_u64..40, 8), factor in 0.001_f64..1000.0) {
        prop_assume!(counts[..4].iter().sum::<u64>() > 0 && counts[4..].iter().sum::<u64>() > 0);
        let labels = ["a", "a", "a", "a", "b", "b", "b", "b"];
        let days = [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
        let hours = days.map(|day| day * factor);
        let fit = |exposure: &[f64]| {
            let counted = Counted::with_exposure(&counts, exposure).unwrap();
            poisson(&by_group(&labels), &counted, Stop::Standstill).unwrap()
        };
        let (first, second) = (fit(&days), fit(&hours));
        prop_assert!((first.coefficients[1].estimate - second.coefficients[1].estimate).abs() < 1e-9);
        let moved = first.coefficients[0].estimate - second.coefficients[0].estimate;
        prop_assert!((moved - factor.ln()).abs() < 1e-9);
    }

    #[test]
    fn correlations_keep_their_size_under_shifts_and_scales(
        pairs in prop::collection::vec((-50_i32..50, -50_i32..50), 4..20),
        scale in 1_u32..9,
    ) {
        let x: Vec<f64> = pairs.iter().map(|pair| f64::from(pair.0)).collect();
        let y: Vec<f64> = pairs.iter().map(|pair| f64::from(pair.1)).collect();
        let moved: Vec<f64> = x.iter().map(|x| 1000.0 - f64::from(scale) * x).collect();
        let (r, reversed) = (unit_correlation(&x, &y), unit_correlation(&moved, &y));
        match (r.value(), reversed.value()) {
            (Some(r), Some(reversed)) => prop_assert!((r + reversed).abs() < 1e-9),
            (None, None) => prop_assert_eq!(r.why(), reversed.why()),
            _ => prop_assert!(false),
        }
    }

    #[test]
    fn nothing_panics_and_nothing_is_infinite(
        counts in prop::collection::vec(0_u64..4, 1..8),
        exposure in prop::collection::vec(prop::num::f64::ANY, 8),
        x in prop::collection::vec(prop::num::f64::NORMAL, 8),
    ) {
        let mut frame = Frame::new();
        let rows = counts.len();
        frame.number("x", &x[..rows]).unwrap();
        let design = frame.design(&[&["x"]]).unwrap();
        let units: Vec<usize> = (0..rows).map(|row| row % 3).collect();
        for counted in [Counted::new(&counts), Counted::with_exposure(&counts, &exposure[..rows])].into_iter().flatten() {
            let sound = |coefficients: &[indices::association::Coefficient]| {
                coefficients.iter().all(|own| own.estimate.is_finite() && own.standard_error.is_finite())
            };
            if let Ok(model) = poisson(&design, &counted, Stop::Standstill) {
                prop_assert!(sound(&model.coefficients) && model.deviance.is_finite());
            }
            if let Ok(model) = negative_binomial(&design, &counted) {
                prop_assert!(sound(&model.coefficients) && model.theta.is_finite());
            }
            if let Ok(model) = random_intercept_poisson(&design, &counted, &units, 3) {
                prop_assert!(sound(&model.coefficients) && model.log_likelihood.is_finite());
            }
        }
        let r = unit_correlation(&x[..rows], &exposure[..rows]);
        prop_assert!(r.value().is_none_or(|r| (-1.0..=1.0).contains(&r)));
    }
}

#[test]
fn regressions_say_why_they_have_no_solution() {
    let groups = by_group(&["a", "a", "b", "b"]);
    let fit = |counts: &[u64]| poisson(&groups, &Counted::new(counts).unwrap(), Stop::Standstill).err();
    assert_eq!(fit(&[1, 2, 0, 0]), Some(Why::Separation), "a group without a single day");
    let as_r = poisson(&groups, &Counted::new(&[1, 2, 0, 0]).unwrap(), Stop::Deviance);
    assert_eq!(as_r.err(), Some(Why::Separation), "also where R stops");
    assert_eq!(fit(&[0, 0, 0, 0]), Some(Why::Separation));
    assert_eq!(fit(&[1, 2, 3]), Some(Why::OutsideDomain));
    let mut frame = Frame::new();
    frame.number("x", &[1.0, 2.0, 3.0, 4.0]).unwrap();
    frame.number("y", &[3.0, 5.0, 7.0, 9.0]).unwrap();
    let twice = frame.design(&[&["x"], &["y"]]).unwrap();
    let counted = Counted::new(&[1, 2, 3, 5]).unwrap();
    assert_eq!(poisson(&twice, &counted, Stop::Standstill).err(), Some(Why::NotIdentified));
    assert_eq!(frame.design(&[&["z"]]).err(), Some(Why::OutsideDomain));
    assert_eq!(frame.number("x", &[1.0; 4]).err(), Some(Why::OutsideDomain));
    assert_eq!(frame.number("w", &[f64::NAN; 4]).err(), Some(Why::OutsideDomain));
    assert_eq!(Frame::new().design(&[]).err(), Some(Why::NoAnswers));
    assert_eq!(Counted::new(&[]).err(), Some(Why::NoAnswers));
    assert_eq!(Counted::with_exposure(&[1], &[0.0]).err(), Some(Why::OutsideDomain), "no exposure, no rate");
    assert_eq!(Counted::new(&[u64::MAX]).err(), Some(Why::TooLarge));
    // As many coefficients as rows: nothing is left to see a dispersion by.
    let saturated = quasi_poisson(&by_group(&["a", "b"]), &Counted::new(&[3, 4]).unwrap(), Stop::Standstill);
    assert_eq!(saturated.err(), Some(Why::NotIdentified));
    // Counts that differ less than chance have no θ.
    let even = negative_binomial(&intercept(4), &Counted::new(&[5, 5, 6, 5]).unwrap());
    assert_eq!(even.err(), Some(Why::NotIdentified));
    let single = random_intercept_poisson(&intercept(2), &Counted::new(&[1, 2]).unwrap(), &[0, 0], 1);
    assert_eq!(single.err(), Some(Why::SingleUnit));
    let no_points = random_intercept_poisson(&intercept(2), &Counted::new(&[1, 2]).unwrap(), &[0, 1], 0);
    assert_eq!(no_points.err(), Some(Why::OutsideDomain));
}

/// Forty units of five counts each around 3 persons' worth, the units spread by τ = 0.6 on the logarithmic scale.
fn clustered(seed: u64) -> (Counted, Vec<usize>) {
    let mut draws = Draws(seed);
    let (mut counts, mut units) = (Vec::new(), Vec::new());
    for unit in 0..40 {
        let mean = (1.2 + 0.6 * draws.normal()).exp();
        for _ in 0..5 {
            // Knuth: how many uniform numbers until their product falls below exp(−mean).
            let (mut product, mut count) = (draws.uniform(), 0);
            while product > (-mean).exp() {
                product *= draws.uniform();
                count += 1;
            }
            counts.push(count);
            units.push(unit);
        }
    }
    (Counted::new(&counts).unwrap(), units)
}

/// ln of the likelihood with each unit's level integrated by the trapezoidal rule on a fine grid.
fn likelihood_on_a_grid(counted: &[u64], units: &[usize], centre: f64, spread: f64) -> f64 {
    let log_factorial = |count: u64| (1..=count).map(|k| (k as f64).ln()).sum::<f64>();
    (0..40)
        .map(|unit| {
            let own: Vec<u64> = counted.iter().zip(units).filter(|(_, code)| **code == unit).map(|(n, _)| *n).collect();
            let step = 0.01;
            let integral: f64 = (-900..=900)
                .map(|place| {
                    let u = f64::from(place) * step;
                    let predictor = centre + spread * u;
                    let mass: f64 =
                        own.iter().map(|n| *n as f64 * predictor - predictor.exp() - log_factorial(*n)).sum();
                    (mass - u * u / 2.0).exp() * step / (2.0 * std::f64::consts::PI).sqrt()
                })
                .sum();
            integral.ln()
        })
        .sum()
}

#[test]
fn quadrature_is_the_integral_and_its_maximum_is_one() {
    let (counted, units) = clustered(2);
    let model = random_intercept_poisson(&intercept(200), &counted, &units, 25).unwrap();
    let counts: Vec<u64> = {
        // The same draws once more, as numbers.
        let mut draws = Draws(2);
        (0..40)
            .flat_map(|_| {
                let mean = (1.2 + 0.6 * draws.normal()).exp();
                (0..5)
                    .map(|_| {
                        let (mut product, mut count) = (draws.uniform(), 0);
                        while product > (-mean).exp() {
                            product *= draws.uniform();
                            count += 1;
                        }
                        count
                    })
                    .collect::<Vec<u64>>()
            })
            .collect()
    };
    let (centre, spread) = (model.coefficients[0].estimate, model.tau2.sqrt());
    let top = likelihood_on_a_grid(&counts, &units, centre, spread);
    assert!((top - model.log_likelihood).abs() < 1e-8, "{top} and {}", model.log_likelihood);
    let step = 1e-4;
    let slope = |along: f64, across: f64| {
        let up = likelihood_on_a_grid(&counts, &units, centre + along, spread + across);
        let down = likelihood_on_a_grid(&counts, &units, centre - along, spread - across);
        (up - down) / (2.0 * step)
    };
    assert!(slope(step, 0.0).abs() < 1e-4 && slope(0.0, step).abs() < 1e-4);
    assert!((spread - 0.6).abs() < 0.2 && (centre - 1.2).abs() < 0.3, "and near the truth");
    assert_eq!(model.levels.len(), 40);
    let laplace = random_intercept_poisson(&intercept(200), &counted, &units, 1).unwrap();
    assert!((laplace.tau2 - model.tau2).abs() < 0.02);
    // Given the units these counts are Poisson counts, so θ, if it is finite at all, is far away.
    if let Ok(more) = random_intercept_negative_binomial(&intercept(200), &counted, &units, 1) {
        assert!(more.theta.unwrap() > 10.0 && more.log_likelihood > laplace.log_likelihood);
        assert!(more.log_likelihood < laplace.log_likelihood + 2.0);
    }
    // Without the units they differ more than that.
    let flat = poisson(&intercept(200), &counted, Stop::Standstill).unwrap();
    let test = overdispersion(&flat, &counted).unwrap();
    assert!(test.p < 1e-3 && test.alpha > 0.1);
}

#[test]
fn exposure_of_clustered_counts_only_moves_the_intercept() {
    let mut draws = Draws(4);
    let counts: Vec<u64> = (0..60).map(|row| if draws.uniform() < 0.3 { 0 } else { 1 + row % 7 }).collect();
    let units: Vec<usize> = (0..60).map(|row| row / 5).collect();
    let fit = |exposure: f64, points: usize| {
        let counted = Counted::with_exposure(&counts, &[exposure; 60]).unwrap();
        random_intercept_poisson(&intercept(60), &counted, &units, points).unwrap()
    };
    for points in [1, 9] {
        let (days, hours) = (fit(1.0, points), fit(7.5, points));
        let moved = days.coefficients[0].estimate - hours.coefficients[0].estimate;
        assert!((moved - 7.5_f64.ln()).abs() < 1e-7 && (days.tau2 - hours.tau2).abs() < 1e-7);
        assert!((days.log_likelihood - hours.log_likelihood).abs() < 1e-9);
    }
}

#[test]
fn correlations_say_why_and_are_never_cut_off() {
    assert_eq!(unit_correlation(&[1.0], &[2.0]).why(), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(unit_correlation(&[1.0, 2.0], &[2.0]).why(), Some(Why::OutsideDomain));
    assert_eq!(unit_correlation(&[0.1, 0.1, 0.1], &[1.0, 2.0, 4.0]).why(), Some(Why::NoVariance));
    let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 2.0, 3.0, 5.0, 4.0]);
    let r = unit_correlation(&x, &y).value().unwrap();
    assert_eq!(disattenuated_correlation(&x, &y, 0.5, 0.5).why(), Some(Why::OutsideDomain), "{r} over a half");
    assert_eq!(disattenuated_correlation(&x, &y, 0.0, 1.0).why(), Some(Why::OutsideDomain));
    let corrected = disattenuated_correlation(&x, &y, 0.95, 1.0);
    assert!(corrected.value().unwrap() > r && corrected.interval().unwrap().high <= 1.0);
    // Fisher (1921): artanh 0.9 ± 1.96/√2.
    let interval = unit_correlation(&x, &y).interval().unwrap();
    assert!((r - 0.9).abs() < 1e-15);
    let (low, high) = ((1.472_219_489_583_22_f64 - 1.385_903_824_349_678).tanh(), 2.858_123_313_932_898_f64.tanh());
    assert!((interval.low - low).abs() < 1e-12 && (interval.high - high).abs() < 1e-12);
}

#[test]
fn no_reading_speaks_of_causes_or_persons() {
    let readings =
        [Reading::HighWithHigh, Reading::HighWithLow, Reading::NotToldApart, Reading::Unknown(Why::SingleUnit)];
    for reading in readings {
        let sentence = reading.to_string();
        assert!(sentence.ends_with(ASSOCIATION_ONLY));
        let claim = sentence.trim_end_matches(ASSOCIATION_ONLY);
        for word in ["cause", "because", "leads", "effect", "due to", "reduce", "employee", "person"] {
            assert!(!claim.contains(word), "{claim}");
        }
    }
}
