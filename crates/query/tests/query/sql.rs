//! SQL over the views.

use std::collections::BTreeMap;

use disclosure::{Audience, Sealed};
use query::{Cubes, Database, SqlRefusal};
use views::{Kind, Table, View};

use crate::{cubes, numbers, words};

fn run(text: &str) -> Table {
    Database::new(cubes()).sql(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"))
}

fn refusal(text: &str) -> String {
    let told = Database::new(cubes()).sql(text).unwrap_err().to_string();
    assert_eq!(told.lines().count(), 1, "{told}");
    told
}

#[test]
fn every_view_is_a_table_with_its_own_columns_and_labels() {
    let database = Database::new(cubes());
    for view in View::ALL {
        let (selected, whole) = (database.sql(&format!("SELECT * FROM {}", view.name())).unwrap(), cubes().table(view));
        assert_eq!(selected.name(), "query");
        assert_eq!(selected.rows(), whole.rows());
        assert_eq!(selected.columns(), whole.columns(), "{}", view.name());
    }
}

#[test]
fn selections_are_what_they_say() {
    let table = run("select unit, value from indices where measure = 'engagement' and statistic = 'mean' \
                     and group_kind = 'unit' and wave = '2021-var' and status = 'shown' order by value desc, unit");
    let expected = {
        let all = cubes().table(View::Indices);
        let column = |name| words(&all, name);
        let keys = column("measure").into_iter().zip(column("statistic")).zip(column("group_kind")).zip(column("wave"));
        let wanted = (("engagement".to_owned(), "mean".to_owned()), "unit".to_owned());
        let mut rows: Vec<(f64, String)> = keys
            .zip(numbers(&all, "value").into_iter().zip(column("unit")))
            .filter(|((key, wave), (value, _))| *key == wanted && wave == "2021-var" && value.is_some())
            .map(|(_, (value, unit))| (value.unwrap(), unit))
            .collect();
        rows.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        rows
    };
    let found: Vec<(f64, String)> =
        numbers(&table, "value").into_iter().map(Option::unwrap).zip(words(&table, "unit")).collect();
    assert!(!found.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn counting_grouping_joining_and_windows_work() {
    let table = run("select status, count(*) as cells from indices group by status order by status");
    let mut counted: BTreeMap<String, f64> = BTreeMap::new();
    for status in words(&cubes().table(View::Indices), "status") {
        *counted.entry(status).or_default() += 1.0;
    }
    let found: BTreeMap<String, f64> =
        words(&table, "status").into_iter().zip(numbers(&table, "cells").into_iter().map(Option::unwrap)).collect();
    assert_eq!(found, counted);
    let [status, cells] = table.columns() else { panic!("{table:?}") };
    assert!(matches!(status.description.kind, Kind::Code(_)) && status.description.label.is_some());
    assert_eq!((cells.description.kind, cells.description.label), (Kind::Whole, None), "a query has made it up");

    let joined = run("with u as (select wave, unit, depth from units where group_kind = 'unit') \
                      select i.name, u.depth, i.value from indices i join u on i.wave = u.wave and i.unit = u.unit \
                      where i.measure = 'engagement' and i.statistic = 'mean'");
    assert!(joined.rows() > 0 && numbers(&joined, "depth").iter().all(Option::is_some));
    let ranked = run("select unit, avg(value) over (partition by service_area) as of_area, \
                      case when value is null then 'none' else 'some' end as told from indices where statistic = 'mean'");
    assert!(ranked.rows() > 0 && words(&ranked, "told").iter().any(|told| told == "none"));
    let both = run("select wave from indices union all select wave from trend");
    assert!(both.rows() > cubes().table(View::Indices).rows());
    let nested = run("select max(n) as most from (select n from participation_of) as t"
        .replace("participation_of", "indices")
        .as_str());
    assert_eq!(nested.rows(), 1);
    assert_eq!(run("select value / 0.0 as nothing, 1 = 1 as truth from indices limit 1").rows(), 1);
    assert_eq!(numbers(&run("select 1 + 1 as two"), "two"), [Some(2.0)]);
}

#[test]
fn a_withheld_cell_stays_a_row_with_its_status() {
    let table = run("select status, value, n, lower from indices where status <> 'shown'");
    assert!(table.rows() > 0);
    assert!(words(&table, "status").iter().all(|status| status != "shown"));
    for column in ["value", "n", "lower"] {
        assert!(numbers(&table, column).iter().all(Option::is_none), "{column}");
    }
}

#[test]
fn what_is_no_selection_is_refused() {
    let folder = std::env::temp_dir();
    let untouched = folder.join(format!("query-sql-{}.csv", std::process::id()));
    let file = untouched.display();
    for (text, told) in [
        ("create table t as select * from indices".to_owned(), "CREATE TABLE: only SELECT is run"),
        ("create or replace view v as select 1".to_owned(), "only SELECT is run"),
        ("drop table indices".to_owned(), "DROP TABLE: only SELECT is run"),
        ("insert into indices values (1)".to_owned(), "INSERT INTO: only SELECT is run"),
        ("update indices set value = 1".to_owned(), "UPDATE indices: only SELECT is run"),
        ("delete from indices".to_owned(), "DELETE FROM: only SELECT is run"),
        ("truncate table indices".to_owned(), "TRUNCATE TABLE: only SELECT is run"),
        ("explain select * from indices".to_owned(), "EXPLAIN SELECT: only SELECT is run"),
        ("show tables".to_owned(), "SHOW TABLES: only SELECT is run"),
        (format!("copy indices to '{file}'"), "COPY indices: only SELECT is run"),
        ("select * into outfile from indices".to_owned(), "SELECT INTO: only SELECT is run"),
        ("with t as (delete from indices) select * from t".to_owned(), ""),
        ("select 1; select 2".to_owned(), "here are 2 statements"),
        ("select 1; drop table indices".to_owned(), "here are 2 statements"),
        (String::new(), "here are 0 statements"),
        ("-- nothing".to_owned(), "here are 0 statements"),
        ("select * from read_csv('/etc/passwd')".to_owned(), "read_csv('/etc/passwd') is no view"),
        ("select * from READ_CSV('/etc/passwd')".to_owned(), "is no view"),
        (format!("select * from read_parquet('{file}')"), "is no view"),
        ("select * from indices i join read_csv('/etc/passwd') p on i.unit = p.unit".to_owned(), "is no view"),
        ("select * from (select * from read_csv('/etc/passwd')) t".to_owned(), "is no view"),
        ("select (select count(*) from read_csv('/etc/passwd')) as n".to_owned(), "is no view"),
        ("select * from indices where unit in (select * from read_csv('/etc/passwd'))".to_owned(), "is no view"),
        ("with t as (select * from read_csv('/etc/passwd')) select * from t".to_owned(), "is no view"),
        ("select 1 as a union select * from read_csv('/etc/passwd')".to_owned(), "is no view"),
        ("select * from '/etc/passwd'".to_owned(), "there is no view /etc/passwd"),
        ("select * from table(read_csv('/etc/passwd'))".to_owned(), "is no view"),
        ("select * from lateral read_csv('/etc/passwd')".to_owned(), "is no view"),
        ("table indices".to_owned(), "the SQL cannot be read"),
        ("select * from main.indices".to_owned(), "main.indices is no view"),
        ("with indices as (select 1 as a) select * from indices".to_owned(), "indices is the name of a view"),
    ] {
        let refused = refusal(&text);
        assert!(refused.contains(told), "{text}: {refused}");
        assert!(!refused.contains("root:"), "{text}: {refused}");
    }
    assert!(!untouched.exists());
}

#[test]
fn names_that_are_not_there_are_refused_with_the_near_ones() {
    for (text, told) in [
        ("select * from indexes", "there is no view indexes; near: indices"),
        ("select * from Indices", "there is no view Indices; near: indices"),
        ("with mine as (select 1 as a) select * from mien", "there is no view mien; near: mine"),
        ("select valeu from indices", "there is no column valeu; near: value"),
        ("select name from indices where statut = 'shown'", "there is no column statut; near: status"),
        ("select name from indices order by valu", "there is no column valu; near: value"),
        ("select i.nam from indices i", "there is no column nam; near: name"),
    ] {
        assert!(refusal(text).contains(told), "{text}: {}", refusal(text));
    }
}

#[test]
fn what_cannot_be_read_or_run_is_refused_in_one_sentence() {
    for (text, told) in [
        ("selec name from indices", "the SQL cannot be read:"),
        ("select name from indices where", "the SQL cannot be read:"),
        ("select 'open from indices", "the SQL cannot be read:"),
        ("select nosuch(name) from indices", "the SQL cannot be run:"),
        ("select name + 1 from indices where value > 'a'", ""),
        ("select array_agg(name) as names from indices", "column names of the answer holds"),
    ] {
        assert!(refusal(text).contains(told), "{text}: {}", refusal(text));
    }
}

#[test]
fn what_is_too_long_or_too_deep_is_refused_and_brings_nothing_down() {
    let deep = |count: usize| format!("select {}1 as one", "1 + ".repeat(count));
    assert_eq!(numbers(&run(&deep(90)), "one"), [Some(91.0)]);
    for text in [
        deep(120),
        deep(20_000),
        format!("select {}1{} as one", "(".repeat(500), ")".repeat(500)),
        format!("select {} true as yes", "not ".repeat(5_000)),
        format!("select 1 as a{}", " union all select 1 as a".repeat(3_000)),
        format!("select * from {}indices{}", "(select * from ".repeat(200), ") t".repeat(200)),
        format!(
            "select count(*) as n from indices a0{}",
            (1..60).map(|n| format!(", indices a{n}")).collect::<String>()
        ),
        format!("select '{}' as long", "x".repeat(100_001)),
    ] {
        let refused = Database::new(cubes()).sql(&text).unwrap_err();
        let too_much = matches!(refused, SqlRefusal::TooDeep { .. } | SqlRefusal::TooLong { .. });
        let is_told = too_much || matches!(refused, SqlRefusal::Syntax { .. });
        assert!(is_told, "{}: {refused}", &text[..60]);
    }
    for many in [
        "select a.unit from indices a cross join indices b cross join indices c",
        "select a.unit from indices a, indices b",
        "select count(*) as n from (select a.unit from indices a cross join trend b) t",
    ] {
        assert!(matches!(Database::new(cubes()).sql(many), Err(SqlRefusal::Crossed { .. })), "{many}");
    }
    let few = run("select p.code, v.view from (select distinct entry as code from codebook) p cross join \
                   (select distinct view from codebook where entry = 'view') v");
    assert_eq!(few.rows(), 4 * View::ALL.len());
}

#[test]
fn who_sees_less_selects_from_less() {
    let theirs = Database::new(Cubes::new(&*crate::SEALED, Audience::Politician));
    let kinds = words(&theirs.sql("select distinct group_kind from indices").unwrap(), "group_kind");
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| kind != "unit"), "{kinds:?}");
    let nothing: [&Sealed; 0] = [];
    let empty = Database::new(Cubes::new(nothing, Audience::Hr));
    assert_eq!(empty.sql("select * from indices").unwrap().rows(), 0);
    assert_eq!(empty.sql("select avg(value) as mean from indices").unwrap().rows(), 1);
}
