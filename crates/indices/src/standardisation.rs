//! Comparing groups whose people do different work: direct standardisation, and a difference split into mix and rate.
//!
//! What it is: arithmetic on strata, such as service areas: what was lost and agreed in each.
//!
//! What it is not: an explanation. The part called rate is what is left when the strata are counted alike; what makes it is
//! not known here.
//!
//! Invariant: mix and rate add up to the difference of the two percentages.

use crate::Why;

/// One stratum of a group: what was lost and what was agreed, in the same parts of a day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// Lost days.
    pub lost: u128,
    /// Agreed days.
    pub agreed: u128,
}

/// A difference between two percentages, in percentage points, in two parts.
#[derive(Clone, Copy, PartialEq)]
pub struct Parts {
    /// What comes from working in other strata.
    pub mix: f64,
    /// What comes from other percentages within the strata.
    pub rate: f64,
}

impl Parts {
    /// The difference itself.
    #[must_use]
    pub fn difference(self) -> f64 {
        self.mix + self.rate
    }
}

/// The percentage a group would have if its strata were as large as those of a standard.
///
/// Formula:  100 · Σ W_s · l_s / a_s, with W_s the standard's share of agreed days in stratum s.
/// Shapes:   the strata of both in the same order.
/// Units:    percent.
/// Unknown:  [`Why::EmptyCell`] where the standard works in a stratum and the group does not, so that no percentage is known
/// there; [`Why::NoAnswers`] where the standard is empty; [`Why::OutsideDomain`] where the strata are not the same.
/// Rounding: one division per stratum and one sum in the order of the strata.
/// Source:   direct standardisation, as in Fleiss, Levin and Paik (2003), chapter 19.
///
/// # Errors
/// Why it is unknown.
pub fn standardised_percent(group: &[Stratum], standard: &[Stratum]) -> Result<f64, Why> {
    let weights = shares(standard)?;
    if group.len() != standard.len() {
        return Err(Why::OutsideDomain);
    }
    let mut percent = 0.0;
    for (stratum, weight) in group.iter().zip(weights).filter(|(_, weight)| *weight > 0.0) {
        percent += weight * percent_of(*stratum).ok_or(Why::EmptyCell)?;
    }
    Ok(percent)
}

/// The difference between a group and another, split into mix and rate.
///
/// Formula:  mix = Σ (w_s − v_s) · (r_s + q_s) / 2 and rate = Σ (r_s − q_s) · (w_s + v_s) / 2, with w and v the shares of
/// agreed days and r and q the percentages of the group and of the other. Where one of the two has no days in a stratum,
/// its percentage is taken to be the other's, so that all of that stratum is mix.
/// Shapes:   the strata of both in the same order.
/// Units:    percentage points.
/// Unknown:  [`Why::NoAnswers`] where one of them has no days at all; [`Why::OutsideDomain`] where the strata are not the same.
/// Rounding: a handful of operations per stratum; the parts add up to the difference but for that.
/// Source:   Kitagawa (1955), Components of a difference between two rates, JASA 50: 1168-1194.
///
/// # Errors
/// Why it is unknown.
pub fn parted(group: &[Stratum], other: &[Stratum]) -> Result<Parts, Why> {
    let (here, there) = (shares(group)?, shares(other)?);
    if group.len() != other.len() {
        return Err(Why::OutsideDomain);
    }
    let mut parts = Parts { mix: 0.0, rate: 0.0 };
    for ((of_group, of_other), (here, there)) in group.iter().zip(other).zip(here.into_iter().zip(there)) {
        let (one, two) = match (percent_of(*of_group), percent_of(*of_other)) {
            (Some(one), Some(two)) => (one, two),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => continue,
        };
        parts.mix += (here - there) * (one + two) / 2.0;
        parts.rate += (one - two) * (here + there) / 2.0;
    }
    Ok(parts)
}

#[expect(clippy::cast_precision_loss, reason = "a share of days is stated to a few digits")]
fn shares(strata: &[Stratum]) -> Result<Vec<f64>, Why> {
    let all: u128 = strata.iter().map(|stratum| stratum.agreed).sum();
    if all == 0 {
        return Err(Why::NoAnswers);
    }
    Ok(strata.iter().map(|stratum| stratum.agreed as f64 / all as f64).collect())
}

fn percent_of(stratum: Stratum) -> Option<f64> {
    crate::absence_percent(stratum.lost, stratum.agreed).map(|percent| percent.to_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn strata(figures: &[(u128, u128)]) -> Vec<Stratum> {
        figures.iter().map(|(lost, agreed)| Stratum { lost: *lost, agreed: *agreed }).collect()
    }

    #[test]
    fn care_and_offices_by_hand() {
        // Whole: care 900 of 9,000 days (10 %), offices 450 of 9,000 (5 %): 7.5 %. Hurum: care 800 of 8,000 (10 %), offices
        // 80 of 2,000 (4 %): 8.8 %. Alike mixed it would have 0.5 · 10 + 0.5 · 4 = 7 %. Of the 1.3 points above the whole,
        // mix is 0.3 · 10 − 0.3 · 4.5 = 1.65, and rate −1 · (0.2 + 0.5) / 2 = −0.35.
        let (whole, hurum) = (strata(&[(900, 9_000), (450, 9_000)]), strata(&[(800, 8_000), (80, 2_000)]));
        assert!((standardised_percent(&hurum, &whole).unwrap() - 7.0).abs() < 1e-12);
        let parts = parted(&hurum, &whole).unwrap();
        assert!((parts.mix - 1.65).abs() < 1e-12 && (parts.rate + 0.35).abs() < 1e-12);
    }

    #[test]
    fn a_stratum_that_one_of_them_lacks_is_all_mix() {
        let (whole, only_care) = (strata(&[(900, 9_000), (450, 9_000)]), strata(&[(900, 9_000), (0, 0)]));
        assert_eq!(standardised_percent(&only_care, &whole), Err(Why::EmptyCell));
        let parts = parted(&only_care, &whole).unwrap();
        assert!((parts.mix - 2.5).abs() < 1e-12 && parts.rate.abs() < 1e-12);
        assert!((standardised_percent(&whole, &only_care).unwrap() - 10.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_agreed_has_no_parts() {
        let (some, none) = (strata(&[(1, 2)]), strata(&[(0, 0)]));
        assert_eq!(standardised_percent(&some, &none), Err(Why::NoAnswers));
        assert!(matches!(parted(&none, &some), Err(Why::NoAnswers)));
        assert!(matches!(parted(&some, &strata(&[(1, 2), (1, 2)])), Err(Why::OutsideDomain)));
    }

    /// Lost and agreed of one group and of another.
    type Pair = ((u128, u128), (u128, u128));

    proptest! {
        #[test]
        fn the_parts_add_up_and_vanish_where_nothing_differs(
            figures in prop::collection::vec(((0..500_u128, 0..9_000_u128), (0..500_u128, 0..9_000_u128)), 1..8),
        ) {
            let side = |of: fn(&Pair) -> (u128, u128)| {
                let figures = figures.iter().map(of).map(|(lost, rest)| (lost.min(rest), rest));
                strata(&figures.collect::<Vec<_>>())
            };
            let (one, other) = (side(|figures| figures.0), side(|figures| figures.1));
            let percent = |strata: &[Stratum]| {
                let sum = |of: fn(&Stratum) -> u128| strata.iter().map(of).sum::<u128>() as f64;
                100.0 * sum(|stratum| stratum.lost) / sum(|stratum| stratum.agreed)
            };
            if let Ok(parts) = parted(&one, &other) {
                prop_assert!((parts.difference() - (percent(&one) - percent(&other))).abs() < 1e-9);
                let back = parted(&other, &one).unwrap();
                prop_assert!((back.mix + parts.mix).abs() < 1e-9 && (back.rate + parts.rate).abs() < 1e-9);
            }
            if let Ok(own) = standardised_percent(&one, &one) {
                prop_assert!((own - percent(&one)).abs() < 1e-9);
            }
        }
    }
}
