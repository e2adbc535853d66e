//! Progress on standard error, only where somebody is looking.

use std::io::IsTerminal;
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// Whether and how to show progress.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    shown: bool,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { shown: !quiet && std::io::stderr().is_terminal() }
    }

    /// A bar with rate and time left, for work of known length.
    pub(crate) fn bar(self, what: &'static str, length: usize) -> Result<ProgressBar> {
        if !self.shown {
            return Ok(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{msg:<28} {bar:24} {pos:>6}/{len} {per_sec:>12} {eta:>5}")?;
        Ok(ProgressBar::new(length as u64).with_style(style).with_message(what))
    }

    /// A spinner, for work of unknown length.
    pub(crate) fn spinner(self, what: &'static str) -> Result<ProgressBar> {
        if !self.shown {
            return Ok(ProgressBar::hidden());
        }
        let spinner = ProgressBar::new_spinner()
            .with_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?)
            .with_message(what);
        spinner.enable_steady_tick(Duration::from_millis(120));
        Ok(spinner)
    }
}
