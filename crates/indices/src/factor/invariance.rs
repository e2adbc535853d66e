//! Measurement invariance: one equality after another, and what each does to the fit.

use std::fmt;

use super::cut_offs::{CutOffs, Verdict};
use super::fit::{Fit, Settings, fit};
use super::model::Model;
use super::moments::SampleMoments;
use super::specification::{Coefficient, Equality, Level};
use crate::estimate::{Estimate, Why};

/// How the fit changes when a model is restricted.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// Rise of chi-square: the likelihood ratio of the two models.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// Its probability if the equality holds.
    pub p: Estimate,
    /// RMSEA of the difference itself, with its interval (Browne & Du Toit 1992).
    pub rmsea_of_difference: Estimate,
    /// Change of CFI; negative where the fit falls.
    pub cfi: Option<f64>,
    /// Change of RMSEA; positive where the fit falls.
    pub rmsea: Option<f64>,
    /// Change of SRMR; positive where the fit falls.
    pub srmr: f64,
}

impl Change {
    /// A change of the three indices alone, for verdicts on published ones.
    #[must_use]
    pub fn of_indices(cfi: Option<f64>, rmsea: Option<f64>, srmr: f64) -> Self {
        let unknown = Estimate::Unknown(Why::NotIdentified);
        Self { chi_square: 0.0, df: 0, p: unknown, rmsea_of_difference: unknown, cfi, rmsea, srmr }
    }
}

impl Fit {
    /// How the fit changes from a freer model of the same data to this one.
    ///
    /// Formula:  differences of χ², d, CFI, RMSEA and SRMR; p from χ² on the difference of d; RMSEA of the difference
    ///           √(G · max(Δχ² − Δd, 0)/(NΔd)).
    /// Shapes:   two nested models of the same groups.
    /// Units:    those of the indices.
    /// Unknown:  other data, or a model that is not more restricted; whether one is nested in the other is not checked
    ///           beyond that.
    /// Rounding: that of the fits.
    /// Source:   Steiger, Shapiro & Browne (1985), Psychometrika 50, 253–264; lavaan `lavTestLRT`.
    ///
    /// ```
    /// use indices::factor::{Equality, Level, Model, SampleMoments, Settings, fit};
    ///
    /// let covariance = [2.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0];
    /// let groups = [3.0, 3.5].map(|mean| SampleMoments::given(100, &[mean; 3], &covariance).unwrap());
    /// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
    /// let at = |level| fit(&model, &groups, &Equality::full(level), Settings::default()).unwrap();
    /// let change = at(Level::Metric).change_from(&at(Level::Configural)).unwrap();
    /// assert_eq!(change.df, 2, "two loadings beside the marker");
    /// assert!(change.chi_square.abs() < 1e-9);
    /// ```
    pub fn change_from(&self, free: &Self) -> Result<Change, Why> {
        if !self.same_data(free) || self.df() <= free.df() {
            return Err(Why::OutsideDomain);
        }
        let (restricted, freer) = (self.indices(), free.indices());
        let chi_square = self.chi_square() - free.chi_square();
        let df = self.df() - free.df();
        let difference = self.approximation(chi_square, df, 1.0);
        let between = |a: Estimate, b: Estimate| Some(a.value()? - b.value()?);
        Ok(Change {
            chi_square,
            df,
            p: difference.p(),
            rmsea_of_difference: difference.rmsea(),
            cfi: between(restricted.cfi, freer.cfi),
            // Without degrees of freedom the freer model has no RMSEA, and cannot have fallen.
            rmsea: between(restricted.rmsea, freer.rmsea),
            srmr: restricted.srmr - freer.srmr,
        })
    }

    pub(super) fn same_data(&self, other: &Self) -> bool {
        let sizes = |fit: &Self| fit.sample.groups.iter().map(|group| group.n).collect::<Vec<_>>();
        sizes(self) == sizes(other) && self.model == other.model
    }
}

/// One level of the sequence.
#[derive(Clone)]
pub struct Step {
    /// The level.
    pub level: Level,
    /// The level it is compared with; nothing for the first.
    pub compared_with: Option<Level>,
    /// The fit, or why there is none.
    pub fit: Result<Fit, Why>,
    /// How the fit changed, or why that is unknown; nothing for the first level.
    pub change: Option<Result<Change, Why>>,
    /// What the change says; nothing where there is none.
    pub verdict: Option<Verdict>,
}

/// The five levels, each compared with the one that it restricts: metric with configural, scalar with metric, strict and
/// equal means with scalar.
///
/// Formula:  [`fit()`] at each level, [`Fit::change_from`] and [`CutOffs::verdict`] between them.
/// Shapes:   two groups or more, in the order given.
/// Units:    those of the indices.
/// Unknown:  a single group; a level that cannot be fitted says why, and so does the level compared with it.
/// Rounding: that of the fits.
/// Source:   Meredith (1993), Psychometrika 58, 525–543; Vandenberg & Lance (2000), ORM 3, 4–70.
///
/// ```
/// use indices::factor::{CutOffs, Model, SampleMoments, Settings, Verdict, invariance};
///
/// let covariance = [2.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0];
/// let groups = [3.0, 3.5].map(|mean| SampleMoments::given(100, &[mean; 3], &covariance).unwrap());
/// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
/// let steps = invariance(&model, &groups, Settings::default(), &CutOffs::CHEUNG_RENSVOLD).unwrap();
/// let verdicts: Vec<_> = steps.iter().filter_map(|step| step.verdict).collect();
/// // All alike but for the means, which are equal for all items and so belong to the factor.
/// assert_eq!(verdicts, [Verdict::Holds, Verdict::Holds, Verdict::Holds, Verdict::Fails]);
/// ```
pub fn invariance(
    model: &Model,
    groups: &[SampleMoments],
    settings: Settings,
    cut_offs: &CutOffs,
) -> Result<Vec<Step>, Why> {
    if groups.len() < 2 {
        return Err(if groups.is_empty() { Why::NoAnswers } else { Why::SingleGroup });
    }
    let levels = [
        (Level::Configural, None),
        (Level::Metric, Some(Level::Configural)),
        (Level::Scalar, Some(Level::Metric)),
        (Level::Strict, Some(Level::Scalar)),
        (Level::Means, Some(Level::Scalar)),
    ];
    let mut steps: Vec<Step> = Vec::new();
    for (level, compared_with) in levels {
        let own = fit(model, groups, &Equality::full(level), settings);
        let freer = steps.iter().find(|step| Some(step.level) == compared_with).map(|step| &step.fit);
        let change = freer.map(|freer| match (&own, freer) {
            (Ok(own), Ok(freer)) => own.change_from(freer),
            (Err(why), _) | (_, Err(why)) => Err(*why),
        });
        let verdict = change.as_ref().and_then(|change| change.as_ref().ok());
        let verdict = verdict.map(|change| cut_offs.verdict(level, change));
        steps.push(Step { level, compared_with, fit: own, change, verdict });
    }
    Ok(steps)
}

/// A level that holds once some coefficients are released, or as many as may be.
#[derive(Clone)]
pub struct Partial {
    /// What was released, in this order.
    pub released: Vec<Coefficient>,
    /// The fit with these released.
    pub fit: Fit,
    /// How it differs from the freer model.
    pub change: Change,
    /// What that says.
    pub verdict: Verdict,
}

/// Partial invariance: while the level does not hold, the coefficient with the greatest score test is released in all
/// groups, until the level holds or nothing more may be released.
///
/// Formula:  [`Fit::score_tests_by_size`], one release at a time; of equal tests the first in the order of the model.
/// Shapes:   two groups or more; at least two items of every factor keep their equality.
/// Units:    those of the indices.
/// Unknown:  a level that releases nothing (configural, equal means), or a fit that cannot be had.
/// Rounding: that of the fits.
/// Source:   Byrne, Shavelson & Muthén (1989), Psychological Bulletin 105, 456–466. What is released was chosen by the
///           data: the result is a description to be confirmed with other data, not a test.
///
/// ```
/// use indices::factor::{Coefficient, CutOffs, Level, Model, SampleMoments, Settings, Verdict, partial_invariance};
///
/// let covariance = [2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0];
/// let first = SampleMoments::given(200, &[3.0; 4], &covariance).unwrap();
/// let second = SampleMoments::given(200, &[3.0, 3.0, 3.0, 4.0], &covariance).unwrap();
/// let model = Model::parse("f=a,b,c,d", &["a", "b", "c", "d"]).unwrap();
/// let (settings, cut_offs) = (Settings::default(), CutOffs::CHEUNG_RENSVOLD);
/// let partial = partial_invariance(&model, &[first, second], Level::Scalar, settings, &cut_offs).unwrap();
/// assert_eq!(partial.released, [Coefficient::Intercept { item: 3 }]);
/// assert_eq!(partial.verdict, Verdict::Holds);
/// ```
pub fn partial_invariance(
    model: &Model,
    groups: &[SampleMoments],
    level: Level,
    settings: Settings,
    cut_offs: &CutOffs,
) -> Result<Partial, Why> {
    let freer = match level {
        Level::Configural | Level::Means => return Err(Why::OutsideDomain),
        Level::Metric => Level::Configural,
        Level::Scalar => Level::Metric,
        Level::Strict => Level::Scalar,
    };
    let freer = fit(model, groups, &Equality::full(freer), settings)?;
    let mut equality = Equality::full(level);
    loop {
        let own = fit(model, groups, &equality, settings)?;
        let change = own.change_from(&freer)?;
        let verdict = cut_offs.verdict(level, &change);
        let next = own.score_tests_by_size().into_iter().map(|test| test.coefficient);
        let next = next.into_iter().find(|coefficient| may_release(model, level, &equality.released, *coefficient));
        match next {
            Some(coefficient) if verdict != Verdict::Holds => equality.released.push(coefficient),
            _ => return Ok(Partial { released: equality.released, fit: own, change, verdict }),
        }
    }
}

/// Whether the coefficient is one that the level added, and every factor keeps two equal items without it.
fn may_release(model: &Model, level: Level, released: &[Coefficient], coefficient: Coefficient) -> bool {
    let item = match (level, coefficient) {
        (Level::Metric, Coefficient::Loading { item, .. })
        | (Level::Scalar, Coefficient::Intercept { item })
        | (Level::Strict, Coefficient::ResidualVariance { item }) => item,
        _ => return false,
    };
    let gone = |of_factor: &usize| {
        *of_factor == item
            || released.iter().any(|other| match other {
                Coefficient::Loading { item, .. }
                | Coefficient::Intercept { item }
                | Coefficient::ResidualVariance { item } => item == of_factor,
                _ => false,
            })
    };
    model.factors().iter().filter(|factor| factor.items().contains(&item)).all(|factor| {
        let kept = factor.items().iter().filter(|of_factor| !gone(of_factor)).count();
        kept >= 2
    })
}

/// Reveals nothing.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("df", &self.df).finish_non_exhaustive()
    }
}

/// Shows the level only.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step").field("level", &self.level).finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Partial(..)")
    }
}
