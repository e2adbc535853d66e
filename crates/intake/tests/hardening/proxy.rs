//! The configuration of nginx in `docs/methods/serving.md`, as it stands there, run by nginx itself.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use intake::Tls;

use crate::clients::*;
use crate::house::{House, SURELY};
use crate::support::*;
use crate::tls::{ask_secured, connector, papers};

const DOCUMENT: &str = include_str!("../../../../docs/methods/serving.md");
const SECRET: &str = "hemmelig-ord-94";

/// A running nginx and the folder it may write to.
struct Nginx {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Nginx {
    /// Starts nginx with the block of the document, changed by the test.
    fn start(folder: &Path, tls: &Tls, server: SocketAddr, change: impl Fn(String) -> String) -> Option<Nginx> {
        let folder = folder.to_owned();
        std::fs::create_dir(&folder).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let (_, rest) = DOCUMENT.split_once("```nginx\n").unwrap();
        let mut block = rest.split("```").next().unwrap().to_owned();
        for (documented, here) in [
            ("listen 443 ssl", format!("listen {address} ssl")),
            ("/etc/ssl/svar/fullchain.pem", tls.certificate.display().to_string()),
            ("/etc/ssl/svar/privkey.pem", tls.private_key.display().to_string()),
            ("svar.example.no", "localhost".to_owned()),
            ("http://127.0.0.1:8080", format!("http://{server}")),
        ] {
            assert!(block.contains(documented), "the document no longer says {documented:?}");
            block = block.replace(documented, &here);
        }
        let at = folder.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|kind| format!("{kind}_temp_path {at}/{kind};\n"))
            .collect();
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log {at}/main.log info;\nevents {{}}\nhttp {{\n\
             access_log {at}/access.log;\n{temporary}{}\n}}\n",
            change(block)
        );
        std::fs::write(folder.join("nginx.conf"), whole).unwrap();
        let child = Command::new("nginx")
            .args(["-e", &format!("{at}/start.log"), "-p", &at.to_string(), "-c", "nginx.conf"])
            .stdin(Stdio::null())
            .spawn()
            .ok()?;
        let nginx = Nginx { child, address, folder };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < SURELY, "nginx does not start: {}", nginx.written());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(nginx)
    }

    /// Everything in every file that nginx has written, its configuration apart.
    fn written(&self) -> String {
        let mut text = String::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_none_or(|kind| kind != "conf") {
                    text += &String::from_utf8_lossy(&std::fs::read(path).unwrap());
                }
            }
        }
        text
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Good, bad and hostile requests through the proxy; what nginx has written when all is over.
fn through_the_proxy(name: &str, change: impl Fn(String) -> String) -> Option<String> {
    let project = Project::new(3);
    let papers = papers(project.folder.path(), "own");
    let house = House::open(&project.database(), |config| {
        config.public_address = Some("https://localhost".to_owned());
    });
    let nginx = Nginx::start(&project.folder.path().join(name), &papers.files, house.address, change)?;
    let connector = connector(&papers, &[&tokio_rustls::rustls::version::TLS13]);
    let ask = |request: &str| ask_secured(&connector, nginx.address, request).0;
    let request = |method: &str, path: &str, kind: &str, sent: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\norigin: https://localhost\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\nuser-agent: {SECRET}\r\n\r\n{sent}",
            sent.len()
        )
    };
    let json = "application/json";
    let padded = |code: &intake::Code, spaces: usize| format!("{}{}", body(code, 1, [1, 2, 3]), " ".repeat(spaces));
    // Nearly as large as a body may be.
    let good = ask(&request("POST", &responses(), json, &padded(&project.codes[0], 60_000)));
    assert_eq!(good.status, 201, "{good:?}");
    assert_eq!(good.headers["referrer-policy"], "no-referrer", "our headers come through");
    assert_eq!(ask(&request("POST", &responses(), json, &padded(&nobodys(5), 0))).status, 403);
    assert_eq!(ask(&request("POST", &responses(), json, &padded(&project.codes[1], 100_000))).status, 413);
    let page = format!("/svar/{WAVE}?code={}", project.codes[1]);
    assert_eq!(ask(&request("GET", &page, json, "")).status, 200);
    assert_eq!(ask(&request("GET", &format!("/{SECRET}"), json, "")).status, 404);
    let long = format!("/{SECRET}/{}", "x".repeat(20_000));
    assert!(ask(&request("GET", &long, json, "")).status >= 400);
    // In clear to the port that speaks TLS, and a server that is away.
    let mut clear = connect(nginx.address);
    let _ = clear.write_all(format!("GET /{SECRET} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes());
    let _ = rest(&mut clear);
    house.stop().unwrap();
    assert_eq!(ask(&request("POST", &responses(), json, &padded(&project.codes[2], 30_000))).status, 502);
    assert_eq!(stored(&project.database()), 1);
    let mut written = nginx.written();
    for (code, mark) in project.codes.iter().zip(["<code 0>", "<code 1>", "<code 2>"]) {
        written = written.replace(&code.to_string(), mark);
    }
    Some(written)
}

const TELLING: [&str; 7] = ["127.0.0.1", "<code ", SECRET, "/svar", "/api", "calm_1", "POST"];

#[test]
fn nginx_as_documented_writes_nothing_of_anybody() {
    let Some(written) = through_the_proxy("quiet", |block| block) else {
        eprintln!("NOT TESTED: nginx is not installed here, so its documented configuration was not tried");
        return;
    };
    for secret in TELLING {
        assert!(!written.contains(secret), "nginx wrote {secret:?}:\n{written}");
    }
    // The same requests with the usual logs must be found, or the search is blind.
    let without = |words: &'static [&'static str]| {
        move |block: String| -> String {
            let kept = block.lines().filter(|line| !words.iter().any(|word| line.contains(word)));
            kept.collect::<Vec<_>>().join("\n")
        }
    };
    let usual = through_the_proxy("usual", without(&["access_log", "error_log"])).unwrap();
    for secret in ["127.0.0.1", "<code ", SECRET, "/svar", "/api"] {
        assert!(usual.contains(secret), "the usual logs do not hold {secret:?}, so nothing was tested:\n{usual}");
    }
    // Those logs also tell when a body became a file: with the documented buffer never, without it always.
    assert!(!usual.contains("temporary file"), "an answer was written to a file on the way:\n{usual}");
    let small = through_the_proxy("small", without(&["access_log", "error_log", "client_body_buffer_size"])).unwrap();
    assert!(small.contains("temporary file"), "nginx no longer tells of files, so nothing was tested:\n{small}");
}
