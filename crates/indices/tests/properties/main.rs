//! What must hold for any counts: laws, second ways to the same number, and the reasons for having none.

#[cfg(test)]
mod aggregation;
#[cfg(test)]
mod drawing;
#[cfg(test)]
mod ordered;
#[cfg(test)]
mod scales;
#[cfg(test)]
mod unknown;
