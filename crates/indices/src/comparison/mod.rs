//! How two groups differ: differences of means, effect sizes, and what many comparisons at once ask for.
