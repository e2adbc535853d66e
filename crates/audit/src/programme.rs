//! The linear programme of one hidden cell: blocks of people, the printed sums of the sets they stand in, and the ends of what the hidden cell can be.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};

use crate::release::Range;

/// How far a printed sum may be off through floating numbers alone.
pub(crate) const SLACK: f64 = 1e-6;

/// Inner groups that no set of a programme tells apart.
pub(crate) struct Block {
    /// Which sets it is in: bit 0 is the target.
    pub(crate) sets: u128,
    pub(crate) size: Option<u64>,
}

/// A set of people in a programme; the first is the target.
pub(crate) struct Within {
    pub(crate) n: Option<(u64, u64)>,
    pub(crate) sum: Option<Range>,
}

/// What a target is held between.
pub(crate) struct Asked<'p> {
    pub(crate) within: &'p [Within],
    pub(crate) blocks: &'p [Block],
    /// What one person adds, at the least and at the most.
    pub(crate) bounds: (f64, f64),
}

#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
pub(crate) const fn as_float(people: u64) -> f64 {
    people as f64
}

impl Asked<'_> {
    /// The fewest and the most people the target can have.
    pub(crate) fn people(&self) -> Option<Range> {
        let ends = |direction| self.solve(None, false, direction);
        Some(Range { low: ends(OptimizationDirection::Minimize)?, high: ends(OptimizationDirection::Maximize)? })
    }

    /// The least and the greatest sum of the target if it has so many people.
    pub(crate) fn sum_of(&self, people: u64) -> Option<Range> {
        let ends = |direction| self.solve(Some(people), true, direction);
        Some(Range { low: ends(OptimizationDirection::Minimize)?, high: ends(OptimizationDirection::Maximize)? })
    }

    /// The least or greatest sum of the target, or of its people when `of_sum` is false.
    pub(crate) fn solve(&self, people: Option<u64>, of_sum: bool, direction: OptimizationDirection) -> Option<f64> {
        let mut problem = Problem::new(direction);
        let objective = |block: &Block, yes: bool| if yes && block.sets & 1 == 1 { 1.0 } else { 0.0 };
        let mut variables: Vec<(Option<Variable>, Variable)> = Vec::new();
        for block in self.blocks {
            let sum = |problem: &mut Problem, range| problem.add_var(objective(block, of_sum), range);
            if let Some(size) = block.size.map(as_float) {
                let range = (size * self.bounds.0, size * self.bounds.1);
                variables.push((None, sum(&mut problem, range)));
            } else {
                let n = problem.add_var(objective(block, !of_sum), (0.0, f64::INFINITY));
                let sum = sum(&mut problem, (0.0, f64::INFINITY));
                problem.add_constraint([(sum, 1.0), (n, -self.bounds.1)], ComparisonOp::Le, 0.0);
                problem.add_constraint([(sum, 1.0), (n, -self.bounds.0)], ComparisonOp::Ge, 0.0);
                variables.push((Some(n), sum));
            }
        }
        // One equation for each printed sum, and its rounding as bounds of a variable: half the rows of two inequalities.
        let printed = |within: &Within| within.sum.map(|sum| problem.add_var(0.0, (sum.low - SLACK, sum.high + SLACK)));
        let totals: Vec<Option<Variable>> = self.within.iter().map(printed).collect();
        for ((set, within), total) in self.within.iter().enumerate().zip(totals) {
            let members = || self.blocks.iter().zip(&variables).filter(move |(block, _)| block.sets >> set & 1 == 1);
            if let Some(total) = total {
                let mut line = members().fold(LinearExpr::empty(), |line, (_, (_, sum))| plus(line, *sum));
                line.add(total, -1.0);
                problem.add_constraint(line, ComparisonOp::Eq, 0.0);
            }
            let n = if set == 0 { people.map(|people| (people, people)).or(within.n) } else { within.n };
            if let Some((low, high)) = n.filter(|_| members().any(|(_, (n, _))| n.is_some())) {
                let line = || members().filter_map(|(_, (n, _))| *n).fold(LinearExpr::empty(), plus);
                if low == high {
                    problem.add_constraint(line(), ComparisonOp::Eq, as_float(low));
                } else {
                    problem.add_constraint(line(), ComparisonOp::Ge, as_float(low));
                    if high < u64::MAX {
                        problem.add_constraint(line(), ComparisonOp::Le, as_float(high));
                    }
                }
            }
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        Some(solution.objective()).filter(|objective| objective.is_finite())
    }
}

fn plus(mut line: LinearExpr, variable: Variable) -> LinearExpr {
    line.add(variable, 1.0);
    line
}
