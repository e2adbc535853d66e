//! Every section of the cube: what becomes a cell, what is listed with its reason, and whose people a measure counts.

use audit::read::{Context, Csv, Cube, Reader};
use audit::{HeadCounts, Level, Mark, Options, PlaceKind, Ran, Release, State, Unread, WHOLE, Why, attack};

/// `head` is a mixed unit above a school and a home; school-1 is below the school. Service areas and types are lists of members.
const CUBE: &str = r#"{
  "version": 2,
  "rule": {"answers_min": 5, "distribution_min": 10, "quality_min": 100, "employees_min": 10},
  "header": {"wave": "w2"},
  "groups": [
    {"id": "all", "kind": "total", "name": "All", "parent": null, "service_area": null, "former_municipality": null},
    {"id": "head", "kind": {"unit": {"depth": 1}}, "name": "Head", "parent": 0, "service_area": "Learning", "former_municipality": null},
    {"id": "school", "kind": {"unit": {"depth": 2}}, "name": "School", "parent": 1, "service_area": "Learning", "former_municipality": null},
    {"id": "school-1", "kind": {"unit": {"depth": 3}}, "name": "School 1", "parent": 2, "service_area": null, "former_municipality": null},
    {"id": "home", "kind": {"unit": {"depth": 2}}, "name": "Home", "parent": 1, "service_area": "Care", "former_municipality": null},
    {"id": "service_area:Learning", "kind": "service_area", "name": "Learning", "parent": 0, "service_area": "Learning", "former_municipality": null},
    {"id": "service_area:Care", "kind": "service_area", "name": "Care", "parent": 0, "service_area": "Care", "former_municipality": null},
    {"id": "unit_type:school", "kind": "unit_type", "name": "school", "parent": 0, "service_area": null, "former_municipality": null}
  ],
  "families": [{"parent": 5, "members": [2]}, {"parent": 6, "members": [4]}, {"parent": 7, "members": [2]}, {"parent": 0, "members": [1]}],
  "scales": [{"id": "climate", "title": {"nb": "Klima", "nn": "Klima", "en": "Climate"}, "points": {"min": 1, "max": 2}, "items": 4, "parts": ["x"]}],
  "waves": [{"id": "w1"}], "plans": [], "targets": null,
  "response": {"shown": {"invited": 120, "answered": 80}},
  "participation": [{"group": 0, "cell": {"shown": "from50"}}],
  "scores": [
    {"scale": "climate", "group": 0, "cell": {"shown": {"n": 80, "mean": 1.5, "sd": {"shown": 0.5}, "favourable": {"shown": {"value": 0.25, "interval": null}},
      "distribution": {"shown": [{"point": 1, "share": 0.5}, {"point": 2, "share": 0.5}]}, "rwg_j": {"shown": 0.7}}}},
    {"scale": "climate", "group": 7, "cell": {"withheld": "too_few"}}
  ],
  "quality": [{"scale": "climate", "cell": {"withheld": "too_few"}}],
  "trend": [{"scale": "climate", "group": 0, "wave": 0, "cell": {"shown": {"n": 70, "mean": 1.25}}}],
  "absence_year": [{"group": 0, "cell": {"shown": {"employees": 100, "percent": 8.0, "agreed": "2000"}}}],
  "absence_months": [{"group": 0, "month": "2023-03", "cell": {"withheld": "too_few_employees"}}],
  "absence_course": {
    "extracted": {},
    "rates": [{"group": 0, "period": "2023-Q1", "cell": {"shown": {"employees": 100, "percent": 7.5, "agreed": "6000"}}}],
    "spells": [{"group": 0, "period": "2022", "cell": {"shown": {"bands": [{"percent": 1.0, "spells": 30}, {"percent": 1.0, "spells": 20},
      {"percent": 1.0, "spells": 10}, {"percent": 1.0, "spells": 5}], "self_certified": 40, "certified": 25, "employees": 100}}}],
    "employer_periods": [{"group": 0, "period": "2022", "cell": {"withheld": "protects_another"}}],
    "comparisons": [{"group": 0, "period": "2022", "cell": {"withheld": "not_measured"}}]
  },
  "benchmarks": [
    {"plan": 0, "indicator": 0, "group": 0, "basis": {"favourable": "climate"}, "placement": {"shown": {"value": 25.0}}},
    {"plan": 0, "indicator": 1, "group": 0, "basis": "presence", "placement": {"shown": {"value": 92.0}}},
    {"plan": 0, "indicator": 2, "group": 0, "basis": "targets", "placement": {"shown": {"value": 50.0}}}
  ],
  "figures": [{"figure": "full_time", "year": 2022, "group": 0, "cell": {"shown": {"numerator_parts": 400000, "denominator": 100, "value": 40.0}}}],
  "merger": {"cultures": []}, "programme": {"scales": []}, "tomorrow": [1]
}"#;

fn cube() -> Release {
    Cube.read("cube.json", CUBE.as_bytes()).unwrap()
}

fn shown(release: &Release, wave: &str, name: &str) -> (Option<u64>, f64, Option<f64>) {
    let is_it = |cell: &&audit::Cell| cell.measure.wave == wave && cell.measure.name == name && cell.place == 0;
    let middle = |range: audit::Range| f64::midpoint(range.low, range.high);
    match release.cells.iter().find(is_it).unwrap_or_else(|| panic!("no {name} of {wave}")).state {
        State::Shown { n, value, sum } => (n, middle(value), sum.map(middle)),
        State::Hidden(mark) => panic!("{name} of {wave} is {mark:?}"),
    }
}

#[test]
fn every_number_that_adds_up_becomes_a_cell() {
    let cube = cube();
    let near = |(n, value, sum): (Option<u64>, f64, Option<f64>), expect: (Option<u64>, f64, Option<f64>)| {
        assert_eq!(n, expect.0);
        assert!((value - expect.1).abs() < 1e-6 && sum.is_some() == expect.2.is_some(), "{value} {sum:?}");
        assert!(sum.zip(expect.2).is_none_or(|(a, b)| (a - b).abs() < 1e-3), "{sum:?} {expect:?}");
    };
    near(shown(&cube, "w2", "response"), (Some(120), 80.0, Some(80.0)));
    near(shown(&cube, "w2", "climate"), (Some(80), 1.5, Some(120.0)));
    near(shown(&cube, "w2", "climate.favourable"), (Some(80), 0.25, Some(20.0)));
    near(shown(&cube, "w2", "climate.distribution"), (Some(80), 1.5, Some(120.0)));
    near(shown(&cube, "w1", "climate"), (Some(70), 1.25, Some(87.5)));
    near(shown(&cube, "w2", "absence"), (Some(100), 8.0, Some(2000.0)));
    near(shown(&cube, "2023-Q1", "absence"), (Some(100), 7.5, Some(6000.0)));
    near(shown(&cube, "2022", "absence.spells_4_16"), (Some(100), 20.0, Some(20.0)));
    near(shown(&cube, "2022", "absence.spells_certified"), (Some(100), 25.0, Some(25.0)));
    near(shown(&cube, "2022", "register.full_time"), (Some(100), 40.0, Some(40.0)));
    let marked = |name: &str, wave: &str, mark| {
        let is_it = |cell: &&audit::Cell| cell.measure.name == name && cell.measure.wave == wave;
        assert_eq!(cube.cells.iter().find(is_it).map(|cell| cell.state), Some(State::Hidden(mark)), "{name}");
    };
    marked("absence", "2023-03", Mark::TooFew);
    marked("absence.employer_periods", "2022", Mark::ProtectsAnother);
    // A favourable share in percent and presence are printed once more, and say the same.
    let verdict = attack(&[cube], &Options { random: 10, ..Options::default() });
    assert_eq!(verdict.count(Level::Consistency), 0, "{:?}", verdict.findings);
    let other = CUBE.replace("\"value\": 92.0", "\"value\": 92.5");
    let read = Cube.read("cube.json", other.as_bytes()).unwrap();
    assert!(read.unread.contains(&Unread::new("benchmarks.0.1", Why::Unknown)), "{:?}", read.unread);
}

#[test]
fn whatever_gives_no_equation_is_listed_with_its_reason() {
    let unread = cube().unread;
    for (part, why) in [
        ("participation", Why::Band),
        ("quality", Why::NotASum),
        ("merger", Why::NotASum),
        ("programme", Why::OverUnits),
        ("tomorrow", Why::Unknown),
        ("benchmarks.0.2", Why::FromPrinted),
        ("absence_course, comparisons", Why::NotASum),
        ("composite scales and their parts", Why::AcrossMeasures),
    ] {
        assert!(unread.contains(&Unread::new(part, why)), "{part}: {unread:?}");
    }
    assert_eq!(unread.len(), 10, "{unread:?}");
}

#[test]
fn areas_and_types_are_the_units_the_cube_lists() {
    let cube = cube();
    let place = |id: &str| &cube.tree.places()[cube.tree.find(id).unwrap()];
    // The head of mixed units counts in no area, whatever it says of itself; what is below a member counts in it.
    assert_eq!(place("head").area, None);
    assert_eq!(place("school-1").area.as_deref(), Some("Learning"));
    assert_eq!(place("school-1").unit_type.as_deref(), Some("school"));
    assert_eq!(place("home").unit_type, None);
    assert_eq!(place("unit_type:school").kind, PlaceKind::Type);
    // All 80 without the school: two at the head and three in the home, where only area and type are shown.
    let leaky = CUBE.replace(
        r#""group": 7, "cell": {"withheld": "too_few"}"#,
        r#""group": 7, "cell": {"shown": {"n": 75, "mean": 1.5}}"#,
    );
    let read = Cube.read("cube.json", leaky.as_bytes()).unwrap();
    let rows = [("head", 2), ("school", 5), ("school-1", 70), ("home", 3)];
    let rows = rows.map(|(unit, n)| (unit.to_owned(), WHOLE.to_owned(), WHOLE.to_owned(), n));
    let head_counts = Some(HeadCounts::default().with("w2", "climate", rows.to_vec()));
    let options = Options { head_counts, minimum: Some(6), random: 10, ..Options::default() };
    let verdict = attack(&[read], &options);
    let found = verdict.findings.iter().find(|finding| finding.measure.name == "climate").unwrap();
    assert_eq!((found.level, found.people), (Level::Groups, (5, Some(5))), "{verdict:?}");
    assert_eq!(verdict.examined.ran(Level::Exact), Ran::Fully);
    assert!(matches!(verdict.examined.ran(Level::Coalition), Ran::Partly(..)), "{:?}", verdict.examined);
    assert_eq!(verdict.examined.ran(Level::History), Ran::OneFile);
}

#[test]
fn measures_are_counted_by_their_own_people() {
    let of = |n: u64| vec![("school".to_owned(), WHOLE.to_owned(), WHOLE.to_owned(), n)];
    let counted = |head_counts: HeadCounts| {
        let options = Options { head_counts: Some(head_counts), random: 10, ..Options::default() };
        attack(&[cube()], &options).examined.counted
    };
    // The mean, the standard deviation, the favourable share and the distribution have one wave's people; the trend another's.
    assert_eq!(counted(HeadCounts::default().with("w2", "climate", of(80))), 4);
    assert_eq!(counted(HeadCounts::default().with("w2", "climate", of(80)).with("w1", "climate", of(70))), 5);
    assert_eq!(counted(HeadCounts::from_rows(of(80))), 4, "one list for all fits one wave");
    // Employees are a mean over months: those of the busiest month fit too, and twice as many do not.
    for (employees, fits) in [(99, 0), (100, 1), (140, 1), (202, 0)] {
        assert_eq!(counted(HeadCounts::default().with("w2", "absence", of(employees))), fits, "{employees}");
    }
    let file = |text: &str| HeadCounts::from_csv(survey::Source { file: "people.csv", text });
    let read =
        file("unit,former_municipality,role,n,wave,measure\nschool,,,80,w2,climate\nschool,,,70,w1,climate\n").unwrap();
    assert_eq!(counted(read), 5);
    let told = file("unit,former_municipality,role,n,wave,measure\nschool,,,80,w2,\n").unwrap_err().to_string();
    assert!(told.contains("line 2, field measure: wave and measure belong together"), "{told}");
}

#[test]
fn shares_at_each_point_are_one_distribution() {
    let cube = cube();
    let context = Context::of(&cube);
    let table = "wave,unit,former_municipality,role,measure,n,value,lower,upper,status\n\
                 w2,*,*,*,climate.share.1,80,0.5,,,shown\nw2,*,*,*,climate.share.2,80,0.5,,,shown\n\
                 w2,home,*,*,climate.share.1,,,,,too_few\nw2,home,*,*,climate.share.2,,,,,too_few\n\
                 w2,*,*,*,climate.rwg_j,80,0.7,,,shown\n";
    let read = Csv { context: &context }.read("cells.csv", table.as_bytes()).unwrap();
    assert_eq!(read.cells.len(), 2, "{:?}", read.cells);
    assert_eq!(read.unread, [Unread::new("rwg_j", Why::NotASum)]);
    let (n, value, _) = shown(&read, "w2", "climate.distribution");
    assert!(n == Some(80) && (value - 1.5).abs() < 0.2, "{n:?} {value}");
    let verdict = attack(&[cube, read], &Options { random: 10, ..Options::default() });
    assert_eq!(verdict.count(Level::Consistency), 0, "{:?}", verdict.findings);
}
