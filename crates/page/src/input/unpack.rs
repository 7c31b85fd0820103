//! Gzip and Zstandard around anything, as a stream: files of one member or of many, files that were cut off, and files
//! that unpack to far more than they should.

use super::window::Window;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// From this size on the ratio is looked at, in unpacked bytes.
const LOOKED_AT: u64 = 64 << 20;
/// How many times its packed size a file may unpack to. Text packs to a fifth, logs to a fiftieth; a thousandth is what
/// the worst gzip can do and nobody's text does.
const RATIO: u64 = 250;
/// How much of what was taken stays at hand, in bytes, to find the next member behind a damaged one.
const MEMORY: usize = 1 << 16;
/// Longest dictionary that is read from a Zstandard file, in bytes.
const DICTIONARY: u64 = 16 << 20;

/// A source that may be cut into members, each of which can be read on its own.
pub(super) trait Members: Read {
    /// Where in the file what was read last is: the member's offset, or none where there are no members.
    fn member(&self) -> Option<u64> {
        None
    }

    /// Goes to the next member behind the one that is damaged; `false` when there is none.
    fn next_member(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

/// A source without members.
pub(super) struct Whole<R>(pub(super) R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> Members for Whole<R> {}

fn damaged(cause: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, cause)
}

/// Complains of a file that unpacks to far too much.
fn check_ratio(packed: u64, unpacked: u64) -> io::Result<()> {
    if unpacked > LOOKED_AT && unpacked / RATIO > packed {
        return Err(damaged(format!(
            "{packed} packed bytes have become {unpacked}, more than {RATIO} times as many: no text packs so well, and it is not read on"
        )));
    }
    Ok(())
}

/// What gzip packed: its members one after the other.
pub(super) struct Gunzip<R: Read> {
    state: State<R>,
    member: u64,
    unpacked: u64,
}

enum State<R: Read> {
    /// Before a member, or at the end.
    Between(Window<R>),
    /// In a member.
    Inside(Box<GzDecoder<Window<R>>>),
    /// A member was damaged.
    Broken(Window<R>),
    /// Nothing more is read.
    Ended,
}

impl<R: Read> Gunzip<R> {
    pub(super) fn new(input: R) -> Self {
        Self { state: State::Between(Window::new(input, MEMORY)), member: 0, unpacked: 0 }
    }

    /// One step: `None` when another is needed.
    fn step(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Between(mut window) => {
                // Tapes and some writers fill up with zeros.
                while window.peek(1)?.first() == Some(&0) {
                    window.consume(1);
                }
                let start = window.offset();
                match window.peek(2)? {
                    [] => Ok(Some(0)),
                    [0x1F, 0x8B] => {
                        self.member = start;
                        self.state = State::Inside(Box::new(GzDecoder::new(window)));
                        Ok(None)
                    }
                    _ => {
                        self.member = start;
                        self.state = State::Broken(window);
                        Err(damaged(format!("at byte {start} a gzip member should begin and does not")))
                    }
                }
            }
            State::Inside(mut decoder) => match decoder.read(buffer) {
                Ok(0) if !buffer.is_empty() => {
                    self.state = State::Between(decoder.into_inner());
                    Ok(None)
                }
                Ok(count) => {
                    self.unpacked += count as u64;
                    check_ratio(decoder.get_ref().offset(), self.unpacked)?;
                    self.state = State::Inside(decoder);
                    Ok(Some(count))
                }
                Err(error) => {
                    let window = decoder.into_inner();
                    let (start, at) = (self.member, window.offset());
                    self.state = State::Broken(window);
                    Err(damaged(if error.kind() == io::ErrorKind::UnexpectedEof {
                        format!("the gzip member that begins at byte {start} is cut off at byte {at}")
                    } else {
                        format!(
                            "the gzip member that begins at byte {start} is damaged before byte {at} ({error})"
                        )
                    }))
                }
            },
            other @ (State::Broken(_) | State::Ended) => {
                self.state = other;
                Ok(Some(0))
            }
        }
    }
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(count) = self.step(buffer)? {
                return Ok(count);
            }
        }
    }
}

impl<R: Read> Members for Gunzip<R> {
    fn member(&self) -> Option<u64> {
        Some(self.member)
    }

    fn next_member(&mut self) -> io::Result<bool> {
        let mut window = match std::mem::replace(&mut self.state, State::Ended) {
            State::Between(window) | State::Broken(window) => window,
            State::Inside(decoder) => decoder.into_inner(),
            State::Ended => return Ok(false),
        };
        window.back_to(self.member + 1);
        loop {
            let start = window.offset();
            let ahead = window.peek(4)?;
            match *ahead {
                [0x1F, 0x8B, 8, flags] if flags < 0x20 => {
                    self.member = start;
                    self.state = State::Between(window);
                    return Ok(true);
                }
                [_, _, _, _] => {}
                _ => return Ok(false),
            }
            window.consume(1);
            let skip = window.fill_buf()?.iter().position(|&byte| byte == 0x1F);
            let length = window.fill_buf()?.len();
            window.consume(skip.unwrap_or(length));
        }
    }
}

/// What Zstandard packed: its frames one after the other, with the dictionary that a `.warc.zst` may begin with.
pub(super) struct Unzstd<R: Read> {
    decoder: zstd::stream::read::Decoder<'static, Window<R>>,
    unpacked: u64,
    failed: bool,
}

impl<R: Read> Unzstd<R> {
    pub(super) fn new(input: R) -> io::Result<Self> {
        let mut window = Window::new(input, 0);
        let decoder = match dictionary(&mut window)? {
            Some(dictionary) => zstd::stream::read::Decoder::with_dictionary(window, &dictionary)?,
            None => zstd::stream::read::Decoder::with_buffer(window)?,
        };
        Ok(Self { decoder, unpacked: 0, failed: false })
    }
}

/// The dictionary in a skippable frame at the start, itself packed or not, as the `.warc.zst` specification has it.
fn dictionary<R: Read>(window: &mut Window<R>) -> io::Result<Option<Vec<u8>>> {
    let &[0x5D, 0x2A, 0x4D, 0x18, a, b, c, d] = window.peek(8)? else { return Ok(None) };
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > DICTIONARY {
        return Err(damaged(format!(
            "its dictionary has {length} bytes, {DICTIONARY} are the most that is read"
        )));
    }
    window.consume(8);
    let mut bytes = Vec::new();
    window.take(length).read_to_end(&mut bytes)?;
    if bytes.starts_with(b"\x28\xB5\x2F\xFD") {
        let mut unpacked = Vec::new();
        zstd::stream::read::Decoder::new(bytes.as_slice())?.take(DICTIONARY).read_to_end(&mut unpacked)?;
        bytes = unpacked;
    }
    Ok(Some(bytes))
}

impl<R: Read> Read for Unzstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(0);
        }
        let read = self.decoder.read(buffer).and_then(|count| {
            self.unpacked += count as u64;
            check_ratio(self.decoder.get_ref().offset(), self.unpacked)?;
            Ok(count)
        });
        read.map_err(|error| {
            self.failed = true;
            if error.kind() == io::ErrorKind::InvalidData {
                return error;
            }
            damaged(format!(
                "what Zstandard packed is damaged or cut off before byte {} ({error})",
                self.decoder.get_ref().offset()
            ))
        })
    }
}

impl<R: Read> Members for Unzstd<R> {}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn all(reader: &mut impl Read) -> (Vec<u8>, Option<String>) {
        let mut out = Vec::new();
        let error = reader.read_to_end(&mut out).err().map(|error| error.to_string());
        (out, error)
    }

    #[test]
    fn members_follow_each_other_and_zeros_between_them_are_padding() {
        let packed = [gzip(b"one "), gzip(b"two "), vec![0; 700], gzip(b"three")].concat();
        assert_eq!(all(&mut Gunzip::new(packed.as_slice())), (b"one two three".to_vec(), None));
    }

    #[test]
    fn a_member_that_was_cut_off_is_named_and_the_next_is_found() {
        let noise: Vec<u8> = (0..5000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
        let (first, cut, last) = (gzip(b"one "), gzip(&noise), gzip(b"three"));
        let packed = [&first, &cut[..cut.len() - 700], &last].concat();
        let mut unpacked = Gunzip::new(packed.as_slice());
        let (_, error) = all(&mut unpacked);
        assert!(error.unwrap().contains(&format!("begins at byte {}", first.len())));
        // Members may seem to begin inside the damaged one; each try goes on behind the last.
        let mut found = Vec::new();
        while unpacked.next_member().unwrap() {
            found.push(all(&mut unpacked).0);
        }
        assert_eq!(found.last().unwrap(), b"three");
        let (_, error) = all(&mut Gunzip::new(&packed[..packed.len() - 4]));
        assert!(error.is_some());
    }

    #[test]
    fn what_unpacks_to_far_too_much_is_left() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let block = vec![b'x'; 1 << 20];
        for _ in 0..80 {
            encoder.write_all(&block).unwrap();
        }
        let packed = encoder.finish().unwrap();
        let mut sink = io::sink();
        let error = io::copy(&mut Gunzip::new(packed.as_slice()), &mut sink).unwrap_err();
        assert!(error.to_string().contains("no text packs so well"), "{error}");
    }

    #[test]
    fn zstandard_frames_and_a_dictionary_in_front() {
        let frames =
            [zstd::encode_all(&b"one "[..], 3).unwrap(), zstd::encode_all(&b"two"[..], 3).unwrap()].concat();
        assert_eq!(all(&mut Unzstd::new(frames.as_slice()).unwrap()), (b"one two".to_vec(), None));
        let words = b"A ship ran aground off Kerrin; the harbour office said so. ".repeat(20);
        let mut encoder = zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, &words).unwrap();
        encoder.write_all(&words).unwrap();
        let frame = encoder.finish().unwrap();
        let length = u32::try_from(words.len()).unwrap().to_le_bytes();
        let packed = [&b"\x5D\x2A\x4D\x18"[..], &length, &words, &frame].concat();
        assert_eq!(all(&mut Unzstd::new(packed.as_slice()).unwrap()), (words.clone(), None));
        let (_, error) = all(&mut Unzstd::new(&packed[..packed.len() - 3]).unwrap());
        assert!(error.unwrap().contains("cut off"));
    }
}
