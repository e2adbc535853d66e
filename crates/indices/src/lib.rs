//! What the counts say.
