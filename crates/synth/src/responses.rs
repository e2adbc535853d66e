//! Very many responses, cell by cell: for measuring and trying out how large sets are counted.
//!
//! These rows have no stated truth as the municipality has. They have what matters to whoever counts them: answers that hang
//! together within scales and persons, units that differ, and answers that are missing. Memory is that of one cell.

use survey::{FormerMunicipalityId, Instrument, Layout, ModuleId, SelectError, UnitId, Wave};

use crate::ids;

/// The most rows of one unit, which are sorted in memory.
pub const ROWS_PER_UNIT_MAX: u64 = 2_000_000;
/// The most units: their ids have this many numbers.
pub const UNITS_MAX: u64 = 100_000_000;
/// Bits of a draw that decide whether an answer is missing.
const CHANCE_BITS: u32 = 16;
/// Of the answers that are missing, one in so many is "not relevant" where that is offered.
const NOT_RELEVANT_IN: u64 = 8;
/// Where the former municipalities' shares of a unit end, in hundredths, in the order of their ids.
const FORMERS: [(&str, u64); 3] = [("asker", 60), ("hurum", 75), ("royken", 100)];

/// Weights of what a latent answer is made of, in hundredths of its standard deviation: unit and scale, person, person and
/// scale, and the item alone.
const UNIT_WEIGHT: i32 = 30;
const PERSON_WEIGHT: i32 = 50;
const SCALE_WEIGHT: i32 = 50;
const ITEM_WEIGHT: i32 = 64;

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResponseSettings {
    /// Decides every draw.
    pub seed: u64,
    /// Responses in all.
    pub rows: u64,
    /// Units, which are of equal size as far as that goes.
    pub units: u64,
    /// The share of answers that are missing, 0 to 0.5.
    pub missing: f64,
}

/// What cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseSettingsError {
    /// No rows.
    NoRows,
    /// No units.
    NoUnits,
    /// More units than rows, so that some would be empty.
    EmptyUnits,
    /// More units than have ids.
    TooManyUnits,
    /// Units too large to be sorted in memory.
    LargeUnits {
        /// The fewest units that would do.
        units_min: u64,
    },
    /// A share that is none, or more than a half.
    Missing,
}

impl std::fmt::Display for ResponseSettingsError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRows => write!(out, "there are to be 0 rows; ask for at least 1"),
            Self::NoUnits => write!(out, "there are to be 0 units; ask for at least 1"),
            Self::EmptyUnits => write!(out, "there are to be more units than rows; ask for fewer units or more rows"),
            Self::TooManyUnits => write!(out, "there are to be more than {UNITS_MAX} units; ask for fewer"),
            Self::LargeUnits { units_min } => write!(
                out,
                "a unit would have more than {ROWS_PER_UNIT_MAX} rows, which are sorted in memory; ask for at least \
                 {units_min} units"
            ),
            Self::Missing => write!(out, "the share of missing answers is not a number from 0 to 0.5"),
        }
    }
}

impl std::error::Error for ResponseSettingsError {}

/// All rows of one unit and former municipality, packed as [`Layout::pack`] packs them, sorted as responses are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseCell {
    /// The unit.
    pub unit: UnitId,
    /// The former municipality.
    pub former_municipality: FormerMunicipalityId,
    /// The rows.
    pub packed: Vec<u8>,
}

/// The wave that many responses belong to, asked with the ten scales of the shipped instrument, and that part of it.
///
/// # Errors
/// An instrument without the module of the ten scales.
pub fn response_wave(instrument: &Instrument) -> Result<(Wave, Instrument), SelectError> {
    let modules: Vec<ModuleId> = instrument.modules().iter().take(1).map(|module| module.id().clone()).collect();
    let wave = Wave {
        id: ids::wave("synthetic"),
        title: ids::text("Syntetiske svar", "Syntetiske svar", "Synthetic responses"),
        reference_date: ids::month(2023, 10).first_day(),
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules,
    };
    let asked = wave.questions(instrument)?;
    Ok((wave, asked))
}

/// The cells, in the order of unit and former municipality.
///
/// # Errors
/// Settings that cannot be drawn.
pub fn responses(
    settings: ResponseSettings,
    instrument: &Instrument,
) -> Result<impl Iterator<Item = ResponseCell>, ResponseSettingsError> {
    let ResponseSettings { seed, rows, units, missing } = settings;
    check(&settings)?;
    let items = items(instrument, missing);
    let size = move |unit: u64| share(rows, unit + 1, units) - share(rows, unit, units);
    Ok((0..units).flat_map(move |unit| {
        let draws = Words::new(seed, unit);
        cells(&items, unit, size(unit), draws)
    }))
}

fn check(settings: &ResponseSettings) -> Result<(), ResponseSettingsError> {
    let ResponseSettings { rows, units, missing, .. } = *settings;
    match () {
        () if rows == 0 => Err(ResponseSettingsError::NoRows),
        () if units == 0 => Err(ResponseSettingsError::NoUnits),
        () if units > rows => Err(ResponseSettingsError::EmptyUnits),
        () if units > UNITS_MAX => Err(ResponseSettingsError::TooManyUnits),
        () if rows.div_ceil(units) > ROWS_PER_UNIT_MAX => {
            Err(ResponseSettingsError::LargeUnits { units_min: rows.div_ceil(ROWS_PER_UNIT_MAX) })
        }
        () if !(0.0..=0.5).contains(&missing) => Err(ResponseSettingsError::Missing),
        () => Ok(()),
    }
}

/// The first `part` of `parts` equal parts of a number, rounded down.
fn share(number: u64, part: u64, parts: u64) -> u64 {
    let product = u128::from(number) * u128::from(part);
    product.checked_div(u128::from(parts)).and_then(|share| u64::try_from(share).ok()).unwrap_or(u64::MAX)
}

/// How one item is answered.
struct ItemModel {
    scale: usize,
    reversed: bool,
    /// Latent answers from which on the next point is chosen.
    cuts: Vec<i32>,
    not_relevant: bool,
    /// Missing where a draw is below this.
    missing_below: u64,
}

fn items(instrument: &Instrument, missing: f64) -> Vec<ItemModel> {
    let whole = f64::from(1_u32 << CHANCE_BITS);
    // A share up to a half of 65,536.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 32,768, checked by the caller")]
    let missing_below = (missing * whole).round() as u64;
    let scale_of = |item: usize| instrument.scales().iter().position(|scale| scale.items().contains(&item));
    let model = |(position, item): (usize, &survey::Item)| {
        let steps = i32::from(item.answer_scale().points().count()) - 1;
        // From two standard deviations below to one above, so that most agree, as in real surveys.
        let cuts = (0..steps).map(|step| -800 + 1_200 * step / (steps - 1).max(1)).collect();
        ItemModel {
            scale: scale_of(position).unwrap_or_default(),
            reversed: item.is_reversed(),
            cuts,
            not_relevant: item.answer_scale().not_relevant().is_some(),
            missing_below,
        }
    };
    instrument.items().iter().enumerate().map(model).collect()
}

/// The cells of one unit.
fn cells(items: &[ItemModel], unit: u64, size: u64, mut draws: Words) -> Vec<ResponseCell> {
    let scales = items.iter().map(|item| item.scale + 1).max().unwrap_or(1);
    let tendencies: Vec<i32> = (0..scales).map(|_| UNIT_WEIGHT * draws.normal()).collect();
    let mut before = 0;
    let mut cells = Vec::new();
    for (former, hundredths) in FORMERS {
        let end = share(size, hundredths, 100);
        let mut rows: Vec<Row> = (before..end).map(|_| Row::draw(items, &tendencies, &mut draws)).collect();
        before = end;
        rows.sort_unstable();
        if !rows.is_empty() {
            let mut packed = Vec::with_capacity(rows.len() * items.len().div_ceil(2));
            rows.iter().for_each(|row| row.pack(items.len(), &mut packed));
            let unit = ids::unit(&format!("u{unit:08}"));
            cells.push(ResponseCell { unit, former_municipality: ids::former_municipality(former), packed });
        }
    }
    cells
}

/// Items in one word of a row.
const WORD_ITEMS: usize = 32;

/// One response in the order of responses: four bits per item from the highest down, 0 missing, 1 not relevant, 2 the lowest
/// point. Up to 64 items.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row([u128; 2]);

impl Row {
    fn draw(items: &[ItemModel], tendencies: &[i32], draws: &mut Words) -> Self {
        let person = PERSON_WEIGHT * draws.normal();
        let mut words = [0_u128; 2];
        let (mut scale, mut latent) = (usize::MAX, 0);
        for (position, item) in items.iter().enumerate() {
            if item.scale != scale {
                scale = item.scale;
                latent = person + tendencies.get(scale).copied().unwrap_or_default() + SCALE_WEIGHT * draws.normal();
            }
            let answer = item.answer(latent, draws);
            if let Some(word) = words.get_mut(position / WORD_ITEMS) {
                *word |= u128::from(answer) << (4 * (WORD_ITEMS - 1 - position % WORD_ITEMS));
            }
        }
        Self(words)
    }

    fn pack(&self, items: usize, packed: &mut Vec<u8>) {
        let four = |position: usize| {
            let word = self.0.get(position / WORD_ITEMS).copied().unwrap_or_default();
            let bits = word >> (4 * (WORD_ITEMS - 1 - position % WORD_ITEMS)) & 15;
            match u8::try_from(bits).unwrap_or_default() {
                0 => Layout::CODE_MISSING,
                1 => Layout::CODE_NOT_RELEVANT,
                point => point - 1,
            }
        };
        for position in (0..items).step_by(2) {
            let upper = if position + 1 < items { four(position + 1) } else { 0 };
            packed.push(four(position) | upper << 4);
        }
    }
}

impl ItemModel {
    /// 0 missing, 1 not relevant, 2 the lowest point.
    fn answer(&self, latent: i32, draws: &mut Words) -> u8 {
        let word = draws.word();
        if word & 0xffff < self.missing_below {
            return u8::from(self.not_relevant && word >> CHANCE_BITS & 0xff < 256 / NOT_RELEVANT_IN);
        }
        // The other bits of the same word are left for the item's own part.
        let own = ITEM_WEIGHT * Words::normal_of(word >> CHANCE_BITS, u64::BITS - CHANCE_BITS);
        let latent = if self.reversed { -(latent + own) } else { latent + own };
        let point = self.cuts.iter().fold(0, |point, cut| point + u8::from(latent >= *cut));
        point + 2
    }
}

/// A quick stream of words that is the same for the same seed and number (SplitMix64: Steele, Lea and Flood 2014, Fast
/// splittable pseudorandom number generators).
struct Words(u64);

impl Words {
    fn new(seed: u64, number: u64) -> Self {
        // Streams start at places that have nothing to do with one another.
        let mut words = Self(seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        Self(words.word() ^ words.word().rotate_left(32))
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// About normal, in quarters of a standard deviation: the number of ones among 64 bits has mean 32 and deviation 4.
    fn normal(&mut self) -> i32 {
        Self::normal_of(self.word(), u64::BITS)
    }

    /// The same of the lowest bits of a word.
    fn normal_of(word: u64, bits: u32) -> i32 {
        word.count_ones().cast_signed() - (bits / 2).cast_signed()
    }
}
