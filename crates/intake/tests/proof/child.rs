//! The server in a process of its own: this test program, started again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use intake::{Config, CrashPoints, Entropy};
use survey::Date;

use crate::command::COMMAND;
use crate::wave::{DATABASE, code_key};

pub(crate) const FOLDER: &str = "PROOF_FOLDER";
pub(crate) const SECOND_COPY: &str = "PROOF_SECOND_COPY";
pub(crate) const CRASH: &str = "PROOF_CRASH";
const GUESSES: &str = "PROOF_GUESSES";
const ADDRESS: &str = "listening at ";
const DAY: &str = "the day is ";

/// How often it is looked whether a process has ended, and how long at most.
const PAUSE: Duration = Duration::from_millis(2);
const PATIENCE: Duration = Duration::from_secs(120);

/// Not a test by itself: the process that the proofs start. It ends well when its standard input ends, and says the day
/// for every line on it.
#[test]
fn server_process() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let ended = runtime.block_on(async {
        let listener = intake::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        println!("\n{ADDRESS}{}", listener.local_addr().unwrap());
        let database = PathBuf::from(folder).join(DATABASE);
        let mut config = Config::new(database, code_key(), Entropy::from_system()?, today);
        config.second_copy = std::env::var_os(SECOND_COPY).map(PathBuf::from);
        if std::env::var_os(GUESSES).is_some() {
            config.guesses.failing_per_minute = u32::MAX;
        }
        if std::env::var_os(CRASH).is_some() {
            config.crash_points = CrashPoints::watch(crash_here);
        }
        let (ask, asked) = tokio::sync::oneshot::channel::<()>();
        std::thread::spawn(move || {
            for _line in std::io::stdin().lock().lines().map_while(Result::ok) {
                println!("{DAY}{}", today());
            }
            drop(ask);
        });
        intake::serve(listener, config, async { drop(asked.await) }).await
    });
    if let Err(fault) = ended {
        eprintln!("ended: {fault}");
        std::process::exit(70);
    }
}

/// The day by this process's clock.
fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "the process under proof plays the binary, which reads the clock")]
    let now = std::time::SystemTime::now();
    let days = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs() / 86_400);
    // Days to a date, by the proleptic Gregorian calendar counted from March (Hinnant, "chrono-compatible low-level date
    // algorithms").
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    Date::parse(&format!("{year:04}-{month:02}-{day:02}")).unwrap()
}

/// Ends the process at the point that was asked for, the so-and-so-many-th time it is passed: `name:times`.
pub(crate) fn crash_here(name: &'static str) {
    static WANTED: OnceLock<Option<(String, usize)>> = OnceLock::new();
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var_os(CRASH)?.into_string().ok()?;
        let (name, times) = text.split_once(':')?;
        Some((name.to_owned(), times.parse().ok()?))
    });
    if let Some((point, times)) = wanted
        && point == name
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *times
    {
        std::process::abort();
    }
}

/// How a server is started.
#[derive(Clone)]
pub(crate) struct Setup {
    folder: PathBuf,
    before: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Setup {
    pub(crate) fn new(folder: &Path) -> Setup {
        Setup { folder: folder.to_owned(), before: Vec::new(), environment: Vec::new() }
    }

    /// A command in front, such as a tracer.
    pub(crate) fn under(mut self, command: &[&str]) -> Setup {
        self.before = command.iter().map(|part| (*part).to_owned()).collect();
        self
    }

    /// A folder that must hold each answer, too.
    pub(crate) fn with_second_copy(self, folder: &Path) -> Setup {
        self.with(SECOND_COPY, folder.display())
    }

    /// Ends where it passes a point for the so-and-so-many-th time.
    pub(crate) fn crashing_at(self, point: &str, times: usize) -> Setup {
        self.with(CRASH, format!("{point}:{times}"))
    }

    /// Any number of failing codes is borne without making everybody wait.
    pub(crate) fn bearing_guesses(self) -> Setup {
        self.with(GUESSES, 1)
    }

    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Setup {
        self.environment.push((name.to_owned(), value.to_string()));
        self
    }

    /// Starts the process and waits until it has an address; whether it takes answers shows when it is asked.
    pub(crate) fn start(&self) -> Result<Child, String> {
        let mut process = self.spawn("child::server_process").map_err(|error| error.to_string())?;
        let lines = process.stdout.take().map(BufReader::new);
        let mut child = Child { process, lines, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        match child.line_after(ADDRESS) {
            Some(address) => {
                child.address = address.parse().unwrap();
                Ok(child)
            }
            None => Err(child.ended().1),
        }
    }

    /// Runs one of the operator's commands to its end, and tells how it ended and what it said.
    pub(crate) fn command(self, command: &str) -> (ExitStatus, String) {
        let output = self.with(COMMAND, command).spawn("command::command_process").unwrap().wait_with_output().unwrap();
        (output.status, String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn spawn(&self, process: &str) -> std::io::Result<std::process::Child> {
        let program = std::env::current_exe().unwrap();
        let mut command = match self.before.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
            None => Command::new(program),
        };
        command
            .args([process, "--exact", "--nocapture"])
            .env(FOLDER, &self.folder)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }
}

/// A running server.
pub(crate) struct Child {
    process: std::process::Child,
    lines: Option<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
}

impl Child {
    /// Kills it without warning.
    pub(crate) fn kill(&mut self) {
        let _already_gone = self.process.kill();
        self.process.wait().unwrap();
    }

    /// Kills it without warning and without waiting.
    pub(crate) fn signal_kill(&mut self) {
        let _already_gone = self.process.kill();
    }

    /// Waits until it has ended by itself, and tells how and what it said last. One that never ends fails the proof.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let mut stderr = self.process.stderr.take().unwrap();
        // Whatever it prints must not fill its pipes while it tries to end.
        let lines = self.lines.take();
        std::thread::spawn(move || lines.map(|mut lines| std::io::copy(&mut lines, &mut std::io::sink())));
        let said = std::thread::spawn(move || {
            let mut said = String::new();
            stderr.read_to_string(&mut said).map(|_| said)
        });
        for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            if let Some(status) = self.process.try_wait().unwrap() {
                return (status, said.join().unwrap().unwrap());
            }
            std::thread::sleep(PAUSE);
        }
        panic!("the process did not end by itself");
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self) {
        drop(self.process.stdin.take());
        let (status, said) = self.ended();
        assert!(status.success(), "{status}: {said}");
    }

    /// Whether it has not ended.
    pub(crate) fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Waits for something to happen, or for the end of the process. What never happens fails the proof instead of
    /// holding it up.
    pub(crate) fn wait_for(&mut self, happened: impl Fn() -> bool) {
        let begun = std::time::Instant::now();
        while !happened() && self.is_running() {
            assert!(begun.elapsed() < PATIENCE, "nothing happened for {PATIENCE:?}");
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Which day the server believes it is.
    pub(crate) fn day(&mut self) -> String {
        writeln!(self.process.stdin.as_mut().unwrap()).unwrap();
        self.line_after(DAY).unwrap()
    }

    fn line_after(&mut self, start: &str) -> Option<String> {
        let lines = self.lines.as_mut()?;
        lines.lines().map_while(Result::ok).find_map(|line| line.strip_prefix(start).map(str::to_owned))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _already_gone = self.process.kill();
        let _already_waited = self.process.wait();
    }
}
