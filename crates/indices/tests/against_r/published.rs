//! Published data sets and R's numbers for them. Their licences keep them out of this repository, so they are read from
//! a folder beside it when it is there; when it is not, a line on stderr says what went unchecked.

use std::path::Path;

use counts::ScaleShape;
use indices::aggregation::{GroupMoments, OneWay, UnitSize, one_way};
use indices::agreement::{NullDistribution, rwg_j};
use indices::{Estimate, reliability, score};
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::reading::{Counted, Table, check, folder, names, numbered, statistics};

/// Ours is a fraction of integers rounded once; R sums up to 7382 doubles, which is good to 13 digits.
const EXACT: f64 = 1e-12;

fn strings(column: Vec<&str>) -> Vec<String> {
    column.into_iter().map(str::to_owned).collect()
}

/// The three scales of lq2002, counted per company.
pub(crate) fn lq2002(folder: &Path) -> Vec<(&'static str, Counted)> {
    let table = Table::read(&folder.join("data/lq2002.csv"));
    let companies = strings(table.column("COMPID"));
    [("LEAD", "LEAD", 11, 1, 5), ("TSIG", "TSIG", 3, 1, 5), ("HOSTILE", "HOSTIL", 5, 0, 4)]
        .into_iter()
        .map(|(scale, stem, items, low, high)| {
            let points = Points::new(low, high).unwrap();
            let shape = ScaleShape::new(points, vec![false; items], MissingRule::Complete).unwrap();
            (scale, table.counted(&shape, &numbered(stem, items), &companies))
        })
        .collect()
}

fn check_reliability(what: &str, counted: &Counted, expected: &Value, items: &[String]) {
    let moments = counted.total.moments();
    assert_eq!(moments.n(), expected["n_listwise"].as_u64().unwrap());
    let alpha = reliability::cronbach_alpha(&moments);
    check(what, alpha.value(), &expected["alpha_raw_listwise"], EXACT);
    let standardised = reliability::cronbach_alpha_standardised(&moments);
    check(what, standardised.value(), &expected["alpha_std_listwise"], EXACT);
    // psych takes n from all rows and alpha from pairwise covariances; without missing answers both are ours.
    let pairwise = expected["alpha_raw_pairwise_psych"].as_f64().unwrap();
    let rows = expected["n_rows"].as_u64().unwrap();
    let interval = reliability::feldt_interval(pairwise, rows, items.len(), 0.95).unwrap();
    let limits = &expected["alpha_feldt_ci95_psych"];
    check(what, Some(interval.low), &limits["lower"], EXACT);
    check(what, Some(interval.high), &limits["upper"], EXACT);
    if rows == moments.n() {
        check(what, alpha.interval().map(|i| i.low), &limits["lower"], EXACT);
        check(what, alpha.interval().map(|i| i.high), &limits["upper"], EXACT);
        for (item, statistics) in items.iter().zip(reliability::item_statistics(&moments)) {
            let what = format!("{what} {item}");
            check(&what, statistics.mean.value(), &expected["item_mean"][item], EXACT);
            check(&what, statistics.sd.value(), &expected["item_sd"][item], EXACT);
            check(&what, statistics.item_total.value(), &expected["item_total_r"][item], EXACT);
            check(&what, statistics.item_rest.value(), &expected["r_drop"][item], EXACT);
            check(&what, statistics.alpha_if_dropped.value(), &expected["alpha_if_dropped_raw"][item], EXACT);
        }
    }
}

#[test]
fn reliability_of_three_scales_without_missing_answers() {
    let Some(folder) = folder("alpha, Feldt intervals and item statistics of lq2002") else { return };
    let expected = statistics(&folder, "lq2002.json");
    for (scale, counted) in lq2002(&folder) {
        let stem = if scale == "HOSTILE" { "HOSTIL" } else { scale };
        let items = numbered(stem, counted.total.shape().items());
        check_reliability(scale, &counted, &expected[format!("reliability.{scale}")]["value"], &items);
    }
    let fraction =
        &statistics(&folder, "exact_sufficient_statistics.json")["alpha.from_integer_crossproducts"]["value"];
    let lead = &lq2002(&folder)[0].1;
    let exact = reliability::alpha_ratio(&lead.total.moments()).unwrap();
    let integer = |field: &str| i128::from(fraction[field].as_u64().unwrap());
    let (part, whole) = (integer("num_int"), integer("den_int"));
    assert_eq!(Some(exact), indices::Ratio::new(11 * (whole - part), 10 * whole), "the very integers");
    assert_eq!(exact.to_f64().to_bits(), fraction["alpha"].as_f64().unwrap().to_bits());
}

#[test]
fn reliability_with_missing_answers_and_reversed_items() {
    let Some(folder) = folder("listwise alpha and Feldt intervals of bfi") else { return };
    let table = Table::read(&folder.join("data/bfi.csv"));
    let expected = statistics(&folder, "bfi.json");
    let everybody = vec![String::from("all"); table.column("A1").len()];
    let reversed_items = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"];
    for scale in ["A", "C", "E", "N", "O"] {
        let items: Vec<String> = (1..=5).map(|number| format!("{scale}{number}")).collect();
        let reversed = items.iter().map(|item| reversed_items.contains(&item.as_str())).collect();
        let shape = ScaleShape::new(Points::new(1, 6).unwrap(), reversed, MissingRule::Complete).unwrap();
        let counted = table.counted(&shape, &items, &everybody);
        check_reliability(scale, &counted, &expected[format!("reliability.{scale}_reversed")]["value"], &items);
    }
}

#[test]
fn agreement_in_every_company_under_every_null_distribution() {
    let Some(folder) = folder("r_wg(j) of lq2002 under six null distributions") else { return };
    let expected = statistics(&folder, "lq2002.json");
    for (scale, counted) in lq2002(&folder) {
        let expected = &expected[format!("agreement.{scale}")]["value"];
        let units = names(&expected["unit"]);
        assert_eq!(units.len(), counted.units.len());
        for (null, name) in [
            (NullDistribution::Uniform, "uniform"),
            (NullDistribution::SlightSkew, "slight_skew"),
            (NullDistribution::ModerateSkew, "moderate_skew"),
            (NullDistribution::HeavySkew, "heavy_skew"),
            (NullDistribution::Triangular, "triangular"),
            (NullDistribution::Normal, "normal"),
        ] {
            for (position, unit) in units.iter().enumerate() {
                let what = format!("{scale} in {unit}, {name}");
                let counts = &counted.units[unit];
                let agreement = rwg_j(&counts.moments(), counts.shape().points(), null).unwrap();
                let field = |field: &str| &expected[field][position];
                assert_eq!(agreement.n, field("n").as_u64().unwrap());
                check(&what, Some(agreement.mean_item_variance), field("mean_item_var_n1"), EXACT);
                check(&what, Some(agreement.value), field(&format!("rwgj_{name}")), EXACT);
                // R forms 1 − v from rounded numbers: where v is close to 1, and near the pole of the untruncated
                // formula, it keeps fewer digits than we do.
                let pole = agreement.untruncated.unwrap().abs().max(1.0);
                check(&what, agreement.untruncated, field(&format!("rwgj_untruncated_{name}")), EXACT * pole * 10.0);
                let r_star = field(&format!("rwgj_lindell_{name}")).as_f64().unwrap();
                assert!((agreement.r_star - r_star).abs() < EXACT, "{what}");
                assert_eq!(agreement.truncated, r_star < 0.0, "{what}");
                if null == NullDistribution::Uniform {
                    check(&what, Some(agreement.value), field("multilevel_rwg.j_uniform"), EXACT);
                    check(&what, score::mean(counts).value(), field("scale_mean"), EXACT);
                    check(&what, score::sd(counts).value(), field("scale_sd"), EXACT);
                }
            }
        }
    }
}

fn check_one_way(what: &str, anova: &OneWay, expected: &Value) {
    let low = |estimate: Estimate| estimate.interval().map(|interval| interval.low);
    let high = |estimate: Estimate| estimate.interval().map(|interval| interval.high);
    for (field, value) in [
        ("MSB", Some(anova.msb())),
        ("MSW", Some(anova.msw())),
        ("F", anova.f().value()),
        ("SSB", Some(anova.ssb())),
        ("SSW", Some(anova.ssw())),
        ("k_mean", Some(anova.unit_size(UnitSize::Mean))),
        ("k0", Some(anova.unit_size(UnitSize::Unbiased))),
        ("k_harmonic", Some(anova.unit_size(UnitSize::Harmonic))),
        ("ICC1_kmean", anova.icc1(UnitSize::Mean).value()),
        ("ICC1_k0", anova.icc1(UnitSize::Unbiased).value()),
        ("ICC1_kharm", anova.icc1(UnitSize::Harmonic).value()),
        ("ICC2_aov", anova.icc2().value()),
        ("ICC2_spearman_brown_k0", anova.icc2_spearman_brown().value()),
        ("tau2_anova_k0", Some(anova.tau2())),
        ("eta2", anova.eta2().value()),
        ("omega2", anova.omega2().value()),
        ("epsilon2", anova.epsilon2().value()),
    ] {
        check(&format!("{what} {field}"), value, &expected[field], EXACT);
    }
    for (field, estimate) in [
        ("ICC1_kmean_ci95_F", anova.icc1(UnitSize::Mean)),
        ("ICC1_k0_ci95_F", anova.icc1(UnitSize::Unbiased)),
        ("ICC2_ci95_F", anova.icc2()),
    ] {
        check(&format!("{what} {field} lower"), low(estimate), &expected[field]["lower"], EXACT);
        check(&format!("{what} {field} upper"), high(estimate), &expected[field]["upper"], EXACT);
    }
    // A tail far out multiplies the last digits of R's F by about F·df1/2.
    check(&format!("{what} F_p"), anova.f_p().value(), &expected["F_p"], 1e-9);
    for (field, count) in [("N", anova.n()), ("K", anova.units()), ("df1", anova.df1()), ("df2", anova.df2())] {
        assert_eq!(expected[field].as_u64(), Some(count), "{what} {field}");
    }
}

/// The scores as printed in a data set, to its last decimal, as integers.
fn printed_scores(table: &Table, score: &str, group: &str, decimals: usize) -> OneWay {
    let scores = table.scaled(score, decimals);
    let mut groups = std::collections::BTreeMap::new();
    for (group, y) in table.column(group).into_iter().zip(scores) {
        let moments = groups.entry(group).or_insert(GroupMoments { n: 0, sum: 0, squares: 0 });
        *moments = GroupMoments { n: moments.n + 1, sum: moments.sum + y, squares: moments.squares + y * y };
    }
    let groups: Vec<GroupMoments> = groups.into_values().collect();
    one_way(&groups, 10_u64.pow(u32::try_from(decimals).unwrap())).unwrap()
}

#[test]
fn aggregation_of_scores_as_they_were_printed() {
    let Some(folder) = folder("analysis of variance of lq2002 and bh1996") else { return };
    for (file, group, decimals, scores) in [
        ("lq2002", "COMPID", 9, &["LEAD", "TSIG", "HOSTILE"][..]),
        ("bh1996", "GRP", 10, &["COHES", "LEAD", "HRS", "WBEING"][..]),
    ] {
        let table = Table::read(&folder.join(format!("data/{file}.csv")));
        let expected = statistics(&folder, &format!("{file}.json"));
        for score in scores {
            let anova = printed_scores(&table, score, group, decimals);
            check_one_way(score, &anova, &expected[format!("aggregation.{score}")]["value"]);
        }
    }
}

#[test]
fn aggregation_of_exact_scores() {
    let Some(folder) = folder("intraclass correlation of lq2002 from score sums") else { return };
    let expected = &statistics(&folder, "exact_sufficient_statistics.json");
    let expected = &expected["icc.from_unit_histogram_of_scale_sums"]["value"];
    let lead = &lq2002(&folder)[0].1;
    // R worked on sums of eleven items; so do we with a divisor of 1.
    let anova = one_way(&lead.moments(), 1).unwrap();
    check("MSB", Some(anova.msb()), &expected["MSB"], EXACT);
    check("MSW", Some(anova.msw()), &expected["MSW"], EXACT);
    check("ICC1", anova.icc1(UnitSize::Mean).value(), &expected["ICC1"], EXACT);
    check("ICC2", anova.icc2().value(), &expected["ICC2"], EXACT);
    assert_eq!(lead.units.values().map(|unit| unit.score_histogram().count()).sum::<usize>() as u64, 1013);
}

#[test]
fn small_platoons_with_missing_answers() {
    let Some(folder) = folder("alpha, item statistics and listwise r_wg(j) of cohesion") else { return };
    let table = Table::read(&folder.join("data/cohesion.csv"));
    let platoons: Vec<String> = table
        .column("UNIT")
        .into_iter()
        .zip(table.column("PLATOON"))
        .map(|(unit, platoon)| format!("{unit} {platoon}"))
        .collect();
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 5], MissingRule::Complete).unwrap();
    let counted = table.counted(&shape, &numbered("COH", 5), &platoons);
    let expected = statistics(&folder, "cohesion.json");
    let moments = counted.total.moments();
    let alpha = &expected["alpha.multilevel.listwise"]["value"];
    assert_eq!(alpha["N"].as_u64(), Some(moments.n()));
    check("alpha", reliability::cronbach_alpha(&moments).value(), &alpha["Alpha"], EXACT);
    let items = &expected["item.total"]["value"];
    for (item, statistics) in reliability::item_statistics(&moments).iter().enumerate() {
        check("item and rest", statistics.item_rest.value(), &items["Item.Total"][item], EXACT);
        check("alpha without", statistics.alpha_if_dropped.value(), &items["Alpha.Without"][item], EXACT);
    }
    let agreement = &expected["rwg.j.listwise"]["value"];
    for (position, platoon) in names(&agreement["grpid"]).iter().enumerate() {
        let unit = counted.units[platoon].moments();
        let rwg = rwg_j(&unit, shape.points(), NullDistribution::Uniform).unwrap();
        assert_eq!(agreement["gsize"][position].as_u64(), Some(unit.n()));
        check(platoon, Some(rwg.value), &agreement["rwg.j"][position], EXACT);
    }
}

/// The example data of the R package fmsb, and printed alphas and ICCs: numbers small enough to stand here.
#[test]
fn published_check_values() {
    let questions = [[1, 5, 2, 3, 4, 2, 3, 4, 3, 2], [2, 4, 1, 2, 4, 1, 2, 5, 2, 1], [2, 5, 1, 3, 3, 2, 2, 4, 2, 2_u8]];
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 3], MissingRule::Complete).unwrap();
    let mut counts = [counts::ScaleCounts::new(&shape)];
    let columns: Vec<&[u8]> = questions.iter().map(<[u8; 10]>::as_slice).collect();
    counts::ScaleCounts::add_columns(&mut counts, &[0; 10], &columns).unwrap();
    let moments = counts[0].moments();
    assert_eq!(reliability::alpha_ratio(&moments).ok(), indices::Ratio::new(356, 383));
    let standardised = reliability::cronbach_alpha_standardised(&moments).value().unwrap();
    assert!((standardised - 0.934_264_9).abs() < 5e-8);

    // Printed mean squares for k = 26.28: 25 units, 657 persons, all of the difference put on one unit.
    for (msw, msb, icc1, icc2) in
        [(1.4412, 10.9893, 0.2013, 0.8688), (0.9902, 11.9737, 0.2968, 0.9173), (0.6401, 2.3405, 0.0918, 0.7265)]
    {
        let (ssb, ssw): (f64, f64) = (msb * 24.0, msw * 632.0);
        let shift = (ssb / (1.0 / 27.0 - 1.0 / 657.0)).sqrt();
        let rounded = |value: f64| -> i128 { format!("{value:.0}").parse().unwrap() };
        let mut groups = vec![GroupMoments { n: 27, sum: 0, squares: 0 }; 7];
        groups.extend([GroupMoments { n: 26, sum: 0, squares: 0 }; 18]);
        groups[0].sum = rounded(shift * 1e6);
        groups[0].squares = rounded((ssw + shift * shift / 27.0) * 1e12);
        let anova = one_way(&groups, 1_000_000).unwrap();
        assert!((anova.unit_size(UnitSize::Mean) - 26.28).abs() < 1e-12);
        assert!((anova.msb() - msb).abs() < 1e-6 && (anova.msw() - msw).abs() < 1e-6);
        // One of the printed values (0.8688 for 0.86885) is cut and not rounded.
        assert!((anova.icc1(UnitSize::Mean).value().unwrap() - icc1).abs() < 1e-4);
        assert!((anova.icc2().value().unwrap() - icc2).abs() < 1e-4);
    }
}
