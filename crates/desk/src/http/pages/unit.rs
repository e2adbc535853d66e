//! A leader's own page: the way to the numbers of the unit and what is below it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use disclosure::GroupKind;
use maud::html;
use survey::UnitId;
use views::{View, Words};

use super::super::asker::escaped;
use super::super::{Asker, Looking, Shared};
use super::{Frame, page};
use crate::refusal::Refusal;
use crate::role::unit_of;
use crate::words;

/// The unit, and what is below it, with the tables about each.
#[utoipa::path(get, path = "/unit", tag = "pages", responses((status = 200, description = "A page", body = String, content_type = "text/html")))]
pub(in crate::http) async fn show(State(desk): State<Shared>, asker: Asker, looking: Looking) -> Response {
    let language = asker.preferred.language;
    let say = |words: Words| words.get(language);
    let Some(own) = unit_of(looking.session.audience()) else { return asker.told(&Refusal::NotYours.into()) };
    let units = units(&looking, own);
    let title = units.first().map_or(say(words::OWN_UNIT), |unit| unit.name.as_str());
    let frame = Frame {
        preferred: asker.preferred,
        organisation: &desk.organisation,
        session: Some(&looking.session),
        here: "/unit",
        title,
        onward: None,
    };
    let content = html! {
        @if units.is_empty() { p { (say(words::UNIT_UNKNOWN)) } }
        @else {
            p { (say(words::UNIT_LEAD)) }
            table {
                thead { tr { th scope="col" { (say(words::BELOW)) } th scope="col" { (say(words::TABLES)) } } }
                tbody {
                    @for unit in &units {
                        tr {
                            th scope="row" class={ "depth-" (unit.depth.min(4)) } { (unit.name) }
                            td {
                                ul.inline {
                                    @for view in [View::Indices, View::Absence, View::Benchmarks, View::Participation] {
                                        li { a href={ "/views/" (view.name()) "?f.unit=" (escaped(&unit.id)) } { (view.name()) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    page(StatusCode::OK, &frame, &content)
}

struct Unit {
    id: String,
    name: String,
    depth: usize,
}

/// The leader's unit and everything below it in the newest wave that has it, in organisation order.
fn units(looking: &Looking, own: &UnitId) -> Vec<Unit> {
    let is_unit = |kind| matches!(kind, GroupKind::Total | GroupKind::Unit { .. });
    for cube in looking.release.cubes().iter().rev() {
        let mut depths = BTreeMap::new();
        let mut units = Vec::new();
        for (position, group) in cube.groups().iter().enumerate().filter(|(_, group)| is_unit(group.kind)) {
            let above = group.parent.and_then(|parent| depths.get(&parent.get()).copied());
            let depth = if group.id == own.as_str() { Some(0) } else { above.map(|above: usize| above + 1) };
            if let Some(depth) = depth {
                depths.insert(position, depth);
                units.push(Unit { id: group.id.clone(), name: group.name.clone(), depth });
            }
        }
        if !units.is_empty() {
            return units;
        }
    }
    Vec::new()
}
