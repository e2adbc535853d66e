//! Nor can the numbers inside it.

fn main() {
    let _score: disclosure::PublishedScore = serde_json::from_str("{}").unwrap();
}
