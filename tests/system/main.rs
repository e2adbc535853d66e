//! Tests of the whole system: the real binary, real HTTP, real files, and the house itself.

mod binary;
mod house;
mod stats;
