//! Tests of the whole system: the real binary, real HTTP, real files, and the house itself.

#[cfg(test)]
mod absence;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod binary;
#[cfg(test)]
mod counts;
#[cfg(test)]
mod custody;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod house;
#[cfg(test)]
mod import;
#[cfg(test)]
mod invitations;
#[cfg(test)]
mod leaders;
#[cfg(test)]
mod merger;
#[cfg(test)]
mod other_tools;
#[cfg(test)]
mod project;
#[cfg(test)]
mod query;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod release;
#[cfg(test)]
mod responses;
#[cfg(test)]
mod road;
#[cfg(test)]
mod server;
#[cfg(test)]
mod stats;
