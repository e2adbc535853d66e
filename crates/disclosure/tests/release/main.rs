//! What is released and what is not, as its readers and its attackers see it.

mod attack;
mod elimination;
mod sealing;
mod travel;
mod world;

/// So many random cases; a failing seed is printed, not kept in a file.
fn properties(cases: u32) -> proptest::prelude::ProptestConfig {
    proptest::prelude::ProptestConfig { cases, failure_persistence: None, ..Default::default() }
}
