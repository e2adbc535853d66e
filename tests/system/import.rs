//! `mestring import`: what other systems hold becomes the same rows as our own.

use std::fmt::Write;

use survey::{Answer, Instrument, Record, Response};

use crate::project::{Project, differences, snapshot, sorted_absence, text_of};

const EARLIER: &str = "2021-host";

/// A mapping of a wave with all columns of the instrument, each called by its item's id after a prefix.
fn mapping(instrument: &Instrument, wave: &str, prefix: &str, extra: &str) -> String {
    let mut text = format!(
        "wave = \"{wave}\"\ntitle = {{ nb = \"Høst 2021\", nn = \"Haust 2021\", en = \"Autumn 2021\" }}\n\
         date = \"2021-10-01\"\nunit = \"unit\"\nformer_municipality = \"former_municipality\"\n{extra}\n[items]\n"
    );
    for item in instrument.items() {
        writeln!(text, "{0} = \"{prefix}{0}\"", item.id()).unwrap();
    }
    text
}

fn roster(project: &Project, wave: &str) -> String {
    let mut text = "unit,former_municipality,invited\n".to_owned();
    for place in project.manifest(wave).invited() {
        writeln!(text, "{},{},{}", place.unit, place.former_municipality, place.invited).unwrap();
    }
    text
}

/// Answers as another tool might write them: 99 for nothing, 9 for not relevant, its own column names and order.
fn foreign_csv(instrument: &Instrument, records: &[Record]) -> String {
    let mut text = String::new();
    for item in instrument.items().iter().rev() {
        write!(text, "q_{},", item.id()).unwrap();
    }
    text.push_str("unit,remark,work,former_municipality\n");
    for (number, record) in records.iter().enumerate().rev() {
        for answer in record.response.answers().iter().rev() {
            match answer {
                Answer::Missing if number % 2 == 0 => text.push_str("99,"),
                Answer::Missing => text.push(','),
                Answer::NotRelevant => text.push_str("9,"),
                Answer::Point(point) => write!(text, "{point},").unwrap(),
            }
        }
        let role = record.role.map_or("", survey::RoleClass::as_str);
        writeln!(text, "{},\"a remark, with a comma\",{role},{}", record.unit, record.former_municipality).unwrap();
    }
    text
}

#[test]
fn a_csv_of_another_tool_becomes_the_same_rows() {
    let (source, target) = (Project::synthetic(), Project::unasked());
    let (instrument, records) = (source.instrument(), source.records(EARLIER));
    let kinds = |wanted: fn(&Answer) -> bool| {
        records.iter().flat_map(|record| record.response.answers()).filter(|answer| wanted(answer)).count()
    };
    assert!(kinds(|answer| *answer == Answer::Missing) > 20 && kinds(|answer| *answer == Answer::NotRelevant) > 20);

    let file = target.write_beside("answers.csv", foreign_csv(&instrument, &records));
    target.write_beside("roster.csv", roster(&source, EARLIER));
    let codes = "role_class = \"work\"\nnot_relevant = [\"9\"]\nno_answer = [\"99\"]\ninvited = \"roster.csv\"";
    let map = target.write_beside("map.toml", mapping(&instrument, EARLIER, "q_", codes));
    let told = target.run(&["import", "responses", &file, "--mapping", &map]).well().stdout;
    assert!(told.contains(EARLIER) && told.contains(&records.len().to_string()), "{told}");

    assert!(target.records(EARLIER) == records, "row for row");
    let (ours, theirs) = (target.manifest(EARLIER), source.manifest(EARLIER));
    assert_eq!(ours.rows_sha256(), theirs.rows_sha256());
    assert_eq!(ours.invited(), theirs.invited());

    let before = snapshot(target.root());
    target.run(&["import", "responses", &file, "--mapping", &map]).well();
    assert_eq!(differences(&before, &snapshot(target.root())), Vec::<String>::new(), "the same again changes nothing");

    target.run(&["analyse"]).well();
    assert_eq!(target.cube(EARLIER)["response"]["shown"]["answered"], records.len());
}

#[test]
fn a_parquet_file_becomes_the_same_rows() {
    let (source, target) = (Project::synthetic(), Project::unasked());
    let instrument = source.instrument();
    let file = source.path(&format!("responses/wave={EARLIER}/part-00000.parquet"));
    let map = target.write_beside("map.toml", mapping(&instrument, "imported", "", "role_class = \"role_class\""));
    target.run(&["import", "responses", text_of(&file), "--mapping", &map]).well();

    // A settled file tells "not relevant" in a column of bits that no mapping reads, so those become "no answer".
    let mut expected: Vec<Record> = source
        .records(EARLIER)
        .into_iter()
        .map(|record| {
            let answers = record.response.answers().iter();
            let read = answers.map(|answer| if *answer == Answer::NotRelevant { Answer::Missing } else { *answer });
            Record { response: Response::from_answers(&instrument, read.collect()).unwrap(), ..record }
        })
        .collect();
    expected.sort();
    assert!(target.records("imported") == expected, "row for row");
    assert!(target.manifest("imported").invited().is_empty());
    target.run(&["analyse"]).well();
    let report = target.run(&["report"]).well().stdout;
    assert!(report.contains("Høst 2021"), "{report}");
}

#[test]
fn only_the_mapped_modules_and_items_are_asked() {
    let target = Project::unasked();
    let instrument = target.instrument();
    let first = &instrument.modules()[0];
    let unit = "unit,former_municipality,a,b\n";
    let organisation = target.read("organisation/units.csv");
    let leaf = organisation.lines().rfind(|line| line.contains(",2020-01-01,")).unwrap().split(',').next().unwrap();
    let rows: String = (0..8).map(|person| format!("{leaf},asker,{},{}\n", person % 5 + 1, 5)).collect();
    let file = target.write_beside("a.csv", format!("{unit}{rows}"));
    let items = instrument.items();
    let text = format!(
        "wave = \"short\"\ntitle = {{ nb = \"a\", nn = \"b\", en = \"c\" }}\ndate = \"2021-10-01\"\nmodules = [\"{}\"]\n\
         unit = \"unit\"\nformer_municipality = \"former_municipality\"\n[items]\n{} = \"a\"\n{} = \"b\"\n",
        first.id(),
        items[0].id(),
        items[1].id()
    );
    let map = target.write_beside("map.toml", text);
    target.run(&["import", "responses", &file, "--mapping", &map]).well();
    let asked = instrument.select(&[first.id().clone()]).unwrap();
    let records = archive::read_records(&target.path("responses/wave=short"), &asked).unwrap();
    assert!(asked.items().len() < items.len());
    assert_eq!(records.len(), 8);
    let sum: u32 = records.iter().filter_map(|record| record.response.answers()[0].point()).map(u32::from).sum();
    assert_eq!(sum, 1 + 2 + 3 + 4 + 5 + 1 + 2 + 3);
    assert!(
        records.iter().all(|record| record.response.answers()[2..].iter().all(|answer| *answer == Answer::Missing))
    );
}

/// The first block of a kind in the document about imports.
fn example(kind: &str) -> String {
    let document = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/methods/import.md");
    let text = std::fs::read_to_string(document).unwrap();
    let block = text.split(&format!("```{kind}\n")).nth(1).unwrap_or_else(|| panic!("no {kind} in the document"));
    block.split("```").next().unwrap().to_owned()
}

#[test]
fn the_example_in_the_document_works_as_it_stands() {
    let target = Project::unasked();
    let map = target.write_beside("map.toml", example("toml"));
    target.write_beside("roster-2018.csv", "unit,former_municipality,invited\nasker-adm-felles,asker,3\n");
    let file = target.write_beside("answers.csv", example("csv"));
    target.run(&["import", "responses", &file, "--mapping", &map]).well();
    let asked = target.instrument().select(&[target.instrument().modules()[0].id().clone()]).unwrap();
    let records = archive::read_records(&target.path("responses/wave=2018-host"), &asked).unwrap();
    let given: Vec<&[Answer]> = records.iter().map(|record| &record.response.answers()[..2]).collect();
    assert_eq!(given, [[Answer::Point(4), Answer::Point(5)], [Answer::NotRelevant, Answer::Missing]]);
    let roles: Vec<_> = records.iter().map(|record| record.role).collect();
    assert_eq!(roles, [Some(survey::RoleClass::Office), None]);
}

#[test]
fn absence_becomes_the_same_sums_and_a_later_file_replaces_its_months() {
    let target = Project::unasked();
    let text = target.read("absence.csv");
    let file = target.write_beside("absence.csv", &text);
    let told = target.run(&["import", "absence", &file]).well().stdout;
    assert!(told.contains(&(text.lines().count() - 1).to_string()), "{told}");
    assert_eq!(target.absence(), sorted_absence(&text));

    let header = text.lines().next().unwrap();
    let row = text.lines().find(|line| line.contains(",2023-03,")).unwrap();
    let corrected: Vec<&str> = row.split(',').take(3).collect();
    let later = target.write_beside("later.csv", format!("{header}\n{},9,1.25,2.0625,180\n", corrected.join(",")));
    target.run(&["import", "absence", &later]).well();
    let others: String =
        text.lines().filter(|line| !line.contains(",2023-03,")).map(|line| format!("{line}\n")).collect();
    let expected = sorted_absence(&format!("{others}{},9,1.25,2.0625,180\n", corrected.join(",")));
    assert_eq!(target.absence(), expected);
}

#[test]
fn an_organisation_becomes_the_projects_own() {
    let target = Project::unasked();
    let added = "new-school,Ny skole,kommunen,Oppvekst,skole,,2022-01-01,\n";
    let units = target.read("organisation/units.csv") + added;
    let [former, lineage] =
        ["former_municipalities.csv", "lineage.csv"].map(|name| target.read(&format!("organisation/{name}")));
    let arguments = [
        ("--units", target.write_beside("u.csv", &units)),
        ("--former", target.write_beside("f.csv", &former)),
        ("--lineage", target.write_beside("l.csv", &lineage)),
    ];
    let typed: Vec<&str> = arguments.iter().flat_map(|(flag, file)| [*flag, file]).collect();
    target.run(&[&["import", "organisation"], typed.as_slice()].concat()).well();
    for (name, text) in [("units.csv", units), ("former_municipalities.csv", former), ("lineage.csv", lineage)] {
        assert_eq!(target.read(&format!("organisation/{name}")), text, "{name}");
    }
    // The unit counts from the first day of its row, and not before.
    let header = "id,unit,former_municipality,role_class,channel\n";
    let roster = target.write_beside("roster.csv", format!("{header}1,new-school,asker,,email\n"));
    let invite = |date: &str| {
        let (wave, out) = (format!("wave-{date}"), target.beside(date));
        target.run(&["wave", "prepare", &wave, "--title", "T", "--language", "nb", "--date", date]).well();
        target.run(&["invite", &wave, "--roster", &roster, "--out", &out])
    };
    let told = invite("2021-12-31").refusal();
    assert!(told.contains("roster.csv, line 2, field unit") && told.contains("new-school"), "{told}");
    invite("2022-01-01").well();
}

#[test]
fn a_wave_that_is_being_asked_takes_no_imported_answers() {
    let project = Project::synthetic();
    project.run(&["wave", "prepare", "2018-host", "--title", "T", "--language", "nb", "--date", "2023-10-01"]).well();
    let map = project.write_beside("map.toml", example("toml").replace("roster-2018.csv", "none.csv"));
    let file = project.write_beside("answers.csv", example("csv"));
    let told = project.run(&["import", "responses", &file, "--mapping", &map]).refusal();
    assert!(told.contains("2018-host is draft here") && told.contains("another id"), "{told}");
}
