//! Pages put together are the whole table, cell by cell.

use std::sync::Arc;

use serde_json::Value;
use views::View;

use crate::support::{Desk, cube, rows, whole};

/// Follows `next` to the end.
fn all(desk: &Desk, who: &str, path: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let reply = desk.get(Some(who), &path);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page = reply.json();
        let link =
            reply.headers.get("link").map(|link| link.trim_start_matches('<').split('>').next().unwrap().to_owned());
        next = page["next"].as_str().map(str::to_owned);
        assert_eq!(link, next);
        found.extend(page["rows"].as_array().unwrap().iter().cloned());
        assert!(next.is_none() || page["total"].as_u64().unwrap() > found.len() as u64);
    }
    found
}

#[test]
fn every_view_is_read_whole_page_by_page() {
    let desk = Desk::start();
    for view in View::ALL {
        let expected = rows(&whole("hr", view));
        let size = (expected.len() / 7).clamp(1, 10_000);
        let found = all(&desk, "hr", &format!("/api/v1/views/{}?limit={size}", view.name()));
        assert!(found == expected, "{}: {} rows of {}", view.name(), found.len(), expected.len());
    }
}

#[test]
fn chosen_rows_and_columns_are_paged_in_their_order() {
    let desk = Desk::start();
    let path = "/api/v1/views/indices?select=row,unit,value&where=status%20eq%20'shown'%20and%20n%20ge%2030&order=value%20desc&limit=83";
    let found = all(&desk, "hr", path);
    let table = whole("hr", View::Indices);
    let mut expected: Vec<(usize, f64, Value)> = rows(&table)
        .into_iter()
        .enumerate()
        .filter(|(_, row)| row["status"] == "shown" && row["n"].as_i64().is_some_and(|n| n >= 30))
        .map(|(place, row)| (place + 1, row["value"].as_f64().unwrap(), row["unit"].clone()))
        .collect();
    expected.sort_by(|left, right| right.1.total_cmp(&left.1));
    let expected: Vec<Value> = expected
        .into_iter()
        .map(|(row, value, unit)| serde_json::json!({ "row": row, "unit": unit, "value": value }))
        .collect();
    assert!(expected.len() > 200, "{}", expected.len());
    assert!(found == expected);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let desk = Desk::start();
    for (query, told) in [
        ("limit=0", "limit is from 1 to 10000"),
        ("limit=10001", "limit is from 1 to 10000"),
        ("limit=x", "limit=x is no whole number"),
        ("selct=unit", "there is no parameter selct"),
        ("select=unit,colour", "there is no column \\\"colour\\\" in units"),
        ("where=unit%20like%20'x'", "cannot be read"),
        ("order=unit%20up", "is no direction"),
        ("format=doc", "there is no format doc"),
        ("cursor=abc", "the cursor belongs to another request"),
        ("limit=1&limit=2", "limit is there twice"),
    ] {
        let reply = desk.get(Some("hr"), &format!("/api/v1/views/units?{query}"));
        assert_eq!((reply.status, reply.kind().as_str()), (400, "query"), "{query}");
        assert!(reply.text().contains(told), "{query}: {}", reply.text());
    }
}

/// A release that is replaced while somebody reads never gives pages of both.
#[test]
fn pages_of_two_releases_are_never_mixed() {
    let desk = Desk::start();
    let first = desk.get(Some("hr"), "/api/v1/views/units?limit=5").json();
    desk.store.replace(vec![cube()]);
    let next = first["next"].as_str().unwrap();
    assert_eq!(desk.get(Some("hr"), next).status, 200, "the same cubes are the same release");
    desk.store.replace(vec![cube(), cube()]);
    let reply = desk.get(Some("hr"), next);
    assert_eq!((reply.status, reply.kind().as_str()), (410, "replaced"));
    let anew = desk.get(Some("hr"), "/api/v1/views/units?limit=5").json();
    assert_ne!(anew["release"], first["release"]);
    desk.store.replace(Vec::new());
    assert_eq!(desk.get(Some("hr"), "/api/v1/views/units").json()["total"], 0);
}

#[test]
fn waves_and_views_say_what_there_is() {
    let desk = Desk::start();
    let waves = desk.get(Some("politician"), "/api/v1/waves").json();
    assert_eq!(waves[0]["id"], cube().header().wave.as_str());
    assert_eq!(waves[0]["title"]["nn"], cube().header().title.get(survey::Language::Nn));
    let views = desk.get(Some("lead-b"), "/api/v1/views").json();
    assert_eq!(views.as_array().unwrap().len(), View::ALL.len());
    let status = views[0]["columns"].as_array().unwrap().iter().find(|column| column["name"] == "status").unwrap();
    assert!(status["codes"].as_array().unwrap().iter().any(|code| code["word"] == "too_few"));
    let document: Value = desk.get(Some("hr"), "/openapi.json").json();
    let documented = document["paths"].as_object().unwrap();
    for listed in desk::routes() {
        let method = listed.method.to_ascii_lowercase();
        assert!(documented[listed.path].get(&method).is_some(), "{} {}", listed.method, listed.path);
    }
}

#[test]
fn a_question_in_sql_is_answered_as_its_asker_sees_things() {
    let desk = Desk::start_with(|config| {
        config.sql = Some(Arc::new(|text, session| match text {
            "select" => Ok(whole(session.name(), View::Units)),
            other => Err(format!("cannot run {other}")),
        }));
    });
    let ask = |who: &str, body: &str| {
        let token = format!("Bearer {}", desk.token(who));
        desk.post("/api/v1/sql", &[("authorization", &token), ("content-type", "application/json")], body)
    };
    let reply = ask("hr", "{\"sql\":\"select\"}");
    assert_eq!(reply.json()["rows"], Value::from(rows(&whole("hr", View::Units))));
    let refused = ask("representative", "{\"sql\":\"drop\"}");
    assert_eq!((refused.status, refused.kind().as_str()), (422, "sql"));
    assert!(refused.text().contains("cannot run drop"));
    assert_eq!(ask("lead-a", "{\"sql\":\"select\"}").status, 403);
    assert_eq!(ask("hr", "select").kind(), "unreadable");
    let without = Desk::start();
    let token = format!("Bearer {}", without.token("hr"));
    let reply = without.post("/api/v1/sql", &[("authorization", &token), ("content-type", "application/json")], "{}");
    assert_eq!(reply.kind(), "not-offered");
}
