//! Elimination over exact fractions for the attackers of two test programs; nothing of it is shared with the suppressor.

/// A whole number over a whole number above nought, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    pub(crate) const ZERO: Fraction = Fraction { over: 0, under: 1 };

    pub(crate) fn new(over: i128, under: i128) -> Fraction {
        let (mut a, mut b) = (over.abs(), under.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = under.signum();
        Fraction { over: sign * over / a, under: sign * under / a }
    }

    pub(crate) fn minus_product(self, a: Fraction, b: Fraction) -> Fraction {
        let product = Fraction::new(a.over * b.over, a.under * b.under);
        Fraction::new(self.over * product.under - product.over * self.under, self.under * product.under)
    }

    pub(crate) fn divided_by(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.under, self.under * other.over)
    }
}

/// Brings the rows into reduced echelon form and returns the pivot columns.
pub(crate) fn reduce(rows: &mut Vec<Vec<Fraction>>, columns: usize) -> Vec<usize> {
    let mut pivots = Vec::new();
    for column in 0..columns {
        let done = pivots.len();
        let Some(found) = (done..rows.len()).find(|row| rows[*row][column] != Fraction::ZERO) else { continue };
        rows.swap(done, found);
        let leading = rows[done][column];
        let solved: Vec<Fraction> = rows[done].iter().map(|value| value.divided_by(leading)).collect();
        for row in (0..rows.len()).filter(|row| *row != done) {
            let factor = rows[row][column];
            if factor != Fraction::ZERO {
                rows[row] =
                    rows[row].iter().zip(&solved).map(|(value, solved)| value.minus_product(factor, *solved)).collect();
            }
        }
        rows[done] = solved;
        pivots.push(column);
    }
    rows.truncate(pivots.len());
    pivots
}
