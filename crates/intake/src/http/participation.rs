//! `GET /api/v1/waves/{wave}/participation`: how many have answered, in bands.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use survey::Language;
use utoipa::ToSchema;

use super::Shared;
use super::extract::{Preferred, WaveInPath};
use super::problem::{Problem, ProblemBody};
use crate::journal::{Band, Participation};
use crate::words;

/// Participation in a wave.
#[derive(Serialize, ToSchema)]
#[schema(as = Participation)]
pub(super) struct ParticipationBody {
    /// Of everybody who was invited.
    total: BandBody,
    /// Of each unit that somebody was invited from, without the units below it.
    units: Vec<UnitBody>,
}

/// Participation in one unit.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitParticipation)]
pub(super) struct UnitBody {
    /// The unit's id.
    unit: String,
    #[serde(flatten)]
    band: BandBody,
}

/// A share of the invited, in a band.
#[derive(Serialize, ToSchema)]
#[schema(as = Band)]
pub(super) struct BandBody {
    /// `withheld` below ten invited, otherwise the percent that have answered.
    #[schema(example = "50-69", pattern = "^(withheld|under-50|50-69|70-84|85-100)$")]
    band: &'static str,
    /// The same in words.
    text: &'static str,
}

impl BandBody {
    fn of(band: Band, language: Language) -> BandBody {
        BandBody { band: band.as_str(), text: words::band(band).get(language) }
    }
}

impl ParticipationBody {
    fn of(participation: Participation, language: Language) -> ParticipationBody {
        ParticipationBody {
            total: BandBody::of(participation.total, language),
            units: participation
                .units
                .into_iter()
                .map(|unit| UnitBody { unit: unit.unit, band: BandBody::of(unit.band, language) })
                .collect(),
        }
    }
}

/// How many have answered, in bands.
///
/// Units with fewer than ten invited are withheld, and nothing anywhere tells who has answered.
#[utoipa::path(
    get,
    path = "/api/v1/waves/{wave}/participation",
    tag = "waves",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("Accept-Language" = Option<String>, Header, description = "nb (default), nn or en")),
    responses(
        (status = 200, description = "Participation in bands", body = ParticipationBody),
        (status = 404, description = "Unknown wave", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The wave is settled and its codes are deleted", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "It could not be read", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn participation(
    State(intake): State<Shared>,
    language: Preferred,
    WaveInPath(wave): WaveInPath,
) -> Result<Json<ParticipationBody>, Problem> {
    let asked = intake.asked(&wave).await.map_err(|declined| Problem::new(language, declined))?;
    let participation = intake.participation(&asked).await.map_err(|declined| Problem::new(language, declined))?;
    Ok(Json(ParticipationBody::of(participation, language.0)))
}
