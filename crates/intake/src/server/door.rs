//! One connection, from the handshake to its last response.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::limits::Limits;
use super::line::Line;
use super::places::Place;
use super::tls;
use crate::counters::Counters;

/// What every connection needs.
pub(super) struct Door {
    service: TowerToHyperService<Router>,
    /// TLS, and what is said to those who come without it.
    tls: Option<(TlsAcceptor, TowerToHyperService<Router>)>,
    http: http1::Builder,
    limits: Limits,
    counters: Arc<Counters>,
}

impl Door {
    pub(super) fn new(
        service: Router,
        tls: Option<(TlsAcceptor, Router)>,
        limits: Limits,
        counters: Arc<Counters>,
    ) -> Door {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.head_time)
            .max_headers(limits.header_fields_max)
            .max_header_size(limits.head_bytes_max)
            .max_buf_size(limits.head_bytes_max.saturating_mul(2).max(BUFFER_MIN));
        Door {
            service: TowerToHyperService::new(service),
            tls: tls.map(|(acceptor, in_clear)| (acceptor, TowerToHyperService::new(in_clear))),
            http,
            limits,
            counters,
        }
    }

    /// Serves one connection until it ends or has to leave.
    pub(super) async fn serve(&self, stream: TcpStream, place: Arc<Place>, leaving: watch::Receiver<bool>) {
        // Responses are small and complete: waiting for more to send would only make them late.
        let _as_it_is = stream.set_nodelay(true);
        let ended = tokio::select! {
            ended = self.converse(stream, &place, leaving) => ended,
            () = place.asked_to_leave() => Ended::Dropped,
        };
        if matches!(ended, Ended::Dropped) && !place.has_been_served() {
            self.counters.dropped();
        }
    }

    async fn converse(&self, stream: TcpStream, place: &Arc<Place>, leaving: watch::Receiver<bool>) -> Ended {
        let Some((acceptor, in_clear)) = &self.tls else {
            return self.speak(stream, &self.service, place, leaving).await;
        };
        let handshake = async {
            let mut first = [0];
            let encrypted = stream.peek(&mut first).await.ok()? == 0 || first == [tls::HANDSHAKE];
            Some(if encrypted {
                Heard::Tls(Box::new(acceptor.accept(stream).await.ok()?))
            } else {
                Heard::Clear(stream)
            })
        };
        match tokio::time::timeout(self.limits.handshake_time, handshake).await {
            Ok(Some(Heard::Tls(stream))) => self.speak(stream, &self.service, place, leaving).await,
            Ok(Some(Heard::Clear(stream))) => self.speak(stream, in_clear, place, leaving).await,
            Ok(None) | Err(_) => Ended::Dropped,
        }
    }

    async fn speak(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        service: &TowerToHyperService<Router>,
        place: &Arc<Place>,
        mut leaving: watch::Receiver<bool>,
    ) -> Ended {
        let line = TokioIo::new(Line::new(stream, self.limits.reading_time));
        let service = service_fn(|request| answer(service, request, Arc::clone(place)));
        let mut connection = pin!(self.http.serve_connection(line, service));
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = until(&mut leaving) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        // What went wrong with a connection may name what was sent over it, so it is not told.
        if served.is_ok() { Ended::Well } else { Ended::Dropped }
    }
}

/// Resolves when the server has been asked to stop.
async fn until(leaving: &mut watch::Receiver<bool>) {
    let _gone = leaving.wait_for(|leaving| *leaving).await.map(|_| ());
}

/// The least that hyper buffers.
const BUFFER_MIN: usize = 8_192;

enum Heard {
    Tls(Box<tokio_rustls::server::TlsStream<TcpStream>>),
    Clear(TcpStream),
}

enum Ended {
    Well,
    Dropped,
}

/// Answers one request, and tells the connection's place when the request is whole and when it has been answered.
async fn answer(
    service: &TowerToHyperService<Router>,
    request: Request<Incoming>,
    place: Arc<Place>,
) -> Result<Response<Body>, Infallible> {
    if request.body().is_end_stream() {
        place.is_served();
    }
    let arriving = Arc::clone(&place);
    let response = service.call(request.map(|body| Body::new(Arriving { body, place: arriving }))).await;
    place.waits();
    response
}

/// A body that tells when it is whole.
struct Arriving {
    body: Incoming,
    place: Arc<Place>,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() || self.body.is_end_stream() {
            self.place.is_served();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
