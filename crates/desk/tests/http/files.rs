//! Files: whole, in every format, or a page of them.

use crate::support::{Desk, rows, whole};
use views::View;

#[test]
fn a_file_holds_every_row_and_a_page_says_where_the_next_one_is() {
    let desk = Desk::start();
    let expected = rows(&whole("hr", View::Indices));
    let lines = |reply: &crate::support::Reply| -> Vec<serde_json::Value> {
        reply.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let whole = desk.get(Some("hr"), "/api/v1/views/indices?format=ndjson");
    assert_eq!(whole.headers["content-disposition"], "attachment; filename=\"indices.ndjson\"");
    assert!(!whole.headers.contains_key("link"));
    assert!(lines(&whole) == expected);
    let mut found = Vec::new();
    let mut next = Some("/api/v1/views/indices?format=ndjson&limit=1000".to_owned());
    while let Some(path) = next {
        let page = desk.get(Some("hr"), &path);
        assert_eq!(page.headers["total-rows"], expected.len().to_string());
        found.extend(lines(&page));
        next = page.headers.get("link").map(|link| link.trim_start_matches('<').split('>').next().unwrap().to_owned());
    }
    assert!(found == expected);
}

#[test]
fn chosen_columns_stand_in_their_order() {
    let desk = Desk::start();
    let reply = desk.get(Some("hr"), "/api/v1/views/units?format=csv&select=row,name,unit&where=row%20le%203");
    let text = reply.text();
    let first = text.lines().next().unwrap().trim_start_matches('\u{feff}');
    assert_eq!(first.trim_end(), "row,name,unit");
    assert_eq!(reply.headers["total-rows"], "3");
}
