//! The intake over real HTTP with real files: every test starts a server of its own on a free port.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod form;
#[cfg(test)]
mod form_kiosk;
#[cfg(test)]
mod form_pages;
#[cfg(test)]
mod form_reader;
#[cfg(test)]
mod form_refusals;
#[cfg(test)]
mod load;
#[cfg(test)]
mod server;
#[cfg(test)]
mod support;
