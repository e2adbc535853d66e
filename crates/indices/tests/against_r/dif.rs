//! R's numbers for differential item functioning.
