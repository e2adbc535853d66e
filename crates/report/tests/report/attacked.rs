//! The attacker reads the pages, the table of cells and the cube: they say the same of every kind of work, and of everything else that is read.

use std::collections::BTreeMap;

use audit::read::files;
use audit::{Cell, Level, Options, Release, State, WHOLE, attack};
use disclosure::GroupKind;
use report::{cells_csv, site};
use survey::Language;

use crate::pages::CUBE;

fn released() -> Vec<Release> {
    let mut all = vec![
        ("cube.json".to_owned(), serde_json::to_vec(&*CUBE).unwrap()),
        ("cells.csv".to_owned(), cells_csv(&CUBE).into_bytes()),
    ];
    let pages = site(&CUBE).into_iter().filter(|page| page.file_name.ends_with(".html"));
    all.extend(pages.map(|page| (page.file_name, page.content.into_bytes())));
    files(&all).unwrap()
}

/// Place, role and measure of the cells by kind of work.
fn of_work(release: &Release) -> BTreeMap<(usize, String, String), &Cell> {
    let own =
        |cell: &&Cell| cell.role != WHOLE && cell.measure.wave == release.wave && cell.measure.statistic() == "mean";
    let key = |cell: &Cell| (cell.place, cell.role.clone(), cell.measure.name.clone());
    release.cells.iter().filter(own).map(|cell| (key(cell), cell)).collect()
}

#[test]
fn every_format_says_the_same_of_every_kind_of_work() {
    let releases = released();
    let verdict = attack(&releases, &Options { random: 100, ranges_max: 0, ..Options::default() });
    assert_eq!(verdict.count(Level::Consistency), 0, "{:#?}", verdict.findings);
    let cube = of_work(&releases[0]);
    let indices: Vec<&str> =
        CUBE.scales().iter().filter(|scale| scale.index.is_some()).map(|scale| scale.id.as_str()).collect();
    let areas = CUBE.groups().iter().filter(|group| group.kind == GroupKind::ServiceArea).count();
    for language in Language::ALL {
        let name = format!("index.{}.html", language.code());
        let page = of_work(releases.iter().find(|release| release.file == name).unwrap());
        // Five kinds of work for everybody and in every area, on both indices.
        assert_eq!(page.len(), 2 * 5 * (areas + 1), "{name}");
        for ((place, role, measure), cell) in &page {
            assert!(indices.contains(&measure.as_str()));
            let known = cube[&(*place, role.clone(), measure.clone())];
            match (cell.state, known.state) {
                (State::Shown { n, value, .. }, State::Shown { n: people, value: exact, .. }) => {
                    assert!(n == people && n.is_some() && value.meets(exact), "{name}: {role} of {place} on {measure}");
                }
                (hidden, other) => assert_eq!(hidden, other, "{name}: {role} of {place} on {measure}"),
            }
        }
        let shown = page.values().filter(|cell| matches!(cell.state, State::Shown { .. })).count();
        assert!(shown > 10 && shown < page.len(), "{name}: {shown} of {} are shown", page.len());
    }
    let table = of_work(releases.iter().find(|release| release.file == "cells.csv").unwrap());
    assert!(cube.keys().all(|key| table.contains_key(key)) && cube.len() > 100);
}
