//! A desk in a thread, its people, and a client.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;

use desk::{
    Account, AccountName, Accounts, Config, Moment, Password, PersonalToken, Random, Role, Secret, SessionLimits, Store,
};
use disclosure::{Audience, GroupIndex, GroupKind, Sealed};
use serde_json::Value;
use tokio::sync::oneshot;
use views::{Table, View};

use crate::municipality;

pub(crate) const PASSWORD: &str = "fire epler i et tre";

/// One sealed cube for all tests.
pub(crate) fn cube() -> Arc<Sealed> {
    static CUBE: LazyLock<Arc<Sealed>> = LazyLock::new(|| Arc::new(municipality::sealed(900)));
    Arc::clone(&CUBE)
}

/// A group and every group below it, as the list of groups says, without the crate that is tested.
pub(crate) fn below(cube: &Sealed, top: usize) -> Vec<usize> {
    let mut found = vec![top];
    let mut looked_at = 0;
    while let Some(above) = found.get(looked_at).copied() {
        looked_at += 1;
        let members =
            cube.groups().iter().enumerate().filter(|(_, group)| group.parent == Some(GroupIndex::new(above)));
        found.extend(members.map(|(place, _)| place));
    }
    found
}

/// Two units that lie in different branches, each with units of its own below it.
pub(crate) fn two_units(cube: &Sealed) -> [usize; 2] {
    let is_unit = |place: &usize| matches!(cube.groups()[*place].kind, GroupKind::Unit { .. });
    let units = (0..cube.groups().len()).filter(is_unit).filter(|place| below(cube, *place).len() > 2);
    let mut apart: Vec<usize> = Vec::new();
    for unit in units {
        let overlaps = |other: &usize| below(cube, *other).contains(&unit) || below(cube, unit).contains(other);
        if !apart.iter().any(overlaps) {
            apart.push(unit);
        }
    }
    [apart[0], apart[1]]
}

/// A source that draws other bytes each time and the same in each run.
pub(crate) fn random() -> Random {
    let mut next = 0_u64;
    Random::new(move |bytes| {
        for byte in bytes {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = next.to_be_bytes()[0];
        }
    })
}

/// A clock that stands where it is put.
#[derive(Clone, Default)]
pub(crate) struct Hand(Arc<AtomicU64>);

impl Hand {
    pub(crate) fn put(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> desk::Clock {
        let hand = self.0.clone();
        Arc::new(move || Moment::from_unix(hand.load(Ordering::SeqCst)))
    }
}

/// A desk with five people: hr, lead-a and lead-b of two units, politician and representative.
pub(crate) struct Desk {
    pub(crate) address: SocketAddr,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) hand: Hand,
    pub(crate) store: Arc<Store>,
    tokens: BTreeMap<&'static str, String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), desk::DeskError>>>,
}

/// The people of the tests, with whose eyes they look.
pub(crate) fn people() -> [(&'static str, Audience); 5] {
    let cube = cube();
    let unit = two_units(&cube).map(|unit| cube.groups()[unit].id.clone());
    [
        ("hr", Audience::Hr),
        ("lead-a", Role::Leader.audience(Some(&unit[0])).unwrap()),
        ("lead-b", Role::Leader.audience(Some(&unit[1])).unwrap()),
        ("politician", Audience::Politician),
        ("representative", Audience::Representative),
    ]
}

impl Desk {
    pub(crate) fn start() -> Desk {
        Desk::start_with(|_| {})
    }

    pub(crate) fn start_with(set: impl FnOnce(&mut Config)) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let random = random();
        let mut accounts = Accounts::default();
        let mut tokens = BTreeMap::new();
        for (name, audience) in people() {
            let token = Secret::draw(&random);
            accounts
                .add(Account {
                    name: AccountName::new(name).unwrap(),
                    audience,
                    password: Password::new(PASSWORD.to_owned().into()).unwrap().hash(&random).unwrap(),
                    tokens: vec![PersonalToken { label: "test".to_owned(), fingerprint: token.fingerprint() }],
                })
                .unwrap();
            tokens.insert(name, token.reveal().to_owned());
        }
        accounts.write(&folder.path().join("accounts.toml")).unwrap();
        let hand = Hand::default();
        hand.put(1_700_000_000);
        let store = Arc::new(Store::new(vec![cube()]));
        let mut config = Config {
            store: Arc::clone(&store),
            accounts: folder.path().join("accounts.toml"),
            trail: folder.path().join("audit.jsonl"),
            clock: hand.clock(),
            random,
            organisation: "Prøvekommunen".to_owned(),
            public_address: None,
            tls: None,
            sql: None,
            issuer: None,
            sessions: SessionLimits::default(),
        };
        set(&mut config);
        let (stop, stopped) = oneshot::channel();
        let (tell, listening) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = desk::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
                tell.send(listener.local_addr().unwrap()).unwrap();
                desk::serve(listener, config, async { drop(stopped.await) }).await
            })
        });
        let address = listening.recv().unwrap();
        Desk { address, folder, hand, store, tokens, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn trail(&self) -> PathBuf {
        self.folder.path().join("audit.jsonl")
    }

    pub(crate) fn token(&self, who: &str) -> &str {
        &self.tokens[who]
    }

    /// What somebody gets, by their token; nobody without a name.
    pub(crate) fn get(&self, who: Option<&str>, path: &str) -> Reply {
        let mut request = agent().get(self.address_of(path));
        if let Some(who) = who {
            request = request.header("authorization", format!("Bearer {}", self.token(who)));
        }
        Reply::of(request.call().unwrap())
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = agent().get(self.address_of(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request.call().unwrap())
    }

    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = agent().post(self.address_of(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request.send(body).unwrap())
    }

    fn address_of(&self, path: &str) -> String {
        if path.starts_with("http://") { path.to_owned() } else { self.url(path) }
    }

    /// Signs in through the form, as a browser does; the cookie, or the refusal.
    pub(crate) fn sign_in(&self, name: &str, password: &str) -> Result<String, Reply> {
        let origin = format!("http://{}", self.address);
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        let body = format!("name={}&password={}", name.replace(' ', "+"), password.replace(' ', "+"));
        let reply = self.post("/login", &headers, &body);
        if reply.status != 303 {
            return Err(reply);
        }
        Ok(reply.headers["set-cookie"].split(';').next().unwrap().to_owned())
    }

    /// Stops the desk and waits until its log is closed.
    pub(crate) fn stop(mut self) -> tempfile::TempDir {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap().unwrap();
        self.folder
    }
}

/// What this person sees of a view, straight from the cube.
pub(crate) fn whole(who: &str, view: View) -> Table {
    let cube = cube();
    let (_, audience) = people().into_iter().find(|(name, _)| *name == who).unwrap();
    Table::of(view, &[&cube], &|cube, group| audience.sees(cube, group))
}

/// The rows of a table as JSON objects.
pub(crate) fn rows(table: &Table) -> Vec<Value> {
    let cell = |row: usize, column: usize| match table.value(row, column) {
        views::Value::Nothing => Value::Null,
        views::Value::Text(text) => Value::from(text.as_ref()),
        views::Value::Code(code, _) => Value::from(code.word),
        views::Value::Whole(whole) => Value::from(whole),
        views::Value::Number(number) => Value::from(number),
    };
    let object = |row: usize| {
        let columns = table.columns().iter().enumerate();
        columns.map(|(place, column)| (column.description.name.to_string(), cell(row, place))).collect()
    };
    (0..table.rows()).map(object).collect()
}

/// A response, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn of(mut response: ureq::http::Response<ureq::Body>) -> Reply {
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let bytes = response.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
        Reply { status: response.status().as_u16(), headers, bytes }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    pub(crate) fn kind(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", self.text());
        self.json()["type"].as_str().unwrap().trim_start_matches("urn:mestring:").to_owned()
    }
}

pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into()
}
