//! Scaled chi-squares, their indices and their differences in the records.

use indices::factor::{ApproximateFit, Correction, Equality, Level, RobustFit, Scaling, fit_robust};
use serde_json::Value;

use super::data::{Data, LEVELS, bfi, holzinger_swineford, lq2002};
use super::fit_measures::{check_indices, check_p};
use crate::reading::{check, folder, statistics};

/// The scaling factor is a function of the estimates, which lavaan has to six digits.
const FROM_ESTIMATES: f64 = 2e-6;

fn robust(data: &Data, level: Level, correction: Correction) -> RobustFit {
    fit_robust(&data.model, &data.columns(), &Equality::full(level), Scaling::Marker, correction).unwrap()
}

fn check_approximate(what: &str, own: &ApproximateFit, expected: &Value, kind: &str) {
    let field = |name: &str| &expected[format!("{name}.{kind}")];
    let interval = own.rmsea.interval().unwrap();
    for (name, value, relative) in [
        ("cfi", own.cfi.value(), FROM_ESTIMATES),
        ("tli", own.tli.value(), FROM_ESTIMATES),
        ("rmsea", own.rmsea.value(), 2.0 * FROM_ESTIMATES),
        ("rmsea.ci.lower", Some(interval.low), 1e-5),
        ("rmsea.ci.upper", Some(interval.high), 1e-5),
    ] {
        check(&format!("{what} {name}.{kind}"), value, field(name), relative);
    }
    check_p(&format!("{what} {kind}"), own.close_fit_p.value(), field("rmsea.pvalue"), 1e-4);
    check_p(&format!("{what} {kind}"), own.not_close_fit_p.value(), field("rmsea.notclose.pvalue"), 1e-4);
}

fn check_robust(what: &str, own: &RobustFit, expected: &Value) {
    let indices = own.indices();
    check(what, Some(indices.chi_square), &expected["chisq.scaled"], FROM_ESTIMATES);
    check(what, Some(indices.baseline_chi_square), &expected["baseline.chisq.scaled"], 1e-10);
    check_p(what, indices.p.value(), &expected["pvalue.scaled"], 1e-4);
    check_approximate(what, &indices.scaled, expected, "scaled");
    check_approximate(what, &indices.robust, expected, "robust");
}

#[test]
fn levels_and_their_scaled_differences() {
    let Some(folder) = folder("MLR and MLM at five levels") else { return };
    let (school, gender) = (holzinger_swineford(&folder, Some("school")), bfi(&folder));
    for (file, record, data, correction) in [
        ("HolzingerSwineford1939.json", "invariance.school.MLR", &school, Correction::YuanBentler),
        ("HolzingerSwineford1939.json", "invariance.school.MLM", &school, Correction::SatorraBentler),
        ("bfi.json", "invariance.gender.A_C_N.MLR", &gender, Correction::YuanBentler),
    ] {
        let expected = &statistics(&folder, file)[record]["value"];
        let fits: Vec<RobustFit> = LEVELS.iter().map(|(_, level)| robust(data, *level, correction)).collect();
        for ((name, _), fit) in LEVELS.iter().zip(&fits) {
            let what = format!("{record} {name}");
            check_indices(&what, fit.fit(), &expected["fit"][name]);
            check_robust(&what, fit, &expected["fit"][name]);
        }
        let table = &expected["lavTestLRT"];
        for row in 1..4 {
            let what = format!("{record}, difference {row}");
            let change = fits[row].change_from(&fits[row - 1]).unwrap();
            assert_eq!(Some(u64::try_from(change.df).unwrap()), table["Df diff"][row].as_u64());
            check(&what, Some(change.chi_square), &table["Chisq diff"][row], 2e-5);
            check(&what, Some(change.p), &table["Pr(>Chisq)"][row], 4e-4);
            check(&what, change.rmsea_of_difference.value(), &table["RMSEA"][row], 5e-5);
        }
    }
}

#[test]
fn one_group() {
    let Some(folder) = folder("MLR of lq2002") else { return };
    let expected = &statistics(&folder, "lq2002.json")["cfa.3factor"]["value"]["mlr"];
    let fit = robust(&lq2002(&folder), Level::Configural, Correction::YuanBentler);
    check_robust("lq2002", &fit, expected);
    check("scaling", fit.scaling_factor(), &expected["chisq.scaling.factor"], FROM_ESTIMATES);
    let baseline = Some(fit.baseline_scaling_factor());
    check("scaling", baseline, &expected["baseline.chisq.scaling.factor"], 1e-10);
}
