//! The views beside the table of cells, which reads the cube by a way of its own.

use std::collections::BTreeSet;

use disclosure::Sealed;
use views::{Table, Value, View};

use crate::CUBE;

fn everything(view: View, cube: &Sealed) -> Table {
    Table::of(view, &[cube], &|_, _| true)
}

fn text(table: &Table, row: usize, column: &str) -> String {
    match table.column(column).unwrap().values.get(row) {
        Value::Nothing => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Code(code, _) => code.word.to_owned(),
        Value::Whole(whole) => whole.to_string(),
        Value::Number(number) => number.to_string(),
    }
}

/// wave, unit, former municipality, role, measure, n, value, lower, upper, status
type Cell = [String; 10];

fn cells(table: &Table, wave: &str, measure: impl Fn(usize) -> String, value: &str) -> BTreeSet<Cell> {
    let has_interval = table.column("lower").is_some();
    let end = |row, name| if has_interval { text(table, row, name) } else { String::new() };
    let n = if table.column("n").is_some() { "n" } else { "employees" };
    let of = |row| {
        [
            text(table, row, wave),
            text(table, row, "unit"),
            text(table, row, "former_municipality"),
            text(table, row, "role"),
            measure(row),
            text(table, row, n),
            text(table, row, value),
            end(row, "lower"),
            end(row, "upper"),
            text(table, row, "status"),
        ]
    };
    (0..table.rows()).map(of).collect()
}

fn of_views(cube: &Sealed) -> BTreeSet<Cell> {
    let indices = everything(View::Indices, cube);
    let mut all = cells(
        &indices,
        "wave",
        |row| {
            let measure = text(&indices, row, "measure");
            match text(&indices, row, "statistic").as_str() {
                "mean" | "rate" => measure,
                statistic => format!("{measure}.{statistic}"),
            }
        },
        "value",
    );
    all.retain(|cell| !["alpha", "icc1", "icc2"].iter().any(|quality| cell[4].ends_with(quality)));
    let distributions = everything(View::Distributions, cube);
    let of_point =
        |row| format!("{}.share.{}", text(&distributions, row, "measure"), text(&distributions, row, "point"));
    all.extend(cells(&distributions, "wave", of_point, "share"));
    let trend = everything(View::Trend, cube);
    all.extend(cells(&trend, "period", |row| text(&trend, row, "measure"), "value"));
    let absence = everything(View::Absence, cube);
    let mut of_absence = cells(&absence, "period", |_| "absence".to_owned(), "percent");
    of_absence.retain(|cell| !cell[0].starts_with(".."));
    all.extend(of_absence);
    all
}

fn of_cells_csv(cube: &Sealed) -> BTreeSet<Cell> {
    let csv = report::cells_csv(cube);
    let mut all = BTreeSet::new();
    for line in csv.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 10, "{line}");
        let [wave, unit, former, role, measure, rest @ ..] = fields.as_slice() else { panic!("{line}") };
        let is_elsewhere = *measure == "response" || measure.starts_with("absence.");
        if !is_elsewhere {
            let cell = [*wave, *unit, *former, *role, *measure].into_iter().chain(rest.iter().copied());
            all.insert(cell.map(str::to_owned).collect::<Vec<_>>().try_into().unwrap());
        }
    }
    all
}

#[test]
fn views_hold_the_cells_of_the_table_of_cells_and_no_others() {
    let cube = &*CUBE;
    let (views, csv) = (of_views(cube), of_cells_csv(cube));
    let lacking: Vec<_> = csv.difference(&views).take(5).collect();
    let surplus: Vec<_> = views.difference(&csv).take(5).collect();
    assert!(lacking.is_empty() && surplus.is_empty(), "not in the views: {lacking:?}\nonly in the views: {surplus:?}");
    assert!(csv.len() > 5_000, "{} cells", csv.len());
    let of_work = |place: &str, role: &str| {
        csv.iter().any(|cell| cell[1].starts_with(place) && cell[3] == role && cell[9] == "shown")
    };
    for role in ["leader", "professional", "skilled", "assistant", "office"] {
        assert!(of_work("*", role), "{role}");
    }
    assert!(of_work("service_area:", "skilled") && !of_work("unit_type:", "skilled"));
    let of_former = |cell: &Cell| cell[1].starts_with("service_area:") && cell[2] != "*" && cell[9] == "shown";
    assert!(csv.iter().any(of_former), "service areas by former municipality");
    let statuses: BTreeSet<&str> = csv.iter().map(|cell| cell[9].as_str()).collect();
    assert!(statuses.contains("too_few") && statuses.contains("protects_another") && statuses.contains("shown"));
}

#[test]
fn the_response_of_everybody_is_counted_and_of_groups_banded() {
    let cube = &*CUBE;
    let table = everything(View::Participation, cube);
    let counts = cube.response().shown().unwrap();
    assert_eq!(text(&table, 0, "invited"), counts.invited().to_string());
    assert_eq!(text(&table, 0, "answered"), counts.answered().to_string());
    for row in 1..table.rows() {
        assert_eq!(text(&table, row, "invited") + &text(&table, row, "answered"), "");
        assert_eq!(text(&table, row, "band").is_empty(), text(&table, row, "status") != "shown");
    }
    assert_eq!(table.rows(), cube.groups().len());
}
