//! The server against those who do not wish it well, and those who only have a bad network: real sockets, real processes.

#[cfg(test)]
mod clients;
#[cfg(test)]
mod crossing;
#[cfg(test)]
mod files;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod house;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod status;
#[cfg(test)]
#[expect(dead_code, reason = "the tests of the routes use all of it")]
#[path = "../http/support.rs"]
mod support;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod uniform;
