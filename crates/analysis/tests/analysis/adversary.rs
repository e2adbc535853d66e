//! A reader with a pencil: no group of few people follows from the shown ones, whatever the organisation looks like.
//!
//! The families that the analysis declares are all that sealing knows about how groups overlap. Here the overlap comes
//! from the organisation itself: every group is a set of cells (a unit's own answers from one former municipality), and
//! what follows from the shown groups is what linear algebra can make of their sets. The reader knows which units answered
//! at all, but not that nobody of a unit came from some former municipality.

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
            cells.push((unit.clone(), former, *count));
        }
    }
    let folder = Folder::new();
    let settled = folder.settle(&wave("w", "2021-10-01", &instrument, &[]), &instrument, records, 1_000);
    let cube = cube(&register(&units, ""), &[settled]).unwrap();

    let tree = Tree::of(&format!("header\n{units}"), "", "2021-10-01");
    let of_cells: Vec<Vec<String>> = cells.iter().map(|(unit, former, _)| tree.groups(unit, former)).collect();
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
    hidden.len()
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
}

#[test]
fn some_groups_are_hidden_at_all() {
    // Two schools below a mixed unit, one with three people.
    let shape = vec![(0, 2, [10, 0]), (1, 3, [10, 0]), (0, 2, [0, 10]), (0, 2, [3, 0]), (0, 0, [0, 7])];
    assert!(check(&shape) > 0);
}
