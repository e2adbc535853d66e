//! probe
#[path = "../../../crates/disclosure/tests/protection/municipality.rs"]
mod municipality;
use municipality::*;
fn main() {
    for (name, s) in [
        ("former", Settings { by_role: false, ..Settings::municipality() }),
        ("2360", Settings::municipality()),
        ("cross", Settings { cross: true, ..Settings::municipality() }),
        ("cross600", Settings { cross: true, units: 600, ..Settings::municipality() }),
    ] {
        for seed in 0..2 {
            let r = request(s, seed);
            let t = std::time::Instant::now();
            let p = r.plan().unwrap();
            println!("{name} groups {} people {} cells {} parts {} rounds {} {:?} {:?}", r.people.len(), r.people.iter().sum::<u64>(), r.cells.len(), r.partitions.len(), p.rounds(), t.elapsed(), p.classes());
        }
    }
}
