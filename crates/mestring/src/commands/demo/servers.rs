//! The two servers of the demo: the real questionnaire server, and the finished report beside it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, Result};
use survey::Date;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::pages;
use crate::project::Project;

/// The questionnaire server, running until it is stopped.
pub(crate) struct Intake {
    runtime: Runtime,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), intake::Fault>>,
}

impl Intake {
    pub(crate) fn start(project: &Project, address: SocketAddr, today: fn() -> Date) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let config = project.server_config(today)?;
        let listener = runtime.block_on(intake::bind(address))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = runtime.spawn(intake::serve(listener, config, async {
            let _ = stopped.await;
        }));
        Ok(Self { runtime, address, stop, serving })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn wait_for_interrupt(&self) {
        self.runtime.block_on(async { crate::commands::serve::interrupted().await });
    }

    /// Lets open requests finish and closes the journal.
    pub(crate) fn stop(self) -> Result<()> {
        let _ = self.stop.send(());
        self.runtime.block_on(self.serving).context("the server ended early")??;
        Ok(())
    }
}

/// The report on a loopback port of its own.
pub(crate) struct Pages {
    runtime: Runtime,
    address: SocketAddr,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Pages {
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(intake::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))))?;
        let address = listener.local_addr()?;
        let router = pages::router(folder)?;
        let serving = runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { runtime, address, serving })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nothing is lost by ending reads of finished files at once.
    pub(crate) fn stop(self) -> Result<()> {
        self.serving.abort();
        self.runtime.shutdown_background();
        Ok(())
    }
}
