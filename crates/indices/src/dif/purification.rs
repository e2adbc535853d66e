//! Purification: a total freed of the items that differ themselves.

use std::fmt;

use counts::{DifRows, Matching, ShapeError};

use super::logistic::{LogisticTest, ordinal_logistic};
use super::mantel::mantel;
use super::strata::GroupPair;
use crate::estimate::Why;

/// By which test an item is said to differ while the total is purified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Mantel's; for two answers the Mantel–Haenszel test without correction for continuity.
    Mantel,
    /// A likelihood ratio of the logistic regression.
    Logistic(LogisticTest),
}

/// How a total is purified.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Purification {
    /// The test.
    pub screen: Screen,
    /// Its level.
    pub significance: f64,
    /// Whether the studied item belongs to its own total.
    pub matching: Matching,
    /// After how many rounds to give up.
    pub rounds_max: u32,
}

/// What purification arrived at.
#[derive(Clone, PartialEq, Eq)]
pub struct Purified {
    anchors: Vec<bool>,
    rounds: u32,
}

/// Finds a set of anchors none of which differs, while every other item does.
///
/// All items are anchors at first. Each round tests every item against the anchors, all tests of a round on the same
/// anchors, and keeps the items as anchors that the test does not reject. It ends when a round changes nothing. Items
/// may come back. An item whose test is undefined gives no reason to exclude it and stays.
///
/// Formula:  above.
/// Shapes:   one entry per item in the result.
/// Unknown:  everything differs and no anchor is left, or the rounds go in circles or do not end; a single group.
/// Rounding: none of its own. Deterministic: the order of rows and of items cannot show in the result.
/// Source:   Holland and Thayer (1988); Candell and Drasgow (1988), Applied Psychological Measurement 12, 253–260; R
///           `difR` with `purify = TRUE`.
///
/// ```
/// use counts::{DifRows, Matching, ScaleShape};
/// use indices::dif::{GroupPair, Purification, Screen, purify};
/// use survey::{MissingRule, Points};
///
/// // Four items say the same of everybody; the fifth only says who belongs to the focal group.
/// let shape = ScaleShape::new(Points::new(0, 1).unwrap(), vec![false; 5], MissingRule::Complete).unwrap();
/// let groups: Vec<u32> = [[0; 20], [1; 20]].concat();
/// let level: Vec<u8> = [0, 1].repeat(20);
/// let group: Vec<u8> = [[0; 20], [1; 20]].concat();
/// let rows = DifRows::new(&shape, 2, &groups, &[&level, &level, &level, &level, &group]).unwrap();
/// let settings = Purification {
///     screen: Screen::Mantel,
///     significance: 0.05,
///     matching: Matching::Excluding,
///     rounds_max: 10,
/// };
/// let purified = purify(&rows, GroupPair::default(), &settings).unwrap();
/// assert_eq!((purified.anchors(), purified.rounds()), (&[true, true, true, true, false][..], 2));
/// ```
pub fn purify(rows: &DifRows<'_>, pair: GroupPair, settings: &Purification) -> Result<Purified, Why> {
    if !(settings.significance > 0.0 && settings.significance < 1.0) {
        return Err(Why::OutsideDomain);
    }
    let mut anchors = vec![true; rows.items()];
    let mut seen = vec![anchors.clone()];
    for round in 1..=settings.rounds_max {
        let next = (0..rows.items())
            .map(|item| Ok(!differs(rows, item, &anchors, pair, settings)?))
            .collect::<Result<Vec<bool>, Why>>()?;
        if next == anchors {
            return Ok(Purified { anchors, rounds: round });
        }
        if seen.contains(&next) {
            return Err(Why::NotConverged { steps: round });
        }
        if !next.contains(&true) {
            return Err(Why::NotIdentified);
        }
        seen.push(next.clone());
        anchors = next;
    }
    Err(Why::NotConverged { steps: settings.rounds_max })
}

/// Whether the test rejects that the item is alike for both groups.
fn differs(
    rows: &DifRows<'_>,
    item: usize,
    anchors: &[bool],
    pair: GroupPair,
    settings: &Purification,
) -> Result<bool, Why> {
    let table = match rows.table(item, anchors, settings.matching) {
        Ok(table) => table,
        // The item is the only anchor: nothing else is left to match it on, and nothing to exclude it for.
        Err(ShapeError::NoItems) => return Ok(false),
        Err(_) => return Err(Why::OutsideDomain),
    };
    let p = match settings.screen {
        Screen::Mantel => mantel(&table, pair).map(|test| test.p()),
        Screen::Logistic(test) => ordinal_logistic(&table, pair).and_then(|models| {
            let p = models.p(test);
            p.value().ok_or(p.why().unwrap_or(Why::NotIdentified))
        }),
    };
    match p {
        Ok(p) => Ok(p < settings.significance),
        Err(why @ (Why::SingleGroup | Why::NoAnswers | Why::TooLarge)) => Err(why),
        Err(_) => Ok(false),
    }
}

impl Purified {
    /// Which items are anchors.
    #[must_use]
    pub fn anchors(&self) -> &[bool] {
        &self.anchors
    }

    /// Rounds taken, the last of which changed nothing.
    #[must_use]
    pub fn rounds(&self) -> u32 {
        self.rounds
    }
}

/// Reveals nothing.
impl fmt::Debug for Purified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Purified(..)")
    }
}
