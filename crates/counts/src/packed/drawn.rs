//! Rows of answers for the tests of this folder.

/// So many rows of digits up to `points`; one in `missing` is no answer, and as many are "not relevant".
pub(super) fn drawn(items: usize, rows: usize, points: u64, missing: u64) -> Vec<Vec<u8>> {
    let mut state = 11_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut digit = || match next().checked_rem(missing).unwrap_or_default() {
        0 => 0,
        1 => 15,
        _ => u8::try_from(next().checked_rem(points).unwrap_or_default()).map_or(1, |digit| digit.saturating_add(1)),
    };
    (0..rows).map(|_| (0..items).map(|_| digit()).collect()).collect()
}

/// Rows of digits, packed as settled files pack them.
pub(super) fn packed(rows: &[Vec<u8>]) -> Vec<u8> {
    let byte = |pair: &[u8]| pair.iter().rev().fold(0_u8, |byte, digit| byte << 4 | digit);
    rows.iter().flat_map(|row| row.chunks(2).map(byte).collect::<Vec<u8>>()).collect()
}
