//! R's numbers for polychoric correlations and factor models of ordered answers.
