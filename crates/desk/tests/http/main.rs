//! The desk over real HTTP on the loopback, with a sealed synthetic municipality behind it.

mod accounts;
mod files;
mod issuer;
mod issuer_fake;
mod matrix;
#[path = "../../../report/tests/report/municipality.rs"]
mod municipality;
mod odata;
mod pages;
mod paging;
mod support;
mod trail;
