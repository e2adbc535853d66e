//! What the employees answer.

use crate::blueprint::FORMERS;
use crate::climate::UnitClimate;
use crate::draws::Draws;
use crate::ids;
use crate::model::{Model, PERSON_FAMILY, PERSON_GENERAL};
use crate::organisation::Workplace;
use survey::{Answer, FormerMunicipalityId, Instrument, Record, Response, UnitId};

/// Everybody who was invited, and those who answered; kinds of work are drawn afterwards, for answers do not depend on them.
pub(crate) struct Answered {
    pub(crate) invited: Vec<(UnitId, FormerMunicipalityId)>,
    pub(crate) answers: Vec<Record>,
    pub(crate) respondents: Vec<usize>,
}

/// Asks every employee of every unit.
pub(crate) fn ask(
    instrument: &Instrument,
    model: &Model,
    workplaces: &[Workplace],
    climates: &[UnitClimate],
    draws: &mut Draws,
) -> Answered {
    let formers = FORMERS.each_ref().map(|former| ids::former_municipality(former.code));
    let mut asked = Answered { invited: Vec::new(), answers: Vec::new(), respondents: Vec::new() };
    for (workplace, climate) in workplaces.iter().zip(climates) {
        for (position, (former, count)) in formers.iter().zip(climate.staff).enumerate() {
            let tendency = |latent: &[f64; 4]| latent.get(position).copied().unwrap_or_default();
            let tendencies: Vec<f64> = climate.tendencies.iter().map(tendency).collect();
            for _ in 0..count {
                let number = asked.invited.len();
                asked.invited.push((workplace.unit.clone(), former.clone()));
                if !draws.chance(climate.propensity) {
                    continue;
                }
                let answers = person(model, &tendencies, draws);
                if let Ok(response) = Response::from_answers(instrument, answers) {
                    let (unit, former_municipality) = (workplace.unit.clone(), former.clone());
                    asked.answers.push(Record { unit, former_municipality, role: None, response });
                    asked.respondents.push(number);
                }
            }
        }
    }
    asked
}

/// One person's answers to every item.
fn person(model: &Model, unit: &[f64], draws: &mut Draws) -> Vec<Answer> {
    let general = draws.normal();
    let families = draws.normals(model.families);
    let own_share = (1.0 - PERSON_GENERAL - PERSON_FAMILY).sqrt();
    let mut tendencies = Vec::with_capacity(unit.len());
    for (latent, unit) in model.latents.iter().zip(unit) {
        let family = families.get(latent.family).copied().unwrap_or_default();
        let shared = PERSON_GENERAL.sqrt() * general + PERSON_FAMILY.sqrt() * family;
        let person = latent.sign * shared + own_share * draws.normal();
        tendencies.push(unit + (1.0 - latent.unit_variance).sqrt() * person);
    }
    // Some people leave out more than others; the mean of this factor is one.
    let haste = (0.6 * draws.normal() - 0.18).exp();
    let answer = |item: &crate::model::ItemModel| {
        let tendency = tendencies.get(item.latent).copied().unwrap_or_default();
        let point = item.answer(tendency, draws.normal());
        let chance = draws.uniform();
        let not_relevant = item.not_relevant;
        match chance {
            chance if chance < not_relevant => Answer::NotRelevant,
            chance if chance < not_relevant + (item.missing * haste).min(0.5) => Answer::Missing,
            _ => Answer::Point(point),
        }
    };
    model.items.iter().map(answer).collect()
}
