//! Every way in which counting is declined.

use std::error::Error;
use std::fmt;

/// Why a scale cannot be counted at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeError {
    /// A scale without items has no score.
    NoItems,
    /// More items than [`crate::MAX_ITEMS`].
    TooManyItems {
        /// How many there were.
        items: usize,
    },
    /// The missing rule asks for no answer at all, or for more answers than there are items.
    RuleOutsideItems {
        /// Answers the rule asks for.
        at_least: u8,
        /// Items of the scale.
        items: usize,
    },
    /// The scores of persons who answered different numbers of items have no common denominator below
    /// [`crate::MAX_LCM`].
    NoCommonDenominator {
        /// Answers the rule asks for.
        at_least: u8,
        /// Items of the scale.
        items: usize,
    },
    /// A scale names an item position its instrument does not have.
    UnknownItem {
        /// The position.
        position: usize,
    },
    /// More groups than [`crate::MAX_GROUPS`].
    TooManyGroups {
        /// How many there were.
        groups: usize,
    },
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoItems => write!(f, "the scale has no items"),
            Self::TooManyItems { items } => {
                write!(f, "the scale has {items} items, at most {} can be counted", crate::MAX_ITEMS)
            }
            Self::RuleOutsideItems { at_least, items } => {
                write!(f, "the missing rule asks for {at_least} answers from {items} items; ask for 1 to {items}")
            }
            Self::NoCommonDenominator { at_least, items } => write!(
                f,
                "scores from {at_least} to {items} answered items have no common denominator up to {}; \
                 ask for more answers or split the scale",
                crate::MAX_LCM
            ),
            Self::UnknownItem { position } => {
                write!(f, "the scale names item position {position}, which the instrument does not have")
            }
            Self::TooManyGroups { groups } => {
                write!(f, "there are {groups} groups, at most {} can be compared", crate::MAX_GROUPS)
            }
        }
    }
}

impl Error for ShapeError {}

/// Why answers were not counted. Nothing of the batch has been counted then. Never contains an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountError {
    /// The number of columns is not the number of items.
    WrongItems {
        /// Items of the scale.
        expected: usize,
        /// Columns or answers given.
        given: usize,
    },
    /// A column is not as long as the list of cells.
    WrongRows {
        /// Position of the column in the scale.
        item: usize,
        /// Rows expected.
        expected: usize,
        /// Rows given.
        given: usize,
    },
    /// A code is neither a point of the scale nor [`crate::NO_ANSWER`].
    OutsideScale {
        /// Position of the item in the scale.
        item: usize,
    },
    /// A row belongs to a cell that was not handed over.
    UnknownCell {
        /// The cell.
        cell: u32,
        /// How many cells there are.
        cells: usize,
    },
    /// The cells do not all have the same shape.
    MixedShapes,
    /// A cell would hold more than [`crate::MAX_PERSONS`].
    TooManyPersons,
}

impl fmt::Display for CountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongItems { expected, given } => {
                write!(f, "the scale has {expected} items, {given} columns were given")
            }
            Self::WrongRows { item, expected, given } => {
                write!(f, "column {item} of the scale has {given} rows, the others have {expected}")
            }
            Self::OutsideScale { item } => {
                write!(f, "column {item} of the scale holds a code that is no point of the scale")
            }
            Self::UnknownCell { cell, cells } => write!(f, "a row belongs to cell {cell}, but there are {cells} cells"),
            Self::MixedShapes => write!(f, "the cells count differently shaped scales"),
            Self::TooManyPersons => write!(f, "a cell would hold more than {} persons", crate::MAX_PERSONS),
        }
    }
}

impl Error for CountError {}

/// Why two counts cannot be merged. Neither has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// They count differently shaped scales.
    DifferentShape,
    /// They hold different numbers of scales.
    DifferentScales,
    /// Together they hold more than [`crate::MAX_PERSONS`].
    TooManyPersons,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DifferentShape => write!(f, "the counts are of differently shaped scales"),
            Self::DifferentScales => write!(f, "the cells hold different numbers of scales"),
            Self::TooManyPersons => write!(f, "together the cells hold more than {} persons", crate::MAX_PERSONS),
        }
    }
}

impl Error for MergeError {}

/// Why counts cannot be taken out again. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetractError {
    /// They count differently shaped scales.
    DifferentShape,
    /// Some of what should be taken out was never counted.
    NeverCounted,
}

impl fmt::Display for RetractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DifferentShape => write!(f, "the counts are of differently shaped scales"),
            Self::NeverCounted => write!(f, "some of what should be retracted was never counted"),
        }
    }
}

impl Error for RetractError {}
