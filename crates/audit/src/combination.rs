//! A combination of published cells: what it is made of, whom it concerns, and what it gives away.

use std::cell::OnceCell;

use crate::echelon::Echelon;
use crate::fraction::{Fraction, confirms};
use crate::prime::Field;
use crate::release::Range;
use crate::system::System;

/// The span of a system's rows modulo two primes drawn for this run. The second is for whatever the first suspects, which is mostly nothing.
pub(crate) struct Span {
    pub(crate) first: Echelon,
    other: Field,
    second: OnceCell<Echelon>,
}

/// A weighted sum of published cells that concerns some atoms and nobody else.
#[derive(Clone, Debug)]
pub(crate) struct Combination {
    /// Each atom concerned, with its whole coefficient.
    pub(crate) support: Vec<(u32, i64)>,
    /// Each row with its weight; empty where the weights are no small fractions.
    pub(crate) weights: Vec<(usize, Fraction)>,
    /// Whether it was confirmed in whole numbers, not only modulo two primes.
    pub(crate) confirmed: bool,
}

/// Over more atoms than this, people whose number nobody knows are not spread in every way.
const SPREAD_OVER_MAX: usize = 6;

/// How many people a combination concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concerned {
    /// Nobody: there is nothing to give away.
    Nobody,
    /// So many; the same number twice where it is known exactly.
    People(u64, u64),
}

impl Span {
    pub(crate) fn of(system: &System, (field, other): (Field, Field)) -> Span {
        Span { first: Echelon::of(field, system.atoms.len(), &system.lists()), other, second: OnceCell::new() }
    }

    fn second(&self, system: &System) -> &Echelon {
        self.second.get_or_init(|| Echelon::of(self.other, system.atoms.len(), &system.lists()))
    }

    /// The combination that gives these atoms with these coefficients, if the published cells hold one.
    pub(crate) fn combination(&self, system: &System, support: &[(u32, i64)]) -> Option<Combination> {
        let made = |echelon: &Echelon| {
            let field = echelon.field();
            let vector =
                support.iter().filter_map(|&(atom, weight)| Some((usize::try_from(atom).ok()?, field.element(weight))));
            echelon.express(vector)
        };
        let (weights, _) = (made(&self.first)?, made(self.second(system))?);
        let field = self.first.field();
        let weights: Option<Vec<(usize, Fraction)>> = weights
            .into_iter()
            .map(|(row, weight)| Fraction::from_element(weight, field).map(|weight| (row, weight)))
            .collect();
        let weights = weights.unwrap_or_default();
        let confirmed = is_exact(system, &weights, support);
        let weights = if confirmed { weights } else { Vec::new() };
        Some(Combination { support: support.to_vec(), weights, confirmed })
    }
}

fn is_exact(system: &System, weights: &[(usize, Fraction)], support: &[(u32, i64)]) -> bool {
    let rows = weights.iter().map(|&(row, weight)| (weight, system.rows.get(row).map_or(&[][..], |row| &row.atoms)));
    confirms(system.atoms.len(), rows, support.iter().copied())
}

impl Combination {
    /// A combination written down directly: rows with whole weights. Its support is added up, so it is exact by construction.
    pub(crate) fn of_rows(system: &System, weights: &[(usize, i64)]) -> Combination {
        let mut sums = vec![0_i64; system.atoms.len()];
        for &(row, weight) in weights {
            for &atom in system.rows.get(row).map_or(&[][..], |row| &row.atoms) {
                if let Some(sum) = usize::try_from(atom).ok().and_then(|atom| sums.get_mut(atom)) {
                    *sum += weight;
                }
            }
        }
        let support = (0_u32..).zip(sums).filter(|(_, sum)| *sum != 0);
        let weights = weights.iter().map(|&(row, weight)| (row, Fraction::whole(weight)));
        Combination { support: support.collect(), weights: weights.collect(), confirmed: true }
    }

    /// The people behind it.
    ///
    /// Formula:  the sizes of the atoms where they are known. Otherwise the same combination of the published numbers of people
    ///           is known: divided by the coefficient, where all atoms have the same one; else the fewest and most people
    ///           whose weighted sum it can be, each atom of the support having at least 0 and somebody being there.
    /// Unknown:  from one person upwards, where a published cell gives no number of people.
    pub(crate) fn concerned(&self, system: &System) -> Concerned {
        if system.sizes_known {
            let people = self.support.iter().filter_map(|&(atom, _)| system.size(atom)).sum();
            return if people == 0 { Concerned::Nobody } else { Concerned::People(people, people) };
        }
        let Some(derived) = self.derived(|row| system.rows.get(row).and_then(|row| row.n)) else {
            return Concerned::People(1, u64::MAX);
        };
        if system.measure.counts_employees()
            && self.value(system).is_some_and(|sum| sum.low.abs().max(sum.high.abs()) < 1e-3)
        {
            return Concerned::Nobody;
        }
        let Some(&(_, first)) = self.support.first() else { return Concerned::Nobody };
        if self.support.iter().all(|&(_, weight)| weight == first) {
            let people = derived.checked_div(i128::from(first)).unwrap_or(0);
            let people = u64::try_from(people).unwrap_or(0);
            // Employees are means over months, rounded down: nought may be a person who came and went.
            return match people {
                0 if system.measure.counts_employees() => Concerned::People(1, 1),
                0 => Concerned::Nobody,
                people => Concerned::People(people, people),
            };
        }
        if self.support.len() > SPREAD_OVER_MAX {
            return Concerned::People(system.least, u64::MAX);
        }
        let coefficients: Vec<i128> = self.support.iter().map(|&(_, weight)| i128::from(weight)).collect();
        (1..system.least)
            .find(|&people| is_reachable(&coefficients, derived, people))
            .map_or(Concerned::People(system.least, u64::MAX), |fewest| Concerned::People(fewest, u64::MAX))
    }

    /// What it gives: the sum over the people concerned, each weighted with its atom's coefficient.
    pub(crate) fn value(&self, system: &System) -> Option<Range> {
        self.weights.iter().try_fold(Range { low: 0.0, high: 0.0 }, |total, &(row, weight)| {
            let sum = system.rows.get(row)?.sum?;
            let weight = weight.approximately();
            let (a, b) = (sum.low * weight, sum.high * weight);
            Some(Range { low: total.low + a.min(b), high: total.high + a.max(b) })
        })
    }

    /// The combination of whole numbers behind the rows, where it is whole.
    fn derived(&self, of_row: impl Fn(usize) -> Option<u64>) -> Option<i128> {
        if self.weights.is_empty() {
            return None;
        }
        let common = self
            .weights
            .iter()
            .try_fold(1_i128, |common, (_, weight)| common.checked_mul(i128::from(weight.denominator())))?;
        let total = self.weights.iter().try_fold(0_i128, |total, &(row, weight)| {
            let part = i128::from(of_row(row)?).checked_mul(i128::from(weight.numerator()))?;
            total.checked_add(part.checked_mul(common / i128::from(weight.denominator()))?)
        })?;
        (total % common == 0).then_some(total / common)
    }
}

/// Whether so many people can be spread over the atoms so that the weighted sum comes out.
fn is_reachable(coefficients: &[i128], sum: i128, people: u64) -> bool {
    match coefficients.split_first() {
        None => people == 0 && sum == 0,
        Some((&coefficient, rest)) => {
            (0..=people).any(|here| is_reachable(rest, sum - coefficient * i128::from(here), people - here))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_spread_in_every_way() {
        assert!(is_reachable(&[2, 1], 10, 5), "five in the first and nobody in the second");
        assert!(!is_reachable(&[2, 1], 10, 4));
        assert!(is_reachable(&[1, -1], 0, 4));
        assert!(!is_reachable(&[1, -1], 0, 3));
    }
}
