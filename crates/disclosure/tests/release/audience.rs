//! A view is a part of the one cube: the same cells, and never more.

use disclosure::{Audience, GroupIndex, GroupKind, Projection, Rule, Sealed};
use proptest::prelude::*;
use survey::UnitId;

use crate::municipality::Municipality;
use crate::world::scale_id;

fn leader(unit: &str) -> Audience {
    Audience::Leader(UnitId::new(unit).unwrap())
}

fn seen(cube: &Sealed, audience: &Audience) -> Vec<String> {
    Projection::of(cube, audience).groups().map(|(_, group)| group.id.clone()).collect()
}

/// The root, a sector with two units, and a library that is the only one of its service area.
fn by_hand() -> Sealed {
    let mut draft = crate::world::World::family(60, &[30, 12, 18, 20]).draft(&["climate"]);
    let ids = ["root", "sector", "school-a", "school-b", "library"];
    let parents = [None, Some(0), Some(1), Some(1), Some(0)];
    for ((group, id), parent) in draft.groups.iter_mut().zip(ids).zip(parents) {
        id.clone_into(&mut group.id);
        group.parent = parent.map(GroupIndex::new);
    }
    // Only who sees what is looked at here, so nothing is asked of anybody.
    draft.scores.clear();
    draft.families.clear();
    for (id, part) in [("service_area:schools", 1), ("service_area:culture", 4)] {
        let area = GroupIndex::new(draft.groups.len());
        let mut group = draft.groups[0].clone();
        id.clone_into(&mut group.id);
        (group.kind, group.parent) = (GroupKind::ServiceArea, Some(GroupIndex::new(0)));
        draft.groups.push(group);
        draft.families.push(disclosure::Family { parent: area, members: vec![GroupIndex::new(part)] });
    }
    for (id, place) in [("role_class:leader", 0), ("sector|role_class:leader", 1)] {
        draft.groups.push(leaders(&draft.groups[0], id, place));
    }
    for (id, place) in [("service_area:schools|role_class:leader", 5), ("service_area:culture|role_class:leader", 6)] {
        draft.groups.push(leaders(&draft.groups[0], id, place));
    }
    draft.seal(Rule::house()).unwrap()
}

/// Everybody who leads, or those of a place.
fn leaders(root: &disclosure::Group, id: &str, place: usize) -> disclosure::Group {
    disclosure::Group {
        id: id.to_owned(),
        kind: if place == 0 { GroupKind::RoleClass } else { GroupKind::Crossed },
        parent: Some(GroupIndex::new(place)),
        role: Some(survey::RoleClass::Leader),
        ..root.clone()
    }
}

#[test]
fn a_leader_sees_the_line_up_and_everything_down() {
    let cube = by_hand();
    assert_eq!(seen(&cube, &leader("sector")), ["root", "sector", "school-a", "school-b", "sector|role_class:leader"]);
    assert_eq!(seen(&cube, &leader("school-b")), ["root", "sector", "school-b"]);
    assert_eq!(seen(&cube, &leader("root")).len(), cube.groups().len(), "the head of administration sees all");
}

#[test]
fn who_is_not_known_sees_nothing() {
    let cube = by_hand();
    assert!(seen(&cube, &leader("school-c")).is_empty());
    assert!(!Audience::Hr.sees(&cube, GroupIndex::new(cube.groups().len())), "what is not there, nobody sees");
}

#[test]
fn politicians_see_no_single_unit_under_any_name() {
    // The leaders of the only library are a part of that library; those of a sector are for whoever leads it.
    let wide = ["root", "service_area:schools", "role_class:leader", "service_area:schools|role_class:leader"];
    assert_eq!(seen(&by_hand(), &Audience::Politician), wide);
}

fn audiences(cube: &Sealed) -> Vec<Audience> {
    let units = cube.groups().iter().filter_map(|group| UnitId::new(group.id.as_str()).ok());
    units.map(Audience::Leader).chain([Audience::Hr, Audience::Politician, Audience::Representative]).collect()
}

/// Holds every cell of a projection against the cube, and returns how many cells that show a number were held.
fn held_against(cube: &Sealed, audience: &Audience) -> usize {
    let view = Projection::of(cube, audience);
    let climate = scale_id("climate");
    let mut shown = 0;
    for group in cube.group_indices() {
        assert_eq!(view.sees(group), audience.sees(cube, group));
        let cells = (view.score(&climate, group), view.participation(group), view.absence_year(group));
        if view.sees(group) {
            assert_eq!(cells.0, Some(cube.score(&climate, group)));
            assert_eq!(cells.1, Some(cube.participation(group)));
            assert_eq!(cells.2, Some(cube.absence_year(group)));
            assert!(view.absence_months(group).eq(cube.absence_months(group)));
            shown += usize::from(cells.0.is_some_and(|cell| cell.shown().is_some()));
        } else {
            assert_eq!(cells, (None, None, None));
            assert_eq!(view.absence_months(group).count(), 0);
        }
    }
    assert!(view.benchmarks().all(|benchmark| audience.sees(cube, benchmark.group())));
    shown
}

proptest! {
    #![proptest_config(crate::properties(24))]

    #[test]
    fn every_view_is_a_part_of_the_cube(seed in 0..u64::MAX, crossed in any::<bool>()) {
        let cube = Municipality::random(seed, 24, crossed).draft().seal(Rule::house()).unwrap();
        let all = held_against(&cube, &Audience::Hr);
        for audience in audiences(&cube) {
            prop_assert!(held_against(&cube, &audience) <= all);
        }
    }

    #[test]
    fn a_leader_sees_no_less_than_the_leaders_below(seed in 0..u64::MAX) {
        let cube = Municipality::random(seed, 24, false).draft().seal(Rule::house()).unwrap();
        for group in cube.groups().iter().filter(|group| matches!(group.kind, GroupKind::Unit { .. })) {
            let Some(above) = group.parent.and_then(|parent| cube.group(parent)) else { continue };
            let own = seen(&cube, &leader(&group.id));
            let theirs = seen(&cube, &leader(&above.id));
            prop_assert!(own.iter().all(|id| theirs.contains(id)), "{} below {}", group.id, above.id);
        }
    }
}
