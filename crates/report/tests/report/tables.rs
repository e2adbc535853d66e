//! Tables in terminals of eighty and of a hundred and twenty columns, as somebody would lay them out by hand.

use std::borrow::Cow;
use std::sync::Arc;

use report::terminal_table;
use survey::Language;
use views::{Column, Description, Kind, Table, Values, View, Words};

fn described(name: &'static str, label: Option<Words>, values: Values) -> Column {
    Column { description: Description { name: Cow::Borrowed(name), kind: values.kind(), label }, values }
}

fn bokmaal(name: &'static str, label: &'static str, values: Values) -> Column {
    described(name, Some(Words::new(label, label, label)), values)
}

fn plain(name: &'static str, values: Values) -> Column {
    described(name, None, values)
}

fn texts<const ROWS: usize>(texts: [&str; ROWS]) -> Values {
    Values::Text(texts.iter().map(|text| Some(Arc::from(*text))).collect())
}

/// The status of every row, by its word.
fn statuses<const ROWS: usize>(words: [&str; ROWS]) -> Column {
    let columns = View::Indices.columns();
    let description = columns.iter().find(|column| column.name == "status").unwrap().clone();
    let Kind::Code(codes) = description.kind else { panic!("a status is a code") };
    let position = |word: &&str| codes.iter().position(|code| code.word == *word).map(|at| u8::try_from(at).unwrap());
    Column { description, values: Values::Code(codes, words.iter().map(position).collect()) }
}

fn printed(table: &Table, width: usize) -> String {
    let told = terminal_table(table, None, width, Language::Nb);
    for line in told.lines() {
        assert!(line.chars().count() <= width, "{} columns: {line}", line.chars().count());
        assert_eq!(line, line.trim_end(), "a line ends in spaces");
    }
    // Why something is withheld is told at the end, in sentences that are tried elsewhere.
    told.split("\nTall som ikke er vist").next().unwrap().to_owned()
}

fn of_units() -> Table {
    let numbers = |numbers: [f64; 2]| Values::Number(vec![Some(numbers[0]), Some(numbers[1]), None]);
    let columns = vec![
        bokmaal("wave", "Undersøkelse", texts(["2023-host"; 3])),
        bokmaal("name", "Navn", texts(["Asker kommune", "Kultur og innbyggerdialog", "Bjørnebærkroken barnehage"])),
        bokmaal("measure_name", "Målets navn", texts(["Oppgavemotivasjon"; 3])),
        bokmaal("statistic", "Hva som er regnet ut", texts(["gjennomsnitt"; 3])),
        bokmaal("year", "År", Values::Whole(vec![Some(2023); 3])),
        bokmaal("n", "Antall personer bak tallet", Values::Whole(vec![Some(387), Some(23), None])),
        bokmaal("value", "Verdi", numbers([4.281, 4.684])),
        bokmaal("lower", "Nedre grense", numbers([4.21, 4.53])),
        bokmaal("upper", "Øvre grense", numbers([4.34, 4.83])),
        statuses(["shown", "shown", "too_few"]),
    ];
    Table::new("indices", columns).unwrap()
}

const UNITS: &str = "
Navn                         Antall  Verdi   Nedre    Øvre
                           personer         grense  grense
                                bak
                             tallet
-------------------------  --------  -----  ------  ------
Asker kommune                   387   4,28    4,21    4,34
Kultur og innbyggerdialog        23   4,68    4,53    4,83
Bjørnebærkroken barnehage  for få svar
";

#[test]
fn what_every_row_says_is_said_once_above() {
    let above = "Undersøkelse: 2023-host; målets navn: Oppgavemotivasjon; hva som er regnet ut:\n\
                 gjennomsnitt; år: 2023\n";
    assert_eq!(printed(&of_units(), 80), format!("{above}{UNITS}"));
    let above =
        "Undersøkelse: 2023-host; målets navn: Oppgavemotivasjon; hva som er regnet ut: gjennomsnitt; år: 2023\n";
    assert_eq!(printed(&of_units(), 120), format!("{above}{UNITS}"));
}

#[test]
fn a_mark_keeps_its_words_whole_in_a_narrow_column() {
    let columns = vec![
        plain("name", texts(["a", "b"])),
        plain("n", Values::Whole(vec![Some(7), None])),
        statuses(["shown", "protects_another"]),
    ];
    let told = printed(&Table::new("sql", columns).unwrap(), 80);
    let expected = "\
name         n
----  --------
a            7
b     skjult
      for å
      beskytte
      en annen
      enhet
";
    assert_eq!(told, expected);
}

#[test]
fn words_are_broken_at_their_joints_only_where_the_table_needs_it() {
    let columns = vec![
        plain("id", texts(["opp-01-tyttebaertunet-barnehage", "hel-02-hjemmetjenesten"])),
        plain("measure", texts(["leadership_development_programme", "engagement"])),
        plain("note", texts(["Forvaltningsrevisjonsrapport om arbeidsmiljø", "ingen"])),
        plain("value", Values::Number(vec![Some(4.25), Some(3.5)])),
    ];
    let table = Table::new("sql", columns).unwrap();
    let narrow = "\
id                     measure               note                          value
---------------------  --------------------  ----------------------------  -----
opp-01-                leadership_           Forvaltningsrevisjonsrapport   4,25
tyttebaertunet-        development_          om arbeidsmiljø
barnehage              programme
hel-02-                engagement            ingen                          3,50
hjemmetjenesten
";
    assert_eq!(printed(&table, 80), narrow);
    let wide = "\
id                               measure                           note                                          value
-------------------------------  --------------------------------  --------------------------------------------  -----
opp-01-tyttebaertunet-barnehage  leadership_development_programme  Forvaltningsrevisjonsrapport om arbeidsmiljø   4,25
hel-02-hjemmetjenesten           engagement                        ingen                                          3,50
";
    assert_eq!(printed(&table, 120), wide);
}

#[test]
fn columns_stand_closer_before_a_table_becomes_records() {
    let columns = vec![
        plain("first", texts(["menneskerettighetsorganisasjon", "en"])),
        plain("second", texts(["fylkestrafikksikkerhetsutvalg", "to"])),
        plain("value", Values::Number(vec![Some(4.25), Some(3.5)])),
    ];
    let table = Table::new("sql", columns).unwrap();
    let close = "\
first                          second                        value
------------------------------ ----------------------------- -----
menneskerettighetsorganisasjon fylkestrafikksikkerhetsutvalg  4,25
en                             to                             3,50
";
    assert_eq!(printed(&table, 66), close);
    assert!(printed(&table, 65).starts_with("first: menneskerettighetsorganisasjon\nsecond: "));
}

#[test]
fn records_stand_in_blocks_where_columns_would_break_words() {
    let columns = vec![
        plain("wave", texts(["2023-host"; 2])),
        plain("first", texts(["menneskerettighetsorganisasjon", "en"])),
        plain("second", texts(["fylkestrafikksikkerhetsutvalg", "to"])),
        plain("third", texts(["arbeidsmiljøundersøkelsesrapport", "tre"])),
        plain("value", Values::Number(vec![Some(4.25), None])),
        statuses(["shown", "too_few"]),
    ];
    let table = Table::new("sql", columns).unwrap();
    let blocks = "\
wave: 2023-host

first: menneskerettighetsorganisasjon
second: fylkestrafikksikkerhetsutvalg
third: arbeidsmiljøundersøkelsesrapport
value: 4,25

first: en
second: to
third: tre
value: for få svar
";
    assert_eq!(printed(&table, 80), blocks);
    let wide = "\
wave: 2023-host

first                           second                         third                             value
------------------------------  -----------------------------  --------------------------------  -----
menneskerettighetsorganisasjon  fylkestrafikksikkerhetsutvalg  arbeidsmiljøundersøkelsesrapport   4,25
en                              to                             tre                               for
                                                                                                 få
                                                                                                 svar
";
    assert_eq!(printed(&table, 120), wide);
}

#[test]
fn one_row_and_rows_that_are_all_alike_stay_tables() {
    let one = Table::new("sql", vec![plain("wave", texts(["2023-host"])), plain("units", texts(["41"]))]).unwrap();
    assert_eq!(printed(&one, 80), "wave       units\n---------  -----\n2023-host  41\n");
    let alike = Table::new("sql", vec![plain("wave", texts(["2023-host"; 2])), plain("n", texts(["7"; 2]))]).unwrap();
    assert_eq!(printed(&alike, 80), "wave       n\n---------  -\n2023-host  7\n2023-host  7\n");
}
