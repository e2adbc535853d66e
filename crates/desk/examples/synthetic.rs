//! A desk over a synthetic municipality, to be looked at: `cargo run -p desk --example synthetic -- FOLDER`. Sign in as `hr` with the
//! password `fire epler i et tre`, or as a program with the token that is printed.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use desk::{
    Account, AccountName, Accounts, Config, Moment, Password, PersonalToken, Random, Secret, SessionLimits, Store,
};
use disclosure::Audience;

#[path = "../../report/tests/report/municipality.rs"]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "shared with the tests, where they are in place")]
mod municipality;

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).unwrap_or_else(|| "desk-sample".into()).into();
    let mut next = 0_u8;
    let random = Random::new(move |bytes| {
        bytes.fill_with(|| {
            next = next.wrapping_mul(13).wrapping_add(7);
            next
        });
    });
    let token = Secret::draw(&random);
    let mut accounts = Accounts::default();
    accounts.add(Account {
        name: AccountName::new("hr")?,
        audience: Audience::Hr,
        password: Password::new("fire epler i et tre".to_owned().into())?.hash(&random)?,
        tokens: vec![PersonalToken { label: "sample".to_owned(), fingerprint: token.fingerprint() }],
    })?;
    accounts.write(&folder.join("accounts.toml"))?;
    let config = Config {
        store: Arc::new(Store::new(vec![Arc::new(municipality::sealed(900))])),
        accounts: folder.join("accounts.toml"),
        trail: folder.join("audit.jsonl"),
        clock: Arc::new(|| Moment::from_unix(1_700_000_000)),
        random,
        organisation: "Prøvekommunen".to_owned(),
        public_address: None,
        tls: None,
        sql: None,
        issuer: None,
        sessions: SessionLimits::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = desk::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        writeln!(std::io::stdout(), "http://{address} token {}", token.reveal())?;
        desk::serve(listener, config, std::future::pending()).await?;
        Ok(())
    })
}
