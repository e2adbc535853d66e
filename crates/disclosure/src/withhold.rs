//! Cells withheld because somebody who attacked the cube came too close to a hidden one, and the rounds of sealing and attacking until nobody does.
//!
//! What a plan forbids are sums. A range that published cells leave for a hidden mean is no sum, and to find it takes whoever attacks: so the
//! attack says which hidden cell it cornered, and the smallest shown cell around that one is taken out of the offer.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use survey::{ScaleId, WaveId};

use crate::released_rows::{Measure, of_scale};
use crate::{Group, GroupIndex, GroupKind, PlaceName, ReleasedRows, Sealed, place};

/// So often is a cube sealed before the last verdict stands. Each round withholds at least one cell more, so it ends by itself: the bound is for whoever
/// waits. In two hundred random municipalities nine were the most.
pub const ROUNDS_MAX: usize = 24;

/// Cells to be withheld, by what the table is called in every release and by the group's identifier. A cell in it is marked as one that protects another,
/// and must not follow from what is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Withhold(BTreeMap<String, BTreeSet<String>>);

/// A hidden cell that an attack came too close to, named as a reader of the cube names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cornered {
    /// The wave whose people it counts.
    pub wave: String,
    /// A scale's id for its mean, with `.favourable` for the favourable share.
    pub measure: String,
    /// The unit or area.
    pub unit: String,
    /// The former municipality; `*` for everybody.
    pub former_municipality: String,
    /// The kind of work; `*` for everybody.
    pub role: String,
}

/// A cube with what the last attack on it said.
pub struct Withstood<A> {
    /// The cube.
    pub sealed: Sealed,
    /// What to remember of it.
    pub rows: ReleasedRows,
    /// What came of the last attack.
    pub attack: A,
    /// What was withheld because of the attacks before.
    pub withheld: Withhold,
    /// How often the cube was sealed.
    pub rounds: usize,
    /// The shown cells of the first cube.
    pub shown_at_first: usize,
}

impl<A> Withstood<A> {
    /// By how many shown cells the last cube has fewer than the first.
    #[must_use]
    pub fn cost(&self) -> usize {
        self.shown_at_first.saturating_sub(self.sealed.utility().total().shown())
    }
}

/// Whoever attacks cubes on their way to be released.
pub trait Attack {
    /// What comes of a whole attack.
    type Outcome;
    /// What goes wrong.
    type Error;

    /// Everything is tried. Says what came of it, and which hidden cells were cornered if nothing worse was found.
    ///
    /// # Errors
    /// Its own.
    fn whole(&mut self, sealed: &Sealed) -> Result<(Self::Outcome, Vec<Cornered>), Self::Error>;

    /// The hidden cells that ranges corner, and no more: what a round in between needs to know.
    ///
    /// # Errors
    /// Its own.
    fn ranges(&mut self, sealed: &Sealed) -> Result<Vec<Cornered>, Self::Error>;
}

/// Seals and attacks until the attack corners nothing more, nothing more can be withheld, or [`ROUNDS_MAX`] is reached. Whether the last verdict
/// lets the cube go is the caller's to say.
///
/// The first cube and the last are attacked whole; in between only what corners hidden cells is asked, for sums are forbidden by the plan whatever is withheld
/// besides, and the last attack tries them all again. `seal` makes the cube without the cells it is given; `earlier` is what was released before, which can no
/// longer be withheld.
///
/// # Errors
/// Those of `seal` and `attack`.
pub fn withstand<A: Attack>(
    earlier: &[ReleasedRows],
    mut seal: impl FnMut(&Withhold) -> Result<(Sealed, ReleasedRows), A::Error>,
    attack: &mut A,
) -> Result<Withstood<A::Outcome>, A::Error> {
    let (mut withheld, mut rounds, mut shown_at_first) = (Withhold::default(), 0, None);
    loop {
        let (sealed, rows) = seal(&withheld)?;
        let shown_at_first = *shown_at_first.get_or_insert_with(|| sealed.utility().total().shown());
        rounds += 1;
        let is_last = rounds >= ROUNDS_MAX;
        if rounds > 1 && !is_last {
            let more = withheld.wider(&attack.ranges(&sealed)?, &sealed, &rows, earlier);
            if more != withheld {
                withheld = more;
                continue;
            }
        }
        let (outcome, cornered) = attack.whole(&sealed)?;
        let more = withheld.wider(&cornered, &sealed, &rows, earlier);
        if more == withheld || is_last {
            return Ok(Withstood { sealed, rows, attack: outcome, withheld, rounds, shown_at_first });
        }
        withheld = more;
    }
}

impl Withhold {
    /// How many cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These, and those that earlier releases withheld: what they hid stays hidden.
    pub(crate) fn with(&self, earlier: &[ReleasedRows]) -> Withhold {
        let mut all = self.clone();
        for (about, groups) in earlier.iter().flat_map(|rows| &rows.withheld().0) {
            all.0.entry(about.clone()).or_default().extend(groups.iter().cloned());
        }
        all
    }

    /// The groups withheld in a table.
    pub(crate) fn groups(&self, about: &str, groups: &[Group]) -> BTreeSet<GroupIndex> {
        let Some(ids) = self.0.get(about) else { return BTreeSet::new() };
        let held = |(place, group): (usize, &Group)| ids.contains(&group.id).then(|| GroupIndex::new(place));
        groups.iter().enumerate().filter_map(held).collect()
    }

    /// These, and a cell for each hidden one that was cornered.
    fn wider(&self, cornered: &[Cornered], sealed: &Sealed, rows: &ReleasedRows, earlier: &[ReleasedRows]) -> Withhold {
        let mut more = self.clone();
        for hidden in cornered {
            more.widen(hidden, sealed, rows, earlier);
        }
        more
    }

    /// Takes in the smallest shown cell around a hidden one that no earlier release has shown, if there is one.
    fn widen(&mut self, hidden: &Cornered, sealed: &Sealed, rows: &ReleasedRows, earlier: &[ReleasedRows]) {
        let Some(about) = hidden.about() else { return };
        let Some(id) = hidden.group(sealed.groups()) else { return };
        let is_out = |group: &str| earlier.iter().any(|rows| rows.shown(&about).any(|(_, shown)| shown == group));
        if let Some(around) = rows.around(&about, id, is_out).map(str::to_owned) {
            self.0.entry(about).or_default().insert(around);
        }
    }
}

impl Cornered {
    /// What its table is called in every release, if cells of it can be withheld.
    fn about(&self) -> Option<String> {
        let (scale, measure) = match self.measure.split_once('.') {
            None => (self.measure.as_str(), Measure::Numbers),
            Some((scale, "favourable")) => (scale, Measure::Favourable),
            Some(_) => return None,
        };
        Some(of_scale(measure, &ScaleId::new(scale).ok()?, &WaveId::new(&self.wave).ok()?))
    }

    /// The identifier of its group.
    fn group<'g>(&self, groups: &'g [Group]) -> Option<&'g str> {
        let is_root = |group: &Group| group.kind == GroupKind::Total && group.id == self.unit;
        let named = PlaceName {
            unit: if groups.iter().any(is_root) { "*".to_owned() } else { self.unit.clone() },
            former_municipality: self.former_municipality.clone(),
            role: self.role.clone(),
        };
        let is_it = |position: &usize| place::of_group(groups, GroupIndex::new(*position)).as_ref() == Some(&named);
        let position = (0..groups.len()).find(is_it)?;
        groups.get(position).map(|group| group.id.as_str())
    }
}
