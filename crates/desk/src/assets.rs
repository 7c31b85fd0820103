//! The files that pages need beside themselves: style sheet, script, icon. Embedded in the program and served under
//! names that carry their hash, so that a browser may keep them for ever and never shows an old one.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "desk.css",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../static/desk.css"),
    },
    Asset {
        name: "desk.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../static/desk.js"),
    },
    Asset { name: "dunlin.svg", media_type: "image/svg+xml", bytes: include_bytes!("../static/dunlin.svg") },
];

/// `(name, name under which it is served)` of every file.
static SERVED: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    ASSETS
        .iter()
        .map(|asset| {
            let mut hash = String::new();
            for byte in Sha256::digest(asset.bytes).iter().take(6) {
                let _ = write!(hash, "{byte:02x}");
            }
            let (stem, ending) = asset.name.rsplit_once('.').unwrap_or((asset.name, ""));
            (asset.name, format!("{stem}.{hash}.{ending}"))
        })
        .collect()
});

/// The address of the file `name`; empty when there is none of that name (a test looks for all that templates use).
pub(crate) fn address(name: &str) -> String {
    SERVED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, served)| format!("/static/{served}"))
        .unwrap_or_default()
}

/// `GET /static/{file}`.
pub(crate) async fn serve(Path(file): Path<String>) -> Response {
    let found = SERVED.iter().position(|(_, served)| *served == file).and_then(|at| ASSETS.get(at));
    match found {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.bytes,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_a_template_names_is_there() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut named = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for rest in text.split("asset(\"").skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(address(name).starts_with("/static/"), "{name}");
                named += 1;
            }
        }
        assert!(named > 0);
    }

    #[test]
    fn no_template_prints_a_string_unescaped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("|safe") && !text.contains("| safe"), "{}", path.display());
            assert!(!text.contains(" style=\"") && !text.contains("<style"), "{}", path.display());
            assert!(!text.contains(" onclick") && !text.contains("javascript:"), "{}", path.display());
        }
    }
}
