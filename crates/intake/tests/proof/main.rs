//! Proofs that nothing acknowledged is lost: the real server in a process of its own, over real HTTP on a real file
//! system, is killed, starved, lied to and cut off, and every answer is counted afterwards.
//!
//! `cargo test` runs a short form of each; `.ci/prove` runs them in full. `docs/methods/proofs.md` says what each does.

#[cfg(test)]
mod child;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod command;
#[cfg(test)]
mod cut_commands;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod line;
#[cfg(test)]
mod load;
#[cfg(test)]
mod order;
#[cfg(test)]
mod points;
#[cfg(test)]
mod power;
#[cfg(test)]
mod powercut;
#[cfg(test)]
mod races;
#[cfg(test)]
mod room;
#[cfg(test)]
mod scale;
#[cfg(test)]
mod second;
#[cfg(test)]
mod two;
#[cfg(test)]
mod wave;
