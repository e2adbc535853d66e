//! The real server in a process of its own, so that memory and processor time are the server's alone.
//!
//! The process is this same program, started again with [`ROLE`] in front. It serves until its standard input ends.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::connection::Connection;

/// The first argument of the process that serves.
pub(crate) const ROLE: &str = "serve-for-the-bench";

/// Linux counts processor time in hundredths of a second, on every architecture.
const TICKS_PER_SECOND: f64 = 100.0;

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Ends the server when it is dropped.
    stdin: Option<ChildStdin>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts a server over a journal and returns when it answers. No group size means the server's own.
    pub(crate) fn start(database: &Path, group_max: Option<usize>, slower_syncs: Option<Duration>) -> Result<Server> {
        let mut child = program(slower_syncs)?
            .arg(ROLE)
            .arg(database)
            .args(group_max.map(|size| size.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the server process")?;
        let stdin = child.stdin.take();
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let address = line.trim().parse().context("the server process did not say where it listens");
        let server = Server { child, stdin, address: address? };
        let mut connection = Connection::open(server.address)?;
        let reply = connection.exchange(b"GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
        ensure!(reply.status == 200, "the server is not well: {}", reply.status);
        Ok(server)
    }

    /// Processor time so far, in seconds.
    pub(crate) fn processor_seconds(&self) -> Result<f64> {
        processor_seconds(&self.file("stat"))
    }

    /// Resident memory now, in MB.
    pub(crate) fn resident_mb(&self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// The most memory that was ever resident, in MB.
    pub(crate) fn peak_mb(&self) -> Result<f64> {
        self.status("VmHWM:")
    }

    /// Asks the server to stop and waits until it has closed its files.
    pub(crate) fn stop(mut self) -> Result<()> {
        drop(self.stdin.take());
        let status = self.child.wait()?;
        ensure!(status.success(), "the server process ended with {status}");
        Ok(())
    }

    fn status(&self, name: &str) -> Result<f64> {
        let text = std::fs::read_to_string(self.file("status"))?;
        let kib = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix("kB")?.trim().parse().ok());
        let kib: f64 = kib.with_context(|| format!("the system does not tell {name}"))?;
        Ok(kib * 1_024.0 / 1e6)
    }

    fn file(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }
}

/// This program, perhaps held up in every sync; strace stays outside (`-D`), so that the child is the server itself.
fn program(slower_syncs: Option<Duration>) -> Result<Command> {
    let ours = std::env::current_exe()?;
    let Some(delay) = slower_syncs else { return Ok(Command::new(ours)) };
    let (traced, delayed) = ("fsync,fdatasync", delay.as_micros());
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", &format!("trace={traced}")]);
    command.args(["-e", &format!("inject={traced}:delay_exit={delayed}")]).arg(ours);
    Ok(command)
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.stdin.is_some() {
            // A round that failed: nobody waits for this server any more.
            let _gone = self.child.kill();
            let _gone = self.child.wait();
        }
    }
}

/// Processor time of this process, in seconds.
pub(crate) fn own_seconds() -> Result<f64> {
    processor_seconds(Path::new("/proc/self/stat"))
}

/// The processor time that a `stat` file of the system tells.
fn processor_seconds(file: &Path) -> Result<f64> {
    let line = std::fs::read_to_string(file)?;
    let after_name = line.rsplit(')').next().unwrap_or_default();
    // After the name: state is field 3, and user and system time are fields 14 and 15.
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS_PER_SECOND)
}

/// How busy the whole machine has been since it started, in seconds of one processor.
pub(crate) fn machine_seconds() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().unwrap_or_default();
    // user, nice, system, idle, waiting for disks, interrupts, soft interrupts.
    let fields: Vec<f64> = line.split_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    let idle: f64 = fields.iter().skip(3).take(2).sum();
    Ok((fields.iter().take(7).sum::<f64>() - idle) / TICKS_PER_SECOND)
}

/// The process that serves.
pub(crate) fn serve(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let database = PathBuf::from(arguments.next().context("no journal was named")?);
    let group_max = arguments.next().and_then(|size| size.to_str()?.parse().ok());
    let config = crate::wave::config(database, group_max)?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ended = std::io::stdin().read_to_end(&mut Vec::new());
        drop(stop);
    });
    // As `mestring serve` has it.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = intake::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
        intake::serve(listener, config, async { drop(stopped.await) }).await?;
        Ok(())
    })
}

/// Calls `sample` at every `pause` while `work` is done, and hands back what both gave.
pub(crate) fn sampled<T: Send, R>(
    pause: Duration,
    sample: impl Fn() -> Result<T> + Send,
    work: impl FnOnce() -> Result<R>,
) -> Result<(R, Vec<T>)> {
    let (done, ended) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let sampler = scope.spawn(move || {
            let mut samples = Vec::new();
            while ended.recv_timeout(pause) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                samples.push(sample()?);
            }
            Ok::<_, anyhow::Error>(samples)
        });
        let result = work();
        drop(done);
        let samples = sampler.join().map_err(|_| anyhow::anyhow!("the sampling thread ended early"))?;
        Ok((result?, samples?))
    })
}
