//! Why a batch cannot be read or made.

/// Names column and row where there is one, cause and remedy.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A batch that is not what is asked for: the caller's to mend.
    #[error("{0}")]
    Batch(String),
    /// A fault of the program.
    #[error("{0}; this is a fault of the program, please report it")]
    Program(String),
}

impl From<arrow_schema::ArrowError> for Fault {
    fn from(error: arrow_schema::ArrowError) -> Self {
        Self::Program(error.to_string())
    }
}
