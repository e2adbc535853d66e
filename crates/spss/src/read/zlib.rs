//! The compressed blocks of `.zsav` files, one after the other, as one stream of bytes.

use std::io::{self, ErrorKind, Read, Take};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// How much is read at a time.
const BLOCK: usize = 1 << 15;

/// Blocks on their way in.
pub(super) struct Blocks<R> {
    inner: Take<R>,
    state: Box<InflateState>,
    waiting: Vec<u8>,
    used: usize,
    within: bool,
}

impl<R: Read> Blocks<R> {
    /// The blocks are the next `length` bytes of `inner`.
    pub(super) fn new(inner: R, length: u64) -> Self {
        let state = InflateState::new_boxed(DataFormat::Zlib);
        Self { inner: inner.take(length), state, waiting: Vec::new(), used: 0, within: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.waiting.resize(BLOCK, 0);
        let read = self.inner.read(&mut self.waiting)?;
        self.waiting.truncate(read);
        self.used = 0;
        Ok(())
    }
}

impl<R: Read> Read for Blocks<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if self.used == self.waiting.len() {
                self.fill()?;
            }
            let waiting = self.waiting.get(self.used..).unwrap_or_default();
            if waiting.is_empty() && !self.within {
                return Ok(0);
            }
            let ended = waiting.is_empty();
            self.within = true;
            let step = inflate(&mut self.state, waiting, into, MZFlush::None);
            self.used += step.bytes_consumed;
            match step.status {
                Ok(MZStatus::StreamEnd) => {
                    self.state.reset(DataFormat::Zlib);
                    self.within = false;
                }
                Ok(_) => {}
                Err(_) if ended || step.bytes_written > 0 => {}
                Err(_) => return Err(io::Error::new(ErrorKind::InvalidData, "a compressed block is damaged")),
            }
            if step.bytes_written > 0 {
                return Ok(step.bytes_written);
            }
            if ended && self.within {
                return Err(io::Error::new(ErrorKind::UnexpectedEof, "the compressed blocks are cut short"));
            }
        }
    }
}

impl<R> std::fmt::Debug for Blocks<R> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Blocks").field("within", &self.within).finish_non_exhaustive()
    }
}
