//! A place for every connection, and who has to leave when there is none left.
//!
//! When every place is taken and somebody new comes, the connection leaves that has waited longest without sending a
//! whole request: an idle one, or one whose head or body drips in. A request that has arrived whole is never cut off.
//! Refusing the new one instead would let a thousand slow clients shut everybody else out for as long as they please;
//! this way they can only push out each other, and a person whose request takes a tenth of a second to arrive is through
//! before a place has changed hands.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// How long to wait before somebody else is asked to leave. A connection leaves at once; this is for one that was just
/// leaving by itself.
const PATIENCE: Duration = Duration::from_millis(50);

/// All places.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
}

/// Connections that have not sent a whole request, by the order in which they began to wait.
#[derive(Debug, Default)]
struct Waiting {
    next: u64,
    by_age: BTreeMap<u64, Arc<Notify>>,
}

/// The place of one connection.
#[derive(Debug)]
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    places: Arc<Places>,
    leave: Arc<Notify>,
    now: Mutex<Now>,
}

/// What a connection is at.
#[derive(Clone, Copy, Debug)]
struct Now {
    /// Its number among those that wait; none while a whole request is being answered.
    waits_as: Option<u64>,
    /// Whether it has ever sent a whole request.
    served: bool,
}

impl Places {
    pub(super) fn new(count: usize) -> Arc<Places> {
        Arc::new(Places { free: Arc::new(Semaphore::new(count)), waiting: Mutex::default() })
    }

    /// A place for one more, as soon as there is one.
    pub(super) async fn take(self: &Arc<Places>) -> Arc<Place> {
        loop {
            let free = Arc::clone(&self.free);
            if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
                return self.place(permit);
            }
            self.ask_one_to_leave();
            if let Ok(Ok(permit)) = tokio::time::timeout(PATIENCE, free.acquire_owned()).await {
                return self.place(permit);
            }
        }
    }

    /// Asks whoever has waited longest; nobody when every connection is being answered.
    pub(super) fn ask_one_to_leave(&self) {
        let oldest = self.waiting().by_age.pop_first();
        if let Some((_, leave)) = oldest {
            leave.notify_one();
        }
    }

    fn place(self: &Arc<Places>, permit: OwnedSemaphorePermit) -> Arc<Place> {
        let now = Mutex::new(Now { waits_as: None, served: false });
        let place = Arc::new(Place { _permit: permit, places: Arc::clone(self), leave: Arc::new(Notify::new()), now });
        place.waits();
        place
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The connection waits for a request, as the youngest of all that do.
    pub(super) fn waits(&self) {
        let mut now = self.now();
        let mut waiting = self.places.waiting();
        if let Some(number) = now.waits_as {
            waiting.by_age.remove(&number);
        }
        let number = waiting.next;
        waiting.next = number.wrapping_add(1);
        waiting.by_age.insert(number, Arc::clone(&self.leave));
        now.waits_as = Some(number);
    }

    /// A whole request has arrived: from here on nobody asks this connection to leave.
    pub(super) fn is_served(&self) {
        let mut now = self.now();
        now.served = true;
        if let Some(number) = now.waits_as.take() {
            self.places.waiting().by_age.remove(&number);
        }
    }

    /// Whether the connection has ever sent a whole request.
    pub(super) fn has_been_served(&self) -> bool {
        self.now().served
    }

    /// Resolves when the connection has to leave.
    pub(super) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let number = self.now().waits_as;
        if let Some(number) = number {
            self.places.waiting().by_age.remove(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn must_leave(place: &Place) -> bool {
        tokio::time::timeout(Duration::ZERO, place.asked_to_leave()).await.is_ok()
    }

    fn run(work: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    }

    #[test]
    fn whoever_has_waited_longest_without_a_whole_request_leaves() {
        run(async {
            let places = Places::new(3);
            let (served, returning, dripping) = (places.take().await, places.take().await, places.take().await);
            served.is_served();
            returning.is_served();
            returning.waits();
            let newcomer = tokio::spawn({
                let places = Arc::clone(&places);
                async move { places.take().await }
            });
            dripping.asked_to_leave().await;
            drop(dripping);
            let newcomer = newcomer.await.unwrap();
            assert!(!must_leave(&served).await && !must_leave(&returning).await && !must_leave(&newcomer).await);
            places.ask_one_to_leave();
            assert!(must_leave(&returning).await && !must_leave(&served).await);
        });
    }

    #[test]
    fn nobody_is_asked_while_everybody_is_being_answered_and_the_next_place_is_waited_for() {
        run(async {
            let places = Places::new(1);
            let only = places.take().await;
            only.is_served();
            assert!(tokio::time::timeout(Duration::from_millis(120), places.take()).await.is_err());
            assert!(!must_leave(&only).await);
            drop(only);
            let next = places.take().await;
            assert!(!next.has_been_served());
        });
    }

    #[test]
    fn a_connection_that_has_gone_is_forgotten() {
        run(async {
            let places = Places::new(2);
            drop(places.take().await);
            let other = places.take().await;
            assert_eq!(places.waiting().by_age.len(), 1);
            places.ask_one_to_leave();
            assert!(must_leave(&other).await);
        });
    }
}
