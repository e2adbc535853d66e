//! A code that nobody has, one that has given its answer and one that a newer letter replaced are told the same, byte for
//! byte, and take as long.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use intake::Code;

use crate::clients::*;
use crate::house::{House, patient};
use crate::support::*;

/// Numbers that look random and repeat.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = usize::try_from(self.next() % (u64::try_from(last).unwrap() + 1)).unwrap();
            values.swap(last, other);
        }
    }
}

/// One request on a connection that is kept; what came back without its date, and how long it took.
fn time(stream: &mut TcpStream, code: &Code, submission: u128) -> (String, Duration) {
    let sent = body(code, submission, [1, 2, 3]).to_string();
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{sent}",
        responses(),
        sent.len()
    );
    let began = Instant::now();
    stream.write_all(request.as_bytes()).unwrap();
    let mut read = vec![0; 8_192];
    let count = stream.read(&mut read).unwrap();
    let took = began.elapsed();
    let text = String::from_utf8_lossy(&read[..count]).into_owned();
    (text.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n"), took)
}

fn median(times: &[Duration]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2].as_secs_f64()
}

fn mean_rank_gap(ranks: &[(usize, bool)]) -> f64 {
    let mean = |kind: bool| {
        let of_kind: Vec<f64> = ranks.iter().filter(|(_, own)| *own == kind).map(|(rank, _)| *rank as f64).collect();
        of_kind.iter().sum::<f64>() / of_kind.len() as f64
    };
    (mean(true) - mean(false)).abs()
}

/// How often a random division of all times into two kinds sets their mean ranks as far apart as the true one does.
fn permutation(one: &[Duration], other: &[Duration], dice: &mut Dice) -> f64 {
    const ROUNDS: usize = 2_000;
    let mut all: Vec<(Duration, bool)> =
        one.iter().map(|time| (*time, true)).chain(other.iter().map(|time| (*time, false))).collect();
    all.sort();
    let mut ranks: Vec<(usize, bool)> = all.into_iter().enumerate().map(|(rank, (_, kind))| (rank, kind)).collect();
    let found = mean_rank_gap(&ranks);
    let mut as_far = 0;
    for _ in 0..ROUNDS {
        let mut kinds: Vec<bool> = ranks.iter().map(|(_, kind)| *kind).collect();
        dice.shuffle(&mut kinds);
        for ((_, place), kind) in ranks.iter_mut().zip(kinds) {
            *place = kind;
        }
        if mean_rank_gap(&ranks) >= found {
            as_far += 1;
        }
    }
    f64::from(as_far + 1) / (ROUNDS + 1) as f64
}

#[test]
fn unknown_and_used_codes_are_told_the_same_in_the_same_time() {
    let each = if full() { 5_000 } else { 400 };
    let project = Project::new(each);
    let house = House::open(&project.database(), patient);
    let mut stream = connect(house.address);
    stream.set_nodelay(true).unwrap();
    for (number, code) in project.codes.iter().enumerate() {
        let (said, _) = time(&mut stream, code, u128::try_from(number).unwrap());
        assert!(said.starts_with("HTTP/1.1 201"), "{said}");
    }
    let mut dice = Dice(0x2021);
    let mut order: Vec<(usize, bool)> = (0..each).flat_map(|number| [(number, true), (number, false)]).collect();
    dice.shuffle(&mut order);
    let (mut used, mut unknown) = (Vec::new(), Vec::new());
    let mut told = None;
    for (number, is_used) in order {
        let code = if is_used { project.codes[number].clone() } else { nobodys(u64::try_from(number).unwrap()) };
        let (said, took) = time(&mut stream, &code, u128::MAX);
        assert!(said.starts_with("HTTP/1.1 403"), "{said}");
        assert_eq!(told.get_or_insert_with(|| said.clone()), &said, "the two are told apart");
        if is_used { &mut used } else { &mut unknown }.push(took);
    }
    house.stop().unwrap();
    let ratio = median(&used) / median(&unknown);
    let p = permutation(&used, &unknown, &mut dice);
    println!(
        "{each} used and {each} unknown codes, interleaved: medians {:.3} ms and {:.3} ms, ratio {ratio:.3}, permutation \
         test of mean ranks p = {p:.3}",
        median(&used) * 1e3,
        median(&unknown) * 1e3,
    );
    assert!((0.5..=2.0).contains(&ratio), "used and unknown codes differ in time: ratio {ratio:.3}");
}

/// What the start page says, without what differs from page to page whoever asks: the date, the code that was typed and
/// the page's own number.
fn start_page(house: &House, code: &Code) -> String {
    let typed = code.to_string();
    let form = "application/x-www-form-urlencoded";
    let answer = post(house.address, &format!("/svar/{WAVE}"), form, "", &format!("code={typed}"));
    assert_eq!(answer.status, 403, "{answer:?}");
    let mut headers = answer.headers;
    headers.remove("date");
    // The length of the page goes with the length of the code, which the sender knows.
    headers.remove("content-length");
    let page = answer.body.replace(&typed, "CODE");
    let pieces: Vec<&str> = page
        .split('"')
        .map(|piece| {
            let number = piece.len() == 32 && piece.bytes().all(|byte| byte.is_ascii_hexdigit());
            if number { "NUMBER" } else { piece }
        })
        .collect();
    format!("{headers:?}\n{}", pieces.join("\""))
}

#[test]
fn the_start_page_and_the_api_tell_unknown_used_and_replaced_codes_the_same() {
    let project = Project::new(3);
    let (used, replaced, unused) = (&project.codes[0], &project.codes[1], &project.codes[2]);
    let mut entropy = intake::Entropy::from_system().unwrap();
    let mut journal = intake::Journal::open(&project.database()).unwrap();
    let new = journal
        .reissue::<intake::WaveError>(
            &wave_id(),
            std::slice::from_ref(replaced),
            &[intake::CodeKind::Letter],
            &key(),
            &mut |bytes| entropy.fill(bytes),
            |_| Ok(()),
        )
        .unwrap();
    drop(journal);
    let house = House::open(&project.database(), patient);
    assert_eq!(send(house.address, used, 1, "").status, 201);
    assert_eq!(send(house.address, &new[0], 1, "").status, 201, "the newer letter answers");
    let unknown = Code::draw(replaced.kind(), &mut |bytes| bytes.fill(7));
    let page = start_page(&house, &unknown);
    for code in [used, replaced, &nobodys(1), &new[0]] {
        let told = start_page(&house, code);
        assert_eq!(told, page, "{:?} is told apart", code.kind());
        let api = send(house.address, code, 9, "");
        let nobody = send(house.address, &unknown, 9, "");
        assert_eq!((api.status, &api.body), (403, &nobody.body));
        let names = |answer: &Answer| answer.headers.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&api), names(&nobody));
    }
    assert_eq!(send(house.address, unused, 1, "").status, 201);
    house.stop().unwrap();
}
