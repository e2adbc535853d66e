//! `mestring describe`: what the views hold. It needs no project.

use anyhow::Result;
use query::Request;

use super::print;
use crate::cli::DescribeArgs;

pub(super) fn run(args: &DescribeArgs) -> Result<()> {
    let language = args.language.into();
    let Some(name) = &args.view else { return print(&report::terminal_views(language)) };
    let named = query::Typed { view: Some(name.clone()), ..query::Typed::default() };
    print(&report::terminal_view(Request::read(&named)?.view(), language))
}
