//! Files of register figures and targets: right ones come back the same, wrong ones are refused whole, with every mistake.
#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::collections::BTreeSet;

use plan::{Figure, FigureTable, Known, TargetTable};
use survey::{Register, Source};

fn register() -> Register {
    let units = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n\
                 top,Asker,,,kommune,,2020-01-01,\n\
                 sor,Sør skole,top,Oppvekst,skole,asker,2020-01-01,\n";
    let former = "id,name,merged\nasker,Asker,true\nhurum,Hurum,true\n";
    let source = |file, text| Source { file, text };
    Register::from_csv(source("u", units), source("f", former), source("l", "old_unit,new_unit\n")).unwrap()
}

fn figures(text: &str) -> Result<FigureTable, survey::FileErrors> {
    let asked = BTreeSet::from([Figure::PositionSize, Figure::Turnover, Figure::Women]);
    let register = register();
    FigureTable::from_csv(Source { file: "figures.csv", text }, Known { register: &register, figures: &asked })
}

const HEADER: &str = "figure,year,unit,former_municipality,numerator,denominator,source,vintage\n";

#[test]
fn a_right_file_comes_back_the_same() {
    let text = format!(
        "{HEADER}women,2022,sor,asker,12,20,HR,2023-02-15\n\
         position_size,2022,sor,asker,17.125,20,\"HR, lønn\",2023-02-15\n\
         position_size,2021,sor,hurum,0,0,HR,2022-02-15\n"
    );
    let table = figures(&text).unwrap();
    let numbers: Vec<_> =
        table.rows().iter().map(|row| (row.figure(), row.year(), row.numerator(), row.denominator())).collect();
    let expect = [
        (Figure::PositionSize, 2021, 0, 0),
        (Figure::PositionSize, 2022, 171_250, 20),
        (Figure::Women, 2022, 120_000, 20),
    ];
    assert_eq!(numbers, expect, "sorted, in ten-thousandths");
    assert_eq!(figures(&table.to_csv()).unwrap(), table);
    assert!(table.to_csv().contains("17.125,20,\"HR, lønn\",2023-02-15"));
}

#[test]
fn every_mistake_of_a_file_is_told_at_once_and_nothing_is_read() {
    let text = format!(
        "{HEADER}women,2022,nord,asker,12,20,HR,2023-02-15\n\
         women,2022,sor,oslo,12,20,HR,2023-02-15\n\
         women,2022,sor,asker,21,20,HR,2023-02-15\n\
         women,2022,sor,asker,-1,20,HR,2023-02-15\n\
         women,2022,sor,asker,1,\u{2212}20,HR,2023-02-15\n\
         apprentices,2022,sor,asker,1,20,HR,2023-02-15\n\
         height,2022,sor,asker,1,20,HR,2023-02-15\n\
         women,22,sor,asker,1,20,HR,2023-02-15\n\
         turnover,2022,sor,asker,1,20,HR,2023-02-15\n\
         turnover,2022,sor,asker,2,20,HR,2023-02-15\n\
         women,2021,sor,asker,1.5,20,HR,2023-02-15\n\
         position_size,2021,sor,asker,1.12345,20,HR,2023-02-15\n\
         women,2020,sor,asker,1,20,,15.2.2023\n\
         women,2020,nord,oslo,\"1,5\",many,HR,2023-02-15\n\
         women,2019,sor,asker,1,99999999999,HR,2023-02-15\n"
    );
    let errors = figures(&text).unwrap_err();
    let found: Vec<(u64, &str)> =
        errors.as_slice().iter().map(|error| (error.line.unwrap(), error.field.as_str())).collect();
    let expect = [
        (2, "unit"),
        (3, "former_municipality"),
        (4, "numerator"),
        (5, "numerator"),
        (6, "denominator"),
        (7, "figure"),
        (8, "figure"),
        (9, "year"),
        (11, "year"),
        (12, "numerator"),
        (13, "numerator"),
        (14, "source"),
        (14, "vintage"),
        (15, "unit"),
        (15, "former_municipality"),
        (15, "numerator"),
        (15, "denominator"),
        (16, "denominator"),
    ];
    assert_eq!(found, expect, "{errors}");
    let told = errors.to_string();
    for part in [
        "figures.csv, line 2, field unit: unit nord is not in units.csv; add it there, or correct the id",
        "the numerator 21 is above the denominator 20",
        "\"-1\" is negative",
        "no plan of the project has an indicator for apprentices",
        "\"height\" is not a register figure; the figures are position_size, full_time",
        "already has 2022 on line 10",
        "has a decimal comma",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_figure_says_what_it_counts() {
    for figure in Figure::ALL {
        assert_eq!(figure.id().parse::<Figure>().unwrap(), figure);
        assert_eq!(figure.per(), if figure == Figure::Apprentices { 1_000 } else { 100 });
        assert_eq!(figure.counts_heads(), figure != Figure::PositionSize);
    }
}

#[test]
fn targets_are_read_and_wrong_ones_refused() {
    let read = |text: &str| TargetTable::from_csv(Source { file: "targets.csv", text }, &register());
    let table = read("unit,year,target\nsor,2022,7.3\nsor,2021,8\ntop,2022,7.0\n").unwrap();
    let in_2022: Vec<String> = table.in_year(2022).map(|(unit, target)| format!("{unit} {target}")).collect();
    assert_eq!((in_2022, table.len()), (vec!["sor 7.3".to_owned(), "top 7.0".to_owned()], 3));
    assert_eq!(read(&table.to_csv()).unwrap(), table);
    let errors =
        read("unit,year,target\nnord,2022,7.3\nsor,2022,7\nsor,2022,8\nsor,1,107\nsor,2023,\"7,3\"\n").unwrap_err();
    let found: Vec<(u64, &str)> =
        errors.as_slice().iter().map(|error| (error.line.unwrap(), error.field.as_str())).collect();
    assert_eq!(found, [(2, "unit"), (4, "year"), (5, "year"), (5, "target"), (6, "target")], "{errors}");
}
