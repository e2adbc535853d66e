//! From settled files to a sealed cube, from the outside: every number is recounted by other means, and every way in
//! which input can be wrong is tried.

#[cfg(test)]
mod absence;
#[cfg(test)]
mod adversary;
#[cfg(test)]
mod benchmarks;
#[cfg(test)]
mod counting;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod layout;
#[cfg(test)]
mod lineage;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod scoring;
#[cfg(test)]
mod statistics;
#[cfg(test)]
mod truth;
