//! Codes on their way out of the project: to the files of whoever sends the invitations, and nowhere else.

use std::path::Path;

use anyhow::Result;
use intake::{Code, CodeKind, Custody, Entropy, Journal, Place};
use letters::{Channel, Invitation, KeyHolder, Notice, Site};
use survey::{Date, FileError, FileErrors, Language, WaveId};

use crate::exit::Refusal;
use crate::files::{refuse_existing, remove_secrets, write_secrets};
use crate::project::Project;
use crate::roster::{Person, Replacement};

/// Where invitations go, and what they say beside the code.
pub(crate) struct Mailing<'a> {
    /// The folder for all files.
    pub(crate) out: &'a Path,
    /// Where people reach the questionnaire.
    pub(crate) site: &'a Site,
    /// The languages of letters and texts.
    pub(crate) languages: &'a [Language],
    /// The last day.
    pub(crate) closes: Option<Date>,
    /// Where to ask.
    pub(crate) contact: Option<&'a str>,
}

/// The kind of code that fits how it is sent: what somebody types from paper is short.
fn kind_for(channel: Channel) -> CodeKind {
    if channel.is_paper() { CodeKind::Letter } else { CodeKind::Link }
}

/// Invites places without writing anything: for programs that hand the codes on themselves.
pub(crate) fn invite_places(
    project: &Project,
    wave: &WaveId,
    invited: &[(Place, CodeKind)],
    entropy: &mut Entropy,
) -> Result<Vec<Code>> {
    let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
    let key = project.code_key_or_new(&mut random)?;
    project.journal_of(wave)?.invite(wave, invited, &key, &mut random, |_| Ok(()))
}

/// Invites people: codes, mail-merge table, letters and texts. The files are on disk before the first code works, and
/// where anything fails there is neither a file nor a code.
pub(crate) fn invite_people(
    project: &Project,
    wave: &WaveId,
    people: &[Person],
    mailing: &Mailing<'_>,
    entropy: &mut Entropy,
) -> Result<Vec<Code>> {
    let mut journal = project.journal_of(wave)?;
    let mut outgoing = Outgoing::new(project, &journal, wave, mailing)?;
    let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
    let key = project.code_key_or_new(&mut random)?;
    let invited: Vec<(Place, CodeKind)> =
        people.iter().map(|person| (person.place.clone(), kind_for(person.channel))).collect();
    let outcome = journal.invite(wave, &invited, &key, &mut random, |codes| {
        let invitations = people.iter().zip(codes).map(|(person, code)| Invitation {
            id: person.id.clone(),
            unit: Some(person.unit.clone()),
            role_class: person.place.role,
            channel: person.channel,
            code: code.to_string(),
            link: mailing.site.link(wave, &code.to_string()),
        });
        outgoing.write(invitations.collect())
    });
    outcome.inspect_err(|_| outgoing.take_back())
}

/// Replaces invitations, in the same way. Whether the old code had been used stays unknown.
pub(crate) fn reissue(
    project: &Project,
    wave: &WaveId,
    file: &Path,
    replacements: &[Replacement],
    mailing: &Mailing<'_>,
    entropy: &mut Entropy,
) -> Result<Vec<Code>> {
    let mut journal = project.journal_of(wave)?;
    if let Some(folder) = project.second_copy() {
        journal.attach_second_copy(&folder)?;
    }
    let mut outgoing = Outgoing::new(project, &journal, wave, mailing)?;
    let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
    let key = project.code_key_or_new(&mut random)?;
    let old: Vec<Code> = replacements.iter().map(|replacement| replacement.old.clone()).collect();
    let kinds: Vec<CodeKind> = replacements.iter().map(|replacement| kind_for(replacement.channel)).collect();
    let outcome = journal.reissue(wave, &old, &kinds, &key, &mut random, |codes| {
        let invitations = replacements.iter().zip(codes).map(|(replacement, code)| Invitation {
            id: replacement.id.clone(),
            unit: None,
            role_class: None,
            channel: replacement.channel,
            code: code.to_string(),
            link: mailing.site.link(wave, &code.to_string()),
        });
        outgoing.write(invitations.collect())
    });
    outcome.map_err(|error| {
        outgoing.take_back();
        unknown_codes(file, replacements, error)
    })
}

/// Codes that the wave does not have, told as lines of the file.
fn unknown_codes(file: &Path, replacements: &[Replacement], error: anyhow::Error) -> anyhow::Error {
    let Some(intake::WaveError::UnknownCodes { wave, positions }) = error.downcast_ref() else { return error };
    let named = |position: &usize| {
        let line = replacements.get(position.wrapping_sub(1)).map(|replacement| replacement.line);
        let problem = format!("wave {wave} has no such code; it may have been replaced already");
        let remedy = "take the row out, or copy the code from the newest mail-merge table";
        FileError::new(file.display().to_string(), line, "old_code", problem, remedy)
    };
    match FileErrors::unless_empty(positions.iter().map(named).collect()) {
        Err(errors) => errors.into(),
        Ok(()) => error,
    }
}

/// The files of one mailing.
struct Outgoing<'a> {
    wave: WaveId,
    sender: &'a str,
    about: survey::Wave,
    statements: usize,
    key_holder: KeyHolder,
    mailing: &'a Mailing<'a>,
    written: Vec<(String, Vec<u8>)>,
}

const MAIL_MERGE: &str = "mail-merge.csv";
const LETTERS: &str = "letters.html";

impl<'a> Outgoing<'a> {
    fn new(project: &'a Project, journal: &Journal, wave: &WaveId, mailing: &'a Mailing<'a>) -> Result<Self> {
        let fixed = [MAIL_MERGE, LETTERS].map(|name| mailing.out.join(name));
        refuse_existing(fixed.iter().map(|file| file.as_path()))?;
        let (about, instrument) = journal.instrument(wave)?;
        let key_holder = match journal.custody(wave)? {
            Custody::KeyFile => KeyHolder::Operator,
            Custody::Shares => KeyHolder::Shared,
        };
        Ok(Self {
            wave: wave.clone(),
            sender: &project.settings().name,
            about,
            statements: instrument.items().len(),
            key_holder,
            mailing,
            written: Vec::new(),
        })
    }

    fn write(&mut self, invitations: Vec<Invitation>) -> Result<()> {
        let Mailing { out, site, languages, closes, contact } = *self.mailing;
        let notice = Notice {
            sender: self.sender,
            title: &self.about.title,
            wave: &self.wave,
            site,
            languages,
            statements: self.statements,
            closes,
            contact,
            key_holder: self.key_holder,
        };
        let mut files = vec![(MAIL_MERGE.to_owned(), letters::mail_merge(&invitations, languages).into_bytes())];
        if invitations.iter().any(|invitation| invitation.channel.is_paper()) {
            let letters =
                letters::letters(&notice, &invitations).map_err(|error| Refusal(format!("{site}: {error}")))?;
            files.push((LETTERS.to_owned(), letters.into_bytes()));
        }
        for language in languages {
            let text = |write: fn(&Notice<'_>, Language) -> String| write(&notice, *language).into_bytes();
            files.push((format!("message-{language}.txt"), text(letters::message)));
            files.push((format!("reminder-{language}.txt"), text(letters::reminder)));
        }
        write_secrets(out, &files)?;
        self.written = files;
        Ok(())
    }

    /// Removes the files of codes that will never work.
    fn take_back(&self) {
        remove_secrets(self.mailing.out, &self.written);
    }
}
