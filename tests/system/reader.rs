//! Somebody who reads at the desk: a browser that keeps its cookie, or a program.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::server::Server;

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "fire epler i et tre";

/// A response, read whole.
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
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.bytes).unwrap()
    }
}

/// A client that follows no redirect and knows no cookie but those it is given.
pub(crate) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.max_redirects(0).max_redirects_will_error(false).build().into()
}

pub(crate) fn get(desk: &Server, path: &str, header: (&str, &str)) -> Reply {
    let address = if path.starts_with("http://") { path.to_owned() } else { desk.url(path) };
    Reply::of(agent().get(address).header(header.0, header.1).call().unwrap())
}

/// Sends the form of signing in, as a browser that shows this site's page.
pub(crate) fn form(desk: &Server, name: &str, password: &str, origin: &str) -> Reply {
    let body = format!("name={name}&password={password}").replace(' ', "+");
    let request = agent().post(desk.url("/login")).header("content-type", "application/x-www-form-urlencoded");
    Reply::of(request.header("origin", origin).send(body.as_str()).unwrap())
}

/// The cookie of a session.
pub(crate) fn sign_in(desk: &Server, name: &str) -> String {
    let reply = form(desk, name, PASSWORD, &desk.url(""));
    assert_eq!(reply.status, 303, "{}", reply.text());
    let cookie = &reply.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

/// Follows `next` to the end.
pub(crate) fn all_pages(desk: &Server, cookie: &str, first: &str) -> (Vec<Value>, usize) {
    let (mut rows, mut pages, mut next) = (Vec::new(), 0, Some(first.to_owned()));
    while let Some(address) = next {
        let page = get(desk, &address, ("cookie", cookie)).json();
        let some = page["rows"].as_array().unwrap();
        assert!(!some.is_empty(), "{address}");
        rows.extend(some.iter().cloned());
        pages += 1;
        next = page["next"].as_str().map(str::to_owned);
        assert_eq!(next.is_none(), page["total"] == rows.len(), "the last page is where the total is reached");
    }
    (rows, pages)
}
