//! The pages: for everybody, without a script.

use survey::Language;

use crate::support::{Desk, PASSWORD, Reply};

/// Elements are closed in the order they were opened, and nothing is there that the policy would stop.
fn check(reply: &Reply) -> String {
    assert_eq!(reply.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(
        reply.headers["content-security-policy"],
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(reply.headers["referrer-policy"], "same-origin");
    let text = reply.text();
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1) {
        let name = tag.split([' ', '>', '\n']).next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {text}");
        } else if !matches!(name, "!DOCTYPE" | "meta" | "link" | "input") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for forbidden in ["<script", "style=\"", "onclick", "javascript:", "<img", "http://evil"] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
    // Every field has a label of its own, and there is one heading of the first level.
    assert_eq!(text.matches("<h1>").count(), 1);
    for field in text.split("id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let is_field =
            text.contains(&format!("<select id=\"{field}\"")) || text.contains(&format!("id=\"{field}\" name="));
        assert!(!is_field || text.contains(&format!("for=\"{field}\"")), "{field} has no label");
    }
    text
}

#[test]
fn every_page_stands_in_three_languages() {
    let desk = Desk::start();
    for (path, who) in [
        ("/login", None),
        ("/", Some("hr")),
        ("/views/indices", Some("politician")),
        ("/unit", Some("lead-a")),
        ("/nowhere", Some("hr")),
    ] {
        let told: Vec<String> = Language::ALL
            .into_iter()
            .map(|language| {
                let reply = desk.get(who, &format!("{path}?lang={}", language.code()));
                let text = check(&reply);
                assert!(text.contains(&format!("<html lang=\"{}\">", language.code())));
                text
            })
            .collect();
        assert_ne!(told[0], told[1]);
        assert_ne!(told[0], told[2]);
    }
    let chosen = desk.get(None, "/login?lang=nn").headers["set-cookie"].clone();
    let kept = desk.get_with("/login", &[("cookie", chosen.split(';').next().unwrap())]);
    assert!(kept.text().contains("<html lang=\"nn\">"));
}

#[test]
fn a_person_signs_in_reads_chooses_and_goes_on() {
    let desk = Desk::start();
    let to_login = desk.get(None, "/views/indices?f.status=shown");
    assert_eq!(to_login.headers["location"], "/login?next=%2Fviews%2Findices%3Ff.status%3Dshown");
    let in_english = desk.get(None, "/views/indices?lang=en");
    assert_eq!(in_english.headers["location"], "/login?next=%2Fviews%2Findices%3Flang%3Den&lang=en");
    assert_eq!(desk.get(None, "/?lang=nn").headers["location"], "/login?next=%2F%3Flang%3Dnn&lang=nn");
    let form = check(&desk.get(None, &to_login.headers["location"]));
    assert!(form.contains("name=\"next\" value=\"/views/indices?f.status=shown\""), "{form}");
    let cookie = desk.sign_in("hr", PASSWORD).unwrap();
    let page = |path: &str| check(&desk.get_with(path, &[("cookie", &cookie), ("accept-language", "en")]));
    let overview = page("/");
    assert!(overview.contains("href=\"/views/indices\"") && overview.contains("/odata/"));
    let all = page("/views/indices");
    let next = all.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert!(page(&next).contains("To the first row"));
    let few = page("/views/indices?f.status=too_few&f.statistic=&where=");
    assert!(few.contains("<option value=\"too_few\" selected>"));
    assert!(few.contains("too few answers") && !few.contains("<td>shown</td>"));
    assert!(few.contains("&amp;where=status%20eq%20%27too_few%27&amp;"), "the files are of the chosen rows");
    let wrong = desk.get_with("/views/indices?where=n%20is%205", &[("cookie", &cookie)]);
    assert_eq!(wrong.status, 400);
    assert!(check(&wrong).contains("<p class=\"exactly\" lang=\"en\">the filter cannot be read at character 3"));
}

#[test]
fn a_leaders_page_leads_to_the_own_unit_and_below() {
    let desk = Desk::start();
    let cube = crate::support::cube();
    let [own, other] = crate::support::two_units(&cube);
    let text = check(&desk.get(Some("lead-a"), "/unit"));
    for place in crate::support::below(&cube, own) {
        let group = &cube.groups()[place];
        if matches!(group.kind, disclosure::GroupKind::Unit { .. }) {
            assert!(text.contains(&format!("/views/indices?f.unit={}\"", group.id)), "{}", group.id);
        }
    }
    assert!(!text.contains(&format!("f.unit={}\"", cube.groups()[other].id)));
    assert!(!check(&desk.get(Some("hr"), "/")).contains("href=\"/unit\""));
}

/// Names come from the organisation's own files and may hold anything.
#[test]
fn what_looks_like_markup_is_text() {
    let desk = Desk::start();
    let mut found = false;
    for page in ["/views/units?where=contains(name,'%3Cscript%3E')", "/unit"] {
        for who in ["hr", "lead-a", "lead-b"] {
            let reply = desk.get(Some(who), page);
            if reply.status == 200 {
                found |= check(&reply).contains("&lt;b&gt;&amp;amp &amp; &quot;Sjøstrand&quot; &lt;script&gt;");
            }
        }
    }
    assert!(found, "the hostile name is on no page: the test looks in the wrong place");
}

#[test]
fn the_stylesheet_is_kept_and_nothing_else_is() {
    let desk = Desk::start();
    let login = desk.get(None, "/login");
    assert_eq!(login.headers["cache-control"], "no-store");
    let address = login.text().split("stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let style = desk.get(None, &address);
    assert_eq!((style.status, style.headers["content-type"].as_str()), (200, "text/css; charset=utf-8"));
    assert_eq!(style.headers["cache-control"], "public, max-age=31536000, immutable");
}
