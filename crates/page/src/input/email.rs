//! E-mail messages: newsletters and alerts saved as files (RFC 5322, MIME). The parsing is mail-parser's.

use super::{LeftOut, Place};
use crate::{Body, Documents, Given, Limits, PageError, RawDocument};
use mail_parser::{Message, MessageParser, MimeHeaders};
use std::io::Read;

/// How many times as long as a page a message may be: most of it is pictures.
const PAGES: usize = 4;

/// The words of a message as a document, and a note on what is attached to it.
pub(super) fn documents<'r>(
    input: impl Read + 'r,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    let bytes = match super::whole(input, &place.name, limits.page_bytes.saturating_mul(PAGES)) {
        Ok(bytes) => bytes,
        Err(error) => return super::once(Err(error)),
    };
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return super::once(Err(PageError::failure(
            &*place.name,
            "this looks like an e-mail message and cannot be read as one",
            "save its words as plain text or HTML",
        )));
    };
    let mut left = LeftOut::default();
    for part in message.attachments() {
        let kind =
            part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*")));
        left.count("that are attached to it", &kind.unwrap_or_default());
    }
    let document = document(&message, place, given);
    let note = left.note(&place.name, "parts", "save what is to be read as a file of its own");
    Box::new(std::iter::once(document).chain(note.map(Err)))
}

fn document(message: &Message<'_>, place: &Place, given: &Given) -> Result<RawDocument, PageError> {
    let html = message.html_bodies().next().is_some_and(|part| part.is_text_html());
    let words = if html { message.body_html(0) } else { message.body_text(0) };
    let Some(words) = words.filter(|words| !words.trim().is_empty()) else {
        return Err(PageError::failure(
            &*place.name,
            "the message has no words",
            "look whether they are in an attachment",
        ));
    };
    let sender = message.from().and_then(|from| from.first());
    let published = message.date().map(|date| date.to_rfc3339());
    let media_type = if html { "text/html; charset=utf-8" } else { "text/plain; charset=utf-8" };
    let own = Given {
        id: message.message_id().map(str::to_owned),
        outlet: sender.and_then(|sender| sender.name().or(sender.address())).map(str::to_owned),
        title: message.subject().map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned),
        published_from: published.is_some().then(|| "email".to_owned()),
        published,
        content_type: Some(media_type.to_owned()),
        ..Given::default()
    };
    let body = Body::Page(words.into_owned().into_bytes());
    Ok(RawDocument { place: place.name.clone(), given: own.or(given), body })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const MESSAGE: &str = "From: \"Kerrin Post\" <news@kerrin.example>\r\nTo: reader@isles.example\r\nDate: Mon, 2 Mar 2026 08:00:00 +0100\r\n\
        Message-ID: <1@kerrin.example>\r\nSubject: =?utf-8?q?The_week_in_K=C3=A9rrin?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n\
        --y\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nA caf=E9 burned.\r\n\
        --y\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>A caf=E9 burned in K=E9rrin on Monday, and two people were hurt.</p>\r\n<p>The fire brigade said that the fire began in a kitchen.</p>\r\n--y--\r\n\
        --x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nPDF\r\n--x--\r\n";

    #[test]
    fn a_newsletter_is_a_page_with_its_sender_and_day() {
        let input = Box::new(Cursor::new(MESSAGE.as_bytes().to_vec()));
        let all: Vec<_> =
            crate::documents(input, "week.eml", &Given::default(), &Limits::default()).collect();
        let document = all[0].as_ref().unwrap();
        assert_eq!(document.given.title.as_deref(), Some("The week in Kérrin"));
        assert_eq!(document.given.id.as_deref(), Some("1@kerrin.example"));
        let (article, _) = crate::article(document, &Limits::default()).unwrap();
        assert!(article.text.starts_with("A café burned in Kérrin on Monday,"), "{}", article.text);
        assert_eq!(article.outlet.as_deref(), Some("Kerrin Post"));
        assert_eq!(article.published.as_deref(), Some("2026-03-02"));
        assert_eq!(article.published_from.as_deref(), Some("email"));
        assert!(
            all[1]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("left out 1 parts: 1 that are attached to it (application/pdf 1)")
        );
    }
}
