//! Zones cover every real number once, and the printed test values fall where they should.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where its own figures are wrong")]

use indices::Ratio;
use plan::{Condition, Decimal, Zone, Zones, ZonesError};
use proptest::prelude::*;
use survey::Direction;

fn zones(desired: &str, not_approved: &str) -> Zones {
    Zones::new(Condition::parse(desired).unwrap(), Condition::parse(not_approved).unwrap()).unwrap()
}

/// A decimal text as an exact ratio, by another road than the code under test.
fn ratio(text: &str) -> Ratio {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| u32::try_from(fraction.len()).unwrap());
    Ratio::new(text.replace('.', "").parse().unwrap(), 10_i128.pow(decimals)).unwrap()
}

#[test]
fn the_values_of_the_trade_fall_where_the_rule_says() {
    use Zone::{Accepted, Desired, NotApproved};
    let absence_2017 = zones("< 7.3", "> 7.6");
    let absence_2016 = zones("< 7.6", "> 7.9");
    let score = zones(">= 4.2", "<= 3.75");
    let score_of_six = zones(">= 4.5", "<= 3.9");
    let units = zones(">= 80", "<= 59");
    let position = zones("> 85", "< 80");
    let growth = zones("> 5", "< 2");
    for (zones, value, expect) in [
        (absence_2017, "7.3", Accepted),
        (absence_2017, "7.6", Accepted),
        (absence_2017, "7.601", NotApproved),
        (absence_2017, "7.299", Desired),
        (absence_2016, "7.6", Accepted),
        (absence_2016, "7.65", Accepted),
        (absence_2016, "7.9", Accepted),
        (score, "3.75", NotApproved),
        (score, "3.755", Accepted),
        (score, "4.15", Accepted),
        (score, "4.199999999", Accepted),
        (score, "4.2", Desired),
        (score_of_six, "3.9", NotApproved),
        (score_of_six, "3.95", Accepted),
        (score_of_six, "4.46", Accepted),
        (score_of_six, "4.5", Desired),
        (units, "79.5", Accepted),
        (units, "59.5", Accepted),
        (units, "59", NotApproved),
        (position, "85", Accepted),
        (position, "80.5", Accepted),
        (position, "80", Accepted),
        (position, "79.99", NotApproved),
        (growth, "5", Accepted),
    ] {
        assert_eq!(zones.place(&ratio(value)), expect, "{value} with {} and {}", zones.desired(), zones.not_approved());
    }
}

#[test]
fn a_mean_is_compared_as_a_fraction_and_not_after_rounding() {
    let score = zones(">= 4.2", "<= 3.75");
    // 21 of 5 people is 4.2 exactly; 4.2 has no exact binary form.
    assert_eq!(score.place(&Ratio::new(21, 5).unwrap()), Zone::Desired);
    // One answer short of 4.2 among a very large number of people: equal to 4.2 in f64, and not 4.2.
    let people = 10_i128.pow(18);
    let almost = Ratio::new(people * 42 / 10 - 1, people).unwrap();
    assert_eq!(almost.to_f64().to_bits(), 4.2_f64.to_bits());
    assert_eq!(score.place(&almost), Zone::Accepted);
    assert_eq!(score.place_f64(almost.to_f64()), Zone::Desired, "which is why draws may and values may not");
}

#[test]
fn two_conditions_that_share_a_value_are_refused() {
    for (desired, not_approved, overlap) in [
        (">= 4.2", "<= 4.2", true),
        (">= 4.2", "<= 4.20", true),
        ("> 4.2", "<= 4.2", false),
        (">= 4.2", "< 4.2", false),
        ("> 4.2", "< 4.2", false),
        (">= 4.2", "< 4.3", true),
        ("> 4.2", "< 4.3", true),
        ("< 7.3", "> 7.2", true),
        ("<= 7.3", ">= 7.3", true),
        ("<= 7.3", "> 7.3", false),
    ] {
        let made = Zones::new(Condition::parse(desired).unwrap(), Condition::parse(not_approved).unwrap());
        assert_eq!(matches!(made, Err(ZonesError::Overlap { .. })), overlap, "{desired} and {not_approved}");
    }
    for (desired, not_approved) in [(">= 4.2", ">= 3"), ("< 7.3", "<= 1"), ("> 1", ">= 2")] {
        let made = Zones::new(Condition::parse(desired).unwrap(), Condition::parse(not_approved).unwrap());
        assert!(matches!(made, Err(ZonesError::SameWay { .. })), "{desired} and {not_approved}");
    }
}

#[test]
fn a_condition_says_what_is_wrong_with_it() {
    for (text, part) in [
        ("4.2 - 5", "does not start with a comparison"),
        ("", "does not start with a comparison"),
        ("=> 4.2", "does not start with a comparison"),
        (">= 4,2", "decimal comma"),
        (">=", "no number"),
        ("< seven", "not a decimal number"),
        (">> 5", "not a decimal number"),
    ] {
        let message = Condition::parse(text).unwrap_err().to_string();
        assert!(message.contains(part), "{text}: {message}");
    }
}

/// One row of the scorecards as they were printed.
struct Row {
    code: String,
    direction: String,
    printed: [String; 3],
    source: String,
}

fn scorecards() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(include_str!("reference/asker-scorecards.csv").as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let printed = |column: usize| record[column].replace(" (reduction)", "").replace("increase", "< 0");
            Row {
                code: record[0].to_owned(),
                direction: record[4].to_owned(),
                printed: [printed(5), printed(6), printed(7)],
                source: record[11].to_owned(),
            }
        })
        .collect()
}

/// The condition a printed outer zone means: `4.2 - 5` begins at 4.2, `0 - 3.75` ends at 3.75.
fn condition(printed: &str, upper: bool) -> Condition {
    match printed.split_once(" - ") {
        Some((from, _)) if upper => Condition::parse(&format!(">= {from}")).unwrap(),
        Some((_, to)) => Condition::parse(&format!("<= {to}")).unwrap(),
        None => Condition::parse(printed).unwrap(),
    }
}

#[test]
fn both_ends_of_every_zone_ever_printed_fall_in_that_zone() {
    let mut checked = 0;
    for row in scorecards().into_iter().filter(|row| !row.printed[0].is_empty()) {
        let higher = row.direction == "higher_is_better";
        let zones = Zones::new(condition(&row.printed[0], higher), condition(&row.printed[2], !higher)).unwrap();
        for (printed, zone) in row.printed.iter().zip(Zone::ALL) {
            for end in printed.split(" - ").filter(|end| !end.starts_with(['<', '>'])) {
                assert_eq!(zones.place(&ratio(end)), zone, "{end} of {} in {}", row.code, row.source);
                checked += 1;
            }
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn the_shipped_scorecards_are_the_printed_ones() {
    let is_2017 = |row: &Row| row.source.starts_with("Handlingsprogram 2017-2020");
    let (newer, older): (Vec<Row>, Vec<Row>) = scorecards().into_iter().partition(is_2017);
    is_as_printed(&plan::shipped::asker_2017_2020().unwrap(), &newer);
    is_as_printed(&plan::shipped::asker_2016_2019().unwrap(), &older);
}

fn is_as_printed(plan: &plan::Plan, rows: &[Row]) {
    let codes = |all: &mut dyn Iterator<Item = &str>| all.map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        codes(&mut plan.indicators().iter().map(plan::Indicator::code)),
        codes(&mut rows.iter().map(|row| row.code.as_str()))
    );
    for (indicator, row) in plan.indicators().iter().zip(rows) {
        let printed = indicator.printed();
        assert_eq!(
            [&printed.desired, &printed.lowest_accepted, &printed.not_approved],
            [&row.printed[0], &row.printed[1], &row.printed[2]]
        );
        assert_eq!(indicator.source(), row.source);
        let higher = row.direction == "higher_is_better";
        assert_eq!(indicator.direction() == Direction::HigherIsBetter, higher);
        match indicator.zones() {
            None => assert!(row.printed.iter().all(String::is_empty), "{}", row.code),
            Some(zones) => {
                assert_eq!(zones.desired(), condition(&row.printed[0], higher), "{}", row.code);
                assert_eq!(zones.not_approved(), condition(&row.printed[2], !higher), "{}", row.code);
            }
        }
    }
}

fn decimals() -> impl Strategy<Value = Decimal> {
    (-2_000_i64..2_000, 0_u32..4).prop_map(|(mantissa, decimals)| {
        let unsigned = mantissa.unsigned_abs();
        let sign = if mantissa < 0 { "-" } else { "" };
        let step = 10_u64.pow(decimals);
        let text = if decimals == 0 {
            format!("{sign}{unsigned}")
        } else {
            format!("{sign}{}.{:0width$}", unsigned / step, unsigned % step, width = decimals as usize)
        };
        Decimal::parse(&text).unwrap()
    })
}

/// Any two conditions; those that make no zones are dropped.
fn any_zones() -> impl Strategy<Value = Zones> {
    (decimals(), decimals(), 0_usize..4, 0_usize..4).prop_filter_map("no zones", |(a, b, left, right)| {
        let signs = ["<", "<=", ">", ">="];
        let one = Condition::parse(&format!("{} {a}", signs[left])).unwrap();
        let other = Condition::parse(&format!("{} {b}", signs[right])).unwrap();
        Zones::new(one, other).ok()
    })
}

/// Ratios anywhere, and ratios close to and exactly on a bound.
fn a_ratio_near(zones: Zones) -> impl Strategy<Value = Ratio> {
    let on = move |nudge: i128, desired: bool| {
        let bound = if desired { zones.desired().bound() } else { zones.not_approved().bound() };
        let scale = 10_i128.pow(u32::from(bound.decimals()));
        Ratio::new(i128::from(bound.mantissa()) * 1_000_000 + nudge, scale * 1_000_000).unwrap()
    };
    prop_oneof![
        (-4_000_000_i128..4_000_000, 1_i128..1_000).prop_map(|(top, bottom)| Ratio::new(top, bottom).unwrap()),
        (-2_i128..=2, any::<bool>()).prop_map(move |(nudge, desired)| on(nudge, desired)),
    ]
}

/// The rule again, with whole-number cross-multiplication and no shared code.
fn meets(condition: Condition, top: i128, bottom: i128) -> bool {
    let bound = condition.bound();
    let left = top * 10_i128.pow(u32::from(bound.decimals()));
    let right = i128::from(bound.mantissa()) * bottom;
    let text = condition.to_string();
    if text.starts_with("<=") {
        left <= right
    } else if text.starts_with(">=") {
        left >= right
    } else if text.starts_with('<') {
        left < right
    } else {
        left > right
    }
}

proptest! {
    #[test]
    fn every_value_has_exactly_one_zone(
        (zones, value) in any_zones().prop_flat_map(|zones| (Just(zones), a_ratio_near(zones)))
    ) {
        let (top, bottom) = (value.numerator(), value.denominator());
        let desired = meets(zones.desired(), top, bottom);
        let not_approved = meets(zones.not_approved(), top, bottom);
        prop_assert!(!(desired && not_approved));
        let expect = match (desired, not_approved) {
            (true, _) => Zone::Desired,
            (_, true) => Zone::NotApproved,
            _ => Zone::Accepted,
        };
        prop_assert_eq!(zones.place(&value), expect);
    }

    #[test]
    fn going_the_better_way_never_leads_to_a_worse_zone(
        (zones, one, other) in any_zones().prop_flat_map(|zones| (Just(zones), a_ratio_near(zones), a_ratio_near(zones)))
    ) {
        let one_is_lower =
            one.numerator() * other.denominator() <= other.numerator() * one.denominator();
        let (lower, higher) = if one_is_lower { (one, other) } else { (other, one) };
        let (worse, better) = match zones.direction() {
            Direction::HigherIsBetter => (lower, higher),
            Direction::LowerIsBetter => (higher, lower),
        };
        prop_assert!(zones.place(&better) <= zones.place(&worse));
    }

    #[test]
    fn a_draw_far_from_the_bounds_falls_where_the_value_falls(zones in any_zones(), whole in -100_000_i32..100_000) {
        let value = Ratio::new(i128::from(whole) * 7 + 1, 7 * 13).unwrap();
        let near = [zones.desired().bound(), zones.not_approved().bound()]
            .iter().any(|bound| (bound.to_f64() - value.to_f64()).abs() < 1e-6);
        prop_assume!(!near);
        prop_assert_eq!(zones.place_f64(value.to_f64()), zones.place(&value));
    }
}

#[test]
fn a_draw_that_is_no_number_is_accepted() {
    assert_eq!(zones(">= 4.2", "<= 3.75").place_f64(f64::NAN), Zone::Accepted);
}
