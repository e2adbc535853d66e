//! How settled answers are laid out in columns: the one thing the writing and the reading side agree on.

use crate::{Answer, Instrument, ItemId, Points, Response};

/// A version of the layout that files of settled answers can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayoutVersion {
    /// Unit, former municipality, a column per item, the marks of "not relevant".
    One,
    /// The same, and all answers of a row once more in one packed column.
    Two,
    /// The same, and the kind of work beside the former municipality.
    Three,
}

impl LayoutVersion {
    /// Every version, oldest first; all of them can be read, the last is written.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// The number that files state.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// The version with this number, if there is one.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number() == number)
    }

    /// The version that a file's metadata states in plain digits, if there is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number().to_string() == text)
    }
}

/// One column of a file of settled answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The unit: text, dictionary-encoded, never null.
    Unit,
    /// The former municipality: text, dictionary-encoded, never null.
    FormerMunicipality,
    /// The kind of work: text, dictionary-encoded, null where the roster did not say. From layout version 3.
    RoleClass,
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
    /// All answers of the row once more, four bits each: this many bytes per row, never null. Item `i` stands in byte
    /// `i / 2`, an even one in the lower four bits, an odd one in the upper four; see [`Layout::code`]. From layout
    /// version 2.
    Packed {
        /// The width of the column in bytes: half the number of items, rounded up.
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
            Self::RoleClass => Layout::ROLE_CLASS,
            Self::Item { id, .. } => id.as_str(),
            Self::NotRelevant { .. } => Layout::NOT_RELEVANT,
            Self::Packed { .. } => Layout::PACKED,
        }
    }
}

/// The columns of a file of settled answers, in order: unit, former municipality, kind of work, the items, not relevant, packed.
///
/// There is no token, no time and no sequence. A row in which item `i` is "not relevant" has null in the column of the item and
/// its bit set; a row in which it is missing has null and the bit not set. The packed column says the same as the columns
/// before it, for every row: those are for people and their tools, it is for counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    version: LayoutVersion,
    columns: Vec<Column>,
    items: usize,
}

impl Layout {
    /// The version that is written. Another number means that files have to be read in another way.
    pub const VERSION: LayoutVersion = LayoutVersion::Three;
    /// The name of the column with the unit.
    pub const UNIT: &'static str = "unit";
    /// The name of the column with the former municipality.
    pub const FORMER_MUNICIPALITY: &'static str = "former_municipality";
    /// The name of the column with the kind of work.
    pub const ROLE_CLASS: &'static str = "role_class";
    /// The name of the column that marks "not relevant".
    pub const NOT_RELEVANT: &'static str = "not_relevant";
    /// The name of the packed column. No item can have it, for ids hold no dash.
    pub const PACKED: &'static str = "packed-answers";
    /// The names of the columns that are not items, which no item may have.
    pub const OTHER_COLUMNS: [&'static str; 4] =
        [Self::UNIT, Self::FORMER_MUNICIPALITY, Self::ROLE_CLASS, Self::NOT_RELEVANT];

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

    /// The four bits of an answer that is missing.
    pub const CODE_MISSING: u8 = 0;
    /// The four bits of "not relevant".
    pub const CODE_NOT_RELEVANT: u8 = 15;

    /// The layout that is written of the answers to an instrument, already narrowed to the modules of the wave.
    #[must_use]
    pub fn of(instrument: &Instrument) -> Self {
        Self::in_version(instrument, Self::VERSION)
    }

    /// The layout of one version.
    #[must_use]
    pub fn in_version(instrument: &Instrument, version: LayoutVersion) -> Self {
        let items = instrument.items().len();
        let item_columns = instrument.items().iter().enumerate();
        let packed = (version >= LayoutVersion::Two).then_some(Column::Packed { bytes: items.div_ceil(2) });
        let role = (version >= LayoutVersion::Three).then_some(Column::RoleClass);
        let columns = [Column::Unit, Column::FormerMunicipality]
            .into_iter()
            .chain(role)
            .chain(item_columns.map(|(position, item)| Column::Item { position, id: item.id().clone() }))
            .chain([Column::NotRelevant { bytes: items.div_ceil(8) }])
            .chain(packed)
            .collect();
        Self { version, columns, items }
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> LayoutVersion {
        self.version
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

    /// The width of the packed column, in bytes.
    #[must_use]
    pub fn packed_bytes(&self) -> usize {
        self.items.div_ceil(2)
    }

    /// Appends one row of the packed column.
    pub fn pack(instrument: &Instrument, response: &Response, bytes: &mut Vec<u8>) {
        let items = instrument.items().iter();
        let code = |(item, answer): (&crate::Item, &Answer)| Self::code(item.answer_scale().points(), *answer);
        let mut codes = items.zip(response.answers()).map(code);
        while let Some(lower) = codes.next() {
            bytes.push(lower | codes.next().unwrap_or_default() << 4);
        }
    }

    /// The four bits of an answer: 0 where it is missing, 15 for "not relevant", otherwise 1 for the lowest point, 2 for the
    /// next, up to 11.
    ///
    /// ```
    /// use survey::{Answer, Layout, Points};
    /// let points = Points::new(0, 10)?;
    /// assert_eq!(Layout::code(points, Answer::Point(10)), 11);
    /// assert_eq!(Layout::code(points, Answer::Missing), 0);
    /// assert_eq!(Layout::code(points, Answer::NotRelevant), 15);
    /// # Ok::<(), survey::PointsError>(())
    /// ```
    #[must_use]
    pub const fn code(points: Points, answer: Answer) -> u8 {
        match answer {
            Answer::Missing => Self::CODE_MISSING,
            Answer::NotRelevant => Self::CODE_NOT_RELEVANT,
            Answer::Point(point) => (point.wrapping_sub(points.min()).wrapping_add(1)) & 15,
        }
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
