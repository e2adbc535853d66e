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
    let told = project.run(&door(&s, &p, "2023-06-15")).well().stdout;
    assert_ne!(project.absence(), held);
    // Gone are the spells of numbers 19 to 29: one in each of the months 1 to 9, and a second in February and March.
    for line in [
        "Other figures: 2022-01 to 2022-09.",
        "Units with other figures: 2. In how many months, and which:",
        "    6  adm-02  Økonomi",
        "    5  adm-01  HR",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}: {told}");
    }
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "with the same figures as before: 3; with other figures: 9.",
        "The figures extracted on 2023-01-15 are kept; absence rates --vintage 2023-01-15 shows",
    ] {
        assert!(words.contains(sentence), "{sentence}: {told}");
    }
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
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
    for by in ["total", "service-area", "unit-type", "former-municipality", "unit"] {
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
    // Ready-made sums know nothing of spells, which is one sentence and not a table of it.
    let periods = project.run(&["absence", "periods"]).well().stdout;
    assert!(periods.starts_with("Employer periods and absences by length are not known"), "{periods}");
    assert!(periods.lines().all(|line| line.chars().count() <= 80), "{periods}");
}

/// Two schools and a kindergarten, the same in every month of a year.
fn two_years(project: &Project) {
    let mut sums =
        "unit,former_municipality,month,employees,lost_days_self_certified,lost_days_certified,agreed_days\n"
            .to_owned();
    for (year, of_the_second) in [(2021, 32), (2022, 56)] {
        for month in 1..=12 {
            sums.push_str(&format!("opp-27-1,asker,{year}-{month:02},40,8,32,800\n"));
            sums.push_str(&format!("opp-29-1,asker,{year}-{month:02},20,4,{of_the_second},400\n"));
            sums.push_str(&format!("opp-21-1,asker,{year}-{month:02},30,6,54,600\n"));
        }
    }
    fs::remove_dir_all(project.path("absence")).unwrap();
    let file = project.write_beside("sums.csv", &sums);
    let told = project.run(&["absence", "import", &file]).well().stdout;
    assert!(told.contains("largest parts of their days are: 72.") && told.contains("the p % rule"), "{told}");
    project.run(&["analyse"]).well();
}

#[test]
fn a_type_of_unit_has_the_rate_of_its_units_together() {
    let project = Project::synthetic();
    two_years(&project);
    // Schools: 40 + 60 of 800 + 400 days are 8.33 %, where the mean of 5 and 15 % would be 10; the year before 40 + 36 are 6.33 %.
    let rates = ["absence", "rates", "--by", "unit-type", "--per", "year"];
    let csv = project.run(&[&rates[..], &["--format", "csv"]].concat()).well().stdout;
    for line in [
        "unit_type:skole,skole,2021,6.33,1.00,5.33,,,,,,60,",
        "unit_type:skole,skole,2022,8.33,1.00,7.33,,2.00,,,,60,",
        "unit_type:barnehage,barnehage,2022,10.00,1.00,9.00,,0.00,,,,30,",
    ] {
        assert!(csv.lines().any(|told| told == line), "{line}: {csv}");
    }
    let json: Value =
        serde_json::from_str(&project.run(&[&rates[..], &["--format", "json"]].concat()).well().stdout).unwrap();
    let row = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["group"] == "unit_type:skole" && row["period"] == "2022");
    let percent = row.unwrap()["percent"].as_f64().unwrap();
    assert!((percent - 100.0 * 100.0 / 1_200.0).abs() < 1e-9, "{percent}");
    let text = project.run(&rates).well().stdout;
    let schools: Vec<&str> = text.lines().skip_while(|line| *line != "skole").take(4).collect();
    assert_eq!(
        schools,
        [
            "skole",
            "  Period  total %  self %  cert %  change   n",
            "  2021       6.33    1.00    5.33          60",
            "  2022       8.33    1.00    7.33    2.00  60",
        ],
        "{text}"
    );
    assert!(text.contains("A type holds the units that are of it") && !text.contains("excl hol"), "{text}");
}

#[test]
fn a_unit_where_one_was_away_all_year_is_hidden_and_nobody_hears_why() {
    let project = Project::synthetic();
    fs::remove_dir_all(project.path("absence")).unwrap();
    let (mut positions, mut spells) = (POSITIONS.to_owned(), SPELLS.to_owned());
    // Two schools and a kindergarten of sixteen, where eight are away for a week of every month; in the first, three for a day, and one all year.
    for unit in ["opp-27-1", "opp-29-1", "opp-21-1"] {
        for number in 0..16 {
            positions.push_str(&format!("{unit}-{number},{unit},asker,100,2020-01-01,\n"));
        }
        let (away, more_days) = if unit == "opp-27-1" { (3, 0) } else { (8, 6) };
        for month in 1..=12 {
            let year = if month >= 10 { 2022 } else { 2023 };
            for number in 1..=away {
                let (first, last) = (number, number + more_days);
                spells.push_str(&format!(
                    "{unit}-{number},{year}-{month:02}-{first:02},{year}-{month:02}-{last:02},100,certified\n",
                ));
            }
        }
    }
    spells.push_str("opp-27-1-0,2022-10-01,2023-09-29,100,certified\n");
    let (p, s) = (project.write_beside("positions.csv", &positions), project.write_beside("spells.csv", &spells));
    // The year of the wave of October 2023.
    let year = |word| if word == "2022-01" { "2022-10" } else { word };
    let door: Vec<&str> = door(&s, &p, "2023-10-15").into_iter().map(year).collect();
    let door: Vec<&str> = door.into_iter().map(|word| if word == "2022-12" { "2023-09" } else { word }).collect();
    let told = project.run(&door).well().stdout;
    assert!(!told.contains("p % rule"), "{told}");
    project.run(&["analyse"]).well();
    let rates = ["absence", "rates", "--by", "unit", "--per", "year", "--format", "json"];
    let json: Value = serde_json::from_str(&project.run(&rates).well().stdout).unwrap();
    let row = |unit: &str| json["rows"].as_array().unwrap().iter().find(|row| row["group"] == unit).cloned().unwrap();
    let (hidden, shown) = (row("opp-27-1"), ["opp-29-1", "opp-21-1"].map(row));
    assert_eq!(hidden["withheld"], "hidden to protect another unit", "{hidden}");
    assert!(shown.iter().any(|row| row["percent"].is_f64()), "{hidden} {shown:?}");
}
