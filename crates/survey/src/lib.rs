//! What is asked, of whom, and what counts as an answer.
