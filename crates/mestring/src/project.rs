//! A project on disk: where everything is, and reading it back as the types of the other crates.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use survey::{Instrument, Register, Source, WaveId};

use crate::exit::Refusal;
use crate::settings::Settings;

/// One project folder with its settings.
pub(crate) struct Project {
    root: PathBuf,
    settings: Settings,
}

impl Project {
    /// Reads the settings of the folder; everything else is read when it is needed.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        Ok(Self { root: root.to_owned(), settings: Settings::read(root)? })
    }

    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.root.join("intake.db")
    }

    pub(crate) fn code_key(&self) -> PathBuf {
        self.root.join("keys").join("codes.key")
    }

    /// Makes the folder of the keys, which only its owner may enter.
    pub(crate) fn make_keys_folder(&self) -> Result<()> {
        let folder = self.root.join("keys");
        let named = || format!("{}: cannot be made", folder.display());
        std::fs::create_dir_all(&folder).with_context(named)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).with_context(named)?;
        }
        Ok(())
    }

    pub(crate) fn responses(&self) -> PathBuf {
        self.root.join("responses")
    }

    pub(crate) fn absence(&self) -> PathBuf {
        self.root.join("absence")
    }

    pub(crate) fn organisation(&self) -> PathBuf {
        self.root.join("organisation")
    }

    pub(crate) fn cube(&self, wave: &WaveId) -> PathBuf {
        self.root.join("released").join(wave.as_str()).join("cube.json")
    }

    /// The instrument file's text, as it is kept with a wave.
    pub(crate) fn instrument_text(&self) -> Result<(String, String)> {
        let file = self.root.join(&self.settings.instrument);
        Ok((file.display().to_string(), read_text(&file)?))
    }

    pub(crate) fn instrument(&self) -> Result<Instrument> {
        let (file, text) = self.instrument_text()?;
        Ok(Instrument::from_toml(&file, &text)?)
    }

    pub(crate) fn register(&self) -> Result<Register> {
        let folder = self.organisation();
        register(&folder.join("units.csv"), &folder.join("former_municipalities.csv"), &folder.join("lineage.csv"))
    }

    pub(crate) fn plans(&self) -> Result<Vec<plan::Plan>> {
        let parse = |file: &PathBuf| {
            let file = self.root.join(file);
            Ok(plan::Plan::from_toml(&file.display().to_string(), &read_text(&file)?)?)
        };
        self.settings.plans.iter().map(parse).collect()
    }

    /// Writes absence sums from a CSV file, one Parquet file per month; returns how many rows.
    pub(crate) fn import_absence(&self, file: &Path) -> Result<usize> {
        let text = read_text(file)?;
        let name = file.display().to_string();
        let table = absence::AbsenceTable::from_csv(Source { file: &name, text: &text })?;
        archive::write_absence(&self.root, &table)?;
        Ok(table.rows().len())
    }

    /// The absence sums there are; none is not an error.
    pub(crate) fn absence_table(&self) -> Result<absence::AbsenceTable> {
        Ok(archive::read_absence(&self.root)?)
    }

    /// The settled waves, earliest first.
    pub(crate) fn settled(&self) -> Result<Vec<(PathBuf, archive::Manifest)>> {
        let mut waves = Vec::new();
        for folder in wave_folders(&self.responses())? {
            if folder.join("manifest.json").exists() {
                let manifest = archive::Manifest::read(&folder)?;
                waves.push((folder, manifest));
            }
        }
        waves.sort_by_key(|(_, manifest)| (manifest.wave().reference_date, manifest.wave().id.clone()));
        Ok(waves)
    }
}

/// Reads and checks the three files of an organisation.
pub(crate) fn register(units: &Path, former: &Path, lineage: &Path) -> Result<Register> {
    let texts = [units, former, lineage].map(|file| read_text(file).map(|text| (file.display().to_string(), text)));
    let [units, former, lineage] = texts;
    let (units, former, lineage) = (units?, former?, lineage?);
    Ok(Register::from_csv(source(&units), source(&former), source(&lineage))?)
}

fn source((file, text): &(String, String)) -> Source<'_> {
    Source { file, text }
}

/// Reads a text file; the error names it and says what to do.
pub(crate) fn read_text(file: &Path) -> Result<String> {
    use std::io::ErrorKind;
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory) =>
        {
            return Err(Refusal(format!("{}: there is no such file; check the path", file.display())).into());
        }
        Err(error) => return Err(error).with_context(|| format!("{}: cannot be read", file.display())),
    };
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count() + 1;
        Refusal(format!("{}, line {line}: the text is not UTF-8; save the file as UTF-8", file.display())).into()
    })
}

/// Writes a whole file or nothing: beside, synced, renamed.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> Result<()> {
    write_beside(file, bytes, false)
}

/// The same, for a file that only its owner may read.
pub(crate) fn write_private(file: &Path, bytes: &[u8]) -> Result<()> {
    write_beside(file, bytes, true)
}

fn write_beside(file: &Path, bytes: &[u8], private: bool) -> Result<()> {
    use std::io::Write;
    let named = || format!("{}: cannot be written", file.display());
    // The folder of a bare name is the current one.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(named)?;
    let beside = file.with_extension("partial");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let write = || -> std::io::Result<()> {
        let mut open = options.open(&beside)?;
        open.write_all(bytes)?;
        open.sync_all()?;
        std::fs::rename(&beside, file)?;
        std::fs::File::open(folder)?.sync_all()
    };
    write().inspect_err(|_| drop(std::fs::remove_file(&beside))).with_context(named)
}

fn wave_folders(responses: &Path) -> Result<Vec<PathBuf>> {
    if !responses.exists() {
        return Ok(Vec::new());
    }
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(responses).with_context(|| format!("{}: cannot be listed", responses.display()))? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("wave=")) {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}
