//! R's numbers for alpha, lambda and omega.
