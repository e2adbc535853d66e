//! The released cubes, and the tables that each pair of eyes sees of them.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use disclosure::{Audience, Sealed};
use sha2::{Digest, Sha256};
use views::{Table, View};

use crate::secret::hex;

/// What the desk shows just now. It can be replaced while requests are answered: each of them keeps the release it began with.
#[derive(Debug)]
pub struct Store(RwLock<Arc<Release>>);

/// Cubes that were released, oldest first, and the tables made of them so far.
#[derive(Debug)]
pub struct Release {
    cubes: Vec<Arc<Sealed>>,
    mark: String,
    tables: Mutex<BTreeMap<(Audience, View), Slot>>,
}

/// A table, made by whoever comes first; the others wait for it.
type Slot = Arc<OnceLock<Arc<Table>>>;

impl Store {
    /// Begins with these cubes, oldest first.
    #[must_use]
    pub fn new(cubes: Vec<Arc<Sealed>>) -> Store {
        Store(RwLock::new(Arc::new(Release::new(cubes))))
    }

    /// Shows these cubes from the next request on. Pages that were begun before end with the word to begin anew.
    pub fn replace(&self, cubes: Vec<Arc<Sealed>>) {
        let release = Arc::new(Release::new(cubes));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = release;
    }

    /// What is shown just now.
    #[must_use]
    pub fn now(&self) -> Arc<Release> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Release {
    fn new(cubes: Vec<Arc<Sealed>>) -> Release {
        let mark = mark(&cubes);
        Release { cubes, mark, tables: Mutex::default() }
    }

    /// The cubes, oldest first.
    #[must_use]
    pub fn cubes(&self) -> &[Arc<Sealed>] {
        &self.cubes
    }

    /// Sixteen hexadecimal digits that are others when a number or a text of any cube is another.
    #[must_use]
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// What an audience sees of a view: made once, and never more than [`Audience::sees`] allows.
    #[must_use]
    pub fn table(&self, audience: &Audience, view: View) -> Arc<Table> {
        let slot = {
            let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(tables.entry((audience.clone(), view)).or_default())
        };
        Arc::clone(slot.get_or_init(|| {
            let cubes: Vec<&Sealed> = self.cubes.iter().map(AsRef::as_ref).collect();
            Arc::new(Table::of(view, &cubes, &|cube, group| audience.sees(cube, group)))
        }))
    }
}

struct Digesting(Sha256);

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn mark(cubes: &[Arc<Sealed>]) -> String {
    let mut digest = Digesting(Sha256::new());
    for cube in cubes {
        // Neither a cube nor a digest has a way to fail here; should one ever, the mark is that of what came before.
        let _whole = serde_json::to_writer(&mut digest, cube.as_ref());
        digest.0.update([0]);
    }
    hex(&digest.0.finalize()).chars().take(16).collect()
}
