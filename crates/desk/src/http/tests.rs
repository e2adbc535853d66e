//! The router without a server: what happens when the log takes nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use disclosure::Audience;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;

use super::{Desk, Line, Site, router};
use crate::accounts::{Account, AccountName, Accounts, Directory, Guesses, PasswordHash, PersonalToken};
use crate::moment::Moment;
use crate::secret::{Fingerprint, Random};
use crate::sessions::{SessionLimits, Sessions};
use crate::store::Store;
use crate::trail::Trail;

fn desk(folder: &std::path::Path, trail: Trail) -> Desk {
    let mut accounts = Accounts::default();
    let token = PersonalToken { label: "t".to_owned(), fingerprint: Fingerprint::of("token") };
    let name = AccountName::new("hr").unwrap();
    accounts
        .add(Account { name, audience: Audience::Hr, password: PasswordHash::nobody(), tokens: vec![token] })
        .unwrap();
    accounts.write(&folder.join("accounts.toml")).unwrap();
    Desk {
        store: Arc::new(Store::new(Vec::new())),
        directory: Directory::new(folder.join("accounts.toml")),
        sessions: Sessions::new(SessionLimits::default()),
        guesses: Guesses::default(),
        hashing: Semaphore::new(1),
        trail,
        clock: Arc::new(|| Moment::from_unix(0)),
        random: Random::new(|bytes| bytes.fill(1)),
        site: Site::default(),
        organisation: String::new(),
        sql: Some(Arc::new(|_, _| panic!("a question was asked before it was logged"))),
        issuer: None,
    }
}

fn answered(
    trail: impl FnOnce(&std::path::Path) -> Trail,
    method: &str,
    path: &str,
    body: &'static str,
) -> (u16, String) {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), trail(folder.path()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1")
            .header("authorization", "Bearer token")
            .header("content-type", "application/json")
            .extension(Line { peer: SocketAddr::from(([127, 0, 0, 1], 1)) })
            .body(Body::from(body))
            .unwrap();
        let response = TowerToHyperService::new(router(Arc::new(desk))).call(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    })
}

#[test]
fn what_cannot_be_logged_is_not_shown() {
    for (method, path, body) in [
        ("GET", "/api/v1/views/codebook", ""),
        ("GET", "/api/v1/views/codebook?format=csv", ""),
        ("GET", "/odata/codebook", ""),
        ("GET", "/odata/codebook(1)", ""),
        ("GET", "/views/codebook", ""),
        ("POST", "/api/v1/sql", "{\"sql\":\"select\"}"),
    ] {
        let (status, told) = answered(|_| Trail::stopped(), method, path, body);
        assert_eq!(status, 503, "{path}: {told}");
        assert!(!told.contains("entry") && told.contains("vises ingenting"), "{path}: {told}");
    }
    let open = |folder: &std::path::Path| Trail::open(&folder.join("audit.jsonl"), Moment::from_unix(0)).unwrap();
    let (status, told) = answered(open, "GET", "/api/v1/views/codebook", "");
    assert!(status == 200 && told.contains("\"entry\":\"view\""), "there is something to show: {told}");
}
