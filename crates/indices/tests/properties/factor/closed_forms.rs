//! Models small enough to be solved by hand.

use indices::factor::{
    Coefficient, Correction, Equality, Estimated, Level, Note, SampleMoments, Scaling, Settings, fit, fit_robust,
    fit_two_level,
};

use super::{answers, close, model, moments, slices};

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
    let value = |estimates: &[Estimated], coefficient: Coefficient| {
        estimates.iter().find(|estimate| estimate.coefficient == coefficient).unwrap().value
    };
    assert!(fit.chi_square() < 1e-8 && fit.df() == 0);
    assert!(close(value(&fit.within(), loading), within(1, 2) / within(0, 1)));
    assert!(close(value(&fit.between(), loading), between(1, 2) / between(0, 1)));
    assert!(close(value(&fit.between(), Coefficient::Intercept { item: 1 }), grand(1)));
    let intraclass = between(1, 1) / (between(1, 1) + within(1, 1));
    assert!(close(fit.intraclass_correlation(1).unwrap(), intraclass));
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
