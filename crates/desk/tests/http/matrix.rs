//! Who may come where, and what each of them sees: every address, every role, every format.

use std::collections::BTreeSet;

use desk::Allowed;
use disclosure::Sealed;
use views::View;

use crate::support::{Desk, below, cube, people, rows, two_units, whole};

/// Every address there is, and who gets in: n nobody in particular, h personnel, l leaders, p politicians, r representatives.
const MATRIX: [(&str, &str, &str); 21] = [
    ("GET", "/", "hlpr"),
    ("GET", "/views/{view}", "hlpr"),
    ("GET", "/unit", "l"),
    ("GET", "/login", "nhlpr"),
    ("POST", "/login", "nhlpr"),
    ("POST", "/logout", "nhlpr"),
    ("GET", "/oidc/start", "nhlpr"),
    ("GET", "/oidc/callback", "nhlpr"),
    ("GET", "/style/{file}", "nhlpr"),
    ("GET", "/api/v1/health", "nhlpr"),
    ("GET", "/api/v1/waves", "hlpr"),
    ("GET", "/api/v1/views", "hlpr"),
    ("GET", "/api/v1/views/{view}", "hlpr"),
    ("POST", "/api/v1/sql", "hr"),
    ("GET", "/openapi.json", "hlpr"),
    ("GET", "/odata", "hlpr"),
    ("GET", "/odata/", "hlpr"),
    ("GET", "/odata/$metadata", "hlpr"),
    ("GET", "/odata/{set}", "hlpr"),
    ("GET", "/odata/{set}/$count", "hlpr"),
    ("GET", "/api/v1/me", "hlpr"),
];

const PEOPLE: [(char, Option<&str>); 5] =
    [('n', None), ('h', Some("hr")), ('l', Some("lead-a")), ('p', Some("politician")), ('r', Some("representative"))];

#[test]
fn the_table_of_addresses_is_the_one_that_was_agreed() {
    let agreed: BTreeSet<(&str, &str)> = MATRIX.iter().map(|(method, path, _)| (*method, *path)).collect();
    let served: BTreeSet<(&str, &str)> = desk::routes().map(|listed| (listed.method, listed.path)).collect();
    assert_eq!(served, agreed);
    assert_eq!(desk::routes().count(), MATRIX.len());
    for listed in desk::routes() {
        let (_, _, who) =
            MATRIX.iter().find(|(method, path, _)| (*method, *path) == (listed.method, listed.path)).unwrap();
        let expected = match listed.allowed {
            Allowed::Anybody => "nhlpr".to_owned(),
            Allowed::Roles(roles) => roles.iter().map(|role| &role.word()[..1]).collect(),
        };
        let sorted = |text: &str| text.chars().collect::<BTreeSet<char>>();
        assert_eq!(sorted(who), sorted(&expected), "{}", listed.path);
    }
}

#[test]
fn everybody_gets_in_where_they_may_and_nowhere_else() {
    let desk = Desk::start();
    for (method, path, who) in MATRIX {
        let path = path.replace("{view}", "units").replace("{set}", "units").replace("{file}", "none.css");
        for (letter, name) in PEOPLE {
            let token = name.map(|name| format!("Bearer {}", desk.token(name)));
            let origin = format!("http://{}", desk.address);
            let mut headers = vec![("origin", origin.as_str())];
            if let Some(token) = &token {
                headers.push(("authorization", token));
            }
            let reply = if method == "GET" { desk.get_with(&path, &headers) } else { desk.post(&path, &headers, "") };
            let refused = match (who.contains(letter), letter) {
                (true, _) => {
                    !matches!(reply.status, 401 | 403)
                        && reply.headers.get("location").is_none_or(|to| !to.starts_with("/login?"))
                }
                (false, 'n') => {
                    reply.status == 401 || (reply.status == 303 && reply.headers["location"].starts_with("/login"))
                }
                (false, _) => reply.status == 403,
            };
            assert!(refused, "{method} {path} as {name:?}: {} {}", reply.status, reply.text());
            if !who.contains(letter) {
                assert!(!reply.text().contains("\"rows\"") && !reply.text().contains("\"value\":["), "{path}");
            }
        }
    }
}

#[test]
fn what_is_not_in_the_table_does_not_exist() {
    let desk = Desk::start();
    for path in
        ["/api/v1/cubes", "/released/cube.json", "/api/v1/views/indices/", "/views", "/admin", "/..", "/odata/units/1"]
    {
        assert_eq!(desk.get(Some("hr"), path).status, 404, "{path}");
    }
    for view in ["/api/v1/views/nothing", "/views/nothing", "/odata/nothing", "/odata/Units"] {
        assert_eq!(desk.get(Some("hr"), view).status, 404, "{view}");
    }
    let token = format!("Bearer {}", desk.token("hr"));
    for (_, path, _) in MATRIX.iter().filter(|(method, path, _)| *method == "GET" && *path != "/login") {
        let path = path.replace("{view}", "units").replace("{set}", "units").replace("{file}", "none.css");
        let reply = desk.post(&path, &[("authorization", &token)], "");
        assert_eq!(reply.status, 405, "POST {path}");
    }
}

/// The ids of a unit's own line: everything below it, and the groups above it.
fn line(cube: &Sealed, unit: usize) -> BTreeSet<String> {
    let id = |place: usize| cube.groups()[place].id.clone();
    let mut ids: BTreeSet<String> = below(cube, unit).into_iter().map(id).collect();
    let mut above = cube.groups()[unit].parent;
    while let Some(group) = above {
        ids.insert(id(group.get()));
        above = cube.groups()[group.get()].parent;
    }
    ids.insert("*".to_owned());
    ids
}

/// What a leader gets, in every format, is about the own line only; and of the other leader's units not even a name is there.
#[test]
fn a_leader_never_sees_the_other_units_in_any_format() {
    let (desk, cube) = (Desk::start(), cube());
    let units = two_units(&cube);
    for (who, own, other) in [("lead-a", units[0], units[1]), ("lead-b", units[1], units[0])] {
        let (own, others) = (line(&cube, own), below(&cube, other));
        let seen_names: BTreeSet<&str> =
            cube.groups().iter().filter(|group| own.contains(&group.id)).map(|group| group.name.as_str()).collect();
        let foreign: Vec<&str> = others
            .iter()
            .map(|place| cube.groups()[*place].name.as_str())
            // Short names stand in other words: Nav in Navn. The ids below are looked at one by one.
            .filter(|name| name.len() >= 8 && !seen_names.iter().any(|seen| seen.contains(name)))
            .collect();
        assert!(foreign.len() > 1, "the other unit has names of its own");
        for view in View::ALL {
            let name = view.name();
            let mut texts = vec![
                desk.get(Some(who), &format!("/views/{name}")),
                desk.get(Some(who), &format!("/api/v1/views/{name}?limit=10000")),
                desk.get_with(
                    &format!("/odata/{name}"),
                    &[("authorization", &format!("Bearer {}", desk.token(who))), ("prefer", "odata.maxpagesize=10000")],
                ),
            ];
            for format in ["csv", "csv-excel", "ndjson", "arrow", "parquet", "xlsx"] {
                texts.push(desk.get(Some(who), &format!("/api/v1/views/{name}?format={format}")));
            }
            for reply in &texts {
                assert_eq!(reply.status, 200, "{}", reply.text());
                let text = reply.text();
                for foreign in &foreign {
                    assert!(!text.contains(foreign), "{who} reads {foreign} in {name}: {:?}", reply.headers);
                }
            }
            for row in texts[1].json()["rows"].as_array().unwrap() {
                if let Some(unit) = row.get("unit").and_then(|unit| unit.as_str()) {
                    assert!(own.contains(unit), "{who} sees {unit} in {name}");
                }
            }
            // Asking for the other unit by name gives nothing, in words that do not tell whether it is there.
            if whole("hr", view).column("unit").is_some() {
                let asked = cube.groups()[other].id.as_str();
                let reply = desk.get(Some(who), &format!("/api/v1/views/{name}?where=unit%20eq%20'{asked}'"));
                assert_eq!((reply.status, reply.json()["total"].as_u64()), (200, Some(0)), "{name}");
            }
        }
    }
}

/// For every person and view: as many rows as the audience allows on the cube, wherever they are counted.
#[test]
fn everybody_sees_exactly_their_part() {
    let desk = Desk::start();
    for (who, _) in people() {
        for view in View::ALL {
            let (name, expected) = (view.name(), rows(&whole(who, view)));
            let reply = desk.get(Some(who), &format!("/api/v1/views/{name}?limit=1"));
            assert_eq!(reply.json()["total"], expected.len(), "{who} {name}");
            assert_eq!(reply.headers["total-rows"], expected.len().to_string());
            assert_eq!(desk.get(Some(who), &format!("/odata/{name}/$count")).text(), expected.len().to_string());
        }
    }
    let total = |who: &str, view: View| whole(who, view).rows();
    assert!(total("politician", View::Indices) < total("hr", View::Indices), "the test compares different parts");
    assert!(total("lead-a", View::Indices) < total("hr", View::Indices));
}
