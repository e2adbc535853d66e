//! What would move a value into another zone: the fewest answer steps, lost days or people.

use indices::Ratio;

use crate::zones::{Zone, Zones};

/// What one step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One person answers one of a scale's statements one point lower or higher.
    Answer {
        /// How many statements the scale has.
        items: u64,
    },
    /// One working day more or less is lost.
    LostDay,
    /// One person more or less is counted.
    Person,
    /// One unit more or less is counted.
    Unit,
}

/// Which way the value moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Towards {
    /// Lower values.
    Lower,
    /// Higher values.
    Higher,
}

/// The fewest steps one way that end in another zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Which way.
    pub towards: Towards,
    /// How many steps; at least one.
    pub steps: u64,
    /// The zone they end in.
    pub zone: Zone,
}

impl Zones {
    /// The fewest steps that move a value into another zone; the shorter way where both are possible, and down where they
    /// are equal.
    ///
    /// Formula:  the smallest k ≥ 1 with zone(value ± k · step) ≠ zone(value), as long as the value stays within `lowest`
    ///           and `highest`. Zones lie in order along the values, so k is found by halving.
    /// Shapes:   `step` is what one step changes: 1 / (items · people) for one answer one point lower.
    /// Unknown:  `None` where no value that is possible lies in another zone, or fractions go beyond 128 bits.
    /// Rounding: none.
    ///
    /// ```
    /// use indices::Ratio;
    /// use plan::{Condition, Towards, Zone, Zones};
    ///
    /// // Ten people, four statements, 168 points: the mean is 4.2 exactly, and desired. One answer one point lower is
    /// // 167/40 = 4.175, which is not.
    /// let zones = Zones::new(Condition::parse(">= 4.2").unwrap(), Condition::parse("<= 3.75").unwrap()).unwrap();
    /// let ratio = |top, bottom| Ratio::new(top, bottom).unwrap();
    /// let flip = zones.flip(&ratio(168, 40), &ratio(1, 40), &ratio(1, 1), &ratio(5, 1)).unwrap();
    /// assert_eq!((flip.towards, flip.steps, flip.zone), (Towards::Lower, 1, Zone::Accepted));
    /// ```
    #[must_use]
    pub fn flip(&self, value: &Ratio, step: &Ratio, lowest: &Ratio, highest: &Ratio) -> Option<Flip> {
        let here = self.place(value);
        let ways = [(Towards::Lower, lowest), (Towards::Higher, highest)];
        let flips = ways.into_iter().filter_map(|(towards, end)| {
            let most = whole_steps(value, step, end)?;
            let after = |steps: u64| moved(value, step, towards, steps).map(|moved| self.place(&moved));
            let steps = fewest(most, |steps| after(steps).map(|zone| zone != here))?;
            Some(Flip { towards, steps, zone: after(steps)? })
        });
        flips.min_by_key(|flip| (flip.steps, flip.towards))
    }
}

/// The value this many steps away.
fn moved(value: &Ratio, step: &Ratio, towards: Towards, steps: u64) -> Option<Ratio> {
    let away = step.numerator().checked_mul(i128::from(steps))?.checked_mul(value.denominator())?;
    let here = value.numerator().checked_mul(step.denominator())?;
    let top = match towards {
        Towards::Lower => here.checked_sub(away)?,
        Towards::Higher => here.checked_add(away)?,
    };
    Ratio::new(top, value.denominator().checked_mul(step.denominator())?)
}

/// How many whole steps lie between a value and an end.
fn whole_steps(value: &Ratio, step: &Ratio, end: &Ratio) -> Option<u64> {
    let apart = value
        .numerator()
        .checked_mul(end.denominator())?
        .checked_sub(end.numerator().checked_mul(value.denominator())?)?
        .checked_abs()?;
    let top = apart.checked_mul(step.denominator())?;
    let bottom = value.denominator().checked_mul(end.denominator())?.checked_mul(step.numerator())?;
    u64::try_from(top.checked_div(bottom)?).ok()
}

/// The smallest number from 1 to `most` that satisfies what, once satisfied, stays so.
fn fewest(most: u64, satisfied: impl Fn(u64) -> Option<bool>) -> Option<u64> {
    if most == 0 || !satisfied(most)? {
        return None;
    }
    let (mut low, mut high) = (0, most);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if satisfied(middle)? { high = middle } else { low = middle }
    }
    Some(high)
}
