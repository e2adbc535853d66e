//! probe
#[path = "../tests/protection/municipality.rs"]
mod municipality;
use municipality::*;
fn main() {
    let mut best = usize::MAX;
    let mut count = 0;
    for seed in 0..3000 {
        let mut d = Dice::new(seed);
        let s = Settings { areas: 0, ..Settings::small(&mut d) };
        let r = request(s, seed);
        let p = r.plan().unwrap();
        if p.rounds() > 1 { count += 1; }
        if p.rounds() > 1 && r.cells.len() < best {
            best = r.cells.len();
            let mut one = r.clone();
            one.partitions.clear();
            let q = one.plan().unwrap();
            println!("seed {seed} rounds {} groups {:?}", p.rounds(), r.people);
            for ((c, d), e) in r.cells.iter().zip(p.decisions()).zip(q.decisions()) {
                println!("  {} {:?} {:?} {:?}", c.key, c.groups, d, e);
            }
        }
    }
    println!("seed count {count}");
}
