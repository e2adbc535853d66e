//! Ten scales of many people: the counting pass, and everything that is said of the scales from its counts.

use std::hint::black_box;

use anyhow::{Context, Result, ensure};
use counts::{ItemTotals, Moments, NO_ANSWER, PairMoments, ScaleCounts, ScaleShape};
use indices::aggregation::{GroupMoments, OneWay, UnitSize, one_way};
use indices::agreement::{NullDistribution, ad_mean, ad_median, awg, rwg_j, rwg_of_scale_mean};
use indices::climate::{Settings, scale_climate};
use indices::multilevel::{Method, RandomIntercept, random_intercept};
use indices::reliability::{self, ItemCovariances, ItemStatistics};
use indices::{Estimate, Why, score};
use survey::{MissingRule, Points};

use crate::answers::{Answers, Drawing};
use crate::figures::{Laps, heading, line, line_with_target};

/// Six scales of four items and four of three: 36 items.
const SCALES: [usize; 10] = [4, 4, 4, 4, 4, 4, 3, 3, 3, 3];

const UNITS: u32 = 500;
const MISSING_PER_MILLE: u64 = 20;
const ROUNDS: usize = 5;

/// What the statistics may take beside the counting pass.
const TARGET_SECONDS: f64 = 0.200;

const NULLS: [NullDistribution; 6] = [
    NullDistribution::Uniform,
    NullDistribution::SlightSkew,
    NullDistribution::ModerateSkew,
    NullDistribution::HeavySkew,
    NullDistribution::Triangular,
    NullDistribution::Normal,
];

/// One scale: its shape and the columns of its items.
struct Scale<'a> {
    shape: ScaleShape,
    columns: Vec<&'a [u8]>,
}

/// The integers of one scale: per unit, and over everybody for what pairs of items say.
struct Counted {
    units: Vec<ScaleCounts>,
    pairs: PairMoments,
    totals: ItemTotals,
}

/// Draws, counts and reasons, and prints both tables.
pub(crate) fn measure(people: usize) -> Result<()> {
    let drawing =
        Drawing { people, units: UNITS, scales: &SCALES, missing_per_mille: MISSING_PER_MILLE, seed: 20_260_101 };
    let answers = drawing.answers();
    let points = Points::new(1, 5)?;
    let mut columns = answers.columns.iter().map(Vec::as_slice);
    let scales = SCALES.iter().map(|items| {
        let shape = ScaleShape::new(points, vec![false; *items], MissingRule::Complete)?;
        Ok(Scale { shape, columns: columns.by_ref().take(*items).collect() })
    });
    let scales: Vec<Scale<'_>> = scales.collect::<Result<_>>()?;
    check(&scales, &answers)?;

    let (mut counting, mut reasoning) = (Laps::default(), Laps::default());
    let mut numbers = 0;
    for _ in 0..ROUNDS {
        counting.begin_round();
        let counted = scales.iter().map(|scale| scale.count(&answers.cells, &mut counting));
        let counted: Vec<Counted> = counted.collect::<Result<_>>()?;
        reasoning.begin_round();
        numbers = counted.iter().map(|scale| scale.statistics(points, &mut reasoning)).sum();
    }
    heading(&format!("{people} rows x 36 items x {UNITS} units, ten scales; one thread; medians of {ROUNDS} rounds"));
    counting.medians().into_iter().for_each(|(name, seconds)| line(&format!("counted: {name}"), seconds));
    line("the counting pass", counting.median_of_sums());
    reasoning.medians().into_iter().for_each(|(name, seconds)| line(name, seconds));
    line_with_target(
        &format!("everything from these counts ({numbers} numbers)"),
        reasoning.median_of_sums(),
        TARGET_SECONDS,
    );
    Ok(())
}

/// Before anything is timed: the kernel's integers are those of a plain loop over the rows.
fn check(scales: &[Scale<'_>], answers: &Answers) -> Result<()> {
    let scale = scales.first().context("a scale")?;
    let counted = scale.count(&answers.cells, &mut Laps::default())?;
    let (mut n, mut sums) = (0_u64, vec![0_u64; scale.columns.len()]);
    for row in 0..answers.cells.len() {
        let codes: Vec<u8> = scale.columns.iter().filter_map(|column| column.get(row).copied()).collect();
        if !codes.contains(&NO_ANSWER) {
            n += 1;
            sums.iter_mut().zip(codes).for_each(|(sum, code)| *sum += u64::from(code));
        }
    }
    let moments = together(&counted.units).context("units of one shape")?.moments();
    ensure!(moments.n() == n && moments.sums() == sums, "the kernel counts other integers than a plain loop");
    ensure!(counted.pairs.persons() == counted.totals.persons(), "the kernels count different people");
    Ok(())
}

impl Scale<'_> {
    fn count(&self, cells: &[u32], laps: &mut Laps) -> Result<Counted> {
        let everybody = vec![0; cells.len()];
        let mut units = vec![ScaleCounts::new(&self.shape); usize::try_from(UNITS)?];
        let (mut pairs, mut totals) = ([PairMoments::new(&self.shape)], [ItemTotals::new(&self.shape)]);
        laps.lap("scores, items and cross products per unit", || {
            ScaleCounts::add_columns(&mut units, cells, &self.columns)
        })?;
        laps.lap("pairs of items over everybody", || PairMoments::add_columns(&mut pairs, &everybody, &self.columns))?;
        laps.lap("items with the total over everybody", || {
            ItemTotals::add_columns(&mut totals, &everybody, &self.columns)
        })?;
        let ([pairs], [totals]) = (pairs, totals);
        Ok(Counted { units, pairs, totals })
    }
}

impl Counted {
    /// What `mestring stats` says of a scale, with how many numbers are known.
    fn statistics(&self, points: Points, laps: &mut Laps) -> usize {
        let units: Vec<&ScaleCounts> = self.units.iter().filter(|counts| counts.n() > 0).collect();
        self.reliability(laps) + agreement(&units, points, laps) + aggregation(&units, laps)
    }

    fn reliability(&self, laps: &mut Laps) -> usize {
        let Some(total) = laps.lap("units added up", || together(&self.units)) else { return 0 };
        let moments = total.moments();
        let listwise = ItemCovariances::of_moments(&moments);
        let of_listwise = laps.lap("reliability: listwise alphas, Guttman's bounds", || {
            [reliability::cronbach_alpha(&moments), reliability::cronbach_alpha_standardised(&moments)]
                .into_iter()
                .chain(listwise.as_ref().ok().into_iter().flat_map(bounds))
                .filter(known)
                .count()
        });
        let of_pairs = laps.lap("reliability: pairwise alphas, bounds, principal component", || {
            let alpha = known(&reliability::alpha_pairwise(&self.pairs));
            usize::from(alpha) + pairwise(&self.pairs).unwrap_or_default()
        });
        let of_items = laps.lap("reliability: items, listwise and pairwise", || {
            let items = reliability::item_statistics(&moments);
            let pairwise = reliability::item_statistics_pairwise(&self.pairs, &self.totals);
            items.iter().chain(&pairwise).map(known_of_item).sum::<usize>()
        });
        let one_factor = laps.lap("reliability: one factor by maximum likelihood, its omegas", || {
            listwise.as_ref().ok().and_then(|matrix| reliability::one_factor(matrix).ok()).map_or(0, |factor| {
                black_box([factor.chi_square(), factor.cfi(), factor.rmsea(), factor.srmr()]);
                let omegas = [factor.omega_total(), factor.omega_observed(), factor.average_variance_extracted()];
                4 + factor.loadings().len() + omegas.iter().filter(|omega| known(omega)).count()
            })
        });
        let minres = laps.lap("reliability: one factor by minimum residuals, its omegas", || {
            let omega = listwise.as_ref().ok().and_then(|matrix| reliability::minres_omega(matrix).ok());
            omega.map_or(0, |omega| [omega.hierarchical, omega.total].iter().filter(|omega| known(omega)).count())
        });
        of_listwise + of_pairs + of_items + one_factor + minres
    }
}

/// The merge of all units.
fn together(units: &[ScaleCounts]) -> Option<ScaleCounts> {
    let (first, others) = units.split_first()?;
    let mut total = first.clone();
    others.iter().try_for_each(|counts| total.merge(counts)).ok()?;
    Some(total)
}

fn bounds(matrix: &ItemCovariances) -> [Estimate; 4] {
    let bounds = reliability::guttman(matrix);
    [bounds.lambda1, bounds.lambda2, bounds.lambda3, bounds.lambda6]
}

fn pairwise(pairs: &PairMoments) -> Result<usize, Why> {
    let (covariances, correlations) =
        (ItemCovariances::of_pairs(pairs)?, ItemCovariances::correlations_of_pairs(pairs)?);
    black_box(reliability::opposed_items(&covariances)?);
    let found = [
        reliability::alpha_of_correlations(&correlations),
        reliability::average_correlation(&correlations),
        reliability::alpha_standard_error(&covariances),
        reliability::guttman(&correlations).lambda6,
    ];
    Ok(found.iter().filter(|estimate| known(estimate)).count())
}

fn known(estimate: &Estimate) -> bool {
    black_box(estimate).value().is_some()
}

fn known_of_item(item: &ItemStatistics) -> usize {
    let found = [item.mean, item.sd, item.item_total, item.item_rest, item.alpha_if_dropped];
    found.iter().filter(|estimate| known(estimate)).count()
}

fn agreement(units: &[&ScaleCounts], points: Points, laps: &mut Laps) -> usize {
    let each = |of: &dyn Fn(&ScaleCounts, &Moments) -> bool| {
        units.iter().filter(|counts| of(counts, &counts.moments())).count()
    };
    let rwg = laps.lap("agreement: rwg(j), six null distributions and most dissensus", || {
        let most = NULLS.into_iter().chain([NullDistribution::MaximumDissensus]);
        most.map(|null| each(&|_, moments| black_box(rwg_j(moments, points, null)).is_ok())).sum::<usize>()
    });
    let of_score = laps.lap("agreement: rwg of the scale mean, standard deviation", || {
        each(&|counts, _| black_box(rwg_of_scale_mean(counts, NullDistribution::Uniform)).is_ok())
            + each(&|counts, _| known(&score::sd(counts)))
    });
    let means = laps.lap("agreement: mean with its interval by t", || each(&|counts, _| known(&score::mean(counts))));
    let around_mean =
        laps.lap("agreement: AD around the mean", || each(&|counts, _| black_box(ad_mean(counts)).is_ok()));
    let around_median =
        laps.lap("agreement: AD around the median", || each(&|counts, _| black_box(ad_median(counts)).is_ok()));
    let awg = laps.lap("agreement: awg", || each(&|_, moments| black_box(awg(moments, points)).is_ok()));
    rwg + of_score + means + around_mean + around_median + awg
}

fn aggregation(units: &[&ScaleCounts], laps: &mut Laps) -> usize {
    let divisor = units.first().map_or(1, |counts| u64::from(counts.shape().lcm()));
    let groups: Vec<GroupMoments> = units.iter().filter_map(|counts| GroupMoments::of(counts).ok()).collect();
    let anova = laps.lap("aggregation: one-way analysis of variance, intervals", || {
        one_way(&groups, divisor).map_or(0, |anova| of_one_way(&anova).iter().filter(|number| known(number)).count())
    });
    let reml =
        laps.lap("aggregation: random intercept by REML", || random_intercept(&groups, divisor, Method::Reml).ok());
    let ml = laps.lap("aggregation: random intercept by ML", || random_intercept(&groups, divisor, Method::Ml).ok());
    let components = [&reml, &ml].into_iter().flatten().map(|fit| black_box(of_model(fit)).len()).sum::<usize>();
    let means = laps.lap("aggregation: empirical Bayes mean of each unit", || {
        let means = groups.iter().filter_map(|group| reml.as_ref()?.unit_mean(group).ok());
        means.filter(|mean| known(&mean.eb_mean)).count()
    });
    let verdicts = laps.lap("climate: verdict on the scale and on each unit", || {
        1 + black_box(scale_climate(units, &Settings::default())).units.len()
    });
    anova + components + means + verdicts
}

fn of_one_way(anova: &OneWay) -> [Estimate; 10] {
    [
        anova.f(),
        anova.f_p(),
        anova.icc1(UnitSize::Mean),
        anova.icc1(UnitSize::Unbiased),
        anova.icc1(UnitSize::Harmonic),
        anova.icc2(),
        anova.icc2_spearman_brown(),
        anova.eta2(),
        anova.omega2(),
        anova.epsilon2(),
    ]
}

fn of_model(fit: &RandomIntercept) -> [f64; 9] {
    [
        fit.tau2(),
        fit.sigma2(),
        fit.mu(),
        fit.se_mu(),
        fit.log_likelihood(),
        fit.aic(),
        fit.bic(),
        fit.design_effect(),
        fit.boundary_test().p,
    ]
}
