//! A cube with a cell of every sort, changed in one place at a time: what a reader accepts, and what it refuses with which words.

use std::collections::BTreeSet;

use disclosure::{Basis, Draft, DraftBenchmark, FigureFinding, GroupIndex, PlanText, Sealed};
use indices::{Estimate, Interval, Known, ScaleQuality};
use plan::{Certainty, Figure, PARTS, Placement, Zone};
use serde_json::{Value, json};
use survey::Date;

use crate::sealing::draft_with_absence;
use crate::world::{finding, scale_id, scale_text, seal, wave_label};

const WHOLE: GroupIndex = GroupIndex::new(0);
const PEOPLE: [u64; 4] = [60, 9, 21, 30];

/// What a placement rests on, in the order in which the cube has them.
fn bases() -> [Basis; 4] {
    [Basis::Scale(scale_id("climate")), Basis::Favourable(scale_id("climate")), Basis::Absence, Basis::Presence]
}

/// A whole of sixty and parts of nine, twenty-one and thirty, in two waves, with absence, participation, quality, a register figure and placements.
pub(crate) fn draft_of_every_sort() -> Draft {
    let mut draft = draft_with_absence();
    draft.scales.push(scale_text("unasked", &[]));
    draft.waves = vec![wave_label("2019-host", 2019), wave_label("2021-host", 2021)];
    draft.plans = vec![PlanText::of(&plan::shipped::asker_2017_2020().unwrap())];
    let answered = [70, 10, 25, 30];
    for (group, (people, answered)) in PEOPLE.into_iter().zip(answered).enumerate() {
        let group = GroupIndex::new(group);
        draft.trend.insert((0, scale_id("climate"), group), finding(people));
        draft.participation.insert(group, (2 * people, answered));
    }
    let estimate = |value| {
        let interval = Some(Interval { low: value - 0.1, high: value + 0.1, level: 0.95 });
        Estimate::Known(Known { value, n: 100, interval })
    };
    let quality = ScaleQuality {
        n: 100,
        units: 5,
        alpha: estimate(0.8),
        alpha_standardised: estimate(0.8),
        icc1: estimate(0.2),
        icc2: estimate(0.7),
        rwg_j_median: Some(0.7),
        rwg_j_share_above_070: Some(0.5),
    };
    draft.quality.insert(scale_id("climate"), quality);
    let women = FigureFinding {
        numerator: 25 * PARTS,
        denominator: 60,
        sources: BTreeSet::from(["HR".to_owned()]),
        vintage: Date::new(2021, 2, 15).unwrap(),
    };
    draft.registers.figures.insert((Figure::Women, 2020, WHOLE), women);
    for basis in bases() {
        let placement = Placement {
            zone: Zone::Desired,
            certainty: Certainty::Clear,
            probability: [0.96, 0.04, 0.0],
            value: 4.3,
            interval: Some(Interval { low: 4.1, high: 4.5, level: 0.95 }),
            n: 60,
        };
        draft.benchmarks.push(DraftBenchmark {
            plan: 0,
            indicator: 0,
            group: WHOLE,
            basis,
            placement: Some(placement),
        });
    }
    draft
}

fn cube() -> Value {
    let cube = serde_json::to_value(seal(draft_of_every_sort())).unwrap();
    // Where the cases below expect them.
    for shown in ["/scores/0", "/scores/1", "/scores/2", "/scores/3", "/trend/0", "/trend/1", "/quality/0"] {
        assert!(cube.pointer(&format!("{shown}/cell/shown")).is_some(), "{shown}: {cube}");
    }
    for shown in ["/absence_year/0", "/absence_months/0", "/participation/0", "/figures/0"] {
        assert!(cube.pointer(&format!("{shown}/cell/shown")).is_some(), "{shown}: {cube}");
    }
    for at in 0..bases().len() {
        let placement = &cube["benchmarks"][at]["placement"]["shown"];
        assert!(placement["probability"].get("shown").is_some(), "{placement}");
    }
    cube
}

/// The cube with values put in, by pointer.
fn changed(cube: &Value, changes: &[(&str, Value)]) -> Result<Sealed, String> {
    let mut cube = cube.clone();
    for (pointer, value) in changes {
        *cube.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value.clone();
    }
    serde_json::from_value(cube).map_err(|error| error.to_string())
}

fn refuses(cube: &Value, message: &str, changes: &[(&str, Value)]) {
    let error = changed(cube, changes).expect_err(&format!("{changes:?}"));
    assert!(error.contains(message), "{changes:?}: {error}");
}

fn accepts(cube: &Value, changes: &[(&str, Value)]) {
    let result = changed(cube, changes);
    assert!(result.is_ok(), "{changes:?}: {result:?}");
}

fn withheld() -> Value {
    json!({ "withheld": "protects_another" })
}

const NOT_THERE: &str = "which is not in it or is in it twice";
const WITHHELD: &str = "which its rule withholds";
const IMPOSSIBLE: &str = "which cannot be";

#[test]
fn every_name_stands_for_something_that_is_there_once() {
    let cube = cube();
    let groups = cube["groups"].as_array().unwrap().len();
    for pointer in [
        "/groups/1/parent",
        "/families/0/parent",
        "/families/0/members/0",
        "/participation/0/group",
        "/scores/0/group",
        "/trend/0/group",
        "/absence_year/0/group",
        "/absence_months/0/group",
        "/benchmarks/0/group",
        "/figures/0/group",
    ] {
        refuses(&cube, "a group, which is not in it", &[(pointer, groups.into())]);
    }
    for pointer in ["/scores/0/scale", "/trend/0/scale", "/quality/0/scale"] {
        refuses(&cube, "a scale, which is not in it", &[(pointer, "ghost".into())]);
    }
    refuses(&cube, "a wave, which is not in it", &[("/trend/0/wave", 2.into())]);
    let indicators = cube["plans"][0]["indicators"].as_array().unwrap().len();
    refuses(&cube, "an indicator, which is not in it", &[("/benchmarks/0/indicator", indicators.into())]);
    refuses(&cube, "an indicator, which is not in it", &[("/benchmarks/0/plan", 1.into())]);
    refuses(&cube, "a group, which is not in it", &[("/groups/1/id", "whole".into())]);
    refuses(&cube, "a scale, which is not in it", &[("/scales/1/id", "climate".into())]);
    for list in ["participation", "scores", "quality", "trend", "absence_year", "absence_months", "figures"] {
        let mut twice = cube.clone();
        let cell = twice[list][0].clone();
        twice[list].as_array_mut().unwrap().push(cell);
        let error = serde_json::from_value::<Sealed>(twice).unwrap_err().to_string();
        assert!(error.contains("a cell") && error.contains(NOT_THERE), "{list}: {error}");
    }
}

#[test]
fn a_mean_has_its_people_and_does_not_lie_at_an_end() {
    let cube = cube();
    for table in ["scores", "trend"] {
        let at = |field: &str| format!("/{table}/0/cell/shown/{field}");
        for mean in [0.9, 5.1] {
            refuses(&cube, IMPOSSIBLE, &[(&at("mean"), mean.into())]);
        }
        // Sixty people answer three statements each: two points from an end, and three.
        let (two, three) = (2.0 / 180.0, 3.0 / 180.0);
        for (refused, accepted) in [(1.0 + two, 1.0 + three), (5.0 - two, 5.0 - three)] {
            refuses(&cube, WITHHELD, &[(&at("mean"), refused.into())]);
            accepts(&cube, &[(&at("mean"), accepted.into())]);
        }
        for interval in [
            json!({ "low": 3.1, "high": 3.0, "level": 0.95 }),
            json!({ "low": 3.0, "high": 3.1, "level": 1.01 }),
            json!({ "low": 3.0, "high": 3.1, "level": -0.01 }),
        ] {
            refuses(&cube, IMPOSSIBLE, &[(&at("interval"), interval)]);
        }
        accepts(&cube, &[(&at("interval"), Value::Null)]);
        accepts(&cube, &[(&at("interval"), json!({ "low": 3.0, "high": 3.0, "level": 1.0 }))]);
    }
    // A scale whose statements are not counted has no such end.
    accepts(&cube, &[("/scales/0/items", 0.into()), ("/scores/0/cell/shown/mean", 5.0.into())]);
    // Four people are too few, wherever nothing else gives them away.
    let alone = |people: u64| [("/scores/0/cell", withheld()), ("/scores/1/cell/shown/n", people.into())];
    let mut alone_in_it = cube.clone();
    alone_in_it["benchmarks"] = json!([]);
    refuses(&alone_in_it, "the mean of scale climate of group part-0, which its rule withholds", &alone(4));
    accepts(&alone_in_it, &alone(5));
}

#[test]
fn what_needs_ten_is_not_shown_of_nine() {
    let cube = cube();
    let whole = |field: &str| cube.pointer(&format!("/scores/0/cell/shown/{field}")).unwrap().clone();
    let shown = json!({ "shown": 0.8 });
    for (what, field, value) in [
        ("the standard deviation", "sd", shown.clone()),
        ("the agreement", "rwg_j", shown),
        ("the favourable share", "favourable", whole("favourable")),
        ("the distribution", "distribution", whole("distribution")),
    ] {
        let message = format!("{what} of scale climate of group part-0, {WITHHELD}");
        refuses(&cube, &message, &[(&format!("/scores/1/cell/shown/{field}"), value)]);
    }
}

#[test]
fn shares_leave_three_on_either_side_and_add_up() {
    let cube = cube();
    let share = "/scores/0/cell/shown/favourable/shown/value";
    for (refused, accepted) in [(2.0 / 60.0, 3.0 / 60.0), (58.0 / 60.0, 57.0 / 60.0)] {
        refuses(&cube, "the favourable share", &[(share, refused.into())]);
        accepts(&cube, &[(share, accepted.into())]);
    }
    let interval = json!({ "low": 0.6, "high": 0.5, "level": 0.95 });
    refuses(&cube, IMPOSSIBLE, &[("/scores/0/cell/shown/favourable/shown/interval", interval)]);
    let distribution = |shares: [f64; 5]| {
        let shares = (1..).zip(shares).map(|(point, share)| json!({ "point": point, "share": share }));
        [("/scores/0/cell/shown/distribution", json!({ "shown": shares.collect::<Vec<_>>() }))]
    };
    let few = |answers: f64| distribution([0.0, 0.0, 0.0, answers / 180.0, 1.0 - answers / 180.0]);
    refuses(&cube, WITHHELD, &few(2.0));
    accepts(&cube, &few(3.0));
    refuses(&cube, IMPOSSIBLE, &distribution([0.1, 0.2, 0.3, 0.3, 0.2]));
    refuses(&cube, IMPOSSIBLE, &distribution([0.1, 0.2, 0.2, 0.2, 0.2]));
    refuses(&cube, IMPOSSIBLE, &distribution([-0.1, 0.3, 0.3, 0.3, 0.2]));
    refuses(&cube, IMPOSSIBLE, &[("/scores/0/cell/shown/distribution/shown/4/point", 6.into())]);
}

#[test]
fn quality_response_and_absence_are_possible_and_of_enough_people() {
    let cube = cube();
    refuses(&cube, "the quality of scale climate of group everybody", &[("/quality/0/cell/shown/n", 99.into())]);
    for estimate in ["alpha", "icc1", "icc2"] {
        let pointer = format!("/quality/0/cell/shown/{estimate}/shown/interval");
        refuses(&cube, IMPOSSIBLE, &[(&pointer, json!({ "low": 0.9, "high": 0.8, "level": 0.95 }))]);
    }
    let response =
        |invited: u64, answered: u64| [("/response/shown", json!({ "invited": invited, "answered": answered }))];
    refuses(&cube, "the response of group everybody, which its rule withholds", &response(99, 70));
    accepts(&cube, &response(100, 100));
    refuses(&cube, IMPOSSIBLE, &response(100, 101));
    let mut alone = cube.clone();
    alone["families"] = json!([]);
    for table in ["absence_year", "absence_months"] {
        let at = |field: &str| format!("/{table}/0/cell/shown/{field}");
        refuses(&alone, "the absence of group whole, which its rule withholds", &[(&at("employees"), 9.into())]);
        accepts(&alone, &[(&at("employees"), 10.into())]);
        refuses(&cube, IMPOSSIBLE, &[(&at("months"), 0.into())]);
        let agreed = cube.pointer(&at("agreed")).unwrap().clone();
        accepts(&cube, &[(&at("lost"), agreed)]);
        refuses(&cube, IMPOSSIBLE, &[(&at("lost"), "1200.1".into())]);
        for field in ["percent", "percent_self_certified", "percent_certified"] {
            for (value, is_possible) in [(-0.1, false), (0.0, true), (100.0, true), (100.1, false)] {
                let change = [(at(field), Value::from(value))];
                let change = change.each_ref().map(|(pointer, value)| (pointer.as_str(), value.clone()));
                if is_possible { accepts(&cube, &change) } else { refuses(&cube, IMPOSSIBLE, &change) }
            }
        }
    }
}

#[test]
fn a_placement_is_shown_where_its_basis_is_and_is_possible() {
    let all = cube();
    let hidden = ["/scores/0/cell", "/scores/0/cell/shown/favourable", "/absence_year/0/cell", "/absence_year/0/cell"];
    for (at, hidden) in hidden.into_iter().enumerate() {
        let mut cube = all.clone();
        cube["benchmarks"] = json!([all["benchmarks"][at]]);
        accepts(&cube, &[]);
        refuses(&cube, "a placement of group whole, which its rule withholds", &[(hidden, withheld())]);
        refuses(
            &cube,
            "a placement of group whole, which its rule withholds",
            &[("/benchmarks/0/basis", "external".into())],
        );
        let shown = "/benchmarks/0/placement/shown";
        for probability in [[1.1, 0.0, 0.0], [0.5, -0.1, 0.6]] {
            let change = (format!("{shown}/probability/shown"), json!(probability));
            refuses(&cube, IMPOSSIBLE, &[(&change.0, change.1)]);
        }
        let interval = json!({ "low": 4.5, "high": 4.1, "level": 0.95 });
        refuses(&cube, IMPOSSIBLE, &[(&format!("{shown}/interval"), interval)]);
        accepts(&cube, &[(&format!("{shown}/interval"), Value::Null)]);
        accepts(&cube, &[(&format!("{shown}/probability"), withheld())]);
    }
    // How likely a zone is tells the spread: it goes with the distribution for a mean, and not with it for the others.
    for (at, is_refused) in [(0, true), (1, false), (2, false), (3, false)] {
        let mut cube = all.clone();
        cube["benchmarks"] = json!([all["benchmarks"][at]]);
        let change = [("/scores/0/cell/shown/distribution", withheld())];
        if is_refused { refuses(&cube, "the probability of a placement", &change) } else { accepts(&cube, &change) }
    }
}

#[test]
fn parts_leave_nobody_or_enough_and_are_no_more_than_the_whole() {
    let cube = cube();
    let wave_of_2019 = |group: usize| {
        let trend = cube["trend"].as_array().unwrap();
        let at = trend.iter().position(|entry| entry["group"] == group && entry["wave"] == 0).unwrap();
        format!("/trend/{at}/cell/shown/n")
    };
    for (what, pointer) in [("the means", "/scores/1/cell/shown/n".to_owned()), ("the trend", wave_of_2019(1))] {
        let around = format!("{what} of scale climate around of group whole");
        for few in [5, 8] {
            refuses(&cube, &format!("{around}, {WITHHELD}"), &[(&pointer, few.into())]);
        }
        refuses(&cube, &format!("{around}, {IMPOSSIBLE}"), &[(&pointer, 10.into())]);
    }
    // Five may be left over, four may not.
    let whole = "/scores/0/cell/shown/n";
    accepts(&cube, &[(whole, 65.into())]);
    refuses(&cube, WITHHELD, &[(whole, 64.into())]);
    // Nine whose distribution is hidden are found once the other parts are all shown.
    let distribution = cube["scores"][0]["cell"]["shown"]["distribution"].clone();
    let shown_too = [("/scores/2/cell/shown/distribution", distribution)];
    refuses(&cube, &format!("the distributions of scale climate around of group whole, {WITHHELD}"), &shown_too);
    let part = cube["absence_months"].as_array().unwrap().iter().position(|entry| entry["group"] == 2).unwrap();
    let mut absence = cube["absence_months"][0]["cell"].clone();
    absence["shown"]["employees"] = 21.into();
    let shown_too = [(format!("/absence_months/{part}/cell"), absence)];
    let shown_too = shown_too.each_ref().map(|(pointer, cell)| (pointer.as_str(), cell.clone()));
    refuses(&cube, &format!("the absence in 2021-09 around of group whole, {WITHHELD}"), &shown_too);
}
