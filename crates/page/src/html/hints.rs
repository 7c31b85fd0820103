//! What the names that a page's makers gave its parts say: words in `class`, `id`, `role`, `itemprop` and a few
//! data attributes, such as `story-body`, `shareTools`, `related_links`.

use super::dom::{Dom, NodeId};
use super::tag::Tag;
use std::sync::LazyLock;

/// A set of hints, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hints(pub(super) u32);

impl Hints {
    /// Number of hints.
    pub(super) const COUNT: usize = 28;

    pub(super) const BODY: Hints = Hints(1);
    pub(super) const STORY: Hints = Hints(1 << 1);
    pub(super) const SHARE: Hints = Hints(1 << 2);
    pub(super) const RELATED: Hints = Hints(1 << 3);
    pub(super) const COMMENT: Hints = Hints(1 << 4);
    pub(super) const NAVIGATION: Hints = Hints(1 << 5);
    pub(super) const ADVERT: Hints = Hints(1 << 6);
    pub(super) const LOGIN: Hints = Hints(1 << 7);
    pub(super) const POLICY: Hints = Hints(1 << 8);
    pub(super) const FOOTER: Hints = Hints(1 << 9);
    pub(super) const HEADER: Hints = Hints(1 << 10);
    pub(super) const SIDEBAR: Hints = Hints(1 << 11);
    pub(super) const META: Hints = Hints(1 << 12);
    pub(super) const BYLINE: Hints = Hints(1 << 13);
    pub(super) const DATE: Hints = Hints(1 << 14);
    pub(super) const CAPTION: Hints = Hints(1 << 15);
    pub(super) const CREDIT: Hints = Hints(1 << 16);
    pub(super) const MEDIA: Hints = Hints(1 << 17);
    pub(super) const TOPICS: Hints = Hints(1 << 18);
    pub(super) const BIOGRAPHY: Hints = Hints(1 << 19);
    pub(super) const TITLE: Hints = Hints(1 << 20);
    pub(super) const LEAD: Hints = Hints(1 << 21);
    pub(super) const UNSEEN: Hints = Hints(1 << 22);
    pub(super) const POPUP: Hints = Hints(1 << 23);
    pub(super) const PRINT: Hints = Hints(1 << 24);
    pub(super) const QUOTE: Hints = Hints(1 << 25);
    pub(super) const TOOLS: Hints = Hints(1 << 26);
    pub(super) const TEASER: Hints = Hints(1 << 27);

    /// Hints that speak for furniture.
    pub(super) const FURNITURE: Hints = Hints(
        Self::SHARE.0
            | Self::RELATED.0
            | Self::COMMENT.0
            | Self::NAVIGATION.0
            | Self::ADVERT.0
            | Self::LOGIN.0
            | Self::POLICY.0
            | Self::FOOTER.0
            | Self::SIDEBAR.0
            | Self::META.0
            | Self::TOPICS.0
            | Self::BIOGRAPHY.0
            | Self::UNSEEN.0
            | Self::POPUP.0
            | Self::PRINT.0
            | Self::TOOLS.0
            | Self::TEASER.0
            | Self::MEDIA.0
            | Self::CAPTION.0
            | Self::CREDIT.0
            | Self::BYLINE.0
            | Self::DATE.0
            | Self::HEADER.0
            | Self::TITLE.0
            | Self::QUOTE.0,
    );

    /// Whether any hint of `other` is among these.
    pub(super) fn any(self, other: Hints) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(super) fn with(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }

    /// These without those of `other`.
    pub(super) fn without(self, other: Hints) -> Hints {
        Hints(self.0 & !other.0)
    }
}

/// Words by what they hint at. A word stands for itself, in lower case; `a+b` for the two one behind the other.
const WORDS: &[(Hints, &str)] = &[
    (
        Hints::BODY,
        "articlebody storybody postbody entrycontent postcontent articlecontent storycontent articletext storytext \
         bodytext bodycopy maintext newstext article+body story+body post+body entry+content post+content \
         article+content story+content article+text story+text body+text body+copy news+text main+text body+content \
         content+body news+content news+body entry+body post+text entry+text blog+content blog+body page+content \
         article+copy prose wysiwyg richtext rte fliesstext artikeltext artikelinhalt artikel+text artikel+body \
         artikel+inhalt texte corps cuerpo nota+cuerpo texto textkoerper articulo+cuerpo paragraph paragraphs absatz \
         text+block textblock article+section articlesection text+module",
    ),
    (
        Hints::STORY,
        "article story post entry content body text main news blogpost hentry artikel beitrag articulo noticia nota \
         articolo inhalt contenu contenido post+type posttype single maincontent blog detail details page",
    ),
    (
        Hints::SHARE,
        "share sharing shares sharebar sharethis sharedaddy sharetools sharebuttons socialshare social socials \
         addthis addtoany facebook twitter whatsapp telegram pinterest linkedin xing follow followus teilen shariff \
         compartir partager partage condividi socialmedia sociallinks socialmedialinks heateor ssba shareaholic fb \
         tweet like likes flattr instagram youtube",
    ),
    (
        Hints::RELATED,
        "related relatedposts relatedarticles relatedstories relatedcontent recommended recommend recommendation \
         recommendations recirc recirculation popular mostpopular mostread mostviewed trending latest similar more \
         readmore readalso seealso yarpp jp+relatedposts moreon morefrom morelinks upnext nextpost prevpost also \
         furtherreading associated verwandt verwandte weitere mehr relacionadas relacionados relacionado crp \
         outbrain taboola zergnet revcontent nrelate linkwithin interlink inlinelink topstories headlines links \
         linklist archive archives recent recentposts discover next previous prev",
    ),
    (
        Hints::COMMENT,
        "comment comments commentlist commentform commenting disqus respond replies reply kommentar \
         kommentare comentario comentarios commentaire commentaires livefyre spotim commento hyvor isso \
         coral trackback trackbacks pingback pingbacks leserbrief leserbriefe",
    ),
    (
        Hints::NAVIGATION,
        "nav navbar navigation menu menus submenu breadcrumb breadcrumbs crumbs crumb pagination pager paging \
         pagenav tabs tabbar toc skip skiplink skiplinks sitemap dropdown megamenu hamburger topbar toplinks \
         sitenav mainnav subnav navi subnavi navlinks directory search searchform suche suchen toggle jump anchor \
         index inhaltsverzeichnis tablecontents",
    ),
    (
        Hints::ADVERT,
        "ad ads adv advert adverts advertisement advertisements advertising advertorial adsense adslot adbox adunit \
         adcontainer sponsor sponsored sponsors promo promotion promotions promoted promobox banner banners billboard \
         anzeige anzeigen werbung reklame publicidad publicite pub dfp gpt leaderboard mpu skyscraper affiliate shop \
         shopping buy deal deals offer offers product products commercial marketing cta donate donation donations \
         spenden gutschein amazon kaufen vgwort merch store price",
    ),
    (
        Hints::LOGIN,
        "login signin signup logon register registration subscribe subscription subscriptions subscriber newsletter \
         newsletters paywall account mailchimp mc4wp email optin abo abonnement abonnieren anmelden anmeldung \
         registrieren membership member members regwall piano metered gate user profile mailinglist rss feed alerts \
         notification notifications push",
    ),
    (
        Hints::POLICY,
        "cookie cookies consent gdpr privacy legal copyright copy disclaimer disclosure terms imprint impressum \
         datenschutz dsgvo licence license policy policies rights correction corrections ethics trust standards",
    ),
    (
        Hints::FOOTER,
        "footer foot bottom fuss colophon postfooter footnotes footnote endnote belowcontent after",
    ),
    (
        Hints::HEADER,
        "header head masthead topper kopf banner+top sitehead siteheader logo branding brand top",
    ),
    (
        Hints::SIDEBAR,
        "sidebar sidebars side aside rail rightrail leftrail right secondary tertiary widget widgets complementary \
         column+right rightcolumn sidecol randspalte seitenleiste marginal marginalia panel infobox factbox box \
         module sticky fixed floating drawer offcanvas extra extras supplementary callout inset",
    ),
    (
        Hints::META,
        "meta metadata postmeta entrymeta articlemeta postinfo info infos details+bar posted postedin published+in \
         readingtime readtime lesezeit viewcount views stats kicker eyebrow overline label labels section+name \
         channel status edit icon icons print+info source sources quelle quellen",
    ),
    (
        Hints::BYLINE,
        "byline bylines author authors authorname autor autoren autore auteur writer writers contributor contributors \
         vcard fn posted+by redakteur verfasser reporter journalist creator",
    ),
    (
        Hints::DATE,
        "date dates datum time timestamp datetime published publish pubdate publishdate updated modified dateline \
         lastmod fecha data+publicacao zeit erstellt post+date postdate day month year",
    ),
    (
        Hints::CAPTION,
        "caption captions figcaption wpcaption wp+caption imgcaption imagecaption photocaption cutline legend legende \
         bildunterschrift bildtext bu pie+foto piefoto caption+text captiontext didascalia subline+image image+text \
         image+description imagedescription photo+desc",
    ),
    (
        Hints::CREDIT,
        "credit credits photocredit imagecredit photographer fotograf fotografo copyrightholder attribution bildquelle \
         bildnachweis copyright+image",
    ),
    (
        Hints::MEDIA,
        "figure image images img photo photos picture pictures gallery galleries slideshow slider carousel lightbox \
         video videos player audio podcast media embed embeds bild bilder foto fotos galerie galeria thumbnail \
         thumbnails thumb thumbs swiper slick slide slides map chart infographic iframe jwplayer vjs",
    ),
    (
        Hints::TOPICS,
        "tags tag tagcloud taglist topics topic keywords keyword categories category categorie cat catlinks schlagwort \
         schlagworte schlagwoerter themen rubrik etiquetas temas hashtags tax taxonomy filed posttags entrytags",
    ),
    (
        Hints::BIOGRAPHY,
        "bio biography authorbio authorbox authorinfo authorcard author+box author+bio author+info author+card \
         author+description author+profile aboutauthor about+author about gravatar avatar contact kontakt staff team",
    ),
    (
        Hints::TITLE,
        "title headline heading headings hed titel titre titulo ueberschrift posttitle entrytitle articletitle \
         article+title post+title entry+title page+title schlagzeile",
    ),
    (
        Hints::LEAD,
        "lead leadtext lede intro introduction standfirst deck dek subtitle subhead subheadline subheading summary \
         excerpt abstract teasertext vorspann einleitung anriss chapo chapeau entradilla bajada sumario unterzeile \
         subline anreisser synopsis description desc",
    ),
    (
        Hints::UNSEEN,
        "sr sronly screenreader screen+reader visuallyhidden visually+hidden hidden hide invisible offscreen unsichtbar \
         accessibility assistive a11y collapsed none noprint no+print nodisplay",
    ),
    (
        Hints::POPUP,
        "modal popup popups overlay tooltip tooltips dialog lightboxed popover flyout interstitial toast snackbar \
         message messages alert notice warning error adblock browser+upgrade outdated loading loader spinner",
    ),
    (Hints::PRINT, "print printer drucken printfriendly print+only printonly imprimir imprimer pdf"),
    (
        Hints::QUOTE,
        "pullquote pull+quote blockquote quote quotes zitat citation cita pullout highlight zitatbox epigraph",
    ),
    (
        Hints::TOOLS,
        "tools toolbar toolbox tool actions action buttons button btn utility utilities options settings controls \
         control rating ratings vote voting feedback bar functions service services bookmark save fontsize textsize listen vorlesen translate widgetbar \
         form input field subscribe+box poll quiz umfrage survey",
    ),
    (
        Hints::TEASER,
        "teaser teasers card cards tile tiles grid list listing item items feature features featured collection \
         collections stream river row+list archive+list loop preview blurb snippet",
    ),
];

/// The words of [`WORDS`], ready to be looked up.
pub(super) struct HintWords {
    /// Words by their hash, each at the first free slot from there on; a power of two of slots.
    slots: Vec<Option<(&'static str, Hints)>>,
    pairs: Vec<(&'static str, &'static str, Hints)>,
}

static LIST: LazyLock<HintWords> = LazyLock::new(HintWords::new);

impl HintWords {
    /// The one list.
    pub(super) fn list() -> &'static Self {
        &LIST
    }

    fn new() -> Self {
        let mut words = Vec::with_capacity(900);
        let mut pairs = Vec::with_capacity(100);
        for (hint, list) in WORDS {
            for word in list.split_ascii_whitespace() {
                match word.split_once('+') {
                    Some((first, second)) => pairs.push((first, second, *hint)),
                    None => words.push((word, *hint)),
                }
            }
        }
        pairs.sort_unstable_by_key(|(first, second, hint)| (*first, *second, hint.0));
        let mut list = Self { slots: vec![None; 4096], pairs };
        for (word, hint) in words {
            let at = list.slot(word);
            if let Some(slot) = list.slots.get_mut(at) {
                let before = slot.map_or(Hints::default(), |(_, hint)| hint);
                *slot = Some((word, before.with(hint)));
            }
        }
        list
    }

    /// The slot of a word, or the free one where it would stand. There are always free ones.
    fn slot(&self, word: &str) -> usize {
        let hash = word
            .bytes()
            .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let mask = self.slots.len() - 1;
        let mut at = (hash ^ (hash >> 15)) as usize & mask;
        while let Some(Some((known, _))) = self.slots.get(at) {
            if *known == word {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn word(&self, word: &str) -> Hints {
        match self.slots.get(self.slot(word)) {
            Some(Some((_, hints))) => *hints,
            _ => Hints::default(),
        }
    }

    fn pair(&self, first: &str, second: &str) -> Hints {
        let from = self.pairs.partition_point(|(a, b, _)| (*a, *b) < (first, second));
        let same = self.pairs.get(from..).unwrap_or(&[]).iter();
        same.take_while(|(a, b, _)| (*a, *b) == (first, second))
            .fold(Hints::default(), |all, (_, _, hint)| all.with(*hint))
    }

    /// What the names of an element hint at.
    pub(super) fn of(&self, dom: &Dom, node: NodeId) -> Hints {
        let mut all = Hints::default();
        for (name, value) in dom.attributes(node) {
            match name {
                "class" | "id" | "role" | "itemprop" | "data-component" | "data-testid" | "data-module"
                | "data-type" | "data-name" | "aria-label" | "property" | "rel" => {
                    // Long values are lists of styling classes or words for readers, and say little.
                    all = all.with(self.of_names(value.get(..value.floor_char_boundary(200)).unwrap_or("")));
                }
                _ => {}
            }
        }
        // A post that is quoted from elsewhere carries that place's name, but is no button to share.
        if dom.is(node, Tag::Blockquote) { all.without(Hints::SHARE) } else { all }
    }

    /// What a list of names hints at. Names are cut at signs and where a capital follows a small letter.
    pub(super) fn of_names(&self, names: &str) -> Hints {
        let mut all = Hints::default();
        let mut last = [0u8; 24];
        let mut last_len = 0;
        let mut word = [0u8; 24];
        let mut len = 0;
        let mut small = false;
        for byte in names.bytes().chain([b' ']) {
            let cut = !byte.is_ascii_alphanumeric() || (small && byte.is_ascii_uppercase());
            if cut && len > 0 {
                let text = word.get(..len).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or("");
                all = all.with(self.word(text));
                let before =
                    last.get(..last_len).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or("");
                if !before.is_empty() {
                    all = all.with(self.pair(before, text));
                }
                last = word;
                last_len = len;
                len = 0;
            }
            if byte == b' ' {
                last_len = 0;
            }
            small = byte.is_ascii_lowercase();
            if byte.is_ascii_alphanumeric() {
                // A word longer than any known one is cut, and then is none of them.
                if let Some(slot) = word.get_mut(len) {
                    *slot = byte.to_ascii_lowercase();
                    len += 1;
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        let words = HintWords::list();
        assert!(words.of_names("c-articleBody__text").any(Hints::BODY));
        assert!(words.of_names("article body").any(Hints::STORY));
        assert!(!words.of_names("article body").any(Hints::BODY));
        assert!(words.of_names("ShareTools-top").any(Hints::SHARE.with(Hints::TOOLS)));
        assert!(words.of_names("js-x1 RELATED_links").any(Hints::RELATED));
        assert_eq!(words.of_names("x9 reads loads"), Hints::default());
    }
}
