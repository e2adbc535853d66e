//! Accounts and tokens of the desk.

use anyhow::Result;
use desk::{Account, AccountName, Accounts, PersonalToken, Role, Secret};

use super::{password, random};
use crate::cli::{AccountCommand, TokenArgs};
use crate::commands::print;
use crate::exit::Refusal;
use crate::project::Project;

/// What is typed wrong or refused is told in the words of whoever found it.
fn refused(error: &dyn std::fmt::Display) -> Refusal {
    Refusal(error.to_string())
}

pub(super) fn change(project: &Project, command: &AccountCommand) -> Result<()> {
    let file = project.desk_accounts();
    let mut accounts = Accounts::read(&file)?;
    let named = |name: &str| AccountName::new(name).map_err(|error| refused(&error));
    let told = match command {
        AccountCommand::Add { name, role, unit } => {
            let name = named(name)?;
            if accounts.find(&name).is_some() {
                return Err(refused(&desk::AccountRefusal::Taken(name)).into());
            }
            let audience = Role::parse(role).and_then(|role| role.audience(unit.as_deref()));
            let audience = audience.map_err(|error| refused(&error))?;
            let password = password::ask()?.hash(&random()?)?;
            accounts
                .add(Account { name: name.clone(), audience, password, tokens: Vec::new() })
                .map_err(|error| refused(&error))?;
            format!("{}: account {name}, {role}\n", file.display())
        }
        AccountCommand::Password { name } => {
            let name = named(name)?;
            accounts.find(&name).ok_or_else(|| refused(&desk::AccountRefusal::Unknown(name.clone())))?;
            let password = password::ask()?.hash(&random()?)?;
            accounts.set_password(&name, password).map_err(|error| refused(&error))?;
            format!("{}: account {name} has another password; its sessions have ended\n", file.display())
        }
        AccountCommand::Remove { name } => {
            let gone = accounts.remove(&named(name)?).map_err(|error| refused(&error))?;
            format!("{}: account {} is gone, with {} tokens\n", file.display(), gone.name, gone.tokens.len())
        }
        AccountCommand::List => return print(&accounts.iter().map(line).collect::<String>()),
    };
    accounts.write(&file)?;
    print(&told)
}

fn line(account: &Account) -> String {
    let unit = match &account.audience {
        disclosure::Audience::Leader(unit) => format!(" of {unit}"),
        _ => String::new(),
    };
    let labels: Vec<&str> = account.tokens.iter().map(|token| token.label.as_str()).collect();
    let tokens = if labels.is_empty() { String::new() } else { format!("; tokens: {}", labels.join(", ")) };
    format!("{}  {}{unit}{tokens}\n", account.name, Role::of(&account.audience).word())
}

pub(super) fn token(project: &Project, args: &TokenArgs) -> Result<()> {
    let file = project.desk_accounts();
    let mut accounts = Accounts::read(&file)?;
    let name = AccountName::new(&args.name).map_err(|error| refused(&error))?;
    let secret = Secret::draw(&random()?);
    let token = PersonalToken { label: args.label.clone(), fingerprint: secret.fingerprint() };
    accounts.set_token(&name, token).map_err(|error| refused(&error))?;
    accounts.write(&file)?;
    print(&format!("{}\n", secret.reveal()))
}
