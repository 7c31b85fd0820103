//! `dunlin parse`: pages to sentences, tokens, tags and trees.

use super::{Outcome, each_text, open};
use crate::options::{Parse, ParseForm};
use anyhow::Result;
use dunlin::language::conllu;
use dunlin::{Dunlin, RawDocument};

/// Reads the inputs.
pub(crate) fn run(options: &Parse) -> Result<Outcome> {
    let dunlin = open(&options.with)?;
    each_text(&options.inputs, &options.run, &dunlin, None, |dunlin, document| match options.to {
        ParseForm::Conllu => trees(dunlin, document),
    })
}

/// A document's sentences as CoNLL-U.
pub(super) fn trees(dunlin: &Dunlin, document: &RawDocument) -> Result<String, String> {
    let (article, analysis) = dunlin.parse(document).map_err(|e| e.to_string())?;
    let mut text = String::new();
    conllu::write(&mut text, &article.id, &article.text, &analysis);
    Ok(text)
}
