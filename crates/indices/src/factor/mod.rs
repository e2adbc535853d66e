//! Confirmatory factor analysis from moments, and whether groups may be compared at all.
