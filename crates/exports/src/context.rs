//! What is said beside the numbers.

use disclosure::{GroupKind, Rule, Sealed};
use survey::{Date, Language};
use views::{Table, View};

/// What a file says of itself beside its tables.
#[derive(Clone, Debug)]
pub struct Context {
    /// The language of labels where a file has room for one only.
    pub language: Language,
    /// What the file is called.
    pub title: String,
    /// Whose numbers they are: the municipality.
    pub producer: String,
    /// The day the file counts as made on. The same day gives the same bytes.
    pub date: Date,
    /// The licence that the numbers may be used under, for instance `CC-BY-4.0`; nothing where none has been given.
    pub licence: Option<String>,
    /// Where the numbers come from.
    pub sources: Vec<String>,
    /// The thresholds that the cubes were sealed under; nothing for tables of no cube.
    pub rule: Option<Rule>,
    /// What the views, columns, words and measures mean: [`View::Codebook`].
    pub codebook: Table,
}

impl Context {
    /// What sealed cubes, oldest first, say of themselves.
    #[must_use]
    pub fn of(cubes: &[&Sealed], language: Language, date: Date) -> Context {
        let newest = cubes.last();
        let total = newest.and_then(|cube| cube.groups().iter().find(|group| group.kind == GroupKind::Total));
        let source = |cube: &&Sealed| {
            let header = cube.header();
            let (wave, instrument) = (header.title.get(language), header.instrument_title.get(language));
            format!("{wave} ({}), {instrument} {}", header.reference_date, header.instrument_version)
        };
        Context {
            language,
            title: newest.map_or_else(String::new, |cube| cube.header().title.get(language).to_owned()),
            producer: total.map_or_else(String::new, |group| group.name.clone()),
            date,
            licence: None,
            sources: cubes.iter().map(source).collect(),
            rule: newest.map(|cube| cube.rule()),
            codebook: Table::of(View::Codebook, cubes, &|_, _| true),
        }
    }
}
