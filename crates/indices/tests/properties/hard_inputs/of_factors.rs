//! Factor models of answers as numbers and as ordered answers.

use counts::{Cases, NO_ANSWER, OrderedShape, PairTables, Patterns};
use indices::factor::{
    self, Correction, CutOffs, Equality, Level, Model, RobustFit, SampleMoments, Scaling, Settings, fit_clustered,
    fit_incomplete, fit_robust, fit_two_level, invariance,
};
use indices::ordered::{
    EmptyCells, OrderedModel, OrderedSample, PolychoricMatrix, Test, invariance_ladder, ordinal_alpha,
};

use super::Survey;
use super::found::Found;
use super::of_persons::{columns, counted, slices};
use crate::drawing::points;

pub(super) fn all(survey: &Survey, found: &mut Found) {
    found.topic("ordered", |found| ordered(survey, found));
    found.topic("factors", |found| factors(survey, found));
}

fn in_group(survey: &Survey, group: u32) -> Vec<Vec<u8>> {
    survey.units.iter().filter(|unit| unit.group == group).flat_map(|unit| unit.rows.clone()).collect()
}

fn ordered(survey: &Survey, found: &mut Found) {
    let shape = OrderedShape::uniform(points(), survey.items).unwrap();
    let columns_of = |rows: &[Vec<u8>]| columns(survey.items, rows);
    for cases in [Cases::Complete, Cases::Pairwise] {
        let mut tables = PairTables::new(&shape, cases);
        tables.add_columns(&slices(&columns_of(&survey.rows()))).unwrap();
        for empty in [EmptyCells::AsCounted, EmptyCells::HalfInTwoByTwo, EmptyCells::HalfEverywhere] {
            let matrix = PolychoricMatrix::of(&tables, empty);
            found.estimate("ordinal alpha", ordinal_alpha(&matrix));
            for (i, j) in (0..survey.items).flat_map(|j| (0..j).map(move |i| (i, j))) {
                found.estimate("polychoric correlation", matrix.correlation(i, j).unwrap());
            }
        }
    }
    let patterns = [0, 1].map(|group| {
        let mut patterns = Patterns::new(&shape);
        patterns.add_columns(&slices(&columns_of(&in_group(survey, group)))).unwrap();
        patterns
    });
    let model = OrderedModel { factors: vec![("climate".to_owned(), (0..survey.items).collect())] };
    found.result("ordered sample", OrderedSample::of(&patterns), |found, sample| {
        for step in invariance_ladder(&sample, &model) {
            found.result("ordered fit", step.fit, |found, fit| {
                of_test(&fit.test, found);
                of_test(&fit.baseline, found);
                fit.parameters.iter().for_each(|parameter| found.number("ordered parameter", parameter.value));
            });
            step.difference.into_iter().for_each(|difference| {
                found.result("difference", difference, |found, test| of_test(&test, found));
            });
        }
    });
}

fn of_test(test: &Test, found: &mut Found) {
    for estimate in [test.chi_square, test.p_value, test.scaled_chi_square, test.scaled_p_value, test.scaling_factor] {
        found.estimate("ordered test", estimate);
    }
}

fn factors(survey: &Survey, found: &mut Found) {
    let names: Vec<String> = (0..survey.items).map(|item| format!("i{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    // A factor of one item or two is refused before there are any answers.
    let Ok(model) = Model::parse(&format!("f={}", names.join(",")), &names) else {
        assert!(survey.items < 3);
        return;
    };
    let complete = |rows: Vec<Vec<u8>>| rows.into_iter().filter(|row| !row.contains(&NO_ANSWER)).collect::<Vec<_>>();
    let numbers = |rows: &[Vec<u8>]| -> Vec<Vec<f64>> {
        columns(survey.items, rows).iter().map(|column| column.iter().map(|code| f64::from(*code)).collect()).collect()
    };
    let moments = |rows: &[Vec<u8>]| SampleMoments::of_columns(&slices(&numbers(rows)));
    let configural = Equality::full(Level::Configural);
    let rows = complete(survey.rows());
    found.result("moments", SampleMoments::of(&counted(survey.items, &rows).moments()), |found, sample| {
        found.result("factor", factor::fit(&model, &[sample], &configural, Settings::default()), |found, fit| {
            of_fit(&fit, found);
        });
    });
    let groups: Result<Vec<SampleMoments>, _> =
        [0, 1].map(|group| moments(&complete(in_group(survey, group)))).into_iter().collect();
    found.result("moments of groups", groups, |found, groups| {
        let steps = invariance(&model, &groups, Settings::default(), &CutOffs::CHEN);
        found.result("invariance", steps, |found, steps| {
            steps.into_iter().for_each(|step| found.result("step", step.fit, |found, fit| of_fit(&fit, found)));
        });
    });
    let columns_of_all = numbers(&rows);
    let all = [slices(&columns_of_all)];
    for correction in [Correction::YuanBentler, Correction::SatorraBentler] {
        found.result("robust", fit_robust(&model, &all, &configural, Scaling::Marker, correction), of_robust);
    }
    let units: Vec<u64> =
        (0..).zip(&survey.units).flat_map(|(at, unit)| vec![at; complete(unit.rows.clone()).len()]).collect();
    found.result("clustered", fit_clustered(&model, &all, &[&units], &configural, Scaling::Marker), of_robust);
    found.result("two levels", fit_two_level(&model, &model, &all[0], &units), |found, fit| {
        found.number("two levels", fit.chi_square());
    });
    let gaps: Vec<Vec<Option<f64>>> = columns(survey.items, &survey.rows())
        .iter()
        .map(|column| column.iter().map(|code| (*code != NO_ANSWER).then(|| f64::from(*code))).collect())
        .collect();
    let incomplete = fit_incomplete(&model, &[slices(&gaps)], &configural, Scaling::Marker);
    found.result("incomplete", incomplete, |found, fit| of_fit(&fit, found));
}

fn of_fit(fit: &factor::Fit, found: &mut Found) {
    let indices = fit.indices();
    found.numbers("fit", &[indices.chi_square, indices.log_likelihood, indices.aic, indices.bic, indices.srmr]);
    for estimate in [indices.p, indices.cfi, indices.tli, indices.rmsea, indices.close_fit_p, indices.not_close_fit_p] {
        found.estimate("fit index", estimate);
    }
    for estimated in fit.estimates() {
        found.number("estimate", estimated.value);
        found.perhaps("standard error", estimated.standard_error);
    }
    found.result("standardised", fit.standardised(), |found, estimates| {
        estimates.iter().for_each(|estimated| found.number("standardised", estimated.value));
    });
}

fn of_robust(found: &mut Found, fit: RobustFit) {
    found.perhaps("scaling factor", fit.scaling_factor());
    found.number("scaling factor of the baseline", fit.baseline_scaling_factor());
    for estimated in fit.estimates() {
        found.number("robust estimate", estimated.value);
        found.perhaps("robust standard error", estimated.standard_error);
    }
}
