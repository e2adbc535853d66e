//! Units of one type beside each other: what is usual among them, how far units lie apart beyond chance, and what one of
//! them says when it is small.
//!
//! It knows only what may be shown of each unit: its value, how sure that is, and its size. So whatever follows from here
//! tells nothing that the shown values do not.

use std::fmt;

use crate::normal;

/// With fewer units than this, nothing is said about how units differ.
const UNITS_MIN: usize = 5;

/// One unit as it is shown.
#[derive(Clone, Copy, PartialEq)]
pub struct Peer {
    /// Its value.
    pub value: f64,
    /// The square of the value's standard error.
    pub variance: f64,
    /// People (or employees) behind the value.
    pub n: u64,
}

/// Units of one type: their mean, and the variance between them.
#[derive(Clone, Copy, PartialEq)]
pub struct Peers {
    mean: f64,
    mean_se: f64,
    between: f64,
    within: f64,
    units: usize,
}

/// The value of one unit when its likes are taken into account.
#[derive(Clone, Copy, PartialEq)]
pub struct Shrunken {
    /// The value, drawn towards the mean of the type.
    pub value: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// How much the unit's own value counts, from 0 to 1.
    pub weight: f64,
}

/// Where a unit of a given size would lie if it were like the others.
#[derive(Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Peers {
    /// What is usual among units, and how far they lie apart.
    ///
    /// Formula:  w = 1 / v, ȳ = Σ w y / Σ w, Q = Σ w (y − ȳ)², τ² = max(0, (Q − (K − 1)) / (Σ w − Σ w² / Σ w)); then
    ///           with w* = 1 / (v + τ²) the mean μ = Σ w* y / Σ w* and its standard error 1 / √(Σ w*).
    /// Shapes:   K units with a value y, its variance v > 0 and n people.
    /// Units:    those of the value.
    /// Unknown:  fewer than five units with a variance above nought.
    /// Rounding: f64; sums in the order given.
    /// Source:   DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177–188; Spiegelhalter (2005), Statistics in
    ///           Medicine 24, 1185–1202, for the additive model of over-dispersion in funnel plots.
    #[must_use]
    pub fn of(peers: &[Peer]) -> Option<Peers> {
        let is_sound = |peer: &&Peer| peer.value.is_finite() && peer.variance.is_finite() && peer.variance > 0.0;
        let units: Vec<&Peer> = peers.iter().filter(|peer| peer.n > 0).filter(is_sound).collect();
        if units.len() < UNITS_MIN {
            return None;
        }
        let sum = |of: &dyn Fn(&Peer) -> f64| units.iter().map(|peer| of(peer)).sum::<f64>();
        let weight = |peer: &Peer| 1.0 / peer.variance;
        let total = sum(&weight);
        let fixed = sum(&|peer| weight(peer) * peer.value) / total;
        let q = sum(&|peer| weight(peer) * (peer.value - fixed).powi(2));
        let room = total - sum(&|peer| weight(peer).powi(2)) / total;
        let freedom = units.len().saturating_sub(1) as f64;
        let between = if room > 0.0 { ((q - freedom) / room).max(0.0) } else { 0.0 };
        let weight = |peer: &Peer| 1.0 / (peer.variance + between);
        let total = sum(&weight);
        let people = sum(&|peer| peer.n as f64);
        // n · v is the variance of one person, the same in every unit where it is pooled.
        let within = sum(&|peer| (peer.n as f64).powi(2) * peer.variance) / people;
        let mean = sum(&|peer| weight(peer) * peer.value) / total;
        Some(Peers { mean, mean_se: 1.0 / total.sqrt(), between, within, units: units.len() })
    }

    /// The mean of the units, μ.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation between units beyond chance, τ.
    #[must_use]
    pub fn between(&self) -> f64 {
        self.between.sqrt()
    }

    /// How many units it rests on.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units
    }

    /// A unit's value, drawn towards the mean by as much as it is unsure.
    ///
    /// Formula:  λ = τ² / (τ² + v); value μ + λ (y − μ), variance τ² (1 − λ) + (1 − λ)² se(μ)².
    /// Shapes:   the unit's value y and the variance v of it.
    /// Units:    those of the value.
    /// Unknown:  a value or variance that is not a number above nought.
    /// Rounding: f64.
    /// Source:   Morris (1983), J. American Statistical Association 78, 47–55 (empirical Bayes); the same as
    ///           `indices::multilevel` gives for the τ² and σ² it estimates.
    #[must_use]
    pub fn shrink(&self, value: f64, variance: f64) -> Option<Shrunken> {
        if !value.is_finite() || !variance.is_finite() || variance <= 0.0 {
            return None;
        }
        let weight = self.between / (self.between + variance);
        let rest = 1.0 - weight;
        let spread = self.between * rest + (rest * self.mean_se).powi(2);
        Some(Shrunken { value: self.mean + weight * (value - self.mean), sd: spread.sqrt(), weight })
    }

    /// The limits of a funnel at a size: where a share `level` of units like these would lie.
    ///
    /// Formula:  μ ± z √(τ² + σ² / n), with σ² = Σ n² v / Σ n, the variance of one person.
    /// Units:    those of the value.
    /// Unknown:  no people, or a level that is not between 0 and 1.
    /// Rounding: f64.
    /// Source:   Spiegelhalter (2005), as [`Peers::of`].
    #[must_use]
    pub fn limits(&self, n: u64, level: f64) -> Option<Limits> {
        if n == 0 {
            return None;
        }
        let half = normal::half_width(level)? * (self.between + self.within / n as f64).sqrt();
        Some(Limits { low: self.mean - half, high: self.mean + half })
    }
}

/// Reveals nothing.
impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Peer(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Peers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peers").field("units", &self.units).finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for Shrunken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shrunken(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limits(..)")
    }
}
