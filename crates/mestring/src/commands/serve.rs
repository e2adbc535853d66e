//! `mestring serve`: the questionnaire, or the desk, until Ctrl-C.

use anyhow::Result;

use super::{Context, print};
use crate::cli::ServeArgs;
use crate::exit::Refusal;
use crate::project::Project;

pub(super) fn run(context: &Context, args: &ServeArgs) -> Result<()> {
    // What the server says about itself goes to standard error; it never names an address, a path or a code.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
        .init();
    if args.desk {
        return super::desk::serve(context, args);
    }
    let project = Project::open(&context.root)?;
    if !project.code_key().exists() {
        return Err(Refusal(
            "no wave has been prepared, so nobody has a code; run `mestring wave open` first".to_owned(),
        )
        .into());
    }
    let address = args.address.unwrap_or(project.settings().server.address);
    let config = project.server_config(context.today)?;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = intake::bind(address).await?;
        let interrupted = interrupted();
        print(&format!("Receiving answers at {scheme}://{}/ until Ctrl-C\n", listener.local_addr()?))?;
        intake::serve(listener, config, interrupted).await?;
        Ok(())
    })
}

/// Resolves at Ctrl-C, or when the service manager asks the process to end. From the call on, within a runtime, neither ends the process by itself.
#[cfg(unix)]
pub(in crate::commands) fn interrupted() -> impl Future<Output = ()> + Send {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        match signals {
            (Ok(mut terminate), Ok(mut interrupt)) => tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            },
            // Without a signal to wait for, serving on is the safe side.
            _ => std::future::pending().await,
        }
    }
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
pub(in crate::commands) async fn interrupted() {
    // Without a signal to wait for, serving on is the safe side.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
