//! One connection, from the handshake to its last response. No path, address or name of anybody is logged here; that is the audit
//! log's to do.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::http::Line;

/// How long the head of a request may take, which is also how long a connection may be idle.
const HEAD_TIME: Duration = Duration::from_secs(20);
const HEAD_BYTES_MAX: usize = 32 * 1024;
const HEAD_FIELDS_MAX: usize = 64;
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// What every connection needs.
pub(super) struct Door {
    service: TowerToHyperService<Router>,
    tls: Option<TlsAcceptor>,
    http: http1::Builder,
}

impl Door {
    pub(super) fn new(service: Router, tls: Option<TlsAcceptor>) -> Door {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_headers(HEAD_FIELDS_MAX)
            .max_header_size(HEAD_BYTES_MAX)
            .max_buf_size(HEAD_BYTES_MAX * 4);
        Door { service: TowerToHyperService::new(service), tls, http }
    }

    /// Serves one connection until it ends or the desk does.
    pub(super) async fn serve(&self, stream: TcpStream, peer: SocketAddr, leaving: watch::Receiver<bool>) {
        // Responses are complete: waiting for more to send would only make them late.
        let _as_it_is = stream.set_nodelay(true);
        let Some(acceptor) = &self.tls else { return self.speak(stream, peer, leaving).await };
        if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIME, acceptor.accept(stream)).await {
            self.speak(stream, peer, leaving).await;
        }
    }

    async fn speak(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        peer: SocketAddr,
        mut leaving: watch::Receiver<bool>,
    ) {
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Line { peer });
            self.service.call(request.map(Body::new))
        });
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        // What went wrong with a connection may name what was sent over it, so it is not told.
        let _ended = tokio::select! {
            served = connection.as_mut() => served,
            () = until(&mut leaving) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
    }
}

/// Resolves when the desk has been asked to stop.
async fn until(leaving: &mut watch::Receiver<bool>) {
    let _gone = leaving.wait_for(|leaving| *leaving).await.map(|_| ());
}
