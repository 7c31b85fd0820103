//! `dunlin parse`: pages to sentences, tokens, tags and trees.

use super::{Outcome, each_text, open};
use crate::options::{Parse, ParseForm};
use anyhow::Result;
use dunlin::language::conllu;

/// Reads the inputs.
pub(crate) fn run(options: &Parse) -> Result<Outcome> {
    let dunlin = open(&options.with)?;
    each_text(&options.inputs, &options.run, &dunlin, |dunlin, document| {
        let (article, analysis) = dunlin.parse(document).map_err(|e| e.to_string())?;
        match options.to {
            ParseForm::Conllu => {
                let mut text = String::new();
                conllu::write(&mut text, &article.id, &article.text, &analysis);
                Ok(text)
            }
        }
    })
}
