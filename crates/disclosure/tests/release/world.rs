//! Small municipalities with known answers, and drafts of them.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{
    Draft, Family, Group, GroupIndex, GroupKind, Header, Inner, InnerName, Rule, ScaleText, Sealed, Table, WaveLabel,
};
use indices::{Estimate, Interval, Known, ScaleFinding, Why};
use plan::PARTS;
use survey::{Date, InstrumentId, Points, ScaleId, Text, WaveId};

/// A stream of numbers that depends on its seed only (a multiplicative generator modulo 2⁶⁴ with its high bits mixed down).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number from 0 up to, not including, `sides`.
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        (self.0 ^ (self.0 >> 33)) % sides
    }
}

/// A tree of units crossed with former municipalities, with people in it.
pub(crate) struct World {
    pub(crate) groups: Vec<Group>,
    pub(crate) families: Vec<Family>,
    /// People by group.
    pub(crate) people: Vec<u64>,
    /// The inner groups.
    pub(crate) own: Vec<Own>,
}

/// One inner group: the people of a group who are in none of the groups below it, and every group that holds them.
#[derive(Clone)]
pub(crate) struct Own {
    pub(crate) group: usize,
    pub(crate) below: Vec<usize>,
    pub(crate) within: Vec<GroupIndex>,
}

impl Own {
    /// Those of each part, and those of the whole in no part.
    fn of_parts(parts: usize) -> Vec<Own> {
        let part = |part: usize| Own {
            group: part,
            below: Vec::new(),
            within: vec![GroupIndex::new(0), GroupIndex::new(part)],
        };
        let rest = Own { group: 0, below: (1..=parts).collect(), within: vec![GroupIndex::new(0)] };
        (1..=parts).map(part).chain([rest]).collect()
    }

    /// A name of its own.
    fn name(&self) -> InnerName {
        InnerName { unit: format!("{:03}", self.group), former_municipality: String::new(), role: None }
    }

    /// Its people, by the people of all groups; none where the groups do not add up.
    pub(crate) fn people(&self, of_groups: &[u64]) -> u64 {
        of_groups[self.group].saturating_sub(self.below.iter().map(|below| of_groups[*below]).sum())
    }
}

/// The people of every group that a draft counts, table by table.
fn people_of(draft: &Draft) -> BTreeMap<Table, Vec<u64>> {
    let mut tables: BTreeMap<Table, Vec<u64>> = BTreeMap::new();
    let mut count = |table: Table, group: GroupIndex, people: u64| {
        if let Some(place) = tables.entry(table).or_insert_with(|| vec![0; draft.groups.len()]).get_mut(group.get()) {
            *place = people;
        }
    };
    for ((scale, group), found) in &draft.scores {
        count(Table::Scale(scale.clone()), *group, found.n);
    }
    for ((wave, scale, group), found) in &draft.trend {
        count(Table::Trend(*wave, scale.clone()), *group, found.n);
    }
    for (group, (invited, _)) in &draft.participation {
        count(Table::Invited, *group, *invited);
    }
    for (group, found) in &draft.absence_year {
        count(Table::AbsenceYear, *group, found.employee_months);
    }
    for ((group, month), found) in &draft.absence_months {
        count(Table::AbsenceMonth(*month), *group, found.employee_months);
    }
    for ((figure, year, group), found) in &draft.registers.figures {
        count(Table::Figure(*figure, *year), *group, found.denominator);
        if figure.counts_heads() {
            let counted = found.numerator / PARTS;
            count(Table::FigureCounted(*figure, *year), *group, counted);
            count(Table::FigureLeft(*figure, *year), *group, found.denominator.saturating_sub(counted));
        }
    }
    tables
}

/// The draft with its inner groups counted, where groups add up to what it says of them.
pub(crate) fn counted(mut draft: Draft, own: &[Own]) -> Draft {
    draft.inner = Inner::default();
    for (table, people) in people_of(&draft) {
        for own in own {
            draft.inner.add(table.clone(), &own.name(), &own.within, own.people(&people));
        }
    }
    draft
}

/// Counts and seals a draft of one whole and its parts.
pub(crate) fn seal(draft: Draft) -> Sealed {
    counted_parts(draft).seal(Rule::house()).unwrap()
}

/// A draft of one whole and its parts, with its inner groups counted.
pub(crate) fn counted_parts(draft: Draft) -> Draft {
    let parts = draft.groups.len() - 1;
    counted(draft, &Own::of_parts(parts))
}

fn group(id: String, kind: GroupKind) -> Group {
    Group {
        name: format!("Group {id}"),
        id,
        kind,
        parent: None,
        unit_type: None,
        service_area: None,
        former_municipality: None,
        role: None,
    }
}

impl World {
    /// A random tree of depth two or three, one to three former municipalities, groups of nought to eleven people; some staff sit above the leaves.
    pub(crate) fn random(seed: u64) -> World {
        let mut dice = Dice::new(seed);
        let municipalities = 1 + dice.below(3);
        let mut parents: Vec<Option<usize>> = vec![None];
        let mut level = vec![0];
        for _ in 0..(1 + dice.below(2)) {
            let mut next = Vec::new();
            for parent in &level {
                for _ in 0..(1 + dice.below(3)) {
                    parents.push(Some(*parent));
                    next.push(parents.len() - 1);
                }
            }
            level = next;
        }
        let most = [4, 7, 12][usize::try_from(dice.below(3)).unwrap()];
        // people directly in a unit, by former municipality
        let direct: Vec<Vec<u64>> = (0..parents.len())
            .map(|unit| {
                let is_leaf = level.contains(&unit);
                let some = |dice: &mut Dice| if is_leaf || dice.below(4) == 0 { dice.below(most) } else { 0 };
                (0..municipalities).map(|_| some(&mut dice)).collect()
            })
            .collect();
        World::of(&parents, &direct)
    }

    /// Units by parent, and the people directly in each by former municipality.
    pub(crate) fn of(parents: &[Option<usize>], direct: &[Vec<u64>]) -> World {
        let municipalities = direct[0].len();
        let mut total = direct.to_vec();
        for unit in (1..parents.len()).rev() {
            let below = total[unit].clone();
            for (slice, people) in total[parents[unit].unwrap()].iter_mut().zip(below) {
                *slice += people;
            }
        }
        let (mut groups, mut people, mut families) = (Vec::new(), Vec::new(), Vec::new());
        for (unit, slices) in total.iter().enumerate() {
            let depth = u8::from(parents[unit].is_some());
            let kind = if depth == 0 { GroupKind::Total } else { GroupKind::Unit { depth } };
            groups.push(group(format!("unit-{unit:03}"), kind));
            people.push(slices.iter().sum());
        }
        for (unit, slices) in total.iter().enumerate() {
            for (slice, count) in slices.iter().enumerate() {
                groups.push(group(format!("unit-{unit:03}-from-{slice}"), GroupKind::FormerMunicipality));
                people.push(*count);
            }
        }
        let slice_of = |unit: usize, slice: usize| GroupIndex::new(parents.len() + unit * municipalities + slice);
        for unit in 0..parents.len() {
            let slices = (0..municipalities).map(|slice| slice_of(unit, slice)).collect();
            families.push(Family { parent: GroupIndex::new(unit), members: slices });
            let children: Vec<usize> = (0..parents.len()).filter(|child| parents[*child] == Some(unit)).collect();
            if children.is_empty() {
                continue;
            }
            let members = children.iter().copied().map(GroupIndex::new).collect();
            families.push(Family { parent: GroupIndex::new(unit), members });
            for slice in 0..municipalities {
                let members = children.iter().map(|child| slice_of(*child, slice)).collect();
                families.push(Family { parent: slice_of(unit, slice), members });
            }
        }
        let within = |unit: usize, slice: usize| {
            let line = std::iter::successors(Some(unit), |unit| parents[*unit]);
            line.flat_map(|unit| [GroupIndex::new(unit), slice_of(unit, slice)]).collect()
        };
        let children = |unit: usize| (0..parents.len()).filter(move |child| parents[*child] == Some(unit));
        let of_cell = |unit: usize, slice: usize| Own {
            group: slice_of(unit, slice).get(),
            below: children(unit).map(|child| slice_of(child, slice).get()).collect(),
            within: within(unit, slice),
        };
        let own = (0..parents.len()).flat_map(|unit| (0..municipalities).map(move |slice| (unit, slice)));
        let own = own.map(|(unit, slice)| of_cell(unit, slice)).collect();
        World { groups, families, people, own }
    }

    /// One family: a whole and its parts.
    pub(crate) fn family(whole: u64, parts: &[u64]) -> World {
        let mut groups = vec![group("whole".to_owned(), GroupKind::Total)];
        groups.extend((0..parts.len()).map(|part| group(format!("part-{part}"), GroupKind::Unit { depth: 1 })));
        let members = (1..groups.len()).map(GroupIndex::new).collect();
        let families = vec![Family { parent: GroupIndex::new(0), members }];
        let own = Own::of_parts(parts.len());
        World { groups, families, people: [whole].iter().chain(parts).copied().collect(), own }
    }

    /// Counts and seals a draft of this world.
    pub(crate) fn seal(&self, draft: Draft) -> Sealed {
        counted(draft, &self.own).seal(Rule::house()).unwrap()
    }

    /// A draft with the scales named, each answered by these people with unremarkable answers.
    pub(crate) fn draft(&self, scales: &[&str]) -> Draft {
        let mut draft = empty_draft(self.groups.clone(), self.families.clone());
        draft.scales = scales.iter().map(|scale| scale_text(scale, &[])).collect();
        for scale in scales {
            for (group, people) in self.people.iter().enumerate() {
                draft.scores.insert((scale_id(scale), GroupIndex::new(group)), finding(*people));
            }
        }
        draft
    }
}

pub(crate) fn text(words: &str) -> Text {
    Text::new(format!("{words} nb"), format!("{words} nn"), format!("{words} en")).unwrap()
}

pub(crate) fn scale_id(scale: &str) -> ScaleId {
    ScaleId::new(scale).unwrap()
}

pub(crate) fn wave_label(id: &str, year: i32) -> WaveLabel {
    WaveLabel { id: WaveId::new(id).unwrap(), title: text("wave"), date: Date::new(year, 10, 1).unwrap() }
}

pub(crate) fn scale_text(scale: &str, parts: &[&str]) -> ScaleText {
    ScaleText {
        id: scale_id(scale),
        title: text("title"),
        description: text("description"),
        points: Points::new(1, 5).unwrap(),
        favourable_from: 4,
        items: 3,
        higher_is_better: true,
        parts: parts.iter().map(|part| scale_id(part)).collect(),
        index: None,
    }
}

pub(crate) fn empty_draft(groups: Vec<Group>, families: Vec<Family>) -> Draft {
    Draft {
        header: Header {
            wave: WaveId::new("2021-host").unwrap(),
            title: text("wave"),
            reference_date: Date::new(2021, 10, 1).unwrap(),
            instrument: InstrumentId::new("mestring").unwrap(),
            instrument_version: "1".to_owned(),
            instrument_title: text("instrument"),
            notice: text("not validated"),
        },
        groups,
        families,
        inner: Inner::default(),
        scales: Vec::new(),
        waves: Vec::new(),
        plans: Vec::new(),
        scores: BTreeMap::new(),
        quality: BTreeMap::new(),
        participation: BTreeMap::new(),
        absence_year: BTreeMap::new(),
        absence_year_months: BTreeSet::new(),
        absence_months: BTreeMap::new(),
        absence_course: BTreeMap::new(),
        trend: BTreeMap::new(),
        benchmarks: Vec::new(),
        registers: disclosure::DraftRegisters::default(),
        merger: None,
        programme: None,
    }
}

/// Three answers a person, spread over the points, half of the people favourable.
pub(crate) fn finding(people: u64) -> ScaleFinding {
    answered(people, [people / 2, people - people / 2, people, people / 2, people - people / 2])
}

/// Answers counted by point, 1 to 5, from so many people.
pub(crate) fn answered(people: u64, counts: [u64; 5]) -> ScaleFinding {
    let answers: u64 = counts.iter().sum();
    let sum: u64 = (1..).zip(counts).map(|(point, count)| point * count).sum();
    let known = |value: f64, low: f64, high: f64| {
        if people == 0 {
            return Estimate::Unknown(Why::NoAnswers);
        }
        Estimate::Known(Known { value, n: people, interval: Some(Interval { low, high, level: 0.95 }) })
    };
    let mean = sum as f64 / answers.max(1) as f64;
    ScaleFinding {
        n: people,
        mean: known(mean, mean - 0.3, mean + 0.3),
        mean_ratio: None,
        sd: known(0.8125, 0.5, 1.0),
        favourable: known((people / 2) as f64 / people.max(1) as f64, 0.1, 0.9),
        distribution: (1..).zip(counts).collect(),
        agreement: None,
    }
}
