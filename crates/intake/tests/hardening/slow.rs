//! A thousand clients that take their time must not keep anybody from answering.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clients::*;
use crate::house::Process;
use crate::support::*;

const SLOW: usize = 1_000;

/// How long a connection may take to be let in: the system's queue may be full for a moment, and tries again by itself.
const LET_IN: Duration = Duration::from_secs(20);

/// The three kinds of being slow.
fn begin(number: usize, address: SocketAddr) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, LET_IN)?;
    let start = match number % 3 {
        0 => String::new(),
        1 => format!("GET /svar/{WAVE} HTTP/1.1\r\nhost: x\r\nx-slow: "),
        _ => format!(
            "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{{",
            responses()
        ),
    };
    stream.write_all(start.as_bytes())?;
    Ok(stream)
}

/// Every client that is still connected drips one byte more.
fn drip(clients: &mut [Option<TcpStream>]) {
    for (_, client) in clients.iter_mut().enumerate().filter(|(number, _)| number % 3 != 0) {
        if client.as_mut().is_some_and(|client| client.write_all(b"x").is_err()) {
            *client = None;
        }
    }
}

fn honest_clients_are_served_beside_slow_ones(open_files: Option<u32>) {
    const HONEST: usize = 60;
    let project = Project::new(HONEST);
    let says = project.folder.path().join("says");
    let server = Process::start(&project.database(), open_files, &says);
    let address = server.address;
    let mut clients: Vec<Option<TcpStream>> = Vec::new();
    for number in 0..SLOW {
        match begin(number, address) {
            Ok(client) => clients.push(Some(client)),
            // Twenty-four: this process, not the server, has no file left to open.
            Err(error) if error.raw_os_error() == Some(24) => {
                eprintln!("NOT TESTED: only {number} slow clients could be opened here ({error})");
                return;
            }
            Err(error) => panic!("slow client {number} was not even let in: {error}"),
        }
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                drip(&mut clients);
                // Whoever was cut off comes back, so that there are always a thousand.
                for (number, client) in clients.iter_mut().enumerate().filter(|(_, client)| client.is_none()) {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    *client = begin(number, address).ok();
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        let honest = scope.spawn(|| {
            for (number, code) in project.codes.iter().enumerate() {
                let answer = send(address, code, u128::try_from(number).unwrap(), "");
                assert_eq!(answer.status, 201, "honest client {number}: {answer:?}");
                assert_eq!(get(address, &format!("/svar/{WAVE}"), "").status, 200);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let served = honest.join();
        done.store(true, Ordering::Relaxed);
        served.unwrap();
    });
    drop(clients);
    server.stop();
    assert_eq!(stored(&project.database()), HONEST);
}

/// The process has files for fewer connections than two thirds of the thousand, and waits an hour for each of them.
#[test]
fn a_thousand_slow_clients_push_out_each_other_and_nobody_else() {
    honest_clients_are_served_beside_slow_ones(Some(512));
}

#[test]
fn a_thousand_slow_clients_are_stood_where_there_is_room_for_them() {
    honest_clients_are_served_beside_slow_ones(None);
}
