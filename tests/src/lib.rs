//! Whole-system tests live in `system/`; this library holds what they share.
