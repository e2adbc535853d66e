//! Typed requests.

use std::collections::BTreeSet;

use disclosure::{Audience, GroupIndex, GroupKind, View as Seen};
use query::{Cubes, Request, RequestRefusal, Typed};
use survey::UnitId;
use views::{Table, View};

use crate::{SEALED, cubes, numbers, words};

fn of(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn answer(typed: &Typed) -> query::Answer {
    Request::read(typed).unwrap().answer(&cubes()).unwrap()
}

fn refusal(typed: &Typed) -> String {
    let refused: Result<_, RequestRefusal> = Request::read(typed).and_then(|request| request.answer(&cubes()));
    let told = refused.unwrap_err().to_string();
    assert!(!told.contains('\n'), "{told}");
    told
}

fn set(words: Vec<String>) -> BTreeSet<String> {
    words.into_iter().collect()
}

#[test]
fn a_request_gives_the_cells_of_the_cube() {
    let typed = Typed {
        waves: of(&["2023"]),
        measures: of(&["mastery_climate", "absence"]),
        by: of(&["unit", "total"]),
        ..Typed::default()
    };
    let found = answer(&typed);
    let cube = &SEALED[0];
    let scale = &cube.scales().iter().find(|scale| scale.id.as_str() == "mastery_climate").unwrap().id;
    let groups: Vec<GroupIndex> = cube
        .group_indices()
        .filter(|group| matches!(cube.group(*group).unwrap().kind, GroupKind::Total | GroupKind::Unit { .. }))
        .collect();
    assert_eq!(found.table.rows(), 2 * groups.len(), "one row for each group and measure, shown or not");
    assert_eq!((found.beyond_limit, found.without_number), (0, 0));
    let (values, statuses) = (numbers(&found.table, "value"), words(&found.table, "status"));
    let mut withheld = 0;
    for (row, group) in groups.iter().enumerate() {
        match cube.score(scale, *group).view() {
            Seen::Shown(score) => assert_eq!((values[row], statuses[row].as_str()), (Some(score.mean()), "shown")),
            Seen::Withheld(reason) => {
                assert_eq!((values[row], statuses[row].as_str()), (None, reason.word()));
                withheld += 1;
            }
        }
    }
    assert!(withheld > 0, "the municipality is too large to test this");
}

#[test]
fn every_row_is_of_the_view_and_what_is_not_narrowed_is_whole() {
    for view in View::ALL {
        let typed = Typed { view: Some(view.name().to_owned()), statistics: statistics_of(view), ..Typed::default() };
        assert_eq!(answer(&typed).table, cubes().table(view), "{}", view.name());
    }
    // Without a statistic a measure is told by its mean, or its rate.
    let main = answer(&Typed::default()).table;
    assert_eq!(set(words(&main, "statistic")), set(of(&["mean", "rate"])));
    let asked = answer(&Typed { filter: of(&["statistic=sd"]), ..Typed::default() }).table;
    assert_eq!(set(words(&asked, "statistic")), set(of(&["sd"])));
    let asked = answer(&Typed { statistics: of(&["sd", "icc1"]), ..Typed::default() }).table;
    assert_eq!(set(words(&asked, "statistic")), set(of(&["sd", "icc1"])));
}

fn statistics_of(view: View) -> Vec<String> {
    if view == View::Indices { of(&["all"]) } else { Vec::new() }
}

#[test]
fn waves_are_named_by_id_by_year_and_by_ranges_of_both() {
    let waves = |given: &[&str]| set(words(&answer(&Typed { waves: of(given), ..Typed::default() }).table, "wave"));
    let (earlier, later) = ("2021-var", SEALED[0].header().wave.as_str());
    for (given, expected) in [
        (vec![later], vec![later]),
        (vec!["2021"], vec![earlier]),
        (vec!["2021..2026"], vec![earlier, later]),
        (vec!["2022..2026"], vec![later]),
        (vec!["..2022"], vec![earlier]),
        (vec!["2021-var.."], vec![earlier, later]),
        (vec!["2021-var..2021"], vec![earlier]),
        (vec!["..2021-var", later], vec![earlier, later]),
        (vec![".."], vec![earlier, later]),
    ] {
        assert_eq!(waves(&given), set(of(&expected)), "{given:?}");
    }
    let told = |given: &str| refusal(&Typed { waves: of(&[given]), ..Typed::default() });
    assert_eq!(told("2021-vaar"), "there is no wave 2021-vaar; near: 2021-var");
    assert!(told("2030..2031").contains(&format!("no wave lies in 2030..2031; the waves are 2021-var, {later}")));
    assert!(told("2023..2021").contains("no wave lies in"));
    assert!(told("a b").contains("is no wave; give the id of a wave, a year, or FROM..TO"));
    assert!(told("").contains("is no wave"));
}

#[test]
fn names_that_are_not_there_are_refused_with_the_near_ones() {
    let base = Typed::default;
    let measure =
        |view: &str, name: &str| refusal(&Typed { view: Some(view.to_owned()), measures: of(&[name]), ..base() });
    assert_eq!(measure("indices", "mastery_climat"), "there is no measure mastery_climat; near: mastery_climate");
    assert!(measure("trend", "engagment").contains("near: engagement"));
    assert_eq!(
        measure("units", "x"),
        "view units has no measures to choose between; leave them out, or ask another view"
    );
    assert!(refusal(&Typed { view: Some("indexes".to_owned()), ..base() }).contains("no view indexes; near: indices"));
    assert!(
        refusal(&Typed { columns: of(&["valu"]), ..base() }).contains("view indices has no column valu; near: value")
    );
    assert!(refusal(&Typed { order: of(&["-valeu"]), ..base() }).contains("near: value"));
    assert!(refusal(&Typed { statistics: of(&["means"]), ..base() }).contains("no means; near: mean"));
    let filtered = |condition: &str| refusal(&Typed { filter: of(&[condition]), ..base() });
    assert!(filtered("service_are=helse").contains("near: service_area"));
    assert!(filtered("role=leaders").contains("column role holds no leaders; near: leader"));
    assert!(filtered("status=show").contains("column status holds no show; near: shown"));
    assert!(filtered("value<high").contains("column value holds numbers, and \"high\" is none"));
    assert!(filtered("n=3.5").contains("holds whole numbers"));
    assert!(filtered("name<b").contains("holds words"));
    assert!(filtered("value<").contains("is no condition"));
    assert!(filtered("mastery_climate").contains("is no condition; write COLUMN=VALUE"));
    let unit = SEALED[0].groups().iter().find(|group| matches!(group.kind, GroupKind::Unit { .. })).unwrap();
    let told = filtered(&format!("unit={}x", unit.id));
    assert!(told.contains("column unit holds no") && told.contains(&unit.id), "{told}");
}

#[test]
fn groups_are_chosen_by_kind() {
    let kinds = |by: &[&str]| set(words(&answer(&Typed { by: of(by), ..Typed::default() }).table, "group_kind"));
    assert_eq!(kinds(&["total", "service_area"]), set(of(&["total", "service_area"])));
    assert_eq!(kinds(&["former_municipality"]), set(of(&["former_municipality"])));
    // Everybody from a former municipality is that municipality.
    assert_eq!(kinds(&["total,former_municipality"]), set(of(&["former_municipality"])));
    // Kinds of work are a kind of group, and so are the parts of units and areas.
    assert_eq!(kinds(&["role"]), set(of(&["role_class"])));
    assert_eq!(kinds(&["role,total"]), set(of(&["role_class"])));
    for (by, place, column) in [
        ("service_area,role", "service_area:", "role"),
        ("former_municipality,service_area", "service_area:", "former_municipality"),
        ("unit,role", "", "role"),
        ("unit,former_municipality", "", "former_municipality"),
    ] {
        let table = answer(&Typed { by: of(&[by]), ..Typed::default() }).table;
        assert_eq!(set(words(&table, "group_kind")), set(of(&["crossed"])), "{by}");
        assert!(!words(&table, column).contains(&"*".to_owned()), "{by}");
        for unit in words(&table, "unit") {
            assert!(unit != "*" && unit.starts_with("service_area:") != place.is_empty(), "{by}: {unit}");
        }
    }
    let told = refusal(&Typed { by: of(&["unit_type,role"]), ..Typed::default() });
    assert!(told.starts_with("no group here is by unit_type,role; there are groups by total; unit; unit,"), "{told}");
    for wrong in
        ["units", "unit,service_area", "former_municipality,former_municipality", "role,former_municipality", ""]
    {
        assert!(refusal(&Typed { by: of(&[wrong]), ..Typed::default() }).contains("there are no groups by"), "{wrong}");
    }
    let told = refusal(&Typed { view: Some("codebook".to_owned()), by: of(&["unit"]), ..Typed::default() });
    assert!(told.contains("view codebook has no groups"), "{told}");
}

#[test]
fn conditions_narrow_and_withheld_rows_are_never_lost_without_a_word() {
    let filtered = |conditions: &[&str]| answer(&Typed { filter: of(conditions), ..Typed::default() });
    let all = answer(&Typed::default()).table;
    let (shown, hidden) = (filtered(&["status=shown"]), filtered(&["status!=shown"]));
    assert_eq!(shown.table.rows() + hidden.table.rows(), all.rows());
    assert!(numbers(&hidden.table, "value").iter().all(Option::is_none));
    // What has no number cannot be compared, and how many these are is said.
    let (low, high) = (filtered(&["value<3.5"]), filtered(&["value>=3,5"]));
    assert_eq!(low.table.rows() + high.table.rows() + low.without_number, all.rows());
    assert_eq!(low.without_number, hidden.table.rows());
    assert!(numbers(&low.table, "value").iter().all(|value| value.unwrap() < 3.5));
    let leaders = filtered(&["role=leader"]).table;
    assert_eq!(set(words(&leaders, "role")), set(of(&["leader"])));
    assert_eq!(set(words(&leaders, "group_kind")), set(of(&["role_class", "crossed"])));
    assert!(leaders.rows() < all.rows());
    let between = filtered(&["value>=3", "value<3.5"]);
    assert!(numbers(&between.table, "value").iter().all(|value| (3.0..3.5).contains(&value.unwrap())));
    // Alternatives of one column; an empty value is an empty cell; capitals do not matter.
    let either = filtered(&["measure=Engagement", "measure=absence"]);
    assert_eq!(set(words(&either.table, "measure")), set(of(&["engagement", "absence"])));
    assert_eq!(filtered(&["value="]).table.rows(), hidden.table.rows());
    assert_eq!(filtered(&["value!="]).table.rows(), shown.table.rows());
    let wide = filtered(&["service_area=", "unit!=*"]).table;
    assert!(words(&wide, "service_area").iter().all(String::is_empty));
}

#[test]
fn order_columns_and_limit() {
    let typed = Typed {
        measures: of(&["engagement"]),
        columns: of(&["value", "name", "status"]),
        order: of(&["-value", "name"]),
        ..Typed::default()
    };
    let all = answer(&typed).table;
    let names: Vec<&str> = all.columns().iter().map(|column| column.description.name.as_ref()).collect();
    assert_eq!(names, ["value", "name", "status"]);
    let values = numbers(&all, "value");
    assert!(values.windows(2).all(|pair| pair[1].is_none() || pair[0].is_some_and(|first| Some(first) >= pair[1])));
    assert_eq!(values.last(), Some(&None), "what has no value comes last");
    let first = answer(&Typed { limit: Some(5), ..typed.clone() });
    assert_eq!(first.beyond_limit, all.rows() - 5);
    assert_eq!(first.table, all.take(&[0, 1, 2, 3, 4]));
    assert_eq!(answer(&Typed { limit: Some(0), ..typed }).table.rows(), 0);
}

#[test]
fn an_audience_gets_the_same_cells_and_fewer_rows() {
    let all = cubes().table(View::Indices);
    let rows = |table: &Table| {
        let keys = words(table, "wave").into_iter().zip(words(table, "unit")).zip(words(table, "measure"));
        keys.zip(numbers(table, "value")).map(|(key, value)| format!("{key:?} {value:?}")).collect::<BTreeSet<_>>()
    };
    let leaf = SEALED[0].groups().iter().rfind(|group| matches!(group.kind, GroupKind::Unit { .. })).unwrap();
    for audience in [Audience::Politician, Audience::Leader(UnitId::new(&leaf.id).unwrap())] {
        let theirs = Cubes::new(&*SEALED, audience).table(View::Indices);
        assert!(theirs.rows() > 0 && theirs.rows() < all.rows());
        assert!(rows(&theirs).is_subset(&rows(&all)));
    }
}
