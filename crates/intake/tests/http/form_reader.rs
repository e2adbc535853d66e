//! Somebody with a browser: reads pages, chooses, types, and presses only buttons that are there.

use crate::support::*;

const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) struct Reader<'a> {
    server: &'a Server,
    /// Whether the browser keeps cookies.
    keeps: bool,
    /// The cookie it has, as it sends it.
    pub(crate) cookie: Option<String>,
    pub(crate) page: Reply,
    /// The address of the page.
    pub(crate) at: String,
    chosen: Option<String>,
    typed: Option<String>,
}

impl<'a> Reader<'a> {
    pub(crate) fn open(server: &'a Server, keeps: bool, path: &str) -> Reader<'a> {
        let blank = Reply { status: 0, headers: Default::default(), body: String::new() };
        let mut reader =
            Reader { server, keeps, cookie: None, page: blank, at: String::new(), chosen: None, typed: None };
        reader.go_to(path);
        reader
    }

    /// Opens the start, types a code and begins.
    pub(crate) fn begin(server: &'a Server, keeps: bool, language: &str, code: &str) -> Reader<'a> {
        let mut reader = Reader::open(server, keeps, &format!("/svar/{WAVE}?lang={language}"));
        reader.kind_in(code);
        reader.press("");
        assert_eq!(reader.page.status, 200, "{:?}", reader.page);
        reader
    }

    /// Follows a link, or types an address.
    pub(crate) fn go_to(&mut self, path: &str) {
        self.ask("GET", path, String::new());
    }

    /// Chooses one of the answers on the page.
    pub(crate) fn choose(&mut self, value: &str) {
        assert!(self.page.body.contains(&format!("type=\"radio\" name=\"answer\" value=\"{value}\"")), "{value}");
        self.chosen = Some(value.to_owned());
    }

    /// Types a code into the field that is on the page.
    pub(crate) fn kind_in(&mut self, code: &str) {
        assert!(self.page.body.contains("id=\"code\" type=\"text\""), "there is no field for a code");
        self.typed = Some(code.to_owned());
    }

    /// Presses the button with this value; the empty value is the button of the start.
    pub(crate) fn press(&mut self, value: &str) {
        let (action, body) = self.filled(value);
        self.ask("POST", &action, body);
    }

    /// What pressing a button would send, and where.
    pub(crate) fn filled(&self, value: &str) -> (String, String) {
        let page = &self.page.body;
        let form = between(page, "<form id=\"form\"", ">").expect("there is a form");
        let button = match value {
            "" => "",
            value => tags(page, "<button")
                .find(|tag| attribute(tag, "value").as_deref() == Some(value))
                .unwrap_or_else(|| panic!("there is no button {value:?} on {page}")),
        };
        let action = attribute(button, "formaction").or_else(|| attribute(form, "action")).expect("it leads somewhere");
        let mut fields: Vec<(String, String)> = tags(page, "<input")
            .filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"))
            .map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap()))
            .collect();
        if let Some(answer) = self.chosen.clone().or_else(|| self.checked()) {
            fields.push(("answer".to_owned(), answer));
        }
        if let Some(code) = self.typed.clone().or_else(|| self.code_shown()) {
            fields.push(("code".to_owned(), code));
        }
        if !value.is_empty() {
            fields.push(("go".to_owned(), value.to_owned()));
        }
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        (action, body.join("&"))
    }

    /// Sends a form and goes where the response leads.
    pub(crate) fn ask(&mut self, method: &str, path: &str, body: String) {
        let reply = self.request(method, path, body);
        if reply.status == 303 {
            let to = reply.headers["location"].clone();
            assert!(reply.body.is_empty());
            self.ask("GET", &to, String::new());
        } else {
            (self.at, self.page, self.chosen, self.typed) = (path.to_owned(), reply, None, None);
        }
    }

    /// One request, with the cookie, and what it sets is kept.
    pub(crate) fn request(&mut self, method: &str, path: &str, body: String) -> Reply {
        let mut request = ureq::http::Request::builder().method(method).uri(self.server.url(path));
        request = request.header("accept-language", "nb");
        if method == "POST" {
            request = request.header("content-type", FORM);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let reply = Reply::of(ureq::Agent::from(agent).run(request.body(body).unwrap()).unwrap());
        if let Some(set) = reply.headers.get("set-cookie").filter(|_| self.keeps) {
            let cookie = set.split(';').next().unwrap().to_owned();
            self.cookie = if set.contains("Max-Age=0") { None } else { Some(cookie) };
        }
        reply
    }

    pub(crate) fn title(&self) -> &str {
        between(&self.page.body, "<title>", "</title>").unwrap()
    }

    pub(crate) fn heading(&self) -> &str {
        between(&self.page.body, "<h1>", "</h1>").unwrap()
    }

    /// The answer that is chosen on the page as it came.
    pub(crate) fn checked(&self) -> Option<String> {
        let tag = tags(&self.page.body, "<input").find(|tag| tag.ends_with(" checked"))?;
        attribute(tag, "value")
    }

    /// The code as it stands in its field.
    pub(crate) fn code_shown(&self) -> Option<String> {
        let tag = tags(&self.page.body, "<input").find(|tag| tag.contains("name=\"code\""))?;
        attribute(tag, "value")
    }

    /// The answers that travel with the form.
    pub(crate) fn answers(&self) -> String {
        self.hidden("answers").unwrap()
    }

    pub(crate) fn hidden(&self, name: &str) -> Option<String> {
        let tag = tags(&self.page.body, "<input type=\"hidden\"")
            .find(|tag| attribute(tag, "name").as_deref() == Some(name))?;
        attribute(tag, "value")
    }

    /// The receipt on the page.
    pub(crate) fn receipt(&self) -> String {
        between(&self.page.body, "<strong dir=\"ltr\">", "</strong>").expect("there is a receipt").to_owned()
    }
}

/// The tags that begin like this, without the end bracket.
fn tags<'a>(page: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    page.match_indices(start).map(move |(at, _)| {
        let rest = &page[at..];
        &rest[..rest.find('>').unwrap()]
    })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    between(tag, &format!(" {name}=\""), "\"").map(|value| value.replace("&amp;", "&").replace("&lt;", "<"))
}

pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(&rest[..rest.find(end)?])
}

pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
