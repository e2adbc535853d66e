//! The likelihood of one unit's counts, given the unit's own level and averaged over it.

use crate::distribution::{ln_factorial, ln_rising};

/// How counts scatter around the mean that their unit gives them.
#[derive(Clone, Copy)]
pub(crate) enum Scatter {
    Poisson,
    NegativeBinomial { theta: f64 },
}

/// One row: its count and the logarithm of its mean for a unit in the middle.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) value: f64,
    pub(crate) predictor: f64,
    /// What of the logarithm of the probability does not depend on the mean.
    pub(crate) constant: f64,
}

impl Scatter {
    /// What of ln P(count) does not depend on the mean.
    pub(crate) fn constant(self, count: u64) -> f64 {
        match self {
            Self::Poisson => -ln_factorial(count),
            Self::NegativeBinomial { theta } => ln_rising(theta, count) - ln_factorial(count),
        }
    }

    fn log_mass(self, row: Row, predictor: f64) -> f64 {
        let mean = predictor.exp();
        match self {
            Self::Poisson => row.constant + row.value * predictor - mean,
            Self::NegativeBinomial { theta } => {
                let both = (mean / theta).ln_1p();
                row.constant + row.value * (predictor - theta.ln() - both) - theta * both
            }
        }
    }

    /// The derivative by the predictor, and minus the second.
    fn slope(self, row: Row, predictor: f64) -> (f64, f64) {
        let mean = predictor.exp();
        match self {
            Self::Poisson => (row.value - mean, mean),
            Self::NegativeBinomial { theta } => {
                let share = theta / (theta + mean);
                ((row.value - mean) * share, (row.value + theta) * share * (mean / (theta + mean)))
            }
        }
    }
}

/// The level of a unit, in standard deviations of units, that its counts make most likely, and how sharply.
pub(crate) struct Mode {
    pub(crate) level: f64,
    curvature: f64,
    height: f64,
}

/// Newton steps towards the mode.
const STEPS: u32 = 200;

/// ln P(counts | level u) − u²/2.
fn height(rows: &[Row], scatter: Scatter, spread: f64, level: f64) -> f64 {
    let counts: f64 = rows.iter().map(|row| scatter.log_mass(*row, row.predictor + spread * level)).sum();
    counts - level * level / 2.0
}

/// The height is concave in the level, so Newton's method with halved steps arrives.
pub(crate) fn mode(rows: &[Row], scatter: Scatter, spread: f64) -> Option<Mode> {
    let mut level = 0.0;
    let mut top = height(rows, scatter, spread, level);
    for _ in 0..STEPS {
        let (slope, curvature) = rows.iter().fold((-level, 1.0), |(slope, curvature), row| {
            let (own, sharp) = scatter.slope(*row, row.predictor + spread * level);
            (slope + spread * own, curvature + spread * spread * sharp)
        });
        let step = slope / curvature;
        if !step.is_finite() {
            return None;
        }
        if step.abs() <= 1e-11 {
            return Some(Mode { level: level + step, curvature, height: top });
        }
        let slack = 1e-12 * top.abs().max(1.0);
        let (next, higher) = (0..60)
            .map(|halvings| level + step * 0.5_f64.powi(halvings))
            .map(|next| (next, height(rows, scatter, spread, next)))
            .find(|(_, higher)| *higher >= top - slack)?;
        (level, top) = (next, higher);
    }
    None
}

/// ln of the probability of the unit's counts, averaged over units: quadrature around the mode. With a single node this
/// is Laplace's approximation.
pub(crate) fn log_marginal(rows: &[Row], scatter: Scatter, spread: f64, nodes: &[(f64, f64)]) -> Option<f64> {
    let mode = mode(rows, scatter, spread)?;
    let width = mode.curvature.sqrt().recip();
    let average: f64 = if nodes.len() == 1 {
        1.0
    } else {
        let ratio = |(node, weight): &(f64, f64)| {
            let height = height(rows, scatter, spread, mode.level + width * node);
            weight * (height - mode.height + node * node / 2.0).exp()
        };
        nodes.iter().map(ratio).sum()
    };
    Some(mode.height + width.ln() + average.ln()).filter(|value| value.is_finite())
}
