//! `mestring demo`: a synthetic municipality takes a whole wave through the real parts, from HTTP to the report.

pub(crate) mod clients;
mod pages;
pub(crate) mod servers;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use intake::{Code, CodeKind, Entropy, Place};
use letters::{Channel, Site};
use survey::{Date, FormerMunicipalityId, Instrument, Language, Record, Text, UnitId, Wave, WaveId};
use synth::{Settings, SyntheticWave};

use super::wave::{Keeping, close, open_prepared, prepare};
use super::{Context, print};
use crate::cli::{DemoArgs, HolderArgs};
use crate::exit::Refusal;
use crate::mailing::{Mailing, invite_people, invite_places};
use crate::project::Project;
use crate::roster::Person;
use crate::scaffold;
use crate::settle::settle;
use clients::{Letter, Target};

pub(super) fn run(context: &Context, args: &DemoArgs) -> Result<()> {
    let begun = Instant::now();
    remove_earlier(&args.into)?;
    let spinner = context.progress.spinner("drawing a municipality")?;
    let settings = Settings::asker(args.seed);
    let (instrument, municipality) = scaffold::synthetic(&args.into, &settings)?;
    let project = Project::open(&args.into)?;
    let spells = scaffold::count_spells(&project, &settings, &instrument)?;
    spinner.finish_and_clear();
    let mut waves = municipality.waves;
    let last = waves.pop().context("the synthetic municipality has no wave")?;
    for wave in waves {
        let invited = invited(&wave.invited);
        settle(&project, &wave.wave, &instrument, wave.answers, &invited)?;
    }
    tell(begun, "a municipality with two settled waves and five years of absence")?;
    tell(begun, &format!("absence: {spells} spells counted in memory, unit sums written, no row of a person"))?;

    let mut entropy = Entropy::from_seed(seed_bytes(args.seed));
    let letters = letters(&project, &last, &mut entropy)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let intake = servers::Intake::start(&project, address, context.today)?;
    tell(begun, &format!("wave {} is open at http://{}/", last.wave.id, intake.address()))?;

    let bar = context.progress.bar("answers over HTTP", letters.len())?;
    let target = Target { address: intake.address(), wave: &last.wave.id, instrument: &instrument };
    let sent = Instant::now();
    let tally = clients::send_all(&target, letters, args.clients, &bar)?;
    bar.finish_and_clear();
    let seconds = sent.elapsed().as_secs_f64();
    tell(
        begun,
        &format!(
            "{} answers acknowledged on disk from {} clients, {:.0} a second; {} sent twice, none stored twice",
            tally.accepted,
            args.clients,
            tally.accepted as f64 / seconds,
            tally.repeated
        ),
    )?;

    let rows = close(&project, &last.wave.id, &HolderArgs::default(), (context.today)())?.rows;
    if rows != tally.accepted {
        anyhow::bail!("{} answers were acknowledged, but {rows} settled; please report this", tally.accepted);
    }
    tell(begun, &format!("wave {} is closed and settled to Parquet: {rows} answers", last.wave.id))?;
    let spinner = context.progress.spinner("sealing, and attacking what would be published")?;
    let sealed = super::release::quietly(&project, &last.wave.id, args.seed, (context.today)())?;
    spinner.finish_and_clear();
    let folder = args.into.join("report");
    let files = super::report::write_pages(&sealed, &folder)?;
    tell(
        begun,
        &format!("counted, benchmarked, sealed, attacked and released; {files} report files in {}", folder.display()),
    )?;
    print(&format!("\n{}", report::terminal(&sealed, args.language.into())))?;
    finish(args, &project, &instrument, &intake, &folder)?;
    intake.stop()
}

/// Tells where to look, opens a small wave to try, and keeps serving unless told to end.
fn finish(
    args: &DemoArgs,
    project: &Project,
    instrument: &Instrument,
    intake: &servers::Intake,
    report: &Path,
) -> Result<()> {
    if args.exit {
        return print(&format!("\nReport: {}\n", report.join("index.html").display()));
    }
    let (link, letter, folder) = open_wave_to_try(args, project, instrument, intake)?;
    let pages = servers::Pages::start(report)?;
    print(&format!(
        "\nReport:        http://{}/\nQuestionnaire: http://{}/svar/{TO_TRY}   code {letter}\n\
         Link:          {link}\nLetter:        {}\nCtrl-C ends it.\n",
        pages.address(),
        intake.address(),
        folder.join("letters.html").display()
    ))?;
    intake.wait_for_interrupt();
    pages.stop()
}

/// The wave that whoever runs the demo answers.
const TO_TRY: &str = "prov-selv";

/// Opens a small wave and invites two people to it: one by e-mail with a link, one by letter with a code to type.
fn open_wave_to_try(
    args: &DemoArgs,
    project: &Project,
    instrument: &Instrument,
    intake: &servers::Intake,
) -> Result<(String, Code, PathBuf)> {
    let organisation_date = Date::new(2023, 10, 1)?;
    let register = project.register()?;
    let organisation = register.at(organisation_date)?;
    let former = organisation.former_municipalities().first().context("no former municipality")?;
    let place = Place {
        unit: organisation.unit(organisation.root()).id().clone(),
        former_municipality: former.id().clone(),
        role: None,
    };
    let wave = Wave {
        id: WaveId::new(TO_TRY)?,
        title: Text::new("Prøv selv", "Prøv sjølv", "Try it yourself")?,
        reference_date: organisation_date,
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: instrument.modules().iter().skip(1).take(1).map(|module| module.id().clone()).collect(),
    };
    let mut entropy = Entropy::from_system()?;
    prepare(project, &wave, Keeping::KeyFile, &mut entropy)?;
    open_prepared(project, &wave.id)?;
    let person = |id: &str, channel| Person {
        id: id.to_owned(),
        unit: place.unit.clone(),
        place: place.clone(),
        leads: false,
        channel,
    };
    let people = [person("1", Channel::Email), person("2", Channel::Letter)];
    let site: Site = format!("http://{}", intake.address()).parse()?;
    let folder = args.into.join("invitations");
    let mailing =
        Mailing { out: &folder, site: &site, languages: &[Language::Nb, Language::En], closes: None, contact: None };
    let codes = invite_people(project, &wave.id, &people, &mailing, &mut entropy)?;
    let [link, letter] = <[Code; 2]>::try_from(codes).ok().context("two codes were asked for")?;
    Ok((site.link(&wave.id, &link.to_string()), letter, folder))
}

/// Opens the last wave and gives every respondent of the synthetic truth a code of the right place.
fn letters(project: &Project, wave: &SyntheticWave, entropy: &mut Entropy) -> Result<Vec<Letter>> {
    prepare(project, &wave.wave, Keeping::KeyFile, entropy)?;
    let invited: Vec<(Place, CodeKind)> = wave
        .invited
        .iter()
        .zip(&wave.roles)
        .map(|((unit, former), role)| {
            let place = Place { unit: unit.clone(), former_municipality: former.clone(), role: Some(*role) };
            (place, CodeKind::Link)
        })
        .collect();
    let made = invite_places(project, &wave.wave.id, &invited, entropy)?;
    open_prepared(project, &wave.wave.id)?;
    let mut codes = BTreeMap::<Place, Vec<Code>>::new();
    for ((place, _), code) in invited.into_iter().zip(made) {
        codes.entry(place).or_default().push(code);
    }
    let mut letters = Vec::with_capacity(wave.answers.len());
    for record in &wave.answers {
        let Record { unit, former_municipality, role, .. } = record.clone();
        let place = Place { unit, former_municipality, role };
        let code = codes.get_mut(&place).and_then(Vec::pop).context("more answers than invitations in a unit")?;
        let mut submission = [0; 16];
        entropy.fill(&mut submission);
        let submission = intake::SubmissionId::from_bytes(submission).to_string();
        letters.push(Letter { code, submission, response: record.response.clone() });
    }
    Ok(letters)
}

/// How many were invited from each unit and former municipality.
pub(super) fn invited(people: &[(UnitId, FormerMunicipalityId)]) -> Vec<archive::Invited> {
    let mut counted = BTreeMap::<&(UnitId, FormerMunicipalityId), u32>::new();
    for person in people {
        *counted.entry(person).or_default() += 1;
    }
    counted
        .into_iter()
        .map(|((unit, former), invited)| archive::Invited {
            unit: unit.clone(),
            former_municipality: former.clone(),
            invited,
        })
        .collect()
}

fn tell(begun: Instant, what: &str) -> Result<()> {
    print(&format!("{:5.1} s  {what}\n", begun.elapsed().as_secs_f64()))
}

fn seed_bytes(seed: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (byte, value) in bytes.iter_mut().zip(seed.to_le_bytes()) {
        *byte = value;
    }
    bytes
}

/// Removes an earlier demo, and only a demo: a folder that holds its truth.
fn remove_earlier(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let is_demo = folder.join("truth.json").exists() && folder.join("mestring.toml").exists();
    let is_empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_demo {
        return std::fs::remove_dir_all(folder).with_context(|| format!("{}: cannot be replaced", folder.display()));
    }
    if is_empty {
        return Ok(());
    }
    Err(Refusal(format!("{}: not an earlier demo; name another folder with --into", folder.display())).into())
}
