//! Work on every core, with the same results whatever their number.

use std::num::NonZeroUsize;

/// The same of each, in their order, shared among the cores.
pub(crate) fn shared<T: Sync, R: Send>(all: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = all.len().div_ceil(cores).max(1);
    let of = |part: &[T]| part.iter().map(&each).collect::<Vec<R>>();
    let Some((own, others)) = all.split_at_checked(share).filter(|(_, others)| !others.is_empty()) else {
        return of(all);
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = others.chunks(share).map(|part| scope.spawn(move || of(part))).collect();
        let mut done = of(own);
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_what_was_asked() {
        for length in [0, 1, 2, 3, 7, 100] {
            let all: Vec<u64> = (0..length).collect();
            assert_eq!(shared(&all, |n| n * n), all.iter().map(|n| n * n).collect::<Vec<_>>());
        }
    }
}
