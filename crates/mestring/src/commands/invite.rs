//! `mestring invite`: codes for a roster, handed out once.

use anyhow::Result;
use intake::Entropy;
use letters::{Channel, Site};
use survey::Language;

use super::{Context, print};
use crate::cli::InviteArgs;
use crate::exit::Refusal;
use crate::mailing::{Mailing, invite_people, reissue};
use crate::project::Project;
use crate::roster::{self, Person};

pub(super) fn run(context: &Context, args: &InviteArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let site = site(&project, args)?;
    let mut languages: Vec<Language> = Vec::new();
    for language in args.languages.iter().map(|language| Language::from(*language)) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    let contact = args.contact.as_deref().map(str::trim).filter(|contact| !contact.is_empty());
    let mailing = Mailing { out: &args.out, site: &site, languages: &languages, closes: args.closes, contact };
    let mut entropy = Entropy::from_system()?;
    let (done, channels): (String, Vec<Channel>) = match (&args.reissue, &args.roster) {
        (Some(file), _) => {
            let replacements = roster::replacements(file)?;
            let codes = reissue(&project, &args.wave, file, &replacements, &mailing, &mut entropy)?;
            let done = format!(
                "{} invitations of wave {} are replaced; the old codes no longer work.",
                codes.len(),
                args.wave
            );
            (done, replacements.iter().map(|replacement| replacement.channel).collect())
        }
        (None, Some(file)) => {
            let (wave, _) = project.journal_of(&args.wave)?.instrument(&args.wave)?;
            let people = roster::people(file, &project.register()?, wave.reference_date)?;
            let spinner = context.progress.spinner("codes and letters")?;
            let codes = invite_people(&project, &args.wave, &people, &mailing, &mut entropy)?;
            spinner.finish_and_clear();
            let mut done = format!("{} people are invited to wave {}.", codes.len(), args.wave);
            done.push_str(&told_of_leaders(&people));
            (done, people.iter().map(|person| person.channel).collect())
        }
        (None, None) => return Err(Refusal("give --roster or --reissue".to_owned()).into()),
    };
    print(&format!("{done}\n{}", told(args, &site, &channels)))
}

/// The letters promise that leaders are counted in the unit above the one they lead: whoever wrote the roster is told where it does not say so.
fn told_of_leaders(people: &[Person]) -> String {
    match roster::leaders_in_their_own_unit(people) {
        0 => String::new(),
        1 => format!("\n1 leader is {LEFT}"),
        several => format!("\n{several} leaders are {LEFT}"),
    }
}

const LEFT: &str = "counted in the unit they work in: the roster does not say in the column leads that they lead it.";

/// What to do with the files.
fn told(args: &InviteArgs, site: &Site, channels: &[Channel]) -> String {
    let out = args.out.display();
    let paper = channels.iter().filter(|channel| channel.is_paper()).count();
    let mut told = format!("{out}: mail-merge.csv, reminders and messages; links lead to {site}\n");
    if paper > 0 {
        told.push_str(&format!("{out}: letters.html, {paper} letters to print on A4\n"));
    }
    told.push_str("The codes are kept nowhere else. Send them, then delete the folder.\n");
    told
}

/// Where people reach the questionnaire. Without a word about it, it is where the server listens.
fn site(project: &Project, args: &InviteArgs) -> Result<Site> {
    let server = &project.settings().server;
    if let Some(site) = args.address.as_ref().or(server.public_address.as_ref()) {
        return Ok(site.clone());
    }
    if server.address.ip().is_unspecified() {
        return Err(Refusal(
            "nobody can reach the address the server listens at; give --address, or set [server] public_address"
                .to_owned(),
        )
        .into());
    }
    Ok(format!("http://{}", server.address).parse()?)
}
