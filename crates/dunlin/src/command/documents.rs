//! The documents that a command's inputs hold.

use crate::options::Inputs;
use dunlin::input::{Input, expand};
use dunlin::web::Web;
use dunlin::{Given, Limits, PageError, RawDocument, Weight};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Something to be said about an input or a document on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// In words: place, cause, remedy.
    pub(crate) message: String,
    /// Whether something failed, or is only counted as left out.
    pub(crate) weight: Weight,
}

impl Problem {
    /// Something that failed.
    pub(crate) fn failure(message: impl ToString) -> Self {
        Self { message: message.to_string(), weight: Weight::Failure }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<PageError> for Problem {
    fn from(error: PageError) -> Self {
        Self { message: error.to_string(), weight: error.weight }
    }
}

/// Documents in order, with what is to be said between them.
pub(crate) type Stream = Box<dyn Iterator<Item = Result<RawDocument, Problem>>>;

/// The inputs by name, with the length of those that have one.
pub(super) struct Listing {
    pub(super) inputs: Vec<(String, Option<u64>)>,
    /// Whether all of them can be read again and again: no standard input, no addresses.
    pub(super) lasting: bool,
}

impl Listing {
    /// Looks at all inputs but the files `own`.
    pub(super) fn of(inputs: &Inputs, own: &[PathBuf]) -> Self {
        let mut listing = Self { inputs: Vec::new(), lasting: true };
        for input in expand(&inputs.inputs) {
            match input {
                Ok(Input::File(path)) if is_own(&path, own) => {}
                Ok(Input::File(path)) => {
                    // A pipe has a length of 0 that says nothing.
                    let there = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file);
                    listing.lasting &= there.is_some() || !path.exists();
                    listing.inputs.push((path.display().to_string(), there.map(|there| there.len())));
                }
                Ok(other) => {
                    listing.lasting = false;
                    listing.inputs.push((other.name(), None));
                }
                Err(error) => listing.inputs.push((error.path, Some(0))),
            }
        }
        listing
    }

    /// Bytes of all inputs; `None` when one does not say.
    pub(super) fn bytes(&self) -> Option<u64> {
        self.inputs.iter().map(|(_, bytes)| *bytes).sum()
    }
}

pub(super) fn is_own(path: &Path, own: &[PathBuf]) -> bool {
    path.canonicalize().is_ok_and(|path| own.contains(&path))
}

/// All documents of the inputs but the files to `leave_out`, in order, as a stream; one that cannot be read stands in
/// its place as a problem, and a note on what a container holds beside documents at the container's end. `web` fetches the
/// inputs that are addresses, and remembers what it learned of them; `read` counts the bytes of files that were read.
pub(crate) fn stream(
    inputs: &Inputs,
    limits: &Limits,
    web: &Arc<Web>,
    read: &Arc<AtomicU64>,
    leave_out: impl Fn(&Path) -> bool,
) -> Stream {
    let given =
        Given { published: inputs.published.clone(), outlet: inputs.outlet.clone(), ..Given::default() };
    let (limits, web, read) = (limits.clone(), Arc::clone(web), Arc::clone(read));
    let mut found = expand(&inputs.inputs);
    found.retain(|input| !matches!(input, Ok(Input::File(path)) if leave_out(path)));
    Box::new(found.into_iter().flat_map(move |input| {
        let found: Stream = match input.and_then(|input| input.documents(&web, &given, &limits, &read)) {
            Err(error) => Box::new(std::iter::once(Err(Problem::failure(error)))),
            Ok(documents) => Box::new(documents.map(|document| document.map_err(Problem::from))),
        };
        found
    }))
}
