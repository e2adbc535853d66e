//! `mestring serve --desk` and `mestring desk ...`: who may look at released results, and the server they look through.

mod accounts;
mod password;
mod released;

use std::sync::Arc;

use anyhow::Result;
use desk::{Config, IssuerSettings, Moment, Random, Role, SessionLimits, Sql, Store, Tls};
use query::{Cubes, Database};

use super::{Context, print};
use crate::cli::{DeskCommand, ServeArgs};
use crate::exit::{Found, Refusal};
use crate::project::Project;
use crate::settings::DeskSettings;

pub(super) fn run(context: &Context, command: &DeskCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        DeskCommand::Account(command) => accounts::change(&project, command),
        DeskCommand::Token(args) => accounts::token(&project, args),
        DeskCommand::Verify(args) => {
            let file = args.file.clone().unwrap_or_else(|| project.desk_log());
            match desk::trail::verify(&file) {
                Ok(verified) => print(&format!(
                    "{}: {} lines, each as it was written; the newest has digest {}\n",
                    file.display(),
                    verified.lines,
                    verified.head
                )),
                Err(desk::trail::Unverified::Broken(broken)) => {
                    Err(Found(format!("{}, {broken}", file.display())).into())
                }
                Err(desk::trail::Unverified::Disk(error)) => {
                    Err(Refusal(format!("{}: cannot be read ({error})", file.display())).into())
                }
            }
        }
    }
}

/// Serves the desk until Ctrl-C.
pub(super) fn serve(context: &Context, args: &ServeArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let settings = project.settings().desk.clone().unwrap_or_default();
    let address = args.address.unwrap_or(settings.address);
    let (cubes, stamp) = released::read(&project)?;
    let waves = cubes.len();
    let store = Arc::new(Store::new(cubes));
    let config = config(&project, &settings, Arc::clone(&store), context.now)?;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = desk::bind(address).await?;
        let interrupted = super::serve::interrupted();
        print(&format!(
            "Showing released results of {waves} waves at {scheme}://{}/ until Ctrl-C\n",
            listener.local_addr()?
        ))?;
        tokio::select! {
            served = desk::serve(listener, config, interrupted) => served?,
            () = released::follow(project, store, stamp) => {}
        }
        Ok(())
    })
}

/// SQL over the release that is shown just now, as whoever asks sees it.
fn asked(store: Arc<Store>) -> Sql {
    Arc::new(move |text, session| {
        let release = store.now();
        let cubes = Cubes::new(release.cubes().iter().map(AsRef::as_ref), session.audience().clone());
        Database::new(cubes).sql(text).map_err(|refusal| refusal.to_string())
    })
}

fn config(project: &Project, settings: &DeskSettings, store: Arc<Store>, now: fn() -> u64) -> Result<Config> {
    let sql = asked(Arc::clone(&store));
    Ok(Config {
        store,
        accounts: project.desk_accounts(),
        trail: project.desk_log(),
        clock: Arc::new(move || Moment::from_unix(now())),
        random: random()?,
        organisation: project.settings().name.clone(),
        public_address: settings.public_address.clone(),
        tls: settings.tls().map(|(certificate, private_key)| Tls {
            certificate: project.file(certificate),
            private_key: project.file(private_key),
        }),
        sql: Some(sql),
        issuer: settings.issuer.as_ref().map(|issuer| self::issuer(project, settings, issuer)).transpose()?,
        sessions: SessionLimits::default(),
    })
}

/// The organisation's sign-in, from `[desk.issuer]`.
fn issuer(
    project: &Project,
    settings: &DeskSettings,
    issuer: &crate::settings::IssuerSettings,
) -> Result<IssuerSettings> {
    let public = settings.public_address.as_deref().ok_or_else(|| {
        Refusal(
            "mestring.toml, [desk.issuer]: give [desk] public_address as well; the issuer sends people back there"
                .to_owned(),
        )
    })?;
    let secret = match &issuer.client_secret_file {
        None => None,
        Some(file) => {
            let text = crate::files::read_text(&project.file(file))?;
            Some(text.trim().to_owned().into())
        }
    };
    let grant = |grant: &crate::settings::GrantSettings| {
        let audience =
            Role::parse(&grant.role).and_then(|role| role.audience(grant.unit.as_deref())).map_err(|error| {
                Refusal(format!("mestring.toml, [[desk.issuer.grant]] of group {}: {error}", grant.group))
            })?;
        Ok(desk::Grant { group: grant.group.clone(), audience })
    };
    Ok(IssuerSettings {
        issuer: issuer.issuer.clone(),
        client_id: issuer.client_id.clone(),
        client_secret: secret,
        redirect: format!("{}/oidc/callback", public.trim_end_matches('/')),
        name_claim: issuer.name_claim.clone(),
        group_claim: issuer.group_claim.clone(),
        grants: issuer.grants.iter().map(grant).collect::<Result<_, Refusal>>()?,
        authorities: issuer.authorities.as_ref().map(|file| project.file(file)),
    })
}

/// Random bytes of the operating system.
fn random() -> Result<Random> {
    let mut entropy = intake::Entropy::from_system()?;
    Ok(Random::new(move |bytes| entropy.fill(bytes)))
}
