//! The whole road with a key that nobody has alone: prepared, rehearsed, opened, answered, closed by two, gone.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use survey::Instrument;

use crate::invitations::{WAVE, invite, open, open_wave, people, prepare_with_shares};
use crate::project::{Project, differences, snapshot, text_of};
use crate::road::{answers, points};
use crate::server::{Server, letter};

/// Every file of the project as text, as far as it is text.
fn all_text(project: &Project) -> Vec<(PathBuf, String)> {
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    snapshot(project.root()).into_iter().filter_map(|(name, bytes)| Some((name, text(bytes.as_ref()?)))).collect()
}

fn shares<'a>(files: &'a [PathBuf], which: &[usize]) -> Vec<&'a str> {
    which.iter().flat_map(|number| ["--share", text_of(&files[*number])]).collect()
}

fn send_all(project: &Project, instrument: &Instrument, codes: &[&str]) {
    let server = Server::start(project);
    for (person, code) in codes.iter().enumerate() {
        let letter = letter(code, person, &answers(instrument, &points(instrument, person)));
        server.send(WAVE, &letter).with_status(201);
    }
    assert_eq!(server.end(), Some(0));
}

fn destruction(project: &Project) -> Value {
    serde_json::from_str(&project.read(&format!("responses/wave={WAVE}/destruction.json"))).unwrap()
}

#[test]
fn a_wave_whose_key_is_shared_goes_all_the_way() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let sheets = prepare_with_shares(&project);
    assert!(!project.path(&format!("keys/{WAVE}.key")).exists(), "nothing on the server opens");
    #[cfg(unix)]
    for sheet in &sheets {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(sheet).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let told = |arguments: &[&str]| project.run(&[&["wave"], arguments].concat());
    let with = |verb: &'static str, which: &[usize]| {
        project.run(&[&["wave", verb, WAVE], shares(&sheets, which).as_slice()].concat())
    };

    // Not before two holders have tried it: one does not do, nor the same one twice.
    let refused = told(&["open", WAVE]).refusal();
    assert!(refused.contains("nobody has tried the shares"), "{refused}");
    for which in [&[][..], &[0], &[1, 1]] {
        let refused = with("rehearse", which).refusal();
        assert!(refused.contains("two holders"), "{refused}");
    }
    told(&["open", WAVE]).refusal();
    let done = with("rehearse", &[0, 2]).well().stdout;
    assert!(done.contains("data-protection-officer and safety-representative"), "{done}");
    told(&["open", WAVE]).well();
    let status = told(&["status"]).well().stdout;
    let line = status.lines().find(|line| line.contains(WAVE)).unwrap();
    assert!(line.contains("open") && line.contains("shares") && line.contains("20"), "{status}");

    // Three units; four answers in the third, which are fewer than five and move up.
    let invitations = invite(&project, &people(&project, [12, 9, 6]), "mailing");
    let codes: Vec<&str> = invitations.iter().take(25).map(|invitation| invitation.code.as_str()).collect();
    send_all(&project, &instrument, &codes);

    let refused = with("close", &[1]).refusal();
    assert!(refused.contains("two holders"), "{refused}");
    let refused = told(&["close", WAVE]).refusal();
    assert!(refused.contains("--share"), "{refused}");
    let other = Project::synthetic();
    let others = prepare_with_shares(&other);
    let refused = project.run(&[&["wave", "close", WAVE], shares(&others, &[0, 1]).as_slice()].concat()).refusal();
    assert!(refused.contains("fingerprint"), "{refused}");
    let mixed = ["wave", "close", WAVE, "--share", text_of(&others[0]), "--share", text_of(&sheets[1])];
    project.run(&mixed).refusal();

    let names = ["--by", "Kari Nordmann", "--by", "Ola Hansen"];
    let arguments = [&["wave", "close", WAVE], shares(&sheets, &[1, 2]).as_slice(), names.as_slice()].concat();
    let done = project.run(&arguments).well().stdout;
    assert!(done.contains("25 answers settled"), "{done}");

    let manifest = project.manifest(WAVE);
    assert_eq!(manifest.rows(), 25);
    let settled = project.records(WAVE);
    let third = &invitations[21].unit;
    assert!(settled.iter().all(|record| record.unit != *third), "four answers do not bear the name of their unit");
    let record = destruction(&project);
    assert_eq!((&record["rows"], &record["sealed_answers_opened"]), (&25.into(), &25.into()));
    assert_eq!((&record["custody"], &record["by"][1]), (&"shares".into(), &"Ola Hansen".into()));
    let bytes = fs::read(project.path(&format!("responses/wave={WAVE}/manifest.json"))).unwrap();
    assert_eq!(record["manifest_sha256"], archive::Sha256Digest::of(&bytes).to_string());
    let again = project.run(&arguments).refusal();
    assert!(again.contains("settled already"), "{again}");
    project.run(&["analyse", WAVE]).well();
}

#[test]
fn a_key_file_is_gone_with_the_wave_and_its_loss_before_is_told() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let invitations = open_wave(&project, [8, 8, 8]);
    let key = project.path(&format!("keys/{WAVE}.key"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let codes: Vec<&str> = invitations.iter().map(|invitation| invitation.code.as_str()).collect();
    send_all(&project, &instrument, &codes);
    let kept = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let run = project.run(&["wave", "close", WAVE]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("cannot be opened") && run.stderr.contains(text_of(&key)), "{}", run.stderr);
    assert!(!project.path(&format!("responses/wave={WAVE}")).exists());

    fs::write(&key, &kept).unwrap();
    project.run(&["wave", "close", WAVE]).well();
    assert!(!key.exists(), "the key is gone");
    assert_eq!(project.manifest(WAVE).rows(), 24);
    let record = destruction(&project);
    assert_eq!((&record["custody"], &record["by"][0]), (&"key-file".into(), &"operator".into()));
    let status = project.run(&["wave", "status"]).well().stdout;
    assert!(status.lines().any(|line| line.contains(WAVE) && line.contains("settled")), "{status}");
}

#[test]
fn nothing_in_the_project_keeps_who_got_which_code() {
    let project = Project::synthetic();
    let invitations = open_wave(&project, [6, 6, 6]);
    let server = Server::start(&project);
    let texts = all_text(&project);
    assert!(texts.iter().any(|(name, _)| name.ends_with("intake.db")));
    assert!(texts.iter().all(|(_, text)| !text.contains("person-")), "what the mailing calls somebody stays outside");
    for invitation in &invitations {
        let bare: String = invitation.code.split('-').collect();
        for (name, text) in &texts {
            assert!(!text.contains(&invitation.code) && !text.contains(&bare), "a code in {}", name.display());
        }
    }
    drop(server);
    // The mailing is private to its owner, and nothing in it is written twice.
    let out = PathBuf::from(project.beside("mailing"));
    let mut names: Vec<String> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(
        names,
        ["letters.html", "mail-merge.csv", "message-en.txt", "message-nb.txt", "reminder-en.txt", "reminder-nb.txt"]
    );
    #[cfg(unix)]
    for name in &names {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(out.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let letters = fs::read_to_string(out.join("letters.html")).unwrap();
    let paper: Vec<_> = invitations.iter().filter(|one| ["letter", "kiosk"].contains(&one.channel)).collect();
    assert_eq!(letters.matches("<article").count(), paper.len());
    for invitation in &invitations {
        let short = invitation.code.len() == "K7QM-2D9X-0VTR-5".len();
        assert_eq!(short, ["letter", "kiosk"].contains(&invitation.channel), "{}", invitation.channel);
        assert_eq!(letters.matches(&invitation.code).count(), usize::from(short), "each code stands once");
        assert!(invitation.link.ends_with(&format!("/svar/{WAVE}?code={}", invitation.code)), "{}", invitation.link);
    }
    for name in names.iter().filter(|name| name.starts_with("reminder")) {
        let reminder = fs::read_to_string(out.join(name)).unwrap();
        assert!(
            !reminder.contains("code=") && invitations.iter().all(|one| !reminder.contains(&one.code)),
            "{reminder}"
        );
    }
}

#[test]
fn more_people_are_invited_while_the_wave_is_open_and_over_no_file() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let first = open_wave(&project, [5, 5, 5]);
    let server = Server::start(&project);
    let mut late = people(&project, [3, 0, 0]);
    for (number, person) in late.iter_mut().enumerate() {
        person.id = format!("late-{number}");
    }
    let roster = project.write_beside("late.csv", crate::invitations::roster_text(&late));
    let taken = project.beside("mailing");
    let before = snapshot(Path::new(&taken));
    let refused = project.run(&["invite", WAVE, "--roster", &roster, "--out", &taken]).refusal();
    assert!(refused.contains("mail-merge.csv") && refused.contains("another folder"), "{refused}");
    assert_eq!(differences(&before, &snapshot(Path::new(&taken))), Vec::<String>::new());
    let second = invite(&project, &late, "second");
    for (person, invitation) in first.iter().chain(&second).enumerate() {
        let letter = letter(&invitation.code, person, &answers(&instrument, &points(&instrument, person)));
        server.send(WAVE, &letter).with_status(201);
    }
}

#[test]
fn a_letter_given_anew_replaces_the_old_one_and_tells_nobody_whether_it_was_used() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let invitations = open_wave(&project, [6, 6, 6]);
    let server = Server::start(&project);
    let send = |code: &str, number: usize| {
        server.send(WAVE, &letter(code, number, &answers(&instrument, &points(&instrument, number))))
    };
    send(&invitations[1].code, 1).with_status(201);

    let list = |rows: &[(&str, &str, &str)]| {
        let rows: String = rows.iter().map(|(id, channel, code)| format!("{id},{channel},{code}\n")).collect();
        project.write_beside("lost.csv", format!("id,channel,old_code\n{rows}"))
    };
    let reissue = |file: &str, out: &str| project.run(&["invite", WAVE, "--reissue", file, "--out", out]);
    let out = project.beside("anew");
    // A slip, a code of nobody and a code twice are told with their lines, and change nothing.
    let [used, unused] = [&invitations[1], &invitations[2]];
    let slip = format!("{}{}", &used.code[..15], if used.code.ends_with('0') { '1' } else { '0' });
    for (rows, part) in [
        (
            vec![("1", "letter", unused.code.as_str()), ("2", "letter", &slip)],
            "lost.csv, line 3, field old_code: one char",
        ),
        (
            vec![("1", "letter", "0000-0000-0000-0")],
            "lost.csv, line 2, field old_code: wave 2024-host has no such code",
        ),
        (
            vec![("1", "sms", &unused.code), ("2", "sms", &unused.code)],
            "lost.csv, line 3, field old_code: the same code",
        ),
        (vec![("1", "pigeon", &unused.code)], "lost.csv, line 2, field channel: \"pigeon\" is none of"),
        (vec![("1", "sms", &unused.code), ("1", "sms", &used.code)], "lost.csv, line 3, field id: the same id"),
        (vec![], "lost.csv, field id: no invitation"),
    ] {
        let told = reissue(&list(&rows), &out).refusal();
        assert!(told.contains(part), "{told}");
        assert!(!told.contains(&slip), "a code is never repeated: {told}");
        assert!(!Path::new(&out).join("mail-merge.csv").exists());
    }
    let rows = [("1001", "letter", used.code.as_str()), ("1002", "letter", &unused.code)];
    let told = reissue(&list(&rows), &out).well().stdout;
    assert!(told.contains("2 invitations") && !told.contains("used"), "{told}");
    let anew = crate::invitations::mailed(&Path::new(&out).join("mail-merge.csv"));
    assert_eq!(anew.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["1001", "1002"]);
    assert!(anew.iter().all(|row| row.unit.is_empty() && row.channel == "letter"));

    // The old codes and the new code of somebody who has answered get the same answer as a code of nobody.
    let unknown = send("0000-0000-0000-0", 20).with_status(403);
    for (number, code) in [&unused.code, &anew[0].code].into_iter().enumerate() {
        assert_eq!(send(code, 21 + number).with_status(403), unknown, "{code}");
    }
    send(&anew[1].code, 30).with_status(201);
    drop(server);
    assert!(project.run(&["wave", "close", WAVE]).well().stdout.contains("2 answers settled"));
    assert_eq!(project.manifest(WAVE).invited().iter().map(|place| place.invited).sum::<u32>(), 18, "nobody twice");
}

#[test]
fn a_backup_of_a_running_server_comes_back_with_every_answer() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let invitations = open_wave(&project, [6, 6, 6]);
    let server = Server::start(&project);
    let send = |server: &Server, person: usize| {
        let letter = letter(&invitations[person].code, person, &answers(&instrument, &points(&instrument, person)));
        server.send(WAVE, &letter)
    };
    (0..10).for_each(|person| drop(send(&server, person).with_status(201)));
    let file = project.beside("backup.db");
    project.run(&["backup", &file]).well();
    let told = project.run(&["backup", &file]).refusal();
    assert!(told.contains("backup.db"), "{told}");
    // The first half of a key file is the private key; the public one may be anywhere.
    let backup = fs::read(&file).unwrap();
    for name in [WAVE, "codes"] {
        let key = fs::read(project.path(&format!("keys/{name}.key"))).unwrap();
        assert!(
            !backup.windows(16).any(|window| key[..32].windows(16).any(|part| part == window)),
            "the key of {name}"
        );
    }

    let told = project.run(&["restore", &file]).refusal();
    assert!(told.contains("intake.db"), "a journal that is there is not written over: {told}");
    drop(server);
    for name in ["intake.db", "intake.db-wal", "intake.db-shm"] {
        drop(fs::remove_file(project.path(name)));
    }
    let told = project.run(&["restore", text_of(&project.path("mestring.toml"))]);
    assert_ne!(told.code, Some(0), "settings are no backup");
    let told = project.run(&["restore", &file]).well().stdout;
    assert!(told.contains("10 sealed answers"), "{told}");
    let server = Server::start(&project);
    // Those who are in the backup have answered; the others can.
    send(&server, 3).with_status(200);
    send(&server, 12).with_status(201);
    drop(server);
    assert!(project.run(&["wave", "close", WAVE]).well().stdout.contains("11 answers settled"));
}

#[test]
fn a_title_in_every_language_or_a_word_that_one_will_do() {
    let project = Project::synthetic();
    let open_with = |more: &[&str]| {
        project.run(&[&["wave", "open", WAVE, "--title", "Høst", "--date", "2024-10-01"], more].concat())
    };
    let told = open_with(&[]).refusal();
    assert!(told.contains("nn and en") && told.contains("--title-nn and --title-en"), "{told}");
    let told = open_with(&["--title-en", "Autumn", "--title-nn", " "]).refusal();
    assert!(told.contains("missing in nn;"), "{told}");
    assert!(!project.path("intake.db").exists(), "nothing is prepared");
    open_with(&["--language", "nb"]).well();
    let again = open(&project).refusal();
    assert!(again.contains("exists already"), "{again}");
}
