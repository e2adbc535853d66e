//! Sets as bits.

/// Sets of inner groups as bits.
#[derive(Clone)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn of(groups: impl Iterator<Item = u32>, width: usize) -> Bits {
        let mut bits = vec![0_u64; width.div_ceil(64)];
        for group in groups.filter_map(|group| usize::try_from(group).ok()) {
            if let Some(word) = bits.get_mut(group / 64) {
                *word |= 1 << (group % 64);
            }
        }
        Bits(bits)
    }

    pub(crate) fn holds(&self, other: &Bits) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & b == *b)
    }

    pub(crate) fn has(&self, group: u32) -> bool {
        let word = usize::try_from(group / 64).ok().and_then(|word| self.0.get(word));
        word.is_some_and(|word| word >> (group % 64) & 1 == 1)
    }

    /// Takes out whatever is in the other.
    pub(crate) fn remove(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= !other);
    }

    pub(crate) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Every group that is in it.
    pub(crate) fn each(&self, mut take: impl FnMut(usize)) {
        for (place, word) in self.0.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                take(place * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
    }
}
