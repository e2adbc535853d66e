//! R's numbers for differences between groups.
