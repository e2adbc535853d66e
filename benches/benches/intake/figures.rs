//! Medians and percentiles of what was measured; nothing is estimated.

/// The middle value.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Latencies in order.
pub(crate) struct Latencies(Vec<u64>);

impl Latencies {
    /// Takes microseconds.
    pub(crate) fn new(mut micros: Vec<u64>) -> Latencies {
        micros.sort_unstable();
        Latencies(micros)
    }

    /// The smallest latency that so many of a thousand do not exceed, in milliseconds.
    pub(crate) fn per_mille(&self, per_mille: usize) -> f64 {
        let rank = (self.0.len() * per_mille).div_ceil(1_000).max(1);
        let micros = self.0.get(rank - 1).copied().unwrap_or_default();
        f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1e3
    }
}

/// The mean of the first and of the last third.
pub(crate) fn outer_thirds(values: &[f64]) -> (f64, f64) {
    let third = (values.len() / 3).max(1);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / f64::from(u32::try_from(part.len()).unwrap_or(u32::MAX));
    let last = values.len().saturating_sub(third);
    (mean(values.get(..third).unwrap_or(values)), mean(values.get(last..).unwrap_or(values)))
}
