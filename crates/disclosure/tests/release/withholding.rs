//! Rounds of sealing and attacking, with an attacker whose findings are written down beforehand: which cell is withheld for which finding, and when it ends.

use std::cell::Cell;
use std::convert::Infallible;

use disclosure::{
    Attack, Cornered, Family, Group, GroupIndex, GroupKind, ROUNDS_MAX, Reason, ReleasedRows, Rule, Sealed, Withhold,
    Withstood, withstand,
};
use serde_json::{Value, json};
use survey::WaveId;

use crate::world::{Own, World, counted, scale_id};

const MEANS: &str = "numbers of scale climate in wave 2021-host";
const SHARES: &str = "favourable shares of scale climate in wave 2021-host";

fn group(id: &str, kind: GroupKind, parent: Option<usize>, former: Option<u8>) -> Group {
    Group {
        id: id.to_owned(),
        kind,
        name: id.to_owned(),
        parent: parent.map(GroupIndex::new),
        unit_type: None,
        service_area: None,
        former_municipality: former,
        role: None,
    }
}

fn own(group: usize, within: &[usize]) -> Own {
    Own { group, below: Vec::new(), within: within.iter().copied().map(GroupIndex::new).collect() }
}

fn family(parent: usize, members: &[usize]) -> Family {
    Family { parent: GroupIndex::new(parent), members: members.iter().copied().map(GroupIndex::new).collect() }
}

const UNIT: GroupKind = GroupKind::Unit { depth: 1 };

/// Three people and twenty in the north, thirty in the south. The whole, the north and the south are shown.
fn north_and_south() -> World {
    World {
        groups: vec![
            group("whole", GroupKind::Total, None, None),
            group("north", UNIT, Some(0), None),
            group("few", UNIT, Some(1), None),
            group("many", UNIT, Some(1), None),
            group("south", UNIT, Some(0), None),
        ],
        families: vec![family(0, &[1, 4]), family(1, &[2, 3])],
        people: vec![53, 23, 3, 20, 30],
        own: vec![own(2, &[0, 1, 2]), own(3, &[0, 1, 3]), own(4, &[0, 4])],
    }
}

/// Two units crossed with two former municipalities; everything is shown.
fn crossed() -> World {
    let former = GroupKind::FormerMunicipality;
    World {
        groups: vec![
            group("whole", GroupKind::Total, None, None),
            group("north", UNIT, Some(0), None),
            group("south", UNIT, Some(0), None),
            group("former_municipality:old", former, Some(0), Some(0)),
            group("former_municipality:new", former, Some(0), Some(1)),
            group("north from old", UNIT, Some(1), Some(0)),
            group("north from new", UNIT, Some(1), Some(1)),
            group("south from old", UNIT, Some(2), Some(0)),
            group("south from new", UNIT, Some(2), Some(1)),
        ],
        families: vec![
            family(0, &[1, 2]),
            family(0, &[3, 4]),
            family(1, &[5, 6]),
            family(2, &[7, 8]),
            family(3, &[5, 7]),
            family(4, &[6, 8]),
        ],
        people: vec![81, 45, 36, 42, 39, 25, 20, 17, 19],
        own: vec![own(5, &[0, 1, 3, 5]), own(6, &[0, 1, 4, 6]), own(7, &[0, 2, 3, 7]), own(8, &[0, 2, 4, 8])],
    }
}

fn cornered(measure: &str, unit: &str, former_municipality: &str) -> Cornered {
    Cornered {
        wave: "2021-host".to_owned(),
        measure: measure.to_owned(),
        unit: unit.to_owned(),
        former_municipality: former_municipality.to_owned(),
        role: "*".to_owned(),
    }
}

/// An attacker whose findings of each cube are written down: those of ranges, and what a whole attack finds besides. It notes what it was asked for.
struct Written<'a> {
    sealed: &'a Cell<usize>,
    ranges: &'a [&'a [Cornered]],
    besides: &'a [&'a [Cornered]],
    asked: Vec<(usize, &'static str)>,
}

impl Written<'_> {
    fn of_round(&mut self, asked: &'static str, of: &[&[Cornered]]) -> Vec<Cornered> {
        self.asked.push((self.sealed.get(), asked));
        of.get(self.sealed.get() - 1).map(|cornered| cornered.to_vec()).unwrap_or_default()
    }
}

impl Attack for Written<'_> {
    type Outcome = Vec<(usize, &'static str)>;
    type Error = Infallible;

    fn whole(&mut self, _: &Sealed) -> Result<(Self::Outcome, Vec<Cornered>), Infallible> {
        let (ranges, besides) = (self.ranges, self.besides);
        let mut cornered = self.of_round("whole", ranges);
        cornered.extend(besides.get(self.sealed.get() - 1).into_iter().flat_map(|cornered| cornered.to_vec()));
        Ok((self.asked.clone(), cornered))
    }

    fn ranges(&mut self, _: &Sealed) -> Result<Vec<Cornered>, Infallible> {
        let ranges = self.ranges;
        Ok(self.of_round("ranges", ranges))
    }
}

type Rounds = Withstood<Vec<(usize, &'static str)>>;

/// Sealed while the attack of each round corners what is written down for it, and nothing after that.
fn attacked(world: &World, earlier: &[ReleasedRows], rounds: &[&[Cornered]]) -> Rounds {
    attacked_besides(world, earlier, (rounds, &[]))
}

fn attacked_besides(
    world: &World,
    earlier: &[ReleasedRows],
    (ranges, besides): (&[&[Cornered]], &[&[Cornered]]),
) -> Rounds {
    let draft = counted(world.draft(&["climate"]), &world.own);
    let sealing = draft.sealing(Rule::house(), earlier);
    let sealed = Cell::new(0);
    let seal = |withhold: &Withhold| {
        sealed.set(sealed.get() + 1);
        let again = sealing.seal(withhold).unwrap();
        // What was planned for another round changes nothing.
        assert!(again == draft.seal_after(Rule::house(), earlier, withhold).unwrap());
        Ok(again)
    };
    withstand(earlier, seal, &mut Written { sealed: &sealed, ranges, besides, asked: Vec::new() }).unwrap()
}

fn withheld(withstood: &Rounds) -> Value {
    serde_json::to_value(&withstood.withheld).unwrap()
}

fn means(sealed: &Sealed) -> Vec<Option<Reason>> {
    let groups = 0..sealed.groups().len();
    groups.map(|group| sealed.score(&scale_id("climate"), GroupIndex::new(group)).withheld()).collect()
}

const FEW: Option<Reason> = Some(Reason::TooFew);
const HIDDEN: Option<Reason> = Some(Reason::ProtectsAnother);

#[test]
fn the_smallest_shown_cell_around_a_cornered_one_is_withheld_and_does_not_follow() {
    let world = north_and_south();
    let nothing = attacked(&world, &[], &[]);
    assert_eq!(means(&nothing.sealed), [None, None, FEW, HIDDEN, None]);
    assert_eq!((nothing.rounds, nothing.cost()), (1, 0));
    assert_eq!(nothing.attack, [(1, "whole")]);
    assert_eq!((nothing.withheld.len(), nothing.withheld.is_empty()), (0, true));

    let few = [cornered("climate", "few", "*")];
    let once = attacked(&world, &[], &[&few]);
    assert_eq!(withheld(&once), json!({ MEANS: ["north"] }));
    // The north would be the whole less the south.
    assert_eq!(means(&once.sealed), [None, HIDDEN, FEW, None, HIDDEN]);
    assert_eq!((once.rounds, once.withheld.len(), once.withheld.is_empty()), (2, 1, false));
    assert_eq!(once.attack, [(1, "whole"), (2, "ranges"), (2, "whole")]);
    let shown = |withstood: &Rounds| withstood.sealed.utility().total().shown();
    assert_eq!(once.shown_at_first, shown(&nothing));
    assert_eq!(once.cost(), shown(&nothing) - shown(&once));
    assert!(once.cost() > 1, "{}", once.cost());

    let twice = attacked(&world, &[], &[&few, &few]);
    assert_eq!(withheld(&twice), json!({ MEANS: ["north", "whole"] }));
    assert_eq!((twice.rounds, twice.withheld.len()), (3, 2));
    // Nothing that is shown holds the few any more.
    assert_eq!(attacked(&world, &[], &[&few, &few, &few, &few]).rounds, 3);
    // Of what is left, the smallest that holds some of the whole.
    let thrice = attacked(&world, &[], &[&few, &few, &[cornered("climate", "whole", "*")]]);
    assert_eq!(withheld(&thrice), json!({ MEANS: ["many", "north", "whole"] }));
    // Two findings in one round.
    let two = attacked(&world, &[], &[&[cornered("climate", "few", "*"), cornered("climate.favourable", "few", "*")]]);
    assert_eq!(withheld(&two), json!({ MEANS: ["north"], SHARES: ["north"] }));
}

#[test]
fn a_cornered_share_takes_the_share_and_leaves_the_mean() {
    let world = north_and_south();
    let share = attacked(&world, &[], &[&[cornered("climate.favourable", "few", "*")]]);
    assert_eq!(withheld(&share), json!({ SHARES: ["north"] }));
    assert_eq!(means(&share.sealed), [None, None, FEW, HIDDEN, None]);
    let of_group = |group: usize| {
        let score = share.sealed.score(&scale_id("climate"), GroupIndex::new(group)).shown().unwrap();
        (score.favourable().withheld(), score.distribution().withheld())
    };
    assert_eq!([0, 1, 4].map(of_group), [(None, None), (HIDDEN, None), (HIDDEN, None)]);
    // No cell is withheld for a measure that has none, for a wave that is not there, or for nobody.
    for (measure, unit, former) in [("climate.sd", "few", "*"), ("other", "few", "*"), ("climate", "nobody", "*")] {
        assert!(
            attacked(&world, &[], &[&[cornered(measure, unit, former)]]).withheld.is_empty(),
            "{measure} of {unit}"
        );
    }
    let elsewhere = Cornered { wave: "2019-host".to_owned(), ..cornered("climate", "few", "*") };
    assert!(attacked(&world, &[], &[&[elsewhere]]).withheld.is_empty());
}

#[test]
fn a_finding_names_a_cell_as_readers_do() {
    let world = crossed();
    for (unit, former, id) in [
        ("whole", "*", "whole"),
        ("south", "*", "south"),
        ("whole", "new", "former_municipality:new"),
        ("whole", "old", "former_municipality:old"),
        ("south", "new", "south from new"),
        ("north", "old", "north from old"),
    ] {
        let found = attacked(&world, &[], &[&[cornered("climate", unit, former)]]);
        assert_eq!(withheld(&found), json!({ MEANS: [id] }), "{unit} from {former}");
    }
    for (unit, former) in [("north", "other"), ("other", "old"), ("whole", "north")] {
        let found = attacked(&world, &[], &[&[cornered("climate", unit, former)]]);
        assert!(found.withheld.is_empty(), "{unit} from {former}");
    }
}

#[test]
fn what_is_out_cannot_be_withheld_and_what_was_withheld_stays_so() {
    let world = north_and_south();
    let few = [cornered("climate", "few", "*")];
    let first = attacked(&world, &[], &[]);
    let mut another = counted(world.draft(&["climate"]), &world.own);
    another.header.wave = WaveId::new("2019-host").unwrap();
    let (_, another) = another.seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    let again = attacked(&world, &[first.rows.clone(), another], &[&few]);
    assert_eq!((again.rounds, withheld(&again), again.sealed == first.sealed), (1, json!({}), true));

    // Of a release that showed the whole alone, the north is not out.
    let mut alone = counted(world.draft(&["climate"]), &world.own);
    alone.scores.retain(|(_, group), _| group.get() == 0);
    let (_, alone) = alone.seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    assert_eq!(withheld(&attacked(&world, &[alone], &[&few])), json!({ MEANS: ["north"] }));

    let once = attacked(&world, &[], &[&few]);
    let rows: ReleasedRows = serde_json::from_value(serde_json::to_value(&once.rows).unwrap()).unwrap();
    let later = attacked(&world, &[rows], &[]);
    assert!(later.sealed == once.sealed && later.rows == once.rows);
}

#[test]
fn it_ends_by_itself_or_after_so_many_rounds() {
    let world = World::family(480, &[12; 40]);
    let finding = |round: usize| vec![cornered("climate", &format!("part-{round}"), "*")];
    let findings: Vec<Vec<Cornered>> = (0..40).map(finding).collect();
    let findings: Vec<&[Cornered]> = findings.iter().map(Vec::as_slice).collect();
    let withstood = attacked(&world, &[], &findings);
    assert_eq!((withstood.rounds, withstood.withheld.len()), (ROUNDS_MAX, ROUNDS_MAX - 1));
    assert_eq!(withstood.attack.last(), Some(&(ROUNDS_MAX, "whole")), "the last verdict is of the last cube");
}

#[test]
fn the_first_and_the_last_cube_are_attacked_whole() {
    let world = World::family(480, &[12; 40]);
    let of = |part: usize| vec![cornered("climate", &format!("part-{part}"), "*")];
    let (one, other, third) = (of(1), of(2), of(3));
    // The third cube corners nothing by ranges, but something besides; so does the fourth, which was withheld already.
    let ranges: [&[Cornered]; 2] = [&one, &other];
    let besides: [&[Cornered]; 4] = [&[], &[], &third, &third];
    let withstood = attacked_besides(&world, &[], (&ranges, &besides));
    let expected = [(1, "whole"), (2, "ranges"), (3, "ranges"), (3, "whole"), (4, "ranges"), (4, "whole")];
    assert_eq!(withstood.attack[..6], expected);
    assert_eq!(withstood.attack.last(), Some(&(withstood.rounds, "whole")));
    assert_eq!(withheld(&withstood)[MEANS].as_array().unwrap()[..3], ["part-1", "part-2", "part-3"]);
}
