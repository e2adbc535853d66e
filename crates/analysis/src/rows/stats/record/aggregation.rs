//! The `aggregation` record.

use indices::aggregation::{OneWay, UnitSize, one_way};
use indices::multilevel::{Method, RandomIntercept, random_intercept};
use serde::Serialize;

use super::super::super::{Bounds, Unknown};
use super::Units;

/// One-way analysis of variance of the scale over units, and the same units as a random sample of units. `None` has its
/// reason in `unknown`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Aggregation {
    pub N: Option<u64>,
    pub K: Option<u64>,
    pub MSB: Option<f64>,
    pub MSW: Option<f64>,
    pub F: Option<f64>,
    pub F_p: Option<f64>,
    pub df1: Option<u64>,
    pub df2: Option<u64>,
    pub SSB: Option<f64>,
    pub SSW: Option<f64>,
    pub k_mean: Option<f64>,
    pub k0: Option<f64>,
    pub k_harmonic: Option<f64>,
    pub ICC1_kmean: Option<f64>,
    pub ICC1_k0: Option<f64>,
    pub ICC1_kharm: Option<f64>,
    pub ICC2_aov: Option<f64>,
    pub ICC2_spearman_brown_k0: Option<f64>,
    pub ICC1_kmean_ci95_F: Option<Bounds>,
    pub ICC1_k0_ci95_F: Option<Bounds>,
    pub ICC2_ci95_F: Option<Bounds>,
    pub tau2_anova_k0: Option<f64>,
    pub eta2: Option<f64>,
    pub omega2: Option<f64>,
    pub epsilon2: Option<f64>,
    pub lme_REML: Option<Lme>,
    pub lmer_REML: Option<LmerReml>,
    pub lmer_ML: Option<LmerMl>,
    pub profile_REML: Option<Components>,
    pub profile_ML: Option<Components>,
    pub design_effect_kish_kmean: Option<f64>,
    pub design_effect_unequal_sum_n2: Option<f64>,
    /// P of the likelihood-ratio test that units do not differ, half and half of nought and χ² on one degree.
    pub tau2_boundary_p: Option<f64>,
    /// Why fields are `None`.
    pub unknown: Unknown,
}

/// What R's programs for mixed models print alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Mixed {
    pub tau2: f64,
    pub sigma2: f64,
    pub intercept: f64,
    pub se: f64,
}

/// The random model as R `nlme::lme` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Lme {
    #[serde(flatten)]
    pub mixed: Mixed,
    pub logLik: f64,
}

/// The random model by REML as R `lme4::lmer` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct LmerReml {
    #[serde(flatten)]
    pub mixed: Mixed,
    pub ICC1: Option<f64>,
    pub ICC2_kmean: Option<f64>,
    pub REMLcrit: f64,
}

/// The random model by ML as R `lme4::lmer(REML = FALSE)` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct LmerMl {
    #[serde(flatten)]
    pub mixed: Mixed,
    pub logLik: f64,
    pub AIC: f64,
    pub BIC: f64,
}

/// The random model by its profile likelihood.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Components {
    pub theta: f64,
    pub tau2: f64,
    pub sigma2: f64,
    pub mu: f64,
    pub se_mu: f64,
    pub ICC1: Option<f64>,
    pub logLik: f64,
    pub score_at_root: f64,
}

impl Aggregation {
    pub(super) fn of(units: &Units<'_>) -> Self {
        let mut unknown = Unknown::default();
        let groups = units.groups.as_ref().map_err(|why| *why);
        let anova = unknown.known("MSB", groups.and_then(|groups| one_way(groups, units.divisor)));
        let reml = unknown.known("profile_REML", units.reml.as_ref().map_err(|why| *why));
        let ml = groups.and_then(|groups| random_intercept(groups, units.divisor, Method::Ml));
        let ml = unknown.known("profile_ML", ml);
        let found = anova.map_or_else(Self::default, |anova| Self::from_one_way(&anova, &mut unknown));
        let k_mean = found.k_mean.unwrap_or(0.0);
        Self {
            lme_REML: reml.map(Lme::of),
            lmer_REML: reml.map(|fit| LmerReml::of(fit, k_mean)),
            lmer_ML: ml.as_ref().map(LmerMl::of),
            design_effect_kish_kmean: reml.map(RandomIntercept::design_effect),
            design_effect_unequal_sum_n2: reml.map(RandomIntercept::design_effect_of_unequal_sizes),
            tau2_boundary_p: reml.map(|fit| fit.boundary_test().p),
            profile_REML: reml.map(Components::of),
            profile_ML: ml.as_ref().map(Components::of),
            unknown,
            ..found
        }
    }

    fn from_one_way(found: &OneWay, unknown: &mut Unknown) -> Self {
        let icc1 = |size| found.icc1(size);
        Self {
            N: Some(found.n()),
            K: Some(found.units()),
            MSB: Some(found.msb()),
            MSW: Some(found.msw()),
            F: unknown.value("F", &found.f()),
            F_p: unknown.value("F_p", &found.f_p()),
            df1: Some(found.df1()),
            df2: Some(found.df2()),
            SSB: Some(found.ssb()),
            SSW: Some(found.ssw()),
            k_mean: Some(found.unit_size(UnitSize::Mean)),
            k0: Some(found.unit_size(UnitSize::Unbiased)),
            k_harmonic: Some(found.unit_size(UnitSize::Harmonic)),
            ICC1_kmean: unknown.value("ICC1_kmean", &icc1(UnitSize::Mean)),
            ICC1_k0: unknown.value("ICC1_k0", &icc1(UnitSize::Unbiased)),
            ICC1_kharm: unknown.value("ICC1_kharm", &icc1(UnitSize::Harmonic)),
            ICC2_aov: unknown.value("ICC2_aov", &found.icc2()),
            ICC2_spearman_brown_k0: unknown.value("ICC2_spearman_brown_k0", &found.icc2_spearman_brown()),
            ICC1_kmean_ci95_F: icc1(UnitSize::Mean).interval().map(Bounds::from),
            ICC1_k0_ci95_F: icc1(UnitSize::Unbiased).interval().map(Bounds::from),
            ICC2_ci95_F: found.icc2().interval().map(Bounds::from),
            tau2_anova_k0: Some(found.tau2()),
            eta2: unknown.value("eta2", &found.eta2()),
            omega2: unknown.value("omega2", &found.omega2()),
            epsilon2: unknown.value("epsilon2", &found.epsilon2()),
            ..Self::default()
        }
    }
}

impl Mixed {
    fn of(fit: &RandomIntercept) -> Self {
        Self { tau2: fit.tau2(), sigma2: fit.sigma2(), intercept: fit.mu(), se: fit.se_mu() }
    }
}

impl Lme {
    fn of(fit: &RandomIntercept) -> Self {
        Self { mixed: Mixed::of(fit), logLik: fit.log_likelihood() }
    }
}

impl LmerReml {
    fn of(fit: &RandomIntercept, k_mean: f64) -> Self {
        Self {
            mixed: Mixed::of(fit),
            ICC1: fit.icc1().value(),
            ICC2_kmean: fit.icc2_at(k_mean).value(),
            REMLcrit: fit.criterion(),
        }
    }
}

impl LmerMl {
    fn of(fit: &RandomIntercept) -> Self {
        Self { mixed: Mixed::of(fit), logLik: fit.log_likelihood(), AIC: fit.aic(), BIC: fit.bic() }
    }
}

impl Components {
    fn of(fit: &RandomIntercept) -> Self {
        Self {
            theta: fit.theta(),
            tau2: fit.tau2(),
            sigma2: fit.sigma2(),
            mu: fit.mu(),
            se_mu: fit.se_mu(),
            ICC1: fit.icc1().value(),
            logLik: fit.log_likelihood(),
            score_at_root: fit.score_at_root(),
        }
    }
}
