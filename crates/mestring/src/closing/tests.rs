//! Closing is stopped before each of its steps and run again: it always ends in the same bytes.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use intake::{CodeKind, Entropy, Place};
use survey::{Answer, Date, Instrument, Response, RoleClass, Text};
use tempfile::TempDir;

use super::*;
use crate::cli::HolderArgs;
use crate::commands::demo::clients::{Letter, Target, send_all};
use crate::commands::demo::servers::Intake;
use crate::commands::wave::{Keeping, close, close_observed, open_prepared, prepare};
use crate::mailing::invite_places;

fn today() -> Date {
    Date::new(2024, 11, 22).unwrap()
}

/// A wave that has been answered over HTTP, with its server gone.
struct Asked {
    folder: TempDir,
    wave: WaveId,
    holders: HolderArgs,
}

/// Sixteen answers from three units; one unit has only two.
const ANSWERS: [usize; 3] = [9, 5, 2];

impl Asked {
    fn with(shared: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        let settings = synth::Settings { employees: 600, ..synth::Settings::asker(5) };
        let (instrument, municipality) = crate::scaffold::synthetic(&root, &settings).unwrap();
        let project = Project::open(&root).unwrap();
        let about = Wave {
            id: WaveId::new("2024-host").unwrap(),
            title: Text::new("Høst", "Haust", "Autumn").unwrap(),
            modules: vec![instrument.modules()[1].id().clone()],
            ..municipality.waves.last().unwrap().wave.clone()
        };
        let shares = folder.path().join("shares");
        let keeping = if shared { Keeping::Shares(&shares) } else { Keeping::KeyFile };
        let mut entropy = Entropy::from_seed([3; 32]);
        prepare(&project, &about, keeping, &mut entropy).unwrap();
        let mut holders = HolderArgs::default();
        if shared {
            let files = crate::shares::sheet_files(&shares);
            holders.shares = vec![files[0].clone(), files[2].clone()];
            holders.by = vec!["Kari".to_owned(), "Ola".to_owned()];
            rehearse(&project, &about.id, &holders);
        }
        open_prepared(&project, &about.id).unwrap();
        let asked = about.questions(&instrument).unwrap();
        answer(&project, &about, &asked, &places(&municipality), &mut entropy);
        Self { folder, wave: about.id, holders }
    }

    /// The same wave in a folder of its own.
    fn copy(&self, to: &Path) -> Project {
        copy(&self.folder.path().join("project"), to);
        Project::open(to).unwrap()
    }

    fn close(&self, project: &Project) -> Result<Destruction> {
        close(project, &self.wave, &self.holders, today())
    }

    /// Stops before the step with this number, counted from zero; nothing when there are not as many.
    fn stop_at(&self, project: &Project, number: usize) -> Option<Step> {
        let (mut passed, mut at) = (0, None);
        let outcome = close_observed(project, &self.wave, &self.holders, today(), &mut |step| {
            if passed == number {
                at = Some(step.clone());
                bail!("stopped");
            }
            passed += 1;
            Ok(())
        });
        assert_eq!(outcome.is_err(), at.is_some(), "{at:?}");
        at
    }
}

fn rehearse(project: &Project, wave: &WaveId, holders: &HolderArgs) {
    let mut journal = project.journal_of(wave).unwrap();
    let (key, by) = crate::shares::join(&holders.shares).unwrap();
    let (_, instrument) = journal.instrument(wave).unwrap();
    custody::check_canaries(&key, wave, &instrument, &journal.canaries(wave).unwrap()).unwrap();
    journal.record_rehearsal(wave, &intake::Rehearsal { on: today(), by }).unwrap();
}

fn places(municipality: &synth::Municipality) -> Vec<Place> {
    let invited = &municipality.waves.last().unwrap().invited;
    let mut seen = std::collections::BTreeSet::new();
    let first = invited.iter().filter(|(unit, _)| seen.insert(unit.clone())).take(ANSWERS.len());
    let one = |(unit, former): &(_, _)| Place {
        unit: Clone::clone(unit),
        former_municipality: Clone::clone(former),
        role: None,
    };
    let all = first.zip(ANSWERS).flat_map(|(place, answers)| std::iter::repeat_n(one(place), answers));
    // Every fourth leads people: four, one fewer than are told apart.
    let role = |number| if number % 4 == 0 { RoleClass::Leader } else { RoleClass::Professional };
    all.enumerate().map(|(number, place)| Place { role: Some(role(number)), ..place }).collect()
}

/// Everybody answers something else, over HTTP.
fn answer(project: &Project, wave: &Wave, asked: &Instrument, places: &[Place], entropy: &mut Entropy) {
    let invited: Vec<(Place, CodeKind)> = places.iter().map(|place| (place.clone(), CodeKind::Link)).collect();
    let codes = invite_places(project, &wave.id, &invited, entropy).unwrap();
    let letters = codes.into_iter().enumerate().map(|(person, code)| {
        let points = (0..asked.items().len()).map(|item| Answer::Point(u8::try_from((person + item) % 5 + 1).unwrap()));
        let response = Response::from_answers(asked, points.collect()).unwrap();
        Letter { code, submission: format!("{person:032x}"), response }
    });
    let intake = Intake::start(project, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), today).unwrap();
    let target = Target { address: intake.address(), wave: &wave.id, instrument: asked };
    let tally = send_all(&target, letters.collect(), 2, &indicatif::ProgressBar::hidden()).unwrap();
    assert_eq!(tally.accepted, places.len() as u64);
    intake.stop().unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder with its bytes.
fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(
                bytes_of(&path).into_iter().map(|(name, bytes)| (Path::new(&entry.file_name()).join(name), bytes)),
            );
        } else {
            found.insert(entry.file_name().into(), std::fs::read(path).unwrap());
        }
    }
    found
}

/// What has to be true of a wave that is closed, whatever happened on the way.
fn check_end(asked: &Asked, project: &Project, expected: &BTreeMap<PathBuf, Vec<u8>>, at: &Step) {
    assert!(bytes_of(&project.responses()) == *expected, "other bytes after a stop before {at:?}");
    assert!(!project.wave_key(&asked.wave).exists(), "the key is still there after a stop before {at:?}");
    let journal = project.journal_of(&asked.wave).unwrap();
    assert_eq!(journal.state(&asked.wave).unwrap(), Some(WaveState::Settled), "{at:?}");
    assert!(journal.canaries(&asked.wave).is_ok_and(|bodies| bodies.is_empty()), "{at:?}");
    assert!(asked.close(project).unwrap_err().to_string().contains("settled already"), "{at:?}");
}

fn every_step_may_be_the_last(shared: bool) {
    let asked = Asked::with(shared);
    let folder = tempfile::tempdir().unwrap();
    let whole = asked.copy(&folder.path().join("whole"));
    let done = asked.close(&whole).unwrap();
    assert_eq!((done.rows, done.sealed_answers_opened), (16, 16));
    let settled = wave_folder(&whole.responses(), &asked.wave);
    let (_, instrument) = whole.journal_of(&asked.wave).unwrap().instrument(&asked.wave).unwrap();
    let roles: Vec<_> =
        archive::read_records(&settled, &instrument).unwrap().into_iter().map(|record| record.role).collect();
    let of = |role| roles.iter().filter(|found| **found == role).count();
    assert_eq!((of(Some(RoleClass::Professional)), of(None), roles.len()), (12, 4, 16), "four leaders are too few");
    let expected = bytes_of(&whole.responses());
    assert!(expected.keys().any(|name| name.ends_with(DESTRUCTION_FILE)));

    let mut steps = Vec::new();
    loop {
        let number = steps.len();
        let project = asked.copy(&folder.path().join(format!("stopped-{number}")));
        let Some(at) = asked.stop_at(&project, number) else { break };
        // Stopped a second time, one step further on.
        asked.stop_at(&project, 1);
        if asked.close(&project).is_err() {
            // The second attempt had nothing left to be stopped at.
            assert!(matches!(at, Step::Record), "{at:?}");
        }
        check_end(&asked, &project, &expected, &at);
        steps.push(at);
    }
    let named = |wanted: &Step| steps.contains(wanted);
    assert!(
        [Step::BeginClosing, Step::OpenEnvelopes, Step::VerifyArchive, Step::EmptyJournal, Step::Record]
            .iter()
            .all(named)
    );
    assert_eq!(named(&Step::DestroyKey), !shared, "shares are destroyed by their holders");
    let archiving = steps.iter().filter(|step| matches!(step, Step::Archive(_))).count();
    assert!(archiving > 8, "{steps:?}");
}

#[test]
fn a_wave_with_a_key_file_closes_from_every_step() {
    every_step_may_be_the_last(false);
}

#[test]
fn a_wave_with_shares_closes_from_every_step() {
    every_step_may_be_the_last(true);
}

#[test]
fn the_key_is_destroyed_only_when_the_answers_are_in_the_archive() {
    let asked = Asked::with(false);
    let folder = tempfile::tempdir().unwrap();
    let project = asked.copy(&folder.path().join("project"));
    let key = project.wave_key(&asked.wave);
    close_observed(&project, &asked.wave, &asked.holders, today(), &mut |step| {
        let manifest = wave_folder(&project.responses(), &asked.wave).join(MANIFEST_FILE);
        match step {
            Step::EmptyJournal | Step::Record => assert!(manifest.exists() && !key.exists()),
            Step::DestroyKey => {
                assert!(manifest.exists() && key.exists());
                assert_eq!(project.journal_of(&asked.wave)?.sealed(&asked.wave)?.bodies.len(), 16);
            }
            _ => assert!(key.exists()),
        }
        Ok(())
    })
    .unwrap();
    let settled = Manifest::read(&wave_folder(&project.responses(), &asked.wave)).unwrap();
    assert_eq!(settled.invited().len(), 3);
}

#[test]
fn without_the_key_nothing_is_closed_and_nothing_is_lost() {
    let asked = Asked::with(true);
    let folder = tempfile::tempdir().unwrap();
    let project = asked.copy(&folder.path().join("project"));
    let nobody = HolderArgs { shares: Vec::new(), by: vec!["Kari".to_owned()] };
    let told = close(&project, &asked.wave, &nobody, today()).unwrap_err().to_string();
    assert!(told.contains("cannot be opened") && told.contains("--share"), "{told}");
    assert!(!wave_folder(&project.responses(), &asked.wave).exists());
    // With the manifest there, the names are enough: nothing is left to open.
    let verified = |step: &Step| if *step == Step::EmptyJournal { bail!("stopped") } else { Ok(()) };
    close_observed(&project, &asked.wave, &asked.holders, today(), &mut { verified }).unwrap_err();
    let done = close(&project, &asked.wave, &nobody, today()).unwrap();
    assert_eq!((done.rows, done.by), (16, vec!["Kari".to_owned()]));
}

#[test]
fn a_key_file_that_is_half_destroyed_counts_as_destroyed() {
    let asked = Asked::with(false);
    let folder = tempfile::tempdir().unwrap();
    let project = asked.copy(&folder.path().join("project"));
    let key = project.wave_key(&asked.wave);
    let kept = std::fs::read(&key).unwrap();
    let overwritten = [[0; 20].as_slice(), &kept[20..]].concat();
    std::fs::write(&key, &overwritten).unwrap();
    let told = asked.close(&project).unwrap_err().to_string();
    assert!(told.contains("cannot be opened") && told.contains("put the copy"), "{told}");

    std::fs::write(&key, &kept).unwrap();
    let stop = |step: &Step| if *step == Step::DestroyKey { bail!("stopped") } else { Ok(()) };
    close_observed(&project, &asked.wave, &asked.holders, today(), &mut { stop }).unwrap_err();
    std::fs::write(&key, &overwritten).unwrap();
    assert_eq!(asked.close(&project).unwrap().rows, 16);
    assert!(!key.exists());
}

#[test]
fn an_archive_that_is_not_this_wave_destroys_nothing() {
    let asked = Asked::with(false);
    let folder = tempfile::tempdir().unwrap();
    let project = asked.copy(&folder.path().join("project"));
    let stop = |step: &Step| if *step == Step::DestroyKey { bail!("stopped") } else { Ok(()) };
    close_observed(&project, &asked.wave, &asked.holders, today(), &mut { stop }).unwrap_err();
    let part = wave_folder(&project.responses(), &asked.wave).join("part-00000.parquet");
    let whole = std::fs::read(&part).unwrap();
    let key = project.wave_key(&asked.wave);
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    std::fs::write(&part, &whole[..whole.len() / 2]).unwrap();
    asked.close(&project).unwrap_err();
    let journal = project.journal_of(&asked.wave).unwrap();
    assert_eq!(journal.sealed(&asked.wave).unwrap().bodies.len(), 16, "the envelopes are all there");
    // With the key the damaged part is written again.
    std::fs::write(&key, kept).unwrap();
    assert_eq!(asked.close(&project).unwrap().rows, 16);
    assert_eq!(std::fs::read(&part).unwrap(), whole);
}
