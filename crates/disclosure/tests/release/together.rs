//! What one table hides must not follow from the tables that are shown beside it, though it would be harmless there.

use disclosure::{Draft, FigureFinding, GroupIndex, GroupKind, InnerName, Reason, Rule, Sealed, Table};
use plan::{Figure, PARTS};
use survey::Date;

use crate::world::{World, counted_parts, finding, scale_id, scale_text, seal};

const HIDDEN: Option<Reason> = Some(Reason::ProtectsAnother);
const FEW: Option<Reason> = Some(Reason::TooFew);

/// A composite of two scales, and how many people of the whole and of each part answered either.
fn two_scales(vigour: &[u64], dedication: &[u64]) -> Draft {
    let mut draft = World::family(0, &vec![0; vigour.len() - 1]).draft(&[]);
    draft.scales = vec![
        scale_text("composite", &["vigour", "dedication"]),
        scale_text("vigour", &[]),
        scale_text("dedication", &[]),
    ];
    for (scale, people) in [("vigour", vigour), ("dedication", dedication)] {
        for (group, people) in people.iter().enumerate() {
            draft.scores.insert((scale_id(scale), GroupIndex::new(group)), finding(*people));
        }
    }
    draft
}

fn means(sealed: &Sealed, scale: &str) -> Vec<Option<Reason>> {
    let groups = 0..sealed.groups().len();
    groups.map(|group| sealed.score(&scale_id(scale), GroupIndex::new(group)).withheld()).collect()
}

/// Of one scale the whole less the second part is the first part and ten others; of the other scale it is the first part alone.
#[test]
fn few_people_of_one_scale_do_not_follow_from_another() {
    for few in 1..=4 {
        let sealed = seal(two_scales(&[30 + few, few, 20], &[40, 20, 20]));
        assert_eq!(means(&sealed, "vigour"), [None, FEW, HIDDEN], "{few}");
        assert_eq!(means(&sealed, "dedication"), [None, HIDDEN, HIDDEN], "{few}");
    }
    let sealed = seal(two_scales(&[35, 5, 20], &[40, 20, 20]));
    assert_eq!((means(&sealed, "vigour"), means(&sealed, "dedication")), (vec![None; 3], vec![None; 3]));
}

/// The second part is hidden for the sake of the first. Of the other scale, which the first part skipped, it would be what is left of the whole.
#[test]
fn what_one_scale_hides_does_not_follow_from_another() {
    for twelve in [7, 9, 10, 12] {
        let mut draft = two_scales(&[35, 3, 12, 20], &[10 + twelve, 0, twelve, 10]);
        // With a family the remainder would be seen; here nobody says how the groups add up.
        draft.families.clear();
        let sealed = seal(draft);
        assert_eq!(means(&sealed, "vigour"), [None, FEW, HIDDEN, HIDDEN], "{twelve}");
        assert_eq!(means(&sealed, "dedication"), [None, FEW, HIDDEN, HIDDEN], "{twelve}");
    }
    // Where the other scale has somebody in the first part too, it tells of neither alone.
    let mut draft = two_scales(&[35, 3, 12, 20], &[34, 2, 12, 20]);
    draft.families.clear();
    let sealed = seal(draft);
    assert_eq!(means(&sealed, "vigour"), [None, FEW, HIDDEN, None]);
    assert_eq!(means(&sealed, "dedication"), [None, FEW, HIDDEN, None]);
}

fn women(counted: u64, all: u64) -> FigureFinding {
    FigureFinding {
        numerator: counted * PARTS,
        denominator: all,
        sources: ["HR".to_owned()].into(),
        vintage: Date::new(2021, 2, 15).unwrap(),
    }
}

/// A unit's register figure is never shown, and where it has few people it must not be what two wide groups leave.
#[test]
fn a_figure_of_a_small_unit_is_not_what_wide_groups_leave() {
    let area = |few: u64| {
        let mut draft = World::family(0, &[0, 0]).draft(&[]);
        draft.families.clear();
        draft.groups[1].kind = GroupKind::ServiceArea;
        for (group, (counted, all)) in [(40 + few / 2, 90 + few), (40, 90), (few / 2, few)].into_iter().enumerate() {
            draft.registers.figures.insert((Figure::Women, 2020, GroupIndex::new(group)), women(counted, all));
        }
        let sealed = counted_parts(draft).seal(Rule::house()).unwrap();
        let figure = |group: usize| sealed.figure(Figure::Women, 2020, GroupIndex::new(group));
        assert_eq!(figure(0).shown().unwrap().sources(), ["HR".to_owned()]);
        [0, 1, 2].map(|group| figure(group).withheld())
    };
    assert_eq!(area(9), [None, HIDDEN, Some(Reason::NotMeasured)]);
    assert_eq!(area(10), [None, None, Some(Reason::NotMeasured)]);
}

/// Beside the whole either the unit of nine may be shown or the twelve of one former municipality, who are these nine and three more.
#[test]
fn a_unit_is_kept_before_a_larger_slice() {
    let mut draft = World::family(0, &[0, 0]).draft(&[]);
    draft.families.clear();
    draft.groups[2].kind = GroupKind::FormerMunicipality;
    draft.scales = vec![scale_text("climate", &[])];
    let within = |groups: &[usize]| groups.iter().copied().map(GroupIndex::new).collect::<Vec<_>>();
    for (unit, groups, people) in [("nine", &[0, 1, 2][..], 9), ("three", &[0, 2], 3), ("others", &[0], 30)] {
        let name = InnerName { unit: unit.to_owned(), former_municipality: String::new(), role: None };
        draft.inner.add(Table::Scale(scale_id("climate")), &name, &within(groups), people);
    }
    for (group, people) in [42, 9, 12].into_iter().enumerate() {
        draft.scores.insert((scale_id("climate"), GroupIndex::new(group)), finding(people));
    }
    assert_eq!(means(&draft.seal(Rule::house()).unwrap(), "climate"), [None, None, HIDDEN]);
}
