//! R's numbers for counts with exposure, and correlations between unit means.
