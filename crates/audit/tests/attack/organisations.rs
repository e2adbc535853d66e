//! Random organisations with known answers, and what different rules would release of them.

use std::collections::BTreeMap;

use audit::{
    Cell, HeadCounts, Label, Mark, Measure, Place, PlaceKind, Range, Release, Scale, State, Thresholds, Tree, WHOLE,
};

/// A seeded stream of numbers, not the library's.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }

    pub(crate) fn chance(&mut self) -> f64 {
        self.below(1_000_000) as f64 / 1e6
    }
}

/// One inner group: unit, former municipality, role; how many answered, and the sum of their answers.
pub(crate) type Truth = BTreeMap<(usize, String, String), (u64, i64)>;

pub(crate) struct Organisation {
    pub(crate) tree: Tree,
    pub(crate) truth: Truth,
}

pub(crate) fn place(id: &str, parent: Option<usize>) -> Place {
    Place { id: id.to_owned(), name: id.to_uppercase(), parent, area: None, unit_type: None, kind: PlaceKind::Unit }
}

/// An organisation of about so many units; everything else about it is drawn too.
pub(crate) fn random(seed: u64, units: usize, with_roles: bool) -> Organisation {
    let mut dice = Dice::new(seed);
    let depth_max = 2 + dice.below(4);
    let response = 0.5 + 0.35 * dice.chance();
    let overlap = 0.1 + 0.5 * dice.chance();
    let skew = 1.0 + 2.0 * dice.chance();
    let mut places = vec![place("u0", None)];
    let mut depths = vec![0];
    while places.len() < units {
        // Breadth comes with the level: new units go below any that is not at the bottom.
        let parent = dice.below(places.len());
        if depths[parent] + 1 < depth_max || parent == 0 {
            depths.push(depths[parent] + 1);
            places.push(place(&format!("u{}", places.len()), Some(parent)));
        }
    }
    let inner: Vec<bool> =
        (0..places.len()).map(|unit| places.iter().any(|place| place.parent == Some(unit))).collect();
    let mut truth = Truth::new();
    for (unit, is_inner) in inner.iter().enumerate() {
        let people = if *is_inner { dice.below(4) } else { 2 + (38.0 * dice.chance().powf(skew)) as usize };
        let home = dice.below(3);
        for _ in 0..people {
            if dice.chance() > response {
                continue;
            }
            let former = if dice.chance() < overlap { dice.below(3) } else { home };
            let role = if with_roles {
                format!("role{}", if dice.chance() < 0.7 { 0 } else { 1 + dice.below(4) })
            } else {
                WHOLE.to_owned()
            };
            let slot = truth.entry((unit, format!("f{former}"), role)).or_default();
            *slot = (slot.0 + 1, slot.1 + 1 + dice.below(5) as i64);
        }
    }
    Organisation { tree: Tree::new(places).unwrap(), truth }
}

impl Organisation {
    fn is_within(&self, mut unit: usize, place: usize) -> bool {
        while unit != place {
            match self.tree.places()[unit].parent {
                Some(parent) => unit = parent,
                None => return false,
            }
        }
        true
    }

    /// People and sum of a cell.
    pub(crate) fn cell(&self, place: usize, former: &str, role: &str) -> (u64, i64) {
        let fits = |(unit, f, r): &(usize, String, String)| {
            self.is_within(*unit, place) && (former == WHOLE || f == former) && (role == WHOLE || r == role)
        };
        self.truth.iter().filter(|(key, _)| fits(key)).fold((0, 0), |(n, sum), (_, (m, s))| (n + m, sum + s))
    }

    /// People and sum behind a label.
    pub(crate) fn labelled(&self, label: &Label) -> (u64, i64) {
        let place = self.tree.find(&label.id).unwrap();
        if !label.own {
            return self.cell(place, &label.former, &label.role);
        }
        let fits = |(unit, f, r): &(usize, String, String)| {
            *unit == place && (label.former == WHOLE || *f == label.former) && (label.role == WHOLE || *r == label.role)
        };
        self.truth.iter().filter(|(key, _)| fits(key)).fold((0, 0), |(n, sum), (_, (m, s))| (n + m, sum + s))
    }

    pub(crate) fn head_counts(&self) -> HeadCounts {
        let row = |((unit, former, role), (n, _)): (&(usize, String, String), &(u64, i64))| {
            (self.tree.places()[*unit].id.clone(), former.clone(), role.clone(), *n)
        };
        HeadCounts::from_rows(self.truth.iter().map(row).collect())
    }

    /// Every cell with somebody in it: units alone, by former municipality, by role.
    pub(crate) fn spots(&self) -> Vec<(usize, String, String)> {
        let roles: std::collections::BTreeSet<&String> =
            self.truth.keys().map(|(_, _, role)| role).filter(|role| *role != WHOLE).collect();
        let mut spots = Vec::new();
        for place in 0..self.tree.places().len() {
            spots.push((place, WHOLE.to_owned(), WHOLE.to_owned()));
            spots.extend((0..3).map(|former| (place, format!("f{former}"), WHOLE.to_owned())));
            spots.extend(roles.iter().map(|role| (place, WHOLE.to_owned(), (*role).clone())));
        }
        spots.retain(|(place, former, role)| self.cell(*place, former, role).0 > 0);
        spots
    }

    /// A release that shows the cells `shows` says yes to, with means printed in full.
    pub(crate) fn release(
        &self,
        file: &str,
        spots: &[(usize, String, String)],
        shows: impl Fn(&(usize, String, String), u64) -> bool,
    ) -> Release {
        let cells = spots.iter().map(|spot| {
            let (n, sum) = self.cell(spot.0, &spot.1, &spot.2);
            let state = if shows(spot, n) {
                shown(n, sum)
            } else {
                State::Hidden(if n < 5 { Mark::TooFew } else { Mark::ProtectsAnother })
            };
            cell(spot.0, &spot.1, &spot.2, state)
        });
        release(file, self.tree.clone(), cells.collect())
    }

    /// What a rule without protection releases: every cell with five people or more.
    pub(crate) fn threshold_only(&self) -> Release {
        self.release("threshold.csv", &self.spots(), |_, n| n >= 5)
    }
}

pub(crate) fn shown(n: u64, sum: i64) -> State {
    let value = Range::around(sum as f64 / n as f64, 1e-9);
    State::Shown { n: Some(n), value, sum: Some(value.times(n as f64)) }
}

pub(crate) fn cell(place: usize, former: &str, role: &str, state: State) -> Cell {
    Cell { place, former: former.to_owned(), role: role.to_owned(), measure: measure(), state }
}

pub(crate) fn measure() -> Measure {
    Measure { wave: "w".to_owned(), name: "climate".to_owned() }
}

pub(crate) fn release(file: &str, tree: Tree, cells: Vec<Cell>) -> Release {
    Release {
        file: file.to_owned(),
        wave: "w".to_owned(),
        thresholds: Thresholds::default(),
        tree,
        formers: BTreeMap::new(),
        scales: BTreeMap::from([("climate".to_owned(), Scale { min: 1, max: 5, items: 1 })]),
        titles: BTreeMap::new(),
        cells,
        unread: Vec::new(),
    }
}
