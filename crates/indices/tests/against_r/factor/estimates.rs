//! Every estimate, standard error and z of the records.

use indices::factor::{Equality, Estimated, Fit, Level, MeanStructure, Settings, fit};
use serde_json::Value;

use super::data::{Data, LEVELS, bfi, coefficient, holzinger_swineford, lq2002};
use crate::reading::{check, folder, statistics};

/// How far one search ended from where the other did. Chi-square is quadratic around its minimum, so an excess of e lets
/// no estimate be further off than √e standard errors.
struct Apart {
    standard_errors: f64,
    relative: f64,
}

impl Apart {
    fn of(fit: &Fit, chi_square: &Value) -> Self {
        let excess = chi_square.as_f64().unwrap() - fit.chi_square();
        let rounding = 1e-12 * fit.chi_square();
        assert!(excess > -rounding, "our minimum lies above lavaan's by {:e}", -excess);
        let standard_errors = 1.1 * excess.max(rounding).sqrt();
        Self { standard_errors, relative: 0.2 * standard_errors }
    }

    fn check(&self, what: &str, estimate: &Estimated, table: &Value, row: usize) {
        let number = |field: &str| table[field][row].as_f64();
        let (value, error) = (number("est").unwrap(), number("se").unwrap_or_default());
        let bound = self.standard_errors * error;
        let difference = (estimate.value - value).abs();
        assert!(difference <= bound, "{what}: {} instead of {value}", estimate.value);
        check(what, estimate.standard_error.or(Some(0.0)), &table["se"][row], self.relative);
        let Some(z) = number("z") else { return };
        let bound = self.standard_errors + self.relative * z.abs();
        assert!((estimate.z().unwrap_or_default() - z).abs() <= bound, "{what}: z {:?} instead of {z}", estimate.z());
    }
}

fn check_estimates(what: &str, fit: &Fit, chi_square: &Value, table: &Value) {
    let apart = Apart::of(fit, chi_square);
    for row in 0..table["est"].as_array().unwrap().len() {
        let group = table["group"][row].as_u64().map_or(0, |group| usize::try_from(group).unwrap() - 1);
        let coefficient = coefficient(fit.model(), table, row);
        let estimate = fit.estimate(group, coefficient).unwrap();
        apart.check(&format!("{what}, group {group}, {coefficient:?}"), &estimate, table, row);
    }
}

fn check_levels(data: &Data, expected: &Value) {
    let moments = data.moments();
    for (name, level) in LEVELS {
        let fit = fit(&data.model, &moments, &Equality::full(level), Settings::default()).unwrap();
        let measures = &expected["fit"][name];
        assert_eq!(fit.free_parameters(), usize::try_from(measures["npar"].as_u64().unwrap()).unwrap());
        assert_eq!(fit.df(), usize::try_from(measures["df"].as_u64().unwrap()).unwrap());
        check(name, Some(fit.chi_square()), &measures["chisq"], 1e-9);
        if expected["estimates"][name].is_object() {
            check_estimates(name, &fit, &measures["chisq"], &expected["estimates"][name]);
        }
    }
}

#[test]
fn two_schools_at_five_levels() {
    let Some(folder) = folder("estimates of HolzingerSwineford1939 by school") else { return };
    let expected = statistics(&folder, "HolzingerSwineford1939.json");
    check_levels(&holzinger_swineford(&folder, Some("school")), &expected["invariance.school.ML"]["value"]);
}

#[test]
fn two_genders_at_five_levels() {
    let Some(folder) = folder("estimates of bfi by gender") else { return };
    let expected = statistics(&folder, "bfi.json");
    check_levels(&bfi(&folder), &expected["invariance.gender.A_C_N.ML"]["value"]);
}

#[test]
fn one_group_without_mean_structure() {
    let Some(folder) = folder("estimates of HolzingerSwineford1939 and lq2002 in one group") else { return };
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    for (file, record, data) in [
        ("HolzingerSwineford1939.json", "cfa.single_group", holzinger_swineford(&folder, None)),
        ("lq2002.json", "cfa.3factor", lq2002(&folder)),
    ] {
        let expected = &statistics(&folder, file)[record]["value"];
        let measures = if expected["fit"].is_object() { &expected["fit"] } else { &expected["ml"] };
        let fit = fit(&data.model, &data.moments(), &Equality::full(Level::Configural), settings).unwrap();
        check_estimates(record, &fit, &measures["chisq"], &expected["estimates"]);
    }
}
