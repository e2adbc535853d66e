//! The calendar of the leadership programme: everybody takes part, in groups that begin one after another.
//!
//! Four modules over two years from January 2019. Seven groups begin two months apart, and each takes a module every four
//! months. The programme changes nothing in what people answer: its true effect is nought.

use crate::draws::Draws;
use crate::organisation::{MERGER_YEAR, Organisation};

/// Groups of leaders who go through the programme together.
const GROUPS: u32 = 7;
/// Months between the beginnings of two groups.
const BETWEEN_GROUPS: u32 = 2;
/// Months between two modules.
const BETWEEN_MODULES: u32 = 4;
const MODULES: u32 = 4;
/// From the beginning of the programme to the merger.
const MONTHS_BEFORE_MERGER: u32 = 12;

/// The file of modules. Before the merger a module is written down for the old units that became the place of work whole:
/// who led the parts of a divided one is not told by it.
pub(crate) fn modules_csv(organisation: &Organisation, draws: &mut Draws) -> String {
    let mut parts = vec![0_usize; organisation.before.len()];
    for (old, _) in organisation.origins.iter().flatten() {
        if let Some(count) = parts.get_mut(*old) {
            *count += 1;
        }
    }
    let whole = |old: usize| parts.get(old) == Some(&1);
    let mut rows = Vec::new();
    for (place, origins) in organisation.after.iter().zip(&organisation.origins) {
        let lot = draws.uniform() * f64::from(GROUPS);
        let begins = (1..GROUPS).filter(|edge| lot >= f64::from(*edge)).map(|_| BETWEEN_GROUPS).sum::<u32>();
        // Without a whole old unit nothing could be written down before the merger, so the group begins after it.
        let begins = if origins.iter().any(|(old, _)| whole(*old)) { begins } else { begins.max(MONTHS_BEFORE_MERGER) };
        for module in 0..MODULES {
            let months = begins + module * BETWEEN_MODULES;
            let (year, month) = (2019 + months / 12, months % 12 + 1);
            let date = format!("{year}-{month:02}-{:02}", 10 + module);
            if i64::from(year) >= i64::from(MERGER_YEAR) {
                rows.push(format!("{},{},{date}", place.unit, module + 1));
                continue;
            }
            for (old, _) in origins.iter().filter(|(old, _)| whole(*old)) {
                if let Some(before) = organisation.before.get(*old) {
                    rows.push(format!("{},{},{date}", before.unit, module + 1));
                }
            }
        }
    }
    let rows = rows.into_iter().map(|row| row + "\n");
    std::iter::once("unit,module,date\n".to_owned()).chain(rows).collect()
}
