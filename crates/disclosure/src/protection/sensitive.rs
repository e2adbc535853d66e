//! When a cell must stay hidden though enough people stand behind it.

/// Whether one person's part of a total can be told too closely by the second largest.
///
/// Formula:  total − largest − second ≤ percent / 100 · largest.
/// Shapes:   the total, and its two largest parts or bounds of them from above.
/// Units:    parts in whatever is summed; percent of the largest part.
/// Unknown:  nobody with a part above nought: not dominated.
/// Rounding: exact in whole numbers; with bounds it is dominated rather than not.
/// Source:   Hundepool and others (2012), Statistical Disclosure Control, Wiley, the p% rule.
#[must_use]
pub fn is_dominated(total: u128, [largest, second]: [u64; 2], percent: u64) -> bool {
    let [largest, second] = [largest, second].map(u128::from);
    // Four factors below 2⁶⁴ and 2⁷: far from what 128 bits hold.
    let told = largest * (100 + u128::from(percent)) + second * 100;
    largest > 0 && total.saturating_mul(100) <= told
}

/// Whether all answers but at most `few` share one category, so that a distribution tells what nearly everybody answered.
///
/// Formula:  n − the most frequent category's count ≤ few.
/// Shapes:   the count of each category.
/// Units:    answers.
/// Unknown:  no answers: not alike.
/// Rounding: exact.
#[must_use]
pub fn are_all_but_few_alike(counts: &[u64], few: u64) -> bool {
    let total: u64 = counts.iter().fold(0, |sum, count| sum.saturating_add(*count));
    let most = counts.iter().max().copied().unwrap_or(0);
    total > 0 && total - most <= few
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_with_a_small_rest_is_dominated() {
        // 100 and 40 leave 15, which is 15 % of 100; one more is not.
        assert!(is_dominated(100 + 40 + 10 + 5, [100, 40], 15));
        assert!(!is_dominated(100 + 40 + 10 + 6, [100, 40], 15));
        // two people always know each other's part, and one is alone with it
        assert!(is_dominated(5, [3, 2], 15));
        assert!(is_dominated(7, [7, 0], 0));
        // equal parts: the second is as large as the first
        assert!(!is_dominated(20, [4, 4], 15));
        assert!(!is_dominated(0, [0, 0], 15));
        // bounds above the total leave nothing
        assert!(is_dominated(9, [8, 8], 15));
        assert!(is_dominated(u128::from(u64::MAX) * 2, [u64::MAX, u64::MAX], 15));
        assert!(!is_dominated(u128::from(u64::MAX) * 3, [u64::MAX, u64::MAX], 99));
    }

    #[test]
    fn all_but_two_alike() {
        assert!(are_all_but_few_alike(&[0, 0, 2, 10, 0], 2));
        assert!(!are_all_but_few_alike(&[0, 1, 2, 10, 0], 2));
        assert!(are_all_but_few_alike(&[0, 0, 0, 10, 0], 0));
        assert!(!are_all_but_few_alike(&[0, 0], 2));
        assert!(!are_all_but_few_alike(&[], 2));
    }
}
