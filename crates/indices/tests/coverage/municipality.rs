//! Drawn municipalities, counted per unit and scale.

use std::collections::BTreeMap;

use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use indices::aggregation::GroupMoments;
use survey::{Answer, Instrument, Record, Scale, UnitId};
use synth::Settings;

/// One unit's answers to one scale, and the mean that its people are drawn from.
pub(crate) struct Drawn {
    /// Counts of the unit.
    pub(crate) counts: ScaleCounts,
    /// One row of codes per person, in no order that means anything.
    pub(crate) rows: Vec<Vec<u8>>,
    /// The stated mean of the unit.
    pub(crate) truth: f64,
    /// Which municipality, wave and scale: the units of one set were asked the same at the same time.
    pub(crate) set: (u64, usize, usize),
}

impl Drawn {
    /// Persons, sum and squares of the unit's scores, on the scale's common denominator.
    pub(crate) fn moments(&self) -> GroupMoments {
        let total = self.counts.score_total();
        let squares = i128::try_from(total.squares).unwrap();
        GroupMoments { n: total.persons, sum: i128::from(total.sum), squares }
    }

    /// The common denominator of the scores.
    pub(crate) fn divisor(&self) -> u64 {
        u64::from(self.counts.shape().lcm())
    }
}

/// Every unit of every wave, for every scale of more than one item that is not put together from others.
pub(crate) fn drawn(seeds: std::ops::Range<u64>, employees: u32) -> Vec<Drawn> {
    let instrument = survey::mestring().unwrap();
    let mut all = Vec::new();
    for seed in seeds {
        let municipality = synth::municipality(&Settings { seed, employees }, &instrument);
        for (asked, (wave, truth)) in municipality.waves.iter().zip(&municipality.truth.waves).enumerate() {
            let mut units = BTreeMap::<&UnitId, Vec<&Record>>::new();
            for record in &wave.answers {
                units.entry(&record.unit).or_default().push(record);
            }
            for (number, scale) in instrument.scales().iter().enumerate() {
                if municipality.truth.scales[number].composite {
                    continue;
                }
                let shape = ScaleShape::of(&instrument, scale).unwrap();
                for (unit, records) in &units {
                    let rows: Vec<Vec<u8>> = records.iter().map(|record| codes(&instrument, scale, record)).collect();
                    let truth = truth.scales[number].unit_means[*unit];
                    all.push(Drawn { counts: counted(&shape, &rows), rows, truth, set: (seed, asked, number) });
                }
            }
        }
    }
    all
}

/// The counts of some rows.
pub(crate) fn counted(shape: &ScaleShape, rows: &[Vec<u8>]) -> ScaleCounts {
    let mut counts = ScaleCounts::new(shape);
    rows.iter().for_each(|row| counts.add(row).unwrap());
    counts
}

fn codes(instrument: &Instrument, scale: &Scale, record: &Record) -> Vec<u8> {
    let answers = record.response.answers();
    assert_eq!(answers.len(), instrument.items().len());
    let code = |item: &usize| match answers[*item] {
        Answer::Point(point) => point,
        _ => NO_ANSWER,
    };
    scale.items().iter().map(code).collect()
}
