//! Kinds of work: what is shown of a small organisation by hand, which groups may be told apart by work at all, and what happens when two
//! releases do not tell the same kinds apart.

use audit::Level;
use disclosure::{
    Family, Group, GroupIndex, GroupKind, Inner, InnerName, Reason, ReleasedRows, Rule, SealError, Sealed, Table,
    Withhold,
};
use serde_json::{Value, json};
use survey::RoleClass;

use crate::audited::{attacked, read, withstood};
use crate::municipality::{Municipality, Shape, Work};
use crate::world::{empty_draft, finding, scale_id, scale_text};

const LEADER: Option<RoleClass> = Some(RoleClass::Leader);
const OFFICE: Option<RoleClass> = Some(RoleClass::Office);
const FEW: Option<Reason> = Some(Reason::TooFew);
const HIDDEN: Option<Reason> = Some(Reason::ProtectsAnother);

fn group(id: &str, kind: GroupKind, parent: Option<usize>, role: Option<RoleClass>) -> Group {
    Group {
        id: id.to_owned(),
        kind,
        name: id.to_owned(),
        parent: parent.map(GroupIndex::new),
        unit_type: None,
        service_area: None,
        former_municipality: None,
        role,
    }
}

fn family(parent: usize, members: &[usize]) -> Family {
    Family { parent: GroupIndex::new(parent), members: members.iter().copied().map(GroupIndex::new).collect() }
}

/// A north and a south with leaders and office staff, both places by kind of work.
fn north_and_south() -> (Vec<Group>, Vec<Family>) {
    let unit = GroupKind::Unit { depth: 1 };
    let groups = vec![
        group("whole", GroupKind::Total, None, None),
        group("north", unit, Some(0), None),
        group("south", unit, Some(0), None),
        group("role_class:leader", GroupKind::RoleClass, Some(0), LEADER),
        group("role_class:office", GroupKind::RoleClass, Some(0), OFFICE),
        group("north|role_class:leader", GroupKind::Crossed, Some(1), LEADER),
        group("north|role_class:office", GroupKind::Crossed, Some(1), OFFICE),
        group("south|role_class:leader", GroupKind::Crossed, Some(2), LEADER),
        group("south|role_class:office", GroupKind::Crossed, Some(2), OFFICE),
    ];
    let families = vec![
        family(0, &[1, 2]),
        family(0, &[3, 4]),
        family(1, &[5, 6]),
        family(2, &[7, 8]),
        family(3, &[5, 7]),
        family(4, &[6, 8]),
    ];
    (groups, families)
}

/// People by unit and kind of work, each kind in the groups it belongs to.
fn draft(people: &[(&str, Option<RoleClass>, u64)]) -> disclosure::Draft {
    let (groups, families) = north_and_south();
    let mut draft = empty_draft(groups, families);
    draft.scales = vec![scale_text("climate", &[])];
    let mut inner = Inner::default();
    let mut of_group = vec![0; draft.groups.len()];
    for (unit, role, count) in people {
        let holds = |group: &Group| {
            let place = group.parent.filter(|_| group.kind == GroupKind::Crossed);
            let place = place.map_or(group, |place| &draft.groups[place.get()]);
            let is_there = [GroupKind::Total, GroupKind::RoleClass].contains(&place.kind) || place.id == *unit;
            is_there && (group.role.is_none() || group.role == *role)
        };
        let within: Vec<GroupIndex> =
            (0..draft.groups.len()).filter(|place| holds(&draft.groups[*place])).map(GroupIndex::new).collect();
        within.iter().for_each(|group| of_group[group.get()] += count);
        let name = InnerName { unit: (*unit).to_owned(), former_municipality: String::new(), role: *role };
        inner.add(Table::Scale(scale_id("climate")), &name, &within, *count);
    }
    draft.inner = inner;
    for (group, people) in of_group.into_iter().enumerate() {
        draft.scores.insert((scale_id("climate"), GroupIndex::new(group)), finding(people));
    }
    draft
}

fn means(sealed: &Sealed) -> Vec<Option<Reason>> {
    let groups = 0..sealed.groups().len();
    groups.map(|group| sealed.score(&scale_id("climate"), GroupIndex::new(group)).withheld()).collect()
}

fn people(sealed: &Sealed, group: usize) -> Option<u64> {
    sealed.score(&scale_id("climate"), GroupIndex::new(group)).shown().map(disclosure::PublishedScore::n)
}

/// Three leaders in the north. The north less its office staff would be they, and so would all leaders less those in the south, and all office staff
/// less those in the south, taken from the north.
#[test]
fn few_leaders_of_a_sector_follow_from_nothing() {
    let people = [("north", LEADER, 3), ("north", OFFICE, 17), ("south", LEADER, 9), ("south", OFFICE, 12)];
    let sealed = draft(&people).seal(Rule::house()).unwrap();
    assert_eq!(means(&sealed), [None, None, None, None, None, FEW, HIDDEN, HIDDEN, HIDDEN]);
    let shown: Vec<Option<u64>> = (0..5).map(|group| self::people(&sealed, group)).collect();
    assert_eq!(shown, [Some(41), Some(20), Some(21), Some(12), Some(29)]);
}

/// Six people of the north say nothing of their work: then the north less its office staff are nine. But everybody less leaders and office staff are these
/// six, so the leaders of the whole must not be shown.
#[test]
fn whoever_names_no_work_is_an_unnamed_part() {
    let people =
        [("north", LEADER, 3), ("north", OFFICE, 17), ("north", None, 6), ("south", LEADER, 9), ("south", OFFICE, 12)];
    let sealed = draft(&people).seal(Rule::house()).unwrap();
    assert_eq!(means(&sealed), [None, None, None, HIDDEN, None, FEW, None, None, None]);
    let shown: Vec<Option<u64>> = (6..9).map(|group| self::people(&sealed, group)).collect();
    assert_eq!(shown, [Some(17), Some(9), Some(12)]);
}

/// Nobody in an office of the south is told as three are.
#[test]
fn nobody_is_told_like_too_few() {
    let some = [("north", LEADER, 30), ("north", OFFICE, 30), ("south", LEADER, 30)];
    let mut nobody = draft(&some);
    nobody.scores.retain(|_, found| found.n > 0);
    assert!(!nobody.scores.contains_key(&(scale_id("climate"), GroupIndex::new(8))));
    let few = draft(&[some.as_slice(), &[("south", OFFICE, 3)]].concat()).seal(Rule::house()).unwrap();
    let nobody = nobody.seal(Rule::house()).unwrap();
    assert_eq!((means(&nobody)[8], means(&few)[8]), (FEW, FEW));
    // In the file too there is a cell, with nothing but the mark.
    let file = serde_json::to_value(&nobody).unwrap();
    let of_group = file["scores"].as_array().unwrap().iter().find(|entry| entry["group"] == 8).unwrap();
    assert_eq!(of_group["cell"], json!({ "withheld": "too_few" }));
    // What nobody at all was asked is not asked.
    assert_eq!(nobody.score(&scale_id("other"), GroupIndex::new(8)).withheld(), Some(Reason::NotAsked));
}

#[test]
fn tables_name_the_place_and_the_work() {
    let sealed = draft(&[("north", LEADER, 30), ("south", OFFICE, 30)]).seal(Rule::house()).unwrap();
    let of = |group: usize| {
        let place = sealed.place(GroupIndex::new(group)).unwrap();
        [place.unit, place.former_municipality, place.role]
    };
    assert_eq!(of(0), ["*", "*", "*"]);
    assert_eq!(of(1), ["north", "*", "*"]);
    assert_eq!(of(4), ["*", "*", "office"]);
    assert_eq!(of(7), ["south", "*", "leader"]);
    assert_eq!(sealed.place(GroupIndex::new(9)), None);
}

/// What a group may be, and what no draft and no cube may hold.
#[test]
fn work_is_told_apart_where_it_is_wide_enough_and_nowhere_else() {
    let sealed = draft(&[("north", LEADER, 30), ("south", OFFICE, 30)]).seal(Rule::house()).unwrap();
    let cube = serde_json::to_value(&sealed).unwrap();
    assert_eq!(serde_json::from_value::<Sealed>(cube.clone()).unwrap(), sealed);
    let changes: [(&str, &str, Value); 6] = [
        ("group north of the cube is of a kind", "/groups/1/role", json!("leader")),
        ("group north|role_class:leader of the cube is of a kind", "/groups/5/parent", json!(0)),
        ("group north|role_class:leader of the cube is of a kind", "/groups/1/kind/unit/depth", json!(2)),
        ("group north|role_class:leader of the cube is of a kind", "/groups/5/former_municipality", json!(0)),
        ("unknown variant `janitor`", "/groups/3/role", json!("janitor")),
        ("unknown variant `team`", "/groups/3/kind", json!("team")),
    ];
    for (message, pointer, value) in changes {
        let mut changed = cube.clone();
        if pointer == "/groups/1/role" {
            changed["groups"][1]["role"] = value;
        } else {
            *changed.pointer_mut(pointer).unwrap() = value;
        }
        let error = serde_json::from_value::<Sealed>(changed).unwrap_err().to_string();
        assert!(error.contains(message), "{pointer}: {error}");
    }
    let mut stray = draft(&[("north", LEADER, 30)]);
    stray.groups[5].role = None;
    let id = "north|role_class:leader".to_owned();
    assert_eq!(stray.seal(Rule::house()).unwrap_err(), SealError::StrayGroup { group: id });
}

/// The ledger remembers through a file.
fn remembered(rows: &ReleasedRows) -> ReleasedRows {
    serde_json::from_str(&serde_json::to_string(rows).unwrap()).unwrap()
}

fn municipalities() -> impl Iterator<Item = (u64, Municipality)> {
    (0..20).map(|seed| {
        let shape = Shape { work: Work::Sectors, ..Shape::varied(seed) };
        (seed, Municipality::of_shape(seed, &shape))
    })
}

/// As many people under each unit and former municipality are the same people, whether their work is named or not.
#[test]
fn files_without_work_after_a_release_with_it_give_nothing_away_and_the_other_way_round() {
    let mut shown = 0;
    for (seed, named) in municipalities() {
        let unnamed = named.without_work();
        for (first, second) in [(&named, &unnamed), (&unnamed, &named)] {
            let (cube, rows) = first.draft().seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
            let after = second.draft().seal_after(Rule::house(), &[remembered(&rows)], &Withhold::default());
            let (after, _) = after.unwrap_or_else(|error| panic!("municipality {seed}: {error}"));
            shown += after.utility().total().shown();
            let cubes = [cube, after].map(|cube| serde_json::to_value(cube).unwrap());
            let verdict = attacked(&named, &cubes);
            // A cell that one release shows and the other hides is a disagreement to the attacker, and no secret.
            let given_away = [Level::Exact, Level::Groups, Level::History];
            let found = verdict.findings.iter().filter(|found| given_away.contains(&found.level) && found.people.0 < 5);
            assert_eq!(found.count(), 0, "municipality {seed}: {:#?}", verdict.findings);
        }
    }
    assert!(shown > 1_000, "{shown}");
}

/// One answer less, and nothing says whose work it was.
#[test]
fn other_people_without_work_after_a_release_with_it_are_refused() {
    let before = draft(&[("north", LEADER, 9), ("north", OFFICE, 17), ("south", LEADER, 20)]);
    let (_, rows) = before.seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    let rows = [remembered(&rows)];
    let after = |north: u64| draft(&[("north", None, north), ("south", LEADER, 20)]);
    assert!(after(26).seal_after(Rule::house(), &rows, &Withhold::default()).is_ok());
    let error = after(25).seal_after(Rule::house(), &rows, &Withhold::default()).unwrap_err();
    let (table, unit) = ("scale climate".to_owned(), "north".to_owned());
    assert_eq!(error, SealError::WorkUnmatched { table, unit, former: String::new() });
}

/// The attacker of these tests sees work in the cubes.
#[test]
fn what_is_released_by_work_is_read_by_work() {
    let (_, municipality) = municipalities().next().unwrap();
    let withstood = withstood(&municipality);
    assert!(withstood.attack.is_clean(), "{:#?}", withstood.attack.findings);
    let release = read(&serde_json::to_value(&withstood.sealed).unwrap());
    let of_work = |cell: &&audit::Cell| cell.role != audit::WHOLE;
    let is_shown = |cell: &&audit::Cell| matches!(cell.state, audit::State::Shown { .. });
    assert!(release.cells.iter().filter(of_work).filter(is_shown).count() > 5);
    assert!(release.cells.iter().filter(of_work).any(|cell| cell.place > 0), "places by kind of work");
    assert!(release.unread.iter().all(|unread| unread.why != audit::Why::Unknown), "{:?}", release.unread);
}
