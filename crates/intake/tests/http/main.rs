//! The intake over real HTTP with real files: every test starts a server of its own on a free port.

mod answers;
mod crash;
mod form;
mod load;
mod server;
mod support;
