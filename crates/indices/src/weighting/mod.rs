//! Non-response: corrections for a finite staff, weights that restore known totals, and what they cost.
