//! The real binary as a person starts it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run of the binary left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The binary beside this test's own executable, where cargo puts it.
pub(crate) fn path() -> PathBuf {
    let own = std::env::current_exe().expect("this test has a path");
    let folder = own.parent().and_then(|deps| deps.parent()).expect("target/<profile>/deps/<test>");
    let binary = folder.join(format!("mestring{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "{} is not there; run `cargo test --workspace`, or `cargo build` first", binary.display());
    binary
}

pub(crate) fn run(arguments: &[&str]) -> Run {
    run_in(Path::new("."), arguments)
}

/// Runs the binary from a folder.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(path());
    let output = command.current_dir(folder).args(arguments).output();
    let Output { status, stdout, stderr } = output.expect("the binary starts");
    Run {
        code: status.code(),
        stdout: String::from_utf8(stdout).expect("UTF-8 on standard output"),
        stderr: String::from_utf8(stderr).expect("UTF-8 on standard error"),
    }
}

impl Run {
    /// Panics with what was told unless the run ended well.
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The one sentence of a refusal (exit code 3).
    pub(crate) fn refusal(self) -> String {
        assert_eq!(self.code, Some(3), "{}\n{}", self.stdout, self.stderr);
        self.stderr
    }
}
