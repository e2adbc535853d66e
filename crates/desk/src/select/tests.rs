//! Filters, orders and pages against an evaluator that is as plain as possible, on tables and conditions drawn at random.

use proptest::prelude::*;
use views::{Code, Column, Description, Kind, Table, Value, Values, Words};

use super::*;

static COLOURS: [Code; 3] = [colour("red"), colour("green"), colour("blue")];

const fn colour(word: &'static str) -> Code {
    Code { word, label: Words::new(word, word, word) }
}

type Line = (Option<String>, Option<u8>, Option<i64>, Option<f64>);

fn table(lines: &[Line]) -> Table {
    let column = |name: &'static str, kind, values| Column {
        description: Description { name: name.into(), kind, label: None },
        values,
    };
    let columns = vec![
        column("name", Kind::Text, Values::Text(lines.iter().map(|line| line.0.as_deref().map(Into::into)).collect())),
        column("colour", Kind::Code(&COLOURS), Values::Code(&COLOURS, lines.iter().map(|line| line.1).collect())),
        column("n", Kind::Whole, Values::Whole(lines.iter().map(|line| line.2).collect())),
        column("value", Kind::Number, Values::Number(lines.iter().map(|line| line.3).collect())),
    ];
    Table::new("drawn", columns).unwrap()
}

/// Few values, so that conditions hold now and then.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    let text = prop::option::weighted(
        0.8,
        prop::sample::select(vec!["", "a", "ab", "b'a", "æ", "null"]).prop_map(String::from),
    );
    let code = prop::option::weighted(0.8, 0..3_u8);
    let whole = prop::option::weighted(0.8, -2..3_i64);
    let number = prop::option::weighted(0.8, prop::sample::select(vec![-1.5, 0.0, 1.0, 1e3]));
    prop::collection::vec((text, code, whole, number), 0..12)
}

/// A condition as a tree of its own, so that nothing of the parser takes part in judging it.
#[derive(Clone, Debug)]
enum Said {
    Text(&'static str, &'static str, Option<String>),
    Number(&'static str, &'static str, Option<f64>),
    In(Vec<String>),
    Call(&'static str, &'static str, String),
    Not(Box<Said>),
    Join(&'static str, Box<Said>, Box<Said>),
    IsTrue(Box<Said>),
}

const COMPARISONS: [&str; 6] = ["eq", "ne", "gt", "ge", "lt", "le"];

fn said() -> impl Strategy<Value = Said> {
    let text = || prop::sample::select(vec!["", "a", "ab", "b'a", "æ", "red", "green", "null"]).prop_map(String::from);
    let comparison = || prop::sample::select(COMPARISONS.to_vec());
    let leaf = prop_oneof![
        (prop::sample::select(vec!["name", "colour"]), comparison(), prop::option::weighted(0.8, text()))
            .prop_map(|(field, how, value)| Said::Text(field, how, value)),
        (
            prop::sample::select(vec!["n", "value", "row"]),
            comparison(),
            prop::option::weighted(0.8, prop::sample::select(vec![-2.0, -1.5, 0.0, 1.0, 2.0, 5.0, 1000.0]))
        )
            .prop_map(|(field, how, value)| Said::Number(field, how, value)),
        prop::collection::vec(text(), 1..4).prop_map(Said::In),
        (
            prop::sample::select(vec!["contains", "startswith", "endswith"]),
            prop::sample::select(vec!["name", "colour"]),
            text()
        )
            .prop_map(|(how, field, value)| Said::Call(how, field, value)),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Said::Not(Box::new(inner))),
            inner.clone().prop_map(|inner| Said::IsTrue(Box::new(inner))),
            (prop::sample::select(vec!["and", "or"]), inner.clone(), inner).prop_map(|(how, left, right)| Said::Join(
                how,
                Box::new(left),
                Box::new(right)
            )),
        ]
    })
}

impl Said {
    fn text(&self) -> String {
        let quoted = |text: &String| format!("'{}'", text.replace('\'', "''"));
        match self {
            Said::Text(field, how, value) => {
                format!("{field} {how} {}", value.as_ref().map_or("null".to_owned(), quoted))
            }
            Said::Number(field, how, value) => {
                format!("{field} {how} {}", value.map_or("null".to_owned(), |value| value.to_string()))
            }
            Said::In(values) => format!("name in ({})", values.iter().map(quoted).collect::<Vec<_>>().join(" , ")),
            Said::Call(how, field, value) => format!("{how}({field},{})", quoted(value)),
            Said::Not(inner) => format!("not ({})", inner.text()),
            Said::Join(how, left, right) => format!("({}) {how} ({})", left.text(), right.text()),
            Said::IsTrue(inner) => format!("({}) eq true", inner.text()),
        }
    }

    /// True, false or nothing, read off the values one by one.
    fn judge(&self, table: &Table, row: usize) -> Option<bool> {
        let value = |field: &str| {
            let place = table.columns().iter().position(|column| column.description.name == field);
            place.map_or(Value::Whole(row as i64 + 1), |place| table.value(row, place))
        };
        let word = |field: &str| match value(field) {
            Value::Text(text) => Some(text.to_string()),
            Value::Code(code, _) => Some(code.word.to_owned()),
            _ => None,
        };
        let number = |field: &str| match value(field) {
            Value::Whole(whole) => Some(whole as f64),
            Value::Number(number) => Some(number),
            _ => None,
        };
        fn compared<T: PartialOrd>(how: &str, left: Option<T>, right: Option<T>) -> bool {
            match (left, right) {
                (Some(left), Some(right)) => match how {
                    "eq" => left == right,
                    "ne" => left != right,
                    "gt" => left > right,
                    "ge" => left >= right,
                    "lt" => left < right,
                    _ => left <= right,
                },
                (None, None) => how == "eq",
                _ => how == "ne",
            }
        }
        match self {
            Said::Text(field, how, wanted) => Some(compared(how, word(field), wanted.clone())),
            Said::Number(field, how, wanted) => Some(compared(how, number(field), *wanted)),
            Said::In(values) => Some(word("name").is_some_and(|name| values.contains(&name))),
            Said::Call(how, field, wanted) => word(field).map(|text| match *how {
                "contains" => text.contains(wanted),
                "startswith" => text.starts_with(wanted),
                _ => text.ends_with(wanted),
            }),
            Said::Not(inner) => inner.judge(table, row).map(|holds| !holds),
            Said::Join("and", left, right) => match (left.judge(table, row), right.judge(table, row)) {
                (Some(true), Some(true)) => Some(true),
                (Some(false), _) | (_, Some(false)) => Some(false),
                _ => None,
            },
            Said::Join(_, left, right) => match (left.judge(table, row), right.judge(table, row)) {
                (Some(false), Some(false)) => Some(false),
                (Some(true), _) | (_, Some(true)) => Some(true),
                _ => None,
            },
            Said::IsTrue(inner) => Some(inner.judge(table, row) == Some(true)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_filter_lets_through_what_the_plain_reading_does(lines in lines(), said in said()) {
        let table = table(&lines);
        let filter = Filter::parse(&table, &said.text()).unwrap();
        let expected: Vec<usize> = (0..table.rows()).filter(|row| said.judge(&table, *row) == Some(true)).collect();
        prop_assert_eq!(Rows::of(&table, &filter, &Order::default()).page(0, usize::MAX), expected, "{}", said.text());
    }

    #[test]
    fn no_text_makes_the_parser_fall(text in "[a-z0-9'(), ]{0,60}|\\PC{0,40}") {
        let table = table(&[]);
        let _either = Filter::parse(&table, &text);
    }

    /// Pages put together are the whole, whatever their size, and an order keeps what is alike in place.
    #[test]
    fn pages_are_the_whole(lines in lines(), size in 1..5_usize, falls in any::<bool>()) {
        let table = table(&lines);
        let order = if falls { "n desc, name" } else { "n, name desc" };
        let rows = Rows::of(&table, &Filter::parse(&table, "").unwrap(), &Order::parse(&table, order).unwrap());
        let mut joined = Vec::new();
        while joined.len() < rows.len() {
            joined.extend(rows.page(joined.len(), size));
        }
        prop_assert_eq!(&joined, &rows.page(0, usize::MAX));
        let mut sorted = joined.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..table.rows()).collect::<Vec<_>>());
        for pair in joined.windows(2) {
            let key = |row: usize| (lines[row].2, lines[row].0.clone(), row);
            let ((n, name, row), (next_n, next_name, next_row)) = (key(pair[0]), key(pair[1]));
            let (by_n, by_name) = (n.cmp(&next_n), name.cmp(&next_name));
            let order = if falls { by_n.reverse().then(by_name) } else { by_n.then(by_name.reverse()) };
            prop_assert!(order.then(row.cmp(&next_row)).is_lt());
        }
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let table = table(&[]);
    for (text, told) in [
        ("nam eq 'a'", "there is no column \"nam\" in drawn; there are name, colour, n, value"),
        ("name eq 5", "character 6: name is a text: write it in single quotes"),
        ("n eq 'a'", "character 3: n is a number: write it without quotes"),
        ("name eq 'a", "character 9 of the filter has no closing quote"),
        ("name eq", "ends too early"),
        ("name", "a comparison was expected"),
        ("name eq 'a' n eq 5", "character 13: nothing more was expected"),
        ("contains(n,'a')", "a function takes a column of texts"),
        ("n in (1,'a')", "n is a number"),
        ("n eq 5 and", "ends too early"),
        ("n eq 5;drop", "is neither a column nor a number"),
        ("n eq 1e999", "is neither a column nor a number"),
        ("n gt true", "a column is compared with"),
        (&format!("{}n eq 1{}", "(".repeat(60), ")".repeat(60)), "more than 40 brackets"),
        (&"not ".repeat(60), "more than 40 brackets"),
        (&format!("name eq '{}'", "a".repeat(5_000)), "longer than 4096"),
    ] {
        let refused = Filter::parse(&table, text).unwrap_err().to_string();
        assert!(refused.contains(told), "{text}: {refused}");
    }
    assert!(Order::parse(&table, "n up").unwrap_err().to_string().contains("is no direction"));
    assert!(columns(&table, "n,x").is_err());
    assert_eq!(columns(&table, "n, row ,n").unwrap(), [Field::Column(2), Field::Row]);
    assert_eq!(columns(&table, "*").unwrap().len(), 4);
}

#[test]
fn and_binds_closer_than_or_and_values_may_stand_first() {
    let table = table(&[(None, None, Some(1), None), (None, None, Some(2), None), (None, None, Some(3), None)]);
    let rows = |text: &str| Rows::of(&table, &Filter::parse(&table, text).unwrap(), &Order::default()).page(0, 9);
    assert_eq!(rows("n eq 1 or n eq 2 and n eq 3"), [0]);
    assert_eq!(rows("2 lt n"), [2]);
    assert_eq!(rows("2 ge n"), [0, 1]);
    assert_eq!(rows("not n eq 2"), [0, 2]);
    assert_eq!(rows("row in (1, 3)"), [0, 2]);
    assert_eq!(rows("true"), [0, 1, 2]);
    assert_eq!(rows("value eq null and not contains(name,'a')"), [] as [usize; 0]);
}
