//! A server in a thread with settings of the test's own, or in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use intake::{Config, Entropy, Fault};
use tokio::sync::oneshot;

use crate::support::{key, today};

/// What a server has by default in these tests: everything as in production.
pub(crate) fn config(database: &Path) -> Config {
    Config::new(database.to_owned(), key(), Entropy::from_system().unwrap(), today)
}

/// Settings under which failing codes are never taken for guesses.
pub(crate) fn patient(config: &mut Config) {
    config.guesses.failing_per_minute = 1_000_000_000;
}

/// A running server in this process.
pub(crate) struct House {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), Fault>>>,
}

impl House {
    pub(crate) fn open(database: &Path, change: impl FnOnce(&mut Config)) -> House {
        House::try_open(database, change).unwrap()
    }

    /// Starts a server and returns when it answers, or with what keeps it from starting.
    pub(crate) fn try_open(database: &Path, change: impl FnOnce(&mut Config)) -> Result<House, Fault> {
        let mut config = config(database);
        change(&mut config);
        let (stop, stopped) = oneshot::channel();
        let (tell, listening) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = intake::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
                tell.send(listener.local_addr().unwrap()).unwrap();
                intake::serve(listener, config, async { drop(stopped.await) }).await
            })
        });
        let house = House { address: listening.recv().unwrap(), stop: Some(stop), thread: Some(thread) };
        // The listener queues this until the server is ready. With TLS the reply is a refusal in clear: that will do.
        if answers(house.address) { Ok(house) } else { Err(house.ended().unwrap_err()) }
    }

    /// Asks the server to stop, without waiting.
    pub(crate) fn ask_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits for a server that ends by itself or was asked to.
    pub(crate) fn ended(mut self) -> Result<(), Fault> {
        self.thread.take().unwrap().join().unwrap()
    }

    pub(crate) fn stop(mut self) -> Result<(), Fault> {
        self.ask_to_stop();
        self.ended()
    }
}

fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut reply = Vec::new();
    stream.write_all(b"GET /api/v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").is_ok()
        && stream.read_to_end(&mut reply).is_ok()
        && reply.starts_with(b"HTTP/1.1")
}

const DATABASE: &str = "MESTRING_HARDENING_DATABASE";
const PATIENT: &str = "MESTRING_HARDENING_PATIENT";
const ADDRESS: &str = "listening at ";

/// Not a test by itself: the process that [`Process::start`] starts. It tells all it can on standard error and ends when
/// its standard input does.
#[test]
fn server_process() {
    let Some(database) = std::env::var_os(DATABASE) else { return };
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = intake::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        println!("\n{ADDRESS}{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            drop(stop);
        });
        let mut config = config(Path::new(&database));
        if std::env::var_os(PATIENT).is_some() {
            config.limits.head_time = Duration::from_secs(3_600);
        }
        intake::serve(listener, config, async { drop(stopped.await) }).await.unwrap();
    });
}

/// A running server in a process of its own.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    child: Child,
    hears: BufReader<ChildStdout>,
}

impl Process {
    /// Starts the process, with everything it says collected in a file. With few open files it also waits an hour for each
    /// request, so that nobody leaves by himself: what is free then has been made free.
    pub(crate) fn start(database: &Path, open_files: Option<u32>, says: &Path) -> Process {
        let limit = open_files.map(|files| format!("ulimit -n {files} && ")).unwrap_or_default();
        let mut command = Command::new("sh");
        if open_files.is_some() {
            command.env(PATIENT, "yes");
        }
        let mut child = command
            .arg("-c")
            .arg(format!("{limit}exec \"$0\" \"$@\""))
            .arg(std::env::current_exe().unwrap())
            .args(["house::server_process", "--exact", "--nocapture"])
            .env(DATABASE, database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(says).unwrap())
            .spawn()
            .unwrap();
        let mut hears = BufReader::new(child.stdout.take().unwrap());
        let mut lines = hears.by_ref().lines().map(Result::unwrap);
        let address = lines.find_map(|line| line.strip_prefix(ADDRESS)?.parse().ok()).unwrap();
        assert!(answers(address), "{}", std::fs::read_to_string(says).unwrap());
        Process { address, child, hears }
    }

    /// Asks the process to stop and waits until it has.
    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        let _ = self.hears.read_to_end(&mut Vec::new());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long a test waits for something that must happen; far longer than it takes.
pub(crate) const SURELY: Duration = Duration::from_secs(60);
