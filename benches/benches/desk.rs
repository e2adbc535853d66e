//! What a desk takes: fifty readers who each open the first page of every view, and one who takes a million rows as an Arrow stream.
//!
//! Times are taken at the client, from the first byte of the request to the last of the response, over the loopback: what the server needs
//! is in them, and the client's own share too. Readers who think (one request every half second each) come first, then readers who do not.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::{
    Account, AccountName, Accounts, Config, Moment, Password, PersonalToken, Random, Secret, SessionLimits, Store,
};
use disclosure::{Audience, Sealed};
use views::View;

#[path = "../../crates/report/tests/report/municipality.rs"]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "shared with the tests, where they are in place")]
mod municipality;

const CLIENTS: usize = 50;
const ROUNDS: usize = 10;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    let cube = Arc::new(municipality::sealed(6_000));
    let small = Served::start(vec![Arc::clone(&cube)])?;
    let first = small.client()?;
    drop(first);
    for view in View::ALL {
        // The table of each view is made once; that is not what is measured.
        let (_, bytes) = small.client()?.get(&format!("/api/v1/views/{}", view.name()))?;
        writeln!(out, "first page of {}: {bytes} bytes", view.name())?;
    }
    for (pause, name) in [(Duration::from_millis(500), "thinking"), (Duration::ZERO, "hurried")] {
        let mut times = small.readers(pause)?;
        times.sort_unstable();
        let at = |share: usize| times.get((times.len() * share / 1_000).min(times.len().saturating_sub(1))).copied();
        writeln!(
            out,
            "{CLIENTS} {name} readers, {} pages: p50 {:.2?}, p99 {:.2?}, p99.9 {:.2?}",
            times.len(),
            at(500).unwrap_or_default(),
            at(990).unwrap_or_default(),
            at(999).unwrap_or_default()
        )?;
    }
    drop(small);

    let rows = views::Table::of(View::Indices, &[&cube], &|_, _| true).rows();
    let copies = 1_000_000_usize.div_ceil(rows.max(1));
    let large = Served::start(vec![cube; copies])?;
    large.client()?.get("/api/v1/views/indices?limit=1")?;
    for format in ["arrow", "csv", "ndjson", "parquet"] {
        let begun = Instant::now();
        let (_, bytes) = large.client()?.get(&format!("/api/v1/views/indices?format={format}"))?;
        let seconds = begun.elapsed().as_secs_f64();
        let megabytes = bytes as f64 / 1e6;
        writeln!(
            out,
            "{} rows as {format}: {megabytes:.0} MB in {seconds:.2} s, {:.0} MB/s",
            rows * copies,
            megabytes / seconds
        )?;
    }
    Ok(())
}

/// A desk in a thread.
struct Served {
    address: SocketAddr,
    token: String,
    _folder: tempfile::TempDir,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Served {
    fn start(cubes: Vec<Arc<Sealed>>) -> Outcome<Served> {
        let folder = tempfile::tempdir()?;
        let mut next = 0_u8;
        let random = Random::new(move |bytes| {
            bytes.fill_with(|| {
                next = next.wrapping_mul(13).wrapping_add(7);
                next
            });
        });
        let token = Secret::draw(&random);
        let mut accounts = Accounts::default();
        accounts.add(Account {
            name: AccountName::new("bench")?,
            audience: Audience::Hr,
            password: Password::new("fire epler i et tre".to_owned().into())?.hash(&random)?,
            tokens: vec![PersonalToken { label: "bench".to_owned(), fingerprint: token.fingerprint() }],
        })?;
        accounts.write(&folder.path().join("accounts.toml"))?;
        let config = Config {
            store: Arc::new(Store::new(cubes)),
            accounts: folder.path().join("accounts.toml"),
            trail: folder.path().join("audit.jsonl"),
            clock: Arc::new(|| Moment::from_unix(1_700_000_000)),
            random,
            organisation: "Prøvekommunen".to_owned(),
            public_address: None,
            tls: None,
            sql: None,
            issuer: None,
            sessions: SessionLimits::default(),
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, listening) = std::sync::mpsc::channel();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = runtime.block_on(desk::bind(SocketAddr::from(([127, 0, 0, 1], 0))))?;
        tell.send(listener.local_addr()?)?;
        let thread = std::thread::spawn(move || {
            let served = runtime.block_on(desk::serve(listener, config, async { drop(stopped.await) }));
            drop(served);
        });
        let address = listening.recv()?;
        Ok(Served {
            address,
            token: token.reveal().to_owned(),
            _folder: folder,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    fn client(&self) -> Outcome<Client> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        Ok(Client {
            reader: BufReader::with_capacity(1 << 20, stream),
            address: self.address,
            token: self.token.clone(),
        })
    }

    /// How long each page took, over all readers.
    fn readers(&self, pause: Duration) -> Outcome<Vec<Duration>> {
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..CLIENTS)
                .map(|number| {
                    scope.spawn(move || -> Outcome<Vec<Duration>> {
                        let mut client = self.client()?;
                        // Nobody waits for anybody: they do not all begin at the same moment.
                        std::thread::sleep(pause.mul_f64(number as f64 / CLIENTS as f64));
                        let mut times = Vec::new();
                        for view in std::iter::repeat_n(View::ALL, ROUNDS).flatten() {
                            times.push(client.get(&format!("/api/v1/views/{}", view.name()))?.0);
                            std::thread::sleep(pause);
                        }
                        Ok(times)
                    })
                })
                .collect();
            let mut all = Vec::new();
            for reader in readers {
                all.extend(reader.join().map_err(|_| "a reader fell")??);
            }
            Ok(all)
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// One connection that stays open.
struct Client {
    reader: BufReader<TcpStream>,
    address: SocketAddr,
    token: String,
}

impl Client {
    /// How long a page took, and its bytes.
    fn get(&mut self, path: &str) -> Outcome<(Duration, usize)> {
        let begun = Instant::now();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n", self.address, self.token);
        self.reader.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        if !status.starts_with("HTTP/1.1 200") {
            return Err(format!("{path}: {status}").into());
        }
        let mut length = None;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = Some(value.trim().parse::<usize>()?);
            }
        }
        let bytes = match length {
            Some(length) => self.skip(length)?,
            None => self.chunks()?,
        };
        Ok((begun.elapsed(), bytes))
    }

    fn chunks(&mut self) -> Outcome<usize> {
        let mut total = 0;
        loop {
            let size = usize::from_str_radix(self.line()?.trim(), 16)?;
            total += self.skip(size)?;
            self.line()?;
            if size == 0 {
                return Ok(total);
            }
        }
    }

    fn skip(&mut self, bytes: usize) -> Outcome<usize> {
        let mut part = (&mut self.reader).take(u64::try_from(bytes)?);
        Ok(usize::try_from(std::io::copy(&mut part, &mut std::io::sink())?)?)
    }

    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}
