//! Effects by cohort and wave, averaged by time since treatment, by cohort, and over all.

use std::collections::BTreeMap;
use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::change::Change;
use crate::distribution::chi_squared_upper;
use crate::estimate::Why;

/// ATT(g, t) with the part that each unit has in its deviation.
#[derive(Clone, PartialEq)]
pub(super) struct GroupTimeEffect {
    /// Place of the first treated wave.
    pub(super) cohort: usize,
    /// Place of the wave.
    pub(super) wave: usize,
    pub(super) value: f64,
    pub(super) influences: BTreeMap<usize, f64>,
    /// Whether both sides have at least two units, so that something says how much units move on their own.
    pub(super) measurable: bool,
}

/// Effects of a treatment that began in different waves.
#[derive(Clone, PartialEq)]
pub struct StaggeredEffects {
    effects: Vec<GroupTimeEffect>,
    /// The units of each cohort.
    cohorts: BTreeMap<usize, Vec<usize>>,
    waves: Vec<usize>,
    always_treated: u64,
}

/// Whether cohorts and their comparisons moved alike before treatment: all effects before it are nought.
#[derive(Clone, Copy, PartialEq)]
pub struct PreTrends {
    /// Wald's statistic.
    pub chi_square: f64,
    /// Effects before treatment.
    pub freedom: u64,
    /// The probability of a larger statistic if all of them were nought. A large one proves nothing: with few units
    /// there is little power.
    pub p: f64,
}

impl StaggeredEffects {
    pub(super) fn new(
        effects: Vec<GroupTimeEffect>,
        cohorts: BTreeMap<usize, Vec<usize>>,
        waves: Vec<usize>,
        always_treated: u64,
    ) -> Self {
        Self { effects, cohorts, waves, always_treated }
    }

    /// Units treated from the first wave on, which say nothing here.
    #[must_use]
    pub fn always_treated(&self) -> u64 {
        self.always_treated
    }

    /// The effect on the units first treated in one wave, as seen in another; before the first it is a pre-trend.
    ///
    /// Unknown:  no such cohort or wave, or the base wave itself (`NotIdentified`); a side of a single unit
    ///           (`SingleUnit`), which nothing says about how much a unit moves on its own.
    pub fn group_time(&self, cohort: usize, wave: usize) -> Result<Change, Why> {
        let place = |wave: usize| self.waves.binary_search(&wave).map_err(|_| Why::NotIdentified);
        let (cohort, wave) = (place(cohort)?, place(wave)?);
        self.average(|effect| effect.cohort == cohort && effect.wave == wave)
    }

    /// The event times there are effects for: waves since the first treated one, negative before it.
    #[must_use]
    pub fn event_times(&self) -> Vec<i64> {
        let mut times: Vec<i64> = self.effects.iter().filter_map(GroupTimeEffect::event_time).collect();
        times.sort_unstable();
        times.dedup();
        times
    }

    /// The effect so many waves after the first treated one, each cohort counting as its units.
    ///
    /// Unknown:  as [`StaggeredEffects::group_time`].
    pub fn at_event_time(&self, time: i64) -> Result<Change, Why> {
        self.average(|effect| effect.event_time() == Some(time))
    }

    /// The effect on one cohort, averaged over its treated waves.
    ///
    /// Unknown:  as [`StaggeredEffects::group_time`].
    pub fn of_cohort(&self, cohort: usize) -> Result<Change, Why> {
        let cohort = self.waves.binary_search(&cohort).map_err(|_| Why::NotIdentified)?;
        self.average(|effect| effect.cohort == cohort && effect.wave >= effect.cohort)
    }

    /// The effect over all cohorts and their treated waves, each unit and treated wave counting once.
    ///
    /// Unknown:  as [`StaggeredEffects::group_time`].
    pub fn overall(&self) -> Result<Change, Why> {
        self.average(|effect| effect.wave >= effect.cohort)
    }

    /// Wald's test that all effects before treatment are nought.
    ///
    /// Formula:  a′V⁻¹a, V from the units' influences; chi-square, which needs many more units than effects.
    /// Unknown:  no wave before the base wave, or as many effects as units can tell apart, or more (`NotIdentified`); a
    ///           side of a single unit (`SingleUnit`).
    pub fn pre_trends(&self) -> Result<PreTrends, Why> {
        let before: Vec<&GroupTimeEffect> = self.effects.iter().filter(|effect| effect.wave < effect.cohort).collect();
        if before.is_empty() {
            return Err(Why::NotIdentified);
        }
        if before.iter().any(|effect| !effect.measurable) {
            return Err(Why::SingleUnit);
        }
        let of = |row: usize| before.get(row).copied();
        let covariance = DMatrix::from_fn(before.len(), before.len(), |row, column| {
            of(row).zip(of(column)).map_or(0.0, |(a, b)| a.covariance(b))
        });
        let values = DVector::from_iterator(before.len(), before.iter().map(|effect| effect.value));
        let roots = covariance.diagonal().map(f64::sqrt);
        if roots.min() <= 0.0 {
            return Err(Why::NotIdentified);
        }
        // On the scale of standard errors, where a small pivot is small whatever the units of measurement.
        let scale = DMatrix::from_diagonal(&roots.map(f64::recip));
        let cholesky = (&scale * covariance * &scale).cholesky().ok_or(Why::NotIdentified)?;
        if cholesky.l_dirty().diagonal().iter().any(|pivot| *pivot < 1e-5) {
            return Err(Why::NotIdentified);
        }
        let standardised = values.component_div(&roots);
        let chi_square = standardised.dot(&cholesky.solve(&standardised));
        let freedom = before.len() as f64;
        Ok(PreTrends {
            chi_square,
            freedom: u64::try_from(before.len()).map_err(|_| Why::TooLarge)?,
            p: chi_squared_upper(chi_square, freedom),
        })
    }

    /// The effect at an event time, and the part of each unit in its deviation.
    pub(super) fn event_influences(&self, time: i64) -> Result<(Change, BTreeMap<usize, f64>), Why> {
        self.average_with_influences(|effect| effect.event_time() == Some(time))
    }

    fn average(&self, chosen: impl Fn(&GroupTimeEffect) -> bool) -> Result<Change, Why> {
        self.average_with_influences(chosen).map(|(change, _)| change)
    }

    /// The mean of some effects, each counting as the units of its cohort. That these shares are estimated too is in the
    /// standard error: a unit's own part is (its cohort's effects − mean) / all.
    fn average_with_influences(
        &self,
        chosen: impl Fn(&GroupTimeEffect) -> bool,
    ) -> Result<(Change, BTreeMap<usize, f64>), Why> {
        let chosen: Vec<&GroupTimeEffect> = self.effects.iter().filter(|effect| chosen(effect)).collect();
        let members = |effect: &GroupTimeEffect| self.cohorts.get(&effect.cohort).map_or(&[][..], Vec::as_slice);
        let all: f64 = chosen.iter().map(|effect| members(effect).len() as f64).sum();
        if all < 0.5 {
            return Err(Why::NotIdentified);
        }
        if chosen.iter().any(|effect| !effect.measurable) {
            return Err(Why::SingleUnit);
        }
        let weighted = |effect: &&GroupTimeEffect| effect.value * (members(effect).len() as f64 / all);
        let value: f64 = chosen.iter().map(weighted).sum();
        let mut influences: BTreeMap<usize, f64> = BTreeMap::new();
        for effect in &chosen {
            let share = members(effect).len() as f64 / all;
            for (unit, influence) in &effect.influences {
                *influences.entry(*unit).or_default() += share * influence;
            }
            for unit in members(effect) {
                *influences.entry(*unit).or_default() += (effect.value - value) / all;
            }
        }
        let change = Change {
            value,
            standard_error: influences.values().map(|influence| influence * influence).sum::<f64>().sqrt(),
            units: u64::try_from(influences.len()).map_err(|_| Why::TooLarge)?,
            freedom: None,
        };
        Ok((change, influences))
    }
}

impl GroupTimeEffect {
    /// Waves since the first treated one.
    fn event_time(&self) -> Option<i64> {
        Some(i64::try_from(self.wave).ok()? - i64::try_from(self.cohort).ok()?)
    }

    fn covariance(&self, other: &Self) -> f64 {
        let shared = |(unit, influence): (&usize, &f64)| other.influences.get(unit).map(|own| own * influence);
        self.influences.iter().filter_map(shared).sum()
    }
}

/// Reveals nothing.
impl fmt::Debug for StaggeredEffects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaggeredEffects(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for PreTrends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreTrends(..)")
    }
}
