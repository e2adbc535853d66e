//! R's numbers for alpha, lambda and omega: psych, multilevel, lavaan and semTools.

use counts::{ItemTotals, NO_ANSWER, PairMoments, ScaleCounts, ScaleShape};
use indices::reliability::{
    ItemCovariances, OneFactor, alpha_of_correlations, alpha_of_covariances, alpha_pairwise, alpha_standard_error,
    average_correlation, average_variance_extracted, guttman, hierarchical_omega, item_statistics,
    item_statistics_pairwise, minres_omega, omega_of_observed, one_factor, opposed_items,
};
use indices::{Why, reliability};
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::reading::{Table, check, folder, names, numbered, statistics};

/// Fractions of integers rounded a few times, and one inverse of correlations; R sums up to 2800 doubles.
const CLOSED: f64 = 1e-14;

/// lavaan stops when its gradient is small, and its estimates are then good to this.
const ESTIMATES: f64 = 3e-6;

/// Fit measures are flat at the best estimates: twice as many digits are right.
const FIT: f64 = 1e-10;

/// psych stops its search for the smallest residuals a little early.
const MINRES: f64 = 1e-6;

/// One scale of a table, counted in every way there is.
pub(crate) struct Scale {
    items: Vec<String>,
    pub(crate) complete: ScaleCounts,
    pub(crate) pairs: PairMoments,
    pub(crate) totals: ItemTotals,
}

impl Scale {
    pub(crate) fn read(table: &Table, items: Vec<String>, points: (u8, u8), reversed: &[&str]) -> Self {
        let turned = items.iter().map(|item| reversed.contains(&item.as_str())).collect();
        let shape = ScaleShape::new(Points::new(points.0, points.1).unwrap(), turned, MissingRule::Complete).unwrap();
        let code = |text: &str| if text.is_empty() || text == "NA" { NO_ANSWER } else { text.parse().unwrap() };
        let columns: Vec<Vec<u8>> =
            items.iter().map(|item| table.column(item).into_iter().map(code).collect()).collect();
        let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
        let everybody = vec![0; columns[0].len()];
        let (mut complete, mut pairs, mut totals) =
            ([ScaleCounts::new(&shape)], [PairMoments::new(&shape)], [ItemTotals::new(&shape)]);
        ScaleCounts::add_columns(&mut complete, &everybody, &columns).unwrap();
        PairMoments::add_columns(&mut pairs, &everybody, &columns).unwrap();
        ItemTotals::add_columns(&mut totals, &everybody, &columns).unwrap();
        let ([complete], [pairs], [totals]) = (complete, pairs, totals);
        Self { items, complete, pairs, totals }
    }

    fn pairwise(&self) -> ItemCovariances {
        ItemCovariances::of_pairs(&self.pairs).unwrap()
    }

    fn correlations(&self) -> ItemCovariances {
        ItemCovariances::correlations_of_pairs(&self.pairs).unwrap()
    }

    fn listwise(&self) -> ItemCovariances {
        ItemCovariances::of_moments(&self.complete.moments()).unwrap()
    }
}

pub(crate) fn bfi_items(scale: &str) -> Vec<String> {
    (1..=5).map(|number| format!("{scale}{number}")).collect()
}

pub(crate) const BFI_REVERSED: [&str; 7] = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"];

fn check_alphas(what: &str, scale: &Scale, expected: &Value) {
    let (pairwise, listwise) = (scale.pairwise(), scale.listwise());
    assert_eq!(expected["n_rows"].as_u64(), Some(scale.pairs.persons()));
    assert_eq!(expected["n_listwise"].as_u64(), Some(listwise.persons()));
    let alpha = alpha_pairwise(&scale.pairs);
    let limits = &expected["alpha_feldt_ci95_psych"];
    let bounds = guttman(&listwise);
    let exact = reliability::cronbach_alpha(&scale.complete.moments());
    let standardised = reliability::cronbach_alpha_standardised(&scale.complete.moments());
    for (field, value, expected) in [
        ("raw, pairwise", alpha.value(), &expected["alpha_raw_pairwise_psych"]),
        (
            "raw, pairwise, of the matrix",
            alpha_of_covariances(&pairwise).value(),
            &expected["alpha_raw_pairwise_psych"],
        ),
        ("Feldt, lower", alpha.interval().map(|interval| interval.low), &limits["lower"]),
        ("Feldt, upper", alpha.interval().map(|interval| interval.high), &limits["upper"]),
        (
            "standardised, pairwise",
            alpha_of_correlations(&scale.correlations()).value(),
            &expected["alpha_std_pairwise_psych"],
        ),
        ("average correlation", average_correlation(&scale.correlations()).value(), &expected["avg_r"]),
        ("standard error", alpha_standard_error(&pairwise).value(), &expected["ase_psych"]),
        ("G6(smc)", guttman(&scale.correlations()).lambda6.value(), &expected["G6_smc_psych"]),
        ("raw, listwise", exact.value(), &expected["alpha_raw_listwise"]),
        ("standardised, listwise", standardised.value(), &expected["alpha_std_listwise"]),
        ("standardised, of the matrix", alpha_of_correlations(&listwise).value(), &expected["alpha_std_listwise"]),
        ("lambda-1", bounds.lambda1.value(), &expected["guttman_listwise"]["lambda1"]),
        ("lambda-2", bounds.lambda2.value(), &expected["guttman_listwise"]["lambda2"]),
        ("lambda-3", bounds.lambda3.value(), &expected["guttman_listwise"]["lambda3"]),
        ("lambda-6", bounds.lambda6.value(), &expected["guttman_listwise"]["lambda6"]),
    ] {
        check(&format!("{what} {field}"), value, expected, CLOSED);
    }
}

fn check_items(what: &str, scale: &Scale, expected: &Value) {
    for (item, statistics) in scale.items.iter().zip(item_statistics_pairwise(&scale.pairs, &scale.totals)) {
        for (field, value) in [
            ("item_mean", statistics.mean),
            ("item_sd", statistics.sd),
            ("item_total_r", statistics.item_total),
            ("r_drop", statistics.item_rest),
            ("alpha_if_dropped_raw", statistics.alpha_if_dropped),
        ] {
            check(&format!("{what} {item} {field}"), value.value(), &expected[field][item], CLOSED);
        }
    }
}

fn check_factor(what: &str, scale: &Scale, expected: &Value) {
    let model = &expected["omega_cfa_1factor_ML"];
    let factor = one_factor(&scale.listwise()).unwrap();
    for (position, item) in scale.items.iter().enumerate() {
        check(&format!("{what} lambda {item}"), Some(factor.loadings()[position]), &model["lambda"][item], ESTIMATES);
        check(
            &format!("{what} theta {item}"),
            Some(factor.own_variances()[position]),
            &model["theta"][item],
            ESTIMATES,
        );
    }
    assert_eq!(model["df"].as_u64(), Some(factor.degrees_of_freedom() as u64));
    let (total, observed) = (factor.omega_total().value(), factor.omega_observed().value());
    check(&format!("{what} omega, model"), total, &model["omega_total_model"], ESTIMATES);
    check(&format!("{what} omega, observed"), observed, &model["omega_observed_var"], ESTIMATES);
    check(&format!("{what} omega, semTools"), observed, &expected["omega_semTools_compRelSEM"], ESTIMATES);
    check_fit(what, &factor, model);
}

fn check_fit(what: &str, factor: &OneFactor, model: &Value) {
    if factor.degrees_of_freedom() == 0 {
        // A perfect fit: what R prints is what its steps left over.
        assert!(factor.chi_square().abs() < 1e-9 && factor.srmr() < 1e-12, "{what}");
        assert!((factor.cfi() - 1.0).abs() < 1e-12 && factor.rmsea().abs() < 1e-12, "{what}");
        return;
    }
    // Ours is the lower one, as far as R's digits go: whoever has the smaller discrepancy is nearer to the best fit.
    assert!(factor.chi_square() <= model["chisq"].as_f64().unwrap() * (1.0 + 1e-13), "{what}");
    check(&format!("{what} chi-square"), Some(factor.chi_square()), &model["chisq"], FIT);
    check(&format!("{what} CFI"), Some(factor.cfi()), &model["cfi"], FIT);
    check(&format!("{what} RMSEA"), Some(factor.rmsea()), &model["rmsea"], FIT);
    check(&format!("{what} SRMR"), Some(factor.srmr()), &model["srmr"], ESTIMATES);
}

fn check_minres(what: &str, scale: &Scale, expected: &Value) {
    let expected = &expected["omega_psych_1factor"];
    let omega = minres_omega(&scale.listwise()).unwrap();
    check(&format!("{what} omega_h"), omega.hierarchical.value(), &expected["omega_h"], MINRES);
    check(&format!("{what} omega_tot"), omega.total.value(), &expected["omega_tot"], MINRES);
    check(&format!("{what} alpha"), alpha_of_correlations(&scale.listwise()).value(), &expected["alpha"], CLOSED);
}

/// The integers R was given.
fn check_crossproducts(scale: &Scale, expected: &Value) {
    let moments = scale.complete.moments();
    let expected = &expected["crossprod_integer"];
    let integers = |value: &Value| value.as_array().unwrap().iter().map(|v| v.as_u64().unwrap()).collect::<Vec<u64>>();
    assert_eq!(expected["n"].as_u64(), Some(moments.n()));
    assert_eq!(integers(&expected["sum"]), moments.sums());
    let items = moments.items();
    let all = (0..items * items).map(|at| moments.product(at / items, at % items).unwrap());
    assert!(integers(&expected["crossprod"]["row_major"]).into_iter().eq(all));
}

fn check_everything(what: &str, scale: &Scale, expected: &Value) {
    check_crossproducts(scale, expected);
    check_alphas(what, scale, expected);
    check_items(what, scale, expected);
    check_factor(what, scale, expected);
    check_minres(what, scale, expected);
}

#[test]
fn three_scales_without_missing_answers() {
    let Some(folder) = folder("pairwise alpha, lambda and omega of lq2002") else { return };
    let table = Table::read(&folder.join("data/lq2002.csv"));
    let expected = statistics(&folder, "lq2002.json");
    for (name, stem, items, points) in
        [("LEAD", "LEAD", 11, (1, 5)), ("TSIG", "TSIG", 3, (1, 5)), ("HOSTILE", "HOSTIL", 5, (0, 4))]
    {
        let scale = Scale::read(&table, numbered(stem, items), points, &[]);
        check_everything(name, &scale, &expected[format!("reliability.{name}")]["value"]);
        // Nothing is missing, so the pairs give the very fraction that complete answers give.
        let listwise = reliability::cronbach_alpha(&scale.complete.moments());
        assert_eq!(alpha_pairwise(&scale.pairs).value(), listwise.value());
    }
}

#[test]
fn five_scales_with_missing_answers_and_reversed_items() {
    let Some(folder) = folder("pairwise alpha, lambda and omega of bfi") else { return };
    let table = Table::read(&folder.join("data/bfi.csv"));
    let expected = statistics(&folder, "bfi.json");
    for name in ["A", "C", "E", "N", "O"] {
        let scale = Scale::read(&table, bfi_items(name), (1, 6), &BFI_REVERSED);
        check_everything(name, &scale, &expected[format!("reliability.{name}_reversed")]["value"]);
    }
}

#[test]
fn an_unreversed_item_is_named_and_lowers_everything() {
    let Some(folder) = folder("the trap of the unreversed item in bfi") else { return };
    let table = Table::read(&folder.join("data/bfi.csv"));
    let expected = &statistics(&folder, "bfi.json")["alpha.unreversed_A_trap"]["value"];
    let scale = Scale::read(&table, bfi_items("A"), (1, 6), &[]);
    check("raw", alpha_pairwise(&scale.pairs).value(), &expected["raw_alpha"], CLOSED);
    check("standardised", alpha_of_correlations(&scale.correlations()).value(), &expected["std.alpha"], CLOSED);
    check("G6(smc)", guttman(&scale.correlations()).lambda6.value(), &expected["G6(smc)"], CLOSED);
    check("average", average_correlation(&scale.correlations()).value(), &expected["average_r"], CLOSED);
    assert_eq!(opposed_items(&scale.correlations()).unwrap().items(), [0], "A1 and no other");
    let declared = Scale::read(&table, bfi_items("A"), (1, 6), &BFI_REVERSED);
    assert!(opposed_items(&declared.correlations()).unwrap().items().is_empty());
}

#[test]
fn eleven_soldiers_with_one_missing_answer() {
    let Some(folder) = folder("pairwise alpha and item statistics of cohesion") else { return };
    let table = Table::read(&folder.join("data/cohesion.csv"));
    let expected = statistics(&folder, "cohesion.json");
    let scale = Scale::read(&table, numbered("COH", 5), (1, 5), &[]);
    let psych = &expected["alpha.psych.pairwise"]["value"];
    check("raw", alpha_pairwise(&scale.pairs).value(), &psych["raw_alpha"], CLOSED);
    check("standardised", alpha_of_correlations(&scale.correlations()).value(), &psych["std.alpha"], CLOSED);
    check("G6(smc)", guttman(&scale.correlations()).lambda6.value(), &psych["G6(smc)"], CLOSED);
    check("average", average_correlation(&scale.correlations()).value(), &psych["average_r"], CLOSED);
    let listwise = &expected["alpha.multilevel.listwise"]["value"];
    let moments = scale.complete.moments();
    assert_eq!(listwise["N"].as_u64(), Some(moments.n()));
    check("listwise", reliability::cronbach_alpha(&moments).value(), &listwise["Alpha"], CLOSED);
    let items = &expected["item.total"]["value"];
    assert_eq!(names(&items["Variable"]), scale.items);
    for (position, item) in item_statistics(&moments).iter().enumerate() {
        check("item and rest", item.item_rest.value(), &items["Item.Total"][position], CLOSED);
        check("without", item.alpha_if_dropped.value(), &items["Alpha.Without"][position], CLOSED);
    }
}

#[test]
fn ordinal_alpha_of_polychoric_correlations() {
    let Some(folder) = folder("ordinal alpha of bfi from the printed polychoric matrix") else { return };
    let expected = statistics(&folder, "bfi.json");
    let printed = expected["polychoric.psych.A"]["value"]["rho"]["row_major"].as_array().unwrap();
    let rows: Vec<Vec<f64>> = printed.chunks(5).map(|row| row.iter().map(|r| r.as_f64().unwrap()).collect()).collect();
    let alpha = alpha_of_correlations(&ItemCovariances::from_rows(&rows, 2800).unwrap());
    check("ordinal alpha", alpha.value(), &expected["alpha.ordinal_polychoric.A"]["value"], CLOSED);
}

/// Decimal scores: alpha from the columns, omega and AVE from the loadings that lavaan printed for three factors.
#[test]
fn three_factors_of_decimal_scores() {
    let Some(folder) = folder("reliability by factor of HolzingerSwineford1939") else { return };
    let table = Table::read(&folder.join("data/HolzingerSwineford1939.csv"));
    let all = statistics(&folder, "HolzingerSwineford1939.json");
    let (expected, printed) = (&all["reliability.by_factor"]["value"], &all["cfa.single_group"]["value"]["estimates"]);
    let estimate = |left: &str, operator: &str, right: &str| {
        let column = |name: &str| names(&printed[name]);
        let (lhs, op, rhs) = (column("lhs"), column("op"), column("rhs"));
        let at = (0..lhs.len()).find(|&at| lhs[at] == left && op[at] == operator && rhs[at] == right).unwrap();
        printed["est"][at].as_f64().unwrap()
    };
    for (factor, items) in
        [("visual", ["x1", "x2", "x3"]), ("textual", ["x4", "x5", "x6"]), ("speed", ["x7", "x8", "x9"])]
    {
        let columns: Vec<Vec<Option<f64>>> =
            items.iter().map(|item| table.column(item).into_iter().map(|text| text.parse().ok()).collect()).collect();
        let columns: Vec<&[Option<f64>]> = columns.iter().map(Vec::as_slice).collect();
        let covariances = ItemCovariances::of_columns(&columns).unwrap();
        assert_eq!(covariances.persons(), 301);
        check(factor, alpha_of_covariances(&covariances).value(), &expected["compRelSEM_alpha"][factor], CLOSED);
        let sd = estimate(factor, "~~", factor).sqrt();
        let loadings: Vec<f64> = items.iter().map(|item| sd * estimate(factor, "=~", item)).collect();
        let own: Vec<f64> = items.iter().map(|item| estimate(item, "~~", item)).collect();
        let pairs = (0..3).flat_map(|i| (0..3).map(move |j| (i, j)));
        let observed: f64 = pairs.map(|(i, j)| covariances.between(i, j).unwrap()).sum::<f64>() * 300.0 / 301.0;
        // The same model with another identification: its steps end elsewhere in the eighth digit.
        let omega = omega_of_observed(&loadings, observed).ok();
        check(factor, omega, &expected["compRelSEM_omega"][factor], ESTIMATES);
        let extracted = average_variance_extracted(&loadings, &own).ok();
        check(factor, extracted, &expected["AVE"][factor], ESTIMATES);
    }
}

/// With three items the factor follows from the covariances alone: λ₁² = s₁₂s₁₃/s₂₃.
#[test]
fn three_items_have_their_factor_in_closed_form() {
    let Some(folder) = folder("the closed form of three items of lq2002") else { return };
    let table = Table::read(&folder.join("data/lq2002.csv"));
    let covariances = Scale::read(&table, numbered("TSIG", 3), (1, 5), &[]).listwise();
    let n = 2042.0;
    let s = |i: usize, j: usize| covariances.between(i, j).unwrap() * (n - 1.0) / n;
    let factor = one_factor(&covariances).unwrap();
    for (item, (i, j, k)) in [(0, 1, 2), (1, 0, 2), (2, 0, 1)].into_iter().enumerate() {
        let square = s(i, j) * s(i, k) / s(j, k);
        assert!((factor.loadings()[item] / square.sqrt() - 1.0).abs() < 1e-12);
        assert!((factor.own_variances()[item] / (s(i, i) - square) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn a_heywood_case_is_named() {
    // λ₁² would be 0.9 · 0.9 / 0.5 = 1.62 of a variance of 1.
    let rows = [vec![1.0, 0.9, 0.9], vec![0.9, 1.0, 0.65], vec![0.9, 0.65, 1.0]];
    let heywood = ItemCovariances::from_rows(&rows, 100).unwrap();
    assert_eq!(one_factor(&heywood).map(|_| ()), Err(Why::HeywoodCase));
    assert_eq!(minres_omega(&heywood).map(|_| ()), Err(Why::HeywoodCase));
}

/// The rotation of R stops at a slope of 1e-5, and the factors before and after it early too.
const ROTATED: f64 = 5e-5;

#[test]
fn a_general_factor_above_three_groups() {
    let Some(folder) = folder("omega hierarchical of HolzingerSwineford1939") else { return };
    let table = Table::read(&folder.join("data/HolzingerSwineford1939.csv"));
    let expected = statistics(&folder, "HolzingerSwineford1939.json")["omega.psych.3factor"]["value"].take();
    let columns: Vec<Vec<Option<f64>>> = (1..=9)
        .map(|number| table.column(&format!("x{number}")).into_iter().map(|text| text.parse().ok()).collect())
        .collect();
    let columns: Vec<&[Option<f64>]> = columns.iter().map(Vec::as_slice).collect();
    let covariances = ItemCovariances::of_columns(&columns).unwrap();
    let omega = hierarchical_omega(&covariances, 3).unwrap();
    check("alpha", alpha_of_correlations(&covariances).value(), &expected["alpha"], CLOSED);
    check("omega_h", omega.hierarchical.value(), &expected["omega_h"], ROTATED);
    check("omega_tot", omega.total.value(), &expected["omega_tot"], ROTATED);
    check("omega_lim", omega.limit.value(), &expected["omega_lim"], ROTATED);
    // R's factors come by size: textual, visual, speed.
    for (row, items) in [(1, [3, 4, 5]), (2, [0, 1, 2]), (3, [6, 7, 8])] {
        let group = omega.groups().iter().find(|group| group.items() == items).unwrap();
        check("group, total", group.total.value(), &expected["group"]["total"][row], ROTATED);
        check("group, general", group.general.value(), &expected["group"]["general"][row], ROTATED);
        check("group, group", group.group.value(), &expected["group"]["group"][row], ROTATED);
    }
}

#[test]
fn a_general_factor_above_five_groups() {
    let Some(folder) = folder("omega hierarchical of bfi") else { return };
    let table = Table::read(&folder.join("data/bfi.csv"));
    let expected = &statistics(&folder, "bfi.json")["omega.psych.5factor_25items"]["value"];
    let items = ["A", "C", "E", "N", "O"].iter().flat_map(|scale| bfi_items(scale)).collect();
    let correlations = Scale::read(&table, items, (1, 6), &BFI_REVERSED).correlations();
    // psych turns the items against the general factor without asking; here that takes a decision.
    let first = hierarchical_omega(&correlations, 5).unwrap();
    let opposed: Vec<bool> = (0..25).map(|item| first.opposed().contains(&item)).collect();
    let turned = correlations.turned(&opposed).unwrap();
    let omega = hierarchical_omega(&turned, 5).unwrap();
    assert!(omega.opposed().is_empty());
    check("omega_h", omega.hierarchical.value(), &expected["omega_h"], ROTATED);
    check("omega_tot", omega.total.value(), &expected["omega_tot"], ROTATED);
    check("alpha", alpha_of_correlations(&turned).value(), &expected["alpha"], CLOSED);
}
