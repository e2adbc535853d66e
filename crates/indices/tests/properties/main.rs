//! What must hold for any counts: laws, second ways to the same number, and the reasons for having none.

#[cfg(test)]
mod aggregation;
#[cfg(test)]
mod agreement;
#[cfg(test)]
mod association;
#[cfg(test)]
mod comparison;
#[cfg(test)]
mod convergence;
#[cfg(test)]
mod dif;
#[cfg(test)]
mod distribution_free;
#[cfg(test)]
mod drawing;
#[cfg(test)]
mod factor;
#[cfg(test)]
mod hard_inputs;
#[cfg(test)]
mod multilevel;
#[cfg(test)]
mod ordered;
#[cfg(test)]
mod persons;
#[cfg(test)]
mod reliability;
#[cfg(test)]
mod reliability_unknown;
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
