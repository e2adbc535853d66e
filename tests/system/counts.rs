//! A wave counted elsewhere: the same cube as from its answers, and nothing taken that is not its counts.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use archive::Sha256Digest;
use survey::{Answer, Instrument, MissingRule, Record, Scale};

use crate::project::{Project, differences, snapshot};

const WAVE: &str = "2023-host";
const HEAD: &str = "unit,former_municipality,role_class,scale,counted,x,y,n\n";
const KEPT: &str = "counted/2023-host/counts.parquet";

/// Unit, former municipality and kind of work, as a line of the result begins; then scale, kind, x and y.
type Key = (String, String, &'static str, usize, usize);

/// Every integer of a wave, counted person by person.
fn by_hand(instrument: &Instrument, records: &[Record]) -> BTreeMap<Key, u64> {
    let mut found = BTreeMap::new();
    for record in records {
        let role = record.role.map_or("", survey::RoleClass::as_str);
        let place = format!("{},{},{role}", record.unit, record.former_municipality);
        let mut add = |scale: &str, counted, x, y, n: usize| {
            let key = (place.clone(), scale.to_owned(), counted, x, y);
            *found.entry(key).or_insert(0) += n as u64;
        };
        add("", "rows", 0, 0, 1);
        for scale in instrument.scales() {
            let codes = codes(instrument, scale, record);
            let given: Vec<usize> = codes.iter().flatten().copied().collect();
            let needed = match scale.missing_rule() {
                MissingRule::Complete => codes.len(),
                MissingRule::AtLeast(least) => usize::from(least),
            };
            if given.len() < needed {
                continue;
            }
            let id = scale.id().as_str();
            add(id, "score", given.len(), given.iter().sum(), 1);
            for (item, code) in (1..).zip(&codes) {
                code.iter().for_each(|code| add(id, "answer", item, *code, 1));
            }
            if given.len() == codes.len() {
                for (i, x) in (1..).zip(&given) {
                    add(id, "sum", i, 0, *x);
                    given.iter().enumerate().skip(i - 1).for_each(|(j, y)| add(id, "product", i, j + 1, x * y));
                }
            }
        }
    }
    found
}

/// The codes of one person on a scale, turned where an item is.
fn codes(instrument: &Instrument, scale: &Scale, record: &Record) -> Vec<Option<usize>> {
    let (min, max) = (usize::from(scale.points().min()), usize::from(scale.points().max()));
    let code = |position: &usize| match record.response.answers()[*position] {
        Answer::Point(point) if instrument.items()[*position].is_reversed() => Some(min + max - usize::from(point)),
        Answer::Point(point) => Some(usize::from(point)),
        Answer::Missing | Answer::NotRelevant => None,
    };
    scale.items().iter().map(code).collect()
}

fn csv(project: &Project) -> String {
    let records = project.records(WAVE);
    let manifest = Sha256Digest::of(project.read(&format!("responses/wave={WAVE}/manifest.json")).as_bytes());
    let mut text = format!("{HEAD}\"\",\"\",\"\",{manifest},manifest,0,0,{}\n", records.len());
    for ((place, scale, counted, x, y), n) in by_hand(&project.instrument(), &records) {
        // Engines write nought or leave it out.
        writeln!(text, "{place},{scale},{counted},{x},{y},{n}").unwrap();
    }
    text
}

#[test]
fn analysis_goes_on_from_counts_made_elsewhere_also_without_the_answers() {
    let project = Project::synthetic();
    project.run(&["analyse", WAVE]).well();
    let before = project.read("analysed/2023-host/cube.json");
    let folder = project.beside("result");
    fs::create_dir(&folder).unwrap();
    let text = csv(&project);
    // As an engine with several workers writes: some files in any order, and marks that are none.
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    for (number, lines) in lines.chunks(lines.len() / 3 + 1).enumerate() {
        let part = format!("{HEAD}{}\n", lines.join("\n"));
        fs::write(format!("{folder}/part-{number}.csv"), part).unwrap();
    }
    fs::write(format!("{folder}/_SUCCESS"), "").unwrap();
    let told = project.run(&["counts", "import", &folder, "--recount"]).well().stdout;
    assert!(told.contains("the same as counted here"), "{told}");
    // The answers may be elsewhere from now on.
    fs::remove_file(project.path(&format!("responses/wave={WAVE}/part-00000.parquet"))).unwrap();
    fs::remove_file(project.path("analysed/2023-host/cube.json")).unwrap();
    project.run(&["analyse", WAVE]).well();
    assert!(project.read("analysed/2023-host/cube.json") == before, "to the byte");
    project.run(&["release", WAVE, "--preview"]).well();

    let whole = fs::read(project.path(KEPT)).unwrap();
    let mut damaged = whole.clone();
    damaged[1000] ^= 4;
    fs::write(project.path(KEPT), damaged).unwrap();
    assert!(project.run(&["analyse", WAVE]).refusal().contains("has changed since it was written"));
}

#[test]
fn what_is_not_the_counts_of_the_wave_is_refused_in_one_sentence_and_nothing_is_kept() {
    let project = Project::synthetic();
    let good = csv(&project);
    let before = snapshot(project.root());
    let refused = |text: String, parts: &[&str]| {
        let file = project.write_beside("counts.csv", text);
        let told = project.run(&["counts", "import", &file, "--wave", WAVE]).refusal();
        assert_eq!(told.lines().count(), 1, "{told}");
        parts.iter().chain(&[file.as_str()]).for_each(|part| assert!(told.contains(part), "{part}: {told}"));
        assert_eq!(differences(&before, &snapshot(project.root())), Vec::<String>::new());
    };
    let line = |wanted: &str| good.lines().find(|line| line.contains(wanted)).unwrap().to_owned();
    let number = |wanted: &str| 1 + good.lines().position(|line| line.contains(wanted)).unwrap();
    let instead = |wanted: &str, change: &dyn Fn(&str) -> String| {
        let old = line(wanted);
        good.replacen(&format!("{old}\n"), &format!("{}\n", change(&old)), 1)
    };
    let at = |wanted: &str, field: &str| format!("line {}, field {field}", number(wanted));
    let replaced = |wanted: &str, from: &'static str, to: &'static str| {
        instead(wanted, &move |line| {
            assert!(line.contains(from), "{line}");
            line.replacen(from, to, 1)
        })
    };

    let other = "0".repeat(64);
    let digest = line(",manifest,")[9..73].to_owned();
    refused(good.replace(&digest, &other), &["another set of answers", &other, "line 2, field scale"]);
    refused(instead(",manifest,", &|_| String::new()).replace("\n\n", "\n"), &["there is no row `manifest`"]);
    refused(instead(",rows,", &|_| String::new()).replace("\n\n", "\n"), &["there is no row `rows`"]);
    refused(instead(",rows,", &|line| format!("{line}0")), &["the units have"]);
    refused(instead(",manifest,", &|line| format!("{line}0")), &["the manifest states"]);
    refused(instead(",score,", &|line| format!("{line}\n{line}")), &["counted twice"]);
    refused(replaced(",score,", ",score,", ",score,9"), &[&at(",score,", "x"), "no such counter"]);
    refused(replaced(",score,", ",score,", ",scores,"), &[&at(",score,", "counted"), "`scores` is none of"]);
    refused(
        instead(",score,", &|line| format!("u-none{}", &line[line.find(',').unwrap()..])),
        &["`u-none`", "units.csv"],
    );
    refused(instead(",score,", &|line| format!("{}x", line)), &[&at(",score,", "n"), "no whole number"]);
    refused(replaced(",office,", ",office,", ",boss,"), &[&at(",office,", "role_class"), "\"boss\" is none of leader"]);
    refused(instead(",score,", &|_| String::new()).replace("\n\n", "\n"), &["more persons than have a score"]);
    refused(instead(",product,", &|line| format!("{line}0")), &["scale", "products of complete answers"]);
    refused("a,b\n1,2\n".to_owned(), &["unit"]);
    let folder = project.beside("empty");
    fs::create_dir(&folder).unwrap();
    assert!(project.run(&["counts", "import", &folder]).refusal().contains("no CSV or Parquet file"));
}

#[test]
fn counts_that_agree_with_one_another_are_held_against_the_answers() {
    let project = Project::synthetic();
    let good = csv(&project);
    let units: Vec<(&str, &str)> =
        good.lines().filter_map(|line| line.split_once(',').filter(|(_, rest)| rest.contains(",rows,"))).collect();
    let (one, other) = units
        .iter()
        .flat_map(|one| units.iter().map(move |other| (*one, *other)))
        .find(|(one, other)| one.0 < other.0 && one.1 != other.1)
        .expect("two units of unlike size");
    let renamed = |line: &str| match line.split_once(',') {
        Some((unit, rest)) if unit == one.0 => format!("{},{rest}\n", other.0),
        Some((unit, rest)) if unit == other.0 => format!("{},{rest}\n", one.0),
        _ => format!("{line}\n"),
    };
    let file = project.write_beside("counts.csv", good.lines().map(renamed).collect::<String>());
    let told = project.run(&["counts", "import", &file]).refusal();
    assert!(told.contains("the answers in the project give other counts (unit "), "{told}");
    assert!(!project.path(KEPT).exists());
    // Without the answers nobody can tell.
    fs::remove_file(project.path(&format!("responses/wave={WAVE}/part-00000.parquet"))).unwrap();
    let told = project.run(&["counts", "import", &file]).well().stdout;
    assert!(told.contains("not compared with the wave's files"), "{told}");
}

#[test]
fn the_query_names_the_files_the_digest_and_every_item() {
    let project = Project::synthetic();
    let digest = Sha256Digest::of(project.read(&format!("responses/wave={WAVE}/manifest.json")).as_bytes()).to_string();
    for dialect in ["duckdb", "spark"] {
        let query = project.run(&["counts", "sql", WAVE, "--dialect", dialect, "--at", "s3://b/w"]).well().stdout;
        assert!(query.contains("s3://b/w/part-") && query.contains(&digest), "{query}");
        for item in project.instrument().items() {
            let quoted = if dialect == "spark" { format!("`{}`", item.id()) } else { format!("\"{}\"", item.id()) };
            assert!(query.contains(&quoted), "{quoted}");
        }
    }
    assert!(
        project.run(&["counts", "sql", "none", "--dialect", "spark"]).refusal().contains("wave none is not settled")
    );
}
