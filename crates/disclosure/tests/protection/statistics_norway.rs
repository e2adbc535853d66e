//! A published example: 706 people by region and main income, as Statistics Norway's own program protects it.
//!
//! Source: data set `d2` of SSBtools 1.8.6 (Statistics Norway, MIT), protected by `SuppressSmallCounts(data = d2, maxN = 3, dimVar = c("region",
//! "main_income"), freqVar = "freq")` of GaussSuppression 1.2.3 in R 4.2.2: counts from nought to three are withheld, and what protects them.

use disclosure::protection::{Cell, Class, Decision, Request};

use crate::exact::Exact;

/// Regions A to K; assistance, other, pensions, wages.
const COUNTS: [[u64; 4]; 11] = [
    [55, 11, 36, 11],
    [29, 7, 18, 1],
    [35, 5, 25, 8],
    [17, 13, 13, 2],
    [63, 9, 52, 14],
    [24, 12, 22, 9],
    [22, 6, 8, 4],
    [38, 9, 15, 3],
    [9, 3, 2, 0],
    [32, 9, 20, 0],
    [18, 4, 11, 2],
];

/// What Statistics Norway's program withholds, by region and income; no total is withheld.
const WITHHELD: [(usize, usize); 15] = [
    (1, 1),
    (1, 3),
    (3, 1),
    (3, 3),
    (6, 2),
    (6, 3),
    (7, 1),
    (7, 3),
    (8, 1),
    (8, 2),
    (8, 3),
    (9, 1),
    (9, 3),
    (10, 1),
    (10, 3),
];

/// A count of nought is a secret there, so whoever is nobody counts as one person here.
fn table() -> Request {
    let group = |region: usize, income: usize| region * 4 + income;
    let mut cells = Vec::new();
    let mut add = |class, key: String, groups: Vec<usize>| cells.push(Cell { key, class, minimum: 4, groups });
    add(Class::Tree, "all".to_owned(), (0..44).collect());
    (0..4).for_each(|income| {
        add(Class::Tree, format!("-{income}"), (0..11).map(|region| group(region, income)).collect())
    });
    for region in 0..11 {
        add(Class::Tree, format!("{region:02}"), (0..4).map(|income| group(region, income)).collect());
        (0..4).for_each(|income| add(Class::Slice, format!("{region:02}-{income}"), vec![group(region, income)]));
    }
    Request {
        minimum: 4,
        people: COUNTS.as_flattened().iter().map(|count| (*count).max(1)).collect(),
        cells,
        partitions: Vec::new(),
        sensitive: Vec::new(),
        released: Vec::new(),
    }
}

fn small_cells() -> Vec<usize> {
    (0..44).filter(|group| COUNTS.as_flattened()[*group] <= 3).collect()
}

#[test]
fn no_more_is_withheld_than_one_cell_in_ten_beyond_statistics_norway() {
    let request = table();
    let plan = request.plan().unwrap();
    let withheld = plan.decisions().iter().filter(|decision| **decision != Decision::Published).count();
    println!("{withheld} of 60 cells withheld, {} by Statistics Norway", WITHHELD.len());
    assert!(withheld * 10 <= WITHHELD.len() * 11, "{withheld} cells withheld");
    let primary = plan.decisions().iter().filter(|decision| **decision == Decision::Primary).count();
    assert_eq!(primary, small_cells().len());
    let totals = request.cells.iter().zip(plan.decisions()).filter(|(cell, _)| cell.class == Class::Tree);
    assert!(totals.into_iter().all(|(_, decision)| *decision == Decision::Published), "a total is withheld");
}

#[test]
fn nothing_about_three_people_follows_and_every_small_count_is_as_safe_as_there() {
    let request = table();
    let plan = request.plan().unwrap();
    let shown = request.cells.iter().zip(plan.decisions()).filter(|(_, decision)| **decision == Decision::Published);
    let ours = Exact::of(shown.map(|(cell, _)| &cell.groups), 44);
    let is_shown_there =
        |cell: &&Cell| cell.class == Class::Tree || !WITHHELD.contains(&(cell.groups[0] / 4, cell.groups[0] % 4));
    let theirs = Exact::of(request.cells.iter().filter(is_shown_there).map(|cell| &cell.groups), 44);
    for group in small_cells() {
        assert!(!ours.knows_sum(&[group]) && !theirs.knows_sum(&[group]), "small cell {group}");
    }
    assert_eq!(ours.few_people(&request.people, 4), None);
}
