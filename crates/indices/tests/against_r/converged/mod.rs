//! Ours against R's where R has been taken to the end of its search (data-samples/vectors/make_converged.R).
//!
//! What R prints is the place where a package stopped; those tests bound the distance by R's own objective. Here both sides
//! are at the optimum, so every number is held to what [`ledger::Field`] states. Synthetic answers always, published data sets
//! where they are at hand.

mod association;
mod factor;
mod invariance;
mod ledger;
mod multilevel;
mod ordered;
mod published_factor;
mod reliability;
