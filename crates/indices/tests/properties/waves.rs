//! Drawing waves of units from a seed.

use std::collections::BTreeMap;

use indices::aggregation::GroupMoments;
use indices::trend::UnitWave;

use crate::drawing::Draws;

/// Scores are whole thousandths of a point.
pub(crate) const DIVISOR: u64 = 1000;

pub(crate) fn moments(scores: &[f64]) -> GroupMoments {
    let mut moments = GroupMoments { n: 0, sum: 0, squares: 0 };
    for score in scores {
        let score: i128 = format!("{:.0}", score * DIVISOR as f64).parse().unwrap();
        moments.n += 1;
        moments.sum += score;
        moments.squares += score * score;
    }
    moments
}

/// Sixty units in eight waves; forty adopt in waves 3 or 6, and the effect of adopting grows by half a point a wave.
pub(crate) fn staggered(seed: u64, effect: f64, per_cell: usize) -> (Vec<UnitWave>, BTreeMap<usize, usize>) {
    let mut draws = Draws(seed);
    let mut adoption = BTreeMap::new();
    let mut cells = Vec::new();
    for unit in 0..60 {
        let level = draws.normal();
        match unit % 3 {
            0 => {}
            1 => drop(adoption.insert(unit, 3)),
            _ => drop(adoption.insert(unit, 6)),
        }
        for wave in 1..=8 {
            let since = adoption.get(&unit).filter(|first| wave >= **first).map(|first| (wave - first + 1) as f64);
            let centre = level + 0.2 * wave as f64 + effect * since.unwrap_or(0.0) + 0.1 * draws.normal();
            let scores: Vec<f64> = (0..per_cell).map(|_| centre + draws.normal()).collect();
            cells.push(UnitWave { unit, wave, scores: moments(&scores) });
        }
    }
    (cells, adoption)
}

/// Units with gaps and of unequal size.
pub(crate) fn unbalanced(seed: u64) -> Vec<UnitWave> {
    let mut draws = Draws(seed);
    let mut cells = Vec::new();
    for unit in 0..14 {
        let level = 0.8 * draws.normal();
        for wave in 0..3 {
            let centre = level + 0.3 * wave as f64 + 0.8 * draws.normal();
            let persons = 1 + (unit * 7 + wave * 5) % 6;
            if (unit + wave) % 5 != 4 {
                let scores: Vec<f64> = (0..persons).map(|_| centre + draws.normal()).collect();
                cells.push(UnitWave { unit, wave, scores: moments(&scores) });
            }
        }
    }
    cells
}
