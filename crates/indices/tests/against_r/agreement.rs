//! R's numbers for r_wg and kin.
