//! What an import changed of months that were there before: which months, and in how many of them each unit. The figures
//! themselves are in the released cube only.

use std::collections::{BTreeMap, BTreeSet};

use archive::{AbsenceMonth, Change};
use survey::{Date, Month, Register, UnitId};

/// So many units are named.
const NAMED: usize = 20;
/// Months beside each other.
const PER_LINE: usize = 8;
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
            Change::Replaced(units) => units,
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
        let mut told = String::new();
        if self.same + self.other.len() + self.beside.len() == 0 {
            return told;
        }
        told.push_str(&format!(
            "\nNew months: {}. Months that were there, with the same figures: {}; with\nother figures: {}",
            self.new,
            self.same,
            self.other.len()
        ));
        told.push_str(if self.other.is_empty() { ".\n" } else { ":\n" });
        told.push_str(&listed(&self.other));
        told.push_str(&self.units_told(register));
        if let Some(last) = self.kept.last() {
            let days: Vec<String> = self.kept.iter().map(ToString::to_string).collect();
            told.push_str(&wrapped(&format!("The figures extracted on {} are kept.", days.join(", "))));
            told.push_str(&format!("To see what was known then: absence rates --vintage {last}\n"));
        }
        if let Some(later) = self.later {
            told.push_str(&format!(
                "Months that hold later figures, of up to {later}, and keep them: {}. The earlier\n\
                 ones were put beside them:\n",
                self.beside.len()
            ));
            told.push_str(&listed(&self.beside));
        }
        told
    }

    /// The units with other figures, those of most months first.
    fn units_told(&self, register: &Register) -> String {
        if self.units.is_empty() {
            return String::new();
        }
        let mut units: Vec<(&UnitId, usize)> = self.units.iter().map(|(unit, months)| (unit, *months)).collect();
        units.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        let mut told = format!("Units with other figures: {}. Months changed, and where:\n", units.len());
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

fn listed(months: &[Month]) -> String {
    let line = |months: &[Month]| months.iter().map(|month| format!("  {month}")).collect::<String>() + "\n";
    months.chunks(PER_LINE).map(line).collect()
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
