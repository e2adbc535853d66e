//! Settling answers and writing absence, from the outside: what stands on disk, and what is said when it cannot.

#[cfg(test)]
mod absence_months;
#[cfg(test)]
mod counted;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod generalise;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod order;
#[cfg(test)]
mod refusal;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod stream;
