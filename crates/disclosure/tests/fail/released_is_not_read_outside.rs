//! A released value cannot be read from text: only a whole cube can, and it is checked.

fn main() {
    let _cell: disclosure::Released<f64> = serde_json::from_str("{\"shown\":4.2}").unwrap();
}
