//! A reader with a pencil: no group of few people follows from the shown ones, whatever the organisation looks like.
//!
//! How groups overlap comes from the organisation itself here, not from what sealing is told: every group is a set of cells (a
//! unit's own answers from one former municipality), and what follows from the shown groups is what linear algebra can make
//! of their sets. The reader knows how many of each kind answered in every unit.

use proptest::prelude::*;

use crate::fixture::{Draw, Folder, cube, made, people, register, scale, wave};
use crate::naive::Tree;

/// A large prime: a combination of small whole numbers that is nought modulo this is nought.
const PRIME: i64 = 2_147_483_647;

const FORMERS: [&str; 2] = ["asker", "hurum"];
const AREAS: [&str; 4] = ["", "", "Oppvekst", "Teknisk"];

/// For each unit but the root: its parent among those before it, its area, and how many answer from each former
/// municipality.
type Shape = Vec<(usize, usize, [u64; 2])>;

fn shape() -> impl Strategy<Value = Shape> {
    let people = || prop_oneof![2 => Just(0_u64), 2 => 1..5_u64, 3 => 5..9_u64, 3 => 10..14_u64];
    let unit = (any::<prop::sample::Index>(), 0..AREAS.len(), people(), people());
    prop::collection::vec(unit, 1..9).prop_map(|units| {
        let place = |(number, (parent, area, one, other)): (usize, (prop::sample::Index, usize, u64, u64))| {
            (parent.index(number + 1), area, [one, other])
        };
        units.into_iter().enumerate().map(place).collect()
    })
}

fn inverse(value: i64) -> i64 {
    let (mut power, mut base, mut exponent) = (1, value.rem_euclid(PRIME), PRIME - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    power
}

/// What can be computed from some rows.
#[derive(Default)]
struct Span {
    rows: Vec<(usize, Vec<i64>)>,
}

impl Span {
    fn reduced(&self, mut row: Vec<i64>) -> Vec<i64> {
        for (lead, known) in &self.rows {
            let factor = row[*lead];
            for (value, known) in row.iter_mut().zip(known) {
                *value = (*value - factor * known).rem_euclid(PRIME);
            }
        }
        row
    }

    fn add(&mut self, row: Vec<i64>) {
        let row = self.reduced(row);
        if let Some(lead) = row.iter().position(|value| *value != 0) {
            let factor = inverse(row[lead]);
            self.rows.push((lead, row.into_iter().map(|value| value * factor % PRIME).collect()));
        }
    }

    /// Whether some combination of the rows is about these columns and no others.
    fn tells_of(&self, columns: &[usize]) -> bool {
        let mut elsewhere = Span::default();
        for (_, row) in &self.rows {
            let others = row.iter().enumerate().filter(|(column, _)| !columns.contains(column));
            elsewhere.add(others.map(|(_, value)| *value).collect());
        }
        elsewhere.rows.len() < self.rows.len()
    }

    fn holds(&self, row: Vec<i64>) -> bool {
        self.reduced(row).iter().all(|value| *value == 0)
    }
}

/// Checks one organisation; the number of small groups that are hidden.
fn check(shape: &Shape) -> usize {
    let mut units = String::from("u0,Rot,,,rot,,2015-01-01,\n");
    for (number, (parent, area, _)) in shape.iter().enumerate() {
        // Types lie across areas and across the tree, so that they share people with both in every way.
        let unit_type = ["skole", "hjem"][(number / 2 + area) % 2];
        units += &format!("u{},Enhet,u{parent},{},{unit_type},,2015-01-01,\n", number + 1, AREAS[*area]);
    }
    let instrument = made("1", 5, &[("climate", 1, "\"complete\"")]);
    let (mut records, mut cells, mut draw) = (Vec::new(), Vec::new(), Draw(1));
    for (number, (_, _, answering)) in shape.iter().enumerate() {
        if answering == &[0, 0] {
            continue;
        }
        // The first of the shapes' people stand at the root itself.
        let unit = format!("u{number}");
        for (former, count) in FORMERS.into_iter().zip(answering) {
            let mut point = || ["1", "2", "3", "4", "5"][usize::try_from(draw.below(5)).unwrap()];
            let points: Vec<&str> = (0..*count).map(|_| point()).collect();
            records.extend(people(&instrument, &unit, former, &points));
            if *count > 0 {
                cells.push((unit.clone(), former, *count));
            }
        }
    }
    let folder = Folder::new();
    let settled = folder.settle(&wave("w", "2021-10-01", &instrument, &[]), &instrument, records, 1_000);
    let cube = cube(&register(&units, ""), &[settled]).unwrap();

    let tree = Tree::of(&format!("header\n{units}"), "", "2021-10-01");
    let of_cells: Vec<Vec<String>> = cells.iter().map(|(unit, former, _)| tree.groups(unit, former, None)).collect();
    let row = |id: &str| -> Vec<i64> {
        of_cells.iter().map(|groups| i64::from(groups.iter().any(|group| group == id))).collect()
    };
    let size =
        |row: &[i64]| -> u64 { row.iter().zip(&cells).filter(|(is_in, _)| **is_in != 0).map(|(_, cell)| cell.2).sum() };
    let mut span = Span::default();
    let (mut hidden, mut shown) = (Vec::new(), 0);
    for (index, group) in cube.groups().iter().enumerate() {
        let index = disclosure::GroupIndex::new(index);
        let row = row(&group.id);
        match cube.score(&scale("climate"), index).shown() {
            Some(score) => {
                assert_eq!(score.n(), size(&row), "{}", group.id);
                shown += 1;
                span.add(row);
            }
            None if (1..5).contains(&size(&row)) => hidden.push((group.id.clone(), row)),
            None => {}
        }
    }
    for (id, row) in &hidden {
        assert!(!span.holds(row.clone()), "{id} follows from the {shown} shown groups: {shape:?}");
    }
    // Nor does what few people answered directly to a unit that has others below it.
    for unit in (0..=shape.len()).map(|number| format!("u{number}")) {
        let row: Vec<i64> = cells.iter().map(|cell| i64::from(cell.0 == unit)).collect();
        assert!(!(1..5).contains(&size(&row)) || !span.holds(row), "{unit} itself follows: {shape:?}");
    }
    // Nor does any sum, with whatever coefficients, concern fewer than five people.
    let sizes: Vec<u64> = cells.iter().map(|cell| cell.2).collect();
    for few in few_people(&sizes) {
        let of: Vec<_> = few.iter().map(|cell| (&cells[*cell].0, cells[*cell].1)).collect();
        assert!(!span.tells_of(&few), "a combination concerns {of:?} only: {shape:?}");
    }
    hidden.len()
}

/// Every set of cells with one to four people together.
fn few_people(sizes: &[u64]) -> Vec<Vec<usize>> {
    let (mut all, mut growing) = (Vec::new(), vec![(Vec::new(), 0)]);
    while let Some((set, people)) = growing.pop() {
        let next = set.last().map_or(0, |last: &usize| last + 1);
        for (cell, size) in sizes.iter().enumerate().skip(next).filter(|(_, size)| people + **size < 5) {
            let mut set: Vec<usize> = set.clone();
            set.push(cell);
            growing.push((set, people + size));
        }
        if !set.is_empty() {
            all.push(set);
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_small_group_follows_from_the_shown_ones(shape in shape()) {
        check(&shape);
    }
}

#[test]
fn the_pencil_finds_what_follows_and_only_that() {
    let mut span = Span::default();
    span.add(vec![1, 1, 1, 0]);
    span.add(vec![0, 1, 0, 1]);
    assert!(span.holds(vec![1, 0, 1, PRIME - 1]) && span.holds(vec![0, 0, 0, 0]));
    assert!(!span.holds(vec![1, 0, 0, 0]) && !span.holds(vec![0, 0, 0, 1]));
    assert!(span.tells_of(&[0, 2, 3]) && !span.tells_of(&[0, 2]) && !span.tells_of(&[3]));
    assert_eq!(few_people(&[2, 5, 2, 1]).len(), 6, "each alone but the five, and every pair of the three");
}

#[test]
fn some_groups_are_hidden_at_all() {
    // Two schools below a mixed unit, one with three people.
    let shape = vec![(0, 2, [10, 0]), (1, 3, [10, 0]), (0, 2, [0, 10]), (0, 2, [3, 0]), (0, 0, [0, 7])];
    assert!(check(&shape) > 0);
}
