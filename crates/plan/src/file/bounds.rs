//! The values an indicator can take, and where its zones lie.

use survey::Direction;

use super::fields::{Fields, Found, Reading};
use crate::decimal::Decimal;
use crate::indicator::Range;
use crate::measure::Measure;
use crate::zones::{Condition, Zones};

fn decimal(reading: &mut Reading<'_>, text: &Found<String>, key: &str) -> Option<Decimal> {
    Decimal::parse(&text.value).map_err(|error| reading.wrong(&text.at, key, error, "correct the number")).ok()
}

/// Both ends or none, and the lowest below the highest. A level that Mestring measures has both: a mean of another
/// answer scale must not be placed. The outer `None` is a problem that was told, the inner an indicator without ends.
pub(super) fn range(
    reading: &mut Reading<'_>,
    fields: &Fields<'_, '_>,
    measure: Option<&Measure>,
    code: Option<&Found<String>>,
) -> Option<Option<Range>> {
    let (lowest, highest) = (fields.optional_text(reading, "lowest"), fields.optional_text(reading, "highest"));
    let (lowest, highest) = match (lowest, highest) {
        (Some(lowest), Some(highest)) => (lowest, highest),
        (Some(lowest), None) => {
            reading.wrong(&lowest.at, "highest", "there is a lowest value but no highest", "add highest");
            return None;
        }
        (None, Some(highest)) => {
            reading.wrong(&highest.at, "lowest", "there is a highest value but no lowest", "add lowest");
            return None;
        }
        (None, None) => {
            let is_level = measure.and_then(Measure::level).is_some_and(|(_, change)| change.is_none());
            let (true, Some(code)) = (is_level, code) else { return Some(None) };
            let remedy = "add lowest and highest, the ends of the scale the zones were made for";
            reading.wrong(&code.at, "lowest", format!("indicator \"{}\" has no range", code.value), remedy);
            return None;
        }
    };
    let ends = (decimal(reading, &lowest, "lowest"), decimal(reading, &highest, "highest"));
    let (Some(low), Some(high)) = ends else { return None };
    if low >= high {
        reading.wrong(&highest.at, "highest", "the highest value is not above the lowest", "correct one of them");
        return None;
    }
    Some(Some(Range { lowest: low, highest: high }))
}

fn condition(reading: &mut Reading<'_>, text: &Found<String>, key: &str) -> Option<Condition> {
    Condition::parse(&text.value).map_err(|error| reading.wrong(&text.at, key, error, "correct the condition")).ok()
}

/// Both conditions or none, together total, and facing the way the indicator says is better.
pub(super) fn zones(
    reading: &mut Reading<'_>,
    fields: &Fields<'_, '_>,
    direction: Option<&Found<Direction>>,
) -> Option<Option<Zones>> {
    let desired = fields.optional_text(reading, "desired");
    let not_approved = fields.optional_text(reading, "not_approved");
    let (desired, not_approved) = match (desired, not_approved) {
        (None, None) => return Some(None),
        (Some(desired), Some(not_approved)) => (desired, not_approved),
        (Some(desired), None) => {
            let problem = "there is a desired zone but none that is not approved";
            reading.wrong(&desired.at, "not_approved", problem, "add not_approved");
            return None;
        }
        (None, Some(not_approved)) => {
            let problem = "there is a zone that is not approved but no desired one";
            reading.wrong(&not_approved.at, "desired", problem, "add desired");
            return None;
        }
    };
    let conditions = (condition(reading, &desired, "desired"), condition(reading, &not_approved, "not_approved"));
    let (Some(best), Some(worst)) = conditions else { return None };
    match Zones::new(best, worst) {
        Err(error) => {
            reading.wrong(&not_approved.at, "not_approved", error, "correct the conditions");
            None
        }
        Ok(zones) => match direction {
            Some(direction) if zones.direction() != direction.value => {
                let problem = "the direction and the conditions disagree about which way is better";
                let remedy = "correct the direction or turn the conditions";
                reading.wrong(&direction.at, "direction", problem, remedy);
                None
            }
            _ => Some(Some(zones)),
        },
    }
}
