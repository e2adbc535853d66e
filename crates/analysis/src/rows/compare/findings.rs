//! Differences of groups under the field names of the reference files.

use std::collections::BTreeMap;

use counts::ScaleCounts;
use indices::Why;
use indices::aggregation::GroupMoments;
use indices::comparison::{
    ClusterCell, ClusterError, ClusteredMeans, Contrast, Correction, Dominance, DominanceQuantile, benjamini_hochberg,
    cohens_d, dominance, glass_delta, hedges_g, holm, part_whole, score_histogram, student, welch,
};
use indices::score;
use serde::Serialize;

use super::super::{Bounds, ScaleRequest, Unknown, together};

/// Every scale of one call, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Comparisons {
    /// The scales.
    pub scales: BTreeMap<String, ScaleComparison>,
}

/// One scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaleComparison {
    /// Answer points.
    #[serde(rename = "A")]
    pub points: u8,
    /// The groups, in the order of their labels.
    pub groups: Vec<Group>,
    /// Every two groups, the first minus the second.
    pub pairs: Vec<Pair>,
    /// Every unit against all others.
    pub units: Vec<UnitComparison>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its label.
    pub group: String,
    /// Complete answers.
    pub n: u64,
    /// Units with complete answers of the group.
    pub units: usize,
    /// Mean of the scale.
    pub mean: Option<f64>,
    /// Standard deviation of the scale.
    pub sd: Option<f64>,
}

/// Two groups. Everything is the first minus the second; `None` has its reason in `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/compare.md")]
pub struct Pair {
    pub groups: [String; 2],
    pub n: [u64; 2],
    pub mean: [Option<f64>; 2],
    pub sd: [Option<f64>; 2],
    pub difference: Option<f64>,
    pub se_CR0_HC0: Option<f64>,
    pub se_CR1_HC1: Option<f64>,
    pub se_CR2_clubSandwich: Option<f64>,
    pub df_CR2: Option<f64>,
    pub p_CR2: Option<f64>,
    pub p_CR2_holm: Option<f64>,
    pub p_CR2_BH: Option<f64>,
    pub ci_CR2: Option<Bounds>,
    pub welch_t: Option<f64>,
    pub welch_df: Option<f64>,
    pub welch_p: Option<f64>,
    pub welch_ci: Option<Bounds>,
    pub student_t: Option<f64>,
    pub student_p: Option<f64>,
    pub cohens_d: Option<f64>,
    pub d_ci: Option<Bounds>,
    pub hedges_g: Option<f64>,
    pub g_ci: Option<Bounds>,
    pub glass_delta: Option<f64>,
    pub cliffs_delta: Option<f64>,
    pub cliffs_delta_ci: Option<Bounds>,
    pub cliffs_delta_ci_normal: Option<Bounds>,
    pub wilcoxon_W: Option<f64>,
    pub wilcoxon_p: Option<f64>,
    pub unknown: Unknown,
}

/// One unit. The whole contains the unit, so it is compared with the rest, and the difference from the whole is a part
/// of that.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "BH is how Benjamini and Hochberg are cited")]
pub struct UnitComparison {
    /// Its label.
    pub unit: String,
    /// Complete answers.
    pub n: u64,
    /// Mean of the scale.
    pub mean: Option<f64>,
    /// Mean of the unit minus that of all others.
    pub difference_from_rest: Option<f64>,
    /// Interval of that.
    pub rest_ci: Option<Bounds>,
    /// Mean of the unit minus that of everybody, the unit included.
    pub difference_from_whole: Option<f64>,
    /// Probability of such a difference, or a larger one, if there were none.
    pub p: Option<f64>,
    /// The same after Holm, over all units.
    pub p_holm: Option<f64>,
    /// The same after Benjamini and Hochberg.
    pub p_BH: Option<f64>,
    /// Why fields are `None`.
    pub unknown: Unknown,
}

/// The people of a group or unit.
struct Side {
    label: String,
    units: usize,
    counts: Option<ScaleCounts>,
}

impl Side {
    fn moments(&self) -> Result<GroupMoments, Why> {
        self.counts.as_ref().filter(|counts| counts.n() > 0).ok_or(Why::NoAnswers).and_then(GroupMoments::of)
    }

    fn n(&self) -> u64 {
        self.counts.as_ref().map_or(0, ScaleCounts::n)
    }

    fn mean(&self) -> Option<f64> {
        self.counts.as_ref().and_then(|counts| score::mean(counts).value())
    }

    fn sd(&self) -> Option<f64> {
        self.counts.as_ref().and_then(|counts| score::sd(counts).value())
    }
}

impl ScaleComparison {
    pub(super) fn of(
        scale: &ScaleRequest,
        units: &[String],
        groups: &[String],
        cells: &[(u32, u32)],
        counts: &[ScaleCounts],
    ) -> Self {
        let divisor = counts.first().map_or(1, |counts| u64::from(counts.shape().lcm()));
        let sides = sides(groups, |group| cells.iter().zip(counts).filter(move |((_, of), _)| *of == group));
        let clustered = clustered(cells, counts, divisor);
        let numbered: Vec<(u32, &Side)> = (0..).zip(&sides).collect();
        let mut pairs: Vec<Pair> = numbered
            .iter()
            .enumerate()
            .flat_map(|(at, first)| numbered.iter().skip(at + 1).map(move |second| (*first, *second)))
            .map(|(first, second)| Pair::of(first, second, &clustered, divisor))
            .collect();
        adjust(&mut pairs, |pair| pair.p_CR2, |pair, holm, bh| (pair.p_CR2_holm, pair.p_CR2_BH) = (holm, bh));
        let per_unit = self::sides(units, |unit| cells.iter().zip(counts).filter(move |((of, _), _)| *of == unit));
        Self {
            points: scale.points().count(),
            groups: sides.iter().map(Group::of).collect(),
            pairs,
            units: UnitComparison::of_all(&per_unit, together(counts).as_ref(), divisor),
        }
    }
}

/// Everybody of each label, from the cells that belong to it.
fn sides<'a, I>(labels: &[String], cells_of: impl Fn(u32) -> I) -> Vec<Side>
where
    I: Iterator<Item = (&'a (u32, u32), &'a ScaleCounts)>,
{
    let side = |(number, label): (u32, &String)| Side {
        label: label.clone(),
        units: cells_of(number).filter(|(_, counts)| counts.n() > 0).count(),
        counts: together(cells_of(number).map(|(_, counts)| counts)),
    };
    (0..).zip(labels).map(side).collect()
}

fn clustered(cells: &[(u32, u32)], counts: &[ScaleCounts], divisor: u64) -> Result<ClusteredMeans, Why> {
    let cell = |(&(unit, group), counts): (&(u32, u32), &ScaleCounts)| {
        Ok(ClusterCell { unit, group, moments: GroupMoments::of(counts)? })
    };
    let cells: Vec<ClusterCell> = cells.iter().zip(counts).map(cell).collect::<Result<_, Why>>()?;
    ClusteredMeans::of(&cells, divisor)
}

impl Group {
    fn of(side: &Side) -> Self {
        Self { group: side.label.clone(), n: side.n(), units: side.units, mean: side.mean(), sd: side.sd() }
    }
}

impl Pair {
    fn of(
        (first, one): (u32, &Side),
        (second, two): (u32, &Side),
        clustered: &Result<ClusteredMeans, Why>,
        divisor: u64,
    ) -> Self {
        let mut unknown = Unknown::default();
        let moments = one.moments().and_then(|one| Ok((one, two.moments()?)));
        let robust = |error| clustered.as_ref().map_err(|why| *why).and_then(|c| c.difference(first, second, error));
        let test = |test: fn(&GroupMoments, &GroupMoments, u64) -> Result<Contrast, Why>| {
            moments.and_then(|(one, two)| test(&one, &two, divisor))
        };
        let cr0 = unknown.known("se_CR0_HC0", robust(ClusterError::Cr0));
        let cr1 = unknown.known("se_CR1_HC1", robust(ClusterError::Cr1));
        let cr2 = unknown.known("se_CR2_clubSandwich", robust(ClusterError::Cr2));
        let welch = unknown.known("welch_t", test(welch));
        let student = unknown.known("student_t", test(student));
        let mut effect = |field: &str, effect: fn(&GroupMoments, &GroupMoments) -> indices::Estimate| {
            let estimate = unknown.known(field, moments).map(|(one, two)| effect(&one, &two))?;
            unknown.value(field, &estimate)?;
            estimate.as_known().copied()
        };
        let d = effect("cohens_d", cohens_d);
        let g = effect("hedges_g", |one, two| hedges_g(one, two, Correction::Exact));
        let glass = effect("glass_delta", glass_delta);
        let pairs = unknown.known("cliffs_delta", above(one, two));
        let delta = pairs.map(|pairs| pairs.delta(DominanceQuantile::Student));
        let by_normal = pairs.and_then(|pairs| pairs.delta(DominanceQuantile::Normal).interval());
        Self {
            groups: [one.label.clone(), two.label.clone()],
            n: [one.n(), two.n()],
            mean: [one.mean(), two.mean()],
            sd: [one.sd(), two.sd()],
            difference: one.mean().zip(two.mean()).map(|(one, two)| one - two),
            se_CR0_HC0: cr0.map(|test| test.standard_error()),
            se_CR1_HC1: cr1.map(|test| test.standard_error()),
            se_CR2_clubSandwich: cr2.map(|test| test.standard_error()),
            df_CR2: cr2.map(|test| test.freedom()),
            p_CR2: cr2.map(|test| test.p()),
            p_CR2_holm: None,
            p_CR2_BH: None,
            ci_CR2: bounds(cr2),
            welch_t: welch.map(|test| test.t()),
            welch_df: welch.map(|test| test.freedom()),
            welch_p: welch.map(|test| test.p()),
            welch_ci: bounds(welch),
            student_t: student.map(|test| test.t()),
            student_p: student.map(|test| test.p()),
            cohens_d: d.map(|d| d.value),
            d_ci: d.and_then(|d| d.interval).map(Bounds::from),
            hedges_g: g.map(|g| g.value),
            g_ci: g.and_then(|g| g.interval).map(Bounds::from),
            glass_delta: glass.map(|delta| delta.value),
            cliffs_delta: delta.and_then(|delta| delta.value()),
            cliffs_delta_ci: delta.and_then(|delta| delta.interval()).map(Bounds::from),
            cliffs_delta_ci_normal: by_normal.map(Bounds::from),
            wilcoxon_W: pairs.map(|pairs| pairs.wilcoxon_w()),
            wilcoxon_p: pairs.and_then(|pairs| pairs.wilcoxon_p().value()),
            unknown,
        }
    }
}

fn above(one: &Side, two: &Side) -> Result<Dominance, Why> {
    let histogram = |side: &Side| side.counts.as_ref().map(score_histogram).ok_or(Why::NoAnswers);
    dominance(&histogram(one)?, &histogram(two)?)
}

fn bounds(test: Option<Contrast>) -> Option<Bounds> {
    test.and_then(|test| test.estimate().interval()).map(Bounds::from)
}

impl UnitComparison {
    fn of_all(units: &[Side], everybody: Option<&ScaleCounts>, divisor: u64) -> Vec<Self> {
        let whole = everybody.ok_or(Why::NoAnswers).and_then(GroupMoments::of);
        let mut compared: Vec<Self> =
            units.iter().filter(|unit| unit.n() > 0).map(|unit| Self::of(unit, whole, divisor)).collect();
        adjust(&mut compared, |unit| unit.p, |unit, holm, bh| (unit.p_holm, unit.p_BH) = (holm, bh));
        compared
    }

    fn of(unit: &Side, whole: Result<GroupMoments, Why>, divisor: u64) -> Self {
        let mut unknown = Unknown::default();
        let compared = unit.moments().and_then(|moments| part_whole(&moments, &whole?, divisor));
        let compared = unknown.known("difference_from_rest", compared);
        Self {
            unit: unit.label.clone(),
            n: unit.n(),
            mean: unit.mean(),
            difference_from_rest: compared.and_then(|compared| compared.against_rest().estimate().value()),
            rest_ci: bounds(compared.map(|compared| compared.against_rest())),
            difference_from_whole: compared.and_then(|compared| compared.against_whole().estimate().value()),
            p: compared.map(|compared| compared.against_rest().p()),
            p_holm: None,
            p_BH: None,
            unknown,
        }
    }
}

/// Adjusts the probabilities that are known for how many there are.
fn adjust<T>(compared: &mut [T], p: impl Fn(&T) -> Option<f64>, set: impl Fn(&mut T, Option<f64>, Option<f64>)) {
    let raw: Vec<f64> = compared.iter().filter_map(&p).collect();
    let (Ok(holm), Ok(bh)) = (holm(&raw), benjamini_hochberg(&raw)) else { return };
    let known = compared.iter_mut().filter(|entry| p(entry).is_some());
    for ((entry, holm), bh) in known.zip(holm).zip(bh) {
        set(entry, Some(holm), Some(bh));
    }
}
