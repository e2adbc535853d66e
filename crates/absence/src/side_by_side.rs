//! Parts of one work on threads of their own.
//!
//! Invariant: results stand in the order of the parts, whichever is done first.

/// Does each part of a work on a thread of its own.
pub(crate) fn side_by_side<P, R>(parts: impl Iterator<Item = P>, work: impl Fn(P) -> R + Sync) -> Vec<R>
where
    P: Copy + Send,
    R: Send,
{
    let work = &work;
    std::thread::scope(|scope| {
        let beside: Vec<_> = parts.map(|part| (part, scope.spawn(move || work(part)))).collect();
        // A thread that could not finish is done again here, where its fault shows.
        beside.into_iter().map(|(part, thread)| thread.join().unwrap_or_else(|_| work(part))).collect()
    })
}
