//! Reads text from standard input, paragraphs parted by blank lines, and prints what the model says of it: the
//! analysis as one line of JSON, then its sentences as CoNLL-U.
//!
//! ```text
//! cargo run --release -p dunlin-language --example analyse -- --weights models/accurate.safetensors < text
//! ```

use dunlin_language::model::kernel::Kernel;
use dunlin_language::{Reader, conllu};
use dunlin_record::Article;
use std::error::Error;
use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut weights, mut kernel) = (None, Kernel::best());
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--weights" => weights = Some(value),
            "--kernel" => {
                kernel = Kernel::named(&value).ok_or_else(|| format!("no kernel {value} on this machine"))?;
            }
            other => return Err(format!("unknown option {other}").into()),
        }
    }
    let weights = weights.ok_or("--weights FILE is needed")?;
    let reader = Reader::from_bytes(std::fs::read(weights)?)?.with_kernel(kernel);
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let article = Article::of_paragraphs(text);
    let analysis = reader.read(&article);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(&analysis)?)?;
    let mut sentences = String::new();
    conllu::write(&mut sentences, "-", &article.text, &analysis);
    out.write_all(sentences.as_bytes())?;
    Ok(())
}
