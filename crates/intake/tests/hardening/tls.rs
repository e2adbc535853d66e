//! TLS by the server itself.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use intake::{Config, Fault, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{
    ClientConfig, HandshakeKind, ProtocolVersion, RootCertStore, SupportedProtocolVersion, version,
};

use crate::clients::*;
use crate::house::House;
use crate::support::*;

/// A certificate for `localhost` and its key, as files.
pub(crate) struct Papers {
    pub(crate) files: Tls,
    certificate: CertificateDer<'static>,
}

pub(crate) fn papers(folder: &Path, name: &str) -> Papers {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files =
        Tls { certificate: folder.join(format!("{name}.crt")), private_key: folder.join(format!("{name}.key")) };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.private_key, made.signing_key.serialize_pem()).unwrap();
    Papers { files, certificate: made.cert.der().clone() }
}

fn secured(tls: &Tls) -> impl FnOnce(&mut Config) {
    let tls = tls.clone();
    move |config| config.tls = Some(tls)
}

pub(crate) fn connector(papers: &Papers, versions: &[&'static SupportedProtocolVersion]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(papers.certificate.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// One request over TLS, with the version and the kind of handshake it took.
pub(crate) fn ask_secured(
    connector: &TlsConnector,
    address: SocketAddr,
    request: &str,
) -> (Answer, Option<ProtocolVersion>, Option<HandshakeKind>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut read = Vec::new();
        stream.read_to_end(&mut read).await.unwrap();
        let session = stream.get_ref().1;
        (Answer::read(&read).unwrap(), session.protocol_version(), session.handshake_kind())
    })
}

#[test]
fn answers_come_in_over_both_versions_and_nothing_is_remembered_between_visits() {
    let project = Project::new(4);
    let papers = papers(project.folder.path(), "own");
    let house = House::open(&project.database(), secured(&papers.files));
    let mut codes = project.codes.iter();
    for (versions, spoken) in
        [([&version::TLS13], ProtocolVersion::TLSv1_3), ([&version::TLS12], ProtocolVersion::TLSv1_2)]
    {
        let connector = connector(&papers, &versions);
        for _ in 0..2 {
            let sent = body(codes.next().unwrap(), 1, [1, 2, 3]).to_string();
            let request = format!(
                "POST {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\norigin: https://localhost\r\n\r\n{sent}",
                responses(),
                sent.len()
            );
            let (answer, version, handshake) = ask_secured(&connector, house.address, &request);
            assert_eq!((answer.status, version), (201, Some(spoken)), "{answer:?}");
            assert_eq!(handshake, Some(HandshakeKind::Full), "the second visit is a stranger again");
            assert!(answer.headers["strict-transport-security"].starts_with("max-age=63072000"), "{answer:?}");
        }
    }
    let status = "GET /api/v1/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let (status, ..) = ask_secured(&connector(&papers, &[&version::TLS13]), house.address, status);
    assert!(status.body.contains("\"tls\":\"here\""), "{}", status.body);
    house.stop().unwrap();
    assert_eq!(stored(&project.database()), 4);
}

/// Whoever forgets the s gets a page that says so, whatever is asked, and nothing is taken.
#[test]
fn without_tls_a_server_that_has_it_takes_nothing_and_says_why() {
    let project = Project::new(1);
    let papers = papers(project.folder.path(), "own");
    let house = House::open(&project.database(), secured(&papers.files));
    for (language, words) in [("nb", "foran adressen"), ("nn", "framfor adressa"), ("en", "in front of the address")] {
        let page = get(house.address, &format!("/svar/{WAVE}"), &format!("accept-language: {language}\r\n"));
        assert_eq!(page.status, 400);
        assert!(page.body.contains("https://") && page.body.contains(words), "{language}: {}", page.body);
        assert_eq!(page.headers["cache-control"], "no-store");
    }
    let answer = send(house.address, &project.codes[0], 1, "");
    assert_eq!((answer.status, answer.kind().as_str()), (400, "not-encrypted"));
    house.stop().unwrap();
    assert_eq!(stored(&project.database()), 0);
}

#[test]
fn a_handshake_that_stalls_is_ended_and_nonsense_is_not_spoken_to() {
    let project = Project::new(1);
    let papers = papers(project.folder.path(), "own");
    let house = House::open(&project.database(), |config| {
        secured(&papers.files)(config);
        config.limits.handshake_time = Duration::from_millis(300);
    });
    // Nothing, the start of a handshake, a record that promises more than comes, and noise that begins like one.
    let promising = [22, 3, 1, 2, 0, 1];
    let noise: Vec<u8> =
        std::iter::once(22).chain((0..400_u32).map(|byte| u8::try_from(byte * 7 % 256).unwrap())).collect();
    for start in [&[] as &[u8], &[22], &promising, &noise] {
        let mut stream = connect(house.address);
        let _ = stream.write_all(start);
        let said = rest(&mut stream);
        // At most an alert of TLS.
        assert!(said.len() < 16 && !said.starts_with(b"HTTP"), "{said:?}");
    }
    let health = "GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let (answer, ..) = ask_secured(&connector(&papers, &[&version::TLS13]), house.address, health);
    assert_eq!(answer.status, 200);
    house.stop().unwrap();
}

#[test]
fn wrong_files_are_told_with_their_name_before_anything_is_served() {
    let project = Project::new(1);
    let folder = project.folder.path();
    let (own, other) = (papers(folder, "own").files, papers(folder, "other").files);
    let empty = folder.join("empty");
    std::fs::write(&empty, "").unwrap();
    let noise = folder.join("noise");
    std::fs::write(&noise, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n").unwrap();
    let broken = folder.join("broken");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    let missing = folder.join("missing");
    for (certificate, private_key, named, says) in [
        (&missing, &own.private_key, &missing, "No such file"),
        (&own.certificate, &missing, &missing, "No such file"),
        (&empty, &own.private_key, &empty, "holds no certificate"),
        (&own.certificate, &empty, &empty, "holds no private key"),
        (&own.private_key, &own.certificate, &own.private_key, "holds no certificate"),
        (&own.certificate, &own.certificate, &own.certificate, "holds no private key"),
        (&noise, &own.private_key, &noise, "not readable as PEM"),
        (&broken, &own.private_key, &broken, "no usable certificate"),
        (&own.certificate, &other.private_key, &other.private_key, "is not the key of the certificate"),
    ] {
        let tls = Tls { certificate: certificate.clone(), private_key: private_key.clone() };
        let refused = House::try_open(&project.database(), secured(&tls));
        let fault = refused.err().unwrap_or_else(|| panic!("{tls:?} was taken"));
        assert!(matches!(&fault, Fault::Tls { path, .. } if path == named), "{tls:?}: {fault}");
        let said = fault.to_string();
        assert!(said.contains(says) && said.contains("give PEM files"), "{tls:?}: {said}");
    }
}
