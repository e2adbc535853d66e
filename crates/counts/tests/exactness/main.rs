//! Counting is exact: the kernel against a hand count, and cells against their parts.

#[cfg(test)]
mod counted;
#[cfg(test)]
mod counting;
#[cfg(test)]
mod dif;
#[cfg(test)]
mod merging;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod packed;
#[cfg(test)]
mod packed_pairs;
#[cfg(test)]
mod pair_tables;
#[cfg(test)]
mod pairs;
