//! R's numbers for r_wg and kin, and cases small enough to be worked by hand.

use std::path::Path;

use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use indices::agreement::{
    Agreement, NullDistribution, ad_cutoff, ad_mean, ad_median, awg, r_star_of_dissensus, rwg, rwg_j, rwg_j_pairwise,
    rwg_of_scale_mean,
};
use indices::{Ratio, Why};
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::published::lq2002;
use crate::reading::{Counted, Table, check, folder, names, numbered, statistics};

/// Ours is a fraction of integers rounded once; R sums doubles, which is good to 13 digits.
const EXACT: f64 = 1e-12;

pub(crate) fn one_to_five() -> Points {
    Points::new(1, 5).unwrap()
}

/// The cohesion of four platoons; "NA" where an answer is missing.
fn cohesion(folder: &Path, rule: MissingRule) -> Counted {
    let table = Table::read(&folder.join("data/cohesion.csv"));
    let platoons: Vec<String> =
        table.column("UNIT").into_iter().zip(table.column("PLATOON")).map(|(u, p)| format!("{u} {p}")).collect();
    let shape = ScaleShape::new(one_to_five(), vec![false; 5], rule).unwrap();
    table.counted(&shape, &numbered("COH", 5), &platoons)
}

pub(crate) fn counted(rows: &[&[u8]], points: Points, rule: MissingRule) -> ScaleCounts {
    let shape = ScaleShape::new(points, vec![false; rows[0].len()], rule).unwrap();
    let mut counts = ScaleCounts::new(&shape);
    rows.iter().for_each(|row| counts.add(row).unwrap());
    counts
}

#[test]
fn deviation_dissensus_and_awg_in_every_company() {
    let Some(folder) = folder("AD, a_wg, r*_wg(j) and r_wg of the scale mean of lq2002") else { return };
    let expected = statistics(&folder, "lq2002.json");
    for (scale, counted) in lq2002(&folder) {
        let expected = &expected[format!("agreement.{scale}")]["value"];
        for (position, unit) in names(&expected["unit"]).iter().enumerate() {
            let what = format!("{scale} in {unit}");
            let (counts, moments) = (&counted.units[unit], counted.units[unit].moments());
            let points = counts.shape().points();
            let field = |field: &str| &expected[field][position];
            check(&what, ad_mean(counts).ok().map(|ad| ad.value), field("AD_mean"), EXACT);
            check(&what, ad_median(counts).ok().map(|ad| ad.value), field("AD_median"), EXACT);
            // R took the scale of HOSTILE, 0 to 4, for 1 to 5 here, and so do we for once.
            let a_wg = awg(&moments, one_to_five());
            check(&what, a_wg.ok().map(|a_wg| a_wg.value), field("awg"), EXACT);
            let of_mean = rwg_of_scale_mean(counts, NullDistribution::Uniform).unwrap();
            check_near(&what, of_mean.value, field("rwg_scale_mean_uniform"), 1e-8);
            let dissensus = rwg_j(&moments, points, NullDistribution::MaximumDissensus).unwrap();
            check_near(&what, dissensus.r_star, field("rstar_wg_max_dissensus_n1"), EXACT);
            let uniform = rwg_j(&moments, points, NullDistribution::Uniform).unwrap();
            check_near(&what, uniform.r_star, field("multilevel_rwg.j.lindell_uniform"), EXACT);
            check_near(
                &what,
                rwg_j_pairwise(counts, NullDistribution::Uniform).unwrap().value,
                field("rwgj_uniform"),
                EXACT,
            );
        }
        let all: Vec<Agreement> = counted
            .units
            .values()
            .map(|unit| rwg_j(&unit.moments(), unit.shape().points(), NullDistribution::Uniform).unwrap())
            .collect();
        let mut values: Vec<f64> = all.iter().map(|agreement| agreement.value).collect();
        values.sort_by(f64::total_cmp);
        let summary = &expected["summary"];
        check(scale, Some(values.iter().sum::<f64>() / values.len() as f64), &summary["mean"], EXACT);
        check(scale, Some(values[values.len() / 2]), &summary["median"][0], EXACT);
        let agreed = all.iter().filter(|agreement| agreement.exact().cmp_decimal(70, 2).is_ge()).count();
        check(scale, Some(agreed as f64 / all.len() as f64), &summary["share_ge_0.70"], EXACT);
    }
}

/// An absolute difference, for numbers that may be nought.
fn check_near(what: &str, value: f64, expected: &Value, absolute: f64) {
    let expected = expected.as_f64().unwrap();
    assert!((value - expected).abs() <= absolute, "{what}: {value:e} instead of {expected:e}");
}

#[test]
fn the_printed_score_gives_the_agreement_of_the_scale_mean() {
    let Some(folder) = folder("r_wg of the scale mean of lq2002") else { return };
    let expected = &statistics(&folder, "lq2002.json")["rwg.LEAD_scale_score"]["value"];
    let lead = &lq2002(&folder)[0].1;
    for (position, unit) in names(&expected["grpid"]).iter().enumerate() {
        let of_mean = rwg_of_scale_mean(&lead.units[unit], NullDistribution::Uniform).unwrap();
        assert_eq!(expected["gsize"][position].as_u64(), Some(of_mean.n));
        // R had the scores as printed, to nine decimals.
        check_near(unit, of_mean.value, &expected["rwg"][position], 1e-9);
    }
}

#[test]
fn agreement_from_item_moments_is_that_of_multilevel() {
    let Some(folder) = folder("r_wg(j) of lq2002 from item moments") else { return };
    let records = statistics(&folder, "exact_sufficient_statistics.json");
    assert_eq!(records["rwgj.from_item_moments_per_unit"]["value"].as_f64(), Some(0.0), "R: no difference at all");
    let expected = &statistics(&folder, "lq2002.json")["agreement.LEAD"]["value"];
    for (position, unit) in names(&expected["unit"]).iter().enumerate() {
        let counts = &lq2002(&folder)[0].1.units[unit];
        let found = rwg_j(&counts.moments(), one_to_five(), NullDistribution::Uniform).unwrap();
        check(unit, Some(found.value), &expected["multilevel_rwg.j_uniform"][position], EXACT);
    }
}

/// `WGA::RWGJ` rounds to two digits before anything else, sets what is not between 0 and 1 to 0 (a mean item variance
/// above 1 as well), and names units in order of appearance, which here is the order of the numbers too.
#[test]
fn what_is_true_in_the_rounded_table_of_wga() {
    let Some(folder) = folder("r_wg(j) of lq2002 as WGA rounds it") else { return };
    let expected = &statistics(&folder, "lq2002.json")["WGA.RWGJ.LEAD"]["value"];
    let lead = &lq2002(&folder)[0].1;
    for (position, unit) in expected["grp.name"].as_array().unwrap().iter().enumerate() {
        let moments = lead.units[&unit.to_string()].moments();
        assert_eq!(expected["grp.size"][position].as_u64(), Some(moments.n()));
        for (column, null) in [
            ("rwgj.un", NullDistribution::Uniform),
            ("rwgj.ss", NullDistribution::SlightSkew),
            ("rwgj.ms", NullDistribution::ModerateSkew),
            ("rwgj.hs", NullDistribution::HeavySkew),
            ("rwgj.tri", NullDistribution::Triangular),
            ("rwgj.nor", NullDistribution::Normal),
        ] {
            let found = rwg_j(&moments, one_to_five(), null).unwrap();
            let reset = found.untruncated.filter(|value| (0.0..=1.0).contains(value)).unwrap_or(0.0);
            check_near(column, (reset * 100.0).round() / 100.0, &expected[column][position], 1e-12);
            check_near(column, found.value, &expected[column][position], 0.005 + 1e-12);
            let variance = (found.mean_item_variance * 100.0).round() / 100.0;
            let reset = if variance > 1.0 { 0.0 } else { variance };
            check_near(column, reset, &expected["mean.item.var"][position], 1e-12);
        }
    }
}

#[test]
fn platoons_with_a_missing_answer_every_way_r_counts_them() {
    let Some(folder) = folder("r_wg, r_wg(j), AD and a_wg of cohesion") else { return };
    let expected = statistics(&folder, "cohesion.json");
    let (pairwise, listwise) = (cohesion(&folder, MissingRule::AtLeast(1)), cohesion(&folder, MissingRule::Complete));
    let groups = names(&expected["groups"]["value"]);
    let record = |name: &str| expected[name]["value"].clone();
    for (position, platoon) in names(&record("ad.m")["grpid"]).iter().enumerate() {
        let at = |name: &str, column: &str| record(name)[column][position].clone();
        let (all, complete) = (&pairwise.units[platoon], &listwise.units[platoon]);
        assert_eq!(all.n(), groups.iter().filter(|group| *group == platoon).count() as u64);
        let uniform = NullDistribution::Uniform;
        let single = rwg(all.item_histogram(0).unwrap(), one_to_five(), uniform).unwrap();
        check(platoon, Some(single.value), &at("rwg.COH01", "rwg"), EXACT);
        assert_eq!(at("rwg.COH01", "gsize").as_u64(), Some(single.n));
        let by_pairs = rwg_j_pairwise(all, uniform).unwrap();
        check(platoon, Some(by_pairs.value), &at("rwg.j.pairwise(default)", "rwg.j"), EXACT);
        assert_eq!(at("rwg.j.pairwise(default)", "gsize").as_u64(), Some(by_pairs.n));
        let moments = complete.moments();
        let by_rows = rwg_j(&moments, one_to_five(), uniform).unwrap();
        check(platoon, Some(by_rows.value), &at("rwg.j.listwise", "rwg.j"), EXACT);
        check(platoon, Some(by_pairs.r_star), &at("rwg.j.lindell.default", "rwg.lindell"), EXACT);
        check(platoon, Some(ad_mean(complete).unwrap().value), &at("ad.m", "AD.M"), EXACT);
        check(platoon, Some(ad_median(complete).unwrap().value), &at("ad.m.median", "AD.M"), EXACT);
        assert_eq!(at("ad.m", "gsize").as_u64(), Some(ad_mean(complete).unwrap().n));
        let a_wg = awg(&moments, one_to_five()).unwrap();
        check(platoon, Some(a_wg.value), &at("awg", "a.wg"), EXACT);
        assert_eq!(at("awg", "nraters").as_u64(), Some(a_wg.n));
        assert_eq!(at("awg", "nitems").as_u64(), Some(a_wg.items as u64));
        // R's column avg.grp.var is the mean of the whole covariance matrix, which is not the mean item variance.
        let pairs: Vec<f64> =
            (0..5).flat_map(|i| (0..5).map(move |j| (i, j))).map(|(i, j)| covariance(&moments, i, j)).collect();
        check_near(platoon, pairs.iter().sum::<f64>() / 25.0, &at("awg", "avg.grp.var"), EXACT);
    }
}

pub(crate) fn covariance(moments: &counts::Moments, i: usize, j: usize) -> f64 {
    let (n, sum) = (moments.n() as f64, |item: usize| moments.sums()[item] as f64);
    (moments.product(i, j).unwrap() as f64 - sum(i) * sum(j) / n) / (n - 1.0)
}

#[test]
fn an_item_that_one_person_answered_is_a_reason_and_no_crash() {
    // Where R stops with "missing value where TRUE/FALSE needed": answers 1 and 2, 2 and 3; NA and 4, 5 and 5.
    let rows: [&[u8]; 2] = [&[NO_ANSWER, 5], &[4, 5]];
    let unit = counted(&rows, one_to_five(), MissingRule::AtLeast(1));
    let why = Some(Why::TooFewAnswers { needed: 2 });
    assert_eq!(rwg_j_pairwise(&unit, NullDistribution::Uniform).err(), why);
    assert_eq!((ad_mean(&unit).err(), ad_median(&unit).err()), (why, why));
    if let Some(folder) = folder("the error message of multilevel::rwg.j") {
        let record = &statistics(&folder, "cohesion.json")["trap.rwg.j.single_valid_response"];
        assert_eq!(record["value"]["error"].as_str(), Some("missing value where TRUE/FALSE needed"));
    }
}

#[test]
fn nobody_one_person_and_everybody_alike() {
    let nobody = ScaleCounts::new(&ScaleShape::new(one_to_five(), vec![false; 2], MissingRule::Complete).unwrap());
    let uniform = NullDistribution::Uniform;
    assert_eq!(rwg_j_pairwise(&nobody, uniform).err(), Some(Why::NoAnswers));
    assert_eq!(rwg_of_scale_mean(&nobody, uniform).err(), Some(Why::NoAnswers));
    assert_eq!(rwg(&[0; 5], one_to_five(), uniform).err(), Some(Why::NoAnswers));
    assert_eq!((ad_mean(&nobody).err(), ad_median(&nobody).err()), (Some(Why::NoAnswers), Some(Why::NoAnswers)));
    assert_eq!(awg(&nobody.moments(), one_to_five()).err(), Some(Why::NoAnswers));
    assert_eq!(r_star_of_dissensus(&nobody.moments(), one_to_five()).why(), Some(Why::NoAnswers));
    let one = counted(&[&[2, 5]], one_to_five(), MissingRule::Complete);
    let two_needed = Some(Why::TooFewAnswers { needed: 2 });
    assert_eq!(
        (rwg_of_scale_mean(&one, uniform).err(), awg(&one.moments(), one_to_five()).err()),
        (two_needed, two_needed)
    );
    assert_eq!(
        (ad_mean(&one).err(), r_star_of_dissensus(&one.moments(), one_to_five()).why()),
        (two_needed, two_needed)
    );
    let alike = counted(&[&[2, 5], &[2, 5]], one_to_five(), MissingRule::Complete);
    assert_eq!((ad_mean(&alike).unwrap().value, ad_median(&alike).unwrap().value), (0.0, 0.0));
    assert_eq!(r_star_of_dissensus(&alike.moments(), one_to_five()).value(), Some(1.0));
    // Mean 2 is a whole range from no end for two people: only the item at the end can be interpreted, and is 1.
    let a_wg = awg(&alike.moments(), one_to_five()).unwrap();
    assert_eq!((a_wg.value, a_wg.items_interpretable, a_wg.items, a_wg.enough_people), (1.0, 1, 2, false));
    let high = counted(&[&[2], &[2]], one_to_five(), MissingRule::Complete);
    assert_eq!(awg(&high.moments(), one_to_five()).err(), Some(Why::OutsideDomain));
    assert_eq!(rwg(&[u64::MAX, 1, u64::MAX, 0, 0], one_to_five(), uniform).err(), Some(Why::TooLarge));
}

#[test]
fn a_unit_of_two_camps_has_the_least_agreement_there_is() {
    let camps = counted(&[&[1, 1], &[1, 1], &[5, 5], &[5, 5]], one_to_five(), MissingRule::Complete);
    let moments = camps.moments();
    // Item variance 16/3 where the null of maximum dissensus, without n/(n − 1), has 4.
    let plain = rwg_j(&moments, one_to_five(), NullDistribution::MaximumDissensus).unwrap();
    assert!((plain.r_star + 1.0 / 3.0).abs() < 1e-15);
    assert_eq!(r_star_of_dissensus(&moments, one_to_five()).value(), Some(0.0));
    assert!((awg(&moments, one_to_five()).unwrap().value + 1.0).abs() < 1e-15);
    assert_eq!((ad_mean(&camps).unwrap().value, ad_median(&camps).unwrap().value), (2.0, 2.0));
    assert!(ad_mean(&camps).unwrap().exact() > ad_cutoff(one_to_five()).unwrap());
}

#[test]
fn null_variances_of_every_number_of_points() {
    use NullDistribution::{
        Custom, HeavySkew, MaximumDissensus, ModerateSkew, Normal, SlightSkew, Triangular, Uniform,
    };
    let of = |null: NullDistribution, count| null.variance(Points::new(1, count).unwrap());
    let hundredths = |value: i128| Ok(Ratio::new(value, 100).unwrap());
    for (count, row) in [
        (5, [134, 90, 44, 132, 104]),
        (6, [185, 126, 69, 145, 125]),
        (7, [290, 214, 139, 210, 140]),
        (8, [347, 279, 235, 281, 173]),
        (9, [566, 473, 316, 300, 158]),
        (10, [630, 509, 346, 289, 145]),
        (11, [731, 632, 402, 332, 140]),
    ] {
        for (null, value) in [SlightSkew, ModerateSkew, HeavySkew, Triangular, Normal].into_iter().zip(row) {
            assert!(of(null, count) == hundredths(value), "{count} points");
        }
    }
    // Three points from .07 .24 .38 .24 .07: .07 + .16 = .23 at either end, so the variance is .46. Four points:
    // .07 + .06 = .13 at the ends and .37 beside the middle: 2 (.13 · 2.25 + .37 · .25) = .77.
    assert!(of(Normal, 3) == hundredths(46) && of(Normal, 4) == hundredths(77));
    for null in [SlightSkew, ModerateSkew, HeavySkew, Triangular, Normal] {
        assert_eq!(of(null, 2).err(), Some(Why::NoNullVariance));
        assert_eq!(null.weights(Points::new(1, 6).unwrap()).err(), Some(Why::NoNullShape));
    }
    for (count, uniform, dissensus) in [(2, (1, 4), (1, 4)), (6, (35, 12), (25, 4)), (11, (10, 1), (25, 1))] {
        assert_eq!(of(Uniform, count).ok(), Ratio::new(uniform.0, uniform.1));
        assert_eq!(of(MaximumDissensus, count).ok(), Ratio::new(dissensus.0, dissensus.1));
    }
    let custom = Custom(Ratio::new(1, 3).unwrap());
    assert_eq!(custom.weights(one_to_five()).err(), Some(Why::NoNullShape));
    assert_eq!(MaximumDissensus.weights(Points::new(0, 3).unwrap()).ok(), Some(vec![1, 0, 0, 1]));
}
