//! The service document: which entity sets there are.

use axum::response::Response;
use serde_json::json;
use views::View;

use super::super::{Asker, Looking};

/// The entity sets: one for each view.
#[utoipa::path(get, path = "/odata", tag = "odata", responses((status = 200, description = "The service document", content_type = "application/json")))]
pub(in crate::http) async fn service(asker: Asker, _: Looking) -> Response {
    let sets: Vec<_> = View::ALL
        .into_iter()
        .map(|view| {
            let title = view.about().get(asker.preferred.language);
            json!({ "name": view.name(), "kind": "EntitySet", "url": view.name(), "title": title })
        })
        .collect();
    let base = asker.base();
    super::json(super::super::json::text(
        &json!({ "@odata.context": format!("{base}/odata/$metadata"), "value": sets }),
    ))
}

/// The same with a slash at the end, as some programs write it.
#[utoipa::path(get, path = "/odata/", tag = "odata", responses((status = 200, description = "The service document", content_type = "application/json")))]
pub(in crate::http) async fn service_with_slash(asker: Asker, looking: Looking) -> Response {
    service(asker, looking).await
}
