//! An R process that answers questions about one CSV.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/statistics/beside_r.R");

/// What came of starting R.
pub(crate) enum Started {
    Ready(R),
    /// Nothing can be compared, and why.
    Absent(String),
}

/// R with the answers read and its packages loaded.
pub(crate) struct R {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// Of R and its packages.
    pub(crate) versions: String,
}

/// Seconds of the computation alone, and the numbers; nothing where R says NA.
pub(crate) struct Answer {
    pub(crate) seconds: f64,
    pub(crate) values: Vec<Option<f64>>,
}

impl R {
    /// Starts R and waits until it has read the answers.
    pub(crate) fn start(csv: &Path) -> Result<Started> {
        let spawned = Command::new("Rscript")
            .arg("--vanilla")
            .arg(SCRIPT)
            .arg(csv)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn();
        let mut process = match spawned {
            Ok(process) => process,
            Err(error) => return Ok(Started::Absent(format!("Rscript cannot be started: {error}"))),
        };
        let questions = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().context("R's standard output")?);
        let mut r = Self { process, questions, answers, versions: String::new() };
        let greeting = r.line()?;
        if let Some(absent) = greeting.get("absent") {
            return Ok(Started::Absent(format!("R has not the packages {}", texts(absent))));
        }
        r.versions = texts(greeting.get("versions").context("R's versions")?);
        Ok(Started::Ready(r))
    }

    /// Asks one question.
    pub(crate) fn ask(&mut self, question: &str) -> Result<Answer> {
        let questions = self.questions.as_mut().context("R's standard input")?;
        writeln!(questions, "{question}")?;
        questions.flush()?;
        let answer = self.line().with_context(|| format!("R's answer to {question}"))?;
        let seconds = answer.get("seconds").and_then(Value::as_f64).context("seconds")?;
        let values = answer.get("values").and_then(Value::as_array).context("values")?;
        Ok(Answer { seconds, values: values.iter().map(Value::as_f64).collect() })
    }

    fn line(&mut self) -> Result<Value> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("R ended without an answer; what it said stands above");
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for R {
    /// R ends when there are no more questions.
    fn drop(&mut self) {
        self.questions = None;
        // A process that is already gone is what is wanted.
        let _ = self.process.wait();
    }
}

fn texts(list: &Value) -> String {
    let texts: Vec<&str> = list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    texts.join(", ")
}
