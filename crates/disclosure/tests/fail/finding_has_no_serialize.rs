//! A finding cannot be written out.

fn write(finding: &indices::ScaleFinding) -> Result<String, serde_json::Error> {
    serde_json::to_string(finding)
}

fn main() {}
