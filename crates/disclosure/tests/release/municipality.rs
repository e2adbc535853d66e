//! Municipalities of people with known answers: drafts of everything that may be shown of them, and what an attacker knows beside it.

use std::collections::{BTreeMap, BTreeSet};

use audit::{Finding, HeadCounts};
use disclosure::{Cornered, Draft, Family, Group, GroupIndex, GroupKind, Inner, InnerName, Table};
use indices::{Estimate, Interval, Known, ScaleFinding, Why};
use survey::RoleClass;

use crate::world::{Dice, empty_draft, scale_id, scale_text};

const FORMERS: usize = 3;
const AREAS: [&str; 2] = ["Oppvekst", "Helse"];

/// Unit, former municipality, and the kind of work where somebody says it.
type Of = (usize, usize, Option<RoleClass>);

/// Units in a tree, and what each person answered, 1 to 5, by the unit they work in, the former municipality they came from and the work they do.
pub(crate) struct Municipality {
    parents: Vec<Option<usize>>,
    areas: Vec<Option<&'static str>>,
    answers: BTreeMap<Of, Vec<u8>>,
    pub(crate) groups: Vec<Group>,
    families: Vec<Family>,
    /// Whether units are shown by former municipality too.
    crossed: bool,
    work: Work,
}

/// How a municipality is made.
pub(crate) struct Shape {
    pub(crate) units: usize,
    /// Whether every unit is shown by former municipality too.
    pub(crate) crossed: bool,
    /// Units stand below late ones, so that the tree is deep.
    pub(crate) deep: bool,
    pub(crate) answers: Answers,
    /// Of ten employees, so many answer.
    pub(crate) response: u64,
    /// Of ten employees, so many came from any former municipality instead of the unit's own.
    pub(crate) mixed: u64,
    pub(crate) work: Work,
    /// Of ten people, so many do not say what work they do.
    pub(crate) unnamed: u64,
}

/// Whether kinds of work are told apart, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Nobody says what work they do.
    Unnamed,
    /// For everybody, and in half of the units right below the top.
    Everybody,
    /// For everybody, in every unit right below the top and in every service area, which are shown by former municipality too.
    Sectors,
}

/// What people answer.
#[derive(Clone, Copy)]
pub(crate) enum Answers {
    /// Three points around a middle of the unit's own.
    Around,
    /// Most at the upper end.
    High,
    /// Units where nearly everybody is at one end, and units at the other.
    Ends,
}

impl Shape {
    /// One of many shapes.
    pub(crate) fn varied(seed: u64) -> Shape {
        let mut dice = Dice::new(seed + 1_000_003);
        let mut pick = |sides: u64| usize::try_from(dice.below(sides)).unwrap();
        Shape {
            units: 6 + pick(50),
            crossed: pick(2) == 0,
            deep: pick(3) == 0,
            answers: [Answers::Around, Answers::Around, Answers::High, Answers::Ends][pick(4)],
            response: [5, 6, 7, 8, 9, 10][pick(6)],
            mixed: [0, 1, 3, 6, 10][pick(5)],
            work: [Work::Unnamed, Work::Everybody, Work::Sectors, Work::Sectors][pick(4)],
            unnamed: [0, 0, 1, 4][pick(4)],
        }
    }
}

impl Municipality {
    /// About so many units, each below one before it; `crossed` shows every unit by former municipality too.
    pub(crate) fn random(seed: u64, units: usize, crossed: bool) -> Municipality {
        let answers = Answers::Around;
        let (work, unnamed) = (Work::Unnamed, 0);
        let shape = Shape { units, crossed, deep: false, answers, response: 10, mixed: 3, work, unnamed };
        Municipality::of_shape(seed, &shape)
    }

    /// Units and people drawn for a shape.
    pub(crate) fn of_shape(seed: u64, shape: &Shape) -> Municipality {
        let Shape { units, crossed, .. } = *shape;
        let mut dice = Dice::new(seed);
        let mut parents = vec![None];
        let mut areas: Vec<Option<&str>> = vec![None];
        let below = |dice: &mut Dice, sides: usize| usize::try_from(dice.below(sides as u64)).unwrap();
        while parents.len() < units {
            let (one, other) = (below(&mut dice, parents.len()), below(&mut dice, parents.len()));
            let parent = if shape.deep { one.max(other) } else { one.min(other) };
            let area = if parent == 0 { AREAS.get(below(&mut dice, 3)).copied() } else { areas[parent] };
            parents.push(Some(parent));
            areas.push(area);
        }
        let mut answers: BTreeMap<Of, Vec<u8>> = BTreeMap::new();
        // Work is drawn from a stream of its own, so that the municipalities without it stay what they are.
        let mut of_work = Dice::new(seed + 7_000_003);
        for unit in 0..units {
            let has_units = parents.contains(&Some(unit));
            let people = if has_units { dice.below(4) } else { 2 + dice.below(8) * (1 + dice.below(4)) };
            let home = below(&mut dice, FORMERS);
            let middle = 2 + dice.below(3);
            for _ in 0..people {
                if shape.response < 10 && dice.below(10) >= shape.response {
                    continue;
                }
                let former = if dice.below(10) < shape.mixed { below(&mut dice, FORMERS) } else { home };
                let answer = match shape.answers {
                    Answers::Around => (middle + dice.below(3)).clamp(2, 6) - 1,
                    Answers::High => 5 - dice.below(3) * dice.below(2),
                    Answers::Ends if middle.is_multiple_of(2) => 5 - dice.below(5) / 4,
                    Answers::Ends => 1 + dice.below(5) / 4,
                };
                let role = work_of(&mut of_work, shape);
                answers.entry((unit, former, role)).or_default().push(u8::try_from(answer).unwrap());
            }
        }
        let mut municipality = Municipality {
            parents,
            areas,
            answers,
            groups: Vec::new(),
            families: Vec::new(),
            crossed,
            work: shape.work,
        };
        municipality.add_groups();
        municipality
    }

    /// The same people, of whom nobody says what work they do.
    pub(crate) fn without_work(&self) -> Municipality {
        let mut answers: BTreeMap<Of, Vec<u8>> = BTreeMap::new();
        for ((unit, former, _), given) in &self.answers {
            answers.entry((*unit, *former, None)).or_default().extend(given);
        }
        let (parents, areas, work) = (self.parents.clone(), self.areas.clone(), Work::Unnamed);
        let (groups, families) = (Vec::new(), Vec::new());
        let mut next = Municipality { parents, areas, answers, groups, families, crossed: self.crossed, work };
        next.add_groups();
        next
    }

    /// The same units and people in another tree: one unit in three has moved, with what is below it.
    pub(crate) fn regrouped(&self, seed: u64) -> Municipality {
        let mut dice = Dice::new(seed);
        let mut next = Municipality {
            parents: self.parents.clone(),
            areas: self.areas.clone(),
            answers: self.answers.clone(),
            groups: Vec::new(),
            families: Vec::new(),
            crossed: self.crossed,
            work: self.work,
        };
        for unit in 1..next.parents.len() {
            if dice.below(3) == 0 {
                next.parents[unit] = Some(usize::try_from(dice.below(unit as u64)).unwrap());
            }
            let parent = next.parents[unit].unwrap();
            if parent > 0 {
                next.areas[unit] = next.areas[parent];
            }
        }
        next.add_groups();
        next
    }

    fn add_groups(&mut self) {
        for (unit, parent) in self.parents.clone().into_iter().enumerate() {
            let kind = if parent.is_none() { GroupKind::Total } else { GroupKind::Unit { depth: 1 } };
            let area = self.areas[unit].map(str::to_owned);
            self.push(Group { service_area: area, ..group(format!("u{unit}"), kind, parent) });
        }
        let areas: Vec<usize> =
            AREAS.into_iter().map(|area| self.push(group(area.to_owned(), GroupKind::ServiceArea, Some(0)))).collect();
        let formers: Vec<usize> = (0..FORMERS)
            .map(|former| {
                let index = u8::try_from(former).ok();
                let of = group(format!("former_municipality:f{former}"), GroupKind::FormerMunicipality, Some(0));
                self.push(Group { former_municipality: index, ..of })
            })
            .collect();
        self.family(0, areas.clone());
        self.family(0, formers.clone());
        if self.work != Work::Unnamed {
            self.add_work(&areas, &formers);
        }
        for unit in 0..self.parents.len() {
            let children = (0..self.parents.len()).filter(|child| self.parents[*child] == Some(unit)).collect();
            self.family(unit, children);
            if self.crossed && unit > 0 {
                let slices = (0..FORMERS).map(|former| {
                    let index = u8::try_from(former).ok();
                    let of = group(format!("u{unit}-f{former}"), GroupKind::Unit { depth: 1 }, Some(unit));
                    self.push(Group { former_municipality: index, ..of })
                });
                let slices = slices.collect();
                self.family(unit, slices);
            }
        }
    }

    /// Kinds of work, and the places that are divided by them.
    fn add_work(&mut self, areas: &[usize], formers: &[usize]) {
        let role = |role: RoleClass| {
            let of = group(format!("role_class:{role}"), GroupKind::RoleClass, Some(0));
            Group { role: Some(role), ..of }
        };
        let roles: Vec<usize> = RoleClass::ALL.into_iter().map(|class| self.push(role(class))).collect();
        self.family(0, roles.clone());
        let sectors: Vec<usize> = (1..self.parents.len()).filter(|unit| self.parents[*unit] == Some(0)).collect();
        let (sectors, areas, slices): (Vec<usize>, &[usize], Vec<Vec<usize>>) = match self.work {
            Work::Sectors if self.crossed => (sectors, areas, vec![roles]),
            Work::Sectors => (sectors, areas, vec![formers.to_vec(), roles]),
            _ => (sectors.into_iter().step_by(2).collect(), &[], vec![roles]),
        };
        for slices in slices {
            for places in [sectors.as_slice(), areas] {
                let cross = |place: usize, slice: usize| Group {
                    id: format!("{}|{}", self.groups[place].id, self.groups[slice].id),
                    kind: GroupKind::Crossed,
                    parent: Some(GroupIndex::new(place)),
                    ..self.groups[slice].clone()
                };
                let crosses: Vec<Vec<Group>> =
                    places.iter().map(|place| slices.iter().map(|slice| cross(*place, *slice)).collect()).collect();
                let mut of_slices: Vec<Vec<usize>> = vec![Vec::new(); slices.len()];
                for (place, crosses) in places.iter().zip(crosses) {
                    let members: Vec<usize> = crosses.into_iter().map(|cross| self.push(cross)).collect();
                    of_slices.iter_mut().zip(&members).for_each(|(of_slice, member)| of_slice.push(*member));
                    self.family(*place, members);
                }
                for (slice, members) in slices.iter().zip(of_slices) {
                    self.family(*slice, members);
                }
            }
        }
    }

    fn push(&mut self, group: Group) -> usize {
        self.groups.push(group);
        self.groups.len() - 1
    }

    fn family(&mut self, parent: usize, members: Vec<usize>) {
        if !members.is_empty() {
            let members = members.into_iter().map(GroupIndex::new).collect();
            self.families.push(Family { parent: GroupIndex::new(parent), members });
        }
    }

    /// The groups that hold those of a unit from a former municipality who do one kind of work.
    fn within(&self, (unit, former, role): Of) -> Vec<GroupIndex> {
        let line: BTreeSet<usize> = std::iter::successors(Some(unit), |unit| self.parents[*unit]).collect();
        let holds = |group: &Group| {
            let number = |id: &str| id.trim_start_matches('u').split('-').next().and_then(|unit| unit.parse().ok());
            let from = group.former_municipality.is_none_or(|index| usize::from(index) == former);
            let of_place = |place: &Group| match place.kind {
                GroupKind::ServiceArea => self.areas[unit] == Some(place.name.as_str()),
                _ => number(&place.id).is_some_and(|unit: usize| line.contains(&unit)),
            };
            let does = group.role.is_none_or(|work| role == Some(work));
            from && does
                && match group.kind {
                    GroupKind::Total | GroupKind::FormerMunicipality | GroupKind::RoleClass => true,
                    GroupKind::ServiceArea => of_place(group),
                    GroupKind::Crossed => group.parent.is_some_and(|place| of_place(&self.groups[place.get()])),
                    _ => number(&group.id).is_some_and(|unit: usize| line.contains(&unit)),
                }
        };
        (0..self.groups.len()).filter(|place| holds(&self.groups[*place])).map(GroupIndex::new).collect()
    }

    /// Everybody's answers by group, and who stands behind them.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = empty_draft(self.groups.clone(), self.families.clone());
        draft.scales = vec![disclosure::ScaleText { items: 1, ..scale_text("climate", &[]) }];
        let mut inner = Inner::default();
        let mut counts = vec![[0_u64; 5]; self.groups.len()];
        for (cell, answers) in &self.answers {
            let within = self.within(*cell);
            let (unit, former_municipality) = (format!("u{}", cell.0), format!("f{}", cell.1));
            let name = InnerName { unit, former_municipality, role: cell.2 };
            inner.add(Table::Scale(scale_id("climate")), &name, &within, answers.len() as u64);
            for (group, answer) in within.iter().flat_map(|group| answers.iter().map(move |answer| (group, answer))) {
                counts[group.get()][usize::from(*answer) - 1] += 1;
            }
        }
        draft.inner = inner;
        for (group, counts) in counts.into_iter().enumerate() {
            draft.scores.insert((scale_id("climate"), GroupIndex::new(group)), found(counts));
        }
        draft
    }

    /// What is known in the corridor: how many of each kind answered where.
    pub(crate) fn head_counts(&self) -> HeadCounts {
        let row = |((unit, former, role), answers): (&Of, &Vec<u8>)| {
            let role = role.map_or(audit::WHOLE, RoleClass::as_str);
            (format!("u{unit}"), format!("f{former}"), role.to_owned(), answers.len() as u64)
        };
        HeadCounts::from_rows(self.answers.iter().map(row).collect())
    }
}

/// What work somebody says that they do.
fn work_of(dice: &mut Dice, shape: &Shape) -> Option<RoleClass> {
    if shape.work == Work::Unnamed || dice.below(10) < shape.unnamed {
        return None;
    }
    let classes = [3, 3, 1, 2, 0, 1, 2, 1, 4, 2];
    let class: usize = classes[usize::try_from(dice.below(10)).unwrap()];
    RoleClass::ALL.get(class).copied()
}

fn group(id: String, kind: GroupKind, parent: Option<usize>) -> Group {
    Group {
        name: id.clone(),
        id,
        kind,
        parent: parent.map(GroupIndex::new),
        unit_type: None,
        service_area: None,
        former_municipality: None,
        role: None,
    }
}

/// What one statement answered by these people says.
fn found(counts: [u64; 5]) -> ScaleFinding {
    let n: u64 = counts.iter().sum();
    let sum: u64 = (1..).zip(counts).map(|(point, count)| point * count).sum();
    let squares: u64 = (1..).zip(counts).map(|(point, count)| point * point * count).sum();
    let of = n as f64;
    let mean = sum as f64 / of;
    let sd = ((squares as f64 - of * mean * mean) / (of - 1.0)).max(0.0).sqrt();
    let known = |value: f64, interval: Option<Interval>| {
        if value.is_finite() {
            Estimate::Known(Known { value, n, interval })
        } else {
            Estimate::Unknown(Why::NoAnswers)
        }
    };
    ScaleFinding {
        n,
        mean: known(mean, Some(Interval { low: mean - 0.3, high: mean + 0.3, level: 0.95 })),
        mean_ratio: None,
        sd: known(sd, None),
        favourable: known((counts[3] + counts[4]) as f64 / of, None),
        distribution: (1..).zip(counts).collect(),
        agreement: None,
    }
}

/// The cell a finding is about, as whoever seals is told of it.
pub(crate) fn cornered(finding: &Finding) -> Cornered {
    Cornered {
        wave: finding.measure.wave.clone(),
        measure: finding.measure.name.clone(),
        unit: finding.target[0].id.clone(),
        former_municipality: finding.target[0].former.clone(),
        role: finding.target[0].role.clone(),
    }
}
