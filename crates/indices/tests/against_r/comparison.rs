//! Differences of two groups, effect sizes and cluster-robust errors, against R and against arithmetic by hand.

use std::path::Path;

use indices::comparison::{
    ClusterError, CoefficientError, Correction, DominanceQuantile, RegressionCluster, cohens_d, dominance, glass_delta,
    hedges_g, regression, student, welch,
};
use serde_json::Value;

use crate::reading::{Table, check, folder, moments, statistics};

/// Ours are fractions of integers rounded once; R sums up doubles.
const EXACT: f64 = 1e-12;

/// R finds noncentralities with a minimiser that stops when two tails together are within about 1e-9.
const MINIMISED: f64 = 1e-6;

fn two_units(folder: &Path) -> [Vec<i128>; 2] {
    let table = Table::read(&folder.join("data/bh1996.csv"));
    let units = table.column("GRP");
    let scores = table.scaled("WBEING", 10);
    ["1", "2"].map(|unit| units.iter().zip(&scores).filter(|(own, _)| **own == unit).map(|(_, y)| *y).collect())
}

fn pair(value: &Value) -> (&Value, &Value) {
    (&value[0], &value[1])
}

#[test]
fn effect_sizes_of_two_units() {
    let Some(folder) = folder("effect sizes of two units of bh1996") else { return };
    let expected = &statistics(&folder, "bh1996.json")["effect_sizes.two_units"]["value"];
    let [first, second] = two_units(&folder);
    let (a, b) = (moments(&first), moments(&second));
    let divisor = 10_u64.pow(10);
    let test = welch(&a, &b, divisor).unwrap();
    check("welch t", Some(test.t()), &expected["welch_t"], EXACT);
    check("welch df", Some(test.freedom()), &expected["welch_df"], EXACT);
    check("welch p", Some(test.p()), &expected["welch_p"], EXACT);
    let interval = test.estimate().interval().unwrap();
    check("welch low", Some(interval.low), pair(&expected["welch_ci"]).0, EXACT);
    check("welch high", Some(interval.high), pair(&expected["welch_ci"]).1, EXACT);
    let pooled = student(&a, &b, divisor).unwrap();
    check("student t", Some(pooled.t()), &expected["student_t"], EXACT);
    check("student p", Some(pooled.p()), &expected["student_p"], EXACT);
    let d = cohens_d(&a, &b);
    check("d", d.value(), &expected["cohens_d"], EXACT);
    check("d low", d.interval().map(|i| i.low), pair(&expected["d_ci"]).0, MINIMISED);
    check("d high", d.interval().map(|i| i.high), pair(&expected["d_ci"]).1, MINIMISED);
    let g = hedges_g(&a, &b, Correction::Exact);
    check("g", g.value(), &expected["hedges_g"], EXACT);
    check("g low", g.interval().map(|i| i.low), pair(&expected["g_ci"]).0, MINIMISED);
    check("g high", g.interval().map(|i| i.high), pair(&expected["g_ci"]).1, MINIMISED);
    check("glass", glass_delta(&a, &b).value(), &expected["glass_delta"], EXACT);
    let histogram = |scores: &[i128]| scores.iter().map(|score| (*score, 1)).collect::<Vec<_>>();
    let pairs = dominance(&histogram(&first), &histogram(&second)).unwrap();
    check("W", Some(pairs.wilcoxon_w()), &expected["wilcoxon_W"], 0.0);
    check("W p", pairs.wilcoxon_p().value(), &expected["wilcoxon_p"], EXACT);
    check("cliff", pairs.delta(DominanceQuantile::Student).value(), &expected["cliffs_delta"], EXACT);
    check("rank biserial", pairs.delta(DominanceQuantile::Student).value(), &expected["rank_biserial"], EXACT);
}

#[test]
fn difference_between_women_and_men() {
    let Some(folder) = folder("the gender effect of bfi") else { return };
    let expected = &statistics(&folder, "bfi.json")["gender_effect.A_mean"]["value"];
    let table = Table::read(&folder.join("data/bfi.csv"));
    let items: Vec<Vec<&str>> = (1..=5).map(|item| table.column(&format!("A{item}"))).collect();
    let mut groups = [Vec::new(), Vec::new()];
    for (row, gender) in table.column("gender").into_iter().enumerate() {
        // R's call runs on the scored data, in which A1, worded the other way round, is reversed.
        let answer = |item: &Vec<&str>| item[row].parse::<i128>().ok();
        let reversed = |answer: i128| 7 - answer;
        let answers: Option<i128> =
            items.iter().enumerate().map(|(i, item)| answer(item).map(|a| if i == 0 { reversed(a) } else { a })).sum();
        if let Some(sum) = answers {
            groups[gender.parse::<usize>().unwrap() - 1].push(sum);
        }
    }
    let [a, b] = groups.map(|scores| moments(&scores));
    assert_eq!(expected["n"][0].as_u64(), Some(a.n));
    assert_eq!(expected["n"][1].as_u64(), Some(b.n));
    let d = cohens_d(&a, &b);
    check("d", d.value(), &expected["d"], EXACT);
    check("d low", d.interval().map(|i| i.low), pair(&expected["ci"]).0, MINIMISED);
    check("d high", d.interval().map(|i| i.high), pair(&expected["ci"]).1, MINIMISED);
    check("g", hedges_g(&a, &b, Correction::Exact).value(), &expected["g"], EXACT);
    check("t", Some(welch(&a, &b, 5).unwrap().t()), &expected["t"], EXACT);
}

#[test]
fn well_being_on_hours_and_leadership() {
    let Some(folder) = folder("cluster-robust regression of bh1996") else { return };
    let expected = &statistics(&folder, "bh1996.json")["cluster_robust.ols.WBEING~HRS+LEAD"]["value"];
    let table = Table::read(&folder.join("data/bh1996.csv"));
    let units: Vec<usize> = table.column("GRP").into_iter().map(|unit| unit.parse().unwrap()).collect();
    let column = |name| table.scaled(name, 10).into_iter().map(|value| i64::try_from(value).unwrap());
    let mut clusters = vec![RegressionCluster::new(2); units.iter().max().unwrap() + 1];
    for (((unit, hours), leadership), outcome) in
        units.iter().zip(column("HRS")).zip(column("LEAD")).zip(column("WBEING"))
    {
        clusters[*unit].add(&[hours, leadership], outcome).unwrap();
    }
    let fit = regression(&clusters, &[10_u64.pow(10); 3]).unwrap();
    for (position, name) in ["(Intercept)", "HRS", "LEAD"].into_iter().enumerate() {
        let coefficient = |error| fit.coefficient(position, error).unwrap();
        let value = coefficient(CoefficientError::Ordinary).estimate().value();
        check(name, value, &expected["coef"][name], EXACT);
        for (field, error) in [
            ("se_ols", CoefficientError::Ordinary),
            ("se_CR0_HC0", CoefficientError::Clustered(ClusterError::Cr0)),
            ("se_CR1_HC1", CoefficientError::Clustered(ClusterError::Cr1)),
            ("se_CR2_clubSandwich", CoefficientError::Clustered(ClusterError::Cr2)),
        ] {
            let what = format!("{name} {field}");
            check(&what, Some(coefficient(error).standard_error()), &expected[field][name], EXACT);
        }
    }
}
