//! The pass from the outside: real files, counted in a table and on a walk, against a count by hand.

#[cfg(test)]
mod equal;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod refusal;
#[cfg(test)]
mod sql;
