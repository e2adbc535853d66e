//! Whether intervals cover what they say: synthetic municipalities whose every unit's true mean is known.
//!
//! Answers are skewed (most people choose the second highest point, a long tail below), units have 5 to 200 answers, and
//! the seeds are fixed, so a test passes on every machine or on none. Each band of sizes is judged by itself: an interval
//! that is too narrow for units of five is not saved by units of a hundred.

#[cfg(test)]
mod municipality;
#[cfg(test)]
mod unit_means;
