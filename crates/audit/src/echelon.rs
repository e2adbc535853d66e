//! What the published rows span: sparse elimination modulo a prime, random null vectors, and how a vector is made from the rows.
#![expect(
    clippy::indexing_slicing,
    reason = "columns and basis rows are indexed within the shape they were built with"
)]

use std::cell::OnceCell;

use crate::prime::{Draws, Field};

/// A sparse vector: columns in rising order with elements that are not 0.
pub(crate) type Sparse = Vec<(usize, u64)>;

/// One row of the basis: 1 at its pivot, 0 at every earlier pivot.
struct BasisRow {
    pivot: usize,
    entries: Sparse,
    /// The published row it came from.
    from: usize,
    /// It is `scale` times (that row minus the basis rows of `used`).
    scale: u64,
    used: Sparse,
}

/// The published rows in echelon form.
pub(crate) struct Echelon {
    field: Field,
    width: usize,
    basis: Vec<BasisRow>,
    /// The same span with 0 at every other pivot too, once somebody asks for it.
    reduced: OnceCell<Vec<Sparse>>,
}

impl Echelon {
    /// Eliminates rows of ones, small rows first so that the basis stays sparse.
    pub(crate) fn of(field: Field, width: usize, rows: &[&[u32]]) -> Echelon {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&row| (rows[row].len(), row));
        let mut echelon = Echelon { field, width, basis: Vec::new(), reduced: OnceCell::new() };
        let mut scratch = vec![0; width];
        for from in order {
            scratch.fill(0);
            rows[from].iter().filter_map(|&column| usize::try_from(column).ok()).for_each(|column| scratch[column] = 1);
            let used = echelon.reduce(&mut scratch);
            let Some(pivot) = scratch.iter().position(|&entry| entry != 0) else { continue };
            let scale = field.invert(scratch[pivot]);
            let entries = sparse(&scratch).map(|(column, entry)| (column, field.multiply(entry, scale))).collect();
            echelon.basis.push(BasisRow { pivot, entries, from, scale, used });
        }
        echelon
    }

    pub(crate) fn field(&self) -> Field {
        self.field
    }

    #[cfg(test)]
    fn rank(&self) -> usize {
        self.basis.len()
    }

    /// The reduced echelon rows: the sparsest basis at hand.
    pub(crate) fn reduced(&self) -> &[Sparse] {
        self.reduced.get_or_init(|| self.back_substituted())
    }

    /// Takes every basis row out of a vector; what is left is 0 exactly when the vector is in the span. Returns what was taken.
    fn reduce(&self, vector: &mut [u64]) -> Sparse {
        let mut taken = Vec::new();
        for (place, row) in self.basis.iter().enumerate() {
            let factor = vector[row.pivot];
            if factor != 0 {
                self.take(vector, &row.entries, factor);
                taken.push((place, factor));
            }
        }
        taken
    }

    fn take(&self, vector: &mut [u64], entries: &Sparse, factor: u64) {
        for &(column, entry) in entries {
            vector[column] = self.field.subtract(vector[column], self.field.multiply(entry, factor));
        }
    }

    fn back_substituted(&self) -> Vec<Sparse> {
        let mut reduced: Vec<Sparse> = Vec::with_capacity(self.basis.len());
        // From the last row to the first: a later row already has 0 at the pivots after its own.
        let mut place_of_pivot = vec![None; self.width];
        let mut scratch = vec![0; self.width];
        for row in self.basis.iter().rev() {
            row.entries.iter().for_each(|&(column, entry)| scratch[column] = entry);
            for &(column, _) in &row.entries {
                if let Some(place) = place_of_pivot[column] {
                    let factor = scratch[column];
                    self.take(&mut scratch, &reduced[place], factor);
                }
            }
            place_of_pivot[row.pivot] = Some(reduced.len());
            reduced.push(sparse(&scratch).collect());
            scratch.fill(0);
        }
        reduced
    }

    /// A random vector that every published row sums to 0. A vector outside the span sums to 0 with it once in 2^60.
    pub(crate) fn null_vector(&self, draws: &mut Draws) -> Vec<u64> {
        let mut null: Vec<u64> = (0..self.width).map(|_| self.field.random(draws)).collect();
        for row in self.basis.iter().rev() {
            let others = row.entries.iter().filter(|(column, _)| *column != row.pivot);
            let sum =
                others.fold(0, |sum, &(column, entry)| self.field.add(sum, self.field.multiply(entry, null[column])));
            null[row.pivot] = self.field.negate(sum);
        }
        null
    }

    /// How a vector is made of the published rows: each row with its weight. Nothing, if it is not in their span.
    pub(crate) fn express(&self, vector: impl Iterator<Item = (usize, u64)>) -> Option<Sparse> {
        let mut scratch = vec![0; self.width];
        vector.for_each(|(column, entry)| scratch[column] = entry);
        let taken = self.reduce(&mut scratch);
        if scratch.iter().any(|&entry| entry != 0) {
            return None;
        }
        let mut weights = vec![0; self.basis.len()];
        taken.into_iter().for_each(|(place, factor)| weights[place] = factor);
        let mut made = Vec::new();
        for (place, row) in self.basis.iter().enumerate().rev() {
            let weight = self.field.multiply(weights[place], row.scale);
            if weight != 0 {
                made.push((row.from, weight));
                for &(earlier, factor) in &row.used {
                    weights[earlier] = self.field.subtract(weights[earlier], self.field.multiply(weight, factor));
                }
            }
        }
        made.sort_unstable();
        Some(made)
    }
}

fn sparse(dense: &[u64]) -> impl Iterator<Item = (usize, u64)> + '_ {
    dense.iter().copied().enumerate().filter(|(_, entry)| *entry != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fraction::{Fraction, confirms};

    /// Rank over the fractions by plain whole-number elimination: an oracle that shares nothing with the module.
    fn rank(mut rows: Vec<Vec<i128>>) -> usize {
        let mut rank = 0;
        for column in 0..rows.first().map_or(0, Vec::len) {
            let Some(pivot) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
            rows.swap(rank, pivot);
            for row in rank + 1..rows.len() {
                let (a, b) = (rows[rank][column], rows[row][column]);
                for place in 0..rows[row].len() {
                    rows[row][place] = rows[row][place] * a - rows[rank][place] * b;
                }
            }
            rank += 1;
        }
        rank
    }

    proptest::proptest! {
        #[test]
        fn the_span_is_that_of_whole_number_elimination(rows in proptest::collection::vec(0_u32..256, 1..6), target in 1_u32..256, seed: u64) {
            let columns = |bits: u32| (0..8).filter(|bit| bits >> bit & 1 == 1).collect::<Vec<u32>>();
            let dense = |bits: u32| (0..8).map(|bit| i128::from(bits >> bit & 1)).collect::<Vec<i128>>();
            let sets: Vec<Vec<u32>> = rows.iter().map(|&bits| columns(bits)).collect();
            let slices: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
            let mut draws = Draws::new(seed);
            let field = Field::draw(&mut draws);
            let echelon = Echelon::of(field, 8, &slices);
            let all: Vec<Vec<i128>> = rows.iter().map(|&bits| dense(bits)).collect();
            proptest::prop_assert_eq!(echelon.rank(), rank(all.clone()));
            let within = rank(all.iter().cloned().chain([dense(target)]).collect()) == echelon.rank();
            let null = echelon.null_vector(&mut draws);
            let sum = |bits: u32| columns(bits).iter().fold(0, |sum, &column| field.add(sum, null[column as usize]));
            for &row in &rows {
                proptest::prop_assert_eq!(sum(row), 0);
            }
            proptest::prop_assert_eq!(sum(target) == 0, within);
            let made = echelon.express(columns(target).iter().map(|&column| (column as usize, 1)));
            proptest::prop_assert_eq!(made.is_some(), within);
            if let Some(made) = made {
                let weights: Vec<(Fraction, &[u32])> = made
                    .iter()
                    .map(|&(row, weight)| (Fraction::from_element(weight, field).unwrap(), slices[row]))
                    .collect();
                let target = columns(target);
                proptest::prop_assert!(confirms(8, weights.into_iter(), target.iter().map(|&column| (column, 1))));
            }
        }
    }
}
