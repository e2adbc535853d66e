//! A draft cannot be written out.

fn write(draft: &disclosure::Draft) -> Result<String, serde_json::Error> {
    serde_json::to_string(draft)
}

fn main() {}
