//! Synthetic answers, the same in every run: skewed, with factors, units that differ, and some answers missing.

/// What is drawn.
pub(crate) struct Drawing<'a> {
    pub(crate) people: usize,
    /// Units of uneven size; rows are sorted by unit, as settled files are.
    pub(crate) units: u32,
    /// Items per scale.
    pub(crate) scales: &'a [usize],
    /// Missing answers in a thousand.
    pub(crate) missing_per_mille: u64,
    pub(crate) seed: u64,
}

/// Answers by column, and the unit of each row.
pub(crate) struct Answers {
    pub(crate) cells: Vec<u32>,
    pub(crate) columns: Vec<Vec<u8>>,
}

/// Where the answer turns from one point to the next: some 4, 10, 23, 39 and 24 % choose 1 to 5.
const CUTS: [f64; 4] = [-1.75, -1.10, -0.35, 0.70];

/// Items differ in how much they say of their scale.
const LOADINGS: [f64; 4] = [0.80, 0.70, 0.75, 0.60];

const SPREAD_OF_UNITS: f64 = 0.35;
const SPREAD_OF_EVERYTHING: f64 = 0.55;
const SPREAD_OF_SCALE: f64 = 0.75;

impl Drawing<'_> {
    /// Draws the answers.
    pub(crate) fn answers(&self) -> Answers {
        let mut chance = Chance { state: self.seed };
        let cells = self.cells();
        let units: Vec<Vec<f64>> =
            (0..self.units).map(|_| self.scales.iter().map(|_| SPREAD_OF_UNITS * chance.normal()).collect()).collect();
        let mut columns: Vec<Vec<u8>> =
            (0..self.scales.iter().sum()).map(|_| Vec::with_capacity(self.people)).collect();
        for cell in &cells {
            let of_unit = usize::try_from(*cell).ok().and_then(|cell| units.get(cell));
            let general = SPREAD_OF_EVERYTHING * chance.normal();
            let mut columns = columns.iter_mut();
            for (items, of_unit) in self.scales.iter().zip(of_unit.into_iter().flatten()) {
                let level = of_unit + general + SPREAD_OF_SCALE * chance.normal();
                for (item, column) in (0..*items).zip(&mut columns) {
                    column.push(chance.answer(item, level, self.missing_per_mille));
                }
            }
        }
        Answers { cells, columns }
    }

    /// Later units are larger: among many, the first has a third of the mean size and the last five thirds.
    fn cells(&self) -> Vec<u32> {
        let units = usize::try_from(self.units).unwrap_or_default();
        let weight_before = |unit: usize| unit * (units / 4 + 1) + unit * unit.saturating_sub(1) / 2;
        let start = |unit: usize| self.people * weight_before(unit) / weight_before(units).max(1);
        let sizes = (0..units).map(|unit| start(unit + 1) - start(unit));
        (0..self.units).zip(sizes).flat_map(|(unit, size)| std::iter::repeat_n(unit, size)).collect()
    }
}

/// A counter mixed into bits (splitmix64, Steele, Lea and Flood 2014): no state but the counter.
pub(crate) struct Chance {
    pub(crate) state: u64,
}

impl Chance {
    /// 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Nearly normal, mean 0 and variance 1: the sum of four even draws of 16 bits.
    pub(crate) fn normal(&mut self) -> f64 {
        let bits = self.bits();
        let sum: f64 = [0, 16, 32, 48].into_iter().map(|shift| ((bits >> shift) & 0xffff) as f64).sum();
        (sum - 131_070.0) / 37_837.2
    }

    fn answer(&mut self, item: usize, level: f64, missing_per_mille: u64) -> u8 {
        let loading = LOADINGS.get(item % LOADINGS.len()).copied().unwrap_or_default();
        let value = loading * level + (1.0 - loading * loading).sqrt() * self.normal();
        let code = 1 + CUTS.iter().filter(|cut| value > **cut).count();
        if self.bits() % 1_000 < missing_per_mille {
            return counts::NO_ANSWER;
        }
        u8::try_from(code).unwrap_or(counts::NO_ANSWER)
    }
}
