//! A response body that is written while it is read: memory does not grow with the rows.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// What a file is written to.
pub(super) type Out<'o> = &'o mut (dyn Write + Send);

/// What goes into one piece, and how many pieces wait to be read.
const PIECE: usize = 64 * 1024;
const WAITING: usize = 4;

/// The reading end, with the piece that was waited for.
struct Pipe {
    first: Option<Bytes>,
    pieces: Receiver<io::Result<Bytes>>,
}

impl HttpBody for Pipe {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.pieces.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

/// The writing end, for a thread that may block.
struct Writing {
    pieces: Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Writing {
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        // Whoever has hung up needs no more.
        self.pieces.blocking_send(Ok(Bytes::from(piece))).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// A body that `fill` writes in a thread of its own, once its first piece is there: what fails before that is the caller's to tell. What
/// fails later cuts the connection, so that half a file never looks whole.
pub(super) async fn begin(fill: impl FnOnce(Out<'_>) -> io::Result<()> + Send + 'static) -> io::Result<Body> {
    let (pieces, mut read) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut writing = Writing { pieces, piece: Vec::with_capacity(PIECE) };
        if let Err(error) = fill(&mut writing).and_then(|()| writing.flush()) {
            let _gone = writing.pieces.blocking_send(Err(error));
        }
    });
    let first = read.recv().await.transpose()?;
    Ok(Body::new(Pipe { first, pieces: read }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fill: impl FnOnce(Out<'_>) -> io::Result<()> + Send + 'static) -> io::Result<Result<Vec<u8>, axum::Error>> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            let body = begin(fill).await?;
            Ok(axum::body::to_bytes(body, usize::MAX).await.map(|bytes| bytes.to_vec()))
        })
    }

    #[test]
    fn what_is_written_is_read_whole_and_in_order() {
        let bytes: Vec<u8> = (0..1_000_003_u32).map(|number| u8::try_from(number % 251).unwrap()).collect();
        let expected = bytes.clone();
        let found = read(move |out| bytes.chunks(999).try_for_each(|part| out.write_all(part))).unwrap().unwrap();
        assert!(found == expected);
        assert_eq!(read(|_| Ok(())).unwrap().unwrap(), b"");
    }

    #[test]
    fn what_cannot_be_begun_is_told_and_what_cannot_be_finished_does_not_look_whole() {
        let small = read(|out| {
            out.write_all(&[1; 100])?;
            Err(io::Error::other("no room"))
        });
        assert_eq!(small.unwrap_err().to_string(), "no room");
        let large = read(|out| {
            out.write_all(&[1; PIECE])?;
            Err(io::Error::other("no more"))
        });
        assert!(large.unwrap().is_err());
    }
}
