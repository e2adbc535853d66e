//! Envelopes that only the holders of a wave's key can open.
