//! A questionnaire of another tool as an instrument file: previewed, or written when all of it fits.

use anyhow::{Result, anyhow};
use forms::{Draft, Form, WriteRefused};

use crate::cli::ImportInstrumentArgs;
use crate::commands::print;
use crate::exit::Refusal;
use crate::files::{read_bytes, write_whole};

pub(super) fn run(args: &ImportInstrumentArgs) -> Result<()> {
    let name = args.file.display().to_string();
    let form = Form::of(&name)?;
    let draft = Draft::read(form, &name, &read_bytes(&args.file)?)?;
    let out = match &args.out {
        Some(out) if !args.preview => out,
        Some(_) | None => return print(&draft.to_string()),
    };
    if out.exists() {
        let problem = format!("{}: it is there already; name another file, or remove this one", out.display());
        return Err(Refusal(problem).into());
    }
    let text = draft.to_toml(args.texts_from.map(Into::into), args.leave_out).map_err(|refused| match refused {
        WriteRefused::NotAnInstrument(problem) => anyhow!("{name}: our own draft is not an instrument: {problem}"),
        WriteRefused::Misfits { .. } | WriteRefused::Texts { .. } | WriteRefused::Empty { .. } => refused.into(),
    })?;
    write_whole(out, text.as_bytes())?;
    let copied = if args.texts_from.is_some() { draft.missing_texts().len() } else { 0 };
    let left_out = draft.misfits().len();
    print(&format!(
        "{}: an instrument to be checked; {copied} texts were copied from another language, {left_out} parts left out\n",
        out.display()
    ))
}
