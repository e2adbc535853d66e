//! How settled answers are laid out in columns: the one thing the writing and the reading side agree on.

use crate::{Answer, Instrument, ItemId, Response};

/// One column of a file of settled answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The unit: text, dictionary-encoded, never null.
    Unit,
    /// The former municipality: text, dictionary-encoded, never null.
    FormerMunicipality,
    /// The answers to one item: unsigned 8-bit, null where there is no point.
    Item {
        /// The position of the item in the instrument.
        position: usize,
        /// The item, whose id is the column's name.
        id: ItemId,
    },
    /// Which items were "not relevant": this many bytes per row, never null. Bit `i % 8`, counted from the least
    /// significant, of byte `i / 8` stands for item `i`; bits beyond the last item are 0.
    NotRelevant {
        /// The width of the column in bytes: the number of items divided by eight, rounded up.
        bytes: usize,
    },
}

impl Column {
    /// The name of the column.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unit => Layout::UNIT,
            Self::FormerMunicipality => Layout::FORMER_MUNICIPALITY,
            Self::Item { id, .. } => id.as_str(),
            Self::NotRelevant { .. } => Layout::NOT_RELEVANT,
        }
    }
}

/// The columns of a file of settled answers, in order: unit, former municipality, the items, not relevant.
///
/// There is no token, no time and no sequence. A row in which item `i` is "not relevant" has null in the column of the item and
/// its bit set; a row in which it is missing has null and the bit not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<Column>,
    items: usize,
}

impl Layout {
    /// The version of this layout. Another number means that files have to be read in another way.
    pub const VERSION: u32 = 1;
    /// The name of the column with the unit.
    pub const UNIT: &'static str = "unit";
    /// The name of the column with the former municipality.
    pub const FORMER_MUNICIPALITY: &'static str = "former_municipality";
    /// The name of the column that marks "not relevant".
    pub const NOT_RELEVANT: &'static str = "not_relevant";
    /// The names of the columns that are not items, which no item may have.
    pub const OTHER_COLUMNS: [&'static str; 3] = [Self::UNIT, Self::FORMER_MUNICIPALITY, Self::NOT_RELEVANT];

    /// The metadata key of the layout version.
    pub const KEY_LAYOUT_VERSION: &'static str = "mestring.layout_version";
    /// The metadata key of the instrument's id.
    pub const KEY_INSTRUMENT: &'static str = "mestring.instrument";
    /// The metadata key of the instrument's version.
    pub const KEY_INSTRUMENT_VERSION: &'static str = "mestring.instrument_version";
    /// The metadata key of the wave's id.
    pub const KEY_WAVE: &'static str = "mestring.wave";
    /// The metadata key of the codebook, as JSON.
    pub const KEY_CODEBOOK: &'static str = "mestring.codebook";

    /// The layout of the answers to an instrument, already narrowed to the modules of the wave.
    #[must_use]
    pub fn of(instrument: &Instrument) -> Self {
        let items = instrument.items().len();
        let item_columns = instrument.items().iter().enumerate();
        let columns = [Column::Unit, Column::FormerMunicipality]
            .into_iter()
            .chain(item_columns.map(|(position, item)| Column::Item { position, id: item.id().clone() }))
            .chain([Column::NotRelevant { bytes: items.div_ceil(8) }])
            .collect();
        Self { columns, items }
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many columns hold items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// The width of the column that marks "not relevant", in bytes.
    #[must_use]
    pub fn not_relevant_bytes(&self) -> usize {
        self.items.div_ceil(8)
    }

    /// The bits of one row's "not relevant" column.
    #[must_use]
    pub fn not_relevant_bits(&self, response: &Response) -> Vec<u8> {
        let mut bits = vec![0; self.not_relevant_bytes()];
        for (position, answer) in response.answers().iter().enumerate() {
            if let (Answer::NotRelevant, Some(byte)) = (answer, bits.get_mut(position / 8)) {
                *byte |= 1 << (position % 8);
            }
        }
        bits
    }

    /// The answer that a row holds for the item at `position`: what its item column and its "not relevant" bits say together.
    #[must_use]
    pub fn answer(position: usize, point: Option<u8>, not_relevant_bits: &[u8]) -> Answer {
        match point {
            Some(point) => Answer::Point(point),
            None if is_set(not_relevant_bits, position) => Answer::NotRelevant,
            None => Answer::Missing,
        }
    }
}

fn is_set(bits: &[u8], position: usize) -> bool {
    bits.get(position / 8).is_some_and(|byte| byte & (1 << (position % 8)) != 0)
}
