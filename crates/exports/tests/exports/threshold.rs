//! One leak in every format: three people hidden by a threshold alone, beside everybody around them.

use std::sync::Arc;

use audit::read::files;
use audit::{Level, Options, Verdict, attack};
use views::{Column, Description, Kind, Table, Values, View};

use crate::attacked::{EVERY_FORMAT, files_of};

/// The units, and not one number: what is found is found in the file beside it.
const CUBE: &str = r#"{
  "version": 1,
  "rule": {"answers_min": 5, "distribution_min": 10, "quality_min": 100, "employees_min": 10},
  "header": {"wave": "w1"},
  "groups": [
    {"id": "k", "kind": "total", "name": "Kommunen", "parent": null, "service_area": null, "former_municipality": null},
    {"id": "opp", "kind": {"unit": {"depth": 1}}, "name": "Oppvekst", "parent": 0, "service_area": null, "former_municipality": null},
    {"id": "opp-1", "kind": {"unit": {"depth": 2}}, "name": "Skolen", "parent": 1, "service_area": null, "former_municipality": null},
    {"id": "opp-2", "kind": {"unit": {"depth": 2}}, "name": "Barnehagen", "parent": 1, "service_area": null, "former_municipality": null},
    {"id": "opp-3", "kind": {"unit": {"depth": 2}}, "name": "Kontoret", "parent": 1, "service_area": null, "former_municipality": null}
  ],
  "families": [],
  "scales": [{"id": "climate", "title": {"nb": "Klima", "nn": "Klima", "en": "Climate"}, "points": {"min": 1, "max": 5}, "items": 4}],
  "waves": [], "plans": [],
  "response": {"withheld": "too_few"}, "participation": [],
  "scores": [], "quality": [], "trend": [], "absence_year": [], "absence_months": [], "benchmarks": []
}"#;

/// A unit with its people and mean, or why they are hidden.
type Row = (&'static str, Result<(i64, f64), &'static str>);

/// 20 people with sum 80, 12 with 51, 5 with 22: three are left, who answered 7 together.
const LEAKY: [Row; 4] =
    [("opp", Ok((20, 4.0))), ("opp-1", Ok((12, 4.25))), ("opp-2", Ok((5, 4.4))), ("opp-3", Err("too_few"))];
/// Eight are left.
const MENDED: [Row; 4] = [LEAKY[0], LEAKY[1], ("opp-2", Err("protects_another")), LEAKY[3]];

fn table(rows: &[Row]) -> Table {
    let columns = View::Indices.columns().iter().map(|description| column(description, rows)).collect();
    Table::new("indices", columns).unwrap()
}

fn column(description: &Description, rows: &[Row]) -> Column {
    let name = description.name.as_ref();
    let values = match description.kind {
        Kind::Text => Values::Text(rows.iter().map(|row| text(name, row).map(Arc::from)).collect()),
        Kind::Code(codes) => {
            let position = |word: &str| codes.iter().position(|code| code.word == word);
            let number = |row: &Row| Some(u8::try_from(position(word(name, row)?)?).unwrap());
            Values::Code(codes, rows.iter().map(number).collect())
        }
        Kind::Whole => {
            Values::Whole(rows.iter().map(|(_, cell)| cell.ok().filter(|_| name == "n").map(|cell| cell.0)).collect())
        }
        Kind::Number => Values::Number(
            rows.iter().map(|(_, cell)| cell.ok().filter(|_| name == "value").map(|cell| cell.1)).collect(),
        ),
    };
    Column { description: description.clone(), values }
}

fn text(column: &str, (unit, _): &Row) -> Option<&'static str> {
    match column {
        "wave" => Some("w1"),
        "unit" | "name" => Some(unit),
        "former_municipality" | "role" => Some("*"),
        "measure" | "measure_name" => Some("climate"),
        _ => None,
    }
}

fn word(column: &str, (_, cell): &Row) -> Option<&'static str> {
    match column {
        "group_kind" => Some("unit"),
        "statistic" => Some("mean"),
        "status" => Some(cell.err().unwrap_or("shown")),
        _ => None,
    }
}

fn attacked(beside: Vec<(String, Vec<u8>)>) -> Verdict {
    let cube = ("cube.json".to_owned(), CUBE.as_bytes().to_vec());
    let releases = files(&[vec![cube], beside].concat()).unwrap_or_else(|errors| panic!("{errors}"));
    attack(&releases, &Options { random: 1_000, ..Options::default() })
}

#[test]
fn three_people_behind_a_threshold_are_found_in_every_format() {
    assert!(attacked(Vec::new()).is_clean(), "the cube alone gives nothing away");
    for format in EVERY_FORMAT {
        let verdict = attacked(files_of(format, &[table(&LEAKY)]));
        let finding = verdict.findings.iter().find(|finding| finding.level == Level::Groups);
        let finding = finding.unwrap_or_else(|| panic!("{format:?}: {verdict:?}"));
        assert_eq!((finding.people, finding.confirmed), ((3, Some(3)), true), "{format:?}");
        let sum = finding.recovered().unwrap();
        assert!(
            (sum.low - 7.0).abs() < 1e-6 && (sum.high - 7.0).abs() < 1e-6,
            "{format:?}: 80 - 51 - 22 = 7, not {sum:?}"
        );
        let mended = attacked(files_of(format, &[table(&MENDED)]));
        assert!(mended.is_clean(), "{format:?}: {mended:?}");
    }
}
