//! The two parts of which densities are made without subtracting large logarithms (Loader 2000): the rest of Stirling's
//! formula, and the deviance.

/// ln Γ(z + 1) minus Stirling's formula (z + 1/2) ln z − z + ln √(2π): a number between 0 and about 1/(12z).
pub(super) fn stirling_rest(z: f64) -> f64 {
    const FROM: f64 = 16.0;
    let mut rest = 0.0;
    let mut z = z;
    // Below, one factor at a time: rest(z) − rest(z + 1) = (z + 1/2) ln(1 + 1/z) − 1.
    while z < FROM {
        rest += (z + 0.5) * z.recip().ln_1p() - 1.0;
        z += 1.0;
    }
    // Bernoulli numbers: B₂ₖ / (2k (2k − 1) z^(2k − 1)).
    let inverse_square = (z * z).recip();
    let series = [-691.0 / 360_360.0, 1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0]
        .iter()
        .fold(0.0, |sum, coefficient| sum * inverse_square + coefficient);
    rest + series / z
}

/// a ln(a/m) + m − a for positive a and m, given a − m: never negative, and accurate where a and m are close.
pub(super) fn deviance(a: f64, m: f64, difference: f64) -> f64 {
    let v = difference / (a + m);
    if v.abs() >= 0.1 {
        return a * (a / m).ln() - difference;
    }
    // a/m = (1 + v)/(1 − v), so ln(a/m) = 2(v + v³/3 + v⁵/5 + …), and a − m = v(a + m).
    let square = v * v;
    let mut term = 2.0 * a * v;
    let mut sum = difference * v;
    let mut divisor = 1.0;
    while term.abs() > sum.abs() * f64::EPSILON / 8.0 {
        term *= square;
        divisor += 2.0;
        sum += term / divisor;
    }
    sum
}
