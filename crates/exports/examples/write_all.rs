//! Writes views of a sealed cube in a format: `write_all CUBE.json --format FORMAT --out PATH [--view VIEW] [--language nb]`.
//!
//! Without a view, all of them; that takes a format that holds several.

use std::error::Error;
use std::fs;

use disclosure::Sealed;
use exports::{Context, Format};
use survey::Language;
use views::{Table, View};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let cube: Sealed = serde_json::from_slice(&fs::read(arguments.next().ok_or("name a cube")?)?)?;
    let (mut format, mut out, mut views, mut language) = (Format::Xlsx, None, View::ALL.to_vec(), Language::Nb);
    while let (Some(key), Some(value)) = (arguments.next(), arguments.next()) {
        match key.as_str() {
            "--format" => format = Format::parse(&value)?,
            "--out" => out = Some(value),
            "--view" => views = vec![View::parse(&value)?],
            "--language" => language = Language::parse(&value).ok_or("nb, nn or en")?,
            other => return Err(format!("there is no argument {other}").into()),
        }
    }
    let cubes = [&cube];
    let tables: Vec<Table> = views.into_iter().map(|view| Table::of(view, &cubes, &|_, _| true)).collect();
    let context = Context::of(&cubes, language, cube.header().reference_date);
    let mut file = fs::File::create(out.ok_or("name a file with --out")?)?;
    exports::write(format, &tables, &context, &mut file)?;
    Ok(())
}
