//! The system query options of a request.

use axum::http::{HeaderMap, Uri};

use super::super::query::Parameters;
use crate::refusal::{Declined, Refusal};

/// Rows of a page where the client does not say how many, and the most there may be.
const PAGE: usize = 1_000;
const PAGE_MAX: usize = 10_000;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As the standard has it, a page at a time.
    Json,
    /// For a spreadsheet that reads no JSON: every row at once, since nothing in a CSV could say where the next page is.
    Csv,
}

/// What a client asked for.
#[derive(Clone, Debug)]
pub(super) struct Options {
    given: Parameters,
    pub(super) skip: usize,
    pub(super) top: Option<usize>,
    pub(super) count: bool,
    pub(super) format: Written,
    /// Rows of a page, and whether the client chose that.
    pub(super) page: (usize, bool),
}

impl Options {
    /// Reads the options. One that this service does not have is refused, as the standard asks; names without a dollar are the client's own.
    pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Result<Options, Declined> {
        let given = Parameters::of(uri)?;
        let known = ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$format", "$skiptoken"];
        let unknown = given.iter().find(|(name, _)| name.starts_with('$') && !known.contains(name));
        if let Some((name, _)) = unknown {
            return Err(
                Refusal::NotImplemented(format!("{name} is not offered; there are {}", known.join(", "))).into()
            );
        }
        let format = match given.get("$format") {
            None | Some("json") => Written::Json,
            Some(format) if format.starts_with("application/json") => Written::Json,
            Some("csv" | "text/csv") => Written::Csv,
            Some(format) => {
                let told = format!("$format={format} is not offered; there are json and csv");
                return Err(Refusal::NotImplemented(told).into());
            }
        };
        let count = match given.text("$count") {
            "" | "false" => false,
            "true" => true,
            other => return Err(Refusal::Query(format!("$count={other} is neither true nor false")).into()),
        };
        let (skip, top) = (given.number("$skip")?.unwrap_or(0), given.number("$top")?);
        Ok(Options { skip, top, count, format, page: page_size(headers), given })
    }

    pub(super) fn filter(&self) -> &str {
        self.given.text("$filter")
    }

    pub(super) fn select(&self) -> &str {
        self.given.text("$select")
    }

    pub(super) fn order(&self) -> &str {
        self.given.text("$orderby")
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.given.get("$skiptoken")
    }

    /// Everything but the place, for the address of the next page.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given.iter().filter(|(name, _)| *name != "$skiptoken")
    }

    /// What a page belongs to.
    pub(super) fn question(&self) -> [String; 4] {
        let top = self.top.map_or(String::new(), |top| top.to_string());
        [self.filter().to_owned(), self.order().to_owned(), self.skip.to_string(), top]
    }
}

/// `Prefer: odata.maxpagesize=N`, within what is borne.
fn page_size(headers: &HeaderMap) -> (usize, bool) {
    let wishes =
        headers.get_all("prefer").iter().filter_map(|wish| wish.to_str().ok()).flat_map(|wish| wish.split(','));
    let size = wishes.filter_map(|wish| {
        let (name, size) = wish.trim().split_once('=')?;
        let is_size = matches!(name.trim(), "odata.maxpagesize" | "maxpagesize");
        is_size.then(|| size.trim().parse::<usize>().ok()).flatten()
    });
    size.into_iter().find(|size| *size > 0).map_or((PAGE, false), |size| (size.min(PAGE_MAX), true))
}
