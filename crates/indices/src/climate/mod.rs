//! Whether a unit's mean may be called a climate: agreement, aggregation and size in one verdict.
