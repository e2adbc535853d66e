//! Small organisations, instruments and waves, settled into a folder as the archive does it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use absence::AbsenceTable;
use analysis::{AnalysisError, Inputs, Invited, SettledWave};
use disclosure::{GroupIndex, Rule, Sealed};
use plan::Plan;
use survey::{
    Date, FormerMunicipalityId, Instrument, ModuleId, Record, Register, Response, ScaleId, Source, Text, UnitId, Wave,
    WaveId,
};
use tempfile::TempDir;

pub(crate) const FORMER: &str =
    "id,name,merged\nasker,Asker,true\nroyken,Røyken,true\nhurum,Hurum,true\nafter-merger,Etter,false\n";

pub(crate) fn samples(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples").join(folder)
}

/// The instrument of the file fixtures: two answer scales, a reversed item, "not relevant", a score from two answers of
/// three, a composite and two modules.
pub(crate) fn layout_instrument() -> Instrument {
    let text = std::fs::read_to_string(samples("layout").join("instrument.toml")).unwrap();
    Instrument::from_toml("instrument.toml", &text).unwrap()
}

/// A scale of a made-up instrument: id, items, and who gets a score.
pub(crate) type Made<'a> = (&'a str, u8, &'a str);

/// An instrument of one module whose scales are answered from 1 to `max`; "not relevant" is offered.
pub(crate) fn made(version: &str, max: u8, scales: &[Made<'_>]) -> Instrument {
    let text =
        |name: &str, value: &str| format!("{name} = {{ nb = \"{value}\", nn = \"{value}\", en = \"{value}\" }}\n");
    let label = "{ nb = \"a\", nn = \"a\", en = \"a\" },";
    let mut toml = format!("id = \"made\"\nversion = \"{version}\"\nvalidated = false\n");
    toml += &(text("title", "made") + &text("notice", "made"));
    let labels = label.repeat(usize::from(max));
    writeln!(toml, "[[answer_scale]]\nid = \"points\"\nmin = 1\nmax = {max}\nlabels = [{labels}]").unwrap();
    toml += &(text("not_relevant", "n") + "[[module]]\nid = \"all\"\n" + &text("title", "all") + &text("intro", "all"));
    for (id, items, rule) in scales {
        writeln!(toml, "[[module.scale]]\nid = \"{id}\"\nanswer_scale = \"points\"\nmissing_rule = {rule}").unwrap();
        toml += "favourable_from = 4\ndirection = \"higher_is_better\"\n";
        toml += &(text("title", id) + &text("description", id));
        for item in 1..=*items {
            writeln!(toml, "[[module.scale.item]]\nid = \"{id}_{item}\"").unwrap();
            toml += &text("text", "item");
        }
    }
    Instrument::from_toml("made.toml", &toml).unwrap()
}

pub(crate) fn register(units: &str, lineage: &str) -> Register {
    let units = format!("unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n{units}");
    let lineage = format!("old_unit,new_unit\n{lineage}");
    register_of(&units, FORMER, &lineage)
}

pub(crate) fn register_of(units: &str, former: &str, lineage: &str) -> Register {
    Register::from_csv(
        Source { file: "units.csv", text: units },
        Source { file: "former_municipalities.csv", text: former },
        Source { file: "lineage.csv", text: lineage },
    )
    .unwrap()
}

pub(crate) fn wave(id: &str, date: &str, instrument: &Instrument, modules: &[&str]) -> Wave {
    Wave {
        id: WaveId::new(id).unwrap(),
        title: Text::new(id, id, id).unwrap(),
        reference_date: Date::parse(date).unwrap(),
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: modules.iter().map(|module| ModuleId::new(*module).unwrap()).collect(),
    }
}

/// One person's answers, item by item, as a submission writes them.
pub(crate) fn record(instrument: &Instrument, unit: &str, former: &str, answers: &[&str]) -> Record {
    assert_eq!(answers.len(), instrument.items().len());
    let items = instrument.items().iter().map(|item| item.id().as_str());
    Record {
        unit: UnitId::new(unit).unwrap(),
        former_municipality: FormerMunicipalityId::new(former).unwrap(),
        role: None,
        response: Response::parse(instrument, items.zip(answers.iter().copied())).unwrap(),
    }
}

/// As many people as rows, each answering every item of a made instrument with the same point.
pub(crate) fn people(instrument: &Instrument, unit: &str, former: &str, points: &[&str]) -> Vec<Record> {
    let items = instrument.items().len();
    points.iter().map(|point| record(instrument, unit, former, &vec![*point; items])).collect()
}

/// Where answers come from, in the order the folder of a wave lists them.
pub(crate) struct Folder {
    pub(crate) root: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let root = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { root: root.unwrap() }
    }

    /// Settles records and gives the wave as the analysis reads it; one more than answered is invited everywhere.
    pub(crate) fn settle(
        &self,
        wave: &Wave,
        instrument: &Instrument,
        records: Vec<Record>,
        rows_per_part: usize,
    ) -> SettledWave {
        let asked = wave.questions(instrument).unwrap();
        let invited = invited(&records);
        let manifest =
            archive::settle(self.root.path(), wave, &asked, records, &[], rows_per_part, &mut |_| Ok(())).unwrap();
        let folder = archive::wave_folder(self.root.path(), &wave.id);
        let files = manifest.parts().iter().map(|part| folder.join(&part.file)).collect();
        SettledWave { wave: wave.clone(), instrument: asked, files, counted: None, invited }
    }

    /// Every file below the folder with its bytes.
    pub(crate) fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut contents = BTreeMap::new();
        let mut waiting = vec![self.root.path().to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    contents.insert(path.clone(), std::fs::read(path).unwrap());
                }
            }
        }
        contents
    }
}

pub(crate) fn invited(records: &[Record]) -> Vec<Invited> {
    let mut answered = BTreeMap::<(&UnitId, &FormerMunicipalityId), u32>::new();
    for record in records {
        *answered.entry((&record.unit, &record.former_municipality)).or_default() += 1;
    }
    let invited = |((unit, former), answered): ((&UnitId, &FormerMunicipalityId), u32)| Invited {
        unit: unit.clone(),
        former_municipality: former.clone(),
        invited: answered + 1,
    };
    answered.into_iter().map(invited).collect()
}

pub(crate) fn analyse(
    register: &Register,
    waves: &[SettledWave],
    absence: &AbsenceTable,
    plans: &[Plan],
) -> Result<Sealed, AnalysisError> {
    let (figures, targets) = Default::default();
    analysis::analyse(&Inputs {
        register,
        waves,
        absence,
        plans,
        figures: &figures,
        targets: &targets,
        programme: None,
        rule: Rule::house(),
    })
}

/// Analyses without absence and plans.
pub(crate) fn cube(register: &Register, waves: &[SettledWave]) -> Result<Sealed, AnalysisError> {
    analyse(register, waves, &AbsenceTable::default(), &[])
}

pub(crate) fn json(cube: &Sealed) -> String {
    serde_json::to_string(cube).unwrap()
}

pub(crate) fn group(cube: &Sealed, id: &str) -> GroupIndex {
    let position = cube.groups().iter().position(|group| group.id == id);
    GroupIndex::new(position.unwrap_or_else(|| panic!("no group {id}")))
}

pub(crate) fn scale(id: &str) -> ScaleId {
    ScaleId::new(id).unwrap()
}

/// People and mean of a group on a scale, if shown.
pub(crate) fn shown(cube: &Sealed, id: &str, of: &str) -> Option<(u64, f64)> {
    cube.score(&scale(of), group(cube, id)).shown().map(|score| (score.n(), score.mean()))
}

/// A sequence of numbers that is the same for the same seed (SplitMix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, usize::try_from(self.below(last as u64 + 1)).unwrap());
        }
    }
}
