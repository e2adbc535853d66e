//! R's numbers for weights and finite populations.
