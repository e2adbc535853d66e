//! Whether an item works alike in two groups of equal standing (differential item functioning).
