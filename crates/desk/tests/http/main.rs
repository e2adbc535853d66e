//! The desk over real HTTP on the loopback, with a sealed synthetic municipality behind it.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod files;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod issuer_fake;
#[cfg(test)]
mod matrix;
#[cfg(test)]
#[path = "../../../report/tests/report/municipality.rs"]
mod municipality;
#[cfg(test)]
mod odata;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod support;
#[cfg(test)]
mod trail;
