//! Dev.
#![allow(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, clippy::panic, missing_docs)]
use std::path::PathBuf;
use intake::*;
use survey::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let get = |name: &str| args.iter().position(|a| a == name).map(|i| args[i + 1].clone());
    let project = PathBuf::from(get("--project").unwrap());
    let has = |n: &str| args.iter().any(|a| a == n);
    let db = project.join("intake.db");
    let key = || CodeKey::from_bytes([42; 32]);
    let wave_id = WaveId::new("2024-korttest").unwrap();
    if has("synth") {
        std::fs::create_dir_all(project.join("organisation")).unwrap();
        std::fs::write(project.join("mestring.toml"), "[server]\n").unwrap();
        std::fs::write(project.join("organisation/units.csv"), "id,name,parent\na,A,\nb,B,a\n").unwrap();
        std::fs::write(project.join("organisation/former_municipalities.csv"), "id,name\nasker,Asker\n").unwrap();
    } else if has("open") {
        let toml = survey::MESTRING_INSTRUMENT;
        let instrument = Instrument::from_toml("x.toml", toml).unwrap();
        let wave = Wave { id: wave_id, title: Text::new("Kort måling", "Kort måling", "Short survey").unwrap(), reference_date: Date::parse("2023-10-01").unwrap(),
            instrument: instrument.id().clone(), instrument_version: instrument.version().to_owned(),
            modules: get("--module").map(|m| ModuleId::new(&m).unwrap()).into_iter().collect() };
        let places: Vec<Place> = (0..300).map(|_| Place { unit: UnitId::new("b").unwrap(), former_municipality: FormerMunicipalityId::new("asker").unwrap() }).collect();
        let mut entropy = Entropy::from_system().unwrap();
        let drawn = Journal::open(&db).unwrap().open_wave(&wave, toml, &places, &key(), &mut |b| entropy.fill(b)).unwrap();
        let mut out = String::from("unit,former_municipality,code\n");
        for (p, c) in drawn { out += &format!("{},{},{c}\n", p.unit, p.former_municipality); }
        std::fs::write(get("--codes").unwrap(), out).unwrap();
    } else if has("serve") {
        let mut config = Config::new(db, key(), Entropy::from_system().unwrap(), || Date::parse("2023-10-02").unwrap());
        config.test_language = true;
        config.guesses.failing_per_minute = 1_000_000;
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
            let l = bind(get("--address").unwrap().parse().unwrap()).await.unwrap();
            serve(l, config, async { let _ = tokio::signal::ctrl_c().await; }).await.unwrap();
        });
    } else if has("close") {
        let mut j = Journal::open(&db).unwrap();
        j.begin_closing(&wave_id).unwrap();
        println!("{} answers settled", j.read_for_settlement(&wave_id).unwrap().records.len());
    }
}
