//! Changed inputs, for short runs without a fuzzer: the same seed gives the same changes everywhere.

use crate::analysis::Draw;

/// A few changes to `bytes`: bits, bytes, lost, doubled and moved pieces, pieces of `other`.
pub fn mutate(bytes: &[u8], other: &[u8], seed: u64) -> Vec<u8> {
    const ODD: &[u8] = b"\x00\xff\x80\xc3\xed\x1b\n\r\t \"'<>&;{}[]()#@|\\/=-+.,09%$~^*";
    let mut draw = Draw::new(seed);
    let mut out = bytes.to_vec();
    for _ in 0..1 + draw.below(5) {
        let at = draw.below(out.len() + 1);
        let end = (at + draw.below(40)).min(out.len());
        match draw.below(8) {
            0 | 1 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << draw.below(8);
                }
            }
            2 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte = ODD[draw.below(ODD.len())];
                }
            }
            3 => drop(out.drain(at..end)),
            4 => {
                let piece = out[at..end].repeat(1 + draw.below(6));
                out.splice(at..at, piece);
            }
            5 => out.insert(at, ODD[draw.below(ODD.len())]),
            6 => {
                let from = draw.below(other.len() + 1);
                let piece = &other[from..(from + draw.below(200)).min(other.len())];
                out.splice(at..end, piece.iter().copied());
            }
            _ => out.truncate(out.len() - draw.below(out.len() / 4 + 1)),
        }
    }
    out
}
