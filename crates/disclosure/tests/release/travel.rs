//! How a sealed cube travels: what its file holds, and what is refused on the way back.

use disclosure::{GroupIndex, Sealed};
use indices::Estimate;
use proptest::prelude::*;
use serde_json::Value;

use crate::properties;
use crate::sealing::draft_with_benchmarks;
use crate::world::{World, finding, scale_id, seal, wave_label};

const WHOLE: GroupIndex = GroupIndex::new(0);

fn cube() -> Value {
    let mut draft = draft_with_benchmarks();
    draft.waves = vec![wave_label("2019-host", 2019), wave_label("2021-host", 2021)];
    draft.trend.insert((0, scale_id("climate"), WHOLE), finding(50));
    draft.participation.insert(WHOLE, (200, 139));
    serde_json::to_value(seal(draft)).unwrap()
}

fn read(cube: Value) -> Result<Sealed, String> {
    serde_json::from_value(cube).map_err(|error| error.to_string())
}

#[test]
fn a_cube_comes_back_as_it_was() {
    let sealed = seal(draft_with_benchmarks());
    let text = serde_json::to_string(&sealed).unwrap();
    let back: Sealed = serde_json::from_str(&text).unwrap();
    assert_eq!(back, sealed);
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
}

#[test]
fn a_withheld_cell_is_its_reason_and_nothing_else() {
    fn withheld(value: &Value, found: &mut usize) {
        match value {
            Value::Object(fields) => {
                if let Some(reason) = fields.get("withheld") {
                    *found += 1;
                    assert_eq!(fields.len(), 1, "{value}");
                    assert!(reason.is_string(), "{value}");
                }
                fields.values().for_each(|value| withheld(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| withheld(value, found)),
            _ => {}
        }
    }
    let mut found = 0;
    withheld(&cube(), &mut found);
    assert!(found > 10, "{found} withheld cells");
}

#[test]
fn a_tampered_cube_is_refused() {
    type Tamper = fn(&mut Value);
    fn first_shown(list: &mut Value) -> &mut Value {
        let shown = list.as_array_mut().unwrap().iter_mut().find(|entry| entry["cell"].get("shown").is_some());
        &mut shown.unwrap()["cell"]["shown"]
    }
    let cases: [(&str, Tamper); 23] = [
        ("the cube has version 99", |cube| cube["version"] = 99.into()),
        ("answers_min is 1", |cube| cube["rule"]["answers_min"] = 1.into()),
        ("its rule withholds", |cube| first_shown(&mut cube["scores"])["n"] = 4.into()),
        ("cannot be", |cube| first_shown(&mut cube["scores"])["mean"] = 5.5.into()),
        ("its rule withholds", |cube| first_shown(&mut cube["scores"])["mean"] = 5.0.into()),
        ("its rule withholds", |cube| first_shown(&mut cube["scores"])["n"] = 9.into()),
        ("its rule withholds", |cube| first_shown(&mut cube["scores"])["favourable"]["shown"]["value"] = 1.0.into()),
        ("cannot be", |cube| first_shown(&mut cube["scores"])["interval"]["low"] = 4.9.into()),
        ("cannot be", |cube| first_shown(&mut cube["scores"])["distribution"]["shown"][0]["share"] = 0.9.into()),
        ("unknown field", |cube| first_shown(&mut cube["scores"])["names"] = "Kari".into()),
        ("unknown variant", |cube| cube["scores"][1]["cell"] = serde_json::json!({ "covered": 3 })),
        ("its rule withholds", |cube| first_shown(&mut cube["trend"])["n"] = 3.into()),
        ("its rule withholds", |cube| first_shown(&mut cube["absence_year"])["employees"] = 8.into()),
        ("cannot be", |cube| first_shown(&mut cube["absence_year"])["lost"] = "90000".into()),
        ("its rule withholds", |cube| cube["response"]["shown"]["invited"] = 50.into()),
        ("cannot be", |cube| cube["response"]["shown"]["answered"] = 201.into()),
        ("a group, which is not in it", |cube| cube["scores"][0]["group"] = 99.into()),
        ("a scale, which is not in it", |cube| cube["scores"][0]["scale"] = "ghost".into()),
        ("a cell, which is not in it or is in it twice", |cube| {
            let again = cube["scores"][0].clone();
            cube["scores"].as_array_mut().unwrap().push(again);
        }),
        ("an indicator, which is not in it", |cube| cube["benchmarks"][0]["plan"] = 7.into()),
        // a placement where the score is withheld
        ("a placement of group part-2, which its rule withholds", |cube| {
            let shown = cube["benchmarks"][0]["placement"].clone();
            let hidden = cube["benchmarks"].as_array_mut().unwrap().iter_mut();
            let mut hidden = hidden.filter(|entry| entry["group"] == 3 && entry["basis"].get("scale").is_some());
            hidden.next().unwrap()["placement"] = shown;
        }),
        // how likely a zone is tells the spread, which is withheld
        ("the probability of a placement of group part-1, which its rule withholds", |cube| {
            cube["scores"][2]["cell"]["shown"]["distribution"] = serde_json::json!({ "withheld": "protects_another" });
        }),
        // the cell that protects another is shown again
        ("the means of scale climate around of group whole, which its rule withholds", |cube| {
            cube["benchmarks"] = serde_json::json!([]);
            let shown = first_shown(&mut cube["scores"]).clone();
            for (entry, n) in [(1, 9), (2, 21)] {
                let mut copy = shown.clone();
                copy["n"] = n.into();
                for cell in ["sd", "favourable", "distribution", "rwg_j"] {
                    copy[cell] = serde_json::json!({ "withheld": "too_few" });
                }
                cube["scores"][entry]["cell"] = serde_json::json!({ "shown": copy });
            }
        }),
    ];
    assert!(read(cube()).is_ok());
    for (message, tamper) in cases {
        let mut tampered = cube();
        tamper(&mut tampered);
        let error = read(tampered).expect_err(message);
        assert!(error.contains(message), "{message}: {error}");
    }
}

proptest! {
    #![proptest_config(properties(60))]

    /// Each group has a mean of its own; the ones of withheld groups are nowhere in the file.
    #[test]
    fn the_file_does_not_hold_withheld_numbers(seed in any::<u64>()) {
        let world = World::random(seed);
        let mut draft = world.draft(&["climate"]);
        let mark = |group: usize| format!("2.4{:03}7", group + 1);
        for ((_, group), finding) in &mut draft.scores {
            if let Estimate::Known(known) = &mut finding.mean {
                known.value = mark(group.get()).parse().unwrap();
            }
        }
        let sealed = world.seal(draft);
        let text = serde_json::to_string(&sealed).unwrap();
        for group in 0..world.groups.len() {
            let shown = sealed.score(&scale_id("climate"), GroupIndex::new(group)).shown().is_some();
            prop_assert_eq!(text.contains(&mark(group)), shown, "group {}", group);
        }
    }

    /// Every cube that is sealed can be read back.
    #[test]
    fn every_cube_passes_its_own_check(seed in any::<u64>()) {
        let world = World::random(seed);
        let sealed = world.seal(world.draft(&["climate", "belonging"]));
        let text = serde_json::to_string(&sealed).unwrap();
        prop_assert_eq!(serde_json::from_str::<Sealed>(&text).unwrap(), sealed);
    }
}
