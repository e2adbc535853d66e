//! A full disk, made of a little memory: a sentence, nothing half written, and the next run finishes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::binary::{Run, run};
use crate::invitations;
use crate::project::{Project, differences, snapshot, text_of};

/// A tmpfs of a few kilobytes.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing, said loudly, where this machine does not let us mount.
    fn of(kilobytes: u64) -> Option<Self> {
        let disk = Self(tempfile::tempdir().unwrap());
        if disk.mount(&format!("size={kilobytes}k")) {
            return Some(disk);
        }
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        eprintln!("NOT TESTED: {name} needs the right to mount a small tmpfs; run it as root on Linux");
        None
    }

    fn mount(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(self.path());
        mount.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn grow(&self, kilobytes: u64) {
        assert!(self.mount(&format!("remount,size={kilobytes}k")));
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Kilobytes in use, as the file system counts them.
    fn used(&self) -> u64 {
        let output = Command::new("df").args(["--output=used", "-k"]).arg(self.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().nth(1).unwrap().trim().parse().unwrap()
    }

    /// A project on this disk, with so much room left.
    fn holding(project: &Project, room: u64) -> Option<Self> {
        let disk = Self::of(64 * 1024)?;
        let copied = Command::new("cp").arg("-r").arg(project.root()).arg(disk.path()).status().unwrap();
        assert!(copied.success());
        disk.grow(disk.used() + room);
        Some(disk)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(&[&["--project", text_of(&self.path().join("project"))], arguments].concat())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Where nothing is mounted there is nothing to unmount.
        drop(Command::new("umount").arg(self.path()).stdout(Stdio::null()).stderr(Stdio::null()).status());
    }
}

/// The run ended because the disk is full, and said so in one sentence.
fn ended_full(run: &Run) -> String {
    assert_eq!(run.code, Some(1), "a full disk is this machine's fault: {}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    let said = run.stderr.to_lowercase();
    assert!(["disk is full", "no space", "no room"].iter().any(|words| said.contains(words)), "{said}");
    run.stderr.clone()
}

#[test]
fn a_project_is_made_whole_or_not_at_all() {
    let sizes = [16, 200, 700, 1_500];
    let Some(disk) = SmallDisk::of(sizes[0]) else { return };
    let folder = disk.path().join("project");
    let synth = ["synth", text_of(&folder), "--employees", "600"];
    for kilobytes in sizes {
        disk.grow(kilobytes);
        ended_full(&run(&synth));
        let left: Vec<_> = snapshot(disk.path()).into_keys().collect();
        assert!(left.is_empty(), "{kilobytes} kB: {} things are left, as {:?}", left.len(), left.first());
    }
    disk.grow(64 * 1024);
    run(&synth).well();
    run(&["--project", text_of(&folder), "analyse"]).well();
}

#[test]
fn an_import_of_responses_leaves_the_project_as_it_was() {
    let project = Project::synthetic();
    let Some(disk) = SmallDisk::holding(&project, 8) else { return };
    let rows: String = (0..4_000).map(|person| format!("asker-adm-felles,asker,{},5\n", person * 7 % 5 + 1)).collect();
    let file = project.write_beside("a.csv", format!("unit,former,q1,q2\n{rows}"));
    let map = project.write_beside(
        "map.toml",
        "wave = \"2018-host\"\ntitle = { nb = \"a\", nn = \"b\", en = \"c\" }\ndate = \"2018-10-01\"\nunit = \"unit\"\n\
         former_municipality = \"former\"\n[items]\nintrinsic_motivation_1 = \"q1\"\nintrinsic_motivation_2 = \"q2\"\n",
    );
    let import = ["import", "responses", &file, "--mapping", &map];
    let before = snapshot(disk.path());
    ended_full(&disk.run(&import));
    assert_eq!(differences(&before, &snapshot(disk.path())), Vec::<String>::new());
    disk.grow(64 * 1024);
    disk.run(&import).well();
}

#[test]
fn an_import_of_absence_leaves_every_month_as_it_was() {
    let project = Project::synthetic();
    let Some(disk) = SmallDisk::holding(&project, 64) else { return };
    // The same rows once more, each with a little more agreed: every month has other bytes.
    let text = project.read("absence.csv");
    let other: String = text
        .lines()
        .enumerate()
        .map(|(number, line)| if number == 0 { format!("{line}\n") } else { format!("{line}1\n") })
        .collect();
    let file = project.write_beside("absence.csv", other);
    let before = snapshot(disk.path());
    ended_full(&disk.run(&["import", "absence", &file]));
    assert_eq!(differences(&before, &snapshot(disk.path())), Vec::<String>::new());
    disk.grow(64 * 1024);
    disk.run(&["import", "absence", &file]).well();
}

#[test]
fn an_import_of_the_organisation_leaves_all_three_files_as_they_were() {
    let project = Project::synthetic();
    let Some(disk) = SmallDisk::holding(&project, 44) else { return };
    let named = |name: &str| project.read(&format!("organisation/{name}.csv"));
    // The first file still finds room, the last does not.
    let former = named("former_municipalities").replacen("Asker", "Gamle Asker", 1);
    let lineage = named("lineage") + &"\n".repeat(64 * 1024);
    let files = [("--units", named("units")), ("--former", former), ("--lineage", lineage)];
    let typed: Vec<(&str, String)> =
        files.iter().map(|(flag, text)| (*flag, project.write_beside(&flag[2..], text))).collect();
    let mut arguments = vec!["import", "organisation"];
    arguments.extend(typed.iter().flat_map(|(flag, file)| [*flag, file]));
    let before = snapshot(disk.path());
    ended_full(&disk.run(&arguments));
    assert_eq!(differences(&before, &snapshot(disk.path())), Vec::<String>::new());
    disk.grow(64 * 1024);
    disk.run(&arguments).well();
}

#[test]
fn an_analysis_leaves_the_released_cube_as_it_was() {
    let project = Project::synthetic();
    project.run(&["analyse"]).well();
    let Some(disk) = SmallDisk::holding(&project, 256) else { return };
    let before = snapshot(disk.path());
    ended_full(&disk.run(&["analyse"]));
    assert_eq!(differences(&before, &snapshot(disk.path())), Vec::<String>::new());
    disk.run(&["report"]).well();
}

#[test]
fn codes_that_find_no_room_invite_nobody() {
    let project = Project::synthetic();
    let Some(disk) = SmallDisk::of(4) else { return };
    fs::write(disk.path().join("filler"), vec![0; 4096]).unwrap();
    invitations::open(&project).well();
    let people = invitations::people(&project, [120, 120, 60]);
    let roster = project.write_beside("roster.csv", invitations::roster_text(&people));
    let out = disk.path().join("mailing");
    let run = project.run(&["invite", invitations::WAVE, "--roster", &roster, "--out", text_of(&out)]);
    assert!(ended_full(&run).contains("mailing"));
    let left: Vec<_> =
        fs::read_dir(&out).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    assert_eq!(left, Vec::<std::path::PathBuf>::new(), "no half file of codes");
    // Codes are written once, so the same people have to be free to be invited with other codes.
    let invitations = invitations::invite(&project, &people, "elsewhere");
    assert_eq!(invitations.len(), 300);
    project.run(&["wave", "close", invitations::WAVE]).well();
    let invited: u32 = project.manifest(invitations::WAVE).invited().iter().map(|place| place.invited).sum();
    assert_eq!(invited, 300, "those whose codes were lost are not counted");
}
