//! The proportional odds model by Newton's method, from grouped answers.
//!
//! logit P(Y ≤ j) = θⱼ − x'β. With F the logistic distribution, a = θⱼ − x'β and b = θⱼ₋₁ − x'β, an answer j has the
//! probability F(a) − F(b) = F(a)(1 − F(b))(1 − e^(b − a)): a product, in which nothing cancels. Its logarithm is
//! concave in all parameters together, so the maximum is unique where there is one (Pratt 1981, Journal of the American
//! Statistical Association 76, 103–106).

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::estimate::Why;

/// Persons with the same predictors: how many gave each answer, the lowest first.
pub(super) struct Pattern {
    pub(super) predictors: Vec<f64>,
    pub(super) answers: Vec<u64>,
}

/// A model at its maximum.
pub(super) struct Fit {
    pub(super) log_likelihood: f64,
    /// β, in the order of the predictors.
    pub(super) slopes: Vec<f64>,
    /// The variances of β, from the inverse of the observed information.
    pub(super) slope_variances: Vec<f64>,
}

/// More steps than Newton's method takes to any finite maximum.
const STEPS: u32 = 40;

/// The maximum is reached when one more step would gain less than this in the logarithm of the likelihood: far less
/// than its rounding.
const GAIN: f64 = 1e-20;

/// A step that still moves a logit by this much after all others is on its way to infinity.
const RUNAWAY: f64 = 0.05;

/// Fits the model. All patterns have the same predictors and answers, and every answer occurs.
///
/// Unknown:  predictors that are sums of each other, answers told apart perfectly, no convergence.
pub(super) fn fit(patterns: &[Pattern], predictors: usize) -> Result<Fit, Why> {
    let mut parameters = start(patterns, predictors)?;
    let mut last_step = f64::INFINITY;
    let mut current = Slope::at(patterns, &parameters);
    for _ in 0..STEPS {
        let singular = if last_step.is_finite() { Why::Separation } else { Why::NotIdentified };
        let factor = factored(&current.information).ok_or(singular)?;
        let step = factor.solve(&current.gradient);
        let gain = step.dot(&current.gradient);
        last_step = step.amax();
        if gain <= GAIN {
            // Near the maximum a step squares the distance to it, so the last one is taken too.
            return Ok(parameters.moved(&step, 1.0).finish(&factor, current.log_likelihood));
        }
        (parameters, current) = longest_gain(patterns, &parameters, &step, &current);
    }
    Err(if last_step > RUNAWAY { Why::Separation } else { Why::NotConverged { steps: STEPS } })
}

/// The Cholesky factor of an information matrix whose parameters can be told apart.
fn factored(information: &DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let factor = Cholesky::new(information.clone())?;
    let diagonal = factor.l_dirty().diagonal();
    let lost = |(entry, own): (&f64, f64)| entry * entry <= 1e-11 * own;
    let any = diagonal.iter().zip(information.diagonal().iter().copied()).any(lost);
    if any { None } else { Some(factor) }
}

/// The whole step, or the longest of its halves with which the likelihood does not fall.
fn longest_gain(patterns: &[Pattern], from: &Parameters, step: &DVector<f64>, current: &Slope) -> (Parameters, Slope) {
    let mut length = 1.0;
    loop {
        let next = from.moved(step, length);
        if next.is_ordered() {
            let slope = Slope::at(patterns, &next);
            let tolerance = f64::EPSILON * current.log_likelihood.abs();
            if slope.log_likelihood >= current.log_likelihood - 4.0 * tolerance || length < 1e-6 {
                return (next, slope);
            }
        }
        length /= 2.0;
    }
}

/// θ and β.
struct Parameters {
    thresholds: usize,
    values: DVector<f64>,
}

/// Thresholds from the answers of everybody, and no slopes.
fn start(patterns: &[Pattern], predictors: usize) -> Result<Parameters, Why> {
    let answers = patterns.first().map_or(0, |pattern| pattern.answers.len());
    let thresholds = answers.saturating_sub(1);
    if thresholds == 0 {
        return Err(Why::NoVariance);
    }
    let totals: Vec<f64> =
        (0..answers).map(|j| patterns.iter().filter_map(|p| p.answers.get(j)).map(|&c| c as f64).sum()).collect();
    let all: f64 = totals.iter().sum();
    let mut below = 0.0;
    let logits = totals.iter().take(thresholds).map(|persons| {
        below += persons;
        (below / (all - below)).ln()
    });
    let values = DVector::from_iterator(
        thresholds.saturating_add(predictors),
        logits.chain(std::iter::repeat_n(0.0, predictors)),
    );
    Ok(Parameters { thresholds, values })
}

impl Parameters {
    /// The upper end of an answer, θⱼ − x'β, and its derivatives: 1 by its threshold, −x by the slopes. The last answer
    /// has none, and its end no derivatives.
    fn end(&self, answer: usize, predictors: &[f64]) -> (f64, DVector<f64>) {
        let size = self.values.len();
        if answer >= self.thresholds {
            return (f64::INFINITY, DVector::zeros(size));
        }
        let thresholds = (0..self.thresholds).map(|position| if position == answer { 1.0 } else { 0.0 });
        let derivatives = DVector::from_iterator(size, thresholds.chain(predictors.iter().map(|x| -x)));
        (derivatives.dot(&self.values), derivatives)
    }

    fn slopes(&self) -> &[f64] {
        self.values.as_slice().get(self.thresholds..).unwrap_or_default()
    }

    fn moved(&self, step: &DVector<f64>, length: f64) -> Self {
        Self { thresholds: self.thresholds, values: &self.values + step * length }
    }

    fn is_ordered(&self) -> bool {
        self.values.as_slice().get(..self.thresholds).unwrap_or_default().is_sorted_by(|a, b| a < b)
    }

    fn finish(&self, factor: &Cholesky<f64, Dyn>, log_likelihood: f64) -> Fit {
        let variances = factor.inverse().diagonal();
        let slope_variances = variances.iter().skip(self.thresholds).copied().collect();
        Fit { log_likelihood, slopes: self.slopes().to_vec(), slope_variances }
    }
}

/// The logarithm of the likelihood with its first derivatives and its negative second ones.
struct Slope {
    log_likelihood: f64,
    gradient: DVector<f64>,
    information: DMatrix<f64>,
}

impl Slope {
    fn at(patterns: &[Pattern], parameters: &Parameters) -> Self {
        let size = parameters.values.len();
        let mut slope =
            Self { log_likelihood: 0.0, gradient: DVector::zeros(size), information: DMatrix::zeros(size, size) };
        for pattern in patterns {
            let mut lower = (f64::NEG_INFINITY, DVector::zeros(size));
            for (answer, &persons) in pattern.answers.iter().enumerate() {
                let upper = parameters.end(answer, &pattern.predictors);
                if persons > 0 {
                    slope.add(persons as f64, &lower, &upper);
                }
                lower = upper;
            }
        }
        slope
    }

    /// Adds persons whose answer lies between two ends, each given with its own derivatives by all parameters.
    ///
    /// With v and w those of a and b the information is f(a) vv' + f(b) ww' + κ (v − w)(v − w)': three squares, which
    /// is why the logarithm of the likelihood is concave.
    fn add(&mut self, persons: f64, (b, w): &(f64, DVector<f64>), (a, v): &(f64, DVector<f64>)) {
        let answer = Answer::between(*a, *b);
        self.log_likelihood += persons * answer.log_probability;
        self.gradient.axpy(persons * answer.by_upper, v, 1.0);
        self.gradient.axpy(persons * answer.by_lower, w, 1.0);
        self.information.ger(persons * answer.upper, v, v, 1.0);
        self.information.ger(persons * answer.lower, w, w, 1.0);
        let apart = v - w;
        self.information.ger(persons * answer.between, &apart, &apart, 1.0);
    }
}

/// ln(F(a) − F(b)) for one answer, with its derivatives by a and b.
struct Answer {
    log_probability: f64,
    by_upper: f64,
    by_lower: f64,
    /// F(1 − F) at either end, and e^(b − a)/(1 − e^(b − a))²: what the negative second derivatives consist of.
    upper: f64,
    lower: f64,
    between: f64,
}

impl Answer {
    fn between(a: f64, b: f64) -> Self {
        let (above_a, above_b) = (logistic(-a), logistic(-b));
        let (below_a, below_b) = (logistic(a), logistic(b));
        // e^d − 1 for d = a − b; infinite at the first and the last answer, where one end is.
        let gap = (a - b).exp_m1();
        let log_probability = log_logistic(a) + log_logistic(-b) + (-(b - a).exp_m1()).ln();
        Self {
            log_probability,
            by_upper: above_a + gap.recip(),
            by_lower: -below_b - gap.recip(),
            upper: below_a * above_a,
            lower: below_b * above_b,
            between: gap.recip() * (1.0 + gap.recip()),
        }
    }
}

/// F(z) = 1/(1 + e^(−z)).
fn logistic(z: f64) -> f64 {
    (1.0 + (-z).exp()).recip()
}

/// ln F(z).
fn log_logistic(z: f64) -> f64 {
    if z < -30.0 { z } else { -(-z).exp().ln_1p() }
}
