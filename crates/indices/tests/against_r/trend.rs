//! R's numbers for growth and differences in differences.
