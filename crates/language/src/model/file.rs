//! Reads a weights file: safetensors, 8-bit weights with one scale a row, everything else 32-bit floats.
//!
//! A file may come from anywhere, so nothing in it is believed: every shape, every label and every number is
//! checked, and what is wrong is named. The file's SHA-256 is the weights' identity.

use super::encoder::{Embedding, Encoder, Layer, Norm};
use super::fast;
use super::heads::{Heads, Pointer, Relations};
use super::kernel::float::BLOCK;
use super::kernel::linear::Linear;
use crate::labels::{Deprel, NameKind, Role, Upos, Xpos};
use crate::model::decode::{lemma::Rule, tags::Tag};
use safetensors::tensor::Metadata;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::ops::Range;

/// The `format` that this program reads.
const FORMAT: &str = "dunlin-encoder-1";

/// Why a weights file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Not a safetensors file, or cut short.
    #[error("the weights file is damaged or no safetensors file: {0}")]
    Container(SafeTensorError),
    /// Made for another program or another version of this one.
    #[error(
        "the weights file has the format {found:?}, this program reads {FORMAT:?} and {:?}",
        fast::FORMAT
    )]
    Format {
        /// What the file says.
        found: String,
    },
    /// The description of the network in the file's metadata is missing or cannot be read.
    #[error("the weights file's `config`: {0}")]
    Config(String),
    /// A label that the program does not know.
    #[error("the weights file's list of {list} labels has {label:?}, which is none")]
    Label {
        /// The list.
        list: &'static str,
        /// The label.
        label: String,
    },
    /// A tensor is not there.
    #[error("the weights file has no tensor `{name}`")]
    Missing {
        /// Its name.
        name: String,
    },
    /// A tensor is there with another type or shape.
    #[error("tensor `{name}` is {found}, expected {expected}")]
    Shape {
        /// Its name.
        name: String,
        /// Type and shape in the file.
        found: String,
        /// Type and shape that the `config` asks for.
        expected: String,
    },
    /// A number that no training makes.
    #[error("tensor `{name}` holds {value} at position {at}")]
    Number {
        /// The tensor's name.
        name: String,
        /// The number.
        value: f32,
        /// Where.
        at: usize,
    },
    /// The list of word pieces cannot be used.
    #[error("tensor `vocab`: {0}")]
    Vocabulary(String),
}

/// The measures that every network has, as the weights file gives them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Config {
    /// Size of a word's vector.
    pub hidden: usize,
    /// Word pieces, or of the fast model words, in a window at most.
    pub max_pieces: usize,
    /// Size of the arc representations.
    pub arc: usize,
    /// Size of the relation representations.
    pub rel: usize,
    /// Size of the link representations.
    pub link: usize,
    /// The largest distance that has a key of its own in the choice of heads, if any has.
    #[serde(default)]
    pub arc_near: Option<usize>,
    labels: LabelLists,
}

/// The encoder's own measures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Shape {
    /// Transformer layers.
    layers: usize,
    /// Attention heads a layer.
    heads: usize,
    /// Size of a layer's inner vector.
    ffn: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct LabelLists {
    upos: Vec<String>,
    xpos: Vec<String>,
    lemma: Vec<String>,
    ner: Vec<String>,
    role: Vec<String>,
    deprel: Vec<String>,
}

/// What the heads' outputs stand for, in their order.
#[derive(Debug, Clone)]
pub struct Labels {
    /// Universal parts of speech.
    pub upos: Vec<Upos>,
    /// Penn tags.
    pub xpos: Vec<Xpos>,
    /// Rules that make a lemma of a form.
    pub lemma: Vec<Rule>,
    /// Dependency relations.
    pub deprel: Vec<Deprel>,
    /// Name tags, BIOES.
    pub ner: Vec<Tag<NameKind>>,
    /// Role tags, BIO.
    pub role: Vec<Tag<Role>>,
}

/// What makes word vectors of words.
#[derive(Debug)]
pub enum Network {
    /// The accurate model's.
    Accurate(Encoder),
    /// The fast model's.
    Fast(Box<fast::Network>),
}

/// A network with its weights.
#[derive(Debug)]
pub struct Model {
    /// Its measures.
    pub config: Config,
    /// What its outputs stand for.
    pub labels: Labels,
    /// Words to word vectors.
    pub network: Network,
    /// Word vectors to scores.
    pub heads: Heads,
    /// The list of word pieces or words, one a line.
    vocabulary: Range<usize>,
    /// The whole file; the word embeddings are used where they lie.
    bytes: Cow<'static, [u8]>,
    digest: String,
}

impl Model {
    /// Reads the bytes of a weights file.
    ///
    /// # Errors
    /// [`ModelError`] says what is wrong with them.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        let bytes: Cow<'static, [u8]> = bytes.into();
        let (header, metadata) = SafeTensors::read_metadata(&bytes).map_err(ModelError::Container)?;
        let text = |key: &str| metadata.metadata().as_ref().and_then(|map| map.get(key)).map(String::as_str);
        let format = text("format").unwrap_or_default();
        if format != FORMAT && format != fast::FORMAT {
            return Err(ModelError::Format { found: format.to_owned() });
        }
        let described = text("config").ok_or_else(|| ModelError::Config("there is none".to_owned()))?;
        let config: Config =
            serde_json::from_str(described).map_err(|e| ModelError::Config(e.to_string()))?;
        config.check()?;
        let labels = Labels::of(&config.labels)?;
        let tensors = Tensors { bytes: &bytes, data: header + 8, metadata: &metadata };
        let vocabulary = tensors.vocabulary()?;
        let list = bytes.get(vocabulary.clone()).unwrap_or(&[]);
        let networks = || {
            let network = if format == FORMAT {
                let shape = Shape::read(described, &config)?;
                Network::Accurate(tensors.encoder(&config, &shape, list.split(|&b| b == b'\n').count())?)
            } else {
                Network::Fast(Box::new(fast::Network::read(&tensors, &config, described, list)?))
            };
            Ok::<_, ModelError>((network, tensors.heads(&config, &labels)?))
        };
        // The file is hashed while the weights are laid out: each takes about half of the time.
        let (digest, networks) = std::thread::scope(|scope| {
            let hashing = std::thread::Builder::new().spawn_scoped(scope, || digest(&bytes));
            let networks = networks();
            let hashed = hashing.ok().and_then(|hashing| hashing.join().ok());
            (hashed.unwrap_or_else(|| digest(&bytes)), networks)
        });
        let (network, heads) = networks?;
        Ok(Self { config, labels, network, heads, vocabulary, bytes, digest })
    }

    /// SHA-256 of the weights file, lower-case hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The list of word pieces, one a line; the first line is piece 0. Of the fast model its list of words.
    pub fn vocabulary(&self) -> &[u8] {
        self.bytes.get(self.vocabulary.clone()).unwrap_or(&[])
    }

    /// The file, in which [`Embedding`] finds its rows.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Config {
    /// That the network can be run at all, and in bounded memory.
    fn check(&self) -> Result<(), ModelError> {
        let sizes = [
            ("hidden", self.hidden, 8192),
            ("max_pieces", self.max_pieces, 4096),
            ("arc", self.arc, 4096),
            ("rel", self.rel, 512),
            ("link", self.link, 4096),
        ];
        within(&sizes)?;
        whole_blocks(&[("hidden", self.hidden), ("arc", self.arc), ("link", self.link)])?;
        if self.max_pieces < 8 {
            return Err(ModelError::Config(format!(
                "`max_pieces` is {}, must be 8 or more",
                self.max_pieces
            )));
        }
        Ok(())
    }
}

/// SHA-256 of `bytes`, lower-case hexadecimal.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// That each of the named sizes is from 1 to its largest.
fn within(sizes: &[(&str, usize, usize)]) -> Result<(), ModelError> {
    match sizes.iter().find(|&&(_, size, most)| size == 0 || size > most) {
        Some((name, size, most)) => {
            Err(ModelError::Config(format!("`{name}` is {size}, must be 1 to {most}")))
        }
        None => Ok(()),
    }
}

/// That each of the named sizes fills whole blocks of the kernels.
fn whole_blocks(sizes: &[(&str, usize)]) -> Result<(), ModelError> {
    match sizes.iter().find(|(_, size)| !size.is_multiple_of(BLOCK)) {
        Some((name, size)) => {
            Err(ModelError::Config(format!("`{name}` is {size}, must be a multiple of {BLOCK}")))
        }
        None => Ok(()),
    }
}

impl Shape {
    fn read(text: &str, config: &Config) -> Result<Self, ModelError> {
        let shape: Self = serde_json::from_str(text).map_err(|e| ModelError::Config(e.to_string()))?;
        within(&[("layers", shape.layers, 64), ("heads", shape.heads, 128), ("ffn", shape.ffn, 32_768)])?;
        whole_blocks(&[("ffn", shape.ffn)])?;
        let (hidden, heads) = (config.hidden, shape.heads);
        if !hidden.is_multiple_of(heads) || !(hidden / heads).is_multiple_of(BLOCK) {
            let why = format!("`hidden` {hidden} in {heads} heads: not a multiple of {BLOCK} each");
            return Err(ModelError::Config(why));
        }
        Ok(shape)
    }
}

impl Labels {
    fn of(lists: &LabelLists) -> Result<Self, ModelError> {
        fn read<T>(
            list: &'static str,
            labels: &[String],
            known: impl Fn(&str) -> Option<T>,
        ) -> Result<Vec<T>, ModelError> {
            if labels.is_empty() {
                return Err(ModelError::Config(format!("the list of {list} labels is empty")));
            }
            labels
                .iter()
                .map(|label| known(label).ok_or_else(|| ModelError::Label { list, label: label.clone() }))
                .collect()
        }
        let deprel = read("deprel", &lists.deprel, Deprel::from_label)?;
        if !deprel.contains(&Deprel::Root) || deprel.iter().all(|&relation| relation == Deprel::Root) {
            return Err(ModelError::Config(
                "the list of deprel labels needs \"root\" and another".to_owned(),
            ));
        }
        let ner = read("ner", &lists.ner, |label| Tag::parse(label, NameKind::from_label))?;
        let role = read("role", &lists.role, |label| Tag::parse(label, Role::from_label))?;
        if !ner.contains(&Tag::Outside) || !role.contains(&Tag::Outside) {
            return Err(ModelError::Config("the lists of ner and role labels need \"O\"".to_owned()));
        }
        Ok(Self {
            upos: read("upos", &lists.upos, Upos::from_label)?,
            xpos: read("xpos", &lists.xpos, Xpos::from_label)?,
            lemma: read("lemma", &lists.lemma, Rule::parse)?,
            deprel,
            ner,
            role,
        })
    }
}

/// The tensors of a file, looked up by name and checked.
pub(super) struct Tensors<'a> {
    bytes: &'a [u8],
    /// Where the tensors' bytes start.
    data: usize,
    metadata: &'a Metadata,
}

impl Tensors<'_> {
    /// Where the bytes of `name` lie in the file.
    pub(super) fn range(
        &self,
        name: &str,
        dtype: Dtype,
        shape: &[usize],
    ) -> Result<Range<usize>, ModelError> {
        let missing = || ModelError::Missing { name: name.to_owned() };
        let info = self.metadata.info(name).ok_or_else(missing)?;
        if info.dtype != dtype || info.shape != shape {
            return Err(ModelError::Shape {
                name: name.to_owned(),
                found: format!("{:?} {:?}", info.dtype, info.shape),
                expected: format!("{dtype:?} {shape:?}"),
            });
        }
        Ok(self.data + info.data_offsets.0..self.data + info.data_offsets.1)
    }

    pub(super) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let bytes = self.bytes.get(self.range(name, Dtype::F32, shape)?).unwrap_or(&[]);
        let values: Vec<f32> =
            bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        // Bounded, so that no sum of the network can overflow to infinity and no comparison meets a NaN.
        match values.iter().position(|value| !value.is_finite() || value.abs() > 1e4) {
            Some(at) => Err(ModelError::Number { name: name.to_owned(), value: values[at], at }),
            None => Ok(values),
        }
    }

    /// Weights of several layers that read the same input, as one layer, their outputs one after the other.
    fn stacked(&self, names: &[&str], outputs: &[usize], inputs: usize) -> Result<Linear, ModelError> {
        let (mut weights, mut scale, mut bias) = (Vec::new(), Vec::new(), Vec::new());
        for (name, &outputs) in names.iter().zip(outputs) {
            let range = self.range(&format!("{name}.w"), Dtype::I8, &[outputs, inputs])?;
            weights.extend_from_slice(self.bytes.get(range).unwrap_or(&[]));
            scale.extend(self.floats(&format!("{name}.scale"), &[outputs])?);
            bias.extend(self.floats(&format!("{name}.b"), &[outputs])?);
        }
        // A weight of -128 would let a sum of two products leave 16 bits.
        if let Some(at) = weights.iter().position(|&weight| weight as i8 == i8::MIN) {
            return Err(ModelError::Number { name: format!("{}.w", names.join("+")), value: -128.0, at });
        }
        Linear::new(&weights, inputs, &scale, &bias)
            .ok_or_else(|| ModelError::Missing { name: names.join("+") })
    }

    pub(super) fn linear(&self, name: &str, outputs: usize, inputs: usize) -> Result<Linear, ModelError> {
        self.stacked(&[name], &[outputs], inputs)
    }

    /// A key of `size` numbers for each distance up to `near` either way, one column each, padded to whole blocks.
    pub(super) fn distances(&self, name: &str, size: usize, near: usize) -> Result<Vec<f32>, ModelError> {
        let kinds = 2 * near + 1;
        let mut all = Vec::new();
        for row in self.floats(name, &[size, kinds])?.chunks(kinds) {
            all.extend_from_slice(row);
            all.resize(all.len().next_multiple_of(BLOCK), 0.0);
        }
        Ok(all)
    }

    pub(super) fn norm(&self, name: &str, size: usize) -> Result<Norm, ModelError> {
        let gain = self.floats(&format!("{name}.g"), &[size])?;
        let bias = self.floats(&format!("{name}.b"), &[size])?;
        Ok(Norm { gain, bias })
    }

    /// Where the list of word pieces lies.
    fn vocabulary(&self) -> Result<Range<usize>, ModelError> {
        let info =
            self.metadata.info("vocab").ok_or_else(|| ModelError::Missing { name: "vocab".to_owned() })?;
        let shape = info.shape.clone();
        if shape.len() != 1 {
            let (found, expected) =
                (format!("{:?} {shape:?}", info.dtype), "U8 with one dimension".to_owned());
            return Err(ModelError::Shape { name: "vocab".to_owned(), found, expected });
        }
        let range = self.range("vocab", Dtype::U8, &shape)?;
        // No empty line, so that lines are pieces.
        let text = self.bytes.get(range.clone()).unwrap_or(&[]);
        let end = range.start + text.strip_suffix(b"\n").unwrap_or(text).len();
        Ok(range.start..end)
    }

    fn encoder(&self, config: &Config, shape: &Shape, pieces: usize) -> Result<Encoder, ModelError> {
        let hidden = config.hidden;
        let embedding = Embedding {
            words: self.range("emb.word", Dtype::I8, &[pieces, hidden])?,
            scale: self.floats("emb.word.scale", &[pieces])?,
            position: self.floats("emb.pos", &[config.max_pieces, hidden])?,
            case: self.floats("emb.case", &[7, hidden])?,
            norm: self.norm("emb.ln", hidden)?,
        };
        let layers = (0..shape.layers).map(|i| {
            let name = |part: &str| format!("layer.{i}.{part}");
            Ok(Layer {
                qkv: self.linear(&name("qkv"), 3 * hidden, hidden)?,
                out: self.linear(&name("out"), hidden, hidden)?,
                after_attention: self.norm(&name("ln1"), hidden)?,
                up: self.linear(&name("up"), shape.ffn, hidden)?,
                down: self.linear(&name("down"), hidden, shape.ffn)?,
                after_inner: self.norm(&name("ln2"), hidden)?,
            })
        });
        let layers = layers.collect::<Result<Vec<_>, ModelError>>()?;
        Ok(Encoder { hidden, heads: shape.heads, max_pieces: config.max_pieces, embedding, layers })
    }

    fn heads(&self, config: &Config, labels: &Labels) -> Result<Heads, ModelError> {
        let names = [
            "head.sent",
            "head.upos",
            "head.xpos",
            "head.lemma",
            "head.ner",
            "head.role",
            "arc.dep",
            "arc.head",
            "rel.dep",
            "rel.head",
            "link.dep",
            "link.head",
        ];
        let sizes = [
            2,
            labels.upos.len(),
            labels.xpos.len(),
            labels.lemma.len(),
            labels.ner.len(),
            labels.role.len(),
            config.arc,
            config.arc,
            config.rel,
            config.rel,
            config.link,
            config.link,
        ];
        let pointer = |name: &str, none: &str, size: usize| {
            let none = self.floats(none, &[size])?;
            Ok::<_, ModelError>(Pointer::new(&self.floats(name, &[size + 1, size])?, none))
        };
        let mut arc = pointer("arc.u", "arc.root", config.arc)?;
        if let Some(near) = config.arc_near.filter(|&near| (1..=512).contains(&near)) {
            arc.near = Some((near, self.distances("arc.near", config.arc, near)?));
        }
        let (rel, kinds) = (config.rel, labels.deprel.len());
        Ok(Heads {
            all: self.stacked(&names, &sizes, config.hidden)?,
            sizes,
            arc,
            link: pointer("link.u", "link.none", config.link)?,
            relation: Relations::new(
                &self.floats("rel.u", &[kinds, rel + 1, rel + 1])?,
                self.floats("rel.root", &[rel])?,
                kinds,
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::RandomFile;
    use proptest::prelude::*;

    fn error_of(file: &RandomFile) -> String {
        Model::from_bytes(file.bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_sound_file_is_read_and_known_by_its_hash() {
        let bytes = RandomFile::new(1, 24).bytes();
        let model = Model::from_bytes(bytes.clone()).unwrap();
        assert_eq!(model.config.max_pieces, 24);
        assert_eq!(model.labels.upos, Upos::ALL);
        assert!(model.vocabulary().starts_with(b"[PAD]\n[UNK]\n"));
        assert_eq!(model.digest().len(), 64);
        assert_eq!(model.digest(), Model::from_bytes(bytes).unwrap().digest());
        assert_ne!(model.digest(), Model::from_bytes(RandomFile::new(2, 24).bytes()).unwrap().digest());
    }

    #[test]
    fn errors_name_the_tensor_and_the_cause() {
        let mut file = RandomFile::new(1, 24);
        file.tensors.remove("layer.1.up.scale");
        assert_eq!(error_of(&file), "the weights file has no tensor `layer.1.up.scale`");

        let mut file = RandomFile::new(1, 24);
        file.add("arc.root", Dtype::F32, vec![3], vec![0; 12]);
        assert_eq!(error_of(&file), "tensor `arc.root` is F32 [3], expected F32 [32]");

        let mut file = RandomFile::new(1, 24);
        file.add(
            "arc.root",
            Dtype::F32,
            vec![32],
            [f32::NAN; 32].iter().flat_map(|x| x.to_le_bytes()).collect(),
        );
        assert_eq!(error_of(&file), "tensor `arc.root` holds NaN at position 0");

        let mut file = RandomFile::new(1, 24);
        file.metadata.insert("format".to_owned(), "dunlin-encoder-9".to_owned());
        assert!(error_of(&file).contains("\"dunlin-encoder-9\""));

        let mut file = RandomFile::new(1, 24);
        let config = file.metadata["config"].replace("\"nsubj\"", "\"subject\"");
        file.metadata.insert("config".to_owned(), config);
        assert_eq!(
            error_of(&file),
            "the weights file's list of deprel labels has \"subject\", which is none"
        );

        let mut file = RandomFile::new(1, 24);
        let config = file.metadata["config"].replace("\"heads\":2", "\"heads\":0");
        file.metadata.insert("config".to_owned(), config);
        assert_eq!(error_of(&file), "the weights file's `config`: `heads` is 0, must be 1 to 128");

        assert!(Model::from_bytes(&b"no model"[..]).is_err());
        assert!(Model::from_bytes(&[][..]).is_err());
    }

    #[test]
    fn a_fast_file_is_read_and_its_faults_are_named() {
        let file = RandomFile::fast(1, 24);
        assert!(matches!(Model::from_bytes(file.bytes()).unwrap().network, Network::Fast(_)));
        let fault = |from: &str, to: &str| {
            let mut file = RandomFile::fast(1, 24);
            let config = file.metadata["config"].replace(from, to);
            file.metadata.insert("config".to_owned(), config);
            error_of(&file)
        };
        assert_eq!(
            fault("\"inner\":32", "\"inner\":40"),
            "the weights file's `config`: `inner` 40 in 2 heads: not a multiple of 16 each"
        );
        assert_eq!(
            fault("\"near\":3", "\"near\":0"),
            "the weights file's `config`: `inner` is 32 and `near` 0, must be 1 to 512"
        );
        assert_eq!(
            fault("\"buckets\":[40", "\"buckets\":[1"),
            "the weights file's `config`: a table of 1 rows, must have 2 to 1048576"
        );
        assert_eq!(
            fault("\"buckets\":[40", "\"buckets\":[41"),
            "tensor `emb.prefix` is I8 [40, 16], expected I8 [41, 16]"
        );
        let mut file = RandomFile::fast(1, 24);
        file.add("vocab", Dtype::U8, vec![7], b"the\nthe".to_vec());
        assert_eq!(error_of(&file), "tensor `vocab`: a word stands twice");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// A damaged file is an error or another model, never a crash.
        #[test]
        fn damage_is_no_crash(at in any::<prop::sample::Index>(), byte in any::<u8>(), keep in any::<prop::sample::Index>()) {
            let file = if byte % 4 < 2 { RandomFile::new(1, 24) } else { RandomFile::fast(1, 24) };
            let mut bytes = file.bytes();
            // Most of a file is weights: aim at the header half of the time.
            let place = if byte % 2 == 0 { at.index(bytes.len()) } else { at.index(8192) };
            bytes[place] = byte;
            let _ = Model::from_bytes(bytes.clone());
            let length = keep.index(bytes.len());
            bytes.truncate(length);
            prop_assert!(Model::from_bytes(bytes).is_err());
        }
    }
}
