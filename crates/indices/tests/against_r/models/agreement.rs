//! Agreement and analysis of variance of leadership in thirty units, and chance agreement by counting every outcome.

use indices::aggregation::{GroupMoments, UnitSize, one_way};
use indices::agreement::{
    Computation, Index, NullDistribution, ad_mean, ad_median, awg, chance_agreement, rwg, rwg_j, rwg_j_pairwise,
    rwg_of_scale_mean,
};
use indices::multilevel::{bartlett_test, kruskal_wallis_test, welch_test};
use survey::MissingRule;

use super::data::{EXACT, LEAD, THIRDS, check_near, counted, expected, lead_by_unit, moments, one_to_five, persons};
use crate::agreement::counted as answers;
use crate::reading::{check, names};

#[test]
fn agreement_in_every_unit() {
    let expected = expected("agreement");
    let complete = counted(&LEAD, "unit", MissingRule::Complete);
    let everybody = counted(&LEAD, "unit", MissingRule::AtLeast(1));
    for (position, unit) in names(&expected["unit"]).iter().enumerate() {
        let (counts, moments) = (&complete.units[unit], complete.units[unit].moments());
        let field = |field: &str| &expected[field][position];
        assert_eq!(field("n").as_u64(), Some(moments.n()));
        let of = |null| rwg_j(&moments, one_to_five(), null).unwrap();
        let uniform = of(NullDistribution::Uniform);
        check(unit, Some(uniform.value), field("rwg_j"), EXACT);
        check_near(unit, uniform.r_star, field("r_star"), EXACT);
        check_near(unit, of(NullDistribution::ModerateSkew).value, field("rwg_j_skewed"), EXACT);
        let pairwise = rwg_j_pairwise(&everybody.units[unit], NullDistribution::Uniform).unwrap();
        check(unit, Some(pairwise.value), field("rwg_j_pairwise"), EXACT);
        let of_mean = rwg_of_scale_mean(counts, NullDistribution::Uniform).unwrap();
        check_near(unit, of_mean.value, field("rwg_of_mean"), EXACT);
        check(unit, Some(ad_mean(counts).unwrap().value), field("ad_mean"), EXACT);
        check(unit, Some(ad_median(counts).unwrap().value), field("ad_median"), EXACT);
        check_near(unit, awg(&moments, one_to_five()).unwrap().value, field("awg"), EXACT);
    }
    let first = counted(&LEAD[..1], "unit", MissingRule::Complete);
    for (position, unit) in names(&expected["unit"]).iter().enumerate() {
        let histogram = first.units[unit].item_histogram(0).unwrap();
        let single = rwg(histogram, one_to_five(), NullDistribution::Uniform).unwrap();
        check_near(unit, single.value, &expected["rwg_of_first"][position], EXACT);
    }
}

#[test]
fn units_differ() {
    let expected = expected("aggregation");
    let persons = persons();
    let units = lead_by_unit(&persons);
    let groups: Vec<GroupMoments> = units.values().map(|scores| moments(scores)).collect();
    let anova = one_way(&groups, THIRDS).unwrap();
    check("ICC(1)", anova.icc1(UnitSize::Mean).value(), &expected["icc1"], EXACT);
    check("ICC(2)", anova.icc2().value(), &expected["icc2"], EXACT);
    check("F", anova.f().value(), &expected["f"], EXACT);
    check("its p", anova.f_p().value(), &expected["f_p"], 1e-11);
    let welch = welch_test(&groups).unwrap();
    check("Welch", Some(welch.statistic), &expected["welch_f"], EXACT);
    check("df", Some(welch.df), &expected["welch_df"][0], EXACT);
    check("df2", welch.df_denominator, &expected["welch_df"][1], EXACT);
    check("its p", Some(welch.p), &expected["welch_p"], 1e-10);
    let bartlett = bartlett_test(&groups).unwrap();
    check("Bartlett", Some(bartlett.statistic), &expected["bartlett"], 1e-11);
    check("its p", Some(bartlett.p), &expected["bartlett_p"], 1e-10);
    let ranked: Vec<Vec<(i128, u64)>> =
        units.values().map(|scores| scores.iter().map(|score| (*score, 1)).collect()).collect();
    let kruskal = kruskal_wallis_test(&ranked).unwrap();
    check("Kruskal–Wallis", Some(kruskal.statistic), &expected["kruskal"], EXACT);
    check("its p", Some(kruskal.p), &expected["kruskal_p"], 1e-10);
}

/// All 3125 outcomes of five persons and one item, all 15,625 of three persons and two items.
#[test]
fn chance_agreement_is_a_count_of_outcomes() {
    for case in expected("chance").as_array().unwrap() {
        let (persons, items) = (case["persons"].as_u64().unwrap(), case["items"].as_u64().unwrap());
        for outcome in case["cases"].as_array().unwrap() {
            let row = |answer: &serde_json::Value| {
                vec![u8::try_from(answer.as_u64().unwrap()).unwrap(); usize::try_from(items).unwrap()]
            };
            let rows: Vec<Vec<u8>> = outcome["answers"].as_array().unwrap().iter().map(row).collect();
            let rows: Vec<&[u8]> = rows.iter().map(Vec::as_slice).collect();
            let unit = answers(&rows, one_to_five(), MissingRule::Complete);
            for (index, field) in [(Index::RwgJ, "p_rwg_j"), (Index::AdMean, "p_ad_mean")] {
                let chance = chance_agreement(persons, items, &[1; 5], index, Computation::default()).unwrap();
                assert!(chance.is_exact());
                check(field, chance.p_value(&unit).value(), &outcome[field], EXACT);
            }
        }
    }
}
