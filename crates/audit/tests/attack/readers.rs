//! One release in three formats: the cube, a page of the report and a table of cells say the same, and are read the same.

use audit::read::{Context, Csv, Cube, Html, Reader};
use audit::{Level, Options, Release, State, attack};

const CUBE: &str = r#"{
  "version": 1,
  "rule": {"answers_min": 5, "distribution_min": 10, "quality_min": 100, "employees_min": 10},
  "header": {"wave": "w1"},
  "groups": [
    {"id": "k", "kind": "total", "name": "Kommunen", "parent": null, "service_area": null, "former_municipality": null},
    {"id": "opp", "kind": {"unit": {"depth": 1}}, "name": "Oppvekst", "parent": 0, "service_area": "Oppvekst", "former_municipality": null},
    {"id": "opp-1", "kind": {"unit": {"depth": 2}}, "name": "Skolen & hagen", "parent": 1, "service_area": "Oppvekst", "former_municipality": null},
    {"id": "opp-2", "kind": {"unit": {"depth": 2}}, "name": "Barnehagen", "parent": 1, "service_area": "Oppvekst", "former_municipality": null},
    {"id": "service_area:Oppvekst", "kind": "service_area", "name": "Oppvekst", "parent": 0, "service_area": "Oppvekst", "former_municipality": null},
    {"id": "former_municipality:hurum", "kind": "former_municipality", "name": "Hurum", "parent": 0, "service_area": null, "former_municipality": 0},
    {"id": "role_class:leader", "kind": "role_class", "name": "Ledere", "parent": 0, "service_area": null, "former_municipality": null, "role": "leader"},
    {"id": "service_area:Oppvekst|role_class:leader", "kind": "crossed", "name": "x", "parent": 4, "service_area": "Oppvekst", "former_municipality": null, "role": "leader"}
  ],
  "families": [],
  "scales": [{"id": "climate", "title": {"nb": "Klima", "nn": "Klima", "en": "Climate"}, "points": {"min": 1, "max": 5}, "items": 4}],
  "waves": [], "plans": [],
  "response": {"withheld": "too_few"}, "participation": [],
  "scores": [
    {"scale": "climate", "group": 1, "cell": {"shown": {"n": 1012, "mean": 4.25}}},
    {"scale": "climate", "group": 2, "cell": {"shown": {"n": 8, "mean": 3.75}}},
    {"scale": "climate", "group": 3, "cell": {"withheld": "too_few"}},
    {"scale": "climate", "group": 6, "cell": {"shown": {"n": 40, "mean": 4.0}}},
    {"scale": "climate", "group": 7, "cell": {"withheld": "protects_another"}},
    {"scale": "climate", "group": 4, "cell": {"shown": {"n": 1012, "mean": 4.25}}},
    {"scale": "climate", "group": 5, "cell": {"withheld": "protects_another"}}
  ],
  "quality": [], "trend": [], "absence_year": [], "absence_months": [], "benchmarks": []
}"#;

const TABLE: &str = "\
wave,unit,former_municipality,role,measure,n,value,lower,upper,status
w1,opp,*,*,climate,1012,4.25,,,shown
w1,opp-1,*,*,climate,8,3.75,,,shown
w1,opp-2,*,*,climate,,,,,too_few
w1,service_area:Oppvekst,*,*,climate,1012,4.25,,,shown
w1,*,hurum,*,climate,,,,,protects_another
w1,*,*,leader,climate,40,4.00,,,shown
w1,service_area:Oppvekst,*,leader,climate,,,,,protects_another
";

fn row(id: &str, depth: u8, name: &str, cells: &str) -> String {
    format!(r#"<tr role="row"{id}><th scope="row" role="rowheader" class="depth-{depth}">{name}</th>{cells}</tr>"#)
}

fn page(thousand: &str, point: &str, [unit, mean, answers, few, protects, leaders]: [&str; 6], title: &str) -> String {
    let hidden = |mark: &str| {
        format!(
            r#"<td role="cell" data-label="x" class="withheld"><div class="value"><strong>{mark}</strong></div></td>"#
        )
    };
    let number = |text: &str| format!(r#"<td role="cell" class="number"><div class="value">{text}</div></td>"#);
    let value = |value: &str, n: &str| {
        format!(
            r#"<td role="cell"><div class="value"><svg><title>9</title></svg> <span class="figure">{value}</span> <span class="why">(3{point}9–4{point}6)</span><span class="why line">{n}</span></div></td>"#
        )
    };
    let column = |name: &str| format!(r#"<th scope="col" role="columnheader">{name}</th>"#);
    let thousand = format!("1{thousand}012");
    let units = [
        row(r#" id="unit-1""#, 0, "Oppvekst", &value(&format!("4{point}25"), &format!("{thousand} x"))),
        row(r#" id="unit-2""#, 1, "Skolen &amp; hagen", &value(&format!("3{point}75"), "8 x")),
        row(r#" id="unit-3" class="explained""#, 1, "Barnehagen", &hidden(few)),
        format!(
            r#"<tr role="row" class="explanation"><td role="cell" colspan="2"><p><strong>{few}:</strong> 7.</p></td></tr>"#
        ),
    ];
    let areas = row("", 0, "Oppvekst", &(number(&format!("4{point}25")) + &number("4–5") + &number(&thousand)));
    let former = row(
        "",
        0,
        r#"<span class="former-0" aria-hidden="true">■</span> Hurum"#,
        &(hidden(protects) + &hidden(protects) + &hidden(protects)),
    );
    let table = |caption: &str, columns: &[&str], rows: &str| {
        let head: String = columns.iter().map(|name| column(name)).collect();
        format!(
            r#"<table role="table"><caption>{caption}</caption><thead><tr role="row">{head}</tr></thead><tbody>{rows}</tbody></table>"#
        )
    };
    let wide = ["Hvem", mean, "±", answers];
    table("Oppvekst …", &[unit, title], &units.concat())
        + &table(&format!("{title} …"), &wide, &areas)
        + &table(&format!("{title} …"), &wide, &former)
        + &table(
            &format!("{title} …"),
            &wide,
            &row("", 0, leaders, &(number(&format!("4{point}00")) + &number("4–5") + &number("40"))),
        )
        + &table(&format!("{title} …"), &["Hvor", leaders], &row("", 0, "Oppvekst", &hidden(protects)))
}

fn cube() -> Release {
    Cube.read("cube.json", CUBE.as_bytes()).unwrap()
}

/// A cell: place, former municipality, role, measure, and people with thousandths of the value, or the mark.
type Said = (usize, String, String, String, Result<(Option<u64>, i64), audit::Mark>);

/// The same cells, compared without the file's name, what was not read, and how sharply the numbers are printed.
fn cells(release: Release) -> Vec<Said> {
    let release = release.sorted();
    let state = |state| match state {
        State::Shown { n, value, .. } => Ok((n, ((value.low + value.high) * 500.0).round() as i64)),
        State::Hidden(mark) => Err(mark),
    };
    // What everybody was asked to answer stands in the cube only.
    let own = |cell: &audit::Cell| cell.measure.statistic() == "mean" && !cell.measure.counts_invited();
    let plain = release.cells.into_iter().filter(own);
    plain.map(|cell| (cell.place, cell.former, cell.role, cell.measure.to_string(), state(cell.state))).collect()
}

#[test]
fn cube_table_and_pages_in_every_language_are_one_release() {
    let cube = cube();
    assert_eq!(cells(cube.clone()).len(), 7);
    let context = Context::of(&cube);
    let table = Csv { context: &context }.read("cells.csv", TABLE.as_bytes()).unwrap();
    assert_eq!(cells(table.clone()), cells(cube.clone()));
    let pages = [
        page(
            "\u{202f}",
            ",",
            ["Enhet", "Snitt", "Svar", "for få svar", "skjult for å beskytte en annen enhet", "Ledere"],
            "Klima",
        ),
        page(
            "\u{202f}",
            ",",
            ["Eining", "Snitt", "Svar", "for få svar", "skjult for å verne ei anna eining", "Leiarar"],
            "Klima",
        ),
        page(
            ",",
            ".",
            ["Unit", "Mean", "Answers", "too few answers", "hidden to protect another unit", "Leaders"],
            "Climate",
        ),
    ];
    let mut releases = vec![cube.clone(), table.clone()];
    for page in pages {
        let read = Html { context: &context }.read("page.html", page.as_bytes()).unwrap();
        assert_eq!(cells(read.clone()), cells(cube.clone()));
        // Two decimals in the page and in the table: the same release but for its name.
        let strip = |release: Release| (release.clone().sorted().cells, release.tree, release.formers, release.scales);
        assert_eq!(strip(read.clone()), strip(table.clone()));
        releases.push(read);
    }
    let verdict = attack(&releases, &Options { random: 100, ..Options::default() });
    assert_eq!(verdict.count(Level::Consistency), 0, "{:?}", verdict.findings);
    assert_eq!(verdict.count(Level::Exact), 0, "1012 - 8 are many: {:?}", verdict.findings);
}

#[test]
fn one_format_that_says_more_than_another_is_found() {
    let cube = cube();
    let context = Context::of(&cube);
    for (from, to) in [
        ("w1,opp-2,*,*,climate,,,,,too_few", "w1,opp-2,*,*,climate,4,4.5,,,shown"),
        ("8,3.75", "8,3.65"),
        ("8,3.75", "9,3.75"),
    ] {
        let table = TABLE.replace(from, to);
        assert_ne!(table, TABLE);
        let table = Csv { context: &context }.read("cells.csv", table.as_bytes()).unwrap();
        let verdict = attack(&[cube.clone(), table], &Options { random: 100, ..Options::default() });
        assert_eq!(verdict.count(Level::Consistency), 1, "{to}: {:?}", verdict.findings);
    }
}

#[test]
fn what_a_placement_prints_counts_as_printed() {
    let placed = |value: f64| {
        let all = format!(
            r#""benchmarks": [
            {{"plan": 0, "indicator": 0, "group": 1, "basis": {{"scale": "climate"}}, "placement": {{"shown": {{"value": 4.25}}}}}},
            {{"plan": 0, "indicator": 0, "group": 3, "basis": {{"scale": "climate"}}, "placement": {{"shown": {{"value": {value}}}}}}}]"#
        );
        CUBE.replace(r#""benchmarks": []"#, &all)
    };
    let release = Cube.read("cube.json", placed(4.5).as_bytes()).unwrap();
    let verdict = attack(&[release], &Options { random: 100, ..Options::default() });
    assert_eq!(
        verdict.count(Level::Consistency),
        1,
        "the score of opp-2 is hidden, and its placement prints it: {:?}",
        verdict.findings
    );
}

#[test]
fn every_problem_of_a_file_is_told_at_once() {
    let cube = cube();
    let context = Context::of(&cube);
    let wrong = "wave,unit,former_municipality,role,measure,n,value,lower,upper,status\n\
                 w1,nowhere,*,*,climate,8,x,,,shown\nw1,opp,*,*,,8,4.0,,,too_few\nw1,opp,*,*,climate,8,4.0,,,secret\n";
    let errors = Csv { context: &context }.read("cells.csv", wrong.as_bytes()).unwrap_err();
    let told = errors.to_string();
    for part in [
        "line 2, field unit: there is no unit or area \"nowhere\"",
        "line 2, field value: \"x\"",
        "line 3, field measure",
        "line 3, field value: a hidden cell has a value",
        "line 4, field status: \"secret\"",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(Cube.read("cube.json", b"{").unwrap_err().to_string().starts_with("cube.json, line 1"));
    assert!(Cube.read("cube.json", b"{\"groups\": []}").unwrap_err().to_string().contains("without a parent"));
    let read = audit::read::files(&[("a.csv".to_owned(), TABLE.into()), ("b.pdf".to_owned(), Vec::new())]).unwrap_err();
    assert_eq!(read.as_slice().len(), 2, "{read}");
}
