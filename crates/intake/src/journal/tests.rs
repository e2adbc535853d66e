//! Tests of the journal without a server.
