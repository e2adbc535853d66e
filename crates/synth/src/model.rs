//! The latent model: what a person's tendency is made of, and how it becomes points.
//!
//! The statement in [`crate::truth::STATEMENT`] gives the formulas. Here the loadings, thresholds and unit variances are
//! found that give each scale its stated mean, alpha and ICC(1) after the answers have become whole points.

use crate::apportion::crossing;
use crate::draws::fraction;
use crate::normal;
use crate::profile::Profile;
use survey::{Instrument, Item, Points, Scale, ScaleId, ScaleKind};

/// Share of a person's own tendency that is common to all scales.
pub(crate) const PERSON_GENERAL: f64 = 0.40;
/// Share of a person's own tendency that is common to a family of scales.
pub(crate) const PERSON_FAMILY: f64 = 0.38;
/// Share of a unit's own effect that is common to all scales.
pub(crate) const UNIT_GENERAL: f64 = 0.45;
/// Share of a unit's own effect that is common to a family of scales.
pub(crate) const UNIT_FAMILY: f64 = 0.30;

/// How one item's answers arise from a tendency.
#[derive(Clone, Debug)]
pub(crate) struct ItemModel {
    /// Which latent tendency it shows.
    pub(crate) latent: usize,
    pub(crate) loading: f64,
    /// Where the next point begins, on the standard normal scale.
    pub(crate) thresholds: Vec<f64>,
    pub(crate) points: Points,
    pub(crate) reversed: bool,
    /// Chance of no answer for an average person.
    pub(crate) missing: f64,
    /// Chance of "not relevant".
    pub(crate) not_relevant: f64,
}

/// One tendency: that of a simple scale.
#[derive(Clone, Debug)]
pub(crate) struct Latent {
    pub(crate) name: String,
    pub(crate) sign: f64,
    pub(crate) family: usize,
    /// Share of its variance that lies between units.
    pub(crate) unit_variance: f64,
}

/// The whole model for an instrument.
pub(crate) struct Model {
    pub(crate) items: Vec<ItemModel>,
    pub(crate) latents: Vec<Latent>,
    pub(crate) families: usize,
}

/// What the model says about a score in the population: scored as the mean of the items, reversed ones turned.
pub(crate) struct Expected {
    pub(crate) alpha: Option<f64>,
    pub(crate) icc1: f64,
    pub(crate) mean: f64,
    pub(crate) sd: f64,
}

impl ItemModel {
    /// Expected points above the lowest for a tendency that is normal with this mean; `spread` is the standard deviation
    /// of everything else on the item's own scale.
    fn above_lowest(&self, mean: f64, spread: f64) -> f64 {
        self.thresholds.iter().map(|threshold| normal::cdf((mean - threshold) / spread)).sum()
    }

    /// Expected answer (oriented) of people whose tendency has this mean and the stated variance within units.
    pub(crate) fn expected(&self, mean: f64, unit_variance: f64) -> f64 {
        let spread = (1.0 - self.loading.powi(2) * unit_variance).max(0.01).sqrt();
        f64::from(self.points.min()) + self.above_lowest(self.loading * mean, spread)
    }

    /// Mean and variance of the oriented answers in the population.
    fn moments(&self) -> (f64, f64) {
        let (mut mean, mut square) = (0.0, 0.0);
        for (points, threshold) in (1..).zip(&self.thresholds) {
            let at_least = normal::cdf(-threshold);
            mean += at_least;
            square += f64::from(2 * points - 1) * at_least;
        }
        (f64::from(self.points.min()) + mean, square - mean * mean)
    }

    /// The point for a person with this tendency and this error, as it would be ticked.
    pub(crate) fn answer(&self, tendency: f64, error: f64) -> u8 {
        let propensity = self.loading * tendency + (1.0 - self.loading.powi(2)).sqrt() * error;
        let steps = self.thresholds.iter().filter(|threshold| propensity > **threshold).count();
        let point = u8::try_from(steps).map_or(u8::MAX, |steps| self.points.min().saturating_add(steps));
        if self.reversed { self.points.reverse(point.min(self.points.max())) } else { point.min(self.points.max()) }
    }
}

/// Thresholds before they are moved to give a mean: most answers at the second highest point, a long tail below.
fn threshold_shape(points: Points) -> Vec<f64> {
    const AT_FIFTHS: [f64; 4] = [-2.36, -1.70, -1.01, 0.26];
    let count = f64::from(points.count());
    let shape = |at: f64| {
        let position = (at * 5.0 - 1.0).clamp(0.0, 3.0);
        let knots = AT_FIFTHS.iter().zip(AT_FIFTHS.iter().skip(1)).zip([0.0, 1.0, 2.0]);
        let segment = knots.rev().find(|(_, start)| position >= *start);
        let inside = segment.map_or(0.0, |((low, high), start)| low + (high - low) * (position - start));
        // Beyond the outer knots the steps go on as wide as the outer ones.
        inside + 3.3 * (at - 0.2).min(0.0) + 6.35 * (at - 0.8).max(0.0)
    };
    (1..points.count()).map(|step| shape(f64::from(step) / count)).collect()
}

fn item_model(item: &Item, latent: usize) -> ItemModel {
    let id = item.id().as_str();
    let points = item.answer_scale().points();
    let jitter = 0.36 * (fraction(id, "location") - 0.5);
    let offered = item.answer_scale().not_relevant().is_some();
    let asks_too_much = fraction(id, "has not relevant") < 0.4;
    ItemModel {
        latent,
        loading: 0.0,
        thresholds: threshold_shape(points).into_iter().map(|threshold| threshold + jitter).collect(),
        points,
        reversed: item.is_reversed(),
        missing: 0.012 + 0.013 * fraction(id, "missing"),
        not_relevant: if offered && asks_too_much { 0.005 + 0.014 * fraction(id, "not relevant") } else { 0.0 },
    }
}

/// The score of some items as a function of a shared normal variable, on the grid: Σ over items of the expected answer
/// when the item's tendency is the variable times `factor` plus independent parts.
fn curve(items: &[&ItemModel], factor: f64) -> Vec<f64> {
    let on_item = |item: &ItemModel, z: f64| {
        let slope = item.loading * factor;
        item.above_lowest(slope * z, (1.0 - slope * slope).max(0.01).sqrt())
    };
    normal::grid().iter().map(|(z, _)| items.iter().map(|item| on_item(item, *z)).sum()).collect()
}

fn covariance(first: &[f64], second: &[f64]) -> f64 {
    let grid = normal::grid();
    let mean = |values: &[f64]| grid.iter().zip(values).map(|((_, weight), value)| weight * value).sum::<f64>();
    let products: Vec<f64> = first.iter().zip(second).map(|(a, b)| a * b).collect();
    mean(&products) - mean(first) * mean(second)
}

/// Σ over pairs of items of the covariance of their answers, when the tendencies correlate as stated. Items that stand in
/// both lists are paired with themselves as if two people had answered.
fn pair_covariance(first: &[&ItemModel], second: &[&ItemModel], correlation: f64) -> f64 {
    let factor = correlation.abs().sqrt();
    covariance(&curve(first, factor), &curve(second, factor * correlation.signum()))
}

/// Sums of answers' variances, and of the covariances of an item's answers with themselves in another person who has the
/// same tendency.
fn own_variances(items: &[&ItemModel]) -> (f64, f64) {
    let own = items.iter().map(|item| item.moments().1).sum();
    let shared = items.iter().map(|item| pair_covariance(&[item], &[item], 1.0)).sum();
    (own, shared)
}

fn alpha(items: f64, own: f64, total: f64) -> f64 {
    items / (items - 1.0) * (1.0 - own / total)
}

/// Finds thresholds, loadings and the unit variance of one tendency.
fn calibrate(items: &mut [ItemModel], names: &[String], profile: &Profile) -> f64 {
    let count = items.len() as f64;
    let low: f64 = items.iter().map(|item| f64::from(item.points.min())).sum();
    let width: f64 = items.iter().map(|item| f64::from(item.points.max() - item.points.min())).sum();
    let shapes: Vec<Vec<f64>> = items.iter().map(|item| item.thresholds.clone()).collect();
    let move_by = |items: &mut [ItemModel], shift: f64| {
        for (item, shape) in items.iter_mut().zip(&shapes) {
            item.thresholds = shape.iter().map(|threshold| threshold - shift).collect();
        }
    };
    let mut trial = items.to_vec();
    let shift = crossing(-6.0, 6.0, |shift| {
        move_by(&mut trial, shift);
        trial.iter().map(|item| item.moments().0).sum::<f64>() - low - width * profile.mean
    });
    move_by(items, shift);

    let jitter: Vec<f64> = names.iter().map(|name| 0.12 * (fraction(name, "loading") - 0.5)).collect();
    let load = |items: &mut [ItemModel], base: f64| {
        for (item, jitter) in items.iter_mut().zip(&jitter) {
            let reversed = if item.reversed { -0.04 } else { 0.0 };
            item.loading = (base + jitter + reversed).clamp(0.2, 0.985);
        }
    };
    if items.len() > 1 {
        let mut trial = items.to_vec();
        let base = crossing(0.3, 1.0, |base| {
            load(&mut trial, base);
            let trial: Vec<&ItemModel> = trial.iter().collect();
            let (own, shared) = own_variances(&trial);
            alpha(count, own, own + pair_covariance(&trial, &trial, 1.0) - shared) - profile.alpha
        });
        load(items, base);
    } else {
        load(items, 0.8);
    }

    let items: Vec<&ItemModel> = items.iter().collect();
    let (own, shared) = own_variances(&items);
    let total = own + pair_covariance(&items, &items, 1.0) - shared;
    crossing(0.0, 0.6, |unit_variance| pair_covariance(&items, &items, unit_variance) / total - profile.icc1)
}

impl Model {
    pub(crate) fn of(instrument: &Instrument) -> Self {
        // Every item belongs to exactly one simple scale; the instrument sees to that.
        let mut latent_of_item: Vec<usize> = vec![0; instrument.items().len()];
        let mut profiles: Vec<(String, Profile)> = Vec::new();
        for scale in instrument.scales().iter().filter(|scale| matches!(scale.kind(), ScaleKind::Simple)) {
            for item in scale.items() {
                if let Some(latent) = latent_of_item.get_mut(*item) {
                    *latent = profiles.len();
                }
            }
            profiles.push((scale.id().to_string(), Profile::of(scale, composite_of(instrument, scale))));
        }
        let mut items: Vec<ItemModel> =
            instrument.items().iter().zip(latent_of_item).map(|(item, latent)| item_model(item, latent)).collect();

        let mut family_names: Vec<&str> = Vec::new();
        let mut latents = Vec::new();
        for (position, (name, profile)) in profiles.iter().enumerate() {
            let of_latent = |item: &ItemModel| item.latent == position;
            let mut own: Vec<ItemModel> = items.iter().filter(|item| of_latent(item)).cloned().collect();
            let with_ids = items.iter().zip(instrument.items());
            let names: Vec<String> =
                with_ids.filter(|(item, _)| of_latent(item)).map(|(_, item)| item.id().to_string()).collect();
            let unit_variance = if own.is_empty() { 0.0 } else { calibrate(&mut own, &names, profile) };
            for (item, calibrated) in items.iter_mut().filter(|item| of_latent(item)).zip(own) {
                *item = calibrated;
            }
            let family = family_names.iter().position(|family| *family == profile.family).unwrap_or_else(|| {
                family_names.push(&profile.family);
                family_names.len() - 1
            });
            latents.push(Latent { name: name.clone(), sign: profile.sign, family, unit_variance });
        }
        let families = family_names.len();
        Self { items, latents, families }
    }

    /// What the model says about a scale's score in the population.
    pub(crate) fn expected(&self, scale: &Scale) -> Expected {
        let items: Vec<&ItemModel> = scale.items().iter().filter_map(|position| self.items.get(*position)).collect();
        let count = items.len() as f64;
        let (own, shared) = own_variances(&items);
        let (mut pairs, mut between) = (0.0, 0.0);
        for (first_position, first) in self.latents.iter().enumerate() {
            let of = |latent| items.iter().copied().filter(|item| item.latent == latent).collect::<Vec<_>>();
            let first_items = of(first_position);
            for (second_position, second) in self.latents.iter().enumerate() {
                let second_items = of(second_position);
                if first_items.is_empty() || second_items.is_empty() {
                    continue;
                }
                let same = first_position == second_position;
                let unit = unit_covariance(first, second, same);
                pairs += pair_covariance(&first_items, &second_items, unit + person_covariance(first, second, same));
                between += pair_covariance(&first_items, &second_items, unit);
            }
        }
        let total = own + pairs - shared;
        Expected {
            alpha: (items.len() > 1).then(|| alpha(count, own, total)),
            icc1: between / total,
            mean: items.iter().map(|item| item.moments().0).sum::<f64>() / count,
            sd: total.sqrt() / count,
        }
    }
}

/// The composite that a simple scale is a part of.
fn composite_of<'a>(instrument: &'a Instrument, part: &Scale) -> Option<&'a ScaleId> {
    let has_part = |scale: &&Scale| matches!(scale.kind(), ScaleKind::Composite(parts) if parts.contains(part.id()));
    instrument.scales().iter().find(has_part).map(Scale::id)
}

/// Covariance of two unit effects.
fn unit_covariance(first: &Latent, second: &Latent, same: bool) -> f64 {
    let size = (first.unit_variance * second.unit_variance).sqrt();
    size * common(first, second, same, UNIT_GENERAL, UNIT_FAMILY)
}

/// Covariance of what two tendencies of one person are beyond the unit effects.
fn person_covariance(first: &Latent, second: &Latent, same: bool) -> f64 {
    let size = ((1.0 - first.unit_variance) * (1.0 - second.unit_variance)).sqrt();
    size * common(first, second, same, PERSON_GENERAL, PERSON_FAMILY)
}

fn common(first: &Latent, second: &Latent, same: bool, general: f64, family: f64) -> f64 {
    let of_family = if first.family == second.family { family } else { 0.0 };
    if same { 1.0 } else { first.sign * second.sign * (general + of_family) }
}
