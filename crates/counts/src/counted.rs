//! The counters of a scale one by one, and back: for counts that another program made of the same answers.
//!
//! Whoever counts elsewhere hands over integers, and [`Gathering`] makes counters of them only if they are the counters of
//! answers that there could be: everything that follows from something else is compared with it.

use std::error::Error;
use std::fmt;

use crate::bounds::MAX_PERSONS;
use crate::moments::triangle_position;
use crate::scale_counts::{ScaleCounts, ScoreCell};
use crate::shape::ScaleShape;

/// Which integer of a scale's counters. Items are numbered from 0 in the order of the scale; codes are oriented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Persons who answered so many items with this sum of codes.
    Score {
        /// Items answered.
        answered: u8,
        /// Sum of the codes.
        sum: u16,
    },
    /// Respondents who answered an item with this code.
    Answer {
        /// The item.
        item: u8,
        /// The code.
        code: u8,
    },
    /// Σ xᵢ over complete answers.
    Sum {
        /// The item.
        item: u8,
    },
    /// Σ xᵢxⱼ over complete answers, i ≤ j.
    Product {
        /// The first item, i.
        item: u8,
        /// The second item, j.
        other: u8,
    },
}

/// Why integers are not the counters of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountedError {
    /// The scale has no such counter: too few or too many items answered, a sum or code that cannot be, an unknown item.
    NoSuchCounter(Counter),
    /// The same counter twice.
    Twice(Counter),
    /// More than can be counted.
    TooMany(Counter),
    /// Integers of which one follows from the others, and does not.
    Contradiction(&'static str),
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |item: &u8| item.saturating_add(1);
        match self {
            Self::Score { answered, sum } => write!(f, "{answered} items answered with the sum {sum}"),
            Self::Answer { item, code } => write!(f, "item {} answered with {code}", number(item)),
            Self::Sum { item } => write!(f, "the sum of item {}", number(item)),
            Self::Product { item, other } => write!(f, "the products of items {} and {}", number(item), number(other)),
        }
    }
}

impl fmt::Display for CountedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchCounter(counter) => write!(f, "{counter}: the scale has no such counter"),
            Self::Twice(counter) => write!(f, "{counter}: counted twice"),
            Self::TooMany(counter) => write!(f, "{counter}: more than {MAX_PERSONS} persons could give"),
            Self::Contradiction(what) => write!(f, "{what}"),
        }
    }
}

impl Error for CountedError {}

/// Counters on their way in. They become [`ScaleCounts`] when all of them are there and agree with one another.
#[derive(Clone)]
pub struct Gathering {
    counts: ScaleCounts,
}

impl Gathering {
    /// Nothing yet, for a scale of this shape.
    #[must_use]
    pub fn new(shape: &ScaleShape) -> Self {
        Self { counts: ScaleCounts::new(shape) }
    }

    /// Takes one integer. What is never put is nought.
    ///
    /// # Errors
    /// A counter that the scale does not have, or that was there already.
    pub fn put(&mut self, counter: Counter, value: u64) -> Result<(), CountedError> {
        if value == 0 {
            return Ok(());
        }
        let most = match counter {
            Counter::Score { .. } | Counter::Answer { .. } => MAX_PERSONS,
            Counter::Sum { .. } | Counter::Product { .. } => u64::MAX / 4,
        };
        if value > most {
            return Err(CountedError::TooMany(counter));
        }
        let place = self.counts.place_mut(counter).ok_or(CountedError::NoSuchCounter(counter))?;
        if *place > 0 {
            return Err(CountedError::Twice(counter));
        }
        *place = value;
        Ok(())
    }

    /// The counts, if the integers are those of answers there could be.
    ///
    /// # Errors
    /// The first contradiction: answers to items against scores, moments of complete answers against scores.
    pub fn finish(self) -> Result<ScaleCounts, CountedError> {
        let counts = self.counts.with_persons().ok_or(CountedError::Contradiction("there are too many persons"))?;
        check(&counts).map_err(CountedError::Contradiction)?;
        Ok(counts)
    }
}

/// Shows the shape only.
impl fmt::Debug for Gathering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gathering").finish_non_exhaustive()
    }
}

impl ScaleCounts {
    /// Every counter that is not nought: scores, answers, sums, products.
    pub fn counters_by_name(&self) -> impl Iterator<Item = (Counter, u64)> {
        let items = 0..self.shape().answers_max();
        let points = self.shape().points();
        let scores = self.score_histogram().map(|ScoreCell { answered, sum, persons }| {
            (Counter::Score { answered, sum: u16::try_from(sum).unwrap_or(u16::MAX) }, persons)
        });
        let answers = items.clone().flat_map(move |item| {
            let histogram = self.item_histogram(usize::from(item)).unwrap_or_default();
            (points.min()..=points.max()).zip(histogram).map(move |(code, n)| (Counter::Answer { item, code }, *n))
        });
        let (sums, products) = self.sums_and_products();
        let pairs =
            items.clone().flat_map(move |item| (item..self.shape().answers_max()).map(move |other| (item, other)));
        let sums = items.zip(sums).map(|(item, sum)| (Counter::Sum { item }, *sum));
        let products = pairs.zip(products).map(|((item, other), sum)| (Counter::Product { item, other }, *sum));
        scores.chain(answers).chain(sums).chain(products).filter(|(_, value)| *value > 0)
    }
}

/// Where a product of two items stands.
pub(crate) fn product_place(items: usize, item: u8, other: u8) -> Option<usize> {
    triangle_position(items, usize::from(item), usize::from(other))
}

/// What can be compared without the answers. All sums fit in 128 bits by `bounds`.
fn check(counts: &ScaleCounts) -> Result<(), &'static str> {
    check_answers(counts)?;
    check_moments(counts)?;
    let (least, most) = (counts.shape().answers_min(), counts.shape().answers_max());
    // Where a score asks for every item, the same persons are behind all counters.
    if least == most { check_items(counts) } else { Ok(()) }
}

/// Σ over everybody with a score of what is made of the score.
fn over(counts: &ScaleCounts, of: impl Fn(&ScoreCell) -> u128) -> u128 {
    counts.score_histogram().fold(0, |sum, cell| sum.wrapping_add(of(&cell).wrapping_mul(u128::from(cell.persons))))
}

/// The codes of an item with the persons who gave them.
fn histogram(counts: &ScaleCounts, item: usize) -> impl Iterator<Item = (u128, u128)> {
    let codes = u128::from(counts.shape().points().min())..;
    codes.zip(counts.item_histogram(item).unwrap_or_default().iter().map(|n| u128::from(*n)))
}

fn add(sum: u128, value: u128) -> u128 {
    sum.wrapping_add(value)
}

fn check_answers(counts: &ScaleCounts) -> Result<(), &'static str> {
    let (mut given, mut codes) = (0, 0);
    for item in 0..counts.shape().items() {
        let of_item = histogram(counts, item).map(|(_, n)| n).fold(0, add);
        if of_item > u128::from(counts.n()) {
            return Err("an item was answered by more persons than have a score");
        }
        given = add(given, of_item);
        codes = histogram(counts, item).map(|(code, n)| code.wrapping_mul(n)).fold(codes, add);
    }
    if given != over(counts, |cell| u128::from(cell.answered)) {
        return Err("the answers to the items are not as many as the scores say");
    }
    if codes != over(counts, |cell| u128::from(cell.sum)) {
        return Err("the answers to the items do not add up to the scores");
    }
    Ok(())
}

fn check_moments(counts: &ScaleCounts) -> Result<(), &'static str> {
    let (shape, (sums, products)) = (counts.shape(), counts.sums_and_products());
    let total = |values: &[u64]| values.iter().map(|value| u128::from(*value)).fold(0, add);
    let whole = |cell: &ScoreCell| if cell.answered == shape.answers_max() { u128::from(cell.sum) } else { 0 };
    if total(sums) != over(counts, whole) {
        return Err("the sums of complete answers do not add up to the scores");
    }
    let own = (0..shape.answers_max()).filter_map(|item| products.get(product_place(shape.items(), item, item)?));
    let own = own.map(|square| u128::from(*square)).fold(0, add);
    // Each pair of different items stands once among the products and twice in the square of a sum.
    if total(products).wrapping_mul(2).wrapping_sub(own) != over(counts, |cell| whole(cell).wrapping_mul(whole(cell))) {
        return Err("the products of complete answers do not add up to the squares of the scores");
    }
    Ok(())
}

fn check_items(counts: &ScaleCounts) -> Result<(), &'static str> {
    let (shape, (sums, products)) = (counts.shape(), counts.sums_and_products());
    for (item, sum) in (0..shape.answers_max()).zip(sums) {
        let codes = || histogram(counts, usize::from(item));
        let of_codes = codes().map(|(code, n)| code.wrapping_mul(n)).fold(0, add);
        let of_squares = codes().map(|(code, n)| code.wrapping_mul(code).wrapping_mul(n)).fold(0, add);
        let square = product_place(shape.items(), item, item).and_then(|place| products.get(place));
        if of_codes != u128::from(*sum) || square.map(|square| u128::from(*square)) != Some(of_squares) {
            return Err("the answers to an item do not give its sum and its squares");
        }
    }
    Ok(())
}
