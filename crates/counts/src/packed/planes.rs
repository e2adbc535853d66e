//! Bit planes of packed rows, and counting with them.
//!
//! A plane holds one bit of every row of a block, 64 rows a word. A person counts in a cell of a two-way table where the planes of both categories have a one, so a table of
//! two items is counted with "and" and a count of ones, 64 rows at a time and more where the processor has wider words. Products of digits are counted the same way from
//! the planes of their bits: Σ xy = Σ 2ᵃ⁺ᵇ |{rows with bit a of x and bit b of y}|.
//!
//! Each kernel is written once, as plain loops, and compiled for several sets of instructions; which of them runs is decided where it runs. All give the same integers.
//! Whatever a kernel calls must become part of it, or it is compiled for the oldest processor: so the inner loops are `for`, not closures.

use multiversion::multiversion;

use super::shape::ITEM_BITS;
use super::window::{WINDOW_BYTES, windows};
use crate::bounds::MAX_PERSONS;
use crate::error::CountError;

/// Words of a plane of a block that is multiplied: registers hold a plane while it is held against others.
const MULTIPLIED: usize = 64;
/// Words of a plane of a block that is tabulated: every two planes have a counter of their own, which longer planes add to less often.
pub(super) const TABULATED: usize = 128;
/// Rows of one word.
const WORD: usize = u64::BITS as usize;
/// Words that are turned together.
const LANES: usize = 8;
/// Rows that are turned together: a word of every byte's eight bits, in every lane.
const TURN: usize = WORD * LANES;
/// Planes of one item.
const DIGIT_PLANES: usize = ITEM_BITS as usize;

// A product of two digits, of as many persons as a cell may hold, fits in a counter.
const _: () = assert!((1_u128 << (2 * ITEM_BITS)) * (MAX_PERSONS as u128) <= u64::MAX as u128);

/// One bit of every row of a block. The rows have an order of their own, the same in all planes. No word lies in two lines of the cache, however wide.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Plane<const WORDS: usize>([u64; WORDS]);
/// The bits of two items that share a byte, those of the lower one first.
pub(super) type BytePlanes<const WORDS: usize> = [Plane<WORDS>; 2 * DIGIT_PLANES];

/// What is multiplied, a block at a time.
pub(super) type Multiplied = Blocks<MULTIPLIED>;
/// What is tabulated, a block at a time.
pub(super) type Tabulated = Blocks<TABULATED>;
/// A category of an item in a block that is tabulated.
pub(super) type Category = Plane<TABULATED>;

impl<const WORDS: usize> Plane<WORDS> {
    /// No row.
    pub(super) const EMPTY: Self = Self([0; WORDS]);
}

/// Eight times eight words, or bytes in them, or bits in those: what is turned.
type Square = [[u64; LANES]; LANES];

/// Packed rows, a block at a time.
pub(super) struct Blocks<const WORDS: usize> {
    /// Rows taken in.
    rows: u64,
    /// Rows that wait for a whole block.
    waiting: Vec<u8>,
    planes: Vec<BytePlanes<WORDS>>,
}

impl<const WORDS: usize> Blocks<WORDS> {
    /// Rows of a block.
    const ROWS: usize = WORDS * WORD;

    /// Blocks of rows of so many items.
    pub(super) fn new(items: usize) -> Self {
        let width = items.div_ceil(2);
        let waiting = Vec::with_capacity(Self::ROWS.saturating_mul(width));
        Self { rows: 0, waiting, planes: vec![[Plane::EMPTY; 2 * DIGIT_PLANES]; width] }
    }

    /// Bytes that they take.
    pub(super) fn bytes(items: usize) -> usize {
        Self::ROWS.saturating_add(size_of::<BytePlanes<WORDS>>()).saturating_mul(items.div_ceil(2))
    }

    /// Takes in rows, and hands every block that is whole to `count`, with where its planes may be.
    ///
    /// # Errors
    /// Bytes that are no whole rows, too many persons, and whatever `count` finds.
    pub(super) fn add(
        &mut self,
        rows: &[u8],
        mut count: impl FnMut(&[u8], &mut [BytePlanes<WORDS>]) -> Result<(), CountError>,
    ) -> Result<(), CountError> {
        let width = self.planes.len();
        let given = rows.len().checked_div(width).unwrap_or_default();
        if given.saturating_mul(width) != rows.len() {
            return Err(CountError::WrongRows { item: 0, expected: given.saturating_add(1), given });
        }
        if !crate::scale_counts::room_for(self.rows, given) {
            return Err(CountError::TooManyPersons);
        }
        self.rows = self.rows.wrapping_add(u64::try_from(given).unwrap_or_default());
        let block = Self::ROWS.saturating_mul(width);
        let mut rest = rows;
        if !self.waiting.is_empty() {
            let lacking = block.saturating_sub(self.waiting.len()).min(rest.len());
            let (now, later) = rest.split_at_checked(lacking).unwrap_or_default();
            self.waiting.extend_from_slice(now);
            if self.waiting.len() < block {
                return Ok(());
            }
            count(&self.waiting, &mut self.planes)?;
            self.waiting.clear();
            rest = later;
        }
        let blocks = rest.chunks_exact(block);
        self.waiting.extend_from_slice(blocks.remainder());
        for block in blocks {
            count(block, &mut self.planes)?;
        }
        Ok(())
    }

    /// The rows that wait, and where their planes may be.
    pub(super) fn rest(&mut self) -> (&[u8], &mut [BytePlanes<WORDS>]) {
        (&self.waiting, &mut self.planes)
    }
}

/// Adds the sums and products of the digits of every item over the rows with an answer to each, the upper triangle by rows; how many such rows there are.
///
/// Formula: Σ xᵢ = Σ 2ᵃ |aᵢ| and Σ xᵢ·xⱼ = Σ 2ᵃ⁺ᵇ |aᵢ ∧ bⱼ|, over the bits a of xᵢ and b of xⱼ.
/// Shapes:  at most a block of rows, the planes of their bytes, k sums, k(k+1)/2 products.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2+popcnt", "x86_64+popcnt"))]
pub(super) fn multiply(
    rows: &[u8],
    planes: &mut [BytePlanes<MULTIPLIED>],
    sums: &mut [u64],
    products: &mut [u64],
) -> u64 {
    multiply_plainly(rows, planes, sums, products)
}

/// Adds the persons of every category of every item, and of every pair of categories of every pair of items, pair by pair and by rows; how many rows answer anything.
///
/// Formula: |aᵢ| and |aᵢ ∧ bⱼ| over the categories a of i and b of j.
/// Shapes:  at most a block of rows, the planes of their bytes, for each item a plane for every point, and a counter for each of these and for every cell of every table.
/// Unknown: no answer and "not relevant" are in no category. Where a digit is beyond the points of its item, the item comes back.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2+popcnt", "x86_64+popcnt"))]
pub(super) fn tabulate(
    rows: &[u8],
    planes: &mut [BytePlanes<TABULATED>],
    categories: &mut [Vec<Category>],
    answers: &mut [u64],
    hits: &mut [u64],
) -> Result<u64, usize> {
    tabulate_plainly(rows, planes, categories, answers, hits)
}

#[inline(always)]
fn multiply_plainly(rows: &[u8], planes: &mut [BytePlanes<MULTIPLIED>], sums: &mut [u64], products: &mut [u64]) -> u64 {
    turn(rows, planes);
    let digits = planes.as_flattened_mut().as_chunks_mut::<DIGIT_PLANES>().0;
    let digits = digits.get_mut(..sums.len()).unwrap_or_default();
    let mut complete = Plane([u64::MAX; MULTIPLIED]);
    for [ones, twos, fours, eights] in &*digits {
        let words = ones.0.iter().zip(&twos.0).zip(fours.0.iter().zip(&eights.0));
        for (complete, ((ones, twos), (fours, eights))) in complete.0.iter_mut().zip(words) {
            *complete &= (ones | twos | fours | eights) & !(ones & twos & fours & eights);
        }
    }
    for plane in digits.as_flattened_mut() {
        for (word, complete) in plane.0.iter_mut().zip(&complete.0) {
            *word &= complete;
        }
    }
    // Most scales have no point whose highest bit is set.
    let used = |planes: &[Plane<MULTIPLIED>; DIGIT_PLANES]| {
        planes.iter().rposition(|plane| *plane != Plane::EMPTY).map_or(0, |last| last.saturating_add(1))
    };
    let items: Vec<&[Plane<MULTIPLIED>]> =
        digits.iter().map(|item| item.get(..used(item)).unwrap_or_default()).collect();
    let mut products = products.iter_mut();
    for (place, (item, sum)) in items.iter().zip(sums).enumerate() {
        for (a, one) in (0_u32..).zip(*item) {
            *sum = sum.wrapping_add(ones(one).wrapping_shl(a));
        }
        for (other, product) in items.iter().skip(place).zip(products.by_ref()) {
            // In one number, so that nothing is written while the planes of the item are in registers.
            let mut found = 0_u64;
            for (a, one) in (0_u32..).zip(*item) {
                for (b, two) in (0_u32..).zip(*other) {
                    found = found.wrapping_add(in_both(one, two).wrapping_shl(a.wrapping_add(b)));
                }
            }
            *product = product.wrapping_add(found);
        }
    }
    ones(&complete)
}

#[inline(always)]
fn tabulate_plainly(
    rows: &[u8],
    planes: &mut [BytePlanes<TABULATED>],
    categories: &mut [Vec<Category>],
    answers: &mut [u64],
    hits: &mut [u64],
) -> Result<u64, usize> {
    turn(rows, planes);
    let mut anything = Category::EMPTY;
    let digits = planes.as_flattened().as_chunks::<DIGIT_PLANES>().0;
    for (item, (digits, categories)) in digits.iter().zip(categories.iter_mut()).enumerate() {
        let answered = sort(digits, categories).ok_or(item)?;
        for (anything, answered) in anything.0.iter_mut().zip(answered.0) {
            *anything |= answered;
        }
    }
    let (mut answers, mut hits) = (answers.iter_mut(), hits.iter_mut());
    for (place, item) in categories.iter().enumerate() {
        for (plane, answers) in item.iter().zip(answers.by_ref()) {
            *answers = answers.wrapping_add(ones(plane));
        }
        for other in categories.iter().skip(place.saturating_add(1)) {
            for one in item {
                for (two, hits) in other.iter().zip(hits.by_ref()) {
                    *hits = hits.wrapping_add(in_both(one, two));
                }
            }
        }
    }
    Ok(ones(&anything))
}

/// The planes of the categories of one item, and who is in any of them; nothing if somebody is in none and did not leave the item out.
#[inline(always)]
fn sort(digits: &[Category; DIGIT_PLANES], categories: &mut [Category]) -> Option<Category> {
    let [ones, twos, fours, eights] = digits;
    let words = || ones.0.iter().zip(&twos.0).zip(fours.0.iter().zip(&eights.0));
    let mut answered = Category::EMPTY;
    for (digit, plane) in (1_u64..).zip(categories) {
        // All bits are turned round where the digit has a zero.
        let [one, two, four, eight] = [0, 1, 2, 3].map(|bit| ((digit >> bit) & 1).wrapping_sub(1));
        for ((plane, answered), ((ones, twos), (fours, eights))) in plane.0.iter_mut().zip(&mut answered.0).zip(words())
        {
            *plane = (ones ^ one) & (twos ^ two) & (fours ^ four) & (eights ^ eight);
            *answered |= *plane;
        }
    }
    let mut strange = 0;
    for (answered, ((ones, twos), (fours, eights))) in answered.0.iter().zip(words()) {
        let (none, all) = (!(ones | twos | fours | eights), ones & twos & fours & eights);
        strange |= !(answered | none | all);
    }
    (strange == 0).then_some(answered)
}

/// Turns packed rows into planes. Where there are fewer rows than a block has, the others are empty.
#[inline(always)]
fn turn<const WORDS: usize>(rows: &[u8], planes: &mut [BytePlanes<WORDS>]) {
    let width = planes.len();
    if rows.len() < Blocks::<WORDS>::ROWS.saturating_mul(width) {
        planes.as_flattened_mut().fill(Plane::EMPTY);
    }
    for (place, rows) in rows.chunks(TURN.saturating_mul(width)).enumerate() {
        for (group, planes) in planes.chunks_mut(WINDOW_BYTES).enumerate() {
            let first = group.saturating_mul(WINDOW_BYTES);
            let mut columns = [[[0; LANES]; LANES]; WINDOW_BYTES];
            for (part, rows) in rows.chunks(WORD.saturating_mul(width)).enumerate() {
                let mut square: Square = [[0; LANES]; LANES];
                let mut words = square.as_flattened_mut().iter_mut();
                windows(rows, width, first, |window| {
                    if let Some(word) = words.next() {
                        *word = u64::from_le_bytes(window);
                    }
                });
                turn_bytes(&mut square);
                for (column, bytes) in columns.iter_mut().zip(square) {
                    if let Some(lanes) = column.get_mut(part) {
                        *lanes = bytes;
                    }
                }
            }
            for (column, planes) in columns.iter_mut().zip(planes) {
                turn_bits(column);
                for (plane, bits) in planes.iter_mut().zip(column) {
                    if let Some(words) = plane.0.as_chunks_mut::<LANES>().0.get_mut(place) {
                        *words = *bits;
                    }
                }
            }
        }
    }
}

/// Byte j of word i becomes byte i of word j, in every lane.
#[inline(always)]
fn turn_bytes(square: &mut Square) {
    turn_by(square, [(32, 0x0000_0000_ffff_ffff), (16, 0x0000_ffff_0000_ffff), (8, 0x00ff_00ff_00ff_00ff)]);
}

/// Bit j of word i becomes bit i of word j, in every byte of every lane.
#[inline(always)]
fn turn_bits(square: &mut Square) {
    turn_by(square, [(4, 0x0f0f_0f0f_0f0f_0f0f), (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)]);
}

/// Turns a matrix of eight by eight: its quarters, then theirs, then those of these.
#[inline(always)]
fn turn_by(square: &mut Square, [half, quarter, eighth]: [(u32, u64); 3]) {
    let [a, b, c, d, e, f, g, h] = square;
    for (one, other) in [(&mut *a, &mut *e), (&mut *b, &mut *f), (&mut *c, &mut *g), (&mut *d, &mut *h)] {
        swap(one, other, half);
    }
    for (one, other) in [(&mut *a, &mut *c), (&mut *b, &mut *d), (&mut *e, &mut *g), (&mut *f, &mut *h)] {
        swap(one, other, quarter);
    }
    for (one, other) in [(a, b), (c, d), (e, f), (g, h)] {
        swap(one, other, eighth);
    }
}

/// What `one` has above the mask and `other` has within it change places.
#[inline(always)]
fn swap(one: &mut [u64; LANES], other: &mut [u64; LANES], (bits, mask): (u32, u64)) {
    for (one, other) in one.iter_mut().zip(other) {
        let differ = (one.wrapping_shr(bits) ^ *other) & mask;
        *other ^= differ;
        *one ^= differ.wrapping_shl(bits);
    }
}

/// Rows in a plane.
#[inline(always)]
fn ones<const WORDS: usize>(plane: &Plane<WORDS>) -> u64 {
    let mut rows = 0_u64;
    for word in &plane.0 {
        rows = rows.wrapping_add(u64::from(word.count_ones()));
    }
    rows
}

/// Rows in both of two planes.
#[inline(always)]
fn in_both<const WORDS: usize>(one: &Plane<WORDS>, two: &Plane<WORDS>) -> u64 {
    let mut rows = 0_u64;
    for (one, two) in one.0.iter().zip(&two.0) {
        rows = rows.wrapping_add(u64::from((one & two).count_ones()));
    }
    rows
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of a test are small")]
mod tests {
    use super::super::drawn::{drawn, packed};
    use super::*;

    /// The kernels for one set of instructions; for the oldest processor where this one lacks them.
    macro_rules! compiled {
        ($name:ident, $target:tt) => {
            mod $name {
                use super::super::*;

                #[multiversion(targets($target))]
                pub(super) fn multiply(
                    rows: &[u8],
                    planes: &mut [BytePlanes<MULTIPLIED>],
                    sums: &mut [u64],
                    products: &mut [u64],
                ) -> u64 {
                    multiply_plainly(rows, planes, sums, products)
                }

                #[multiversion(targets($target))]
                pub(super) fn tabulate(
                    rows: &[u8],
                    planes: &mut [BytePlanes<TABULATED>],
                    categories: &mut [Vec<Category>],
                    answers: &mut [u64],
                    hits: &mut [u64],
                ) -> Result<u64, usize> {
                    tabulate_plainly(rows, planes, categories, answers, hits)
                }
            }
        };
    }

    compiled!(with_512_bits, "x86_64+avx512f");
    compiled!(with_256_bits, "x86_64+avx2+popcnt");
    compiled!(with_counted_ones, "x86_64+popcnt");

    fn is_point(digit: u8) -> bool {
        (1..15).contains(&digit)
    }

    /// Complete rows, sums and products, one person at a time.
    fn multiplied(rows: &[Vec<u8>], items: usize) -> (u64, Vec<u64>, Vec<u64>) {
        let (mut persons, mut sums, mut products) = (0, vec![0; items], Vec::new());
        let complete = |row: &&Vec<u8>| row.iter().all(|digit| is_point(*digit));
        for row in rows.iter().filter(complete) {
            persons += 1;
            sums.iter_mut().zip(row).for_each(|(sum, digit)| *sum += u64::from(*digit));
        }
        for one in 0..items {
            for other in one..items {
                let product = |row: &Vec<u8>| u64::from(row[one]) * u64::from(row[other]);
                products.push(rows.iter().filter(complete).map(product).sum());
            }
        }
        (persons, sums, products)
    }

    /// Rows with any answer, answers per point, and persons per two points, one person at a time.
    fn tabulated(rows: &[Vec<u8>], items: usize, points: usize) -> (u64, Vec<u64>, Vec<u64>) {
        let persons = rows.iter().filter(|row| row.iter().any(|digit| is_point(*digit))).count() as u64;
        let (mut answers, mut hits) = (vec![0; items * points], Vec::new());
        for one in 0..items {
            for row in rows.iter().filter(|row| is_point(row[one])) {
                answers[one * points + usize::from(row[one]) - 1] += 1;
            }
            for other in one + 1..items {
                let mut table = vec![0; points * points];
                for row in rows.iter().filter(|row| is_point(row[one]) && is_point(row[other])) {
                    table[(usize::from(row[one]) - 1) * points + usize::from(row[other]) - 1] += 1;
                }
                hits.extend(table);
            }
        }
        (persons, answers, hits)
    }

    /// Items, rows of one block, points, and the share missing.
    fn samples(block: usize) -> [(usize, usize, u64, u64); 8] {
        [
            (1, 1, 2, 9),
            (2, 511, 5, 6),
            (3, 513, 11, 40),
            (5, 0, 5, 6),
            (16, block / 2 + 1, 7, 60),
            (17, block - 1, 8, 90),
            (18, block, 14, 100),
            (36, block, 5, 100),
        ]
    }

    #[test]
    fn all_instructions_multiply_to_the_same_integers() {
        for (items, rows, points, missing) in samples(Multiplied::ROWS) {
            let rows = drawn(items, rows, points, missing);
            let (expected, bytes) = (multiplied(&rows, items), packed(&rows));
            let kernels = [
                multiply,
                multiply_plainly,
                with_512_bits::multiply,
                with_256_bits::multiply,
                with_counted_ones::multiply,
            ];
            // One place for the planes: what a kernel leaves there does not show in the next.
            let mut planes = vec![[Plane([u64::MAX; MULTIPLIED]); 2 * DIGIT_PLANES]; items.div_ceil(2)];
            for (at, kernel) in kernels.iter().enumerate() {
                let (mut sums, mut products) = (vec![0; items], vec![0; expected.2.len()]);
                let persons = kernel(&bytes, &mut planes, &mut sums, &mut products);
                assert!((persons, sums, products) == expected, "{items} items, kernel {at}");
            }
        }
    }

    #[test]
    fn all_instructions_tabulate_to_the_same_integers() {
        for (items, rows, points, missing) in samples(Tabulated::ROWS) {
            let rows = drawn(items, rows, points, missing);
            let points = usize::try_from(points).unwrap();
            let (expected, bytes) = (tabulated(&rows, items, points), packed(&rows));
            let kernels = [
                tabulate,
                tabulate_plainly,
                with_512_bits::tabulate,
                with_256_bits::tabulate,
                with_counted_ones::tabulate,
            ];
            let mut planes = vec![[Plane([u64::MAX; TABULATED]); 2 * DIGIT_PLANES]; items.div_ceil(2)];
            let mut categories = vec![vec![Plane([u64::MAX; TABULATED]); points]; items];
            for (at, kernel) in kernels.iter().enumerate() {
                let (mut answers, mut hits) = (vec![0; expected.1.len()], vec![0; expected.2.len()]);
                let persons = kernel(&bytes, &mut planes, &mut categories, &mut answers, &mut hits).unwrap();
                assert!((persons, answers, hits) == expected, "{items} items, kernel {at}");
            }
        }
    }

    #[test]
    fn a_digit_beyond_its_points_is_found_wherever_it_stands() {
        for (row, item) in [(0, 0), (300, 2), (8_191, 6)] {
            let mut rows = drawn(7, Tabulated::ROWS, 5, 100);
            let mut planes = vec![[Plane::EMPTY; 2 * DIGIT_PLANES]; 4];
            let mut categories = vec![vec![Plane::EMPTY; 5]; 7];
            let mut found = |rows: &[Vec<u8>]| {
                tabulate(&packed(rows), &mut planes, &mut categories, &mut [0; 35], &mut [0; 21 * 25])
            };
            found(&rows).unwrap();
            rows[row][item] = 6;
            assert_eq!(found(&rows), Err(item));
        }
    }
}
