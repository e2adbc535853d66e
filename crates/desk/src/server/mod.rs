//! The server: one log, one file of accounts, one listener.

mod connection;
mod tls;

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::Sql;
use crate::accounts::{AccountsError, Directory, Guesses};
use crate::http::{self, Desk, Site};
use crate::moment::Clock;
use crate::oidc::{IssuerError, IssuerSettings, SignIns};
use crate::secret::Random;
use crate::sessions::{SessionLimits, Sessions};
use crate::store::Store;
use crate::trail::{Trail, TrailError};
use connection::Door;

pub use tls::{Tls, TlsError};

/// What a desk needs to know.
pub struct Config {
    /// The released cubes.
    pub store: Arc<Store>,
    /// The file of accounts.
    pub accounts: PathBuf,
    /// The audit log; begun when it does not exist.
    pub trail: PathBuf,
    /// What time it is.
    pub clock: Clock,
    /// Where every random draw comes from.
    pub random: Random,
    /// The organisation's name on pages and in files.
    pub organisation: String,
    /// The address people reach the desk at, such as `https://innsikt.example.no`; the listener's own when none.
    pub public_address: Option<String>,
    /// The certificate and key to speak TLS with; without them a proxy in front must, unless everybody is on this machine.
    pub tls: Option<Tls>,
    /// What answers questions in SQL, if anything does.
    pub sql: Option<Sql>,
    /// The organisation's sign-in, if there is one.
    pub issuer: Option<IssuerSettings>,
    /// How long a session lasts.
    pub sessions: SessionLimits,
}

/// Why the desk did not start or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Passwords would travel in clear.
    #[error(
        "the desk would take passwords in clear at {address}: give [desk] certificate and private_key, or a proxy with an https \
         public_address in front, or listen at 127.0.0.1"
    )]
    InClear {
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// The public address cannot be one.
    #[error("{found:?} is no public address; write scheme and host, such as https://innsikt.example.no")]
    PublicAddress {
        /// What was given.
        found: String,
    },
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The log.
    #[error(transparent)]
    Trail(#[from] TrailError),
    /// The certificate or its key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The organisation's sign-in.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The address cannot be listened at.
    #[error("cannot listen at {address} ({source})")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Connections at a time: readers are few, and each holds little.
const CONNECTIONS_MAX: usize = 512;

/// How long requests that have begun may go on after the desk was asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Listens at an address.
///
/// # Errors
/// The system's refusal.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, DeskError> {
    TcpListener::bind(address).await.map_err(|source| DeskError::Listen { address, source })
}

/// Answers until `shutdown`.
///
/// # Errors
/// Whatever keeps it from starting: passwords in clear, accounts or log that cannot be used, a wrong certificate.
pub async fn serve(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()>) -> Result<(), DeskError> {
    let address = listener
        .local_addr()
        .map_err(|source| DeskError::Listen { address: SocketAddr::from(([0, 0, 0, 0], 0)), source })?;
    let site = Site {
        public_address: config.public_address.as_deref().map(public_address).transpose()?,
        tls: config.tls.is_some(),
    };
    if !site.is_https() && !address.ip().is_loopback() {
        return Err(DeskError::InClear { address });
    }
    let acceptor = config.tls.as_ref().map(tls::acceptor).transpose()?;
    let desk = desk(config, site)?;
    let door = Arc::new(Door::new(http::router(Arc::new(desk)), acceptor));
    let (leave, leaving) = watch::channel(false);
    let mut visitors = JoinSet::new();
    tracing::info!("showing results");
    tokio::select! {
        () = welcome(&listener, &door, &leaving, &mut visitors) => {}
        () = shutdown => {}
    }
    drop(listener);
    leave.send_replace(true);
    let last = async { while visitors.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, last).await.is_err() {
        visitors.shutdown().await;
    }
    // The log is closed when the last who holds it has gone; its thread is waited for where that may block.
    let _closed = tokio::task::spawn_blocking(move || drop(door)).await;
    Ok(())
}

fn desk(config: Config, site: Site) -> Result<Desk, DeskError> {
    let directory = Directory::new(config.accounts);
    // A file that cannot be read is better told now than to the first who wants in.
    directory.now()?;
    let trail = Trail::open(&config.trail, (config.clock)())?;
    Ok(Desk {
        store: config.store,
        directory,
        sessions: Sessions::new(config.sessions),
        guesses: Guesses::default(),
        hashing: Semaphore::new(Desk::HASHING_MAX),
        trail,
        clock: config.clock,
        random: config.random,
        site,
        organisation: config.organisation,
        sql: config.sql,
        issuer: config.issuer.map(SignIns::new).transpose()?.map(Arc::new),
    })
}

/// Takes connections for as long as it is left to.
async fn welcome(
    listener: &TcpListener,
    door: &Arc<Door>,
    leaving: &watch::Receiver<bool>,
    visitors: &mut JoinSet<()>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let (door, leaving) = (Arc::clone(door), leaving.clone());
                visitors.spawn(async move {
                    door.serve(stream, peer, leaving).await;
                    drop(place);
                });
            }
            // The caller has gone, or the system has no file left to open: somebody will close one soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while let Some(left) = visitors.try_join_next() {
            if left.is_err_and(|error| error.is_panic()) {
                tracing::error!("a connection was ended by a defect");
            }
        }
    }
}

/// Scheme, host and perhaps a port; nothing behind, because the addresses of pages begin at the root.
fn public_address(text: &str) -> Result<Uri, DeskError> {
    let fault = || DeskError::PublicAddress { found: text.to_owned() };
    let uri: Uri = text.parse().map_err(|_| fault())?;
    let whole = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
    if whole && bare { Ok(uri) } else { Err(fault()) }
}
