//! A connection that cannot be held up: whoever does not read is cut off, and whoever is still writing when the answer is
//! ready gets to read it.

use std::io::{Error, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long, and for how many bytes, what still arrives is thrown away after the last response. Closing at once would
/// make the operating system throw away the response instead: that a body is too large would never be read.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 256 * 1024;

/// A stream with a limit on how long a response may take to be read.
pub(super) struct Line<S> {
    stream: S,
    reading_time: Duration,
    /// Runs from the first write that had to wait until everything has been taken.
    held_up: Option<Pin<Box<Sleep>>>,
    leaving: Leaving,
}

/// How far the end has come.
enum Leaving {
    Not,
    Lingering { until: Pin<Box<Sleep>>, left: usize },
}

impl<S> Line<S> {
    pub(super) fn new(stream: S, reading_time: Duration) -> Line<S> {
        Line { stream, reading_time, held_up: None, leaving: Leaving::Not }
    }

    /// What to say while the other side does not read: wait, until it has lasted too long.
    fn hold<T>(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, Error>> {
        let reading_time = self.reading_time;
        let limit = self.held_up.get_or_insert_with(|| Box::pin(tokio::time::sleep(reading_time)));
        ready!(limit.as_mut().poll(cx));
        Poll::Ready(Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize, Error>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Pending => self.hold(cx),
            done => done,
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize, Error>> {
        match Pin::new(&mut self.stream).poll_write_vectored(cx, parts) {
            Poll::Pending => self.hold(cx),
            done => done,
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Pending => self.hold(cx),
            done => {
                self.held_up = None;
                done
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let line = &mut *self;
        if matches!(line.leaving, Leaving::Not) {
            match Pin::new(&mut line.stream).poll_shutdown(cx) {
                Poll::Pending => return line.hold(cx),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Ready(Ok(())) => {}
            }
            line.leaving = Leaving::Lingering { until: Box::pin(tokio::time::sleep(LINGER)), left: LINGER_BYTES };
        }
        if let Leaving::Lingering { until, left } = &mut line.leaving {
            let mut waste = [0; 4_096];
            while until.as_mut().poll(cx).is_pending() && *left > 0 {
                let mut into = ReadBuf::new(&mut waste);
                let read = ready!(Pin::new(&mut line.stream).poll_read(cx, &mut into));
                if read.is_err() || into.filled().is_empty() {
                    break;
                }
                *left = left.saturating_sub(into.filled().len());
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    fn run(reading_time: Duration, work: impl AsyncFnOnce(Line<DuplexStream>, DuplexStream)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (ours, theirs) = duplex(16);
            work(Line::new(ours, reading_time), theirs).await;
        });
    }

    #[test]
    fn whoever_does_not_read_is_cut_off() {
        run(Duration::from_millis(20), async |mut line, theirs| {
            assert_eq!(line.write_all(&[1; 64]).await.unwrap_err().kind(), ErrorKind::TimedOut);
            drop(theirs);
        });
    }

    /// A byte now and then does not buy more time: the limit is for the whole response.
    #[test]
    fn reading_slowly_is_cut_off_as_well() {
        run(Duration::from_millis(60), async |mut line, mut theirs| {
            let reading = tokio::spawn(async move {
                while theirs.read_u8().await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            });
            assert_eq!(line.write_all(&[1; 4_096]).await.unwrap_err().kind(), ErrorKind::TimedOut);
            drop(line);
            reading.await.unwrap();
        });
    }

    #[test]
    fn a_response_that_is_read_starts_the_limit_anew() {
        run(Duration::from_secs(5), async |mut line, mut theirs| {
            let reading = tokio::spawn(async move {
                let mut read = Vec::new();
                theirs.read_to_end(&mut read).await.unwrap();
                read.len()
            });
            for _ in 0..3 {
                line.write_all(&[1; 64]).await.unwrap();
                line.flush().await.unwrap();
                assert!(line.held_up.is_none());
            }
            line.shutdown().await.unwrap();
            drop(line);
            assert_eq!(reading.await.unwrap(), 192);
        });
    }

    #[test]
    fn what_still_arrives_at_the_end_is_thrown_away_up_to_a_limit() {
        run(Duration::from_secs(5), async |mut line, mut theirs| {
            let writing = tokio::spawn(async move {
                let mut written = 0;
                while theirs.write_all(&[7; 1_024]).await.is_ok() {
                    written += 1_024;
                }
                written
            });
            line.shutdown().await.unwrap();
            drop(line);
            let written = writing.await.unwrap();
            assert!((LINGER_BYTES - 8_192..=LINGER_BYTES + 8_192).contains(&written), "{written}");
        });
    }
}
