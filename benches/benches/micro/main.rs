//! The innermost loops one by one: what a change of a kernel costs or saves, before it shows in anything larger.
//!
//! `cargo bench -p mestring-benches --bench micro`, with a name or a part of one to run fewer: `-- pattern`. Every input is drawn from a seed that stands
//! beside it. divan repeats each for as long as it takes to tell fastest, slowest and median; on a shared machine the fastest is the one to compare.

#![expect(clippy::unwrap_used, reason = "a bench whose input is wrong has nothing to measure")]

#[path = "../statistics/answers.rs"]
mod answers;
mod counting;
mod deciding;
mod reasoning;

fn main() {
    divan::main();
}
