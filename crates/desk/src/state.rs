//! What all requests share: the ledger's connections, the coder, the pages being added.

use crate::adding::Jobs;
use crate::coder::Coder;
use crate::fault::Fault;
use crate::people::Door;
use dunlin_ledger::Ledger;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Connections kept open between requests; more are opened when needed and closed afterwards.
const KEPT: usize = 8;

/// Handle to what all requests share; cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Shared>);

struct Shared {
    path: PathBuf,
    idle: Mutex<Vec<Ledger>>,
    coder: Arc<dyn Coder>,
    jobs: Jobs,
    door: Door,
}

impl State {
    /// Shares the ledger at `path` with whoever sits at this machine; pages that people add are coded by `coder`.
    ///
    /// # Errors
    /// When there is no ledger at `path` or it cannot be read.
    pub fn new(path: &Path, coder: Arc<dyn Coder>) -> Result<Self, dunlin_ledger::LedgerError> {
        Self::behind(Door::Local, path, coder)
    }

    /// The same behind a `door`.
    ///
    /// # Errors
    /// As [`State::new`].
    pub fn behind(
        door: Door,
        path: &Path,
        coder: Arc<dyn Coder>,
    ) -> Result<Self, dunlin_ledger::LedgerError> {
        let ledger = Ledger::open(path)?;
        let shared = Shared {
            path: path.to_owned(),
            idle: Mutex::new(vec![ledger]),
            coder,
            jobs: Jobs::default(),
            door,
        };
        Ok(Self(Arc::new(shared)))
    }

    /// How people come in.
    pub(crate) fn door(&self) -> &Door {
        &self.0.door
    }

    /// The ledger's file.
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// What people call the ledger: its file's name without the ending.
    pub(crate) fn ledger_name(&self) -> String {
        self.0.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Who codes pages.
    pub(crate) fn coder(&self) -> &Arc<dyn Coder> {
        &self.0.coder
    }

    /// Pages being added.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// Runs `work` with a connection of its own, on a thread that may wait for the disk.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let idle = shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut ledger = match idle {
                Some(ledger) => ledger,
                None => Ledger::open(&shared.path)?,
            };
            let done = work(&mut ledger);
            let mut idle = shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(ledger);
            }
            done
        });
        done.await.unwrap_or(Err(Fault::Broken))
    }
}
