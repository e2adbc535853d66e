//! What the machine has.

use std::num::NonZeroUsize;

/// How many threads work side by side: one for each core that may be used.
pub(crate) fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
