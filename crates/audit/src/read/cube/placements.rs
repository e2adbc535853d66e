//! Placements print the value they place: where that is a cell's value, they print the cell once more.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::EXACT;
use super::super::wire::{Benchmark, Estimate, Seen};
use super::cells::Cells;
use crate::release::{Cell, Measure, Range, State, Unread, Why};

/// How a placement may write a cell's value: as it is, a share in percent, presence as what absence leaves.
const WRITTEN: [fn(f64) -> f64; 3] = [|value| value, |value| value / 100.0, |value| 100.0 - value];

/// A cell: measure, place, former municipality, role.
type Spot = (Measure, usize, String, String);
/// A printed placement: group, measure, value.
type Placed = (usize, Measure, f64);

impl Cells {
    /// Adds every placement that is a cell's value in one of the ways of writing it. An indicator is a measure itself when a value that
    /// both print is the same; then its other values are that measure's too, and must agree. Returns what was left out.
    pub(super) fn benchmarks(&mut self, benchmarks: Vec<Benchmark>) -> Vec<Unread> {
        let mut indicators: BTreeMap<(usize, usize), Vec<Placed>> = BTreeMap::new();
        let mut unread = Vec::new();
        let printed = self.printed();
        let any = benchmarks.iter().any(|benchmark| matches!(benchmark.placement, Seen::Shown(_)));
        for Benchmark { plan, indicator, group, basis, placement } in benchmarks {
            let Seen::Shown(Estimate { value }) = placement else { continue };
            match self.measured(&basis) {
                Some(measure) => indicators.entry((plan, indicator)).or_default().push((group, measure, value)),
                None => unread.push(Unread::new(format!("benchmarks.{plan}.{indicator}"), Why::FromPrinted)),
            }
        }
        for ((plan, indicator), placed) in indicators {
            match WRITTEN.into_iter().find(|written| self.prints(&printed, &placed, *written)) {
                Some(written) => {
                    for (group, measure, value) in placed {
                        let value = Range::around(written(value), EXACT);
                        self.push(group, &measure, State::Shown { n: None, value, sum: None });
                    }
                }
                None => unread.push(Unread::new(format!("benchmarks.{plan}.{indicator}"), Why::Unknown)),
            }
        }
        if any {
            unread.push(Unread::new("benchmarks, probabilities of zones", Why::NotASum));
        }
        unread.sort();
        unread.dedup();
        unread
    }

    /// The measure that a basis names; nothing for what the file works out from other printed numbers.
    fn measured(&self, basis: &Value) -> Option<Measure> {
        let named = |name: String| Some(Measure { wave: self.wave.clone(), name });
        if let Some(scale) = basis.get("scale").and_then(Value::as_str) {
            return named(scale.to_owned());
        }
        if let Some(scale) = basis.get("favourable").and_then(Value::as_str) {
            return named(format!("{scale}.favourable"));
        }
        matches!(basis.as_str(), Some("absence" | "presence")).then(|| named("absence".to_owned())).flatten()
    }

    /// The values of all cells so far.
    fn printed(&self) -> BTreeMap<Spot, Range> {
        let shown = |cell: &Cell| match cell.state {
            State::Shown { value, .. } => {
                Some(((cell.measure.clone(), cell.place, cell.former.clone(), cell.role.clone()), value))
            }
            State::Hidden(_) => None,
        };
        self.cells.iter().filter_map(shown).collect()
    }

    /// Whether one of the values, written so, is printed as a cell too.
    fn prints(&self, printed: &BTreeMap<Spot, Range>, placed: &[Placed], written: fn(f64) -> f64) -> bool {
        placed.iter().any(|(group, measure, value)| {
            let Some((place, former, role)) = self.spots.get(*group).cloned().flatten() else { return false };
            let known = printed.get(&(measure.clone(), place, former, role));
            known.is_some_and(|known| known.meets(Range::around(written(*value), EXACT)))
        })
    }
}
