//! A reader with a view ahead and a short memory: what lies before it can be looked at without being taken, what was
//! taken a moment ago can be gone back to, and it knows how far into its source it stands.

use std::io::{self, BufRead, Read};

/// How much is asked of the source at once, in bytes.
const CHUNK: usize = 1 << 15;

/// See the module.
#[derive(Debug)]
pub(super) struct Window<R> {
    inner: R,
    /// What was read: `held[at..]` is still to be taken, what is before it was taken.
    held: Vec<u8>,
    at: usize,
    /// Offset of `held[0]` in the source.
    base: u64,
    /// How much of what was taken is held on to, in bytes.
    memory: usize,
    /// A fault that came while looking ahead, kept until everything before it is taken.
    fault: Option<io::Error>,
}

impl<R: Read> Window<R> {
    pub(super) fn new(inner: R, memory: usize) -> Self {
        Self { inner, held: Vec::new(), at: 0, base: 0, memory, fault: None }
    }

    /// How many bytes of the source were taken.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Goes back to where `offset` bytes were taken, or as near to it as is remembered.
    pub(super) fn back_to(&mut self, offset: u64) {
        let target = offset.saturating_sub(self.base).min(self.at as u64);
        self.at = target as usize;
    }

    /// The source.
    pub(super) fn source(&self) -> &R {
        &self.inner
    }

    /// The source, to go on from somewhere else in it: what was looked at ahead is forgotten.
    pub(super) fn source_anew(&mut self) -> &mut R {
        self.base += self.held.len() as u64;
        self.held.clear();
        self.at = 0;
        self.fault = None;
        &mut self.inner
    }

    /// Puts bytes back in front of what is to be taken next.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        let rest = self.held.split_off(self.at);
        self.base = (self.base + self.at as u64).saturating_sub(bytes.len() as u64);
        self.held = [bytes, &rest].concat();
        self.at = 0;
    }

    /// The next bytes without taking them: `count` of them, fewer only before the end or a fault.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.held.len() - self.at < count && self.fault.is_none() {
            match self.more() {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => self.fault = Some(error),
            }
        }
        let ahead = self.held.get(self.at..).unwrap_or_default();
        match self.fault.take() {
            Some(error) if ahead.is_empty() => Err(error),
            fault => {
                self.fault = fault;
                Ok(ahead.get(..count).unwrap_or(ahead))
            }
        }
    }

    /// Reads on; how many bytes came.
    fn more(&mut self) -> io::Result<usize> {
        let forget = self.at.saturating_sub(self.memory);
        if forget >= CHUNK || forget > 0 && self.at == self.held.len() {
            self.held.drain(..forget);
            self.at -= forget;
            self.base += forget as u64;
        }
        let before = self.held.len();
        self.held.resize(before + CHUNK, 0);
        loop {
            let read = self.inner.read(self.held.get_mut(before..).unwrap_or_default());
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                _ => {
                    self.held.truncate(before + *read.as_ref().unwrap_or(&0));
                    return read;
                }
            }
        }
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ahead = self.fill_buf()?;
        let count = ahead.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.held.len() {
            self.peek(1)?;
        }
        Ok(self.held.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.held.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_ahead_goes_back_and_counts() {
        let source: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
        let mut window = Window::new(source.as_slice(), 1000);
        assert_eq!(window.peek(3).unwrap(), [0, 1, 2]);
        let mut taken = vec![0; 150_000];
        window.read_exact(&mut taken).unwrap();
        assert_eq!(taken, source[..150_000]);
        assert_eq!(window.offset(), 150_000);
        window.back_to(149_500);
        assert_eq!(window.offset(), 149_500);
        assert_eq!(window.peek(2).unwrap(), &source[149_500..149_502]);
        window.put_back(&[7, 7]);
        assert_eq!(window.peek(3).unwrap(), &[7, 7, source[149_500]]);
        let mut rest = Vec::new();
        window.read_to_end(&mut rest).unwrap();
        assert_eq!(rest.len(), 2 + 50_500);
        assert!(window.peek(1).unwrap().is_empty());
        assert!(window.held.len() <= 1000 + 2 * CHUNK);
    }
}
