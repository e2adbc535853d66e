//! What the server says of itself.

use intake::{CodeKind, Custody, Entropy, Opening, Rehearsal, WaveError};
use serde_json::json;
use survey::{InstrumentId, Text, WaveId};

use crate::clients::*;
use crate::house::{House, patient};
use crate::support::*;

#[test]
fn the_status_tells_which_promises_are_in_force() {
    let project = Project::new(30);
    let house = House::open(&project.database(), patient);
    let status =
        |address| -> serde_json::Value { serde_json::from_str(&get(address, "/api/v1/status", "").body).unwrap() };
    let first = status(house.address);
    assert_eq!(first["answers"], "taken");
    assert_eq!(first["receipt"], "after-sync");
    assert_eq!(first["second_copy"], false);
    assert_eq!(first["tls"], "none");
    assert_eq!(first["guessing"], "calm");
    assert_eq!(first["open_waves"][0]["wave"], WAVE);
    assert_eq!(first["open_waves"][0]["custody"], "key-file");
    assert_eq!(first["open_waves"][0]["rehearsed"], false);
    assert_eq!(first["sqlite"]["version"], rusqlite::version());
    assert_eq!(
        first["sqlite"]["settings"],
        json!({ "journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "wal_autocheckpoint": "0" })
    );
    let counts = |stored, refusals| {
        json!({
            "stored": stored, "repeated": 0, "refusals": refusals, "failures": 0, "refused": {}, "failed": {},
            "connections_dropped": 0, "checks_delayed": 0,
        })
    };
    assert_eq!(first["since_start"], counts(0, 0));
    for (number, code) in project.codes.iter().enumerate().take(9) {
        assert_eq!(send(house.address, code, u128::try_from(number).unwrap(), "").status, 201);
        assert_eq!(status(house.address)["since_start"], counts(0, 0), "one answer more cannot be seen to arrive");
    }
    for (number, code) in project.codes.iter().enumerate().skip(9).take(5) {
        assert_eq!(send(house.address, code, u128::try_from(number).unwrap(), "").status, 201);
        assert_eq!(status(house.address)["since_start"], counts(10, 0));
    }
    for number in 0..12 {
        assert_eq!(send(house.address, &nobodys(number), 1, "").status, 403);
    }
    let last = status(house.address);
    assert_eq!(last["since_start"]["refused"], json!({ "code": 10 }));
    assert_eq!(last["since_start"]["refusals"], 10);
    house.stop().unwrap();

    let house = House::open(&project.database(), |config| {
        config.public_address = Some("https://svar.example.no".to_owned());
    });
    assert_eq!(status(house.address)["tls"], "proxy");
    assert_eq!(status(house.address)["since_start"], counts(0, 0), "counts end with the process");
    house.stop().unwrap();
}

#[test]
fn the_status_page_says_it_in_three_languages_without_a_script() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    for (language, promise, key) in [
        ("nb", "Kvitteringen kommer først når svaret er skrevet til disken", "i en fil hos dem som drifter serveren"),
        ("nn", "Kvitteringa kjem først når svaret er skrive til disken", "i ei fil hos dei som driftar serveren"),
        (
            "en",
            "The receipt comes only when the answer has been written to the disk",
            "in a file kept by those who run",
        ),
    ] {
        let page = get(house.address, &format!("/status?lang={language}"), "");
        assert_eq!(page.status, 200);
        assert_eq!(page.headers["content-language"], language);
        assert!(page.body.contains(promise) && page.body.contains(key), "{language}: {}", page.body);
        assert!(page.body.contains(rusqlite::version()));
        assert!(!page.body.contains("<script") && !page.body.contains("http://"));
    }
    house.stop().unwrap();
}

/// A wave whose key is in shares opens only after a rehearsal, and the page says who can open its answers.
#[test]
fn shares_a_rehearsal_and_a_second_copy_are_told() {
    let project = Project::new(1);
    let wave = survey::Wave {
        id: WaveId::new("2022-var").unwrap(),
        title: Text::new("Vår 2022", "Vår 2022", "Spring 2022").unwrap(),
        reference_date: today(),
        instrument: InstrumentId::new("three-items").unwrap(),
        instrument_version: survey::Instrument::from_toml("x.toml", THREE_ITEMS).unwrap().version().to_owned(),
        modules: Vec::new(),
    };
    let mut entropy = Entropy::from_system().unwrap();
    let mut draw = |bytes: &mut [u8]| entropy.fill(bytes);
    let sealing_key = wave_key().sealing_key();
    let instrument = survey::Instrument::from_toml("three-items.toml", THREE_ITEMS).unwrap();
    let canaries = custody::canaries(&sealing_key, &wave.id, &instrument, &mut draw).unwrap();
    let custody = Custody::Shares;
    let opening = Opening { wave: &wave, instrument_toml: THREE_ITEMS, sealing_key, custody, canaries: &canaries };
    let mut journal = journal(&project.database());
    journal.prepare_wave(&opening).unwrap();
    journal.invite::<WaveError>(&wave.id, &[(place(0), CodeKind::Link)], &key(), &mut draw, |_| Ok(())).unwrap();
    let by = vec!["personvernombud".to_owned(), "hovedverneombud".to_owned()];
    journal.record_rehearsal(&wave.id, &Rehearsal { on: today(), by }).unwrap();
    journal.open_wave(&wave.id).unwrap();
    drop(journal);
    let copy = tempfile::tempdir().unwrap();
    let house = House::open(&project.database(), |config| config.second_copy = Some(copy.path().to_owned()));
    let status: serde_json::Value = serde_json::from_str(&get(house.address, "/api/v1/status", "").body).unwrap();
    assert_eq!(status["second_copy"], true);
    assert_eq!(
        status["open_waves"],
        json!([
            { "wave": WAVE, "custody": "key-file", "rehearsed": false },
            { "wave": "2022-var", "custody": "shares", "rehearsed": true },
        ])
    );
    let page = get(house.address, "/status?lang=en", "").body;
    assert!(page.contains("Spring 2022") && page.contains("two of the three who each have a part"), "{page}");
    assert!(page.contains("tried with test answers before") && page.contains("to two disks"), "{page}");
    house.stop().unwrap();
}
