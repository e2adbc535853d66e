//! A server in a thread, a client, and a look at what was stored.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use custody::WaveKey;
use intake::{Code, CodeKey, CodeKind, Config, Custody, Entropy, Fault, Journal, Opening, Place, Rehearsal, WaveError};
use serde_json::{Value, json};
use survey::{Answer, Date, FormerMunicipalityId, InstrumentId, Record, RoleClass, Text, UnitId, Wave, WaveId};
use tokio::sync::oneshot;

pub(crate) const THREE_ITEMS: &str = include_str!("../fixtures/three-items.toml");
pub(crate) const WAVE: &str = "2021-host";

/// A project folder with one open wave.
pub(crate) struct Project {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) codes: Vec<Code>,
}

pub(crate) fn key() -> CodeKey {
    CodeKey::from_bytes([42; 32])
}

pub(crate) fn today() -> Date {
    Date::parse("2021-10-05").unwrap()
}

pub(crate) fn wave_id() -> WaveId {
    WaveId::new(WAVE).unwrap()
}

/// Twelve places in unit `a`, the rest in unit `b`.
pub(crate) fn place(number: usize) -> Place {
    Place {
        unit: UnitId::new(if number < 12 { "a" } else { "b" }).unwrap(),
        former_municipality: FormerMunicipalityId::new(["asker", "royken", "hurum"][number % 3]).unwrap(),
        role: Some(RoleClass::ALL[number % 5]),
    }
}

/// What opens the answers of every wave in these tests. No server is ever told.
pub(crate) fn wave_key() -> WaveKey {
    let mut entropy = Entropy::from_seed([17; 32]);
    WaveKey::draw(&mut |bytes| entropy.fill(bytes))
}

/// A journal that keeps no reserve, so that small disks hold it.
pub(crate) fn journal(database: &Path) -> Journal {
    Journal::open(database).unwrap().with_free_space_floor(0)
}

/// Prepares a wave, invites and opens it: links and letters by turns.
pub(crate) fn open_wave(database: &Path, instrument: &str, toml: &str, invited: usize) -> Vec<Code> {
    open_wave_kept_by(Custody::KeyFile, database, instrument, toml, invited)
}

/// The same with another custody; with shares, the test answers have been opened before.
pub(crate) fn open_wave_kept_by(
    custody: Custody,
    database: &Path,
    instrument: &str,
    toml: &str,
    invited: usize,
) -> Vec<Code> {
    let asked = survey::Instrument::from_toml("x.toml", toml).unwrap();
    let wave = Wave {
        id: wave_id(),
        title: Text::new("Mestring høsten 2021", "Meistring hausten 2021", "Mastery, autumn 2021").unwrap(),
        reference_date: Date::parse("2021-10-01").unwrap(),
        instrument: InstrumentId::new(instrument).unwrap(),
        instrument_version: asked.version().to_owned(),
        modules: Vec::new(),
    };
    let kind = |number: usize| if number.is_multiple_of(2) { CodeKind::Link } else { CodeKind::Letter };
    let places: Vec<(Place, CodeKind)> = (0..invited).map(|number| (place(number), kind(number))).collect();
    let mut entropy = Entropy::from_system().unwrap();
    let mut journal = journal(database);
    let mut draw = |bytes: &mut [u8]| entropy.fill(bytes);
    let canaries = match custody {
        Custody::KeyFile => Vec::new(),
        Custody::Shares => custody::canaries(&wave_key().sealing_key(), &wave.id, &asked, &mut draw).unwrap(),
    };
    let opening = Opening {
        wave: &wave,
        instrument_toml: toml,
        sealing_key: wave_key().sealing_key(),
        custody,
        canaries: &canaries,
    };
    journal.prepare_wave(&opening).unwrap();
    if custody == Custody::Shares {
        journal
            .record_rehearsal(&wave.id, &Rehearsal { on: today(), by: ["one", "another"].map(str::to_owned).to_vec() })
            .unwrap();
    }
    let codes = journal.invite::<WaveError>(&wave.id, &places, &key(), &mut draw, |_| Ok(())).unwrap();
    journal.open_wave(&wave.id).unwrap();
    codes
}

/// Closes the wave in a journal and opens every answer in it.
pub(crate) fn opened(database: &Path) -> Vec<Record> {
    let mut journal = journal(database);
    journal.begin_closing(&wave_id()).unwrap();
    let (_, instrument) = journal.instrument(&wave_id()).unwrap();
    let sealed = journal.sealed(&wave_id()).unwrap();
    let key = wave_key();
    sealed.bodies.iter().map(|body| key.open(&wave_id(), &instrument, body).unwrap()).collect()
}

impl Project {
    /// A wave with the small instrument.
    pub(crate) fn new(invited: usize) -> Project {
        let folder = tempfile::tempdir().unwrap();
        let codes = open_wave(&folder.path().join("intake.db"), "three-items", THREE_ITEMS, invited);
        Project { folder, codes }
    }

    /// A wave with the shipped instrument.
    pub(crate) fn shipped(invited: usize) -> Project {
        let folder = tempfile::tempdir().unwrap();
        let codes = open_wave(&folder.path().join("intake.db"), "mestring", survey::MESTRING_INSTRUMENT, invited);
        Project { folder, codes }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("intake.db")
    }

    pub(crate) fn serve(&self) -> Server {
        Server::start(&self.database()).unwrap()
    }

    /// Closes the wave and reads what was stored, through a journal opened anew.
    pub(crate) fn stored(&self) -> Vec<Record> {
        opened(&self.database())
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), Fault>>>,
}

impl Server {
    /// Starts a server and returns when it answers, or with what keeps it from starting.
    pub(crate) fn start(database: &Path) -> Result<Server, Fault> {
        Server::start_with(database, |_| {})
    }

    /// The same with other settings.
    pub(crate) fn start_with(database: &Path, set: impl FnOnce(&mut Config)) -> Result<Server, Fault> {
        let mut config = Config::new(database.to_owned(), key(), Entropy::from_system().unwrap(), today);
        // Many codes fail here on purpose; what guessing leads to has tests of its own.
        config.guesses.failing_per_minute = 1_000_000;
        set(&mut config);
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
        let address = listening.recv().unwrap();
        let server = Server { address, stop: Some(stop), thread: Some(thread) };
        // The listener queues this until the journal has been checked; if that fails, the connection is closed.
        match agent().get(server.url("/api/v1/health")).call() {
            Ok(_) => Ok(server),
            Err(_) => Err(server.ended().unwrap_err()),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Waits for a server that ends by itself.
    pub(crate) fn ended(mut self) -> Result<(), Fault> {
        self.thread.take().unwrap().join().unwrap()
    }

    /// Asks the server to stop and waits until the file is closed.
    pub(crate) fn stop(mut self) -> Result<(), Fault> {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap()
    }

    pub(crate) fn post(&self, body: &Value) -> Reply {
        self.post_in("nb", body)
    }

    pub(crate) fn post_in(&self, language: &str, body: &Value) -> Reply {
        self.send(&format!("/api/v1/waves/{WAVE}/responses"), "application/json", language, body.to_string())
    }

    pub(crate) fn send(&self, path: &str, kind: &str, language: &str, body: impl Into<String>) -> Reply {
        let sent = agent()
            .post(self.url(path))
            .header("content-type", kind)
            .header("accept-language", language)
            .send(body.into());
        Reply::of(sent.unwrap())
    }

    pub(crate) fn get(&self, path: &str, language: &str) -> Reply {
        Reply::of(agent().get(self.url(path)).header("accept-language", language).call().unwrap())
    }
}

/// A response, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn of(mut response: ureq::http::Response<ureq::Body>) -> Reply {
        Reply {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn kind(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        assert_eq!(self.json()["status"], self.status);
        self.json()["type"].as_str().unwrap().trim_start_matches("urn:mestring:").to_owned()
    }
}

pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

/// A body with answers to the three items.
pub(crate) fn body(code: &Code, submission: u128, points: [u8; 3]) -> Value {
    json!({
        "code": code.to_string(),
        "submission": format!("{submission:032x}"),
        "answers": { "calm_1": points[0], "calm_2": points[1], "calm_3": points[2] },
    })
}

/// Answers that spell a number in base 5, least digit first, over all items of the shipped instrument.
pub(crate) fn spelled(number: usize, items: usize) -> Vec<u8> {
    let mut rest = number;
    (0..items)
        .map(|_| {
            let digit = u8::try_from(rest % 5).unwrap() + 1;
            rest /= 5;
            digit
        })
        .collect()
}

/// The number that a stored answer spells.
pub(crate) fn number_of(record: &Record) -> usize {
    record.response.answers().iter().rev().fold(0, |number, answer| match answer {
        Answer::Point(point) => number * 5 + usize::from(*point - 1),
        other => panic!("{other:?} was never sent"),
    })
}
