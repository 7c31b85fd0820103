//! An HTTP response as web archives keep it: status, fields, and the body freed of what it was wrapped in for the way.
//!
//! Crawlers differ: some keep the body as it went over the wire, others unwrap it and leave the fields that say it is
//! wrapped. So the body is unwrapped only when it really is wrapped, whatever the fields say.

use std::io::Read;

/// A response.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response {
    /// Status code.
    pub(super) status: u16,
    /// The content type as it was sent.
    pub(super) content_type: Option<String>,
    /// The body, unwrapped.
    pub(super) body: Vec<u8>,
}

/// Why a response gives no body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No status line, or no end of the fields.
    NotHttp,
    /// The body is longer than the limit when it is unpacked.
    TooLong,
    /// The body is packed and damaged.
    Damaged(&'static str),
    /// Packed in a way that is not read.
    Unknown(String),
}

/// Status and fields of a block, and where its body begins.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    encoding: Option<String>,
    chunked: bool,
    body: usize,
}

/// Reads status and fields.
pub(super) fn head(block: &[u8]) -> Option<Head> {
    let mut head = Head { status: 0, content_type: None, encoding: None, chunked: false, body: 0 };
    let mut lines = block.split_inclusive(|&byte| byte == b'\n');
    let first = lines.next()?;
    let status = first.strip_prefix(b"HTTP/")?.split(|&byte| byte == b' ').nth(1)?;
    head.status = std::str::from_utf8(status).ok()?.trim().parse().ok()?;
    head.body = first.len();
    for line in lines {
        head.body += line.len();
        let line = line.trim_ascii();
        if line.is_empty() {
            return Some(head);
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let value = String::from_utf8_lossy(value.get(1..).unwrap_or_default()).trim().to_owned();
        match name.to_ascii_lowercase().as_slice() {
            b"content-type" if !value.is_empty() => head.content_type = Some(value),
            b"content-encoding" => head.encoding = Some(value.to_ascii_lowercase()),
            b"transfer-encoding" => head.chunked |= value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    // Fields without a blank line behind them: a response without a body.
    Some(head)
}

/// The response in a block; its body may have `limit` bytes.
pub(super) fn response(block: &[u8], limit: usize) -> Result<Response, Fault> {
    let head = head(block).ok_or(Fault::NotHttp)?;
    let body = block.get(head.body..).unwrap_or_default();
    let joined = head.chunked.then(|| unchunked(body)).flatten();
    let body = joined.as_deref().unwrap_or(body);
    let mut out = Vec::new();
    let read = match head.encoding.as_deref().unwrap_or("identity") {
        "gzip" | "x-gzip" if body.starts_with(b"\x1F\x8B") => {
            flate2::read::MultiGzDecoder::new(body).take(limit as u64 + 1).read_to_end(&mut out)
        }
        // Servers mean zlib's wrapping by it, or none.
        "deflate"
            if body.first().is_some_and(|&first| first & 0x0F == 8) && !body.starts_with(b"\x1F\x8B") =>
        {
            flate2::read::ZlibDecoder::new(body).take(limit as u64 + 1).read_to_end(&mut out)
        }
        "deflate" if !looks_like_text(body) => {
            flate2::read::DeflateDecoder::new(body).take(limit as u64 + 1).read_to_end(&mut out)
        }
        "br" if !looks_like_text(body) => {
            brotli_decompressor::Decompressor::new(body, 4096).take(limit as u64 + 1).read_to_end(&mut out)
        }
        "zstd" if body.starts_with(b"\x28\xB5\x2F\xFD") => {
            match zstd::stream::read::Decoder::with_buffer(body) {
                Ok(decoder) => decoder.take(limit as u64 + 1).read_to_end(&mut out),
                Err(error) => Err(error),
            }
        }
        "identity" | "" | "none" | "utf-8" | "gzip" | "x-gzip" | "deflate" | "br" | "zstd" => {
            out = body.to_vec();
            Ok(out.len())
        }
        other => return Err(Fault::Unknown(other.to_owned())),
    };
    if read.is_err() {
        return Err(Fault::Damaged("its body is packed and damaged"));
    }
    if out.len() > limit {
        return Err(Fault::TooLong);
    }
    Ok(Response { status: head.status, content_type: head.content_type, body: out })
}

/// Whether bytes are text already: the first of them are white space, a tag or a letter.
fn looks_like_text(body: &[u8]) -> bool {
    let start = body.get(..64).unwrap_or(body);
    start.iter().all(|&byte| byte >= 0x20 && byte != 0x7F || byte.is_ascii_whitespace())
        && std::str::from_utf8(start).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// A chunked body joined; `None` when it is not chunked after all. One that was cut off is joined as far as it goes.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = body.iter().take(1024).position(|&byte| byte == b'\n')?;
        let (line, rest) = body.split_at(end + 1);
        let size = line.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
        if size.is_empty() || size.len() > 8 || !size.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let size = usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let chunk = rest.get(..size).unwrap_or(rest);
        out.extend_from_slice(chunk);
        body = rest.get(size..).unwrap_or_default();
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        if body.is_empty() {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn body(fields: &str, bytes: &[u8]) -> Result<Response, Fault> {
        response(&[format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), bytes].concat(), 1000)
    }

    #[test]
    fn bodies_are_unwrapped_when_they_are_wrapped() {
        let page = b"<p>A ship ran aground.</p>";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(page).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(page).unwrap();
        let zlib = zlib.finish().unwrap();
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        bare.write_all(page).unwrap();
        let bare = bare.finish().unwrap();
        let zstd = zstd::encode_all(&page[..], 3).unwrap();
        // Brotli's stored form: a head, the bytes, an end.
        let brotli = [&[0x8B, 0x0C, 0x80][..], page, &[3]].concat();
        let chunks = b"5;x=y\r\n<p>A \r\n15\r\nship ran aground.</p>\r\n0\r\n\r\n".to_vec();
        for (fields, bytes) in [
            ("", page.to_vec()),
            ("Content-Encoding: gzip\r\n", gzip),
            ("Content-Encoding: deflate\r\n", zlib),
            ("Content-Encoding: deflate\r\n", bare),
            ("Content-Encoding: zstd\r\n", zstd),
            ("Content-Encoding: br\r\n", brotli),
            ("Transfer-Encoding: chunked\r\n", chunks),
            // Unwrapped by the crawler, which left the fields.
            ("Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", page.to_vec()),
        ] {
            assert_eq!(body(fields, &bytes).as_ref().map(|r| r.body.as_slice()), Ok(&page[..]), "{fields}");
        }
    }

    #[test]
    fn a_body_that_unpacks_to_too_much_is_refused() {
        let packed = zstd::encode_all(&[b' '; 100_000][..], 3).unwrap();
        assert_eq!(body("content-encoding: zstd\r\n", &packed), Err(Fault::TooLong));
        assert_eq!(
            body("content-encoding: zstd\r\n", &packed[..9]),
            Err(Fault::Damaged("its body is packed and damaged"))
        );
        assert_eq!(body("content-encoding: rot13\r\n", b"x"), Err(Fault::Unknown("rot13".into())));
        assert_eq!(response(b"SSH-2.0\r\n", 10), Err(Fault::NotHttp));
        assert_eq!(head(b"HTTP/1.0 404\r\n\r\n").map(|head| head.status), Some(404));
    }
}
