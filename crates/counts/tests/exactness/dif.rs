//! Tables for differential item functioning: against a count by hand, against their parts, and what is refused.

use counts::{
    CountError, DifDesign, DifRows, DifTable, MAX_GROUPS, Matching, MergeError, NO_ANSWER, RetractError, ScaleShape,
    ShapeError,
};
use proptest::prelude::*;
use survey::{MissingRule, Points};

fn shape(reversed: &[bool]) -> ScaleShape {
    ScaleShape::new(Points::new(1, 3).unwrap(), reversed.to_vec(), MissingRule::Complete).unwrap()
}

/// Groups and columns, and why they are refused.
type Refusal<'a> = (&'a [u32], [&'a [u8]; 3], CountError);

/// Rows of three answers, some missing, in two groups.
fn rows() -> impl Strategy<Value = Vec<(u32, [u8; 3])>> {
    let code = prop_oneof![8 => 1_u8..=3, 1 => Just(NO_ANSWER)];
    prop::collection::vec((0_u32..2, prop::array::uniform3(code)), 0..30)
}

fn counted(design: &DifDesign, rows: &[(u32, [u8; 3])]) -> DifTable {
    let groups: Vec<u32> = rows.iter().map(|row| row.0).collect();
    let columns: Vec<Vec<u8>> = (0..3).map(|item| rows.iter().map(|row| row.1[item]).collect()).collect();
    let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
    let mut table = DifTable::new(design, 2).unwrap();
    table.add_columns(&groups, &columns).unwrap();
    table
}

#[test]
fn a_table_counted_by_hand() {
    // The second item is reversed: raw 1 counts as 3.
    let rows = [(0, [1, 1, 2]), (1, [3, 2, NO_ANSWER]), (1, [3, 2, 2]), (1, [3, 2, 2])];
    let including = DifDesign::new(&shape(&[false, true, false]), 1, &[true; 3], Matching::Including).unwrap();
    let table = counted(&including, &rows);
    assert_eq!((table.n(), table.groups()), (3, 2));
    assert_eq!(table.totals().collect::<Vec<u32>>(), (3..=9).collect::<Vec<u32>>());
    assert_eq!(table.answers(0, 6), Some(&[0, 0, 1][..]), "1 + 3 + 2");
    assert_eq!(table.answers(1, 7), Some(&[0, 2, 0][..]), "3 + 2 + 2, twice");
    assert_eq!((table.answers(2, 6), table.answers(0, 2), table.answers(0, 10)), (None, None, None));
    let excluding = DifDesign::new(&shape(&[false, true, false]), 1, &[true; 3], Matching::Excluding).unwrap();
    assert_eq!(counted(&excluding, &rows).answers(0, 3), Some(&[0, 0, 1][..]), "1 + 2");
    let one_anchor = DifDesign::new(&shape(&[false; 3]), 0, &[false, false, true], Matching::Including).unwrap();
    assert_eq!(counted(&one_anchor, &rows).answers(1, 5), Some(&[0, 0, 2][..]), "3 + 2, without the second");
}

proptest! {
    #[test]
    fn a_table_is_the_sum_of_its_parts_and_loses_them_again(a in rows(), b in rows()) {
        let design = DifDesign::new(&shape(&[false, true, false]), 2, &[true; 3], Matching::Including).unwrap();
        let together: Vec<_> = a.iter().chain(&b).copied().collect();
        let (a, b) = (counted(&design, &a), counted(&design, &b));
        let mut whole = a.clone();
        whole.merge(&b).unwrap();
        prop_assert!(whole == counted(&design, &together));
        let other_order: Vec<_> = together.iter().rev().copied().collect();
        prop_assert!(whole == counted(&design, &other_order));
        whole.retract(&b).unwrap();
        prop_assert!(whole == a);
        if b.n() > a.n() {
            prop_assert_eq!(whole.retract(&b), Err(RetractError::NeverCounted));
            prop_assert!(whole == a, "a refusal changes nothing");
        }
    }

    #[test]
    fn every_complete_row_stands_in_one_cell(rows in rows()) {
        let design = DifDesign::new(&shape(&[false; 3]), 0, &[true; 3], Matching::Excluding).unwrap();
        let table = counted(&design, &rows);
        let complete = rows.iter().filter(|row| !row.1.contains(&NO_ANSWER)).count();
        let cells = (0..2).flat_map(|group| table.totals().map(move |total| (group, total)));
        let sum: u64 = cells.filter_map(|(group, total)| table.answers(group, total)).flatten().sum();
        prop_assert_eq!((sum, table.n()), (complete as u64, complete as u64));
    }
}

#[test]
fn what_cannot_be_counted_is_refused_by_name() {
    let three = shape(&[false; 3]);
    let design = |item, anchors: &[bool], matching| DifDesign::new(&three, item, anchors, matching).map(|_| ());
    assert_eq!(design(3, &[true; 3], Matching::Including), Err(ShapeError::UnknownItem { position: 3 }));
    assert_eq!(design(0, &[true; 2], Matching::Including), Err(ShapeError::UnknownItem { position: 2 }));
    assert_eq!(design(0, &[true, false, false], Matching::Including), Err(ShapeError::NoItems), "only itself");
    assert_eq!(design(0, &[false, true, false], Matching::Excluding), Ok(()));

    let design = DifDesign::new(&three, 0, &[true; 3], Matching::Including).unwrap();
    let groups = MAX_GROUPS + 1;
    assert_eq!(DifTable::new(&design, groups).map(|_| ()), Err(ShapeError::TooManyGroups { groups }));
    let mut table = DifTable::new(&design, 2).unwrap();
    let refusals: [Refusal<'_>; 3] = [
        (&[0, 2], [&[1, 1]; 3], CountError::UnknownCell { cell: 2, cells: 2 }),
        (&[0], [&[1], &[1, 2], &[1]], CountError::WrongRows { item: 1, expected: 1, given: 2 }),
        (&[0, 0], [&[1, 1], &[1, 1], &[1, 4]], CountError::OutsideScale { item: 2 }),
    ];
    for (groups, columns, refusal) in refusals {
        assert_eq!(table.add_columns(groups, &columns), Err(refusal.clone()));
        assert_eq!(DifRows::new(&three, 2, groups, &columns).map(|_| ()), Err(refusal));
    }
    assert_eq!(table.add_columns(&[0], &[&[1]]), Err(CountError::WrongItems { expected: 3, given: 1 }));
    assert_eq!(table.n(), 0, "a refusal counts nothing");
    let other = DifTable::new(&DifDesign::new(&three, 1, &[true; 3], Matching::Including).unwrap(), 2).unwrap();
    assert_eq!(table.merge(&other), Err(MergeError::DifferentShape));
    assert_eq!(table.retract(&other), Err(RetractError::DifferentShape));
    let single = shape(&[false]);
    assert!(DifRows::new(&single, 2, &[], &[&[]]).is_err(), "one item has nothing to be matched on");
}

#[test]
fn a_table_hides_what_it_holds() {
    let design = DifDesign::new(&shape(&[false; 3]), 0, &[true; 3], Matching::Including).unwrap();
    assert_eq!(format!("{:?}", counted(&design, &[(0, [1, 2, 3])])), "DifTable { groups: 2, .. }");
}
