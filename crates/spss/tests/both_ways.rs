//! What is written is read back: any dictionary, any rows. Other programs' reading of our files is tested in `.ci/readers`.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use proptest::prelude::*;
use spss::{
    Cell, Dictionary, Kind, Measure, Names, Numeric, NumericMissing, Reader, TextMissing, Textual, Title, Value,
    ValueLabel, ValueProblem, Variable, VariableLabel, WriteError, Writer,
};

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-200_i32..300).prop_map(f64::from),
        any::<f64>().prop_filter("finite", |n| n.is_finite() && *n > f64::MIN)
    ]
}

fn missing() -> impl Strategy<Value = NumericMissing> {
    let range = (number(), number(), prop::option::of(number())).prop_map(|(one, other, and)| {
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        let range = NumericMissing::range(low.max(NumericMissing::LOWEST), high.max(NumericMissing::LOWEST)).unwrap();
        and.map_or(range.clone(), |value| range.and(value).unwrap())
    });
    prop_oneof![
        prop::collection::vec(number(), 0..=3).prop_map(|values| NumericMissing::values(&values).unwrap()),
        range
    ]
}

fn numeric() -> impl Strategy<Value = Kind> {
    (prop::collection::vec((number(), "\\PC{0,30}"), 0..4), missing()).prop_map(|(labels, missing)| {
        let start = Numeric::decimal(8, 2).unwrap();
        let labelled = labels.into_iter().fold(start, |numeric, (value, label)| {
            numeric.clone().labelled(value, ValueLabel::shortened(label.trim_end())).unwrap_or(numeric)
        });
        Kind::from(labelled.missing(missing))
    })
}

fn textual() -> impl Strategy<Value = Kind> {
    let width = prop_oneof![1_u16..20, 250..260_u16, 500..520_u16, 700..1100_u16];
    (width, prop::collection::vec(("[a-zæøå]{1,9}", "\\PC{0,30}"), 0..3)).prop_map(|(width, labels)| {
        let start = Textual::of_width(width).unwrap();
        let labelled = labels.iter().fold(start, |text, (value, label)| {
            text.clone().labelled(value, ValueLabel::shortened(label.trim_end())).unwrap_or(text)
        });
        let missing: Vec<&str> =
            labels.iter().map(|(value, _)| value.as_str()).filter(|value| value.len() <= 8).collect();
        let missing = TextMissing::values(&missing).unwrap();
        Kind::from(labelled.clone().missing(missing).unwrap_or(labelled))
    })
}

fn variables() -> impl Strategy<Value = Vec<Variable>> {
    let measure = prop::sample::select(vec![Measure::Nominal, Measure::Ordinal, Measure::Scale]);
    let one = ("\\PC{0,70}", "\\PC{1,60}", measure, prop_oneof![numeric(), textual()]);
    prop::collection::vec(one, 1..8).prop_map(|parts| {
        let mut names = Names::default();
        parts
            .into_iter()
            .map(|(name, label, measure, kind)| {
                let label = VariableLabel::shortened(&format!("x{}", label.trim_end()));
                Variable::new(names.made_from(&name), kind).with_label(label).with_measure(measure)
            })
            .collect()
    })
}

/// A value for a variable out of any number and any text.
fn value(variable: &Variable, number: Option<f64>, text: &str) -> Value {
    match variable.kind() {
        Kind::Number(_) => number.map_or(Value::Missing, Value::Number),
        Kind::Text(column) => {
            let end = (0..=text.len().min(usize::from(column.width()))).rev().find(|&end| text.is_char_boundary(end));
            Value::Text(text[..end.unwrap_or(0)].trim_end_matches([' ', '\0']).to_owned())
        }
    }
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Number(number) => Cell::Number(*number),
        Value::Text(text) => Cell::Text(text),
        Value::Missing => Cell::Missing,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_table_comes_back(
        variables in variables(),
        seeds in prop::collection::vec((prop::option::of(number()), "\\PC{0,400}|[ a]{0,20}"), 0..40),
        counting in any::<bool>(),
    ) {
        let width = variables.len();
        let rows: Vec<Vec<Value>> = seeds
            .chunks_exact(width)
            .map(|row| row.iter().zip(&variables).map(|((n, t), variable)| value(variable, *n, t)).collect())
            .collect();
        let dictionary = Dictionary::new(variables).unwrap().with_title(Title::shortened("Tittel på norsk")).with_note("to ord");
        let mut file = std::io::Cursor::new(Vec::new());
        let mut writer = if counting {
            Writer::counting(&mut file, &dictionary).unwrap()
        } else {
            Writer::new(&mut file, &dictionary, rows.len() as u64).unwrap()
        };
        for row in &rows {
            writer.write_row(&row.iter().map(cell).collect::<Vec<_>>()).unwrap();
        }
        writer.finish().unwrap();

        let mut reader = Reader::open(file.get_ref().as_slice()).unwrap();
        prop_assert_eq!(reader.dictionary(), &dictionary);
        let back: Vec<Vec<Value>> = reader.by_ref().map(Result::unwrap).collect();
        prop_assert_eq!(back, rows);
    }
}

#[test]
fn a_refused_row_leaves_nothing_behind() {
    let mut names = Names::default();
    let dictionary = Dictionary::new(vec![
        Variable::new(names.made_from("tall"), Numeric::whole(1).unwrap()),
        Variable::new(names.made_from("tekst"), Textual::of_width(3).unwrap()),
    ])
    .unwrap();
    let mut file = Vec::new();
    let mut writer = Writer::new(&mut file, &dictionary, 1).unwrap();
    let problem = |result: Result<(), WriteError>| match result.unwrap_err() {
        WriteError::Value { row: 1, problem, .. } => problem,
        other => panic!("{other}"),
    };
    let long = ValueProblem::TooLong { bytes: 4, width: 3 };
    assert_eq!(problem(writer.write_row(&[Cell::Number(1.0), Cell::Text("åå")])), long);
    assert_eq!(problem(writer.write_row(&[Cell::Text("1"), Cell::Missing])), ValueProblem::NotANumber);
    assert_eq!(problem(writer.write_row(&[Cell::Missing, Cell::Number(1.0)])), ValueProblem::NotAText);
    assert_eq!(problem(writer.write_row(&[Cell::Number(f64::NAN), Cell::Missing])), ValueProblem::NotFinite);
    assert_eq!(problem(writer.write_row(&[Cell::Number(f64::MIN), Cell::Missing])), ValueProblem::NotFinite);
    assert!(matches!(writer.write_row(&[Cell::Missing]), Err(WriteError::RowLength { given: 1, variables: 2, .. })));
    writer.write_row(&[Cell::Number(1.0), Cell::Text("abc")]).unwrap();
    let more = writer.write_row(&[Cell::Number(1.0), Cell::Text("abc")]);
    assert!(matches!(more, Err(WriteError::RowCount { announced: 1, written: 2 })));
    writer.finish().unwrap();
    let rows: Vec<Vec<Value>> = Reader::open(file.as_slice()).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows, [[Value::Number(1.0), Value::Text("abc".to_owned())]]);
}

#[test]
fn fewer_rows_than_announced_are_not_a_file() {
    let mut names = Names::default();
    let dictionary = Dictionary::new(vec![Variable::new(names.made_from("a"), Numeric::whole(1).unwrap())]).unwrap();
    let writer = Writer::new(Vec::new(), &dictionary, 2).unwrap();
    assert!(matches!(writer.finish(), Err(WriteError::RowCount { announced: 2, written: 0 })));
}
