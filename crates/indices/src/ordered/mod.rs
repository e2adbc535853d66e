//! Ordered answers as cut points of something continuous: polychoric correlations, thresholds and their factor models.
