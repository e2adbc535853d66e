//! The finished report as a handful of fixed pages in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

type Files = Arc<BTreeMap<String, Vec<u8>>>;

/// Serves the files of a folder as they are now; the root is `index.html`.
pub(super) fn router(folder: &Path) -> Result<Router> {
    let named = || format!("{}: cannot be read", folder.display());
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).with_context(named)? {
        let entry = entry.with_context(named)?;
        if entry.file_type().with_context(named)?.is_file() {
            let bytes = std::fs::read(entry.path()).with_context(named)?;
            files.insert(entry.file_name().to_string_lossy().into_owned(), bytes);
        }
    }
    Ok(Router::new().fallback(page).with_state(Arc::new(files)))
}

async fn page(State(files): State<Files>, uri: Uri) -> Response {
    let name = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    match files.get(name) {
        Some(bytes) => ([(header::CONTENT_TYPE, content_type(name))], bytes.clone()).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such page in the report.\n").into_response(),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
