//! The server: one database, one lock, one writer, one listener.

mod door;
mod limits;
mod line;
mod lock;
mod places;
mod tls;

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use survey::Date;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::counters::Counters;
use crate::crash::CrashPoints;
use crate::entropy::Entropy;
use crate::fault::Fault;
use crate::guard::GuessBudget;
use crate::http::{self, Intake, Site};
use crate::journal::{Journal, Reader, Store};
use crate::key::CodeKey;
use crate::writer::{Tools, Writer};
use door::Door;
use lock::ServerLock;
use places::Places;

pub use limits::Limits;
pub use tls::Tls;

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
    /// What one connection may take, and how many there may be.
    pub limits: Limits,
    /// How many failing codes are borne, and what is done about more.
    pub guesses: GuessBudget,
    /// Where tests end the process.
    pub crash_points: CrashPoints,
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
            limits: Limits::default(),
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
    listen(address).map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => Fault::PortInUse { address },
        _ => Fault::Listen { address, source },
    })
}

/// The usual queue of 128 is full when a whole town hall opens the same link at once.
const WAITING_TO_BE_LET_IN: u32 = 1_024;

fn listen(address: SocketAddr) -> Result<TcpListener, std::io::Error> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A server that starts again gets its port at once, though connections of the one before are still being closed.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_TO_BE_LET_IN)
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
    let limits = config.limits;
    // However few connections there can be, half of them stay free of checks that wait.
    let half = limits.connections().div_ceil(2);
    let guesses = GuessBudget { waiting_max: config.guesses.waiting_max.min(half), ..config.guesses };
    let config = Config { guesses, ..config };
    let acceptor = config.tls.as_ref().map(tls::acceptor).transpose()?;
    let (lock, intake) = tokio::task::spawn_blocking(move || start(config))
        .await
        .map_err(|error| Fault::Serve { source: std::io::Error::other(error) })??;

    let tls = acceptor.map(|acceptor| (acceptor, http::in_clear(&intake)));
    let service = http::router(Arc::clone(&intake), limits.handling_time);
    let door = Arc::new(Door::new(service, tls, limits, Arc::clone(&intake.counters)));
    let mut poison = intake.writer.poison();
    let (leave, leaving) = watch::channel(false);
    let mut visitors = JoinSet::new();
    tracing::info!("taking answers");
    tokio::select! {
        () = welcome(&listener, &door, limits.connections(), &leaving, &mut visitors) => {}
        () = shutdown => {}
        _ = poison.wait_for(Option::is_some) => {}
    }
    drop(listener);
    leave.send_replace(true);
    let last = async { while visitors.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.farewell, last).await.is_err() {
        tracing::info!(connections = visitors.len(), "some connections were still open and have been closed");
        visitors.shutdown().await;
    }

    let writer = Arc::clone(&intake);
    let stopped = tokio::task::spawn_blocking(move || writer.writer.stop()).await;
    drop(lock);
    match stopped {
        Ok(Ok(())) => Ok(()),
        Ok(Err(finding)) => Err(Fault::Stopped { path: database, finding }),
        Err(error) => Err(Fault::Serve { source: std::io::Error::other(error) }),
    }
}

/// Takes connections for as long as it is left to.
async fn welcome(
    listener: &TcpListener,
    door: &Arc<Door>,
    connections: usize,
    leaving: &watch::Receiver<bool>,
    visitors: &mut JoinSet<()>,
) {
    let places = Places::new(connections);
    loop {
        let stream = next(listener, &places).await;
        let place = places.take().await;
        let (door, leaving) = (Arc::clone(door), leaving.clone());
        visitors.spawn(async move { door.serve(stream, place, leaving).await });
        while let Some(left) = visitors.try_join_next() {
            if left.is_err_and(|error| error.is_panic()) {
                tracing::error!("a connection was ended by a defect");
            }
        }
    }
}

/// The next connection. When the process has no file left to open, somebody who only waits is sent away and it is tried
/// again: the caller stays in the operating system's queue meanwhile.
async fn next(listener: &TcpListener, places: &Arc<Places>) -> TcpStream {
    let mut backoff = Backoff::new();
    loop {
        let error = match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => error,
        };
        // The caller has gone already; that says nothing about us.
        if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted) {
            continue;
        }
        if backoff.is_new() {
            tracing::warn!(%error, "the operating system gives no more connections; it is tried again until it does");
        }
        places.ask_one_to_leave();
        backoff.wait().await;
    }
}

/// How long to wait after the operating system could give no connection, doubling up to a second.
struct Backoff(Duration);

impl Backoff {
    const LEAST: Duration = Duration::from_millis(20);
    const MOST: Duration = Duration::from_secs(1);

    fn new() -> Backoff {
        Backoff(Backoff::LEAST)
    }

    /// Whether this would be the first wait in a row.
    fn is_new(&self) -> bool {
        self.0 == Backoff::LEAST
    }

    async fn wait(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = self.0.saturating_mul(2).min(Backoff::MOST);
    }
}

/// Takes the lock, checks the journal and starts the writer.
fn start(mut config: Config) -> Result<(ServerLock, Arc<Intake>), Fault> {
    let mut site = site(&config)?;
    let lock = ServerLock::take(&config.database)?;
    let mut journal = Journal::open(&config.database)?.with_crash_points(config.crash_points);
    journal.start(config.second_copy.as_deref())?;
    site.store = journal.store()?;
    let reader = Reader::open(&config.database, config.today)?;
    let entropy = config.entropy.branch();
    let writer = Writer::start(journal, Tools { key: config.key.clone(), entropy, group_max: config.group_max })?;
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
        store: Store::default(),
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
