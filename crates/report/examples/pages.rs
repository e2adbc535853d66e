//! Writes the report of a synthetic municipality into a folder, to be looked at: `cargo run -p report --example pages -- FOLDER`.

use std::io::Write;

use survey::Language;

#[path = "../tests/report/municipality.rs"]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "shared with the tests, where they are in place")]
mod municipality;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| "report-sample".into());
    std::fs::create_dir_all(&folder)?;
    let cube = municipality::sealed(6_000);
    for page in report::site(&cube) {
        std::fs::write(std::path::Path::new(&folder).join(page.file_name), page.content)?;
    }
    let mut out = std::io::stdout().lock();
    for language in Language::ALL {
        writeln!(out, "{}", report::terminal(&cube, language))?;
    }
    for group in
        cube.groups().iter().filter(|group| matches!(group.kind, disclosure::GroupKind::Unit { depth: 3 })).take(2)
    {
        if let Some(page) = report::terminal_unit(&cube, &group.id, Language::Nb) {
            writeln!(out, "{page}")?;
        }
    }
    Ok(())
}
