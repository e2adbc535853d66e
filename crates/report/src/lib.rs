//! The sealed cube as text, HTML and charts.
