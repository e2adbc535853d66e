//! What one request, and one connection, may take.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::clients::*;
use crate::house::House;
use crate::support::*;

const SHORT: Duration = Duration::from_millis(300);

#[test]
fn a_head_that_is_too_large_is_refused_before_it_is_read() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let get = |more: &str| ask(house.address, &format!("GET /api/v1/health HTTP/1.1\r\nhost: x\r\n{more}\r\n"));
    let long = format!("x-long: {}\r\n", "a".repeat(17 * 1024));
    let many: String = (0..80).map(|number| format!("x-{number}: 1\r\n")).collect();
    for (what, head) in [("long", long), ("many", many), ("endless", format!("x: {}", "a".repeat(300_000)))] {
        let answer = get(&head).unwrap_or_else(|| panic!("{what}: nothing came back"));
        assert_eq!((answer.status, answer.body.as_str()), (431, ""), "{what}");
    }
    let fits = format!("x-long: {}\r\nconnection: close\r\n", "a".repeat(12 * 1024));
    assert_eq!(get(&fits).unwrap().status, 200);
    let path = "a".repeat(20_000);
    let long = ask(house.address, &format!("GET /{path} HTTP/1.1\r\nhost: x\r\n\r\n")).unwrap();
    assert!(matches!(long.status, 414 | 431), "{long:?}");
    house.stop().unwrap();
}

/// However it is announced and however much follows: the refusal is read, not lost with the connection.
#[test]
fn a_body_that_is_too_large_is_refused_in_words_that_arrive() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let large = "x".repeat(200_000);
    let announced = post(house.address, &responses(), "application/json", "", &large);
    assert_eq!((announced.status, announced.kind().as_str()), (413, "too-large"));
    let chunks: String = (0..100).map(|_| format!("800\r\n{}\r\n", "x".repeat(0x800))).collect();
    let chunked = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n",
        responses()
    );
    let chunked = ask(house.address, &chunked).unwrap();
    assert_eq!((chunked.status, chunked.kind().as_str()), (413, "too-large"));
    let page = post(house.address, &format!("/svar/{WAVE}"), "application/x-www-form-urlencoded", "", &large);
    assert_eq!(page.status, 413);
    assert!(page.headers["content-type"].starts_with("text/html"), "{page:?}");
    house.stop().unwrap();
}

/// RFC 9112: a request that two programs could cut at different places is not served.
#[test]
fn requests_that_could_be_cut_in_two_ways_are_not_served() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    for headers in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 5\r\ntransfer-encoding: chunked, identity\r\n",
        "content-length: -1\r\n",
        "content-length: 5 \r\n x: folded\r\n",
        "transfer-encoding: xchunked\r\n",
    ] {
        let request =
            format!("POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{headers}\r\nhello", responses());
        let answer = ask(house.address, &request);
        assert!(answer.as_ref().is_none_or(|answer| answer.status == 400), "{headers:?}: {answer:?}");
    }
    house.stop().unwrap();
}

#[test]
fn half_a_head_an_idle_connection_and_one_that_is_silent_from_the_start_are_ended() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |config| config.limits.head_time = SHORT);
    for start in ["", "GET /api/v1/health HTTP/1.1\r\nhost: x\r\n", "GET /api/v1/health HTTP/1.1\r\nhost: x\r\n\r\n"] {
        let mut stream = connect(house.address);
        stream.write_all(start.as_bytes()).unwrap();
        let said = rest(&mut stream);
        let served = start.ends_with("\r\n\r\n");
        assert_eq!(said.starts_with(b"HTTP/1.1 200"), served, "{start:?}");
    }
    house.stop().unwrap();
}

/// The request of thirty seconds is a limit of its own; here it is seen that a byte a second does not extend it.
#[test]
fn a_body_that_drips_is_refused_after_its_time() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let mut stream = connect(house.address);
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n",
        responses()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let began = Instant::now();
    let mut dripping = stream.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        while dripping.write_all(b" ").is_ok() && began.elapsed().as_secs() < 120 {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    let answer = Answer::read(&rest(&mut stream)).unwrap();
    assert_eq!((answer.status, answer.kind().as_str()), (408, "too-slow"));
    drop(stream);
    drip.join().unwrap();
    assert_eq!(send(house.address, &project.codes[0], 1, "").status, 201);
    house.stop().unwrap();
}

/// Thousands of requests for a large document, and nothing of what comes back is read.
#[test]
fn whoever_asks_and_does_not_read_is_cut_off() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |config| config.limits.reading_time = SHORT);
    let mut stream = connect(house.address);
    let request = "GET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100);
    let mut asked = 0;
    while stream.write_all(request.as_bytes()).is_ok() {
        asked += 100;
        assert!(asked < 10_000_000, "the server goes on answering somebody who reads nothing");
    }
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read);
    let answered = read.windows(15).filter(|window| window == b"HTTP/1.1 200 OK").count();
    assert!(answered < asked, "{answered} of {asked} were answered");
    assert_eq!(send(house.address, &project.codes[0], 1, "").status, 201);
    house.stop().unwrap();
}

/// The check of a code waits longer than a request may take: whoever sent it hears that the outcome is not known, and
/// hears the truth when it is sent again.
#[test]
fn a_request_that_takes_too_long_is_answered_and_may_be_sent_again() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |config| {
        config.guesses.failing_per_minute = 0;
        config.guesses.delay = Duration::from_secs(60);
        config.limits.handling_time = SHORT;
    });
    assert_eq!(send(house.address, &nobodys(1), 1, "").status, 403, "the first failing code does not wait");
    let late = send(house.address, &project.codes[0], 2, "");
    assert_eq!((late.status, late.kind().as_str()), (503, "outcome-unknown"));
    assert_eq!(late.headers["retry-after"], "30");
    assert_eq!(late.headers["cache-control"], "no-store");
    house.stop().unwrap();
    let house = House::open(&project.database(), |_| {});
    let again = send(house.address, &project.codes[0], 2, "");
    assert!(matches!(again.status, 200 | 201), "{again:?}");
    house.stop().unwrap();
    assert_eq!(stored(&project.database()), 1);
}
