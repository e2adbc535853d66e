//! Statistics that look at units and groups: aggregation, models of levels, comparisons, weights, climate.

use std::collections::BTreeMap;

use counts::ScaleCounts;
use indices::aggregation::{GroupMoments, UnitSize, one_way};
use indices::climate::{Settings, scale_climate};
use indices::comparison::{
    self, ClusterCell, ClusterError, ClusteredMeans, CoefficientError, Contrast, Correction, DominanceQuantile,
    RegressionCluster, benjamini_hochberg, cohens_d, dominance, glass_delta, hedges_g, holm, part_whole,
    score_histogram, student, welch,
};
use indices::multilevel::{
    CrossProducts, Method, PairedScores, bartlett_test, between_within, kruskal_wallis_test, random_intercept,
    random_intercept_regression, random_slope_regression, unit_correlation, welch_test,
};
use indices::weighting::{
    DesignEstimate, Margin, Rounds, Sample, StaffCell, Statement, kish_design_effect, staff_distribution, staff_mean,
    staff_variance,
};
use indices::{ScaleQuality, Why};

use super::Survey;
use super::found::Found;
use super::of_persons::counted;
use super::of_waves;
use crate::drawing::points;

/// Scores of units on one common denominator.
pub(super) struct Scored {
    pub(super) divisor: u64,
    pub(super) counts: Vec<ScaleCounts>,
    moments: Vec<GroupMoments>,
    pub(super) groups: Vec<u32>,
}

pub(super) fn all(survey: &Survey, found: &mut Found) {
    let counts: Vec<ScaleCounts> = survey.units.iter().map(|unit| counted(survey.items, &unit.rows)).collect();
    let scored = Scored {
        divisor: u64::from(counted(survey.items, &[]).shape().lcm()),
        moments: counts.iter().map(|counts| StaffCell::of_counts(counts, 0).unwrap().answered).collect(),
        counts,
        groups: survey.units.iter().map(|unit| unit.group).collect(),
    };
    found.topic("aggregation", |found| aggregation(&scored, found));
    found.topic("levels", |found| levels(&scored, found));
    found.topic("predictors", |found| predictors(&scored, found));
    found.topic("random slope", |found| random_slope(&scored, found));
    found.topic("comparison", |found| comparison(&scored, found));
    found.topic("effect sizes", |found| effect_sizes(&scored, found));
    found.topic("weighting", |found| weighting(&scored, found));
    of_waves::all(&scored, found);
    found.topic("climate", |found| climate(survey, &scored, found));
}

impl Scored {
    fn together(&self, group: Option<u32>) -> GroupMoments {
        let mut sum = GroupMoments { n: 0, sum: 0, squares: 0 };
        for (moments, own) in self.moments.iter().zip(&self.groups) {
            if group.is_none_or(|group| group == *own) {
                sum.n += moments.n;
                sum.sum += moments.sum;
                sum.squares += moments.squares;
            }
        }
        sum
    }

    /// Every person's score, with unit and group.
    fn persons(&self) -> Vec<(usize, u32, i128)> {
        let of_unit = |(unit, (counts, group)): (usize, (&ScaleCounts, &u32))| {
            let alike = |(score, persons): (i128, u64)| (0..persons).map(move |_| score);
            let scores: Vec<i128> = score_histogram(counts).into_iter().flat_map(alike).collect();
            scores.into_iter().map(|score| (unit, *group, score)).collect::<Vec<_>>()
        };
        self.counts.iter().zip(&self.groups).enumerate().flat_map(of_unit).collect()
    }
}

fn aggregation(scored: &Scored, found: &mut Found) {
    found.result("one way", one_way(&scored.moments, scored.divisor), |found, anova| {
        found.numbers("one way", &[anova.ssb(), anova.ssw(), anova.msb(), anova.msw(), anova.tau2()]);
        for size in [UnitSize::Mean, UnitSize::Unbiased, UnitSize::Harmonic] {
            found.number("unit size", anova.unit_size(size));
            found.estimate("icc1", anova.icc1(size));
        }
        for estimate in [anova.f(), anova.f_p(), anova.icc2(), anova.icc2_spearman_brown()] {
            found.estimate("one way", estimate);
        }
        for estimate in [anova.eta2(), anova.omega2(), anova.epsilon2()] {
            found.estimate("share of variance", estimate);
        }
    });
    assert_eq!(one_way(&scored.moments, 0).err(), Some(Why::OutsideDomain));
}

fn levels(scored: &Scored, found: &mut Found) {
    for method in [Method::Reml, Method::Ml] {
        found.result("random intercept", random_intercept(&scored.moments, scored.divisor, method), |found, fit| {
            found.numbers("random intercept", &[fit.theta(), fit.tau2(), fit.sigma2(), fit.mu(), fit.se_mu()]);
            found.numbers("likelihood", &[fit.log_likelihood(), fit.criterion(), fit.aic(), fit.bic()]);
            let effects = [fit.mean_lambda(), fit.design_effect(), fit.design_effect_of_unequal_sizes()];
            found.numbers("design effect", &effects);
            found.estimate("icc1 of the model", fit.icc1());
            found.estimate("icc2 of the model", fit.icc2());
            let test = fit.boundary_test();
            found.numbers("boundary", &[test.statistic, test.p, test.p_chi_square]);
            for unit in [scored.together(None), GroupMoments { n: 0, sum: 0, squares: 0 }] {
                found.result("unit mean", fit.unit_mean(&unit), |found, mean| {
                    found.numbers("unit mean", &[mean.lambda, mean.blup, mean.conditional_sd, mean.prediction_sd]);
                    found.estimate("empirical Bayes", mean.eb_mean);
                });
            }
        });
    }
    let histograms: Vec<Vec<(i128, u64)>> = scored.counts.iter().map(score_histogram).collect();
    let tests = [
        ("Welch's test", welch_test(&scored.moments)),
        ("Bartlett's test", bartlett_test(&scored.moments)),
        ("Kruskal and Wallis", kruskal_wallis_test(&histograms)),
    ];
    for (what, test) in tests {
        found.result(what, test, |found, test| {
            found.numbers(what, &[test.statistic, test.df, test.p]);
            found.perhaps(what, test.df_denominator);
        });
    }
}

/// The score predicted by the group, and by how far the score is from the lowest, which is the score itself again.
fn predictors(scored: &Scored, found: &mut Found) {
    let lowest = i128::from(scored.divisor);
    let pair = |counts: &ScaleCounts| {
        let mut pair = PairedScores { n: 0, sum_x: 0, sum_y: 0, squares_x: 0, squares_y: 0, products: 0 };
        for (at, (score, persons)) in (0_i128..).zip(score_histogram(counts)) {
            let (other, persons_exact) = (at % 3, i128::from(persons));
            pair.n += persons;
            pair.sum_x += persons_exact * score;
            pair.sum_y += persons_exact * other;
            pair.squares_x += persons_exact * score * score;
            pair.squares_y += persons_exact * other * other;
            pair.products += persons_exact * score * other;
        }
        pair
    };
    let pairs: Vec<PairedScores> = scored.counts.iter().map(pair).collect();
    found.result("between and within", between_within(&pairs), |found, waba| {
        for estimate in [waba.r_total, waba.r_between, waba.r_within, waba.between_component, waba.within_component] {
            found.estimate("between and within", estimate);
        }
    });
    found.result("correlation of units", unit_correlation(&pairs), |found, units| {
        for estimate in [units.pearson, units.t, units.p, units.size_weighted, units.spearman, units.kendall] {
            found.estimate("correlation of units", estimate);
        }
    });
    for twice in [false, true] {
        let mut units = vec![CrossProducts::new(2); scored.counts.len()];
        let mut clusters = vec![RegressionCluster::new(2); scored.counts.len()];
        for (unit, group, score) in scored.persons() {
            let second = if twice { score - lowest } else { (score * 7 + i128::from(group) * 3) % 5 };
            units[unit].add(&[i128::from(group), second, score]).unwrap();
            let narrow = |wide: i128| i64::try_from(wide).unwrap();
            clusters[unit].add(&[i64::from(group), narrow(second)], narrow(score)).unwrap();
        }
        let divisors = [1, 1, scored.divisor];
        for method in [Method::Reml, Method::Ml] {
            found.result("regression", random_intercept_regression(&units, &divisors, method), |found, fit| {
                found.numbers("regression", &[fit.tau2, fit.sigma2, fit.log_likelihood]);
                fit.coefficients.iter().for_each(|own| found.numbers("fixed effect", &[own.estimate, own.se, own.t]));
            });
        }
        found.result("clustered regression", comparison::regression(&clusters, &divisors), |found, regression| {
            for position in 0..3 {
                let coefficient = regression.coefficient(position, CoefficientError::Clustered(ClusterError::Cr2));
                found.result("coefficient", coefficient, of_contrast);
            }
        });
    }
}

/// The slope of one predictor, which differs between units.
fn random_slope(scored: &Scored, found: &mut Found) {
    let mut units = vec![CrossProducts::new(1); scored.counts.len()];
    for (unit, group, score) in scored.persons() {
        units[unit].add(&[(score * 7 + i128::from(group) * 3) % 5, score]).unwrap();
    }
    for method in [Method::Reml, Method::Ml] {
        let fit = random_slope_regression(&units, &[1, scored.divisor], 0, method);
        found.result("random slope", fit, |found, fit| {
            found.numbers("random slope", &[fit.intercept_variance, fit.slope_variance, fit.covariance, fit.sigma2]);
            fit.coefficients.iter().for_each(|own| found.numbers("fixed effect", &[own.estimate, own.se, own.t]));
        });
    }
}

fn of_contrast(found: &mut Found, contrast: Contrast) {
    found.estimate("contrast", contrast.estimate());
    found.numbers("contrast", &[contrast.standard_error(), contrast.t(), contrast.freedom(), contrast.p()]);
}

fn comparison(scored: &Scored, found: &mut Found) {
    let (first, second) = (scored.together(Some(0)), scored.together(Some(1)));
    found.result("Welch", welch(&first, &second, scored.divisor), of_contrast);
    found.result("Student", student(&first, &second, scored.divisor), of_contrast);
    found.result("part and whole", part_whole(&first, &scored.together(None), scored.divisor), |found, part| {
        of_contrast(found, part.against_rest());
        of_contrast(found, part.against_whole());
    });
    let cells: Vec<ClusterCell> = (0..)
        .zip(&scored.groups)
        .zip(&scored.moments)
        .map(|((unit, group), moments)| ClusterCell { unit, group: *group, moments: *moments })
        .collect();
    found.result("clustered means", ClusteredMeans::of(&cells, scored.divisor), |found, means| {
        for error in [ClusterError::Cr0, ClusterError::Cr1, ClusterError::Cr2] {
            found.result("clustered difference", means.difference(0, 1, error), of_contrast);
            assert!(means.difference(0, 0, error).is_err());
        }
    });
    let p = [0.0, 1.0, 0.04, 0.04];
    found.result("Holm", holm(&p[..scored.counts.len().min(4)]), |found, p| found.numbers("Holm", &p));
    found.result("Benjamini and Hochberg", benjamini_hochberg(&p), |found, p| found.numbers("Benjamini", &p));
}

fn effect_sizes(scored: &Scored, found: &mut Found) {
    let (first, second) = (scored.together(Some(0)), scored.together(Some(1)));
    found.estimate("Cohen's d", cohens_d(&first, &second));
    found.estimate("Glass's delta", glass_delta(&first, &second));
    for correction in [Correction::Exact, Correction::Approximate] {
        found.estimate("Hedges' g", hedges_g(&first, &second, correction));
    }
    let side = |group: u32| -> Vec<(i128, u64)> {
        scored.persons().into_iter().filter(|(_, own, _)| *own == group).map(|(_, _, score)| (score, 1)).collect()
    };
    found.result("dominance", dominance(&side(0), &side(1)), |found, pairs| {
        found.estimate("Cliff's delta", pairs.delta(DominanceQuantile::Normal));
        found.estimate("Cliff's delta, Student", pairs.delta(DominanceQuantile::Student));
        found.number("Wilcoxon's W", pairs.wilcoxon_w());
        found.estimate("Wilcoxon's p", pairs.wilcoxon_p());
    });
}

fn of_design(found: &mut Found, estimate: DesignEstimate) {
    found.numbers("design", &[estimate.value, estimate.standard_error]);
    found.interval("design", estimate.interval());
}

fn weighting(scored: &Scored, found: &mut Found) {
    for silent in [0, 4] {
        let cell = |moments: &GroupMoments| StaffCell { staff: moments.n + silent, answered: *moments };
        let cells: Vec<StaffCell> = scored.moments.iter().map(cell).collect();
        for statement in [Statement::FiniteStaff, Statement::Process] {
            found.result("staff mean", staff_mean(&cells, scored.divisor, statement), of_design);
        }
        let variance = staff_variance(&cells, scored.divisor);
        found.result("staff variance", variance, |found, variance| found.number("staff variance", variance));
        let histogram = |counts: &ScaleCounts| (counts.n() + silent, counts.item_histogram(0).unwrap().to_vec());
        let histograms: Vec<(u64, Vec<u64>)> = scored.counts.iter().map(histogram).collect();
        let shares = staff_distribution(&histograms);
        found.result("staff distribution", shares, |found, shares| found.numbers("staff distribution", &shares));
    }
    let persons = scored.persons();
    let values: Vec<f64> = persons.iter().map(|(.., score)| *score as f64).collect();
    let groups: Vec<usize> = persons.iter().map(|(_, group, _)| usize::try_from(*group).unwrap()).collect();
    let units: Vec<usize> = persons.iter().map(|(unit, ..)| *unit).collect();
    let weights: Vec<f64> = persons.iter().map(|(_, group, _)| 1.0 + f64::from(*group)).collect();
    found.estimate("Kish", kish_design_effect(&weights));
    found.result("sample", Sample::new(&weights), |found, sample| {
        found.result("mean", sample.mean(&values), of_design);
        found.result("total", sample.total(&values), of_design);
        found.estimate("design effect", sample.design_effect(&values));
        let nobody = vec![false; values.len()];
        found.result("mean of nobody", sample.domain_mean(&values, &nobody), of_design);
        found.result("strata", sample.clone().with_strata(&groups).and_then(|own| own.mean(&values)), of_design);
        found.result("clusters", sample.clone().with_clusters(&units).and_then(|own| own.mean(&values)), of_design);
        let known: Margin = BTreeMap::from([(0, 300.0), (1, 200.0)]);
        let third: Margin = BTreeMap::from([(0, 100.0), (1, 250.0), (2, 150.0)]);
        let turns: Vec<usize> = persons
            .iter()
            .map(|(_, group, score)| usize::try_from((score + i128::from(*group)) % 3).unwrap())
            .collect();
        let post = sample.post_stratify(&groups, &known);
        found.result("post-stratified", post.and_then(|own| own.sample.mean(&values)), of_design);
        let raked = sample.rake(&[(&groups, &known), (&turns, &third)], Rounds::TIGHT);
        found.result("raked", raked.and_then(|own| own.sample.mean(&values)), of_design);
    });
}

fn climate(survey: &Survey, scored: &Scored, found: &mut Found) {
    let units: Vec<&ScaleCounts> = scored.counts.iter().collect();
    let quality = ScaleQuality::with_points(&counted(survey.items, &survey.rows()), &units, points());
    for estimate in [quality.alpha, quality.alpha_standardised, quality.icc1, quality.icc2] {
        found.estimate("quality", estimate);
    }
    found.perhaps("median of rwg(j)", quality.rwg_j_median);
    found.perhaps("share above 0.70", quality.rwg_j_share_above_070);
    let climate = scale_climate(&units, &Settings::default());
    assert_eq!(climate.units.len(), units.len());
    assert!(!climate.reasons.is_empty());
    found.result("model of the climate", climate.model, |found, model| found.number("tau2", model.tau2()));
}
