//! TLS 1.2 and 1.3 from two PEM files.
//!
//! Nothing is remembered from one connection to the next, neither session nor ticket: two visits of one device are two
//! strangers, here and to whoever reads this process's memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::NoServerSessionStorage;
use tokio_rustls::rustls::{Error, ServerConfig};

use crate::fault::Fault;

/// Files in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, followed by those that vouch for it.
    pub certificate: PathBuf,
    /// Its private key.
    pub private_key: PathBuf,
}

/// The first byte of a TLS handshake; no method of HTTP begins with it.
pub(super) const HANDSHAKE: u8 = 22;

/// Reads the files and holds them against each other.
pub(super) fn acceptor(tls: &Tls) -> Result<TlsAcceptor, Fault> {
    let chain = certificates(&tls.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&tls.private_key).map_err(|error| wrong(&tls.private_key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(&tls.certificate, error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| mismatch(tls, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect).map_err(|error| wrong(path, &error))?;
    if chain.is_empty() { Err(fault(path, "holds no certificate".to_owned())) } else { Ok(chain) }
}

fn wrong(path: &Path, error: &PemError) -> Fault {
    let problem = match error {
        PemError::Io(error) => error.to_string(),
        PemError::NoItemsFound => "holds no private key".to_owned(),
        _ => "is not readable as PEM".to_owned(),
    };
    fault(path, problem)
}

fn mismatch(tls: &Tls, error: &Error) -> Fault {
    match error {
        Error::InconsistentKeys(_) => {
            fault(&tls.private_key, format!("is not the key of the certificate in {}", tls.certificate.display()))
        }
        Error::InvalidCertificate(problem) => {
            fault(&tls.certificate, format!("is no usable certificate ({problem:?})"))
        }
        _ => fault(&tls.private_key, format!("cannot be used ({error})")),
    }
}

fn fault(path: &Path, problem: String) -> Fault {
    Fault::Tls { path: path.to_owned(), problem }
}
