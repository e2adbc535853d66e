//! Lineage: where the answers of a unit belong after a reorganisation.

use crate::sample::{FORMER, day, register, register_of, units};
use proptest::prelude::*;
use survey::{Lineage, LineageError, UnitId};

fn unit(id: &str) -> UnitId {
    UnitId::new(id).unwrap()
}

#[test]
fn answers_follow_units_through_a_merger() {
    let register = register();
    let after = register.at(day("2021-10-01")).unwrap();
    let target =
        |id: &str| register.lineage().target(&unit(id), &after).map(|index| after.unit(index).id().as_str().to_owned());
    for (old, expect) in [
        ("O1", Some("O1")),         // is there
        ("A-hjem", Some("A-hjem")), // stayed, but moved
        ("A-skole", Some("O1")),    // became one unit
        ("B-skole", Some("O")),     // split inside one area
        ("B", Some("K")),           // split over two areas
        ("R", Some("K")),
        ("unknown", None),
    ] {
        assert_eq!(target(old).as_deref(), expect, "{old}");
    }
}

#[test]
fn steps_are_followed_to_the_end_and_dead_ends_are_left_out() {
    let register = register();
    let after = register.at(day("2021-10-01")).unwrap();
    let steps = [("a", "b"), ("b", "c"), ("c", "O1"), ("a", "dissolved"), ("x", "dissolved"), ("y", "b"), ("y", "V1")];
    let lineage = Lineage::new(steps.map(|(old, new)| (unit(old), unit(new)))).unwrap();
    let target = |id: &str| lineage.target(&unit(id), &after).map(|index| after.unit(index).id().as_str());
    assert_eq!(target("a"), Some("O1"));
    assert_eq!(target("x"), None);
    assert_eq!(target("y"), Some("K"));
}

#[test]
fn a_lineage_that_would_never_end_is_refused() {
    let lineage = |steps: &[(&str, &str)]| Lineage::new(steps.iter().map(|(old, new)| (unit(old), unit(new))));
    assert_eq!(lineage(&[("a", "a")]), Err(LineageError::Itself(unit("a"))));
    assert_eq!(lineage(&[("a", "b"), ("a", "b")]), Err(LineageError::Twice { old: unit("a"), new: unit("b") }));
    assert_eq!(
        lineage(&[("a", "b"), ("b", "c"), ("c", "a")]),
        Err(LineageError::Cycle { old: unit("c"), new: unit("a") })
    );
    assert!(lineage(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).is_ok(), "a split that is merged again ends");
}

#[test]
fn every_wrong_lineage_file_is_refused_with_its_line() {
    for (rows, expect) in [
        (
            "A,Q\n",
            "lineage.csv, line 2, field new_unit: there is no unit `Q` in the file of units; add the unit, with the days it was valid, or correct its code",
        ),
        (
            "Q,A\n",
            "lineage.csv, line 2, field old_unit: there is no unit `Q` in the file of units; add the unit, with the days it was valid, or correct its code",
        ),
        ("A,\n", "lineage.csv, line 2, field new_unit: the unit id is empty; write the code of a unit"),
        (
            "A,A\n",
            "lineage.csv, line 2, field new_unit: unit `A` is said to become itself; remove the row; a unit that goes on needs none",
        ),
        ("A,O\nA,O\n", "lineage.csv, line 3, field new_unit: it is said twice that `A` became `O`; remove the row"),
        (
            "A,O\nO,A\n",
            "lineage.csv, line 3, field new_unit: `A` became `O`, over one or more steps, so `O` cannot become `A`; turn the row round or remove it",
        ),
    ] {
        let said = register_of(&units(), FORMER, &format!("old_unit,new_unit\n{rows}")).unwrap_err();
        assert_eq!(said, expect, "{rows:?}");
    }
}

proptest! {
    /// Steps between ten units are a lineage exactly if they can be put in an order in which every step goes forward.
    #[test]
    fn circles_are_found_exactly_where_they_are(steps in prop::collection::btree_set((0u8..10, 0u8..10), 0..20)) {
        let named = steps.iter().map(|(old, new)| (unit(&format!("u{old}")), unit(&format!("u{new}"))));
        let mut left: Vec<(u8, u8)> = steps.iter().copied().collect();
        loop {
            let before = left.len();
            let sources: Vec<u8> = left.iter().map(|step| step.0).collect();
            left.retain(|step| sources.contains(&step.1));
            if left.len() == before { break; }
        }
        prop_assert_eq!(Lineage::new(named).is_ok(), left.is_empty());
    }
}
