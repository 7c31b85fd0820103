//! Article to [`Analysis`]: sentences, words, tags, lemmas, dependency trees, names, attribution roles,
//! co-reference. Runs the models.

mod analysis;
pub mod conllu;
pub mod coreference;
mod labels;
pub mod model;
pub mod names;
mod reader;
pub mod tokens;

pub use analysis::{Analysis, Chain, ChainMention, Name, NameBasis, RoleSpan, Sentence, Word};
pub use labels::{Deprel, NameKind, Role, Upos, Xpos};
pub use model::{ModelError, Workspace};
pub use reader::Reader;
