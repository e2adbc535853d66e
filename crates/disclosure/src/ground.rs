//! From tables to requests for [`protection`](crate::protection), and from its plans to the groups that may be shown.
//!
//! It decides nothing about answers: whoever offers a table says which cells need how many people and which are secret for other reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::columns::Columns;
use crate::countings::Unmatched;
use crate::inner::{Inner, Table};
use crate::protection::{Cell, Class, Decision, Partition, PlanError, Request, RequestError, Sensitive};
use crate::released_rows::{Measure, Naming};
use crate::room::Remainder;
use crate::{Family, Group, GroupIndex, GroupKind, ReleasedRows, SealError, Withhold};

/// The groups a table shows.
pub(crate) type Shown = BTreeSet<GroupIndex>;

/// One table on its way to be shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Offer {
    pub(crate) table: Table,
    /// What of it.
    pub(crate) measure: Measure,
    /// Fewer people than this are not to be singled out by anything that follows.
    pub(crate) minimum: u64,
    /// What could be shown, with the people it needs itself.
    pub(crate) cells: BTreeMap<GroupIndex, u64>,
    /// What must not follow, offered or not.
    pub(crate) secret: BTreeSet<GroupIndex>,
    /// Shown groups less shown parts of theirs that must not follow either.
    pub(crate) remainders: BTreeSet<Remainder>,
}

/// What every table of a draft stands on.
pub(crate) struct Ground<'a> {
    pub(crate) groups: &'a [Group],
    pub(crate) families: &'a [Family],
    pub(crate) inner: &'a Inner,
    /// What was shown of the same people before.
    pub(crate) earlier: &'a [ReleasedRows],
    pub(crate) naming: &'a Naming,
    /// What is not to be shown in any case.
    pub(crate) withhold: &'a Withhold,
    /// What was planned before on the same ground, but for what was withheld there.
    pub(crate) planned: &'a Planned,
}

/// Plans by the offers they follow from. A release is sealed again with a few cells more withheld, and most of its tables are offered as they were.
#[derive(Default)]
pub(crate) struct Planned(Mutex<BTreeMap<Vec<Offer>, Result<Shown, SealError>>>);

impl Planned {
    fn get(&self, offers: &[Offer]) -> Option<Result<Shown, SealError>> {
        self.0.lock().ok()?.get(offers).cloned()
    }

    fn keep(&self, offers: Vec<Offer>, plan: Result<Shown, SealError>) {
        // Without a lock it is planned again.
        if let Ok(mut plans) = self.0.lock() {
            plans.insert(offers, plan);
        }
    }
}

impl Ground<'_> {
    /// The groups that may be shown, in all of these tables or in none.
    pub(crate) fn plan(&self, offers: Vec<Offer>) -> Result<Shown, SealError> {
        if let Some(plan) = self.planned.get(&offers) {
            return plan;
        }
        let plan = self.new_plan(&offers);
        self.planned.keep(offers, plan.clone());
        plan
    }

    fn new_plan(&self, offers: &[Offer]) -> Result<Shown, SealError> {
        let cells: BTreeSet<GroupIndex> = offers.iter().flat_map(|offer| offer.cells.keys().copied()).collect();
        let secret = self.secret(offers);
        let requests = offers.iter().map(|offer| self.request(offer, &cells, &secret));
        let requests: Vec<Request> = requests.collect::<Result<_, _>>()?;
        let plans = match requests.as_slice() {
            [alone] => alone.plan().map(|plan| vec![plan]),
            several => Request::plan_together(several),
        };
        let plans = plans.map_err(|error| refusal(&error, offers))?;
        let shown = |(position, group): (usize, GroupIndex)| {
            let decisions = || plans.iter().filter_map(|plan| plan.decisions().get(position));
            let safe = decisions().all(|decision| matches!(decision, Decision::Published | Decision::Empty));
            (safe && decisions().any(|decision| *decision == Decision::Published)).then_some(group)
        };
        Ok(cells.into_iter().enumerate().filter_map(shown).collect())
    }

    /// Whether anything was released before.
    pub(crate) const fn has_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// The groups withheld in a table in any case.
    pub(crate) fn withheld(&self, table: &Table, measure: Measure) -> BTreeSet<GroupIndex> {
        self.withhold.groups(&self.naming.about(table, measure), self.groups)
    }

    /// What must not follow in any of these tables: what is secret in one, or has fewer people there than it needs. Where nobody is in the
    /// others, their sum would be the one.
    fn secret(&self, offers: &[Offer]) -> BTreeSet<GroupIndex> {
        let mut secret: BTreeSet<GroupIndex> = offers.iter().flat_map(|offer| offer.secret.iter().copied()).collect();
        for offer in offers {
            let sums = self.inner.sums(&offer.table);
            let people = |group: &GroupIndex| sums.get(group).copied().unwrap_or(0);
            let few = offer.cells.iter().filter(|(group, needs)| (1..**needs).contains(&people(group)));
            secret.extend(few.map(|(group, _)| *group));
        }
        secret
    }

    /// One table as a request over these cells; a cell that it does not offer is empty there.
    fn request(
        &self,
        offer: &Offer,
        cells: &BTreeSet<GroupIndex>,
        secret: &BTreeSet<GroupIndex>,
    ) -> Result<Request, SealError> {
        let left = offer.remainders.iter().flat_map(|(parent, parts)| parts.iter().chain([parent]));
        let asked: BTreeSet<GroupIndex> = offer.cells.keys().chain(secret).chain(left).copied().collect();
        let about = self.naming.about(&offer.table, offer.measure);
        let columns = Columns::of_table(self.inner, &offer.table, &asked, (self.earlier, &about));
        let columns = columns.map_err(|Unmatched { unit, former }| SealError::WorkUnmatched {
            table: offer.table.to_string(),
            unit,
            former,
        })?;
        let id = |group: GroupIndex| self.groups.get(group.get()).map_or_else(String::new, |group| group.id.clone());
        let cell = |group: &GroupIndex| match offer.cells.get(group) {
            Some(needs) => Cell {
                key: id(*group),
                class: self.class(*group),
                minimum: offer.minimum.max(*needs),
                groups: columns.of(*group),
            },
            None => Cell { key: id(*group), class: Class::Tree, minimum: offer.minimum, groups: Vec::new() },
        };
        let position: BTreeMap<GroupIndex, usize> =
            cells.iter().enumerate().map(|(position, group)| (*group, position)).collect();
        let place = |group: &GroupIndex| position.get(group).copied().filter(|_| offer.cells.contains_key(group));
        let partitions = self.families.iter().filter_map(|family| {
            let members = family.members.iter().filter_map(place).collect();
            Some(Partition { parent: place(&family.parent)?, members })
        });
        let secret = secret.iter().map(|group| Sensitive { name: id(*group), groups: columns.of(*group) });
        let remainders = offer.remainders.iter().map(|(parent, parts)| {
            let taken: BTreeSet<usize> = parts.iter().flat_map(|part| columns.of(*part)).collect();
            let left = columns.of(*parent).into_iter().filter(|column| !taken.contains(column));
            Sensitive { name: id(*parent), groups: left.collect() }
        });
        Ok(Request {
            minimum: offer.minimum,
            cells: cells.iter().map(cell).collect(),
            partitions: partitions.collect(),
            sensitive: secret.chain(remainders).collect(),
            released: columns.released(),
            people: columns.people,
        })
    }

    fn class(&self, group: GroupIndex) -> Class {
        match self.groups.get(group.get()) {
            Some(Group { kind: GroupKind::Total | GroupKind::Unit { .. }, former_municipality: None, .. }) => {
                Class::Tree
            }
            _ => Class::Slice,
        }
    }
}

/// The tables that are offered, for a sentence.
pub(crate) fn tables(offers: &[Offer]) -> String {
    offers.iter().map(|offer| offer.table.to_string()).collect::<Vec<_>>().join(", ")
}

/// What a plan that cannot be made says of the draft.
fn refusal(error: &PlanError, offers: &[Offer]) -> SealError {
    let overlapping = |error: &RequestError| match error {
        RequestError::NoPart { parent, .. } => Some(SealError::NotParts { parent: parent.clone() }),
        _ => None,
    };
    let contradiction = match error {
        PlanError::Request(errors) => errors.iter().find_map(overlapping),
        PlanError::AlreadyRevealed { rows } => {
            Some(SealError::AlreadyRevealed { table: tables(offers), groups: rows.join(", ") })
        }
        PlanError::Unsettled { .. } => None,
    };
    contradiction.unwrap_or_else(|| SealError::Unprotectable { table: tables(offers) })
}
