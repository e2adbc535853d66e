//! OData 4.0 as the standard writes it; a real client reads it in `.ci/odata`.

use serde_json::Value;
use views::{Kind, View};

use crate::support::{Desk, Reply, rows, whole};

fn read(desk: &Desk, path: &str, size: usize) -> Reply {
    let token = format!("Bearer {}", desk.token("hr"));
    let size = format!("odata.maxpagesize={size}");
    let reply = desk.get_with(path, &[("authorization", &token), ("prefer", &size)]);
    assert_eq!(reply.headers["odata-version"], "4.0");
    reply
}

#[test]
fn the_service_document_names_every_view() {
    let desk = Desk::start();
    let reply = read(&desk, "/odata/", 1);
    assert_eq!(reply.headers["content-type"], "application/json;odata.metadata=minimal");
    let document = reply.json();
    assert_eq!(document["@odata.context"], desk.url("/odata/$metadata"));
    let sets: Vec<&str> =
        document["value"].as_array().unwrap().iter().map(|set| set["url"].as_str().unwrap()).collect();
    assert_eq!(sets, View::ALL.map(View::name));
    assert_eq!(read(&desk, "/odata", 1).json(), document);
}

#[test]
fn the_metadata_has_every_column_with_its_type() {
    let desk = Desk::start();
    let reply = read(&desk, "/odata/$metadata?lang=en", 1);
    assert_eq!(reply.headers["content-type"], "application/xml");
    let text = reply.text();
    for view in View::ALL {
        let of = text.split(&format!("<EntityType Name=\"{}_row\">", view.name())).nth(1).unwrap();
        let of = of.split("</EntityType>").next().unwrap();
        assert!(of.contains("<Key><PropertyRef Name=\"row\"/></Key>"));
        for column in view.columns() {
            let kind = match column.kind {
                Kind::Text | Kind::Code(_) => "Edm.String",
                Kind::Whole => "Edm.Int64",
                Kind::Number => "Edm.Double",
            };
            assert!(of.contains(&format!("<Property Name=\"{}\" Type=\"{kind}\">", column.name)), "{of}");
        }
        assert!(text.contains(&format!("<EntitySet Name=\"{0}\" EntityType=\"Mestring.{0}_row\"/>", view.name())));
    }
    assert!(text.contains("String=\"Shown, or why not\""));
}

#[test]
fn pages_follow_next_links_to_the_whole_table() {
    let desk = Desk::start();
    for view in View::ALL {
        let expected: Vec<Value> = rows(&whole("hr", view))
            .into_iter()
            .enumerate()
            .map(|(place, mut row)| {
                row.as_object_mut().unwrap().insert("row".to_owned(), Value::from(place + 1));
                row
            })
            .collect();
        let (mut found, mut next) = (Vec::new(), Some(format!("/odata/{}?$count=true", view.name())));
        while let Some(address) = next {
            let reply = read(&desk, &address, (expected.len() / 5).clamp(1, 10_000));
            let page = reply.json();
            assert!(reply.headers["preference-applied"].starts_with("odata.maxpagesize="));
            assert_eq!(page["@odata.context"], desk.url(&format!("/odata/$metadata#{}", view.name())));
            assert_eq!(page["@odata.count"], expected.len());
            found.extend(page["value"].as_array().unwrap().iter().cloned());
            next = page["@odata.nextLink"].as_str().map(str::to_owned);
            assert!(next.as_ref().is_none_or(|next| next.starts_with(&desk.url("/odata/"))));
        }
        assert!(found == expected, "{}: {} of {}", view.name(), found.len(), expected.len());
    }
}

#[test]
fn options_choose_order_and_cut() {
    let desk = Desk::start();
    let table = whole("hr", View::Indices);
    let shown: Vec<Value> =
        rows(&table).into_iter().filter(|row| row["status"] == "shown" && row["statistic"] == "mean").collect();
    let filter = "$filter=status%20eq%20'shown'%20and%20statistic%20eq%20'mean'";
    assert_eq!(read(&desk, &format!("/odata/indices/$count?{filter}"), 1).text(), shown.len().to_string());

    let mut by_value = shown.clone();
    by_value.sort_by(|left, right| right["value"].as_f64().unwrap().total_cmp(&left["value"].as_f64().unwrap()));
    let expected: Vec<&Value> = by_value.iter().skip(3).take(25).map(|row| &row["value"]).collect();
    let mut next =
        Some(format!("/odata/indices?{filter}&$orderby=value%20desc&$skip=3&$top=25&$select=value,unit&$count=true"));
    let mut found = Vec::new();
    while let Some(address) = next {
        let page = read(&desk, &address, 10).json();
        assert_eq!(page["@odata.count"], shown.len());
        assert_eq!(page["@odata.context"], desk.url("/odata/$metadata#indices(value,unit)"));
        for row in page["value"].as_array().unwrap() {
            assert_eq!(row.as_object().unwrap().len(), 2);
            found.push(row["value"].clone());
        }
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    assert_eq!(read(&desk, "/odata/indices?$top=0&$count=true", 10).json()["value"], Value::Array(Vec::new()));
}

/// A spreadsheet that reads no JSON gets every row at once, however small the pages of others are.
#[test]
fn a_csv_has_every_row_that_the_pages_have() {
    let desk = Desk::start();
    let all = rows(&whole("hr", View::Units));
    let reply = read(&desk, "/odata/units?$format=csv", 3);
    assert!(reply.headers["content-type"].starts_with("text/csv"));
    let text = reply.text();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().unwrap().starts_with("row,"));
    let numbers: Vec<usize> = lines.map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, (1..=all.len()).collect::<Vec<_>>());

    let chosen = "/odata/units?$format=text/csv&$select=unit&$orderby=row%20desc&$skip=1&$top=2";
    let text = read(&desk, chosen, 1).text();
    let expected: Vec<&str> = all.iter().rev().skip(1).take(2).map(|row| row["unit"].as_str().unwrap()).collect();
    assert_eq!(text.trim_start_matches('\u{feff}').lines().collect::<Vec<_>>(), [vec!["unit"], expected].concat());
    assert_eq!(read(&desk, "/odata/units?$format=atom", 1).status, 501);
}

#[test]
fn one_row_is_found_by_its_key() {
    let desk = Desk::start();
    let expected = rows(&whole("hr", View::Units));
    let one = read(&desk, "/odata/units(3)", 1).json();
    assert_eq!(one["@odata.context"], desk.url("/odata/$metadata#units/$entity"));
    assert_eq!((one["row"].as_u64(), &one["name"]), (Some(3), &expected[2]["name"]));
    assert_eq!(read(&desk, "/odata/units(row=3)", 1).json(), one);
    for (key, status) in [("0", 404), (&(expected.len() + 1).to_string(), 404), ("x", 400), ("", 400)] {
        assert_eq!(read(&desk, &format!("/odata/units({key})"), 1).status, status, "{key}");
    }
}

#[test]
fn errors_are_odatas() {
    let desk = Desk::start();
    for (path, status, code) in [
        ("/odata/indices?$filter=nothing%20eq%201", 400, "query"),
        ("/odata/indices?$filter=(", 400, "query"),
        ("/odata/indices?$orderby=value%20sideways", 400, "query"),
        ("/odata/indices?$top=-1", 400, "query"),
        ("/odata/indices?$count=perhaps", 400, "query"),
        ("/odata/indices?$expand=units", 501, "not-implemented"),
        ("/odata/indices?$apply=aggregate(value)", 501, "not-implemented"),
        ("/odata/indices?$format=xml", 501, "not-implemented"),
        ("/odata/answers", 404, "no-such-page"),
    ] {
        let reply = read(&desk, path, 1);
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (status, Some(code)), "{path}");
        assert!(!reply.json()["error"]["message"].as_str().unwrap().is_empty());
    }
    let anonymous = desk.get(None, "/odata/indices");
    assert_eq!((anonymous.status, anonymous.headers["odata-version"].as_str()), (401, "4.0"));
    assert_eq!(anonymous.json()["error"]["code"], "sign-in");
}
