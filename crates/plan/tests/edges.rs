//! Every edge of every shipped plan: the bound itself, the smallest value on either side of it, and the values of the
//! trade that fall into the gaps of the printed tables.
#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use indices::Ratio;
use plan::{Plan, Zone, shipped};
use survey::Direction;

fn plans() -> [Plan; 3] {
    [shipped::asker_2016_2019().unwrap(), shipped::asker_2017_2020().unwrap(), shipped::temaplan_2020_2023().unwrap()]
}

fn ratio(text: &str) -> Ratio {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| u32::try_from(fraction.len()).unwrap());
    Ratio::new(text.replace('.', "").parse().unwrap(), 10_i128.pow(decimals)).unwrap()
}

/// A plan, an indicator's code, how its title begins where the code stands twice, and values with their zones.
type Case<'a> = (&'a Plan, &'a str, &'a str, &'a [(&'a str, Zone)]);

#[test]
fn the_values_of_the_trade_fall_where_the_rule_says_in_the_shipped_plans() {
    use Zone::{Accepted, Desired, NotApproved};
    let [old, asker, new] = plans();
    let six = ["MA.1.1", "MA.2.1", "MA.3.1", "MA.4.1", "MA.5.1", "L.1.1", "L.1.2"];
    let five = ["MA.2.1", "MA.2.2", "MA.2.3", "L.1.1"];
    let of_six = [("3.9", NotApproved), ("3.95", Accepted), ("4.46", Accepted), ("4.499", Accepted), ("4.5", Desired)];
    let of_five = [("3.75", NotApproved), ("3.755", Accepted), ("4.1", Accepted), ("4.15", Accepted), ("4.2", Desired)];
    let absence_16 =
        [("7.599", Desired), ("7.6", Accepted), ("7.65", Accepted), ("7.9", Accepted), ("7.901", NotApproved)];
    let absence_17 = [("7.299", Desired), ("7.3", Accepted), ("7.6", Accepted), ("7.601", NotApproved)];
    let units = [("80", Desired), ("79.5", Accepted), ("59.5", Accepted), ("59", NotApproved)];
    let above_85 = [("85.01", Desired), ("85", Accepted), ("80.5", Accepted), ("80", Accepted), ("79.99", NotApproved)];
    let growth = [("5.01", Desired), ("5", Accepted), ("4.95", Accepted), ("2", Accepted), ("1.99", NotApproved)];
    let presence = [("0.5", Desired), ("0.45", Accepted), ("0", Accepted), ("-0.001", NotApproved)];
    let reduction = [("10", Desired), ("9.95", Accepted), ("0", Accepted), ("-2.30", NotApproved)];
    let mut cases: Vec<Case<'_>> = vec![
        (&old, "MA.1.2", "Sickness", &absence_16),
        (&old, "MA.1.2", "Yearly rise", &presence),
        (&old, "MA.1.3", "", &units),
        (&old, "MA.6.1", "", &reduction),
        (&old, "L.2.1", "", &growth),
        (&asker, "MA.1.1", "", &absence_17),
        (&asker, "MA.1.2", "", &units),
        (&asker, "MA.3.1", "", &above_85),
        (&asker, "MA.4.1", "", &above_85),
        (&asker, "L.2.1", "", &growth),
        (&new, "3.4", "", &growth),
        (&new, "4.2", "", &above_85),
        (&new, "5.1", "", &of_five),
        (&new, "5.4", "", &above_85),
        (&new, "6.1", "", &absence_17),
        (&new, "6.4", "", &units),
    ];
    cases.extend(six.map(|code| (&old, code, "", &of_six[..])));
    cases.extend(five.map(|code| (&asker, code, "", &of_five[..])));
    let mut met = 0;
    for (plan, code, title, values) in cases {
        let wanted =
            |one: &&plan::Indicator| one.code() == code && one.title().get(survey::Language::En).starts_with(title);
        let indicator = plan.indicators().iter().find(wanted).unwrap_or_else(|| panic!("{code} in {}", plan.id()));
        for (value, zone) in values {
            assert_eq!(indicator.zones().unwrap().place(&ratio(value)), *zone, "{value}: {code} in {}", plan.id());
        }
        met += 1;
    }
    assert_eq!(met, 16 + six.len() + five.len());
}

#[test]
fn on_each_side_of_every_bound_lies_the_zone_its_condition_says() {
    let tiny = 10_i128.pow(12);
    let mut bounds = 0;
    for plan in plans() {
        for (indicator, zones) in plan.indicators().iter().filter_map(|one| Some((one, one.zones()?))) {
            for (condition, inside) in [(zones.desired(), Zone::Desired), (zones.not_approved(), Zone::NotApproved)] {
                let bound = condition.bound();
                let scale = 10_i128.pow(u32::from(bound.decimals()));
                let near = |nudge: i128| {
                    Ratio::new(i128::from(bound.mantissa()) * tiny + nudge * scale, scale * tiny).unwrap()
                };
                let text = condition.to_string();
                let (below, on, above) = match text.split(' ').next().unwrap() {
                    "<" => (true, false, false),
                    "<=" => (true, true, false),
                    ">=" => (false, true, true),
                    ">" => (false, false, true),
                    other => panic!("{other}"),
                };
                for (nudge, holds) in [(-1, below), (0, on), (1, above)] {
                    let found = zones.place(&near(nudge));
                    assert_eq!(found == inside, holds, "{nudge} at {text}: {} in {}", indicator.code(), plan.id());
                }
                let upwards = text.starts_with('>');
                let better_is_up = indicator.direction() == Direction::HigherIsBetter;
                assert_eq!(upwards == better_is_up, inside == Zone::Desired, "{text}: {}", indicator.code());
                bounds += 1;
            }
        }
    }
    // 12 + 9 + 9 indicators with zones, two bounds each.
    assert_eq!(bounds, 2 * (12 + 9 + 9));
}

#[test]
fn every_indicator_has_edition_unit_decimals_source_and_years() {
    for plan in plans() {
        for indicator in plan.indicators() {
            assert!(!indicator.zones_version().is_empty() && !indicator.source().is_empty());
            assert!(indicator.valid().0 >= plan.valid().0 && indicator.valid().1 <= plan.valid().1);
            let scored = matches!(indicator.measure(), plan::Measure::ScaleMean(_));
            assert_eq!(indicator.decimals(), if scored { 2 } else { 1 }, "{}", indicator.code());
        }
    }
}
