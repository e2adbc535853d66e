//! Writes a file with everything that a file can have, for other programs to read: `everything FILE`.
//!
//! What it must be read as stands in `.ci/readers/everything.py` and `everything.R`.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;

use spss::{
    Cell, Dictionary, FileDay, Measure, Names, Numeric, NumericMissing, TextMissing, Textual, Title, ValueLabel,
    Variable, VariableLabel, VariableName, Writer,
};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    let dictionary = dictionary()?;
    let mut writer = Writer::counting(BufWriter::new(File::create(path)?), &dictionary)?;
    let (long, longer) = ("ærlig ".repeat(50) + "ø", "Å".repeat(16_383));
    let rows = [
        (Cell::Text("b-01"), Cell::Number(4.0), Cell::Number(3.25), Cell::Text("ja"), Cell::Text(&long)),
        (Cell::Text("blåklokka"), Cell::Number(97.0), Cell::Number(-1234.5), Cell::Text("nei"), Cell::Text("")),
        (Cell::Missing, Cell::Missing, Cell::Missing, Cell::Text("?"), Cell::Missing),
        (Cell::Text("b-03"), Cell::Number(1.0), Cell::Number(1e300), Cell::Text("ja"), Cell::Text("kort")),
    ];
    for (number, (unit, answer, amount, short, text)) in (0_u32..).zip(rows) {
        let wide = if number == 3 { Cell::Text(&longer) } else { Cell::Text("x") };
        writer.write_row(&[unit, answer, amount, short, text, wide, Cell::Number(f64::from(number))])?;
    }
    writer.finish()?;
    Ok(())
}

fn dictionary() -> Result<Dictionary, Box<dyn Error>> {
    let mut names = Names::default();
    let unit = Textual::of_width(20)?
        .labelled("blåklokka", ValueLabel::new("Blåklokka barnehage")?)?
        .missing(TextMissing::values(&["b-03"])?)?;
    let answer = Numeric::whole(2)?
        .labelled(1.0, ValueLabel::new("Helt uenig")?)?
        .labelled(5.0, ValueLabel::new("Helt enig")?)?
        .labelled(97.0, ValueLabel::new("Ikke relevant – spørsmålet gjelder ikke")?)?
        .missing(NumericMissing::values(&[97.0, 98.0, 99.0])?);
    let amount = Numeric::decimal(8, 2)?.missing(NumericMissing::range(NumericMissing::LOWEST, -1000.0)?.and(1e300)?);
    let short = Textual::of_width(3)?
        .labelled("ja", ValueLabel::new("Ja, det gjør jeg")?)?
        .missing(TextMissing::values(&["?"])?)?;
    Ok(Dictionary::new(vec![
        Variable::new(VariableName::parse("enhet")?, unit),
        Variable::new(names.made_from("Trivsel på jobb (1–5)"), answer)
            .with_label(VariableLabel::new("Jeg trives på jobben – også på dårlige dager")?)
            .with_measure(Measure::Ordinal),
        Variable::new(names.made_from("beløp"), amount).with_measure(Measure::Scale),
        Variable::new(VariableName::parse("svar")?, short),
        Variable::new(names.made_from("fritekst"), Textual::of_width(500)?),
        Variable::new(names.made_from("videst"), Textual::of_width(Textual::WIDTH_MAX)?),
        Variable::new(names.made_from("nummer"), Numeric::whole(3)?.missing(NumericMissing::range(2.0, 3.0)?)),
    ])?
    .with_title(Title::new("Medarbeiderundersøkelse høst 2018")?)
    .with_note("Ikke validert. Første linje er delt når den er lengre enn de åtti byte som formatet har plass til.")
    .with_day(FileDay::new(2018, 10, 7)?))
}
