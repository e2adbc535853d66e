//! Merging, retracting and rolling up: the whole is the sum of its parts, in any order, and back again.

use crate::naive::{answers, counted, shapes};
use counts::{MAX_PERSONS, MergeError, RetractError, ScaleCounts, ScaleShape, Tally};
use proptest::prelude::*;
use survey::{MissingRule, Points};

fn merged(parts: &[&ScaleCounts]) -> ScaleCounts {
    let mut whole = ScaleCounts::new(parts[0].shape());
    for part in parts {
        whole.merge(part).unwrap();
    }
    whole
}

fn three_parts() -> impl Strategy<Value = (ScaleShape, [Vec<Vec<u8>>; 3])> {
    shapes().prop_flat_map(|shape| {
        let part = || answers(&shape, 15);
        (Just(shape.clone()), [part(), part(), part()])
    })
}

proptest! {
    #[test]
    fn merging_is_associative_and_commutative_and_the_same_as_counting_together((shape, rows) in three_parts()) {
        let [a, b, c] = rows.each_ref().map(|rows| counted(&shape, rows));
        let together = counted(&shape, rows.iter().flatten());
        prop_assert!(merged(&[&a, &b, &c]) == together);
        prop_assert!(merged(&[&c, &a, &b]) == together);
        prop_assert!(merged(&[&a, &merged(&[&b, &c])]) == together);
        prop_assert!(merged(&[&merged(&[&a, &b]), &c]) == together);
        prop_assert!(merged(&[&a, &ScaleCounts::new(&shape)]) == a, "an empty cell is neutral");
    }

    #[test]
    fn retracting_what_was_merged_restores_every_counter((shape, rows) in three_parts()) {
        let [a, b, _] = rows.each_ref().map(|rows| counted(&shape, rows));
        let mut whole = merged(&[&a, &b]);
        whole.retract(&b).unwrap();
        prop_assert!(whole == a);
        whole.retract(&a).unwrap();
        prop_assert!(whole == ScaleCounts::new(&shape));
    }

    #[test]
    fn what_was_never_counted_cannot_be_retracted((shape, rows) in three_parts()) {
        let [a, b, _] = rows.each_ref().map(|rows| counted(&shape, rows));
        prop_assume!(b.n() > a.n());
        let mut kept = a.clone();
        prop_assert_eq!(kept.retract(&b), Err(RetractError::NeverCounted));
        prop_assert!(kept == a, "a refusal changes nothing");
    }

    #[test]
    fn rolling_up_equals_counting_the_larger_cells((shape, rows) in three_parts()) {
        let cells = (0_u8..).zip(rows.iter().map(|rows| vec![counted(&shape, rows)]));
        let mut tally = Tally::new();
        for (key, counts) in cells {
            tally.add(key, counts).unwrap();
        }
        // Cells 0 and 1 form "left", cell 2 "right", all of them the total.
        let rolled = tally.roll_up(|&key| vec![if key < 2 { "left" } else { "right" }, "total"]).unwrap();
        prop_assert_eq!(rolled.len(), 3);
        prop_assert!(rolled.get(&"total").unwrap()[0] == counted(&shape, rows.iter().flatten()));
        prop_assert!(rolled.get(&"left").unwrap()[0] == counted(&shape, rows[..2].iter().flatten()));
        prop_assert!(rolled.get(&"right").unwrap()[0] == counted(&shape, &rows[2]));
        let mut twice = tally.clone();
        twice.merge(tally).unwrap();
        prop_assert_eq!(twice.get(&0).unwrap()[0].n(), 2 * counted(&shape, &rows[0]).n());
    }
}

fn shape(reversed: &[bool]) -> ScaleShape {
    ScaleShape::new(Points::new(1, 5).unwrap(), reversed.to_vec(), MissingRule::Complete).unwrap()
}

#[test]
fn counts_of_different_scales_do_not_mix() {
    let (mut one, other) = (ScaleCounts::new(&shape(&[false])), ScaleCounts::new(&shape(&[true])));
    assert_eq!(one.merge(&other), Err(MergeError::DifferentShape));
    assert_eq!(one.retract(&other), Err(RetractError::DifferentShape));
    let mut tally = Tally::new();
    tally.add("unit", vec![one.clone()]).unwrap();
    assert_eq!(tally.add("unit", vec![one.clone(), one.clone()]), Err(MergeError::DifferentScales));
    assert_eq!(tally.add("unit", vec![other]), Err(MergeError::DifferentShape));
    assert!(Tally::from_scales(vec!["a", "b"], vec![vec![one]]).is_err());
}

#[test]
fn other_answers_cannot_be_retracted_even_if_there_are_few_enough() {
    let mut kept = counted(&shape(&[false, true]), &[vec![1, 2], vec![4, 5]]);
    let before = kept.clone();
    let other = counted(&shape(&[false, true]), &[vec![2, 2]]);
    assert_eq!(kept.retract(&other), Err(RetractError::NeverCounted));
    assert!(kept == before);
}

#[test]
fn a_cell_refuses_to_grow_beyond_its_proof() {
    let mut counts = counted(&shape(&[false]), &[vec![5]]);
    // Doubling 32 times reaches 2^32 persons, the bound itself.
    for _ in 0..32 {
        let same = counts.clone();
        counts.merge(&same).unwrap();
    }
    assert_eq!(counts.n(), MAX_PERSONS);
    let full = counts.clone();
    assert_eq!(counts.merge(&full), Err(MergeError::TooManyPersons));
    assert!(counts.add(&[5]).is_err());
    assert!(counts == full);
    let total = counts.score_total();
    assert_eq!((total.sum, total.squares), (5 << 32, 25 << 32));
}

#[test]
fn scales_counted_side_by_side_become_cells() {
    let shape = shape(&[false]);
    let part = |rows: &[u8]| counted(&shape, &rows.iter().map(|&code| vec![code]).collect::<Vec<_>>());
    let scales = vec![vec![part(&[1]), part(&[2, 2])], vec![part(&[3, 3, 3]), part(&[])]];
    let tally = Tally::from_scales(vec!["a", "b"], scales).unwrap();
    let persons: Vec<(&str, Vec<u64>)> =
        tally.cells().map(|(key, counts)| (*key, counts.iter().map(ScaleCounts::n).collect())).collect();
    assert_eq!(persons, [("a", vec![1, 3]), ("b", vec![2, 0])]);
    assert_eq!(format!("{tally:?}"), "Tally { cells: 2, .. }");
}
