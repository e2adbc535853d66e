//! `mestring serve` as a process, and clients that speak HTTP to it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::binary;
use crate::project::{Project, text_of};

/// A running server; it is killed when a test ends before it does.
pub(crate) struct Server {
    child: Child,
    address: String,
    log: String,
}

/// What the server answered.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) body: String,
}

impl Server {
    /// Starts a server on a free loopback port; returns when it takes answers.
    pub(crate) fn start(project: &Project) -> Self {
        Self::serving(project, &[])
    }

    /// The same for the desk, where released results are read.
    pub(crate) fn desk(project: &Project) -> Self {
        Self::serving(project, &["--desk"])
    }

    fn serving(project: &Project, what: &[&str]) -> Self {
        let log = project.beside("serve.log");
        let mut child = Command::new(binary::path())
            .args(["--project", text_of(project.root()), "serve", "--address", "127.0.0.1:0"])
            .args(what)
            .stdout(Stdio::piped())
            .stderr(File::options().create(true).append(true).open(&log).unwrap())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).map(str::to_owned);
        let Some(address) = address else {
            panic!("no address in {line:?}: {}", std::fs::read_to_string(&log).unwrap());
        };
        let server = Self { child, address, log };
        assert_eq!(server.get("/api/v1/health").status, 200);
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        Reply::of(agent().get(&self.url(path)).call().unwrap())
    }

    /// Sends one answer; nothing where the connection broke.
    pub(crate) fn try_send(url: &str, letter: &Value) -> Option<Reply> {
        let mut response = agent().post(url).header("Accept-Language", "en").send_json(letter).ok()?;
        let body = response.body_mut().read_to_string().ok()?;
        Some(Reply { body, ..Reply::without_body(&response) })
    }

    pub(crate) fn send(&self, wave: &str, letter: &Value) -> Reply {
        Self::try_send(&self.responses(wave), letter).expect("the server answers")
    }

    pub(crate) fn responses(&self, wave: &str) -> String {
        self.url(&format!("/api/v1/waves/{wave}/responses"))
    }

    /// SIGKILL: the process gets no chance to do anything.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, as a service manager ends it; gives the exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }

    /// What the servers of this project have told so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended or killed already is what is wanted.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Reply {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Self {
        let body = response.body_mut().read_to_string().unwrap();
        Self { body, ..Self::without_body(&response) }
    }

    fn without_body(response: &ureq::http::Response<ureq::Body>) -> Self {
        let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        Self { status: response.status().as_u16(), kind: kind.unwrap_or_default(), body: String::new() }
    }

    /// The body, where the status is the expected one.
    pub(crate) fn with_status(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        if status >= 400 {
            assert_eq!(self.kind, "application/problem+json");
        }
        serde_json::from_str(&self.body).expect("a JSON body")
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

/// An answer on its way: the code, the sender's own number, and the answers.
pub(crate) fn letter(code: &str, number: usize, answers: &Value) -> Value {
    json!({ "code": code, "submission": format!("{number:032x}"), "answers": answers })
}
