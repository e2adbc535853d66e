//! `mestring merger` and `mestring programme`: one section of a released cube.

use anyhow::Result;
use disclosure::Sealed;
use serde::Serialize;

use super::report::released;
use super::{Context, print};
use crate::cli::{SectionArgs, SectionFormat};
use crate::exit::Refusal;
use crate::project::Project;

pub(super) fn merger(context: &Context, args: &SectionArgs) -> Result<()> {
    let sealed = sealed(context, args)?;
    let remedy = "name at least two merged municipalities in organisation/former_municipalities.csv";
    match args.format {
        SectionFormat::Text => print(&report::terminal_merger(&sealed, args.language.into())),
        SectionFormat::Csv => print(&report::merger_csv(&sealed)),
        SectionFormat::Json => json(sealed.merger(), "the merger", remedy),
    }
}

pub(super) fn programme(context: &Context, args: &SectionArgs) -> Result<()> {
    let sealed = sealed(context, args)?;
    let remedy = "bring in its calendar with `mestring import programme FILE`";
    match args.format {
        SectionFormat::Text => print(&report::terminal_programme(&sealed, args.language.into())),
        SectionFormat::Csv => print(&report::programme_csv(&sealed)),
        SectionFormat::Json => json(sealed.programme(), "the programme", remedy),
    }
}

fn sealed(context: &Context, args: &SectionArgs) -> Result<Sealed> {
    released(&Project::open(&context.root)?, args.wave.as_ref())
}

fn json<T: Serialize>(section: Option<&T>, what: &str, remedy: &str) -> Result<()> {
    let Some(section) = section else {
        let said = format!("the released cube has nothing about {what}; {remedy} and run `mestring analyse` again");
        return Err(Refusal(said).into());
    };
    print(&format!("{}\n", serde_json::to_string_pretty(section)?))
}
