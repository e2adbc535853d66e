//! HTTP in front of a durable journal.
