//! Factor models of published data sets.

use indices::factor::{
    Coefficient, Correction, Equality, Level, Likelihood, MeanStructure, Model, Scaling, Settings, fit, fit_incomplete,
    fit_robust, fit_two_level,
};

use super::factor::{compare_estimates, compare_fit, compare_scaled, compare_standardised, compare_two_levels};
use super::invariance::{compare_corrected, compare_levels, compare_score_tests};
use super::ledger::{Field, Ledger, published};
use crate::factor::data::{Data, LEVELS, bfi, holzinger_swineford, lq2002};
use crate::factor::missing::with_gaps;
use crate::factor::two_level::answers;
use crate::reading::folder;

const WITHOUT_MEANS: Settings =
    Settings { likelihood: Likelihood::Normal, scaling: Scaling::Marker, means: MeanStructure::Left };

fn compare_one_group(ledger: &mut Ledger, data: &Data, expected: &serde_json::Value) {
    let fit = fit(&data.model, &data.moments(), &Equality::full(Level::Configural), WITHOUT_MEANS).unwrap();
    let single = expected.get("cfa.single_group").unwrap_or_else(|| &expected["cfa.3factor"]);
    compare_fit(ledger, "one group", &fit, &single["fit"]);
    let find = |group, coefficient| fit.estimate(group, coefficient);
    compare_estimates(ledger, "one group", &data.model, &find, &single["estimates"]);
    compare_standardised(ledger, "one group", &fit, &expected["standardised"]);
}

#[test]
fn children_in_two_schools() {
    let Some(folder) = folder("converged factor models of HolzingerSwineford1939") else { return };
    let expected = published("HolzingerSwineford1939");
    let (all, data) = (holzinger_swineford(&folder, None), holzinger_swineford(&folder, Some("school")));
    let mut ledger = Ledger::new("CFA, HolzingerSwineford1939");
    compare_one_group(&mut ledger, &all, &expected);
    let moments = data.moments();
    compare_levels(&mut ledger, &data.model, &moments, &LEVELS, &expected["invariance.school.ML"]);
    for (field, correction) in [("MLR", Correction::YuanBentler), ("MLM", Correction::SatorraBentler)] {
        let theirs = &expected[format!("invariance.school.{field}")];
        compare_corrected(&mut ledger, &data.model, &data.columns(), (&LEVELS, correction), theirs);
    }
    let scalar = fit(&data.model, &moments, &Equality::full(Level::Scalar), Settings::default()).unwrap();
    compare_score_tests(&mut ledger, &scalar, &expected["score_test_scalar_intercepts"]);
    let released = vec![Coefficient::Intercept { item: 2 }, Coefficient::Intercept { item: 6 }];
    let equality = Equality { level: Level::Scalar, released };
    let partial = fit(&data.model, &moments, &equality, Settings::default()).unwrap();
    compare_fit(&mut ledger, "partial", &partial, &expected["partial_scalar.x3_x7"]["fit"]);
    let find = |group, coefficient| partial.estimate(group, coefficient);
    compare_estimates(&mut ledger, "partial", &data.model, &find, &expected["partial_scalar.x3_x7"]["estimates"]);
    let settings = Settings { likelihood: Likelihood::Wishart, ..Settings::default() };
    let wishart = fit(&data.model, &moments, &Equality::full(Level::Configural), settings).unwrap();
    let theirs = &expected["configural.wishart"]["fit"];
    ledger.compare(Field::ChiSquare, "Wishart", wishart.chi_square(), &theirs["chisq"]);
    ledger.judge(1_000);
}

#[test]
fn children_with_gaps() {
    let Some(folder) = folder("converged FIML of HolzingerSwineford1939") else { return };
    let data = holzinger_swineford(&folder, None);
    let columns = with_gaps(&data);
    let groups = [columns.iter().map(Vec::as_slice).collect()];
    let fit = fit_incomplete(&data.model, &groups, &Equality::full(Level::Configural), Scaling::Marker).unwrap();
    let expected = &published("HolzingerSwineford1939")["missing_FIML"];
    let mut ledger = Ledger::new("FIML, HolzingerSwineford1939");
    compare_fit(&mut ledger, "FIML", &fit, &expected["fit"]);
    let find = |group, coefficient| fit.estimate(group, coefficient);
    compare_estimates(&mut ledger, "FIML", &data.model, &find, &expected["estimates"]);
    ledger.judge(60);
}

#[test]
fn women_and_men() {
    let Some(folder) = folder("converged factor models of bfi") else { return };
    let (expected, data) = (published("bfi"), bfi(&folder));
    let mut ledger = Ledger::new("CFA, bfi");
    compare_levels(&mut ledger, &data.model, &data.moments(), &LEVELS, &expected["invariance.gender.A_C_N.ML"]);
    let theirs = &expected["invariance.gender.A_C_N.MLR"];
    compare_corrected(&mut ledger, &data.model, &data.columns(), (&LEVELS, Correction::YuanBentler), theirs);
    ledger.judge(800);
}

#[test]
fn soldiers() {
    let Some(folder) = folder("converged factor models of lq2002") else { return };
    let (expected, data) = (published("lq2002"), lq2002(&folder));
    let mut ledger = Ledger::new("CFA, lq2002");
    compare_one_group(&mut ledger, &data, &expected);
    let robust = fit_robust(
        &data.model,
        &data.columns(),
        &Equality::full(Level::Configural),
        Scaling::Marker,
        Correction::YuanBentler,
    )
    .unwrap();
    compare_scaled(&mut ledger, "MLR", &robust, &expected["cfa.3factor.mlr"]["fit"]);
    let (columns, units) = answers(&folder);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let names = ["TSIG01", "TSIG02", "TSIG03"];
    let within = Model::parse("fw=TSIG01,TSIG02,TSIG03", &names).unwrap();
    let between = Model::parse("fb=TSIG01,TSIG02,TSIG03", &names).unwrap();
    let fit = fit_two_level(&within, &between, &columns, &units).unwrap();
    compare_two_levels(&mut ledger, [&within, &between], &fit, &expected["two_level_cfa.TSIG"]);
    ledger.judge(200);
}
