//! Change over repeated waves, and whether something that was done made a difference.
