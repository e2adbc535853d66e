//! Sickness absence: unit sums of lost and agreed working days.
