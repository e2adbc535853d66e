//! The deeds: one folder, its files, and the disk beneath.

use crate::digest::Sha256Digest;
use crate::fault::Fault;
use crate::plan::{Goal, State, Step, aside, final_name, plan};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The time stamp every settled file carries, so that it says nothing about when: the beginning of the year 2000.
const FILE_TIME: Duration = Duration::from_secs(946_684_800);

/// Called before each step is performed; an error stops the work as abruptly as a crash would.
pub(crate) type Observer<'a> = dyn FnMut(&Step) -> Result<(), Fault> + 'a;

/// The question whether a file, reopened, says what was meant.
pub(crate) type Check<'a> = Box<dyn Fn(&Path) -> Result<(), Fault> + 'a>;

/// One file on its way to the disk: complete, digested, and with the question that tells whether it arrived.
pub(crate) struct Outgoing<'a> {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: Sha256Digest,
    check: Check<'a>,
}

impl<'a> Outgoing<'a> {
    /// A file whose bytes are all there is to check.
    pub(crate) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::with_check(name, bytes, Box::new(|_| Ok(())))
    }

    /// A file that is reopened and compared with what was meant, beside its bytes.
    pub(crate) fn with_check(name: impl Into<String>, bytes: Vec<u8>, check: Check<'a>) -> Self {
        Self { name: name.into(), sha256: Sha256Digest::of(&bytes), bytes, check }
    }

    fn goal(&self) -> Goal {
        Goal { name: self.name.clone(), sha256: self.sha256 }
    }
}

/// The files that belong in one folder.
pub(crate) struct Publication<'a> {
    pub(crate) folder: PathBuf,
    pub(crate) files: Vec<Outgoing<'a>>,
    /// Appears when all the rest is there for good.
    pub(crate) last: Option<Outgoing<'a>>,
    /// Whether a name that is not among the files is left from an interrupted run with other content.
    pub(crate) is_leftover: fn(&str) -> bool,
}

impl Publication<'_> {
    /// Brings the folder to the wanted state, whatever an earlier run left.
    ///
    /// A step that fails removes what was written aside. A step the observer stops removes nothing, as after a crash.
    pub(crate) fn publish(&self, observer: &mut Observer<'_>) -> Result<(), Fault> {
        let state = self.observe()?;
        for step in plan(&state) {
            observer(&step)?;
            if let Err(fault) = self.perform(&step) {
                self.withdraw(state.folder_exists);
                return Err(fault);
            }
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &Outgoing<'_>> {
        self.files.iter().chain(&self.last)
    }

    fn observe(&self) -> Result<State, Fault> {
        let goals: Vec<Goal> = self.files.iter().map(Outgoing::goal).collect();
        let last = self.last.as_ref().map(Outgoing::goal);
        let names = file_names(&self.folder)?;
        let mut state = State {
            folder: self.folder.clone(),
            folder_exists: names.is_some(),
            found: BTreeMap::new(),
            leftovers: Vec::new(),
            goals,
            last,
        };
        for name in names.into_iter().flatten() {
            if self.all().any(|file| file.name == name) {
                let digest = digest_of_file(&self.folder.join(&name))?;
                state.found.insert(name, digest);
            } else if self.all().any(|file| final_name(&name) == Some(&file.name)) || (self.is_leftover)(&name) {
                state.leftovers.push(name);
            }
        }
        Ok(state)
    }

    fn perform(&self, step: &Step) -> Result<(), Fault> {
        match step {
            Step::MakeFolder(folder) => make_folder(folder),
            Step::SyncFolder(folder) => sync_folder(folder),
            Step::RemoveLeftover(path) => remove(path),
            Step::WriteAside(path) => write_new(&aside(path), &self.outgoing(path)?.bytes),
            Step::SyncAside(path) => {
                let path = aside(path);
                let synced = File::open(&path).and_then(|file| file.sync_all());
                synced.map_err(|source| Fault::disk("make the file durable", &path, source))
            }
            Step::VerifyAside(path) => {
                let outgoing = self.outgoing(path)?;
                let path = aside(path);
                let (expected, found) = (outgoing.sha256, digest_of_file(&path)?);
                if expected != found {
                    return Err(Fault::DigestMismatch { path, expected, found });
                }
                (outgoing.check)(&path)
            }
            Step::PutInPlace(path) => {
                let renamed = fs::rename(aside(path), path);
                renamed.map_err(|source| Fault::disk("give the file its final name", path, source))
            }
            Step::Finished(_) => Ok(()),
        }
    }

    fn outgoing(&self, path: &Path) -> Result<&Outgoing<'_>, Fault> {
        let wanted = self.all().find(|file| self.folder.join(&file.name) == path);
        wanted.ok_or_else(|| Fault::Encoding {
            what: path.display().to_string(),
            problem: "the plan names a file that is not to be written".to_owned(),
        })
    }

    /// Takes back what a failed run wrote aside. What cannot be removed now is removed by the next run.
    fn withdraw(&self, folder_existed: bool) {
        for file in self.all() {
            let _ = fs::remove_file(aside(&self.folder.join(&file.name)));
        }
        if !folder_existed {
            // Only an empty folder goes, and only the one that this run made.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// The names of the files in a folder, sorted; nothing if there is no folder.
pub(crate) fn file_names(folder: &Path) -> Result<Option<Vec<String>>, Fault> {
    let failed = |source| Fault::disk("list the folder", folder, source);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(failed)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        // A name that is not text is none of ours.
        names.extend(entry.map_err(failed)?.file_name().into_string());
    }
    names.sort_unstable();
    Ok(Some(names))
}

/// The digest of a file's bytes, read from the disk piece by piece.
pub(crate) fn digest_of_file(path: &Path) -> Result<Sha256Digest, Fault> {
    let failed = |source| Fault::disk("read the file", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = crate::digest::FileDigest::begin();
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(digest.end()),
            Ok(length) => digest.piece(piece.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

/// Creates a folder and those above it. The folder two levels up may be new as well, so it is synced here; one that this
/// account may not open was there before.
fn make_folder(folder: &Path) -> Result<(), Fault> {
    fs::create_dir_all(folder).map_err(|source| Fault::disk("make the folder", folder, source))?;
    let Some(above) = folder.ancestors().nth(2) else { return Ok(()) };
    match sync_folder(above) {
        Err(Fault::Disk { source, .. }) if source.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}

pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        // Settled answers are for the program's own account.
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_modified(SystemTime::UNIX_EPOCH + FILE_TIME)
    });
    written.map_err(|source| Fault::disk("write the file", path, source))
}

pub(crate) fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(|source| Fault::disk("remove the leftover file", path, source)),
    }
}

#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Fault> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let synced = File::open(here).and_then(|handle| handle.sync_all());
    synced.map_err(|source| Fault::disk("make the folder durable", here, source))
}

/// Other systems do not let a folder be opened and synced; the file system's own journal has to do.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> Result<(), Fault> {
    Ok(())
}
