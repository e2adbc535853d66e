//! Drafts and rules that are refused, and what a seal does not depend on.

use absence::PersonDays;
use disclosure::{
    AbsenceFinding, Basis, Draft, DraftBenchmark, Family, GroupIndex, Inner, InnerName, Reason, Rule, SealError, Table,
};
use proptest::prelude::*;

use crate::properties;
use crate::sealing::absence_finding;
use crate::world::{Own, World, counted_parts, finding, scale_id, scale_text, wave_label};

const WHOLE: GroupIndex = GroupIndex::new(0);

fn part(number: usize) -> GroupIndex {
    GroupIndex::new(number + 1)
}

#[test]
fn a_draft_that_contradicts_itself_is_refused() {
    type Spoil = fn(&mut Draft);
    let cases: [(&str, Spoil); 16] = [
        ("occurs twice", |draft| draft.groups[1].id = "whole".to_owned()),
        ("occurs twice", |draft| draft.scales.push(scale_text("climate", &[]))),
        ("a family names group number 9", |draft| draft.families[0].members.push(GroupIndex::new(9))),
        ("is not a set of parts", |draft| draft.families[0].members.push(WHOLE)),
        ("a group's parent names group number 9", |draft| draft.groups[1].parent = Some(GroupIndex::new(9))),
        ("a score names scale ghost", |draft| {
            draft.scores.insert((scale_id("ghost"), WHOLE), finding(7));
        }),
        ("a composite names scale ghost", |draft| draft.scales[0].parts.push(scale_id("ghost"))),
        ("the trend names wave number 0", |draft| {
            draft.trend.insert((0, scale_id("climate"), WHOLE), finding(7));
        }),
        ("indicator number 0 of plan number 3", |draft| {
            let basis = Basis::External;
            draft.benchmarks.push(DraftBenchmark { plan: 3, indicator: 0, group: WHOLE, basis, placement: None });
        }),
        ("more answers than invitations", |draft| {
            draft.participation.insert(WHOLE, (20, 21));
        }),
        ("loses more days than were agreed", |draft| {
            let agreed = PersonDays::from_ten_thousandths(1);
            draft.absence_year.insert(WHOLE, AbsenceFinding { agreed, ..absence_finding(20) });
        }),
        ("in scale climate, the people of group part-0 are not those of its inner groups", |draft| {
            draft.scores.insert((scale_id("climate"), part(0)), finding(12));
        }),
        ("in scale climate, the people of group whole are not", |draft| draft.inner = Inner::default()),
        ("an inner group names group number 9", |draft| {
            let name = InnerName { unit: "u".to_owned(), former_municipality: "f".to_owned(), role: None };
            draft.inner.add(Table::Invited, &name, &[GroupIndex::new(9)], 1);
        }),
        ("f of unit u stands in different groups", |draft| {
            let name = InnerName { unit: "u".to_owned(), former_municipality: "f".to_owned(), role: None };
            draft.inner.add(Table::Invited, &name, &[WHOLE], 1);
            draft.inner.add(Table::Invited, &name, &[WHOLE, part(1)], 1);
        }),
        ("the family of group part-0 is not a set of parts", |draft| {
            draft.families.push(Family { parent: part(0), members: vec![part(1)] });
        }),
    ];
    for (message, spoil) in cases {
        let mut draft = counted_parts(World::family(33, &[13, 20]).draft(&["climate"]));
        spoil(&mut draft);
        let error = draft.seal(Rule::house()).unwrap_err().to_string();
        assert!(error.contains(message), "{message}: {error}");
    }
    let mut draft = World::family(33, &[13, 20]).draft(&["climate"]);
    draft.waves = vec![wave_label("2021-host", 2021)];
    draft.trend.insert((0, scale_id("climate"), WHOLE), finding(32));
    assert!(matches!(counted_parts(draft).seal(Rule::house()), Err(SealError::WaveDisagrees { .. })));
}

#[test]
fn the_rule_can_be_stricter_and_never_weaker() {
    assert!(Rule::stricter(4, 10, 100, 10).is_err());
    assert!(Rule::stricter(5, 9, 100, 10).is_err());
    assert!(Rule::stricter(5, 10, 99, 10).is_err());
    assert!(Rule::stricter(5, 10, 100, 9).is_err());
    assert!(Rule::stricter(12, 11, 100, 10).is_err());
    assert_eq!(Rule::stricter(5, 10, 100, 10), Ok(Rule::house()));
    let strict = Rule::stricter(15, 20, 100, 10).unwrap();
    let sealed = counted_parts(World::family(33, &[13, 20]).draft(&["climate"])).seal(strict).unwrap();
    assert_eq!(sealed.score(&scale_id("climate"), part(0)).withheld(), Some(Reason::TooFew));
}

proptest! {
    #![proptest_config(properties(60))]

    /// The same draft gives the same bytes; groups and families in another order give the same decisions.
    #[test]
    fn decisions_depend_on_no_order(seed in any::<u64>()) {
        let world = World::random(seed);
        let sealed = world.seal(world.draft(&["climate"]));
        let again = world.seal(world.draft(&["climate"]));
        prop_assert_eq!(serde_json::to_string(&sealed).unwrap(), serde_json::to_string(&again).unwrap());

        let last = world.groups.len() - 1;
        let turned = |group: &GroupIndex| GroupIndex::new(last - group.get());
        let mut families: Vec<Family> = world
            .families
            .iter()
            .map(|family| Family {
                parent: turned(&family.parent),
                members: family.members.iter().rev().map(turned).collect(),
            })
            .collect();
        families.reverse();
        let own = world.own.iter().rev().map(|own| Own {
            group: last - own.group,
            below: own.below.iter().map(|below| last - below).collect(),
            within: own.within.iter().map(turned).collect(),
        });
        let other = World {
            own: own.collect(),
            groups: world.groups.iter().rev().cloned().collect(),
            families,
            people: world.people.iter().rev().copied().collect(),
        };
        let other = other.seal(other.draft(&["climate"]));
        for group in (0..=last).map(GroupIndex::new) {
            let climate = scale_id("climate");
            prop_assert_eq!(sealed.score(&climate, group), other.score(&climate, turned(&group)));
        }
    }
}
