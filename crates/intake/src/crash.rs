//! Named points at which a test ends the process, so that every moment a crash can come is tried.

/// Told the name of each point as it is passed. In production it does nothing.
#[derive(Clone, Copy)]
pub struct CrashPoints(fn(&'static str));

impl CrashPoints {
    /// Nothing happens anywhere.
    pub const NONE: CrashPoints = CrashPoints(|_| {});

    /// Calls a function at every point; the function may end the process.
    pub const fn watch(watcher: fn(&'static str)) -> CrashPoints {
        CrashPoints(watcher)
    }

    /// Says that a point has been reached.
    pub(crate) fn pass(self, name: &'static str) {
        (self.0)(name);
    }
}

impl std::fmt::Debug for CrashPoints {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CrashPoints")
    }
}
