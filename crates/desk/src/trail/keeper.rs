//! The one thread that writes the log.
//!
//! Requests hand their entries over and wait. The keeper takes as many as are waiting, writes them in one piece, syncs once and answers
//! them all, so that fifty readers wait for one sync and not for fifty. After a write that failed it is not known what the file holds:
//! nothing more is written until the desk has been started again and the log has been read back.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::verify::{Unverified, chain};
use super::{Deed, Entry, Line};
use crate::moment::Moment;

/// Entries that may wait for the keeper, and the most that one sync carries.
const WAITING_MAX: usize = 1_024;

/// Why the log was not opened.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    /// It was changed, or cannot be read.
    #[error("{}: {source}", path.display())]
    Unverified {
        /// The log.
        path: PathBuf,
        /// Where and how.
        source: Unverified,
    },
    /// Another desk writes it.
    #[error("{}: another desk is running on this log; stop it first", path.display())]
    Taken {
        /// The log.
        path: PathBuf,
    },
    /// The disk.
    #[error("{}: cannot be written ({source})", path.display())]
    Disk {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The log takes nothing more: an earlier write failed, or too much is waiting. What was to be logged must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit log takes nothing just now")]
pub struct TrailStopped;

struct Waiting {
    entry: Entry,
    written: oneshot::Sender<Result<(), TrailStopped>>,
}

/// The log, open for more.
#[derive(Debug)]
pub struct Trail {
    hand_over: Option<SyncSender<Waiting>>,
    keeper: Option<JoinHandle<()>>,
}

impl Trail {
    /// Opens the log, or begins one; what is in it is verified first. Half a line at its end, left by a power cut, was promised to
    /// nobody: it is taken away and that is logged.
    ///
    /// # Errors
    /// A log that was changed, is being written by another desk, or cannot be read or written.
    pub fn open(path: &Path, now: Moment) -> Result<Trail, TrailError> {
        let (mut log, mended) = Log::open(path)?;
        if mended {
            log.append(vec![Entry::new(now, Deed::Mended)]).map_err(|source| disk(path, source))?;
        }
        let (hand_over, waiting) = sync_channel(WAITING_MAX);
        let keeper = std::thread::Builder::new().name("trail".to_owned()).spawn(move || keep(log, &waiting));
        let keeper = keeper.map_err(|source| disk(path, source))?;
        Ok(Trail { hand_over: Some(hand_over), keeper: Some(keeper) })
    }

    /// Writes an entry and returns when it is on disk.
    ///
    /// # Errors
    /// It is not.
    pub async fn write(&self, entry: Entry) -> Result<(), TrailStopped> {
        let (written, told) = oneshot::channel();
        let hand_over = self.hand_over.as_ref().ok_or(TrailStopped)?;
        hand_over.try_send(Waiting { entry, written }).map_err(|_| TrailStopped)?;
        told.await.unwrap_or(Err(TrailStopped))
    }
}

#[cfg(test)]
impl Trail {
    /// A log that takes nothing.
    pub(crate) const fn stopped() -> Trail {
        Trail { hand_over: None, keeper: None }
    }
}

impl Drop for Trail {
    /// Waits until everything handed over is written, so that the next who opens the log finds it whole and free.
    fn drop(&mut self) {
        drop(self.hand_over.take());
        if let Some(keeper) = self.keeper.take() {
            drop(keeper.join());
        }
    }
}

fn keep(mut log: Log, waiting: &Receiver<Waiting>) {
    while let Ok(first) = waiting.recv() {
        let (mut entries, mut askers) = (vec![first.entry], vec![first.written]);
        while let Ok(next) = waiting.try_recv() {
            entries.push(next.entry);
            askers.push(next.written);
            if askers.len() == WAITING_MAX {
                break;
            }
        }
        let failed = log.append(entries).inspect_err(|error| {
            tracing::error!(%error, "the audit log could not be written: nothing is shown until the desk has been started again");
        });
        let told = failed.as_ref().copied().map_err(|_| TrailStopped);
        for asker in askers {
            // Whoever has hung up is not told.
            let _gone = asker.send(told);
        }
        if failed.is_err() {
            return;
        }
    }
}

struct Log {
    file: File,
    head: String,
}

impl Log {
    /// The log, and whether half a line was taken off its end.
    fn open(path: &Path) -> Result<(Log, bool), TrailError> {
        let disk = |source| disk(path, source);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(disk)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(disk)?;
        file.try_lock().map_err(|refused| match refused {
            TryLockError::WouldBlock => TrailError::Taken { path: path.to_owned() },
            TryLockError::Error(source) => disk(source),
        })?;
        let read =
            chain(BufReader::new(&file)).map_err(|source| TrailError::Unverified { path: path.to_owned(), source })?;
        if read.cut > 0 {
            file.set_len(read.whole).map_err(disk)?;
        }
        file.seek(SeekFrom::End(0)).map_err(disk)?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk)?;
        Ok((Log { file, head: read.head }, read.cut > 0))
    }

    fn append(&mut self, entries: Vec<Entry>) -> std::io::Result<()> {
        let mut text = Vec::new();
        let mut head = self.head.clone();
        for entry in entries {
            let line = Line::after(&head, entry)?;
            serde_json::to_writer(&mut text, &line)?;
            text.push(b'\n');
            head = line.digest;
        }
        self.file.write_all(&text)?;
        self.file.sync_data()?;
        self.head = head;
        Ok(())
    }
}

fn disk(path: &Path, source: std::io::Error) -> TrailError {
    TrailError::Disk { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Broken, verify};
    use super::*;

    fn entry(number: u64) -> Entry {
        let mut entry = Entry::new(Moment::from_unix(number), Deed::Viewed);
        entry.what = Some("indices \u{2028} \"æ\"".to_owned());
        entry.rows = Some(number);
        entry
    }

    fn written(path: &Path, numbers: std::ops::Range<u64>) {
        let trail = Trail::open(path, Moment::from_unix(0)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for number in numbers {
                trail.write(entry(number)).await.unwrap();
            }
        });
    }

    fn broken_at(path: &Path) -> u64 {
        match verify(path) {
            Err(Unverified::Broken(Broken { line, .. })) => line,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_log_goes_on_after_it_was_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk/audit.jsonl");
        written(&path, 0..3);
        written(&path, 3..5);
        let verified = verify(&path).unwrap();
        assert_eq!(verified.lines, 5);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.trim_end().ends_with(&format!("\"digest\":\"{}\"}}", verified.head)));
        assert!(text.starts_with(&format!("{{\"previous\":\"{}\"", super::super::NOTHING)));
    }

    #[test]
    fn one_desk_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let first = Trail::open(&path, Moment::from_unix(0)).unwrap();
        assert!(matches!(Trail::open(&path, Moment::from_unix(0)), Err(TrailError::Taken { .. })));
        drop(first);
        Trail::open(&path, Moment::from_unix(0)).unwrap();
    }

    #[test]
    fn half_a_line_at_the_end_is_taken_away_and_that_is_logged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        written(&path, 0..3);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
        assert_eq!(broken_at(&path), 3);
        written(&path, 3..4);
        assert_eq!(verify(&path).unwrap().lines, 4);
        assert!(std::fs::read_to_string(&path).unwrap().contains("\"deed\":\"mended\""));
    }

    #[test]
    fn lines_taken_out_put_in_or_moved_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        written(&path, 0..6);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let with = |lines: &[&str]| {
            std::fs::write(&path, format!("{}\n", lines.join("\n"))).unwrap();
            broken_at(&path)
        };
        assert_eq!(with(&[&lines[..2], &lines[3..]].concat()), 3);
        assert_eq!(with(&[&lines[..2], &lines[1..]].concat()), 3);
        assert_eq!(with(&[lines[0], lines[2], lines[1], lines[3]]), 2);
        assert_eq!(with(&lines[1..]), 1);
        assert!(matches!(Trail::open(&path, Moment::from_unix(0)), Err(TrailError::Unverified { .. })));
    }

    proptest! {
        /// Whatever byte is changed, the log is broken, and at the line it is in.
        #[test]
        fn a_changed_byte_is_found(at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("audit.jsonl");
            written(&path, 0..4);
            let mut bytes = std::fs::read(&path).unwrap();
            let place = at.index(bytes.len());
            prop_assume!(bytes[place] != to);
            let line = 1 + bytes[..place].iter().filter(|byte| **byte == b'\n').count() as u64;
            bytes[place] = to;
            std::fs::write(&path, &bytes).unwrap();
            prop_assert_eq!(broken_at(&path), line);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_log_that_cannot_be_written_says_so_and_stays_stopped() {
        let full = OpenOptions::new().append(true).open("/dev/full").unwrap();
        let log = Log { file: full, head: super::super::NOTHING.to_owned() };
        let (hand_over, waiting) = sync_channel(4);
        let keeper = std::thread::spawn(move || keep(log, &waiting));
        let trail = Trail { hand_over: Some(hand_over), keeper: Some(keeper) };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            assert_eq!(trail.write(entry(1)).await, Err(TrailStopped));
            assert_eq!(trail.write(entry(2)).await, Err(TrailStopped));
        });
    }
}
