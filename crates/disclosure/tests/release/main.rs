//! What is released and what is not, as its readers and its attackers see it.

#[cfg(test)]
mod absence_course;
#[cfg(test)]
mod attack;
#[cfg(test)]
mod audience;
#[cfg(test)]
mod audited;
#[cfg(test)]
mod contradictions;
#[cfg(test)]
mod earlier;
#[cfg(test)]
mod elimination;
#[cfg(test)]
#[path = "../fractions/mod.rs"]
mod fractions;
#[cfg(test)]
mod merger;
#[cfg(test)]
mod municipality;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod room;
#[cfg(test)]
mod sealing;
#[cfg(test)]
mod tampered;
#[cfg(test)]
mod thresholds;
#[cfg(test)]
mod together;
#[cfg(test)]
mod travel;
#[cfg(test)]
mod utility;
#[cfg(test)]
mod withholding;
#[cfg(test)]
mod work;
#[cfg(test)]
mod world;

/// So many random cases; a failing seed is printed, not kept in a file.
#[cfg(test)]
fn properties(cases: u32) -> proptest::prelude::ProptestConfig {
    proptest::prelude::ProptestConfig { cases, failure_persistence: None, ..Default::default() }
}
