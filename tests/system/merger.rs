//! The merger and the programme through the real binary: every format from one cube, and wrong files refused whole.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::{Run, run};
use crate::project::{differences, snapshot};

fn in_project(root: &Path, arguments: &[&str]) -> Run {
    run(&[&["--project", root.to_str().unwrap(), "--quiet"], arguments].concat())
}

#[test]
fn the_merger_and_the_programme_are_told_in_every_format_from_one_cube() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    run(&["synth", root.to_str().unwrap(), "--quiet"]).well();
    in_project(&root, &["analyse"]).well();
    let cube: Value =
        serde_json::from_str(&fs::read_to_string(root.join("analysed/2023-host/cube.json")).unwrap()).unwrap();

    let json: Value = serde_json::from_str(&in_project(&root, &["merger", "--format", "json"]).well().stdout).unwrap();
    assert_eq!(json, cube["merger"], "what is told is what is sealed");
    let cultures = json["cultures"].as_array().unwrap();
    let csv = in_project(&root, &["merger", "--format", "csv"]).well().stdout;
    assert_eq!(csv.lines().count(), 1 + cultures.len());
    let columns = csv.lines().next().unwrap().split(',').count();
    assert!(csv.lines().all(|line| line.split(',').count() == columns), "{csv}");
    // The synthetic municipalities are a few hundredths of a point apart: nobody can tell a course, and nobody claims one.
    let verdicts =
        json["courses"].as_array().unwrap().iter().filter_map(|course| course["course"]["shown"]["verdict"].as_str());
    let told: Vec<&str> = verdicts.filter(|verdict| *verdict != "cannot_be_told").collect();
    assert!(told.len() <= 3, "{told:?}");
    let text = in_project(&root, &["merger"]).well().stdout;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("Én kultur?") && text.contains("kan ikke avgjøres"), "{text}");

    let json: Value =
        serde_json::from_str(&in_project(&root, &["programme", "--format", "json"]).well().stdout).unwrap();
    assert_eq!(json, cube["programme"]);
    // Everybody takes part and has begun by autumn 2021, so no wave can carry a statement.
    let evidence: Vec<&Value> =
        json["scales"].as_array().unwrap().iter().map(|scale| &scale["evidence"]["shown"]).collect();
    assert!(evidence.iter().all(|found| found["obstacle"] == "nobody_left_to_compare" && found["overall"].is_null()));
    let text = in_project(&root, &["programme", "--language", "en"]).well().stdout;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Cannot be told.") && words.contains("this is not the effect of the programme"), "{text}");
    let csv = in_project(&root, &["programme", "--format", "csv"]).well().stdout;
    assert!(csv.contains("cannot_be_told"), "{csv}");

    wrong_files(&root);
}

/// All that is wrong is told at once, and nothing in the project changes.
fn wrong_files(root: &Path) {
    let outside = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = outside.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let before = snapshot(root);
    let modules = write(
        "modules.csv",
        "unit,module,date\nopp-01,5,2020-01-10\nnowhere,1,2020-13-01\nopp-02,1,2020-01-10\nopp-02,1,2020-02-10\n",
    );
    let said = in_project(root, &["import", "programme", &modules]).refusal();
    for part in [
        "line 2, field module",
        "line 3, field unit",
        "line 3, field date",
        "line 5, field module: unit `opp-02` has module 1 already, on line 4",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let organisation = root.join("organisation");
    let [units, former] =
        ["units.csv", "former_municipalities.csv"].map(|name| organisation.join(name).to_str().unwrap().to_owned());
    let lineage = fs::read_to_string(organisation.join("lineage.csv")).unwrap();
    let divided = lineage.lines().position(|line| !line.ends_with(',') && line.contains(",0.")).unwrap();
    let wrong: Vec<String> = lineage
        .lines()
        .enumerate()
        .map(|(number, line)| match line.rsplit_once(',') {
            Some((step, _)) if number == divided => format!("{step},0.999"),
            _ => line.to_owned(),
        })
        .collect();
    let lineage = write("lineage.csv", &wrong.join("\n"));
    let said =
        in_project(root, &["import", "organisation", "--units", &units, "--former", &former, "--lineage", &lineage])
            .refusal();
    assert!(said.contains("field share: the shares of") && said.contains("add up to"), "{said}");
    assert_eq!(differences(&before, &snapshot(root)), Vec::<String>::new());
}
