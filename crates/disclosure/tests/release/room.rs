//! Few hidden people whose sum follows within narrow bounds from what is left of a shown group without shown parts.

use disclosure::{Draft, Family, Group, GroupIndex, GroupKind, Reason, Rule, ScaleText, Sealed, Withhold};
use indices::{Estimate, Known};
use serde_json::json;

use crate::world::{Own, World, answered, counted, empty_draft, scale_id, scale_text};

const HIDDEN: Option<Reason> = Some(Reason::ProtectsAnother);
const FEW: Option<Reason> = Some(Reason::TooFew);

/// One statement, answered by the people of every group: how many chose each point.
fn draft(world: &World, counts: &[[u64; 5]]) -> Draft {
    let mut draft = empty_draft(world.groups.clone(), world.families.clone());
    draft.scales = vec![ScaleText { items: 1, ..scale_text("climate", &[]) }];
    for (group, counts) in counts.iter().enumerate() {
        let mut finding = answered(counts.iter().sum(), *counts);
        let share = (counts[3] + counts[4]) as f64 / finding.n as f64;
        finding.favourable = Estimate::Known(Known { value: share, n: finding.n, interval: None });
        draft.scores.insert((scale_id("climate"), GroupIndex::new(group)), finding);
    }
    counted(draft, &world.own)
}

fn sum(parts: &[[u64; 5]]) -> [u64; 5] {
    [0, 1, 2, 3, 4].map(|point| parts.iter().map(|part| part[point]).sum())
}

fn means(sealed: &Sealed) -> Vec<Option<Reason>> {
    let groups = 0..sealed.groups().len();
    groups.map(|group| sealed.score(&scale_id("climate"), GroupIndex::new(group)).withheld()).collect()
}

fn shares(sealed: &Sealed) -> Vec<Option<Reason>> {
    let of_group = |group: usize| {
        let score = sealed.score(&scale_id("climate"), GroupIndex::new(group));
        score.shown().map_or_else(|| score.withheld(), |score| score.favourable().withheld())
    };
    (0..sealed.groups().len()).map(of_group).collect()
}

/// A whole and its three parts: the whole and the first are shown, and the last are few.
fn of_three_parts(parts: [[u64; 5]; 3]) -> Sealed {
    let sizes = parts.map(|part| part.iter().sum::<u64>());
    let world = World::family(sizes.iter().sum(), &sizes);
    let counts: Vec<[u64; 5]> = [sum(&parts)].into_iter().chain(parts).collect();
    draft(&world, &counts).seal(Rule::house()).unwrap()
}

#[test]
fn nine_with_nearly_all_points_pen_three_of_them_in() {
    let eleven = [1, 2, 5, 2, 1];
    // Thirty-six points of nine people leave three of them anywhere, thirty-seven do not.
    let free = of_three_parts([eleven, [0, 0, 2, 3, 1], [0, 0, 0, 2, 1]]);
    assert_eq!(means(&free), [None, None, HIDDEN, FEW]);
    let penned = of_three_parts([eleven, [0, 0, 1, 4, 1], [0, 0, 0, 2, 1]]);
    assert_eq!(means(&penned), [None, HIDDEN, None, FEW]);
    // At the other end, eighteen and seventeen.
    let free = of_three_parts([eleven, [1, 3, 2, 0, 0], [1, 2, 0, 0, 0]]);
    assert_eq!(means(&free), [None, None, HIDDEN, FEW]);
    let penned = of_three_parts([eleven, [1, 4, 1, 0, 0], [1, 2, 0, 0, 0]]);
    assert_eq!(means(&penned), [None, HIDDEN, None, FEW]);
}

/// One person whose eight hidden colleagues are all at the end is at the end too.
#[test]
fn nine_with_all_points_pen_a_single_person_in() {
    let eleven = [1, 2, 5, 2, 1];
    let sealed = of_three_parts([eleven, [0, 0, 0, 0, 8], [0, 0, 0, 0, 1]]);
    assert_eq!(means(&sealed)[..2], [None, HIDDEN]);
    let sealed = of_three_parts([eleven, [0, 0, 0, 3, 5], [0, 0, 0, 0, 1]]);
    assert_eq!(means(&sealed)[..2], [None, None]);
}

/// What is out pens few people in by itself once the answers are corrected. It cannot be taken back, and showing it again adds nothing.
#[test]
fn what_was_told_before_is_shown_again() {
    let world = World::family(20, &[11, 6, 3]);
    let of = |parts: [[u64; 5]; 3]| {
        let counts: Vec<[u64; 5]> = [sum(&parts)].into_iter().chain(parts).collect();
        draft(&world, &counts)
    };
    let eleven = [1, 2, 5, 2, 1];
    let free = of([eleven, [0, 0, 2, 3, 1], [0, 0, 0, 2, 1]]);
    let (first, rows) = free.seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    assert_eq!(means(&first), [None, None, HIDDEN, FEW]);
    let corrected = of([eleven, [0, 0, 1, 4, 1], [0, 0, 0, 2, 1]]);
    let (second, _) = corrected.seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap();
    assert_eq!(means(&second), [None, None, HIDDEN, FEW]);
}

#[test]
fn ten_with_nearly_all_favourable_pen_three_of_them_in() {
    let eleven = [1, 2, 4, 3, 1];
    // Seven of ten favourable leave three of them anywhere; of eight, at least one is among the three, and two colleagues who are not know of the third.
    let of = |seven: [u64; 5], three: [u64; 5]| shares(&of_three_parts([eleven, seven, three]))[..2].to_vec();
    assert_eq!(of([0, 2, 0, 5, 0], [0, 1, 0, 2, 0]), [None, None]);
    assert_eq!(of([0, 1, 0, 6, 0], [0, 1, 0, 2, 0]), [None, HIDDEN]);
    assert_eq!(of([0, 5, 0, 2, 0], [0, 2, 0, 1, 0]), [None, None]);
    assert_eq!(of([0, 6, 0, 1, 0], [0, 2, 0, 1, 0]), [None, HIDDEN]);
}

fn group(id: &str, kind: GroupKind) -> Group {
    Group {
        id: id.to_owned(),
        kind,
        name: id.to_owned(),
        parent: None,
        unit_type: None,
        service_area: None,
        former_municipality: None,
        role: None,
    }
}

fn set(members: &[usize]) -> Vec<GroupIndex> {
    members.iter().copied().map(GroupIndex::new).collect()
}

/// Below a hidden area its shown parts are taken in its place: those of the family that shows most people.
#[test]
fn what_is_shown_below_a_hidden_group_counts_as_shown_of_the_whole() {
    // The area of thirteen is ten and three, or five and eight; beside it are twenty, and eight.
    let ids = ["whole", "area", "twenty", "eight", "ten", "three", "five", "five and three"];
    let kinds = |id: &&str| if *id == "whole" { GroupKind::Total } else { GroupKind::Unit { depth: 1 } };
    let own = |group: usize, within: &[usize]| Own { group, below: Vec::new(), within: set(within) };
    let family = |parent: usize, members: &[usize]| Family { parent: GroupIndex::new(parent), members: set(members) };
    let world = World {
        groups: ids.iter().map(|id| group(id, kinds(id))).collect(),
        families: vec![family(0, &[1, 2, 3]), family(1, &[4, 5]), family(1, &[6, 7])],
        people: vec![41, 13, 20, 8, 10, 3, 5, 8],
        own: vec![
            own(6, &[0, 1, 4, 6]),
            Own { below: vec![5], ..own(7, &[0, 1, 4, 7]) },
            own(5, &[0, 1, 5, 7]),
            own(2, &[0, 2]),
            own(3, &[0, 3]),
        ],
    };
    let sealed = |eight: [u64; 5]| {
        let (five, other_five, three) = ([1, 1, 1, 1, 1], [1, 0, 3, 0, 1], [0, 0, 0, 1, 2]);
        let (ten, other, twenty) = (sum(&[five, other_five]), sum(&[other_five, three]), [2, 4, 8, 4, 2]);
        let area = sum(&[ten, three]);
        let counts = [sum(&[area, twenty, eight]), area, twenty, eight, ten, three, five, other];
        let withhold: Withhold =
            serde_json::from_value(json!({ "numbers of scale climate in wave 2021-host": ["area"] })).unwrap();
        means(&draft(&world, &counts).seal_after(Rule::house(), &[], &withhold).unwrap().0)
    };
    // The whole less twenty and ten are eleven people: with 46 points the three among them are free, with 47 they are not.
    assert_eq!(sealed([0, 0, 1, 6, 1]), [None, HIDDEN, None, HIDDEN, None, FEW, HIDDEN, None]);
    assert_eq!(sealed([0, 0, 1, 5, 2]), [None, HIDDEN, None, HIDDEN, HIDDEN, FEW, HIDDEN, None]);
}
