//! `mestring synth responses`: one settled wave of very many responses.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use archive::{Fault, PackedCell, Stream};
use synth::ResponseSettings;

use crate::cli::SynthResponsesArgs;
use crate::commands::{Context, print};
use crate::exit::Refusal;

/// Rows in one part: as many as other waves have, so that memory stays that of a few parts.
const ROWS_PER_PART: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(999_999);

pub(super) fn run(context: &Context, args: &SynthResponsesArgs) -> Result<()> {
    let settings = ResponseSettings { seed: args.seed, rows: args.rows, units: args.units, missing: args.missing };
    let (wave, instrument) = synth::response_wave(&survey::mestring()?)?;
    let cells = synth::responses(settings, &instrument).map_err(|error| Refusal(error.to_string()))?;
    let bar = context.progress.bar("writing responses", usize::try_from(args.rows)?)?;
    let stopped = interruption()?;
    let stream = Stream {
        folder: &args.out,
        wave: &wave,
        instrument: &instrument,
        rows_per_part: ROWS_PER_PART,
        threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
        rows_expected: args.rows,
    };
    let packed = cells.map(|cell| PackedCell {
        unit: cell.unit,
        former_municipality: cell.former_municipality,
        role: None,
        packed: cell.packed,
    });
    let manifest = stream.write(packed, &mut |rows| {
        bar.set_position(rows);
        if stopped.load(Ordering::Relaxed) {
            return Err(Fault::Interrupted { step: format!("write the rows from {} on", rows.saturating_add(1)) });
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    let bytes: u64 = manifest.parts().iter().map(|part| part.bytes).sum();
    print(&format!(
        "{}: {} responses of {} units in {} parts, {:.1} MB, seed {}\n",
        args.out.display(),
        manifest.rows(),
        args.units,
        manifest.parts().len(),
        bytes as f64 / 1e6,
        args.seed
    ))
}

/// Becomes true when somebody ends the program, so that what was written can be taken back first.
fn interruption() -> Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stopped);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let interrupted = {
        let _within = runtime.enter();
        crate::commands::serve::interrupted()
    };
    std::thread::spawn(move || {
        runtime.block_on(interrupted);
        told.store(true, Ordering::Relaxed);
    });
    Ok(stopped)
}
