//! The indices against R: our own synthetic vectors always, published data sets where they are at hand.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod association;
#[cfg(test)]
mod chance;
#[cfg(test)]
mod climate;
#[cfg(test)]
mod comparison;
#[cfg(test)]
mod converged;
#[cfg(test)]
mod dif;
#[cfg(test)]
mod factor;
#[cfg(test)]
mod models;
#[cfg(test)]
mod multilevel;
#[cfg(test)]
mod ordered;
#[cfg(test)]
mod published;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod reliability;
#[cfg(test)]
mod synthetic;
#[cfg(test)]
mod trend;
#[cfg(test)]
mod weighting;
