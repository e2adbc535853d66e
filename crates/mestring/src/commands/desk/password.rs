//! Asking for a password: without showing it on a terminal, or as the first line of what is piped in. Never as an argument, which other
//! users of the machine and the shell's history can read.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::Result;
use desk::Password;

use crate::exit::Refusal;

pub(super) fn ask() -> Result<Password> {
    let stdin = std::io::stdin();
    let mut line = String::new();
    if stdin.is_terminal() {
        let _silent = Silent::begin();
        write!(std::io::stderr(), "Password (at least {} characters): ", Password::CHARACTERS_MIN)?;
        stdin.lock().read_line(&mut line)?;
        writeln!(std::io::stderr())?;
    } else {
        stdin.lock().read_line(&mut line)?;
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Password::new(line.into()).map_err(|error| Refusal(error.to_string()).into())
}

/// A terminal that shows nothing of what is typed, until this goes.
struct Silent {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Silent {
    #[cfg(unix)]
    fn begin() -> Silent {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = std::io::stdin();
        let before = tcgetattr(&stdin).ok();
        if let Some(before) = &before {
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            // A terminal that cannot be silenced still takes the password.
            let _shown = tcsetattr(&stdin, OptionalActions::Flush, &silent);
        }
        Silent { before }
    }

    #[cfg(not(unix))]
    fn begin() -> Silent {
        Silent {}
    }
}

#[cfg(unix)]
impl Drop for Silent {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _as_it_was =
                rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}
