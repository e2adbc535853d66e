//! What one connection may take of the server's time and memory, and how many there may be.

use std::time::Duration;

/// Limits on connections. The defaults are what a public server needs; tests and benches choose others.
///
/// Two more are fixed in the request itself: 64 KiB of body, and 30 seconds for it to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most connections at the same time. Fewer when the process may not open so many files.
    pub connections_max: usize,
    /// How long the head of a request may take to arrive; also how long a connection may be idle between requests.
    pub head_time: Duration,
    /// The largest head of a request in bytes, the request line included.
    pub head_bytes_max: usize,
    /// The most header fields.
    pub header_fields_max: usize,
    /// How long the TLS handshake may take.
    pub handshake_time: Duration,
    /// How long a request may take from its head to its response.
    pub handling_time: Duration,
    /// How long whoever asked may take to read what was answered.
    pub reading_time: Duration,
    /// How long requests that have begun may go on after the server was asked to stop.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections_max: 4_096,
            head_time: Duration::from_secs(10),
            head_bytes_max: 16 * 1024,
            header_fields_max: 64,
            handshake_time: Duration::from_secs(10),
            handling_time: Duration::from_secs(60),
            reading_time: Duration::from_secs(30),
            farewell: Duration::from_secs(10),
        }
    }
}

/// Files the server opens besides connections: the journal, its log, the second copy, the runtime, standard streams.
const FILES_BESIDE: usize = 64;

/// Below this a server is of no use; the operating system then says no in its own way, which is survived as well.
const CONNECTIONS_MIN: usize = 16;

impl Limits {
    /// As many connections as wished for and as the process may open files for.
    pub(super) fn connections(&self) -> usize {
        let allowed = files_allowed().map_or(usize::MAX, |files| files.saturating_sub(FILES_BESIDE));
        self.connections_max.min(allowed).max(CONNECTIONS_MIN)
    }
}

/// How many files this process may have open, where the operating system tells.
fn files_allowed() -> Option<usize> {
    files_in(&std::fs::read_to_string("/proc/self/limits").ok()?)
}

fn files_in(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_on_open_files_is_read() {
        let text = "Limit                     Soft Limit           Hard Limit           Units     \n\
                    Max core file size        0                    unlimited            bytes     \n\
                    Max open files            1024                 1048576              files     \n";
        assert_eq!(files_in(text), Some(1_024));
        assert_eq!(files_in("Max open files            unlimited            unlimited            files"), None);
        assert_eq!(files_in(""), None);
    }

    #[test]
    fn there_are_never_more_connections_than_files_nor_too_few_to_serve() {
        let wish = |connections_max| Limits { connections_max, ..Limits::default() }.connections();
        assert_eq!(wish(0), CONNECTIONS_MIN);
        assert!(wish(usize::MAX) <= files_allowed().unwrap_or(usize::MAX).max(CONNECTIONS_MIN));
    }
}
