//! Statistics that look at persons and items: scores, agreement, reliability, item functioning.

use counts::{DifRows, ItemTotals, Matching, NO_ANSWER, PairMoments, ScaleCounts, ScaleShape};
use indices::agreement::{
    Computation, Index, NullDistribution, ad_mean, ad_median, awg, chance_agreement, r_star_of_dissensus, rwg, rwg_j,
    rwg_j_pairwise, rwg_of_scale_mean,
};
use indices::dif::{
    GroupPair, LogisticTest, PseudoRSquared, Purification, Screen, generalised_mantel_haenszel, mantel,
    mantel_haenszel, ordinal_logistic, purify,
};
use indices::reliability::{
    ItemCovariances, ItemStatistics, alpha_of_correlations, alpha_of_covariances, alpha_pairwise, alpha_standard_error,
    average_correlation, cronbach_alpha, cronbach_alpha_standardised, guttman, hierarchical_omega, item_statistics,
    item_statistics_pairwise, minres_omega, one_factor, opposed_items, squared_multiple_correlations,
};
use indices::{ScaleFinding, score};
use survey::{MissingRule, Points};

use super::Survey;
use super::found::Found;
use crate::drawing::points;

pub(super) fn all(survey: &Survey, found: &mut Found) {
    let counts = counted(survey.items, &survey.rows());
    found.topic("scores", |found| scores(&counts, found));
    found.topic("agreement", |found| agreement(&counts, found));
    found.topic("reliability", |found| reliability(survey, &counts, found));
    found.topic("item functioning", |found| item_functioning(survey, found));
}

/// A score needs one answer, so that gaps give fractions.
pub(super) fn counted(items: usize, rows: &[Vec<u8>]) -> ScaleCounts {
    let shape = ScaleShape::new(points(), vec![false; items], MissingRule::AtLeast(1)).unwrap();
    let mut counts = ScaleCounts::new(&shape);
    rows.iter().for_each(|row| counts.add(row).unwrap());
    counts
}

pub(super) fn columns(items: usize, rows: &[Vec<u8>]) -> Vec<Vec<u8>> {
    (0..items).map(|item| rows.iter().map(|row| row[item]).collect()).collect()
}

pub(super) fn slices<T>(columns: &[Vec<T>]) -> Vec<&[T]> {
    columns.iter().map(Vec::as_slice).collect()
}

fn scores(counts: &ScaleCounts, found: &mut Found) {
    found.estimate("mean", score::mean(counts));
    found.estimate("mean of staff", score::mean_of_staff(counts, counts.n() + 3));
    found.estimate("mean of everybody", score::mean_of_staff(counts, counts.n()));
    found.estimate("mean of fewer than answered", score::mean_of_staff(counts, counts.n().saturating_sub(1)));
    found.estimate("sd", score::sd(counts));
    for cut in [0, 4, 9] {
        found.estimate("favourable share", score::favourable_share(counts, cut));
    }
    item_statistics(&counts.moments()).iter().for_each(|item| found.estimate("item mean", item.mean));
    let finding = ScaleFinding::with_cut(counts, 4);
    found.estimate("finding, mean", finding.mean);
    found.perhaps("finding, agreement", finding.agreement.map(|agreement| agreement.value));
}

fn agreement(counts: &ScaleCounts, found: &mut Found) {
    let moments = counts.moments();
    for null in [NullDistribution::Uniform, NullDistribution::HeavySkew, NullDistribution::Triangular] {
        let agreements = [
            ("rwg(j)", rwg_j(&moments, points(), null)),
            ("rwg(j), pairwise", rwg_j_pairwise(counts, null)),
            ("rwg", rwg(counts.item_histogram(0).unwrap(), points(), null)),
            ("rwg of the scale mean", rwg_of_scale_mean(counts, null)),
        ];
        for (what, agreement) in agreements {
            found.result(what, agreement, |found, agreement| {
                found.numbers(what, &[agreement.value, agreement.r_star, agreement.mean_item_variance]);
                found.perhaps("untruncated", agreement.untruncated);
            });
        }
    }
    found.estimate("r* of dissensus", r_star_of_dissensus(&moments, points()));
    found.result("awg", awg(&moments, points()), |found, awg| found.number("awg", awg.value));
    found.result("ad around the mean", ad_mean(counts), |found, ad| found.number("ad around the mean", ad.value));
    found.result("ad around the median", ad_median(counts), |found, ad| found.number("ad around the median", ad.value));
    let items = u64::try_from(counts.shape().items()).unwrap();
    let computation = Computation { exact_steps: 10_000, draws: 50, seed: 1 };
    for index in [Index::RwgJ, Index::AdMean, Index::AdMedian] {
        let chance = chance_agreement(counts.n_complete().min(20), items, &[1; 5], index, computation);
        found.result("chance agreement", chance, |found, chance| {
            found.estimate("p of agreement", chance.p_value(counts));
            found.estimate("critical agreement", chance.critical_value(0.05));
        });
    }
}

fn reliability(survey: &Survey, counts: &ScaleCounts, found: &mut Found) {
    let moments = counts.moments();
    found.estimate("alpha", cronbach_alpha(&moments));
    found.estimate("standardised alpha", cronbach_alpha_standardised(&moments));
    items("item", &item_statistics(&moments), found);
    let rows = survey.rows();
    let columns = columns(survey.items, &rows);
    let (mut pairs, mut totals) = ([PairMoments::new(counts.shape())], [ItemTotals::new(counts.shape())]);
    PairMoments::add_columns(&mut pairs, &vec![0; rows.len()], &slices(&columns)).unwrap();
    ItemTotals::add_columns(&mut totals, &vec![0; rows.len()], &slices(&columns)).unwrap();
    found.estimate("pairwise alpha", alpha_pairwise(&pairs[0]));
    items("pairwise item", &item_statistics_pairwise(&pairs[0], &totals[0]), found);
    let matrices = [
        ("listwise", ItemCovariances::of_moments(&moments)),
        ("pairwise", ItemCovariances::of_pairs(&pairs[0])),
        ("pairwise correlations", ItemCovariances::correlations_of_pairs(&pairs[0])),
    ];
    for (what, matrix) in matrices {
        found.result(what, matrix, |found, matrix| of_matrix(&matrix, found));
    }
}

fn items(what: &str, items: &[ItemStatistics], found: &mut Found) {
    for item in items {
        for estimate in [item.sd, item.item_total, item.item_rest, item.alpha_if_dropped] {
            found.estimate(what, estimate);
        }
    }
}

fn of_matrix(matrix: &ItemCovariances, found: &mut Found) {
    found.estimate("alpha of covariances", alpha_of_covariances(matrix));
    found.estimate("alpha of correlations", alpha_of_correlations(matrix));
    found.estimate("average correlation", average_correlation(matrix));
    found.estimate("standard error of alpha", alpha_standard_error(matrix));
    let bounds = guttman(matrix);
    for bound in [bounds.lambda1, bounds.lambda2, bounds.lambda3, bounds.lambda6] {
        found.estimate("guttman", bound);
    }
    found.result("squared multiple correlations", squared_multiple_correlations(matrix), |found, squared| {
        found.numbers("squared multiple correlation", &squared);
    });
    found.result("opposed items", opposed_items(matrix), |found, opposed| {
        found.number("opposed items", opposed.items().len() as f64);
    });
    found.result("one factor", one_factor(matrix), |found, one| {
        found.numbers("loading", one.loadings());
        found.numbers("own variance", one.own_variances());
        found.numbers("fit of one factor", &[one.chi_square(), one.cfi(), one.rmsea(), one.srmr()]);
        found.estimate("omega total", one.omega_total());
        found.estimate("omega observed", one.omega_observed());
        found.estimate("average variance extracted", one.average_variance_extracted());
    });
    found.result("minres", minres_omega(matrix), |found, omega| {
        found.estimate("minres omega", omega.total);
        found.estimate("minres hierarchical", omega.hierarchical);
    });
    for factors in [0, 1, 2, 3] {
        found.result("hierarchical omega", hierarchical_omega(matrix, factors), |found, omega| {
            found.estimate("hierarchical omega", omega.hierarchical);
            found.estimate("hierarchical omega, total", omega.total);
            found.estimate("hierarchical omega, limit", omega.limit);
        });
    }
}

fn item_functioning(survey: &Survey, found: &mut Found) {
    let rows = survey.rows();
    let groups: Vec<u32> = survey.units.iter().flat_map(|unit| vec![unit.group; unit.rows.len()]).collect();
    let two_points = |code: &u8| if *code == NO_ANSWER { NO_ANSWER } else { u8::from(*code > 3) };
    let narrow: Vec<Vec<u8>> = rows.iter().map(|row| row.iter().map(two_points).collect()).collect();
    for (points, rows) in [(points(), rows), (Points::new(0, 1).unwrap(), narrow)] {
        let shape = ScaleShape::new(points, vec![false; survey.items], MissingRule::Complete).unwrap();
        let columns = columns(survey.items, &rows);
        let columns = slices(&columns);
        // A scale of one item has nothing to match on and cannot be asked.
        let Ok(rows) = DifRows::new(&shape, 2, &groups, &columns) else {
            assert_eq!(survey.items, 1);
            continue;
        };
        for matching in [Matching::Including, Matching::Excluding] {
            let table = rows.table(0, &vec![true; survey.items], matching).unwrap();
            of_table(&table, found);
            for screen in [Screen::Mantel, Screen::Logistic(LogisticTest::Total)] {
                let settings = Purification { screen, significance: 0.05, matching, rounds_max: 10 };
                found.result("purification", purify(&rows, GroupPair::default(), &settings), |found, purified| {
                    found.number("rounds of purification", f64::from(purified.rounds()));
                });
            }
        }
    }
}

fn of_table(table: &counts::DifTable, found: &mut Found) {
    let pair = GroupPair::default();
    found.result("mantel", mantel(table, pair), |found, test| {
        found.numbers("mantel", &[test.chi_squared(), test.p(), test.standardised_mean_difference()]);
        found.estimate("mantel, effect", test.effect());
    });
    found.result("mantel haenszel", mantel_haenszel(table, pair), |found, test| {
        found.numbers("mantel haenszel", &[test.chi_squared(true), test.chi_squared(false), test.p(true)]);
        found.estimate("odds ratio", test.odds_ratio());
        found.estimate("variance of log odds", test.log_odds_variance());
        found.estimate("delta", test.delta());
    });
    found.result("generalised mantel haenszel", generalised_mantel_haenszel(table), |found, test| {
        found.numbers("generalised mantel haenszel", &[test.chi_squared(), test.p()]);
    });
    found.result("logistic", ordinal_logistic(table, pair), |found, models| {
        models.log_likelihoods().into_iter().for_each(|one| found.estimate("log likelihood", one));
        for test in [LogisticTest::Uniform, LogisticTest::NonUniform, LogisticTest::Total] {
            found.estimate("logistic chi-square", models.chi_squared(test));
            found.estimate("logistic p", models.p(test));
            for kind in [PseudoRSquared::McFadden, PseudoRSquared::CoxSnell, PseudoRSquared::Nagelkerke] {
                found.estimate("change of r squared", models.r_squared_change(kind, test));
            }
        }
        found.estimate("group effect", models.group_effect());
        found.estimate("standard error of the group", models.group_standard_error());
        found.estimate("change of beta", models.beta_change());
    });
}
