//! NewsML-G2: a news item, or a message or package of many. Every item with words in it becomes a document whose source
//! is the item as it stands; what is in it is read later, in `agency`.

use super::feed::entities;
use super::{LeftOut, Place};
use crate::charset::{self, Decoded};
use crate::xml::{Element, Step, Walk};
use crate::{Body, Documents, Given, Limits, PageError, RawDocument};
use std::collections::VecDeque;
use std::io::Read;

/// How many times as long as a page a message may be.
const PAGES: usize = 4;

/// The articles of a NewsML-G2 document.
pub(super) fn documents<'r>(
    input: impl Read + 'r,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    match super::whole(input, &place.name, limits.page_bytes.saturating_mul(PAGES)) {
        Err(error) => super::once(Err(error)),
        Ok(bytes) => Box::new(Items {
            decoded: charset::decode(&bytes, None, true),
            bytes,
            at: 0,
            name: place.name.clone(),
            given: given.clone(),
            number: 0,
            left: LeftOut::default(),
            last: VecDeque::new(),
            ended: false,
        }),
    }
}

struct Items {
    bytes: Vec<u8>,
    decoded: Decoded,
    at: usize,
    name: String,
    given: Given,
    number: u64,
    left: LeftOut,
    last: VecDeque<PageError>,
    ended: bool,
}

impl Items {
    /// The next item, or what is wrong where it should be; `None` at the end. `Some(None)` for one that is left out.
    fn item(&mut self) -> Option<Option<Result<RawDocument, PageError>>> {
        let mut walk = Walk::new(&self.decoded.text, self.at);
        let found = loop {
            let (element, empty) = match walk.step() {
                Step::Start(element) => (element, false),
                Step::Empty(element) => (element, true),
                Step::End => continue,
                Step::Done => break None,
                Step::Broken(broken) => break Some(Err((broken.at, broken.cause))),
            };
            let began = walk.began();
            match element.local() {
                "newsitem" | "packageitem" | "conceptitem" | "knowledgeitem" | "planningitem"
                | "catalogitem" => {
                    let (element, broken) = if empty { (element, None) } else { walk.element(element) };
                    break Some(match broken {
                        None => Ok((element, began..walk.at())),
                        Some(broken) => Err((broken.at, broken.cause)),
                    });
                }
                // The message around the items; its own head is passed over.
                "header" if !empty => {
                    walk.element(element);
                }
                _ => {}
            }
        };
        self.at = walk.at();
        if walk.declares_entities {
            self.last.push_back(entities(&self.name));
        }
        self.number += 1;
        let place = format!("{}, item {}", self.name, self.number);
        match found? {
            Err((at, cause)) => {
                self.ended = true;
                let cause = format!("the XML is broken at byte {at} ({cause})");
                Some(Some(Err(PageError::failure(
                    place,
                    cause,
                    "what came before it was read; get the file again",
                ))))
            }
            Ok((element, range)) => match left_out(&element) {
                Some((reason, detail)) => {
                    self.left.count(reason, &detail);
                    Some(None)
                }
                None => {
                    let place_of = self.decoded.map.range(range.start, range.end);
                    let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                    let bytes =
                        self.bytes.get(index(place_of.start)..index(place_of.end)).unwrap_or_default();
                    let own = Given {
                        id: element.attribute("guid").map(str::to_owned),
                        content_type: Some(format!(
                            "application/xml; charset={}",
                            self.decoded.charset.name()
                        )),
                        ..Given::default()
                    };
                    let body = Body::Page(bytes.to_vec());
                    Some(Some(Ok(RawDocument { place, given: own.or(&self.given), body })))
                }
            },
        }
    }
}

/// Why an item is left out; `None` when it is to be read.
fn left_out(item: &Element) -> Option<(&'static str, String)> {
    match item.local() {
        "newsitem" => {}
        "packageitem" => {
            return Some(("that are packages, which refer to items and hold none", String::new()));
        }
        name => return Some(("that are no news", name.to_owned())),
    }
    let meta = item.child("itemmeta");
    let code = |name: &str| meta?.child(name)?.attribute("qcode").map(str::to_owned);
    if let Some(status) = code("pubstatus").filter(|status| !status.ends_with("usable")) {
        return Some(("that their agency has withheld or cancelled", status));
    }
    let words = item.child("contentset").is_some_and(|content| {
        content
            .elements()
            .any(|part| matches!(part.local(), "inlinexml" | "inlinedata") && part.words().is_some())
    });
    (!words).then(|| ("that carry no words of an article", code("itemclass").unwrap_or_default()))
}

impl Iterator for Items {
    type Item = Result<RawDocument, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.item() {
                Some(Some(item)) => return Some(item),
                Some(None) => {}
                None => self.ended = true,
            }
        }
        if let Some(note) = std::mem::take(&mut self.left).note(&self.name, "items", "") {
            self.last.push_back(note);
        }
        self.last.pop_front().map(Err)
    }
}
