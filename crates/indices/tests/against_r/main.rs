//! The indices against R: our own synthetic vectors always, published data sets where they are at hand.

#[cfg(test)]
mod published;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod synthetic;
