//! Files that other programs wrote, from `data-samples/spss`, read as what those programs were told to write.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own figures are wrong")]

use std::path::Path;

use spss::{Kind, Measure, Numeric, NumericMissing, Reader, Textual, Value, Variable};

struct File {
    variables: Vec<Variable>,
    rows: Vec<Vec<Value>>,
    title: Option<String>,
}

fn read(name: &str) -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/spss").join(name);
    let reader = Reader::open(std::fs::File::open(path).unwrap()).unwrap();
    let variables = reader.dictionary().variables().to_vec();
    let title = reader.dictionary().title().map(ToString::to_string);
    File { variables, rows: reader.map(|row| row.unwrap()).collect(), title }
}

fn numbers(variable: &Variable) -> &Numeric {
    match variable.kind() {
        Kind::Number(numeric) => numeric,
        Kind::Text(_) => panic!("{} holds texts", variable.name()),
    }
}

fn texts(variable: &Variable) -> &Textual {
    match variable.kind() {
        Kind::Text(text) => text,
        Kind::Number(_) => panic!("{} holds numbers", variable.name()),
    }
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn number(number: f64) -> Value {
    Value::Number(number)
}

fn labels(numeric: &Numeric) -> Vec<(f64, &str)> {
    numeric.labels().iter().map(|(value, label)| (*value, label.as_str())).collect()
}

#[test]
fn pyreadstat_plain_compressed_and_zsav() {
    for name in ["pyreadstat.sav", "pyreadstat-packed.sav", "pyreadstat.zsav"] {
        let file = read(name);
        let names: Vec<&str> = file.variables.iter().map(|variable| variable.name().as_str()).collect();
        assert_eq!(names, ["enhet", "trivsel_på_jobb", "alder", "fritekst", "svar"], "{name}");
        assert_eq!(file.title.as_deref(), Some("Medarbeiderundersøkelse"));
        let long = "ærlig ".repeat(60) + "ø";
        let expected = [
            [text("skole-07"), number(1.0), number(38.5), text(long), text("ja")],
            [text("blåklokka"), number(97.0), number(-1234.25), text(""), text("nei")],
            [text(""), Value::Missing, number(1e300), text("kort"), text("?")],
            [text("skole-07"), number(5.0), number(0.0), text("æ".repeat(300)), text("")],
        ];
        assert_eq!(file.rows, expected, "{name}");

        let [unit, answer, age, free, short] = file.variables.as_slice() else { panic!("{name}") };
        assert_eq!(answer.label().unwrap().as_str(), "Jeg trives på jobben");
        assert_eq!(free.label().unwrap().as_str(), "Hva vil du si?");
        assert_eq!(
            (answer.measure(), age.measure(), short.measure()),
            (Measure::Ordinal, Measure::Scale, Measure::Nominal)
        );
        assert_eq!(labels(numbers(answer)), [(1.0, "Helt uenig"), (5.0, "Helt enig"), (97.0, "Ikke relevant")]);
        assert_eq!(numbers(answer).user_missing(), &NumericMissing::values(&[97.0, 98.0, 99.0]).unwrap());
        let ages = NumericMissing::range(-2000.0, -1000.0).unwrap().and(1e300).unwrap();
        assert_eq!(numbers(age).user_missing(), &ages);
        let labelled = |textual: &Textual| {
            textual.labels().iter().map(|(value, label)| format!("{value}={label}")).collect::<Vec<_>>()
        };
        assert_eq!(labelled(texts(short)), ["ja=Ja, det gjør jeg"]);
        assert_eq!(texts(short).user_missing().listed(), ["?"]);
        assert_eq!(labelled(texts(unit)), ["blåklokka=Blåklokka barnehage"]);
    }
}

#[test]
fn haven_plain_compressed_and_zsav() {
    for form in ["none", "byte", "zsav"] {
        let file = read(&format!("haven-{form}.sav"));
        let expected = [
            [number(1.0), number(2.0), number(13_757_731_200.0), text("blåbær")],
            [number(97.0), number(7.0), number(13_757_817_600.0), text("")],
            [Value::Missing, number(8.0), Value::Missing, text("øl")],
            [number(5.0), number(9.0), number(13_915_497_600.0), text("å".repeat(200))],
        ];
        assert_eq!(file.rows, expected, "{form}");
        let [satisfied, statement, date, norwegian] = file.variables.as_slice() else { panic!("{form}") };
        assert_eq!(satisfied.label().unwrap().as_str(), "Jeg trives på jobben – også på dårlige dager");
        assert_eq!(labels(numbers(satisfied)), [(1.0, "Helt uenig"), (5.0, "Helt enig"), (97.0, "Ikke relevant")]);
        let range = NumericMissing::range(7.0, NumericMissing::HIGHEST).unwrap();
        assert_eq!(numbers(statement).user_missing(), &range);
        assert!(numbers(date).format().is_date() && !numbers(satisfied).format().is_date());
        assert_eq!((norwegian.name().as_str(), texts(norwegian).width()), ("på_norsk", 400));
    }
}

#[test]
fn an_old_code_page_is_read_as_letters() {
    let file = read("pspp-1252.sav");
    let expected =
        [[text("skole-07"), number(4.0), text("Blåbær og øl – godt")], [text("Åsgård"), number(97.0), text("")]];
    assert_eq!(file.rows, expected);
    let satisfied = file.variables.get(1).unwrap();
    assert_eq!(satisfied.label().unwrap().as_str(), "Jeg trives på jobben");
    assert_eq!(labels(numbers(satisfied)), [(1.0, "Helt uenig"), (97.0, "Ikke aktuelt – gjelder ikke meg")]);
}
