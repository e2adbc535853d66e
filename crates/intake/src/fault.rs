//! What can go wrong for whoever runs the server or a command. Each message is one sentence that says what to do.

use std::net::SocketAddr;
use std::path::PathBuf;

use custody::SealError;
use survey::{FileError, SelectError, WaveId, WaveState};
use thiserror::Error;

/// We failed: the disk, the operating system, a damaged file, another program in the way.
#[derive(Debug, Error)]
pub enum Fault {
    /// Something else listens at the address.
    #[error("address {address} is in use by another program; stop it or choose another port")]
    PortInUse {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The operating system does not let us listen.
    #[error("cannot listen at {address}: {source}; check the address and whether this user may use the port")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The address for people is none.
    #[error("{found:?} is no address of a website; give scheme and host, such as https://svar.example.no")]
    PublicAddress {
        /// What was given.
        found: String,
    },
    /// A file that TLS needs cannot be used.
    #[error("{}: {problem}; give PEM files: the certificate followed by those that vouch for it, and its own private key", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another server has the database.
    #[error("{} is served by another process already; stop it first, or give this server a database of its own", path.display())]
    AlreadyServed {
        /// The database file.
        path: PathBuf,
    },
    /// The lock file cannot be made.
    #[error("cannot make the lock file {}: {source}; check that the folder exists and may be written", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The names of a file and its log could not be brought to the disk.
    #[error("the folder of {} cannot be brought to the disk: {source}; check the disk before starting again", path.display())]
    Names {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The linked SQLite can lose data.
    #[error("SQLite {found} is linked, which can damage its journal; build with 3.51.3 or later, but not 3.52.0")]
    OldSqlite {
        /// The version that was found.
        found: String,
    },
    /// The database cannot be opened.
    #[error("cannot open {}: {source}; check that the folder exists and that this user may write there", path.display())]
    Open {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file is a database of another program.
    #[error("{} is not a Mestring database; give the path of one, or of a file that does not exist yet", path.display())]
    Foreign {
        /// The database file.
        path: PathBuf,
    },
    /// The file was written by another version.
    #[error("{} has layout {found}, this program reads layout {known}; use the version of the program that wrote it", path.display())]
    Layout {
        /// The database file.
        path: PathBuf,
        /// The layout in the file.
        found: i64,
        /// The layout this program knows.
        known: i64,
    },
    /// A setting that durability rests on did not take.
    #[error("{}: SQLite's {name} is {found} and must be {expected}; the file system may not support it, use a local disk", path.display())]
    Setting {
        /// The database file.
        path: PathBuf,
        /// The name of the setting.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The database failed its own check.
    #[error("{} is damaged ({finding}); stop, keep a copy of the file and restore the last backup", path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// The first finding.
        finding: String,
    },
    /// The write-ahead log could not be emptied.
    #[error("the log beside {} could not be emptied because somebody is reading; run the command again", path.display())]
    LogBusy {
        /// The database file.
        path: PathBuf,
    },
    /// No room.
    #[error("no room to write {}; nothing was changed: make room and run the command again", path.display())]
    NoRoom {
        /// The database file.
        path: PathBuf,
    },
    /// Somebody else is writing.
    #[error("{} is held by another command; nothing was changed: wait for it and run the command again", path.display())]
    Busy {
        /// The database file.
        path: PathBuf,
    },
    /// Any other failure of the database.
    #[error("{doing} in {}: {source}; nothing was changed, check the disk and run the command again", path.display())]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The server stopped itself because a write failed.
    #[error("writing to {} failed ({finding}), so the server takes no more answers; check the disk, then start it again: it checks the file first", path.display())]
    Stopped {
        /// The database file.
        path: PathBuf,
        /// What failed.
        finding: String,
    },
    /// A stored wave or instrument cannot be read.
    #[error("wave {wave} in {} cannot be read: {problem}; restore the last backup of the file", path.display())]
    StoredWave {
        /// The database file.
        path: PathBuf,
        /// The wave's id as stored.
        wave: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The second copy belongs to another journal, or to a later state of this one.
    #[error("{} holds answers to wave {wave}, which the journal does not have; give the right folder, or restore a backup that was made after that wave was prepared", path.display())]
    CopyOfOther {
        /// The second copy.
        path: PathBuf,
        /// The wave that only the copy knows.
        wave: String,
    },
    /// The journal and its second copy took different answers with the same codes.
    #[error("{} and {} hold different answers to wave {wave} from the same codes, because the journal was used without its copy; nothing was changed: keep both files, and give the server an empty folder to go on with the journal alone", journal.display(), path.display())]
    CopiesDisagree {
        /// The second copy.
        path: PathBuf,
        /// The journal.
        journal: PathBuf,
        /// The wave.
        wave: String,
    },
    /// A backup is never overwritten.
    #[error("{} exists already; backups are never overwritten, name a new file", path.display())]
    BackupExists {
        /// The file.
        path: PathBuf,
    },
    /// Something is where a journal should be restored.
    #[error("{} exists already; restoring never overwrites a journal: move it away with the files beside it, and keep them", path.display())]
    JournalExists {
        /// The file.
        path: PathBuf,
    },
    /// The file to restore from is empty or in use.
    #[error("{} is no finished backup; give a file that `backup` has written", path.display())]
    NotABackup {
        /// The file.
        path: PathBuf,
    },
    /// The operating system does not let a backup or a restored journal be written.
    #[error("cannot write {}: {source}; check that the folder exists and that this user may write there", path.display())]
    Backup {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The reserve file cannot be written or removed.
    #[error("the reserve file {}: {source}; check the folder's permissions and run the command again", path.display())]
    Reserve {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The key file cannot be read or written.
    #[error("key file {}: {source}; the codes of open waves only work with the key they were made with", path.display())]
    KeyFile {
        /// The key file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The key file is something else.
    #[error("key file {} must hold exactly 32 bytes; point to the right file", path.display())]
    KeyLength {
        /// The key file.
        path: PathBuf,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes: {source}; nothing was drawn, try again")]
    Entropy {
        /// What the operating system said.
        source: getrandom::Error,
    },
    /// A thread could not be started.
    #[error("cannot start the writer thread: {source}; the system may be out of memory or threads")]
    Thread {
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Serving ended with an error of the operating system.
    #[error("serving ended: {source}; start the server again")]
    Serve {
        /// What the operating system said.
        source: std::io::Error,
    },
}

/// A command on a wave that cannot be carried out.
#[derive(Debug, Error)]
pub enum WaveError {
    /// The id is taken.
    #[error("wave {wave} exists already; choose another id")]
    Exists {
        /// The id.
        wave: WaveId,
    },
    /// There is no such wave.
    #[error("there is no wave {wave}; `wave status` lists the waves there are")]
    Unknown {
        /// The id.
        wave: WaveId,
    },
    /// The wave is at another point of its life.
    #[error("wave {wave} is {}, and this needs a wave that is {}; `wave status` shows where every wave is", found.as_str(), needed.as_str())]
    State {
        /// The id.
        wave: WaveId,
        /// Its state.
        found: WaveState,
        /// The state the command needs.
        needed: WaveState,
    },
    /// Nobody to ask.
    #[error("nobody is invited to wave {wave}; give at least one")]
    NobodyInvited {
        /// The id.
        wave: WaveId,
    },
    /// The instrument's file has an error.
    #[error(transparent)]
    Instrument(#[from] FileError),
    /// The wave and the instrument do not belong together.
    #[error("wave {wave} cannot ask this instrument: {source}; make the wave and the instrument file agree")]
    Questions {
        /// The id.
        wave: WaveId,
        /// What does not fit.
        source: SelectError,
    },
    /// No answer to the instrument fits in an envelope.
    #[error("wave {wave} asks too much: {source}")]
    TooLong {
        /// The id.
        wave: WaveId,
        /// What does not fit.
        source: SealError,
    },
    /// Without test answers nobody can try the shares.
    #[error("wave {wave} has its key in shares and no test answers to try them on; prepare it with test answers")]
    NoCanaries {
        /// The id.
        wave: WaveId,
    },
    /// The test answers must be opened by two people.
    #[error(
        "the rehearsal of wave {wave} needs the names or roles of two different people; name both who opened the test answers"
    )]
    OpenedAlone {
        /// The id.
        wave: WaveId,
    },
    /// The shares have not been tried.
    #[error(
        "nobody has tried the shares of wave {wave} yet; let two of those who hold one open the test answers first, because lost shares lose the wave"
    )]
    NotRehearsed {
        /// The id.
        wave: WaveId,
    },
    /// The disk is too full to take answers for weeks.
    #[error("wave {wave} needs {} MB free for {} and there are {}; nothing was changed: make room and open it again", megabytes(*needed), path.display(), megabytes(*free))]
    TooLittleRoom {
        /// The id.
        wave: WaveId,
        /// The file that will grow.
        path: PathBuf,
        /// Free bytes.
        free: u64,
        /// Bytes that must be free.
        needed: u64,
    },
    /// Codes to be replaced that are not codes of the wave.
    #[error("wave {wave} has no such codes: {}; nothing was changed, compare them with the letters", listed(positions))]
    UnknownCodes {
        /// The id.
        wave: WaveId,
        /// Which ones, counted from one.
        positions: Vec<usize>,
    },
    /// Not as many kinds of new codes as old codes.
    #[error("{codes} codes are to be replaced and {kinds} new ones are described; describe one for each")]
    UnevenLists {
        /// Old codes.
        codes: usize,
        /// Kinds of new ones.
        kinds: usize,
    },
    /// The random source gave the same codes again and again.
    #[error("the random source repeats itself, so no code was made; use the operating system's")]
    RepeatedCode,
    /// We failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Positions in a list that people count from one.
fn listed(positions: &[usize]) -> String {
    let numbers: Vec<String> = positions.iter().map(|position| format!("number {position}")).collect();
    numbers.join(", ")
}

/// Whole megabytes, rounded up.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
