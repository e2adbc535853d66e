//! Files of every format, opened by readers that are not ours and compared cell for cell with the tables they were written from.

#[cfg(test)]
mod attacked;
#[cfg(test)]
mod awkward;
#[cfg(test)]
mod ddi;
#[cfg(test)]
mod described;
#[cfg(test)]
#[path = "../../../report/tests/report/municipality.rs"]
mod municipality;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod same_cells;
#[cfg(test)]
mod threshold;
#[cfg(test)]
mod world;
