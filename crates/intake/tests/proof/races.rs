//! Two people with one code, at the same moment, with different answers.

use std::sync::Barrier;
use std::time::Instant;

use crate::child::Setup;
use crate::line::Line;
use crate::scale::{say, scaled};
use crate::wave::{OpenWave, PATH};

/// Races that are run beside each other, each over two connections.
const TRACKS: usize = 4;

/// What the second answer spells more than the first: a multiple of everything that decides a place.
const OTHER: usize = 15_000;

#[test]
fn of_two_answers_with_one_code_exactly_one_is_stored_and_acknowledged() {
    let races = scaled(500, 10_000);
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), races);
    // The loser of each race looks like somebody who guesses.
    let child = Setup::new(folder.path()).bearing_guesses().start().unwrap();
    let address = child.address;
    let mut expected: Vec<usize> = std::thread::scope(|scope| {
        let tracks: Vec<_> = (0..TRACKS)
            .map(|track| {
                let wave = &wave;
                scope.spawn(move || run(address, wave, (track..races).step_by(TRACKS).collect()))
            })
            .collect();
        tracks.into_iter().flat_map(|track| track.join().unwrap()).collect()
    });
    child.stop();
    expected.sort_unstable();
    let stored = wave.stored_in(folder.path()).unwrap();
    assert_eq!(stored.numbers, expected, "what is stored is what was acknowledged");
    assert_eq!((expected.len(), stored.spent), (races, races));
    let second = expected.iter().filter(|number| **number >= OTHER).count();
    say(&format!("races: {races}, won by the second runner {second}; one stored each; {:.0?}", started.elapsed()));
    assert!(second > 0 && second < races, "the two never met");
}

/// Runs the races of one track; returns what each winner's answer spells.
fn run(address: std::net::SocketAddr, wave: &OpenWave, people: Vec<usize>) -> Vec<usize> {
    let start = Barrier::new(2);
    let outcomes: Vec<Vec<u16>> = std::thread::scope(|scope| {
        let runners: Vec<_> = [0, OTHER]
            .map(|more| {
                let (start, people) = (&start, &people);
                scope.spawn(move || {
                    let mut line = Line::to(address).unwrap();
                    let post = |person: &usize| {
                        let submission = u128::try_from(person + more).unwrap() + 1;
                        let body = wave.body_with(*person, submission, person + more);
                        start.wait();
                        let said = line.post(PATH, &body).unwrap();
                        if said.status != 201 {
                            assert_eq!(said.kind(), "code", "{said:?}");
                        }
                        said.status
                    };
                    people.iter().map(post).collect()
                })
            })
            .into_iter()
            .collect();
        runners.into_iter().map(|runner| runner.join().unwrap()).collect()
    });
    let winner = |((person, first), second): ((&usize, &u16), &u16)| match (first, second) {
        (201, 403) => *person,
        (403, 201) => person + OTHER,
        other => panic!("person {person}: {other:?}"),
    };
    people.iter().zip(&outcomes[0]).zip(&outcomes[1]).map(winner).collect()
}
