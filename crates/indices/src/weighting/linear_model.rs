//! A weighted linear regression with the covariance that the way of sampling gives it.

use nalgebra::DVector;

use super::sample::Sample;
use crate::association::{Coefficient, Design, coefficients, least_squares};
use crate::estimate::Why;

impl Sample {
    /// Weighted least squares with design-based standard errors.
    ///
    /// Formula:  b = (X′WX)⁻¹ X′Wy; covariance of the totals of the influences (X′WX)⁻¹ x w e; t on clusters − strata + 1
    ///           − coefficients degrees of freedom.
    /// Shapes:   one row of the design and one value per row.
    /// Units:    those of y per unit of the column.
    /// Unknown:  as [`Sample::domain_mean`]; columns that are sums of others, or no degrees of freedom left
    ///           (`NotIdentified`).
    /// Rounding: orthogonal triangles.
    /// Source:   Fuller (1975), Sankhyā C 37, 117–132; R `survey::svyglm`.
    ///
    /// ```
    /// use indices::association::Frame;
    /// use indices::weighting::Sample;
    ///
    /// // Means 1 and 3 of two groups of two: the difference is 2.
    /// let mut frame = Frame::new();
    /// frame.factor("Group", &["A", "A", "B", "B"]).unwrap();
    /// let sample = Sample::new(&[1.0; 4]).unwrap();
    /// let model = sample.linear_model(&frame.design(&[&["Group"]]).unwrap(), &[0.0, 2.0, 3.0, 3.0]).unwrap();
    /// assert!((model[1].estimate - 2.0).abs() < 1e-14);
    /// // Influences of the difference: 1/2, −1/2, 0, 0; times 4/3.
    /// assert!((model[1].standard_error - (2.0 / 3.0_f64).sqrt()).abs() < 1e-14);
    /// ```
    pub fn linear_model(&self, design: &Design, values: &[f64]) -> Result<Vec<Coefficient>, Why> {
        let values = self.column(values)?;
        if design.rows() != self.rows() || self.weights.iter().any(|weight| *weight < 0.0) {
            return Err(Why::OutsideDomain);
        }
        let columns = design.matrix();
        let fit = least_squares(columns, &values, &self.weights)?;
        let weighted: DVector<f64> = (values - columns * &fit.coefficients).component_mul(&self.weights);
        let mut influences = columns * &fit.inverse;
        for mut column in influences.column_iter_mut() {
            column.component_mul_assign(&weighted);
        }
        let freedom = self.freedom() + 1.0 - design.width() as f64;
        if freedom < 0.5 {
            return Err(Why::NotIdentified);
        }
        coefficients(design.names(), &fit.coefficients, &self.covariance(influences)?, Some(freedom))
    }
}
