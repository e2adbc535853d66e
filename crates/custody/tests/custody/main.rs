//! What the crate promises, seen from outside, with random bytes that follow from seeds.

#[cfg(test)]
mod canaries;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod format;
#[cfg(test)]
mod key_files;
#[cfg(test)]
mod shares;
