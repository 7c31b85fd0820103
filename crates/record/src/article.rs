//! What a page is made of: the article, in blocks, and the furniture around it.

use crate::span::{PageBytes, Span, Spans};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a reader would call the story, with the rest of the page kept beside it.
///
/// The page is *tiled*: every byte of its visible text is in exactly one [`Block`] or one [`Furniture`] item.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Article {
    /// The document's own id where the input gives one; otherwise made from the source's hash.
    pub id: String,
    /// Address of the page.
    pub url: Option<String>,
    /// Who published it, as the page names itself.
    pub outlet: Option<String>,
    /// Section path from the outside in: `["Home", "National", "Politics"]`.
    pub section: Vec<String>,
    /// Headline, without the outlet's name.
    pub headline: Option<String>,
    /// Names of the writers, without "By".
    pub byline: Option<String>,
    /// Place (and agency) that opens the first paragraph: `SEOUL (Reuters)`.
    pub dateline: Option<String>,
    /// Day of publication, `YYYY-MM-DD`, in the page's own time zone.
    pub published: Option<String>,
    /// Where the day comes from.
    pub published_basis: PublishedBasis,
    /// The finer place the day was read from: `json-ld`, `opengraph`, `meta`, `time`, `url`, `text`, `option`, …
    pub published_from: Option<String>,
    /// Full time stamp as far as the page states it (RFC 3339), e.g. `2019-12-30T09:15:00+09:00`.
    pub published_at: Option<String>,
    /// Time stamp of the last change that the page states (RFC 3339 or `YYYY-MM-DD`).
    pub modified: Option<String>,
    /// Language, ISO 639-1 (`en`); `None` when the text is too short to tell.
    pub language: Option<String>,
    /// The input these bytes came from.
    pub source: Source,
    /// The article in reading order: headline, dateline, paragraphs, captions, joined by blank lines.
    pub text: String,
    /// The blocks of `text`, in order; they do not overlap, and between them stands only white space.
    pub blocks: Vec<Block>,
    /// Everything else that is visible on the page, in page order.
    pub furniture: Vec<Furniture>,
}

impl Article {
    /// An article of plain paragraphs: `text` as it is, one block for each piece between blank lines.
    pub fn of_paragraphs(text: String) -> Self {
        let mut blocks = Vec::new();
        let mut at = 0;
        for part in text.split("\n\n") {
            let start = at + part.len() - part.trim_start().len();
            let span = Span::new(start, start + part.trim().len());
            if !span.is_empty() {
                blocks.push(Block { role: BlockRole::Paragraph, span, page_bytes: Vec::new(), credit: None });
            }
            at += part.len() + 2;
        }
        Self { text, blocks, ..Self::default() }
    }
}

/// The bytes a record was read from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// SHA-256 of the source bytes, lower-case hexadecimal.
    pub sha256: String,
    /// `text/html`, `text/plain`, `application/json`, `application/nitf+xml` or
    /// `application/vnd.iptc.g2.newsitem+xml`, as told from the content.
    pub media_type: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Character encoding the bytes were read in, by its WHATWG name (`UTF-8`, `EUC-KR`).
    pub charset: Option<String>,
}

/// How the day of publication is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedBasis {
    /// Told by the user, on the command line or in the document's own field.
    Given,
    /// Stated by the page, in markup or in a date line of its text.
    Page,
    /// Stated by the feed or the message that the article came in.
    Feed,
    /// Worked out from something that is not a statement of it, such as the address.
    Inferred,
    /// Not known: relative times stay unanchored.
    #[default]
    Unknown,
}

/// One block of the article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// What it is.
    pub role: BlockRole,
    /// Where it stands in the article's text.
    pub span: Span,
    /// Where its words stand in the source, in order; several ranges where markup comes between.
    pub page_bytes: Vec<PageBytes>,
    /// Who took the picture, for a caption: `YONHAP`.
    pub credit: Option<String>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BlockRole {
    /// The story's title.
    Headline,
    /// Who wrote it.
    Byline,
    /// Place and date that stand alone before the story.
    Dateline,
    /// A title inside the story.
    Subheading,
    /// Running text.
    Paragraph,
    /// Words under a picture.
    Caption,
    /// A list, one item a line.
    List,
    /// A table, one row a line, cells parted by tabs.
    Table,
    /// A quotation set apart.
    Quote,
}

/// Something visible on the page that is not the story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Furniture {
    /// What it is for.
    pub kind: FurnitureKind,
    /// Where its words stand in the source.
    pub page_bytes: Vec<PageBytes>,
    /// Its words, white space folded.
    pub text: String,
    /// For a comment box: how many characters a comment may have (`250` in "0/250").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What a piece of furniture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FurnitureKind {
    /// Menus, breadcrumbs, page numbers, skip links.
    Navigation,
    /// Share and follow buttons.
    Share,
    /// Print buttons.
    Print,
    /// Look-up buttons.
    Dictionary,
    /// Comment boxes and comments.
    Comment,
    /// Signing in and subscribing.
    Login,
    /// Terms, privacy, cookies, standards, copyright lines.
    Policy,
    /// Links to other stories.
    Related,
    /// Advertising and promotion.
    Advert,
    /// Anything else.
    Other,
}

/// The stage that speaks in a [`Note`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Bytes to article.
    Page,
    /// Article to analysis.
    Language,
    /// Analysis to coding.
    Coding,
}

/// Something a stage left out, bounded or could not settle, and why. Nothing is dropped without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Who says so.
    pub stage: Stage,
    /// Short stable name of the reason: `depth-limit`, `event-without-actor`.
    pub kind: String,
    /// How many things it concerns.
    pub count: u64,
    /// In words, with place and remedy where there is one.
    pub detail: Option<String>,
}

impl Note {
    /// A note on `count` things.
    pub fn new(stage: Stage, kind: &str, count: u64, detail: impl Into<Option<String>>) -> Self {
        Self { stage, kind: kind.to_owned(), count, detail: detail.into() }
    }
}

impl Spans for Article {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        for block in &mut self.blocks {
            visit(&mut block.span);
        }
    }
}
