//! `$metadata`: the types of the views, as CSDL XML.

use std::fmt::Write;

use axum::response::Response;
use survey::Language;
use views::{Description, Kind, View};

use super::super::{Asker, Looking};
use super::NAMESPACE;

/// The types of all entity sets, with labels in the reader's language.
#[utoipa::path(get, path = "/odata/$metadata", tag = "odata", responses((status = 200, description = "CSDL", body = String, content_type = "application/xml")))]
pub(in crate::http) async fn metadata(asker: Asker, _: Looking) -> Response {
    super::text("application/xml", document(asker.preferred.language))
}

fn document(language: Language) -> String {
    let types: String = View::ALL.into_iter().map(|view| entity_type(view, language)).collect();
    let sets: String = View::ALL
        .into_iter()
        .map(|view| format!("<EntitySet Name=\"{0}\" EntityType=\"{NAMESPACE}.{0}_row\"/>\n", view.name()))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n\
         <edmx:Reference Uri=\"https://docs.oasis-open.org/odata/odata/v4.0/os/vocabularies/Org.OData.Core.V1.xml\">\n\
         <edmx:Include Namespace=\"Org.OData.Core.V1\" Alias=\"Core\"/>\n</edmx:Reference>\n\
         <edmx:DataServices>\n<Schema Namespace=\"{NAMESPACE}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n\
         {types}<EntityContainer Name=\"Desk\">\n{sets}</EntityContainer>\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n"
    )
}

fn entity_type(view: View, language: Language) -> String {
    let mut text = format!(
        "<EntityType Name=\"{}_row\">\n<Key><PropertyRef Name=\"row\"/></Key>\n\
         <Property Name=\"row\" Type=\"Edm.Int64\" Nullable=\"false\"/>\n",
        view.name()
    );
    for Description { name, kind, label } in view.columns() {
        let of = match kind {
            Kind::Text | Kind::Code(_) => "Edm.String",
            Kind::Whole => "Edm.Int64",
            Kind::Number => "Edm.Double",
        };
        let label = label.map_or(String::new(), |label| {
            format!("<Annotation Term=\"Core.Description\" String=\"{}\"/>", escaped(label.get(language)))
        });
        // Writing to a text cannot fail.
        let _infallible = writeln!(text, "<Property Name=\"{name}\" Type=\"{of}\">{label}</Property>");
    }
    let about = escaped(view.about().get(language));
    format!("{text}<Annotation Term=\"Core.Description\" String=\"{about}\"/>\n</EntityType>\n")
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
