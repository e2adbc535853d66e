//! R's numbers for the verdict on a unit's climate.
