//! The one-way random model of units: variance between and within them by REML and ML, and shrunken unit means.
