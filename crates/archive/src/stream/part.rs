//! Parts on their way to the disk: threads encode them whole in memory and write each in one go.

use super::columns::{Place, batch};
use super::{Stream, check_room};
use crate::codec::{BATCH_ROWS, encode};
use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::write_new;
use crate::manifest::{PartDigest, part_name};
use crate::rows::{FORM, count, schema};
use arrow_schema::ArrowError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Duration;
use survey::Layout;

/// How long one waits before asking again whether a thread is free.
const PATIENCE: Duration = Duration::from_millis(5);

/// The rows of one part.
pub(super) struct Job {
    pub(super) number: usize,
    pub(super) rows: usize,
    /// Places with how many of their rows are in the part.
    places: Vec<(Place, usize)>,
    packed: Vec<u8>,
}

impl Job {
    pub(super) fn new(number: usize) -> Self {
        Self { number, rows: 0, places: Vec::new(), packed: Vec::new() }
    }

    pub(super) fn add(&mut self, place: &Place, rows: usize, packed: &[u8]) {
        self.rows += rows;
        self.places.push((place.clone(), rows));
        self.packed.extend_from_slice(packed);
    }

    /// The places of so many rows from the front, which leave the job.
    fn take_places(&mut self, from: &mut usize, rows: usize) -> Vec<(Place, usize)> {
        let (mut taken, mut left) = (Vec::new(), rows);
        while let Some((place, rest)) = self.places.get_mut(*from).filter(|_| left > 0) {
            let now = left.min(*rest);
            taken.push((place.clone(), now));
            *rest -= now;
            left -= now;
            *from += usize::from(*rest == 0);
        }
        taken
    }
}

/// What all parts have in common.
pub(super) struct Parts<'s> {
    stream: &'s Stream<'s>,
    metadata: Vec<(String, String)>,
    jobs: Mutex<Receiver<Job>>,
    sender: Option<SyncSender<Job>>,
    /// The stream has failed, and what is being encoded is of no use.
    stopped: AtomicBool,
}

/// The threads at work.
pub(super) struct Crew<'scope> {
    stopped: &'scope AtomicBool,
    sender: Option<SyncSender<Job>>,
    threads: Vec<ScopedJoinHandle<'scope, Result<Vec<PartDigest>, ArchiveError>>>,
}

impl<'s> Parts<'s> {
    pub(super) fn begin(stream: &'s Stream<'s>, metadata: Vec<(String, String)>) -> Self {
        // Nobody waits in the channel: a part is made while others are encoded, and handed over when a thread is free.
        let (sender, jobs) = sync_channel(0);
        let stopped = AtomicBool::new(false);
        Self { stream, metadata, jobs: Mutex::new(jobs), sender: Some(sender), stopped }
    }

    pub(super) fn crew<'scope>(&'scope mut self, scope: &'scope Scope<'scope, '_>) -> Crew<'scope> {
        let sender = self.sender.take();
        let parts: &'scope Self = self;
        let threads = (0..parts.stream.threads.get()).map(|_| scope.spawn(move || parts.work())).collect();
        Crew { stopped: &parts.stopped, sender, threads }
    }

    fn work(&self) -> Result<Vec<PartDigest>, ArchiveError> {
        let mut written = Vec::new();
        loop {
            let job = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = job else { return Ok(written) };
            let done = self.part(job);
            if done.is_err() {
                // Whoever hands over the next part learns that nobody takes it.
                let (_, nobody) = sync_channel(0);
                *self.jobs.lock().unwrap_or_else(PoisonError::into_inner) = nobody;
            }
            written.push(done?);
        }
    }

    fn part(&self, mut job: Job) -> Result<PartDigest, ArchiveError> {
        let stream = self.stream;
        let (layout, file, rows) = (Layout::of(stream.instrument), part_name(job.number), job.rows);
        let schema = schema(&layout)?;
        let packed = std::mem::take(&mut job.packed);
        let mut from = 0;
        let batches = packed.chunks(BATCH_ROWS.saturating_mul(layout.packed_bytes().max(1))).map(|packed| {
            if self.stopped.load(Ordering::Relaxed) {
                return Err(ArrowError::ComputeError("the stream has failed".to_owned()));
            }
            let places = job.take_places(&mut from, packed.len() / layout.packed_bytes().max(1));
            batch(&schema, stream.instrument, &layout, &places, packed)
        });
        let bytes = encode(&file, &schema, self.metadata.clone(), &FORM, batches)?;
        self.check_room(job.number, rows, bytes.len())?;
        write_new(&stream.folder.join(&file), &bytes)?;
        Ok(PartDigest { rows: count(rows), bytes: count(bytes.len()), sha256: Sha256Digest::of(&bytes), file })
    }

    /// Rows take as much room as those of this part; all that are still to come must fit.
    fn check_room(&self, number: usize, rows: usize, bytes: usize) -> Result<(), Refusal> {
        let before = count(number).saturating_mul(count(self.stream.rows_per_part.get()));
        let to_come = u128::from(self.stream.rows_expected.saturating_sub(before));
        let needed = (to_come * bytes as u128).checked_div(rows as u128).unwrap_or(0);
        check_room(self.stream.folder, u64::try_from(needed).unwrap_or(u64::MAX))
    }
}

impl Crew<'_> {
    /// Hands a part to the next thread that is free, and asks `goes_on` while none is. Whether there was a thread.
    pub(super) fn hand(&mut self, job: Job, goes_on: &mut dyn FnMut() -> Result<(), Fault>) -> Result<bool, Fault> {
        let Some(sender) = &self.sender else { return Ok(false) };
        let mut job = job;
        loop {
            match sender.try_send(job) {
                Ok(()) => return Ok(true),
                Err(TrySendError::Disconnected(_)) => return Ok(false),
                Err(TrySendError::Full(back)) => job = back,
            }
            goes_on()?;
            std::thread::sleep(PATIENCE);
        }
    }

    /// Waits for the threads, which give up what they are at if the stream has failed. Their first trouble is told.
    pub(super) fn end(mut self, failed: bool) -> Result<Vec<PartDigest>, ArchiveError> {
        self.stopped.store(failed, Ordering::Relaxed);
        drop(self.sender.take());
        let mut digests = Vec::new();
        for thread in self.threads {
            let ended = thread.join().unwrap_or_else(|_| Err(super::columns::defect("a thread ended early").into()));
            digests.extend(ended?);
        }
        Ok(digests)
    }
}
