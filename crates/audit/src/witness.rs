//! Looking for a witness: numbers that keep to everything printed while a hidden cell is as low, or as high, as it could be by itself. Most cells have
//! one, and then no programme need be solved for that end.
//!
//! Every unknown is measured in its own room, from nought to one. A line that only one end of each of its unknowns can fulfil sets these to it. From the
//! middle of their rooms, each line in turn then moves the others towards where it holds, and whoever leaves their room is set back to its end. Where lines and
//! rooms have a point in common this comes ever closer to one (Gubin, Polyak and Raik, 1967, The method of projections for finding the common
//! point of convex sets); where they have none, or it takes too long, nothing is said.
#![expect(clippy::indexing_slicing, reason = "unknowns are those of one programme")]

/// How far off a line may be: a tenth of what printed sums are allowed for floating numbers alone.
const OFF: f64 = 1e-7;
/// So often every line is looked at.
const SWEEPS_MAX: usize = 600;
/// How far a line moves its unknowns: beyond the nearest point where it holds, for that is faster than to stop there.
const RELAXATION: f64 = 1.8;

/// An end of what an unknown can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Low,
    High,
}

/// A sum of unknowns, each measured in its room, that lies between two ends.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) terms: Vec<(usize, f64)>,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// Where each unknown is in its room; none moves that is set to an end.
struct Point {
    values: Vec<f64>,
    moves: Vec<bool>,
}

/// Whether there is a witness for this one of the unknowns at an end of its room.
pub(crate) fn is_found(lines: &[Line], unknowns: usize, hidden: usize, end: End) -> bool {
    let mut point = Point { values: vec![0.5; unknowns], moves: vec![true; unknowns] };
    point.set(hidden, end);
    point.force(lines) && point.come_closer(lines)
}

impl Point {
    fn set(&mut self, unknown: usize, end: End) {
        self.moves[unknown] = false;
        self.values[unknown] = if end == End::High { 1.0 } else { 0.0 };
    }

    /// Sets what has no choice. Whether every line can still hold.
    fn force(&mut self, lines: &[Line]) -> bool {
        let mut forces = true;
        while forces {
            forces = false;
            for line in lines {
                let (least, most) = self.reach(line);
                if most < line.low - OFF || least > line.high + OFF {
                    return false;
                }
                let (at_most, at_least) = (most <= line.low + OFF, least >= line.high - OFF);
                for &(unknown, factor) in line.terms.iter().filter(|_| at_most || at_least) {
                    if self.moves[unknown] {
                        self.set(unknown, if (factor > 0.0) == at_most { End::High } else { End::Low });
                        forces = true;
                    }
                }
            }
        }
        true
    }

    /// The least and the most a line can come to.
    fn reach(&self, line: &Line) -> (f64, f64) {
        line.terms.iter().fold((0.0, 0.0), |(least, most), &(unknown, factor)| {
            let at = factor * self.values[unknown];
            if self.moves[unknown] {
                (least + factor.min(0.0), most + factor.max(0.0))
            } else {
                (least + at, most + at)
            }
        })
    }

    /// Whether every line comes to hold.
    fn come_closer(&mut self, lines: &[Line]) -> bool {
        let squares = |line: &Line| -> f64 {
            let moving = line.terms.iter().filter(|(unknown, _)| self.moves[*unknown]);
            moving.map(|(_, factor)| factor * factor).sum()
        };
        let squares: Vec<f64> = lines.iter().map(squares).collect();
        (0..SWEEPS_MAX).any(|_| {
            let mut holds = true;
            for (line, squares) in lines.iter().zip(&squares) {
                let off = line.off(&self.values);
                holds &= off.abs() <= OFF;
                if off != 0.0 && *squares > 0.0 {
                    self.pull(line, RELAXATION * off / squares);
                }
            }
            holds
        })
    }

    fn pull(&mut self, line: &Line, step: f64) {
        for &(unknown, factor) in &line.terms {
            if self.moves[unknown] {
                self.values[unknown] = (self.values[unknown] + step * factor).clamp(0.0, 1.0);
            }
        }
    }
}

impl Line {
    /// What a line lacks, or by how much, below nought, it has too much.
    fn off(&self, values: &[f64]) -> f64 {
        let sum: f64 = self.terms.iter().map(|&(unknown, factor)| factor * values[unknown]).sum();
        sum.clamp(self.low, self.high) - sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(terms: &[(usize, f64)], low: f64, high: f64) -> Line {
        Line { terms: terms.to_vec(), low, high }
    }

    #[test]
    fn a_witness_is_found_where_there_is_one_and_nowhere_else() {
        // Of three unknowns between nought and one, the first two together are one, and the last two one and a half.
        let lines = [line(&[(0, 1.0), (1, 1.0)], 1.0, 1.0), line(&[(1, 1.0), (2, 1.0)], 1.5, 1.5)];
        // The second is half at least.
        let found = |hidden, end| is_found(&lines, 3, hidden, end);
        assert!(found(0, End::Low) && !found(0, End::High));
        assert!(!found(1, End::Low) && found(1, End::High));
        assert!(!found(2, End::Low) && found(2, End::High));
        // Nobody can keep to a line out of reach, and a line that has room is kept to at once.
        assert!(!is_found(&[line(&[(0, 1.0), (1, 2.0)], 3.1, 4.0)], 2, 0, End::High));
        assert!(is_found(&[line(&[(0, 1.0), (1, -2.0)], -1.0, 1.0)], 2, 0, End::High));
    }

    #[test]
    fn what_has_no_choice_is_set_to_its_end() {
        let lines = [line(&[(0, -2.0), (1, 1.0), (2, 1.0)], 0.0, 0.0), line(&[(1, 1.0), (3, 4.0)], 1.0, 9.0)];
        let mut point = Point { values: vec![0.5; 4], moves: vec![true; 4] };
        point.set(0, End::High);
        assert!(point.force(&lines));
        // Both others must be as high as they can be; the last is free, for its line holds already.
        assert_eq!((point.values, point.moves), (vec![1.0, 1.0, 1.0, 0.5], vec![false, false, false, true]));
    }
}
