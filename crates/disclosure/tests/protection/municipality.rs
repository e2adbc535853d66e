//! Random organisations: a tree of units, people of several former municipalities and role classes, and the cells a report would show.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::protection::{Cell, Class, Partition, Request};

/// A seeded source of whole numbers (xorshift64*, Vigna 2016).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) | 1);
        for _ in 0..8 {
            dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from((u128::from(self.next()) * limit as u128) >> 64).unwrap()
    }

    pub(crate) fn is_under(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// What sort of organisation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) units: usize,
    pub(crate) levels: usize,
    pub(crate) formers: usize,
    pub(crate) roles: usize,
    /// Invited people in a unit at the lowest level, about.
    pub(crate) invited: usize,
    /// So many in a hundred of these in a unit that has others below it.
    pub(crate) above_percent: usize,
    pub(crate) response_percent: usize,
    /// Of a unit's people, so many in a hundred come from any municipality; the rest from its own.
    pub(crate) mixed_percent: usize,
    /// Cells of nodes by role class.
    pub(crate) by_role: bool,
    /// Cells of nodes by former municipality and role class.
    pub(crate) cross: bool,
    /// Sets of units that cut across the tree.
    pub(crate) areas: usize,
    pub(crate) minimum: u64,
}

impl Settings {
    /// 300 units in four levels, people in the lowest, three former municipalities, five role classes, two in three answer.
    pub(crate) const fn municipality() -> Settings {
        Settings {
            units: 300,
            levels: 4,
            formers: 3,
            roles: 5,
            invited: 31,
            above_percent: 0,
            response_percent: 65,
            mixed_percent: 50,
            by_role: true,
            cross: false,
            areas: 0,
            minimum: 5,
        }
    }

    /// Small enough to be looked at from every side.
    pub(crate) fn small(dice: &mut Dice) -> Settings {
        let roles = 1 + dice.below(3);
        Settings {
            units: 3 + dice.below(8),
            levels: 2 + dice.below(3),
            formers: 1 + dice.below(3),
            roles,
            invited: 4 + dice.below(14),
            above_percent: if dice.is_under(50) { 0 } else { dice.below(60) },
            response_percent: 35 + dice.below(60),
            mixed_percent: dice.below(100),
            by_role: roles > 1 && dice.is_under(60),
            cross: roles > 1 && dice.is_under(40),
            areas: dice.below(3),
            minimum: 5,
        }
    }
}

/// The parent of each unit; the first is the root, and parents come before their children.
fn tree(settings: Settings, dice: &mut Dice) -> Vec<usize> {
    let mut levels = vec![vec![0_usize]];
    let mut parents = vec![0];
    for level in 1..settings.levels {
        let left = settings.units.saturating_sub(parents.len());
        let below = u32::try_from(settings.levels - level - 1).unwrap();
        let count = if below == 0 { left } else { (left / 6_usize.pow(below)).clamp(1, left.max(1)) };
        let above = levels.last().unwrap().clone();
        let mut this = Vec::new();
        for _ in 0..count.min(left) {
            this.push(parents.len());
            parents.push(above[dice.below(above.len())]);
        }
        if this.is_empty() {
            break;
        }
        levels.push(this);
    }
    parents
}

/// People by unit, former municipality and role class.
fn respondents(settings: Settings, parents: &[usize], dice: &mut Dice) -> BTreeMap<[usize; 3], u64> {
    let has_children: BTreeSet<usize> = parents.iter().skip(1).copied().collect();
    let mut people = BTreeMap::new();
    for unit in 0..parents.len() {
        let above = if has_children.contains(&unit) { settings.above_percent } else { 100 };
        let typical = settings.invited * above / 100;
        // Skewed: from a third of the typical size to three times it, small ones more often.
        let invited = typical * (33 + dice.below(130) * dice.below(130) / 80) / 100;
        let (own, usual) = (dice.below(settings.formers), dice.below(settings.roles));
        for _ in 0..invited {
            let former = if dice.is_under(settings.mixed_percent) { dice.below(settings.formers) } else { own };
            let role = if dice.is_under(35) { dice.below(settings.roles) } else { usual };
            if dice.is_under(settings.response_percent) {
                *people.entry([unit, former, role]).or_insert(0) += 1;
            }
        }
    }
    people
}

/// Which people a cell is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    node: usize,
    former: Option<usize>,
    role: Option<usize>,
}

/// A request for a random organisation.
pub(crate) fn request(settings: Settings, seed: u64) -> Request {
    let mut dice = Dice::new(seed);
    let parents = tree(settings, &mut dice);
    let people = respondents(settings, &parents, &mut dice);
    let inner: Vec<[usize; 3]> = people.keys().copied().collect();
    let line = |unit: usize| {
        let above = std::iter::successors(Some(unit), |unit| (*unit != 0).then(|| parents[*unit]));
        above.collect::<Vec<_>>()
    };
    let mut groups: BTreeMap<About, Vec<usize>> = BTreeMap::new();
    for (group, [unit, former, role]) in inner.iter().enumerate() {
        for node in line(*unit) {
            let mut abouts = vec![(None, None), (Some(*former), None)];
            abouts.extend(settings.by_role.then_some((None, Some(*role))));
            abouts.extend(settings.cross.then_some((Some(*former), Some(*role))));
            for (former, role) in abouts {
                groups.entry(About { node, former, role }).or_default().push(group);
            }
        }
    }
    let place: BTreeMap<About, usize> = groups.keys().enumerate().map(|(place, about)| (*about, place)).collect();
    let partitions = partitions(&place, &parents, settings);
    let class = |about: &About| match (about.former, about.role) {
        (None, None) => Class::Tree,
        (Some(_), Some(_)) => Class::Cross,
        _ => Class::Slice,
    };
    let cell = |(about, groups): (&About, &Vec<usize>)| Cell {
        key: format!("{:04}/{:?}/{:?}", about.node, about.former, about.role),
        class: class(about),
        minimum: settings.minimum,
        groups: groups.clone(),
    };
    let mut cells: Vec<Cell> = groups.iter().map(cell).collect();
    for area in 0..settings.areas {
        let units: BTreeSet<usize> = (0..parents.len()).filter(|_| dice.is_under(40)).collect();
        let groups = (0..inner.len()).filter(|group| units.contains(&inner[*group][0])).collect();
        cells.push(Cell { key: format!("area {area}"), class: Class::Slice, minimum: settings.minimum, groups });
    }
    Request {
        minimum: settings.minimum,
        people: people.into_values().collect(),
        cells,
        partitions,
        sensitive: Vec::new(),
        released: Vec::new(),
    }
}

/// Children in the same cross, slices by municipality, slices by role class.
fn partitions(place: &BTreeMap<About, usize>, parents: &[usize], settings: Settings) -> Vec<Partition> {
    let mut partitions = Vec::new();
    for (about, parent) in place {
        let children = (1..parents.len()).filter(|unit| parents[*unit] == about.node);
        let children: Vec<About> = children.map(|node| About { node, ..*about }).collect();
        let formers = (0..settings.formers).map(|former| About { former: Some(former), ..*about });
        let formers: Vec<About> = formers.filter(|_| about.former.is_none()).collect();
        let roles = (0..settings.roles).map(|role| About { role: Some(role), ..*about });
        let roles: Vec<About> = roles.filter(|_| about.role.is_none()).collect();
        for members in [children, formers, roles] {
            let members: Vec<usize> = members.iter().filter_map(|about| place.get(about).copied()).collect();
            if !members.is_empty() {
                partitions.push(Partition { parent: *parent, members });
            }
        }
    }
    partitions
}
