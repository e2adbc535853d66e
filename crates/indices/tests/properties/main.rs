//! What must hold for any counts: laws, second ways to the same number, and the reasons for having none.

#[cfg(test)]
mod aggregation;
#[cfg(test)]
mod association;
#[cfg(test)]
mod drawing;
#[cfg(test)]
mod draws;
#[cfg(test)]
mod persons;
#[cfg(test)]
mod scales;
#[cfg(test)]
mod trend;
#[cfg(test)]
mod unknown;
#[cfg(test)]
mod waves;
#[cfg(test)]
mod weighting;
