//! R's numbers for the one-way random model and shrunken means.
