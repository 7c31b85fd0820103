//! A tiny network with random weights in the form of a weights file, so that tests need no trained one.

use crate::labels::{Deprel, Upos, Xpos};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};
use std::collections::{BTreeMap, HashMap};

/// Numbers that look random and are always the same (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Evenly between -`most` and `most`.
    fn float(&mut self, most: f32) -> f32 {
        ((self.next() >> 40) as f32 / 8_388_608.0 - 1.0) * most
    }
}

/// The tensors of a weights file that is being made, and its metadata.
pub(crate) struct RandomFile {
    numbers: Numbers,
    pub(crate) tensors: BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>,
    pub(crate) metadata: HashMap<String, String>,
}

impl RandomFile {
    /// Two layers of 32 numbers in two heads, windows of `max_pieces`; other weights for another `seed`.
    pub(crate) fn new(seed: u64, max_pieces: usize) -> Self {
        let (hidden, ffn, arc, rel, link) = (32, 48, 32, 32, 16);
        let mut file = Self {
            numbers: Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            tensors: BTreeMap::new(),
            metadata: HashMap::new(),
        };
        let letters = ('a'..='z').flat_map(|letter| [letter.to_string(), format!("##{letter}")]);
        let others =
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", ",", "\"", "'", "the", "said", "##ing", "##ed"];
        let vocabulary: Vec<String> = others.iter().map(ToString::to_string).chain(letters).collect();
        file.add("vocab", Dtype::U8, vec![vocabulary.join("\n").len()], vocabulary.join("\n").into_bytes());
        file.weights("emb.word", vocabulary.len(), hidden);
        file.floats("emb.word.scale", vec![vocabulary.len()], 0.02);
        file.floats("emb.pos", vec![max_pieces, hidden], 0.5);
        file.floats("emb.case", vec![7, hidden], 0.5);
        file.norm("emb.ln", hidden);
        for layer in 0..2 {
            let shapes = [
                ("qkv", 3 * hidden, hidden),
                ("out", hidden, hidden),
                ("up", ffn, hidden),
                ("down", hidden, ffn),
            ];
            for (part, outputs, inputs) in shapes {
                file.linear(&format!("layer.{layer}.{part}"), outputs, inputs);
            }
            file.norm(&format!("layer.{layer}.ln1"), hidden);
            file.norm(&format!("layer.{layer}.ln2"), hidden);
        }
        let labels = file.heads(hidden, arc, rel, link);
        file.describe(
            "dunlin-encoder-1",
            serde_json::json!({
                "layers": 2, "hidden": hidden, "heads": 2, "ffn": ffn, "max_pieces": max_pieces,
                "arc": arc, "rel": rel, "link": link, "labels": labels,
            }),
        );
        file
    }

    /// The fast model's network, 16 numbers wide, two convolutions before the attention and one behind it.
    pub(crate) fn fast(seed: u64, max_pieces: usize) -> Self {
        let (hidden, inner, near, arc, rel, link) = (16, 32, 3, 16, 8, 16);
        let buckets = [40, 50, 30];
        let mut file = Self {
            numbers: Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            tensors: BTreeMap::new(),
            metadata: HashMap::new(),
        };
        let words = ["the", "said", ".", ",", "harbour", "monday", "\"", "0000", "it", "strike"];
        file.add("vocab", Dtype::U8, vec![words.join("\n").len()], words.join("\n").into_bytes());
        let [prefixes, suffixes, shapes] = buckets;
        for (name, rows) in
            [("word", words.len() + 2), ("prefix", prefixes), ("suffix", suffixes), ("shape", shapes)]
        {
            file.weights(&format!("emb.{name}"), rows, hidden);
            file.floats(&format!("emb.{name}.scale"), vec![rows], 0.02);
        }
        for name in ["before.0", "before.1", "after.0"] {
            file.linear(name, 2 * hidden, 3 * hidden);
            file.norm(&format!("{name}.ln"), hidden);
        }
        file.linear("att.qkv", 3 * inner, hidden);
        file.linear("att.out", hidden, inner);
        file.floats("att.near", vec![inner / 2, 2 * near + 1], 0.5);
        file.norm("att.ln", hidden);
        file.norm("emb.ln", hidden);
        file.floats("arc.near", vec![arc, 2 * near + 1], 0.5);
        let labels = file.heads(hidden, arc, rel, link);
        file.describe(
            "dunlin-fast-1",
            serde_json::json!({
                "hidden": hidden, "before": 2, "after": 1, "heads": 2, "inner": inner, "near": near, "arc_near": near,
                "buckets": buckets, "max_pieces": max_pieces, "arc": arc, "rel": rel, "link": link, "labels": labels,
            }),
        );
        file
    }

    fn describe(&mut self, format: &str, config: serde_json::Value) {
        self.metadata.insert("format".to_owned(), format.to_owned());
        self.metadata.insert("config".to_owned(), config.to_string());
    }

    /// The heads' tensors; gives the lists of labels.
    fn heads(&mut self, hidden: usize, arc: usize, rel: usize, link: usize) -> serde_json::Value {
        let file = self;
        let spellings = |labels: Vec<&'static str>| labels.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let upos = spellings(Upos::ALL.iter().map(|label| label.as_str()).collect());
        let xpos = spellings(Xpos::ALL.iter().map(|label| label.as_str()).collect());
        let deprel = spellings(Deprel::ALL.iter().map(|label| label.as_str()).collect());
        let lemma = spellings(vec!["lower;-0;+", "lower;-3;+y", "set;be", "keep;-1;+", "title;-0;+"]);
        let both = |marks: &[&str], kinds: &[&str]| {
            let tags = kinds.iter().flat_map(|kind| marks.iter().map(move |mark| format!("{mark}-{kind}")));
            std::iter::once("O".to_owned()).chain(tags).collect::<Vec<_>>()
        };
        let ner = both(&["B", "I", "E", "S"], &["PER", "ORG", "LOC", "MISC"]);
        let role = both(&["B", "I"], &["source", "cue", "content"]);
        file.linear("head.sent", 2, hidden);
        for (name, labels) in
            [("upos", &upos), ("xpos", &xpos), ("lemma", &lemma), ("ner", &ner), ("role", &role)]
        {
            file.linear(&format!("head.{name}"), labels.len(), hidden);
        }
        for (name, none, size) in
            [("arc", "arc.root", arc), ("link", "link.none", link), ("rel", "rel.root", rel)]
        {
            file.linear(&format!("{name}.dep"), size, hidden);
            file.linear(&format!("{name}.head"), size, hidden);
            file.floats(none, vec![size], 1.0);
        }
        file.floats("arc.u", vec![arc + 1, arc], 0.5);
        file.floats("link.u", vec![link + 1, link], 0.5);
        file.floats("rel.u", vec![deprel.len(), rel + 1, rel + 1], 0.5);
        serde_json::json!({
            "upos": upos, "xpos": xpos, "lemma": lemma, "ner": ner, "role": role, "deprel": deprel,
        })
    }

    pub(crate) fn add(&mut self, name: &str, dtype: Dtype, shape: Vec<usize>, bytes: Vec<u8>) {
        self.tensors.insert(name.to_owned(), (dtype, shape, bytes));
    }

    fn floats(&mut self, name: &str, shape: Vec<usize>, most: f32) {
        let count = shape.iter().product();
        let bytes = (0..count).flat_map(|_| self.numbers.float(most).to_le_bytes()).collect();
        self.add(name, Dtype::F32, shape, bytes);
    }

    fn weights(&mut self, name: &str, rows: usize, columns: usize) {
        let bytes = (0..rows * columns)
            .map(|_| ((self.numbers.next() >> 20) % 255).wrapping_sub(127) as u8)
            .collect();
        self.add(name, Dtype::I8, vec![rows, columns], bytes);
    }

    fn linear(&mut self, name: &str, outputs: usize, inputs: usize) {
        self.weights(&format!("{name}.w"), outputs, inputs);
        self.floats(&format!("{name}.scale"), vec![outputs], 0.004);
        self.floats(&format!("{name}.b"), vec![outputs], 0.5);
    }

    fn norm(&mut self, name: &str, size: usize) {
        let gain = (0..size).flat_map(|_| (1.0 + self.numbers.float(0.5)).to_le_bytes()).collect();
        self.add(&format!("{name}.g"), Dtype::F32, vec![size], gain);
        self.floats(&format!("{name}.b"), vec![size], 0.5);
    }

    /// The file's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, (dtype, shape, bytes))| {
            (name.clone(), TensorView::new(*dtype, shape.clone(), bytes).unwrap())
        });
        serialize(views, Some(self.metadata.clone())).unwrap()
    }
}
