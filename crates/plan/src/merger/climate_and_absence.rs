//! Do units with a better climate have less sickness absence?

use std::collections::BTreeMap;
use std::fmt;

use indices::aggregation::GroupMoments;
use indices::association::{Coefficient, Counted, Frame, Reading, Stop, quasi_poisson};
use indices::{Interval, LEVEL, Why};

/// With fewer units than this nothing is said about units.
const UNITS_MIN: u64 = 30;

/// One unit: what its people answered, and its sickness absence over the same year.
#[derive(Clone, PartialEq)]
pub struct UnitYear {
    /// Its service area.
    pub area: String,
    /// The scores of its people.
    pub scores: GroupMoments,
    /// Lost working days, rounded to whole ones.
    pub lost: u64,
    /// Agreed working days.
    pub agreed: f64,
}

/// How absence goes with climate over units.
#[derive(Clone, Copy, PartialEq)]
pub struct Association {
    /// How many times as many days are lost where the climate is one step better.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
    /// The step, in score points.
    pub step: f64,
    /// Units it rests on.
    pub units: u64,
    /// How reliable the units' mean scores are within service areas, on average.
    pub reliability: f64,
    /// How many times more the units differ than counts of independent days would.
    pub dispersion: f64,
    /// What may be said.
    pub reading: Reading,
}

/// The association of unit climate with lost days.
///
/// Formula:  log E(lost) = log agreed + area + β · climate, variance φ times the mean (quasi-Poisson, t). The climate of unit
///           u in area a is drawn towards its area by as much as it is unsure, m + λ(ȳ − m), λ = τ²/(τ² + σ²/n), m the mean of
///           the area's persons: with plain means β would be drawn towards nought. τ² = (MSB − MSW)/k within areas, k =
///           (N − Σ over areas of Σ n²/Nₐ)/(units − areas). The ratio is exp(β · step). To the variance of β
///           is added β² ((1 − λ)/λ)² 2/(units − areas), what is not known of λ, here its mean.
/// Shapes:   one entry per unit with answers and agreed days; `divisor` is the common denominator of the scores.
/// Units:    a ratio of rates per `step` score points.
/// Unknown:  fewer than 30 units (`TooFewAnswers`); units that do not differ within areas beyond chance (`NoVariance`); what
///           [`quasi_poisson`] says.
/// Meaning:  an association between units in one year. The same people were ill and answered, before and after each other,
///           and what else differs between units within an area is not taken out. The interval
///           holds a little less than it says where units of any size differ by the same factor.
/// Source:   McCullagh and Nelder (1989), Generalized Linear Models, chapter 9; regression calibration: Carroll, Ruppert,
///           Stefanski and Crainiceanu (2006), Measurement Error in Nonlinear Models, chapter 4.
pub fn climate_and_absence(units: &[UnitYear], divisor: u64, step: f64) -> Result<Association, Why> {
    let sound = |unit: &&UnitYear| unit.scores.n > 0 && unit.agreed > 0.0;
    let units: Vec<&UnitYear> = units.iter().filter(sound).collect();
    let count = u64::try_from(units.len()).map_err(|_| Why::TooLarge)?;
    if count < UNITS_MIN {
        return Err(Why::TooFewAnswers { needed: UNITS_MIN });
    }
    if divisor == 0 || !(step.is_finite() && step > 0.0) {
        return Err(Why::OutsideDomain);
    }
    let within = WithinAreas::of(&units, divisor as f64)?;
    let climate: Vec<f64> = units.iter().map(|unit| within.drawn(unit)).collect();
    let mean = climate.iter().sum::<f64>() / climate.len() as f64;
    let centred: Vec<f64> = climate.iter().map(|value| value - mean).collect();
    let mut frame = Frame::new();
    frame.number("climate", &centred)?;
    let areas: Vec<&str> = units.iter().map(|unit| unit.area.as_str()).collect();
    frame.factor("area", &areas)?;
    // A single area is no factor.
    let one = areas.iter().all(|area| areas.first() == Some(area));
    let design = if one { frame.design(&[&["climate"]])? } else { frame.design(&[&["climate"], &["area"]])? };
    let lost: Vec<u64> = units.iter().map(|unit| unit.lost).collect();
    let agreed: Vec<f64> = units.iter().map(|unit| unit.agreed).collect();
    let fit = quasi_poisson(&design, &Counted::with_exposure(&lost, &agreed)?, Stop::Standstill)?;
    let slope = fit.coefficients.iter().find(|found| found.name == "climate").ok_or(Why::NotIdentified)?;
    let reliability = units.iter().map(|unit| within.reliability(unit)).sum::<f64>() / units.len() as f64;
    let slope = within.widened(slope, reliability);
    let interval = slope.interval(LEVEL).ok_or(Why::NotIdentified)?;
    let at = |value: f64| (value * step).exp();
    Ok(Association {
        ratio: at(slope.estimate),
        interval: Interval { low: at(interval.low), high: at(interval.high), level: LEVEL },
        step,
        units: count,
        reliability,
        dispersion: fit.dispersion,
        reading: Reading::of_coefficient(&slope, LEVEL),
    })
}

/// Scores within service areas: their means, and how units and persons differ around them.
struct WithinAreas<'a> {
    divisor: f64,
    /// Persons and sum of each area.
    areas: BTreeMap<&'a str, (f64, f64)>,
    between: f64,
    within: f64,
    /// Units less areas.
    freedom: f64,
}

impl<'a> WithinAreas<'a> {
    fn of(units: &[&'a UnitYear], divisor: f64) -> Result<Self, Why> {
        let mut areas: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
        for unit in units {
            let n = unit.scores.n as f64;
            let area = areas.entry(unit.area.as_str()).or_default();
            *area = (area.0 + n, area.1 + unit.scores.sum as f64 / divisor, area.2 + n * n);
        }
        let (mut between, mut inside) = (0.0, 0.0);
        for unit in units {
            let n = unit.scores.n as f64;
            let mean = unit.scores.sum as f64 / divisor / n;
            let area = areas.get(unit.area.as_str()).map_or(mean, |(persons, sum, _)| sum / persons);
            between += n * (mean - area).powi(2);
            inside += unit.scores.squares as f64 / divisor.powi(2) - n * mean * mean;
        }
        let persons: f64 = areas.values().map(|(persons, _, _)| persons).sum();
        let (units_left, persons_left) = (units.len() as f64 - areas.len() as f64, persons - units.len() as f64);
        if units_left < 1.0 || persons_left < 1.0 {
            return Err(Why::NotIdentified);
        }
        let size = (persons - areas.values().map(|(n, _, squares)| squares / n).sum::<f64>()) / units_left;
        let within = inside.max(0.0) / persons_left;
        let between = (between / units_left - within) / size;
        if between.is_nan() || between <= 0.0 {
            return Err(Why::NoVariance);
        }
        let areas = areas.into_iter().map(|(area, (persons, sum, _))| (area, (persons, sum))).collect();
        Ok(Self { divisor, areas, between, within, freedom: units_left })
    }

    /// The slope with what is not known of the reliability in its standard error.
    fn widened(&self, slope: &Coefficient, reliability: f64) -> Coefficient {
        let unsure = (1.0 - reliability) / reliability * (2.0 / self.freedom).sqrt();
        Coefficient { standard_error: slope.standard_error.hypot(slope.estimate * unsure), ..slope.clone() }
    }

    fn reliability(&self, unit: &UnitYear) -> f64 {
        self.between / (self.between + self.within / unit.scores.n as f64)
    }

    fn drawn(&self, unit: &UnitYear) -> f64 {
        let mean = unit.scores.sum as f64 / self.divisor / unit.scores.n as f64;
        let area = self.areas.get(unit.area.as_str()).map_or(mean, |(persons, sum)| sum / persons);
        area + self.reliability(unit) * (mean - area)
    }
}

/// Reveals nothing.
impl fmt::Debug for UnitYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitYear(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Association {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Association(..)")
    }
}
