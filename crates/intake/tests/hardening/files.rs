//! A process that may open no more files.

use std::net::TcpStream;

use crate::clients::*;
use crate::house::Process;
use crate::support::*;

/// The process has files for about ten connections. Sixty that say nothing come first; whoever answers is served all the
/// same, and when the sixty have gone nothing is left of it.
#[test]
fn without_files_left_the_server_waits_makes_room_and_recovers() {
    let project = Project::new(20);
    let says = project.folder.path().join("says");
    let server = Process::start(&project.database(), Some(28), &says);
    let silent: Vec<TcpStream> = (0..60).map(|_| connect(server.address)).collect();
    for (number, code) in project.codes.iter().enumerate().take(10) {
        let answer = send(server.address, code, u128::try_from(number).unwrap(), "");
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    drop(silent);
    for (number, code) in project.codes.iter().enumerate().skip(10) {
        let answer = send(server.address, code, u128::try_from(number).unwrap(), "");
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    server.stop();
    let said = std::fs::read_to_string(says).unwrap();
    assert!(said.contains("gives no more connections"), "the files never ran out, so nothing was tested:\n{said}");
    assert_eq!(stored(&project.database()), 20);
}
