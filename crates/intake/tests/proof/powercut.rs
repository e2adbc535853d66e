//! The disk whose power can be cut (`powercut.c`), built once and loaded into the server.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::child::Setup;
use crate::scale::say;
use crate::wave::{copy_into, fast_folder};

/// The library, or none where no compiler is to be had; then the caller says `NOT TESTED`.
fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    LIBRARY
        .get_or_init(|| {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/powercut.c");
            let beside = folder.join(format!("powercut-{}.so", std::process::id()));
            let built = Command::new("cc")
                .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"])
                .arg(&beside)
                .arg(source)
                .args(["-ldl", "-lpthread"])
                .output();
            match built {
                Ok(output) if output.status.success() => {
                    let library = folder.join("powercut.so");
                    std::fs::rename(&beside, &library).unwrap();
                    Some(library)
                }
                Ok(output) => panic!("powercut.c: {}", String::from_utf8_lossy(&output.stderr)),
                Err(_) => None,
            }
        })
        .as_deref()
}

/// Whether the library can be had; says so when not.
pub(crate) fn is_here(proof: &str) -> bool {
    let here = library().is_some();
    if !here {
        say(&format!("NOT TESTED: {proof}: no C compiler here"));
    }
    here
}

/// A folder that the process sees, and the disk behind it.
pub(crate) struct Disk {
    folders: tempfile::TempDir,
}

impl Disk {
    /// A disk that holds what lies in a folder.
    pub(crate) fn holding(folder: &Path) -> Disk {
        let folders = fast_folder();
        for name in ["root", "disk", "disk/tree", "disk/inodes"] {
            std::fs::create_dir(folders.path().join(name)).unwrap();
        }
        let disk = Disk { folders };
        copy_into(folder, &disk.root());
        copy_into(folder, &disk.survivors());
        disk
    }

    /// What the process sees.
    pub(crate) fn root(&self) -> PathBuf {
        self.folders.path().join("root")
    }

    /// What is left after the power was cut.
    pub(crate) fn survivors(&self) -> PathBuf {
        self.folders.path().join("disk/tree")
    }

    /// A server whose files lie on this disk: in its folder `first`, where there is one.
    pub(crate) fn server(&self) -> Setup {
        let first = self.root().join("first");
        let folder = if first.exists() { first } else { self.root() };
        Setup::new(&folder)
            .with("LD_PRELOAD", library().unwrap().display())
            .with("POWERCUT_ROOT", self.root().display())
            .with("POWERCUT_DISK", self.folders.path().join("disk").display())
    }

    /// The same with a second copy beside it.
    pub(crate) fn server_with_copy(&self) -> Setup {
        self.server().with_second_copy(&self.root().join("second"))
    }
}

/// The two numbers that can be changed while the process runs.
pub(crate) struct Control(tempfile::NamedTempFile);

impl Control {
    pub(crate) fn new() -> Control {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(4096).unwrap();
        Control(file)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A server that listens to it, with its files where they are.
    pub(crate) fn server(&self, folder: &Path) -> Setup {
        Setup::new(folder)
            .with("LD_PRELOAD", library().unwrap().display())
            .with("POWERCUT_CONTROL", self.path().display())
    }

    /// Moves the clock.
    pub(crate) fn shift_clock(&self, seconds: i64) {
        self.write(0, seconds);
    }

    /// Gives every write this error; zero none.
    pub(crate) fn refuse_writes(&self, error: i64) {
        self.write(8, error);
    }

    fn write(&self, at: u64, number: i64) {
        let file: &File = self.0.as_file();
        file.write_all_at(&number.to_ne_bytes(), at).unwrap();
    }
}
