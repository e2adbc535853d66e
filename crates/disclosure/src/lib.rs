//! What may be said aloud.
