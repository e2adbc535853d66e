//! What an import changed of months that were there before: which months, and in how many of them each unit. The figures
//! themselves are in the released cube only.

use std::collections::{BTreeMap, BTreeSet};

use archive::{AbsenceMonth, Change};
use survey::{Date, Month, Register, UnitId};

/// So many units are named.
const NAMED: usize = 20;
/// Columns of a terminal.
const WIDTH: usize = 80;

/// What was changed, for a person; nothing where every month is new.
pub(super) fn told(months: &[AbsenceMonth], register: &Register) -> String {
    let mut changes = Changes::default();
    months.iter().for_each(|month| changes.add(month));
    changes.told(register)
}

#[derive(Default)]
struct Changes {
    new: usize,
    same: usize,
    other: Vec<Month>,
    units: BTreeMap<UnitId, usize>,
    kept: BTreeSet<Date>,
    /// Months whose other figures are gone.
    lost: usize,
    /// Months that hold a later extraction, and the latest of those.
    beside: Vec<Month>,
    later: Option<Date>,
}

impl Changes {
    fn add(&mut self, written: &AbsenceMonth) {
        let units = match &written.change {
            Change::New => {
                self.new += 1;
                return;
            }
            Change::KeptBeside { later } => {
                self.beside.push(written.month);
                self.later = self.later.max(Some(*later));
                return;
            }
            Change::Replaced(units) => {
                self.lost += usize::from(!units.is_empty());
                units
            }
            Change::Restated { earlier, units } => {
                self.kept.insert(*earlier);
                units
            }
        };
        if units.is_empty() {
            self.same += 1;
        } else {
            self.other.push(written.month);
        }
        for unit in units {
            *self.units.entry(unit.clone()).or_default() += 1;
        }
    }

    fn told(&self, register: &Register) -> String {
        if self.same + self.other.len() + self.beside.len() == 0 {
            return String::new();
        }
        let mut sentences = Vec::new();
        if self.new + self.same + self.other.len() > 0 {
            sentences.push(format!(
                "Months that were not there before: {}; with the same figures as before: {}; with other figures: {}.",
                self.new,
                self.same,
                self.other.len()
            ));
        }
        if !self.other.is_empty() {
            sentences.push(format!("Other figures: {}.", ranges(&self.other)));
        }
        if let Some(last) = self.kept.last() {
            let days: Vec<String> = self.kept.iter().map(ToString::to_string).collect();
            sentences.push(format!(
                "The figures extracted on {} are kept; absence rates --vintage {last} shows what was known then.",
                days.join(", ")
            ));
        }
        if self.lost > 0 {
            sentences.push(format!(
                "Not kept: earlier figures of {} months, which state no other day of extraction.",
                self.lost
            ));
        }
        if let Some(later) = self.later {
            sentences.push(format!(
                "Later figures, extracted up to {later}, stay for {}; what arrived was put beside them.",
                ranges(&self.beside)
            ));
        }
        let sentences: String = sentences.iter().map(|sentence| wrapped(sentence)).collect();
        format!("\n{sentences}{}", self.units_told(register))
    }

    /// The units with other figures, those of most months first.
    fn units_told(&self, register: &Register) -> String {
        if self.units.is_empty() {
            return String::new();
        }
        let mut units: Vec<(&UnitId, usize)> = self.units.iter().map(|(unit, months)| (unit, *months)).collect();
        units.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        let mut told = format!("Units with other figures: {}. In how many months, and which:\n", units.len());
        for (unit, months) in units.iter().take(NAMED) {
            // A unit that was renamed has several rows, the last of which is its name today.
            let name = register.units().iter().rfind(|known| known.id() == *unit).map_or("", |known| known.name());
            let line: String = format!("{months:>5}  {unit}  {name}").chars().take(WIDTH).collect();
            told.push_str(line.trim_end());
            told.push('\n');
        }
        if units.len() > NAMED {
            told.push_str(&format!("       and {} more\n", units.len() - NAMED));
        }
        told
    }
}

/// Months in order, as stretches without a gap.
fn ranges(months: &[Month]) -> String {
    let stretches = months.chunk_by(|one, next| one.next() == *next);
    let named = stretches.filter_map(|stretch| match (stretch.first()?, stretch.last()?) {
        (first, last) if first == last => Some(first.to_string()),
        (first, last) => Some(format!("{first} to {last}")),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// A sentence on lines of at most 80 columns.
fn wrapped(sentence: &str) -> String {
    let (mut told, mut length) = (String::new(), 0);
    for word in sentence.split(' ') {
        let width = word.chars().count();
        if length > 0 {
            let fits = length + 1 + width <= WIDTH;
            told.push(if fits { ' ' } else { '\n' });
            length = if fits { length + 1 } else { 0 };
        }
        told.push_str(word);
        length += width;
    }
    told + "\n"
}
