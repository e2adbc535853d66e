//! Which kind of work each employee does: drawn by service area, in a stream of its own, after everything else.

use std::collections::BTreeMap;

use survey::RoleClass;

use crate::SyntheticWave;
use crate::blueprint::AREAS;
use crate::draws::Draws;
use crate::organisation::Workplace;
use crate::truth::RoleTruth;

/// Hundredths of the employees of each area, in the order of [`AREAS`], who do each kind of work, in the order of
/// [`RoleClass::ALL`].
const HUNDREDTHS: [[u32; 5]; AREAS.len()] = [
    [5, 46, 27, 19, 3],
    [4, 38, 41, 14, 3],
    [8, 55, 10, 12, 15],
    [6, 17, 44, 26, 7],
    [9, 72, 4, 2, 13],
    [10, 45, 4, 4, 37],
];

/// Gives every invited employee a kind of work, and their answer with them.
pub(crate) fn assign(wave: &mut SyntheticWave, workplaces: &[Workplace], draws: &mut Draws) {
    let areas: BTreeMap<_, usize> = workplaces.iter().map(|place| (&place.unit, place.area)).collect();
    let area = |unit| areas.get(unit).copied().unwrap_or_default();
    wave.roles = wave.invited.iter().map(|(unit, _)| draw(area(unit), draws)).collect();
    for (record, number) in wave.answers.iter_mut().zip(&wave.respondents) {
        record.role = wave.roles.get(*number).copied();
    }
}

fn draw(area: usize, draws: &mut Draws) -> RoleClass {
    let drawn = draws.uniform() * 100.0;
    let hundredths = HUNDREDTHS.get(area).copied().unwrap_or_default();
    let mut below = 0;
    for (role, share) in RoleClass::ALL.into_iter().zip(hundredths) {
        below += share;
        if drawn < f64::from(below) {
            return role;
        }
    }
    RoleClass::Office
}

/// The shares that kinds of work are drawn by.
pub(crate) fn truth() -> BTreeMap<String, Vec<RoleTruth>> {
    let of = |(area, hundredths): (&crate::blueprint::Area, [u32; 5])| {
        let one = |(role, share)| RoleTruth { role, share: f64::from(share) / 100.0 };
        (area.name.to_owned(), RoleClass::ALL.into_iter().zip(hundredths).map(one).collect())
    };
    AREAS.iter().zip(HUNDREDTHS).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_every_area_are_the_whole() {
        for hundredths in HUNDREDTHS {
            assert_eq!(hundredths.iter().sum::<u32>(), 100);
        }
    }
}
