//! Attacks released files: `attack [--seed N] [--language nb|nn|en] [--head-counts FILE.csv] [--json] [--show] CUBE.json [PAGE.html TABLE.csv ...]`.

use std::io::Write as _;
use std::process::ExitCode;

use audit::{HeadCounts, Options, attack};
use survey::{Language, Source};

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok((text, clean)) => {
            let written = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::from(u8::from(!clean || written.is_err()))
        }
        Err(message) => {
            // Nothing is left to do when even this cannot be written.
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(String, bool), String> {
    let (mut options, mut language, mut json, mut show, mut files) =
        (Options::default(), Language::Nb, false, false, Vec::new());
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--seed" => options.seed = value()?.parse().map_err(|_| "--seed needs a whole number")?,
            "--language" => language = Language::parse(&value()?).ok_or("--language is nb, nn or en")?,
            "--head-counts" => {
                let file = value()?;
                let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
                let read = HeadCounts::from_csv(Source { file: &file, text: &text });
                options.head_counts = Some(read.map_err(|errors| errors.to_string())?);
            }
            "--json" => json = true,
            "--show" => show = true,
            file => files.push((file.to_owned(), std::fs::read(file).map_err(|error| format!("{file}: {error}"))?)),
        }
    }
    let releases = audit::read::files(&files).map_err(|errors| errors.to_string())?;
    let verdict = attack(&releases, &options);
    let text = if json { format!("{:#}\n", verdict.to_json(show)) } else { verdict.to_text(language, show) };
    Ok((text, verdict.is_clean()))
}
