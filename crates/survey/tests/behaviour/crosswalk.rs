//! Shares of divided units, and how far each unit of today reaches back.

use crate::sample::{FORMER, day, register_of};
use proptest::prelude::*;
use survey::{Comparable, Crosswalk, Lineage, LineageError, Organisation, Register, Share, UnitId};

/// Before 2020: A and B below one root. A1 goes on under a new code, A2 and B1 are merged, B2 is divided between P and Q.
const UNITS: &str = "\
unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to
K,Kommunen,,,kommune,,2017-01-01,
A,Gamle A,K,,område,,2017-01-01,2020-01-01
B,Gamle B,K,,område,,2017-01-01,2020-01-01
A1,A en,A,,avdeling,,2017-01-01,2020-01-01
A2,A to,A,,avdeling,,2017-01-01,2020-01-01
B1,B en,B,,avdeling,,2017-01-01,2020-01-01
B2,B to,B,,avdeling,,2017-01-01,2020-01-01
N,Ny,K,,område,,2020-01-01,
R,Omdøpt,N,,avdeling,,2020-01-01,
M,Sammenslått,N,,avdeling,,2020-01-01,
P,Del en,N,,avdeling,,2020-01-01,
Q,Del to,K,,avdeling,,2020-01-01,
X,Helt ny,K,,avdeling,,2020-01-01,
";

const STEPS: &str = "A,K\nB,K\nA1,R\nA2,M\nB1,M\n";

fn read(lineage: &str) -> Result<Register, String> {
    register_of(UNITS, FORMER, lineage)
}

fn crosswalk(lineage: &str) -> (Organisation, Crosswalk) {
    let register = read(lineage).unwrap();
    let (then, now) = (register.at(day("2019-10-01")).unwrap(), register.at(day("2021-10-01")).unwrap());
    let walk = Crosswalk::between(&then, &now, register.lineage());
    (now, walk)
}

#[test]
fn every_unit_says_how_far_back_it_reaches() {
    let (now, walk) =
        crosswalk(&format!("old_unit,new_unit,share\n{}B2,P,0.75\nB2,Q,25 %\n", STEPS.replace('\n', ",\n")));
    let index = |id: &str| now.index_of(&UnitId::new(id).unwrap()).unwrap();
    let above = |id: &str| Comparable::OnlyAbove { nearest: index(id), shares_known: true };
    for (unit, expect) in [
        ("R", Comparable::Fully),
        ("M", Comparable::ThroughMerger),
        ("P", above("K")),
        ("Q", above("K")),
        ("N", above("K")), // part of B2 is elsewhere
        ("X", Comparable::Not),
        ("K", Comparable::Fully),
    ] {
        assert_eq!(walk.comparable(index(unit)), expect, "{unit}");
    }
    let shares =
        |id: &str| walk.origins(index(id)).iter().map(|origin| origin.share.unwrap().fraction()).collect::<Vec<_>>();
    assert_eq!(shares("P"), [(3, 4)]);
    assert_eq!(shares("M"), [(1, 1), (1, 1)]);
    assert_eq!(shares("N"), [(1, 1), (1, 1), (1, 1), (3, 4)], "A1, A2 and B1 whole, B2 in part");
}

#[test]
fn without_shares_a_divided_unit_is_known_to_be_divided_and_no_more() {
    let (now, walk) = crosswalk(&format!("old_unit,new_unit\n{STEPS}B2,P\nB2,Q\n"));
    let index = |id: &str| now.index_of(&UnitId::new(id).unwrap()).unwrap();
    assert_eq!(walk.comparable(index("P")), Comparable::OnlyAbove { nearest: index("K"), shares_known: false });
    assert_eq!(walk.origins(index("P"))[0].share, None);
    assert_eq!(walk.origins(index("K")).iter().filter(|origin| origin.share == Some(Share::ALL)).count(), 7);
}

#[test]
fn every_wrong_share_is_refused_with_its_line_and_all_at_once() {
    let steps = STEPS.replace('\n', ",\n");
    let said = read(&format!("old_unit,new_unit,share\n{steps}B2,P,0.75\nB2,Q,0.2\n")).unwrap_err();
    assert_eq!(
        said,
        "lineage.csv, line 7, field share: the shares of `B2` add up to 0.95, not to 1 (lines 7, 8); let the shares of the unit's rows add up to exactly 1 (100 %)"
    );
    let said = read("old_unit,new_unit,share\nA1,R,0.5\nA1,M,\nB2,P,0.6\nB2,Q,0.6\n").unwrap_err();
    assert_eq!(
        said,
        "lineage.csv, line 3, field share: `A1` has a share in some of its rows and none in others (lines 2, 3); give every row of the unit a share, or none of them\n\
         lineage.csv, line 4, field share: the shares of `B2` add up to 1.2, not to 1 (lines 4, 5); let the shares of the unit's rows add up to exactly 1 (100 %)"
    );
    let said = read("old_unit,new_unit,share\nB2,P,\"0,5\"\nB2,Q,64\nA1,R,0.1234567\nA2,M,0.9\n").unwrap_err();
    assert_eq!(
        said,
        "lineage.csv, line 2, field share: it is not a share such as 0.64 or 64 %; write the part of the old unit's people that went to the new one\n\
         lineage.csv, line 3, field share: a share is more than 0 and at most 1 (100 %); write the part of the old unit's people that went to the new one\n\
         lineage.csv, line 4, field share: it has more than 6 decimals (4 in a percentage); write the part of the old unit's people that went to the new one"
    );
}

#[test]
fn shares_multiply_along_steps_and_add_up_where_parts_meet_again() {
    let register = read("old_unit,new_unit\n").unwrap();
    let now = register.at(day("2021-10-01")).unwrap();
    let step = |old: &str, new: &str, share: &str| {
        (UnitId::new(old).unwrap(), UnitId::new(new).unwrap(), Some(share.parse::<Share>().unwrap()))
    };
    let lineage = Lineage::with_shares([
        step("o", "a", "0.5"),
        step("o", "b", "0.5"),
        step("a", "P", "0.4"),
        step("a", "Q", "0.6"),
        step("b", "P", "1"),
    ]);
    let lineage = lineage.unwrap();
    let found = lineage.destinations(&UnitId::new("o").unwrap(), &now);
    let shares: Vec<(&str, (u64, u64))> =
        found.iter().map(|(unit, share)| (now.unit(*unit).id().as_str(), share.unwrap().fraction())).collect();
    // P: 0.5 · 0.4 + 0.5 = 0.7; Q: 0.5 · 0.6 = 0.3.
    assert_eq!(shares, [("P", (7, 10)), ("Q", (3, 10))]);
    let wrong = Lineage::with_shares([step("o", "P", "0.5"), step("o", "Q", "0.4")]);
    assert_eq!(wrong, Err(LineageError::SharesDoNotAddUp { old: UnitId::new("o").unwrap(), millionths: 900_000 }));
}

proptest! {
    /// Units 0..4 end; each becomes some of a, b, c, d, and those become P, Q or X. Whatever the shares, everything arrives.
    #[test]
    fn nothing_is_lost_on_the_way(
        steps in proptest::collection::vec((0_usize..4, proptest::collection::btree_map(0_usize..3, 1_u64..1000, 1..4)), 4),
    ) {
        let register = read("old_unit,new_unit\n").unwrap();
        let now = register.at(day("2021-10-01")).unwrap();
        let unit = |id: &str| UnitId::new(id).unwrap();
        let mut all = Vec::new();
        for (number, (_, parts)) in steps.iter().enumerate() {
            let total: u64 = parts.values().sum();
            let mut left = 1_000_000;
            for (position, (target, weight)) in parts.iter().enumerate() {
                let last = position + 1 == parts.len();
                let share = if last { left } else { 1_000_000 * weight / total };
                left -= share;
                let new = if number == 0 { ["m1", "m2", "m3"][*target] } else { ["P", "Q", "X"][*target] };
                let old = ["o", "m1", "m2", "m3"][number];
                all.push((unit(old), unit(new), Share::new(share, 1_000_000)));
            }
        }
        let lineage = Lineage::with_shares(all).unwrap();
        let found = lineage.destinations(&unit("o"), &now);
        let sum = found.values().try_fold(None, |sum: Option<Share>, share| {
            let share = (*share)?;
            Some(match sum { None => Some(share), Some(sum) => Some(sum.and(share)?) })
        });
        prop_assert_eq!(sum, Some(Some(Share::ALL)));
        // Where the answers go is where everything that they became lies.
        let target = lineage.target(&unit("o"), &now);
        let lowest = found.keys().copied().reduce(|a, b| now.lowest_common_ancestor(a, b));
        prop_assert_eq!(target, lowest);
    }
}
