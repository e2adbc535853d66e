//! Being asked to stop: what has begun is finished, nothing new is begun, and nobody can hold the server up.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::clients::*;
use crate::house::{House, SURELY};
use crate::support::*;

fn wait_until(mut happened: impl FnMut() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < SURELY, "it never happened");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_answer_half_sent_is_finished_and_a_new_connection_is_not_taken() {
    let project = Project::new(1);
    let mut house = House::open(&project.database(), |_| {});
    let address = house.address;
    let sent = body(&project.codes[0], 1, [1, 2, 3]).to_string();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        responses(),
        sent.len()
    );
    let mut sender = connect(address);
    let (half, other_half) = sent.split_at(sent.len() / 2);
    sender.write_all(head.as_bytes()).unwrap();
    sender.write_all(half.as_bytes()).unwrap();
    let mut idle = connect(address);
    // Both are inside when a later connection has been answered.
    assert_eq!(get(address, "/api/v1/health", "").status, 200);

    house.ask_to_stop();
    wait_until(|| TcpStream::connect(address).is_err());
    assert!(rest(&mut idle).is_empty(), "an idle connection is ended without a word");
    sender.write_all(other_half.as_bytes()).unwrap();
    let answer = Answer::read(&rest(&mut sender)).unwrap();
    assert_eq!(answer.status, 201, "{answer:?}");
    house.ended().unwrap();
    assert_eq!(stored(&project.database()), 1);
}

#[test]
fn half_open_connections_do_not_hold_the_server_up_for_longer_than_its_farewell() {
    let project = Project::new(1);
    let mut house = House::open(&project.database(), |config| {
        config.limits.farewell = Duration::from_millis(500);
        config.limits.head_time = Duration::from_secs(3_600);
    });
    let address = house.address;
    let mut half_open: Vec<TcpStream> = (0..50)
        .map(|number| {
            let mut stream = connect(address);
            let start = if number % 2 == 0 {
                "GET / HTTP/1.1\r\nhost:".to_owned()
            } else {
                format!(
                    "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{{",
                    responses()
                )
            };
            stream.write_all(start.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(get(address, "/api/v1/health", "").status, 200);
    house.ask_to_stop();
    house.ended().unwrap();
    for stream in &mut half_open {
        assert!(rest(stream).is_empty());
    }
    assert_eq!(stored(&project.database()), 0);
}
