//! Counts: negative binomial regression and random intercepts, by MASS, lme4 and glmmTMB at their optima.

use indices::association::{
    Coefficient, negative_binomial, random_intercept_negative_binomial, random_intercept_poisson,
};
use serde_json::Value;

use super::ledger::{Field, Ledger, published, synthetic};
use crate::association::{cells_of_children, main_effects, nested_effects, quine};
use crate::models::association::quarters;
use crate::reading::{folder, names};

fn compare_coefficients(ledger: &mut Ledger, what: &str, own: &[Coefficient], expected: &Value) {
    assert!(own.iter().map(|coefficient| &coefficient.name).eq(&names(&expected["name"])), "{what}");
    for (position, own) in own.iter().enumerate() {
        let what = format!("{what} {}", own.name);
        ledger.compare(Field::Estimate, &what, own.estimate, &expected["estimate"][position]);
        ledger.compare(Field::StandardError, &what, own.standard_error, &expected["se"][position]);
    }
}

fn compare_negative_binomial(
    ledger: &mut Ledger,
    what: &str,
    (design, counted): (&indices::association::Design, &indices::association::Counted),
    expected: &Value,
) {
    let model = negative_binomial(design, counted).unwrap();
    compare_coefficients(ledger, what, &model.coefficients, expected);
    ledger.compare(Field::Estimate, &format!("{what} theta"), model.theta, &expected["theta"]);
    let error = model.theta_standard_error;
    ledger.compare(Field::StandardError, &format!("{what} theta"), error, &expected["theta_se"]);
    ledger.compare(Field::LogLikelihood, what, model.two_log_likelihood, &expected["twologlik"]);
    ledger.compare(Field::LogLikelihood, &format!("{what} deviance"), model.deviance, &expected["deviance"]);
}

#[test]
fn absence_in_thirty_units() {
    let ((design, counted, units), expected) = (quarters(), synthetic("association"));
    let mut ledger = Ledger::new("counts");
    compare_negative_binomial(&mut ledger, "NB", (&design, &counted), &expected["negative_binomial"]);
    for (points, field) in [(1, "laplace"), (15, "quadrature")] {
        let model = random_intercept_poisson(&design, &counted, &units, points).unwrap();
        compare_coefficients(&mut ledger, field, &model.coefficients, &expected[field]);
        ledger.compare(Field::Estimate, &format!("{field} tau2"), model.tau2, &expected[field]["tau2"]);
    }
    ledger.judge(20);
}

#[test]
fn absence_of_children() {
    let Some(folder) = folder("converged negative binomial and random-intercept models of quine") else { return };
    let ((frame, counted), expected) = (quine(&folder), published("quine"));
    let mut ledger = Ledger::new("counts, quine");
    for (record, design) in [("negbin", main_effects(&frame)), ("negbin.MASS_example", nested_effects(&frame))] {
        compare_negative_binomial(&mut ledger, record, (&design, &counted), &expected[record]);
    }
    let (design, cells) = (frame.design(&[&["Eth"], &["Sex"]]).unwrap(), cells_of_children(&folder));
    for (points, record) in [(1, "glmer.poisson_random_cell"), (25, "glmer.poisson_AGQ25")] {
        let (model, theirs) = (random_intercept_poisson(&design, &counted, &cells, points).unwrap(), &expected[record]);
        compare_coefficients(&mut ledger, record, &model.coefficients, theirs);
        ledger.compare(Field::Estimate, &format!("{record} tau2"), model.tau2, &theirs["tau2"]);
    }
    let theirs = &expected["glmmTMB.nbinom2_random_cell"];
    let model = random_intercept_negative_binomial(&design, &counted, &cells, 1).unwrap();
    compare_coefficients(&mut ledger, "NB2", &model.coefficients, theirs);
    ledger.compare(Field::Estimate, "NB2 tau2", model.tau2, &theirs["tau2"]);
    ledger.compare(Field::Estimate, "NB2 theta", model.theta, &theirs["theta"]);
    ledger.compare(Field::LogLikelihood, "NB2", model.log_likelihood, &theirs["loglik"]);
    ledger.judge(50);
}
