//! `mestring absence` with the real binary: spells in, unit sums on disk, sealed figures out.

use std::fs;

use serde_json::Value;

use crate::project::{Project, snapshot};

const POSITIONS: &str = "employee,unit,former_municipality,share,from,to\n";
const SPELLS: &str = "employee,from,to,grade,kind\n";

/// Thirty people in two units, ill in turn; keys that would be recognised anywhere.
fn people() -> (String, String) {
    let (mut positions, mut spells) = (POSITIONS.to_owned(), SPELLS.to_owned());
    for number in 0..30 {
        let (unit, former) = if number % 2 == 0 { ("adm-01", "asker") } else { ("adm-02", "hurum") };
        positions.push_str(&format!("SECRET-{number},{unit},{former},80,2020-01-01,\n"));
        let day = 1 + number % 25;
        spells.push_str(&format!(
            "SECRET-{number},2022-0{}-{day:02},2022-0{}-{:02},100,certified\n",
            1 + number % 9,
            1 + number % 9,
            day + 3
        ));
    }
    (positions, spells)
}

fn door<'a>(spells: &'a str, positions: &'a str, vintage: &'a str) -> Vec<&'a str> {
    vec![
        "absence",
        "import",
        "--spells",
        spells,
        "--positions",
        positions,
        "--from",
        "2022-01",
        "--to",
        "2022-12",
        "--exactly-16",
        "new",
        "--vintage",
        vintage,
    ]
}

#[test]
fn spells_become_unit_sums_and_nobody_is_found_again() {
    let project = Project::unasked();
    let (positions, spells) = people();
    let (p, s) = (project.write_beside("positions.csv", &positions), project.write_beside("spells.csv", &spells));
    let told = project.run(&door(&s, &p, "2023-01-15")).well().stdout;
    for words in ["30 employees", "30 spells", "24 unit sums", "No row of a person was written", "new employer period"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let held = project.absence();
    assert!(held.lines().nth(1).is_some_and(|line| line.starts_with("adm-01,asker,2022-01,15,")), "{held}");
    for (name, bytes) in snapshot(project.root()) {
        let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default());
        assert!(!text.contains("SECRET") && !told.contains("SECRET"), "{name:?}");
    }

    // The same extraction again changes nothing; a later one takes the place, and the earlier is kept.
    let before = snapshot(project.root());
    project.run(&door(&s, &p, "2023-01-15")).well();
    assert_eq!(snapshot(project.root()), before);
    let fewer: String = spells.lines().take(20).map(|line| format!("{line}\n")).collect();
    let s = project.write_beside("later.csv", &fewer);
    project.run(&door(&s, &p, "2023-06-15")).well();
    assert_ne!(project.absence(), held);
    let kept = fs::read_dir(project.path("absence/vintages")).unwrap().count();
    assert_eq!(kept, 12);
}

#[test]
fn everything_wrong_is_told_at_once_and_nothing_is_imported() {
    let project = Project::unasked();
    let positions = format!(
        "{POSITIONS}SECRET,adm-01,asker,80,2020-01-01,\nSECRET,adm-02,asker,40,2021-01-01,\nOTHER,nowhere,asker,50,2020-01-01,\n"
    );
    let spells = format!(
        "{SPELLS}SECRET,2022-01-05,2022-01-04,100,certified\nSECRET,2022-02-01,2022-02-02,0,certified\n\
         SECRET,2022-02-01,2022-02-02,120,certified\nNOBODY,2022-02-01,2022-02-02,100,certified\n"
    );
    let (p, s) = (project.write_beside("positions.csv", &positions), project.write_beside("spells.csv", &spells));
    let before = snapshot(project.root());
    let told = project.run(&door(&s, &p, "2023-01-15"));
    assert_eq!(told.code, Some(3));
    for words in [
        "positions.csv, line 3, field share",
        "120 percent",
        "positions.csv, line 4, field unit",
        "nowhere",
        "spells.csv, line 2, field to",
        "spells.csv, line 3, field grade",
        "spells.csv, line 4, field grade",
        "spells.csv, line 5, field employee",
    ] {
        assert!(told.stderr.contains(words), "{words}: {}", told.stderr);
    }
    assert!(!told.stderr.contains("SECRET") && !told.stderr.contains("NOBODY"), "{}", told.stderr);
    assert_eq!(snapshot(project.root()), before);
}

#[test]
fn released_rates_come_in_three_formats_and_fit_the_terminal() {
    let project = Project::synthetic();
    project.run(&["analyse"]).well();
    for by in ["total", "service-area", "former-municipality", "unit"] {
        for per in ["month", "quarter", "rolling", "year"] {
            let arguments = ["absence", "rates", "--by", by, "--per", per];
            if by == "unit" && per != "year" {
                assert_eq!(project.run(&arguments).code, Some(3));
                continue;
            }
            let text = project.run(&arguments).well().stdout;
            assert!(text.lines().all(|line| line.chars().count() <= 80), "{by} {per}: {text}");
            let json: Value =
                serde_json::from_str(&project.run(&[&arguments[..], &["--format", "json"]].concat()).well().stdout)
                    .unwrap();
            let csv = project.run(&[&arguments[..], &["--format", "csv"]].concat()).well().stdout;
            let rows = json["rows"].as_array().unwrap();
            assert_eq!(csv.lines().count(), rows.len() + 1, "{by} {per}");
            assert!(!rows.is_empty() && rows.iter().all(|row| row["percent"].is_f64() != row["withheld"].is_string()));
        }
    }
    // A quarter is the sum of its months, before the division.
    let rows = |per: &str| -> Vec<Value> {
        let told = project.run(&["absence", "rates", "--per", per, "--format", "json"]).well().stdout;
        serde_json::from_str::<Value>(&told).unwrap()["rows"].as_array().unwrap().clone()
    };
    let sums =
        absence::AbsenceTable::from_csv(survey::Source { file: "absence.csv", text: &project.absence() }).unwrap();
    let quarter = sums
        .rows()
        .iter()
        .filter(|row| row.month().to_string().as_str() >= "2022-04" && row.month().to_string().as_str() <= "2022-06");
    let (lost, agreed) = absence::AbsenceSum::of(quarter).unwrap().rate().unwrap();
    let found = rows("quarter").into_iter().find(|row| row["period"] == "2022-Q2").unwrap();
    assert!((found["percent"].as_f64().unwrap() - 100.0 * lost as f64 / agreed as f64).abs() < 1e-9);
    assert!(found["change_pp"].is_f64() && found["percent_holidays_out"].is_null(), "{found}");
    // Ready-made sums know nothing of spells.
    let periods = project.run(&["absence", "periods"]).well().stdout;
    assert!(periods.contains("not known to have been decided") || periods.contains("not measured"), "{periods}");
}
