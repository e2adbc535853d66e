//! The server: one database, one lock, one writer, one listener.

use std::fs::{File, OpenOptions, TryLockError};
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use survey::Date;
use tokio::net::TcpListener;

use crate::counters::Counters;
use crate::crash::CrashPoints;
use crate::entropy::Entropy;
use crate::fault::Fault;
use crate::guard::GuessBudget;
use crate::http::{self, Intake, Site};
use crate::journal::{Journal, Reader};
use crate::key::CodeKey;
use crate::writer::Writer;

/// How long open connections may finish after the server was asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// What a server needs to know.
#[derive(Debug)]
pub struct Config {
    /// The journal; made when it does not exist.
    pub database: PathBuf,
    /// The key that the codes of the waves in it were made with.
    pub key: CodeKey,
    /// Where every random draw of the server comes from.
    pub entropy: Entropy,
    /// A folder on another volume that must hold each answer before its receipt is given.
    pub second_copy: Option<PathBuf>,
    /// The certificate and key to speak TLS with; without them a proxy in front must.
    pub tls: Option<Tls>,
    /// The address people reach the server at, such as `https://svar.example.no`; the listener's own when none.
    pub public_address: Option<String>,
    /// Whether a right-to-left language for testing is offered beside the others.
    pub test_language: bool,
    /// The calendar day, which only decides how often participation is counted anew.
    pub today: fn() -> Date,
    /// The most answers in one transaction.
    pub group_max: usize,
    /// How many failing codes are borne, and what is done about more.
    pub guesses: GuessBudget,
    /// Where tests end the process.
    pub crash_points: CrashPoints,
}

/// Files in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, followed by those that vouch for it.
    pub certificate: PathBuf,
    /// Its private key.
    pub private_key: PathBuf,
}

impl Config {
    /// What every server needs; the rest as a small installation has it.
    pub fn new(database: PathBuf, key: CodeKey, entropy: Entropy, today: fn() -> Date) -> Config {
        Config {
            database,
            key,
            entropy,
            second_copy: None,
            tls: None,
            public_address: None,
            test_language: false,
            today,
            group_max: crate::writer::GROUP_MAX,
            guesses: GuessBudget::default(),
            crash_points: CrashPoints::NONE,
        }
    }
}

/// Listens at an address.
///
/// # Errors
/// [`Fault::PortInUse`] or [`Fault::Listen`], in a sentence for whoever started the program.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Fault> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => Fault::PortInUse { address },
        _ => Fault::Listen { address, source },
    })
}

/// Serves until `shutdown` is done, then finishes what was begun and closes the database.
///
/// Before the first answer is taken the database is checked whole and its log emptied. If a write fails later in a way
/// that leaves its outcome unknown, serving ends with [`Fault::Stopped`].
///
/// # Errors
/// [`Fault`] when the database is served already, cannot be trusted, or fails while serving.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Fault> {
    let database = config.database.clone();
    let (lock, intake) = tokio::task::spawn_blocking(move || start(config))
        .await
        .map_err(|error| Fault::Serve { source: std::io::Error::other(error) })??;

    let mut poison = intake.writer.poison();
    let (leave, mut leaving) = tokio::sync::watch::channel(false);
    let mut farewell = leave.subscribe();
    let ask_to_leave = async move {
        tokio::select! {
            () = shutdown => {}
            _ = poison.wait_for(Option::is_some) => {}
        }
        leave.send_replace(true);
        // Hold the sender: a receiver whose sender is gone would take that for the signal.
        std::future::pending::<()>().await;
    };
    let serving = axum::serve(listener, http::router(Arc::clone(&intake))).with_graceful_shutdown(async move {
        let _ = leaving.wait_for(|leave| *leave).await;
    });
    let too_long = async move {
        let _ = farewell.wait_for(|leave| *leave).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tracing::info!("taking answers");
    let served = tokio::select! {
        served = serving => served,
        () = ask_to_leave => Ok(()),
        () = too_long => Ok(()),
    };

    let writer = Arc::clone(&intake);
    let stopped = tokio::task::spawn_blocking(move || writer.writer.stop()).await;
    drop(lock);
    match stopped {
        Ok(Ok(())) => {}
        Ok(Err(finding)) => return Err(Fault::Stopped { path: database, finding }),
        Err(error) => return Err(Fault::Serve { source: std::io::Error::other(error) }),
    }
    served.map_err(|source| Fault::Serve { source })
}

/// Takes the lock, checks the journal and starts the writer.
fn start(config: Config) -> Result<(ServerLock, Arc<Intake>), Fault> {
    let site = site(&config)?;
    let lock = ServerLock::take(&config.database)?;
    let journal = Journal::open(&config.database)?;
    journal.recover()?;
    let reader = Reader::open(&config.database)?;
    let writer = Writer::start(journal, config.key.clone())?;
    let counters = Arc::new(Counters::default());
    let intake = Intake::new(writer, reader, config.key, config.entropy, site, config.guesses, counters);
    Ok((lock, Arc::new(intake)))
}

/// What the server says and asks about itself, from its settings.
fn site(config: &Config) -> Result<Site, Fault> {
    let public_address = config.public_address.as_deref().map(public_address).transpose()?;
    Ok(Site {
        public_address,
        tls: config.tls.is_some(),
        test_language: config.test_language,
        second_copy: config.second_copy.is_some(),
    })
}

/// Scheme, host and perhaps a port; nothing behind, because the addresses of pages begin at the root.
fn public_address(text: &str) -> Result<Uri, Fault> {
    let fault = || Fault::PublicAddress { found: text.to_owned() };
    let uri: Uri = text.parse().map_err(|_| fault())?;
    let whole = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
    if whole && bare { Ok(uri) } else { Err(fault()) }
}

/// An operating-system lock on a file beside the database: it holds as long as this process lives, and no longer.
#[derive(Debug)]
struct ServerLock(#[expect(dead_code, reason = "the lock is held by keeping the file open")] File);

impl ServerLock {
    fn take(database: &Path) -> Result<ServerLock, Fault> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let fault = |source| Fault::Lock { path: path.clone(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(ServerLock(file)),
            Err(TryLockError::WouldBlock) => Err(Fault::AlreadyServed { path: database.to_owned() }),
            Err(TryLockError::Error(source)) => Err(fault(source)),
        }
    }
}
