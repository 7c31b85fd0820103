//! Names of HTML elements as one byte each, and what a parser and a reader must know of them: which have no
//! content, which end an open paragraph, which part lines, which hide what is in them.

/// Declares the [`Tag`] enum and both directions of its names.
macro_rules! tags {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// An element's name. Names that HTML does not know are [`Tag::Other`]; the element keeps their spelling.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Tag { $($variant,)+ Other }

        impl Tag {
            /// Number of different tags, for tables indexed by `tag as usize`.
            pub(crate) const COUNT: usize = Tag::Other as usize + 1;

            /// The tag of a lower-case name.
            pub fn of(name: &[u8]) -> Self {
                const NAMES: &[(&[u8], Tag)] = &[$(($name.as_bytes(), Tag::$variant)),+];
                // The commonest names first; the rest by binary search in the (sorted) list above.
                match name {
                    b"a" => Tag::A, b"div" => Tag::Div, b"span" => Tag::Span, b"li" => Tag::Li, b"p" => Tag::P,
                    b"img" => Tag::Img, b"script" => Tag::Script, b"meta" => Tag::Meta, b"link" => Tag::Link,
                    _ => NAMES.binary_search_by(|(known, _)| (*known).cmp(name))
                        .map_or(Tag::Other, |at| NAMES.get(at).map_or(Tag::Other, |(_, tag)| *tag)),
                }
            }

            /// Its name; empty for [`Tag::Other`].
            pub fn name(self) -> &'static str {
                match self { $(Tag::$variant => $name,)+ Tag::Other => "" }
            }
        }

        #[cfg(test)]
        pub(super) const ALL: &[Tag] = &[$(Tag::$variant),+];
    };
}

// Sorted by name: `Tag::of` searches it.
tags! {
    A = "a", Abbr = "abbr", Acronym = "acronym", Address = "address", Applet = "applet", Area = "area",
    Article = "article", Aside = "aside", Audio = "audio", B = "b", Base = "base", Basefont = "basefont",
    Bdi = "bdi", Bdo = "bdo", Bgsound = "bgsound", Big = "big", Blink = "blink", Blockquote = "blockquote",
    Body = "body", Br = "br", Button = "button", Canvas = "canvas", Caption = "caption", Center = "center",
    Cite = "cite", Code = "code", Col = "col", Colgroup = "colgroup", Data = "data", Datalist = "datalist",
    Dd = "dd", Del = "del", Details = "details", Dfn = "dfn", Dialog = "dialog", Dir = "dir", Div = "div",
    Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption",
    Figure = "figure", Font = "font", Footer = "footer", Form = "form", Frame = "frame", Frameset = "frameset",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
    Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Image = "image", Img = "img",
    Input = "input", Ins = "ins", Kbd = "kbd", Keygen = "keygen", Label = "label", Legend = "legend", Li = "li",
    Link = "link", Listing = "listing", Main = "main", Map = "map", Mark = "mark", Marquee = "marquee",
    Math = "math", Menu = "menu", Meta = "meta", Meter = "meter", Nav = "nav", Nobr = "nobr",
    Noembed = "noembed", Noframes = "noframes", Noscript = "noscript", Object = "object", Ol = "ol",
    Optgroup = "optgroup", Option = "option", Output = "output", P = "p", Param = "param", Picture = "picture",
    Plaintext = "plaintext", Pre = "pre", Progress = "progress", Q = "q", Rp = "rp", Rt = "rt", Ruby = "ruby",
    S = "s", Samp = "samp", Script = "script", Search = "search", Section = "section", Select = "select",
    Small = "small", Source = "source", Span = "span", Strike = "strike", Strong = "strong", Style = "style",
    Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg", Table = "table", Tbody = "tbody", Td = "td",
    Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time",
    Title = "title", Tr = "tr", Track = "track", Tt = "tt", U = "u", Ul = "ul", Var = "var", Video = "video",
    Wbr = "wbr", Xmp = "xmp",
}

impl Tag {
    /// Has no content and no end tag.
    pub fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base
                | Basefont
                | Bgsound
                | Br
                | Col
                | Embed
                | Frame
                | Hr
                | Image
                | Img
                | Input
                | Keygen
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
        )
    }

    /// `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Its start ends an open `p` (HTML standard, 13.2.6.4.7).
    pub(super) fn ends_paragraph(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Center
                | Details
                | Dialog
                | Dir
                | Div
                | Dl
                | Dd
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Li
                | Listing
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Plaintext
                | Pre
                | Search
                | Section
                | Summary
                | Table
                | Ul
                | Xmp
        )
    }

    /// An end tag of an element outside does not reach across it, and an implied end tag stops at it.
    pub(super) fn bounds_scope(self) -> bool {
        use Tag::*;
        matches!(self, Applet | Caption | Html | Marquee | Object | Table | Td | Template | Th | Svg | Math)
    }

    /// May stand in the `head`; the start of any other element ends it.
    pub(super) fn belongs_in_head(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Base | Basefont
                | Bgsound
                | Head
                | Html
                | Link
                | Meta
                | Noframes
                | Noscript
                | Script
                | Style
                | Template
                | Title
        )
    }

    /// Parts lines: what is before it, in it and after it are different blocks of text.
    pub fn is_block(self) -> bool {
        use Tag::*;
        self.ends_paragraph()
            || matches!(
                self,
                Body | Caption
                    | Colgroup
                    | Frameset
                    | Head
                    | Html
                    | Iframe
                    | Legend
                    | Noscript
                    | Object
                    | Optgroup
                    | Option
                    | Select
                    | Table
                    | Tbody
                    | Td
                    | Template
                    | Textarea
                    | Tfoot
                    | Th
                    | Thead
                    | Title
                    | Tr
                    | Video
                    | Audio
                    | Canvas
                    | Svg
                    | Button
            )
    }

    /// What it holds is markup for a machine or a stand-in that a reader does not see: scripts, styles, templates,
    /// what stands in for a frame or a film, drawings, and lists that only open on a click.
    pub fn hides_text(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Applet
                | Audio
                | Canvas
                | Datalist
                | Head
                | Iframe
                | Math
                | Noembed
                | Noframes
                | Noscript
                | Object
                | Rp
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Title
                | Video
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_tag() {
        assert!(ALL.windows(2).all(|pair| pair[0].name() < pair[1].name()), "the list must be sorted");
        for tag in ALL {
            assert_eq!(Tag::of(tag.name().as_bytes()), *tag);
        }
        assert_eq!(Tag::of(b"x-card"), Tag::Other);
        assert_eq!(Tag::of(b""), Tag::Other);
    }
}
