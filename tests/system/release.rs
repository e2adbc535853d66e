//! Release, audit, ledger and export through the real binary.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::binary::{Run, run};
use crate::project::{Project, differences, snapshot, text_of};

const WAVE: &str = "2023-stor";

/// A municipality of three units with sixty answers each, half of them from each of two former municipalities: nothing needs to be hidden.
fn of_many() -> Project {
    let project = Project::unasked();
    for folder in ["registers", "programme"] {
        fs::remove_dir_all(project.path(folder)).unwrap();
    }
    let mut units = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n\
                     alle,Hele kommunen,,,kommune,,2020-01-01,\n"
        .to_owned();
    for unit in ["a", "b", "c"] {
        writeln!(units, "{unit},Enhet {unit},alle,Oppvekst,skole,,2020-01-01,").unwrap();
    }
    let files = [
        ("units.csv", units.as_str()),
        ("former_municipalities.csv", "id,name,merged\nasker,Asker,true\nhurum,Hurum,true\n"),
        ("lineage.csv", "old_unit,new_unit,share\n"),
    ];
    files.iter().for_each(|(name, text)| fs::write(project.path(&format!("organisation/{name}")), text).unwrap());
    let instrument = project.instrument();
    let ids: Vec<String> = instrument.items().iter().map(|item| item.id().to_string()).collect();
    let mut answers = format!("unit,former_municipality,{}\n", ids.join(","));
    for person in 0..180_usize {
        write!(answers, "{},{}", ["a", "b", "c"][person % 3], ["asker", "hurum"][person / 3 % 2]).unwrap();
        for item in 0..ids.len() {
            write!(answers, ",{}", 1 + (person * 7 + person / 6 + item * 3) % 5).unwrap();
        }
        answers.push('\n');
    }
    let mut mapping = format!(
        "wave = \"{WAVE}\"\ntitle = {{ nb = \"Høst 2023\", nn = \"Haust 2023\", en = \"Autumn 2023\" }}\n\
         date = \"2023-10-01\"\nunit = \"unit\"\nformer_municipality = \"former_municipality\"\n[items]\n"
    );
    ids.iter().for_each(|id| writeln!(mapping, "{id} = \"{id}\"").unwrap());
    let (file, map) = (project.write_beside("answers.csv", answers), project.write_beside("map.toml", mapping));
    project.run(&["import", "responses", &file, "--mapping", &map]).well();
    project
}

fn ledger(project: &Project) -> String {
    project.read("released/ledger.jsonl")
}

fn write_figure(project: &Project, full_time: u64) {
    let rows: String = ["a", "b", "c"]
        .iter()
        .map(|unit| format!("full_time,2022,{unit},asker,{full_time},60,HR,2023-01-15\n"))
        .collect();
    let head = "figure,year,unit,former_municipality,numerator,denominator,source,vintage\n";
    fs::create_dir_all(project.path("registers")).unwrap();
    fs::write(project.path("registers/figures.csv"), format!("{head}{rows}")).unwrap();
}

#[test]
fn a_release_is_attacked_first_written_once_and_remembered() {
    let project = of_many();
    let before = snapshot(project.root());
    let told = project.run(&["release", WAVE, "--preview"]).well().stdout;
    assert!(told.contains("means of units") && told.contains("(100.0 %)"), "{told}");
    assert!(told.contains("We found nothing") && told.contains("- L4 ran"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    assert_eq!(differences(&before, &snapshot(project.root())), Vec::<String>::new(), "a preview writes nothing");

    project.run(&["release", WAVE]).well();
    let first = ledger(&project);
    assert_eq!(first.lines().count(), 1);
    let line: Value = serde_json::from_str(first.trim_end()).unwrap();
    assert_eq!(line["release"]["wave"], WAVE);
    assert_eq!(line["release"]["rule"]["answers_min"], 5);
    let cube = fs::read(project.path(&format!("released/{WAVE}/cube-1.json"))).unwrap();
    assert_eq!(line["release"]["files"][0]["sha256"], archive::Sha256Digest::of(&cube).to_string());
    assert_eq!(fs::read(project.path(&format!("released/{WAVE}/cube.json"))).unwrap(), cube);

    let before = snapshot(project.root());
    assert!(project.run(&["release", WAVE]).well().stdout.contains("released already"));
    assert_eq!(
        differences(&before, &snapshot(project.root())),
        Vec::<String>::new(),
        "the same bytes are released once"
    );
    let shown = project.run(&["report", WAVE]).well();
    assert!(!shown.stderr.contains("not released"), "{}", shown.stderr);

    // A second release of the wave with one figure more.
    write_figure(&project, 40);
    project.run(&["release", WAVE]).well();
    let second = ledger(&project);
    assert!(second.starts_with(&first) && second.lines().count() == 2, "{second}");
    let told = audit(&project, "released", &[]).well().stdout;
    assert!(told.contains("We found nothing") && told.contains("- L5 ran"), "{told}");

    // A third that says something else of the same people: the two together are more than either.
    write_figure(&project, 30);
    let before = snapshot(project.root());
    let refused = project.run(&["release", WAVE]);
    assert!(refused.stdout.contains("The files do not say the same"), "{}", refused.stdout);
    let told = refused.refusal();
    assert!(told.contains("is not released: it says something else of") && told.contains("than cube-2.json"), "{told}");
    assert!(told.contains("register.full_time, 2022") && told.contains("Put back the responses"), "{told}");
    assert_eq!(
        differences(&before, &snapshot(project.root())),
        Vec::<String>::new(),
        "a refused release writes nothing"
    );

    a_ledger_that_was_touched_is_refused(&project, &second);
}

#[test]
fn a_corrected_answer_is_not_released_beside_the_wrong_one() {
    let project = of_many();
    project.run(&["release", WAVE]).well();
    // The file of another tool is corrected: one person of unit a had not answered 3 but something else.
    let answers = fs::read_to_string(project.beside("answers.csv")).unwrap();
    let (head, person) = (answers.lines().next().unwrap(), answers.lines().nth(1).unwrap());
    let (place, points) = person.split_at(person.len() - 1);
    let corrected = answers.replacen(
        &format!("{head}\n{person}\n"),
        &format!("{head}\n{place}{}\n", if points == "5" { 1 } else { 5 }),
        1,
    );
    assert_ne!(corrected, answers);
    fs::remove_dir_all(project.path(&format!("responses/wave={WAVE}"))).unwrap();
    let file = project.write_beside("corrected.csv", corrected);
    project.run(&["import", "responses", &file, "--mapping", &project.beside("map.toml")]).well();
    let before = snapshot(project.root());
    let told = project.run(&["release", WAVE]).refusal();
    assert!(told.contains("is not released: it says something else of") && told.contains("than cube-1.json"), "{told}");
    assert!(told.contains("about the few people whose rows were changed") && told.contains("Put back"), "{told}");
    assert_eq!(
        differences(&before, &snapshot(project.root())),
        Vec::<String>::new(),
        "a refused release writes nothing"
    );
    // What it was made from is put back, and stands as it was.
    fs::remove_dir_all(project.path(&format!("responses/wave={WAVE}"))).unwrap();
    let (file, map) = (project.beside("answers.csv"), project.beside("map.toml"));
    project.run(&["import", "responses", &file, "--mapping", &map]).well();
    assert!(project.run(&["release", WAVE]).well().stdout.contains("released already"));
}

/// Every way to touch the ledger or a released file, each refused with the file and the line, by release and by report.
fn a_ledger_that_was_touched_is_refused(project: &Project, whole: &str) {
    write_figure(project, 40);
    let lines: Vec<&str> = whole.lines().collect();
    let attempts = [
        ("edited", whole.replacen("\"number\":2", "\"number\":3", 1), "line 2"),
        ("another digest", whole.replacen("\"sha256\":\"", "\"sha256\":\"0", 1), "line 1"),
        ("out of order", format!("{}\n{}\n", lines[1], lines[0]), "line 1"),
        ("without its beginning", format!("{}\n", lines[1]), "line 1"),
        ("cut in the middle", whole[..whole.len() - 20].to_owned(), "line 2"),
        ("without its end", format!("{}\n", lines[0]), "cube-2.json"),
        ("empty", String::new(), "cube-1.json"),
    ];
    let file = project.path("released/ledger.jsonl");
    for (what, text, place) in attempts {
        assert_ne!(text, whole, "{what}");
        fs::write(&file, text).unwrap();
        let before = snapshot(project.root());
        let told = project.run(&["release", WAVE]).refusal();
        assert!(told.contains("ledger.jsonl") && told.contains(place), "{what}: {told}");
        assert_eq!(told.lines().count(), 1, "{what}: {told}");
        assert_eq!(differences(&before, &snapshot(project.root())), Vec::<String>::new(), "{what}");
    }
    fs::write(&file, whole).unwrap();
    let cube = project.path(&format!("released/{WAVE}/cube-2.json"));
    let bytes = fs::read(&cube).unwrap();
    fs::write(&cube, [bytes.as_slice(), b"\n"].concat()).unwrap();
    for command in ["release", "report"] {
        let told = project.run(&[command, WAVE]).refusal();
        assert!(told.contains("line 2") && told.contains("is not what was released"), "{command}: {told}");
    }
    fs::write(&cube, bytes).unwrap();
    project.run(&["report", WAVE]).well();
}

fn audit(project: &Project, what: &str, more: &[&str]) -> Run {
    let path = project.path(what);
    project.run(&[&["audit", text_of(&path)], more].concat())
}

/// The project's cube with one table only: how many people answered in each unit, and in each unit from each former municipality, wherever
/// five or more did. Nothing else is hidden.
fn thresholds_only(project: &Project, wave: &str) -> Value {
    let mut cube = project.cube(wave);
    let mut groups = cube["groups"].as_array().unwrap().clone();
    let places = groups.len();
    let at = |id: &str| cube["groups"].as_array().unwrap().iter().position(|group| group["id"] == id).unwrap();
    let mut people: BTreeMap<(usize, Option<u64>), u64> = BTreeMap::new();
    for record in project.records(wave) {
        let former = at(&format!("former_municipality:{}", record.former_municipality));
        let position = groups[former]["former_municipality"].as_u64();
        let mut here = Some(at(record.unit.as_str()));
        while let Some(group) = here {
            for of in [None, position] {
                *people.entry((group, of)).or_default() += 1;
            }
            here = groups[group]["parent"].as_u64().map(|parent| usize::try_from(parent).unwrap());
        }
        *people.entry((former, None)).or_default() += 1;
    }
    let scale = cube["scales"][0]["id"].clone();
    let mut scores = Vec::new();
    for ((group, former), n) in people {
        let mut position = group;
        // Everybody from one former municipality is a group already.
        if former.is_some() && group == 0 {
            continue;
        } else if let Some(former) = former {
            position = groups.len();
            let mut crossed = groups[group].clone();
            crossed["id"] = json!(format!("{} from {former}", crossed["id"]));
            crossed["parent"] = json!(group);
            crossed["former_municipality"] = json!(former);
            groups.push(crossed);
        }
        let few = json!({ "withheld": "too_few" });
        let cell = if n < 5 { few } else { json!({ "shown": { "n": n, "mean": 3.0 } }) };
        scores.push(json!({ "scale": scale, "group": position, "cell": cell }));
    }
    assert!(groups.len() > places);
    cube["groups"] = json!(groups);
    cube["scores"] = json!(scores);
    for section in ["trend", "absence_year", "absence_months", "benchmarks", "figures"] {
        cube[section] = json!([]);
    }
    cube.as_object_mut().unwrap().remove("absence_course");
    cube
}

#[test]
fn an_audit_finds_what_thresholds_alone_give_away_and_keeps_it_to_itself() {
    let project = Project::synthetic();
    let wave = "2023-host";
    project.run(&["analyse"]).well();
    let cube = project.write_beside("open.json", thresholds_only(&project, wave).to_string());
    let mut people = "unit,former_municipality,role,n\n".to_owned();
    let mut counted: BTreeMap<(String, String), u64> = BTreeMap::new();
    for record in project.records(wave) {
        *counted.entry((record.unit.to_string(), record.former_municipality.to_string())).or_default() += 1;
    }
    counted.iter().for_each(|((unit, former), n)| writeln!(people, "{unit},{former},*,{n}").unwrap());
    let people = project.write_beside("people.csv", people);

    for more in [&[][..], &["--people", &people]] {
        let found = run(&[&["audit", &cube], more].concat());
        assert_eq!(found.code, Some(4), "{}{}", found.stdout, found.stderr);
        assert!(found.stdout.contains("L1: ") || found.stdout.contains("L2: "), "{}", found.stdout);
        assert!(found.stdout.contains("Seed 1.") && found.stdout.contains("factors"), "{}", found.stdout);
        assert!(found.stdout.lines().all(|line| line.chars().count() <= 80), "{}", found.stdout);
        assert!(!found.stdout.contains("Value:"), "{}", found.stdout);
    }
    let revealed = run(&["audit", &cube, "--people", &people, "--reveal"]);
    assert!(revealed.stdout.contains("Value: "), "{}", revealed.stdout);
    let told = run(&["audit", &cube, "--people", &people, "--format", "json", "--seed", "9"]);
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((&told["clean"], &told["examined"]["seed"]), (&json!(false), &json!(9)));
    assert!(told["findings"].as_array().unwrap().iter().all(|finding| finding.get("value").is_none()));
    // A stricter reader finds at least as much.
    let ways = |minimum: &str| {
        let run = run(&["audit", &cube, "--people", &people, "--format", "json", "--minimum", minimum]);
        serde_json::from_str::<Value>(&run.stdout).unwrap()["findings"].as_array().unwrap().len()
    };
    assert!(ways("8") > ways("3"));
}

#[test]
fn what_an_audit_cannot_read_is_said() {
    let project = Project::synthetic();
    let text = project.write_beside("notes.json", "{\"a\": 1}");
    let page = project.write_beside("page.html", "<p>no table</p>");
    assert!(run(&["audit", &text]).refusal().contains("notes.json, field groups"));
    assert!(run(&["audit", &page]).refusal().contains("there is no cube"));
    assert!(run(&["audit", &project.beside("nowhere")]).refusal().contains("no such file or folder"));
    let people = project.write_beside("people.csv", "unit,former_municipality,role,n\n,asker,*,x\n");
    let both = run(&["audit", &text, "--people", &people, "--project", text_of(project.root())]);
    assert_eq!(both.code, Some(2), "{}", both.stderr);
    project.run(&["analyse"]).well();
    let cube = project.path("analysed/2023-host/cube.json");
    let told = run(&["audit", text_of(&cube), "--people", &people]).refusal();
    assert!(told.contains("line 2, field unit") && told.contains("line 2, field n"), "{told}");
}

/// Unit, former municipality and kind of work of a group, as the table names them: of a part, the place it is a part of.
fn who(groups: &[Value], group: &Value) -> [String; 3] {
    let all = || "*".to_owned();
    let role = group["role"].as_str().map_or_else(all, str::to_owned);
    let id = group["id"].as_str().unwrap();
    let (place, part) = id.split_once('|').unwrap_or_else(|| match id.split_once(':') {
        Some(("former_municipality" | "role_class", _)) => ("*", id),
        _ => (id, ""),
    });
    let place = if groups.iter().any(|group| group["id"] == place && group["kind"] == "total") { "*" } else { place };
    let former = part.strip_prefix("former_municipality:").map_or_else(all, str::to_owned);
    [place.to_owned(), former, role]
}

/// Wave; unit, former municipality and kind of work; measure.
type Key = (String, [String; 3], String);

#[test]
fn an_exported_cube_holds_its_cells_and_nothing_else() {
    let project = Project::synthetic();
    project.run(&["analyse"]).well();
    let cube = project.cube("2023-host");
    let file = project.beside("cells.csv");
    project.run(&["cube", "export", "2023-host", "--format", "csv", "--out", &file]).well();
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text, project.run(&["cube", "export", "2023-host"]).well().stdout, "printed and written are the same");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("wave,unit,former_municipality,role,measure,n,value,lower,upper,status"));
    let mut rows: BTreeMap<Key, (String, String, String)> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 10, "{line}");
        let of = |column: usize| fields[column].to_owned();
        assert_eq!(fields[9] == "shown", !fields[6].is_empty(), "{line}");
        let earlier = rows.insert((of(0), [of(1), of(2), of(3)], of(4)), (of(5), of(6), of(9)));
        assert!(earlier.is_none(), "twice: {line}");
    }
    let groups = cube["groups"].as_array().unwrap();
    let group = |entry: &Value| who(groups, &groups[usize::try_from(entry["group"].as_u64().unwrap()).unwrap()]);
    let mut seen = 0;
    let mut check = |key: Key, cell: &Value, n: Option<&Value>, value: Option<&Value>| {
        let (people, number, status) = rows.get(&key).unwrap_or_else(|| panic!("no row {key:?}"));
        match cell.get("withheld") {
            Some(reason) => assert_eq!((number.as_str(), status.as_str()), ("", reason.as_str().unwrap()), "{key:?}"),
            None => {
                assert_eq!(status, "shown", "{key:?}");
                assert_eq!(number.parse::<f64>().ok(), value.and_then(Value::as_f64), "{key:?}");
                assert!(n.is_none_or(|n| people.parse().ok() == n.as_u64()), "{key:?}");
            }
        }
        seen += usize::from(status == "shown");
    };
    for entry in cube["scores"].as_array().unwrap() {
        let who = group(entry);
        let scale = entry["scale"].as_str().unwrap();
        let key = |statistic: &str| ("2023-host".to_owned(), who.clone(), format!("{scale}{statistic}"));
        let (cell, score) = (&entry["cell"], &entry["cell"]["shown"]);
        check(key(""), cell, score.get("n"), score.get("mean"));
        if score.is_object() {
            check(key(".sd"), &score["sd"], score.get("n"), score["sd"].get("shown"));
            check(key(".rwg_j"), &score["rwg_j"], score.get("n"), score["rwg_j"].get("shown"));
            check(key(".favourable"), &score["favourable"], score.get("n"), score["favourable"]["shown"].get("value"));
            for share in score["distribution"]["shown"].as_array().into_iter().flatten() {
                let point = format!(".share.{}", share["point"]);
                check(key(&point), &score["distribution"], score.get("n"), share.get("share"));
            }
        }
    }
    for entry in cube["trend"].as_array().unwrap() {
        let who = group(entry);
        let wave = &cube["waves"][usize::try_from(entry["wave"].as_u64().unwrap()).unwrap()]["id"];
        let key = (wave.as_str().unwrap().to_owned(), who, entry["scale"].as_str().unwrap().to_owned());
        check(key, &entry["cell"], entry["cell"]["shown"].get("n"), entry["cell"]["shown"].get("mean"));
    }
    for (section, when) in [("absence_year", ""), ("absence_months", "month")] {
        for entry in cube[section].as_array().unwrap() {
            let who = group(entry);
            let wave = entry.get(when).and_then(Value::as_str).unwrap_or("2023-host");
            let shown = &entry["cell"]["shown"];
            let key = (wave.to_owned(), who, "absence".to_owned());
            check(key, &entry["cell"], shown.get("employees"), shown.get("percent"));
        }
    }
    for entry in cube["absence_course"]["rates"].as_array().unwrap() {
        let who = group(entry);
        let shown = &entry["cell"]["shown"];
        let key = (entry["period"].as_str().unwrap().to_owned(), who, "absence".to_owned());
        check(key, &entry["cell"], shown.get("employees"), shown.get("percent"));
    }
    for entry in cube["figures"].as_array().unwrap() {
        let who = group(entry);
        let shown = &entry["cell"]["shown"];
        let measure = format!("register.{}", entry["figure"].as_str().unwrap());
        let key = (entry["year"].to_string(), who, measure);
        check(key, &entry["cell"], shown.get("denominator"), shown.get("value"));
    }
    let others = |(_, _, measure): &Key| measure == "response" || measure.starts_with("absence.");
    let shown = rows.iter().filter(|(key, (_, _, status))| status == "shown" && !others(key)).count();
    assert_eq!(shown, seen, "no number that the cube does not show");
}

#[test]
fn what_an_attack_corners_is_withheld_and_stays_withheld() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("kommune");
    let root = text_of(&root);
    run(&["synth", root, "--employees", "1200", "--seed", "5", "--quiet"]).well();
    let release = || run(&["--project", root, "release", "2023-host"]).well().stdout;
    let told = release();
    assert!(told.contains("Withheld because the attack came close to a hidden cell: 39\n"), "{told}");
    assert!(told.contains("We found nothing"), "{told}");
    let rows = fs::read(folder.path().join("kommune/remembered/2023-host/rows-1.json")).unwrap();
    let rows: Value = serde_json::from_slice(&rows).unwrap();
    assert!(rows["withheld"].as_object().is_some_and(|tables| !tables.is_empty()), "{}", rows["withheld"]);
    assert!(release().contains("released already"), "what was withheld once is withheld when the wave is sealed again");
}
