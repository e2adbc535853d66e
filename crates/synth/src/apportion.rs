//! Whole people shared out in proportion.

/// Shares a total out in proportion to the weights; the largest remainders get the last ones, the earlier one first.
pub(crate) fn apportion(total: u32, weights: &[f64]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| f64::from(total) * weight / sum).collect();
    let mut shares: Vec<u32> = exact.iter().map(|share| rounded(share.floor())).collect();
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    let remainder = |position: &usize| exact.get(*position).map_or(0.0, |share| share - share.floor());
    by_remainder.sort_by(|a, b| remainder(b).total_cmp(&remainder(a)));
    let left = total.saturating_sub(shares.iter().sum());
    for position in by_remainder.into_iter().cycle().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(position) {
            *share += 1;
        }
    }
    shares
}

/// The nearest whole number of people; what is below zero is zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is first held within 0..2^32-1")]
pub(crate) fn rounded(value: f64) -> u32 {
    value.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// The point where an increasing function crosses zero, found by halving; the nearer end if it does not.
pub(crate) fn crossing(mut low: f64, mut high: f64, mut increasing: impl FnMut(f64) -> f64) -> f64 {
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if increasing(middle) < 0.0 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn remainders_go_to_the_largest() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(7, &[0.64, 0.25, 0.11]), [4, 2, 1]);
        assert_eq!(apportion(3, &[0.0, 0.0]), [0, 0]);
        assert_eq!(apportion(3, &[]), [0_u32; 0]);
    }

    #[test]
    fn a_crossing_is_found() {
        assert!((crossing(0.0, 4.0, |x| x * x - 2.0) - 2.0_f64.sqrt()).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn nobody_is_lost(total in 0..10_000_u32, weights in prop::collection::vec(0.01..9.0_f64, 1..30)) {
            let shares = apportion(total, &weights);
            prop_assert_eq!(shares.iter().sum::<u32>(), total);
            let sum: f64 = weights.iter().sum();
            for (share, weight) in shares.iter().zip(&weights) {
                prop_assert!((f64::from(*share) - f64::from(total) * weight / sum).abs() < 1.0);
            }
        }
    }
}
