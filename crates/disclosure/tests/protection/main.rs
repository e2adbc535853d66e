//! No combination of published numbers concerns only a few people: by hand, in small organisations from every side, and in large ones by an attacker.

#[cfg(test)]
mod attacker;
#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod exact;
#[cfg(test)]
#[path = "../fractions/mod.rs"]
mod fractions;
#[cfg(test)]
mod large_organisations;
#[cfg(test)]
mod municipality;
#[cfg(test)]
mod sets_at_random;
#[cfg(test)]
mod small_organisations;
#[cfg(test)]
mod statistics_norway;
