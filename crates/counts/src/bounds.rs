//! The limits within which no counter can wrap, with their proof.

/// The code for "no answer that counts": missing and not relevant alike, since neither enters a score.
pub const NO_ANSWER: u8 = u8::MAX;

/// The highest answer code there can be: scales start at 0 or 1 and have at most 11 points.
pub const MAX_POINT: u8 = 11;

/// The most items one scale may have.
pub const MAX_ITEMS: usize = 64;

/// The most persons one cell may hold: every municipality on earth fits.
pub const MAX_PERSONS: u64 = 1 << 32;

/// The largest common denominator of a scale's scores, see [`crate::ScaleShape::lcm`].
pub const MAX_LCM: u32 = 1 << 20;

/// Rows the kernel orients and masks at a time; small enough for the working columns to stay in the nearest cache.
pub(crate) const BLOCK: usize = 4096;

/// Rows whose products of two codes fit in 16 bits when added up.
pub(crate) const PRODUCT_RUN: usize = 512;

/// Rows that are added up side by side, a byte each, as many at a time as 255 allows.
pub(crate) const LANES: usize = 32;

/// Rows whose hits fit in 8 bits when added up.
pub(crate) const HIT_RUN: usize = 255;

// The proof, in the order in which the numbers are made. `P` persons, `x` a code, `y` a score times its denominator.
const POINT: u128 = MAX_POINT as u128;
const PERSONS: u128 = MAX_PERSONS as u128;
const ITEMS: u128 = MAX_ITEMS as u128;
const LCM: u128 = MAX_LCM as u128;

// A code is never mistaken for "no answer".
const _: () = assert!(MAX_POINT < NO_ANSWER);
// Kernel: x·x per row, a run of them in u16; hits in u8; a row's sum of codes in u16; a block's sum of codes in u32.
const _: () = assert!(POINT * POINT * PRODUCT_RUN as u128 <= u16::MAX as u128);
const _: () = assert!(HIT_RUN <= u8::MAX as usize);
const _: () = assert!(POINT * ITEMS <= u16::MAX as u128);
const _: () = assert!(POINT * BLOCK as u128 <= u32::MAX as u128);
const _: () = assert!(ITEMS <= u8::MAX as u128);
// Pairs of items: the square of a code in u8, of which as many as 255 holds are added up in a lane; all lanes in u16.
const _: () = assert!(POINT * POINT <= u8::MAX as u128);
const _: () = assert!(LANES * u8::MAX as usize <= u16::MAX as usize);
// Items against totals: the square of a row's sum of codes over all persons in u64, and what reasoning makes of it in
// i128: n times it, times a number of persons.
const _: () = assert!(POINT * ITEMS * POINT * ITEMS * (PERSONS + PERSONS) <= u64::MAX as u128);
const _: () = assert!(POINT * ITEMS * POINT * ITEMS * PERSONS <= (i128::MAX as u128) / PERSONS);
// Counters: the sum of x·x over all persons in u64, with room for a batch on top.
const _: () = assert!(POINT * POINT * (PERSONS + PERSONS) <= u64::MAX as u128);
// Score totals: Σy and Σy², y ≤ point · lcm.
const _: () = assert!(POINT * LCM * PERSONS <= u64::MAX as u128);
const _: () = assert!(POINT * LCM * POINT * LCM <= u128::MAX / PERSONS);
// What reasoning makes of them, in i128: n·Σy² (variance), and the sum over all pairs of items of n·Σxy, times items
// squared (alpha).
const _: () = assert!(POINT * LCM * POINT * LCM * PERSONS <= (i128::MAX as u128) / PERSONS);
const _: () = assert!(POINT * POINT * PERSONS * PERSONS <= (i128::MAX as u128) / (ITEMS * ITEMS * ITEMS * ITEMS));
