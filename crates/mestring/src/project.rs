//! A project on disk: where everything is, and reading it back as the types of the other crates.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use absence::AbsenceTable;
use anyhow::{Context, Result};
use archive::{AbsenceMonth, FileName, ReleaseLedger, ReleasedFile, Sha256Digest};
use disclosure::ReleasedRows;
use intake::{CodeKey, Config, Entropy, Journal, Tls};
use plan::programme_effect::ModuleCalendar;
use plan::{Figure, FigureTable, Known, Plan, TargetTable};
use survey::{Date, FileErrors, Instrument, Register, UnitId, WaveId};

use crate::exit::Refusal;
use crate::files::{NamedText, read_text};
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

    /// The file of a wave's key, where the key is kept in a file.
    pub(crate) fn wave_key(&self, wave: &WaveId) -> PathBuf {
        self.root.join("keys").join(format!("{wave}.key"))
    }

    /// The journal; one that does not exist yet is made.
    pub(crate) fn open_journal(&self) -> Result<Journal> {
        Ok(Journal::open(&self.journal())?)
    }

    /// The journal that a wave must be in.
    pub(crate) fn journal_of(&self, wave: &WaveId) -> Result<Journal> {
        let unknown = || intake::WaveError::Unknown { wave: wave.clone() };
        if !self.journal().exists() {
            return Err(unknown().into());
        }
        let journal = self.open_journal()?;
        journal.state(wave)?.ok_or_else(unknown)?;
        Ok(journal)
    }

    /// The folder of the second copy, where one is set.
    pub(crate) fn second_copy(&self) -> Option<PathBuf> {
        self.settings.server.second_copy.as_ref().map(|folder| self.root.join(folder))
    }

    /// What the server is told, with this key and randomness.
    pub(crate) fn server_config(&self, today: fn() -> Date) -> Result<Config> {
        let server = &self.settings.server;
        let mut config = Config::new(self.journal(), CodeKey::load(&self.code_key())?, Entropy::from_system()?, today);
        config.second_copy = self.second_copy();
        config.public_address = server.public_address.as_ref().map(ToString::to_string);
        config.test_language = server.test_language;
        config.tls = server.tls().map(|(certificate, private_key)| Tls {
            certificate: self.root.join(certificate),
            private_key: self.root.join(private_key),
        });
        Ok(config)
    }

    /// The key that codes are hashed with; made the first time.
    pub(crate) fn code_key_or_new(&self, random: &mut dyn FnMut(&mut [u8])) -> Result<CodeKey> {
        let file = self.code_key();
        if file.exists() {
            return Ok(CodeKey::load(&file)?);
        }
        let key = CodeKey::draw(random);
        self.make_keys_folder()?;
        key.store(&file)?;
        Ok(key)
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

    /// The folder of a wave's counts that were made elsewhere.
    pub(crate) fn counted(&self, wave: &WaveId) -> PathBuf {
        self.root.join("counted").join(wave.as_str())
    }

    /// The cube that an analysis made: sealed, and not audited.
    pub(crate) fn analysed_cube(&self, wave: &WaveId) -> PathBuf {
        self.root.join("analysed").join(wave.as_str()).join("cube.json")
    }

    /// The folder of a wave's releases.
    pub(crate) fn released(&self, wave: &WaveId) -> PathBuf {
        self.root.join("released").join(wave.as_str())
    }

    /// The accounts of the desk.
    pub(crate) fn desk_accounts(&self) -> PathBuf {
        self.root.join("desk").join("accounts.toml")
    }

    /// The audit log of the desk.
    pub(crate) fn desk_log(&self) -> PathBuf {
        self.root.join("desk").join("audit.jsonl")
    }

    /// A file that the settings name, relative to the project.
    pub(crate) fn file(&self, named: &Path) -> PathBuf {
        self.root.join(named)
    }

    /// The ledger of releases.
    pub(crate) fn ledger_file(&self) -> PathBuf {
        self.root.join("released").join("ledger.jsonl")
    }

    /// The folder of what later seals must know of a wave's releases. It is never published.
    pub(crate) fn remembered_of(&self, wave: &WaveId) -> PathBuf {
        self.root.join("remembered").join(wave.as_str())
    }

    /// What every release so far showed of whom, each file held against the ledger.
    pub(crate) fn remembered(&self, ledger: &ReleaseLedger) -> Result<Vec<ReleasedRows>> {
        let name = self.ledger_file().display().to_string();
        let waves: BTreeSet<&WaveId> = ledger.entries().map(|entry| &entry.wave).collect();
        let mut rows = Vec::new();
        for wave in waves {
            for file in ledger.remembered(&name, wave, &self.remembered_of(wave))? {
                let read = serde_json::from_slice(&file.bytes)
                    .map_err(|error| Refusal(format!("{}: {error}; put it back from a copy", file.path.display())))?;
                rows.push(read);
            }
        }
        Ok(rows)
    }

    /// Digest of the organisation's three files.
    pub(crate) fn organisation_digest(&self) -> Result<Sha256Digest> {
        let folder = self.organisation();
        let mut digests = String::new();
        for name in ["units.csv", "former_municipalities.csv", "lineage.csv"] {
            let text = NamedText::read(&folder.join(name))?;
            digests.push_str(&format!("{}  {name}\n", Sha256Digest::of(text.bytes())));
        }
        Ok(Sha256Digest::of(digests.as_bytes()))
    }

    /// Digests of the plan files, in the order of the report.
    pub(crate) fn plan_digests(&self) -> Result<Vec<ReleasedFile>> {
        let digest = |file: &PathBuf| {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let sha256 = Sha256Digest::of(NamedText::read(&self.root.join(file))?.bytes());
            Ok(ReleasedFile { file: FileName::new(name)?, sha256 })
        };
        self.settings.plans.iter().map(digest).collect()
    }

    /// The ledger of releases, unbroken; one that is not there yet is empty.
    pub(crate) fn ledger(&self) -> Result<ReleaseLedger> {
        let file = self.ledger_file();
        if !file.exists() {
            return Ok(ReleaseLedger::default());
        }
        Ok(ReleaseLedger::parse(NamedText::read(&file)?.source())?)
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
        let read = |name| NamedText::read(&folder.join(name));
        let (units, former, lineage) = (read("units.csv")?, read("former_municipalities.csv")?, read("lineage.csv")?);
        Ok(Register::from_csv(units.source(), former.source(), lineage.source())?)
    }

    /// The calendar of the leadership programme.
    pub(crate) fn modules(&self) -> PathBuf {
        self.root.join("programme").join("modules.csv")
    }

    /// A calendar, read against the units there ever were.
    pub(crate) fn module_calendar(&self, text: &NamedText, register: &Register) -> Result<ModuleCalendar> {
        let known: BTreeSet<&UnitId> = register.units().iter().map(survey::Unit::id).collect();
        Ok(ModuleCalendar::from_csv(text.source(), &known)?)
    }

    /// The calendar that was brought in, if any.
    pub(crate) fn programme(&self, register: &Register) -> Result<Option<ModuleCalendar>> {
        let file = self.modules();
        if file.exists() { self.module_calendar(&NamedText::read(&file)?, register).map(Some) } else { Ok(None) }
    }

    /// Every plan; everything that is wrong with any of their files is told at once.
    pub(crate) fn plans(&self) -> Result<Vec<Plan>> {
        let (mut plans, mut errors) = (Vec::new(), Vec::new());
        for file in &self.settings.plans {
            let file = self.root.join(file);
            match Plan::from_toml(&file.display().to_string(), &read_text(&file)?) {
                Ok(plan) => plans.push(plan),
                Err(found) => errors.extend(found.into_vec()),
            }
        }
        FileErrors::unless_empty(errors)?;
        Ok(plans)
    }

    pub(crate) fn figures_file(&self) -> PathBuf {
        self.root.join("registers").join("figures.csv")
    }

    pub(crate) fn targets_file(&self) -> PathBuf {
        self.root.join("registers").join("targets.csv")
    }

    /// The register figures there are; none is not an error, and a figure that no plan asks for any more is none either.
    pub(crate) fn figures(&self, register: &Register) -> Result<FigureTable> {
        if !self.figures_file().exists() {
            return Ok(FigureTable::default());
        }
        let figures = Figure::ALL.into_iter().collect();
        let text = NamedText::read(&self.figures_file())?;
        Ok(FigureTable::from_csv(text.source(), Known { register, figures: &figures })?)
    }

    /// The units' own targets there are; none is not an error.
    pub(crate) fn targets(&self, register: &Register) -> Result<TargetTable> {
        if !self.targets_file().exists() {
            return Ok(TargetTable::default());
        }
        Ok(TargetTable::from_csv(NamedText::read(&self.targets_file())?.source(), register)?)
    }

    /// Writes absence sums, one Parquet file per month, and says what each month changed.
    pub(crate) fn write_absence(&self, table: &AbsenceTable) -> Result<Vec<AbsenceMonth>> {
        Ok(archive::write_absence(&self.root, table)?)
    }

    /// The absence sums there are; none is not an error.
    pub(crate) fn absence_table(&self) -> Result<AbsenceTable> {
        Ok(archive::read_absence(&self.root)?)
    }

    /// The absence sums as they were known on a day.
    pub(crate) fn absence_table_as_of(&self, day: Date) -> Result<AbsenceTable> {
        Ok(archive::read_absence_as_of(&self.root, day)?)
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
