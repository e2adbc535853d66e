//! `mestring benchmark`: where a released wave stands on the plan's indicators.

use anyhow::Result;
use disclosure::benchmarks::{BenchmarkRow, Benchmarking, By, rows, yearly};
use serde::Serialize;

use super::{Context, print};
use crate::cli::{BenchmarkArgs, BenchmarkFormat};
use crate::exit::Refusal;
use crate::project::Project;

/// What JSON holds: the wave's own figures, and for former municipalities every year.
#[derive(Serialize)]
struct Told {
    wave: String,
    rows: Vec<BenchmarkRow>,
}

pub(super) fn run(context: &Context, args: &BenchmarkArgs) -> Result<()> {
    let project = Project::open(&context.root)?;
    let sealed = super::report::released(&project, args.wave.as_ref())?;
    let plans: Vec<usize> = match &args.plan {
        None => (0..sealed.plans().len()).collect(),
        Some(wanted) => {
            let known = sealed.plans().iter().map(|plan| plan.id.as_str()).collect::<Vec<_>>().join(", ");
            let found = sealed.plans().iter().position(|plan| plan.id == *wanted);
            let missing = || Refusal(format!("plan {wanted} is not in the released cube; it holds {known}"));
            vec![found.ok_or_else(missing)?]
        }
    };
    let by = By::from(args.by);
    let all = || {
        let benchmarking = Benchmarking::of(&sealed);
        let now = plans.iter().flat_map(|plan| rows(&benchmarking, *plan, by));
        let years = plans.iter().filter(|_| by == By::FormerMunicipality).flat_map(|plan| yearly(&benchmarking, *plan));
        now.chain(years).collect::<Vec<_>>()
    };
    match args.format {
        BenchmarkFormat::Text => print(&report::terminal_benchmark(&sealed, &plans, by, args.language.into())),
        BenchmarkFormat::Csv => print(&report::benchmark_csv(&all())),
        BenchmarkFormat::Json => {
            let told = Told { wave: sealed.header().wave.to_string(), rows: all() };
            print(&format!("{}\n", serde_json::to_string_pretty(&told)?))
        }
    }
}
