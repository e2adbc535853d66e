//! A small generator of random numbers that needs nothing but its seed.

/// 2⁶⁴ over the golden ratio, made odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The number that the generator gives next in this state: a counter or a key, scattered over all 64 bits.
pub(crate) fn scattered(state: u64) -> u64 {
    mixed(state.wrapping_add(GOLDEN))
}

fn mixed(state: u64) -> u64 {
    let once = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let twice = (once ^ (once >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    twice ^ (twice >> 31)
}

/// The generator of Steele, Lea and Flood (2014), OOPSLA '14, 453–472: a counter in steps of the golden ratio, mixed.
pub(crate) struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// A stream of its own for each list of keys, so that no unit depends on which others there are.
    pub(crate) fn of(keys: &[u64]) -> Self {
        let mut generator = Self { state: 0 };
        for key in keys {
            generator.state = generator.next() ^ key;
        }
        generator
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mixed(self.state)
    }

    /// A whole number below the limit. For limits below 2³² no number is more than 2⁻³² of itself too likely.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(limit);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A standard normal number: Box and Muller (1958), Annals of Mathematical Statistics 29, 610–611.
    pub(crate) fn standard_normal(&mut self) -> f64 {
        // Between 2⁻⁵³ and 1, both possible.
        let radius = ((self.next() >> 11) + 1) as f64 * 2.0_f64.powi(-53);
        let turn = (self.next() >> 11) as f64 * 2.0_f64.powi(-53);
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers from seed 1234567, as the authors' Java gives them.
    #[test]
    fn the_generator_is_the_published_one() {
        let mut generator = SplitMix64 { state: 1_234_567 };
        let first = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([generator.next(), generator.next(), generator.next()], first);
    }

    #[test]
    fn normal_numbers_have_mean_nought_and_variance_one() {
        let mut generator = SplitMix64::of(&[3]);
        let drawn: Vec<f64> = (0..100_000).map(|_| generator.standard_normal()).collect();
        let moment = |power: i32| drawn.iter().map(|z| z.powi(power)).sum::<f64>() / 100_000.0;
        assert!(moment(1).abs() < 0.013 && (moment(2) - 1.0).abs() < 0.018 && (moment(4) - 3.0).abs() < 0.13);
    }
}
