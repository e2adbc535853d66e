//! The attack against releases whose truth is known: random organisations, leaks made by hand, and one release in three formats.

mod known_leaks;
mod organisations;
mod power;
mod readers;
