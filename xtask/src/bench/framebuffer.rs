//! What is on a virtual screen, read from the file in which Xvfb keeps its pixels.
//!
//! This is the same for every program, costs no process, and asks nothing of what it measures.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::trouble::{Done, Trouble};

/// Text is drawn with smooth edges, in many shades. An empty window has one or two.
const SHADES_OF_TEXT: usize = 8;

/// An Xvfb screen. The file is an X Window Dump: a header of big-endian words, a table of colours
/// of 12 bytes each, then lines of pixels (X11/XWDFile.h).
pub(super) struct Screen {
    file: File,
    pixels: u64,
    now: Vec<u8>,
    last: Vec<u8>,
    has_text: bool,
}

/// A look at the screen.
pub(super) struct Look {
    /// Whether the picture differs from the one that was seen last.
    pub(super) changed: bool,
    /// Whether text has been drawn.
    pub(super) has_text: bool,
}

impl Screen {
    pub(super) fn open(path: &Path) -> Done<Self> {
        let unreadable = |e| Trouble::io(format_args!("read {}", path.display()), &e);
        let file = File::open(path).map_err(unreadable)?;
        let mut header = [0; 80];
        file.read_exact_at(&mut header, 0).map_err(unreadable)?;
        let word = |index: usize| {
            let bytes = &header[index * 4..index * 4 + 4];
            u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
        };
        let (header_size, version, height) = (word(0), word(1), word(5));
        let (bits, stride, colours) = (word(11), word(12), word(19));
        if version != 7 || bits != 32 {
            return Err(Trouble::new(
                format!("Xvfb's screen has version {version} and {bits} bits per pixel"),
                "this reads version 7 with 32 bits; check the arguments of Xvfb",
            ));
        }
        let size = stride as usize * height as usize;
        Ok(Self {
            file,
            pixels: u64::from(header_size) + u64::from(colours) * 12,
            now: vec![0; size],
            last: vec![0; size],
            has_text: false,
        })
    }

    /// Looks at the screen. Counting shades is the slow part, so it is done only when something
    /// has changed.
    pub(super) fn look(&mut self) -> Done<Look> {
        self.file
            .read_exact_at(&mut self.now, self.pixels)
            .map_err(|e| Trouble::io("read Xvfb's screen", &e))?;
        let changed = self.now != self.last;
        if changed {
            self.has_text = has_text(&self.now);
            std::mem::swap(&mut self.now, &mut self.last);
        }
        Ok(Look {
            changed,
            has_text: self.has_text,
        })
    }
}

fn has_text(pixels: &[u8]) -> bool {
    let mut shades: Vec<&[u8]> = Vec::with_capacity(SHADES_OF_TEXT);
    // The fourth byte of a pixel means nothing at this depth.
    for shade in pixels.chunks_exact(4).map(|pixel| &pixel[..3]) {
        if shades.last() == Some(&shade) || shades.contains(&shade) {
            continue;
        }
        shades.push(shade);
        if shades.len() == SHADES_OF_TEXT {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test ends at the first surprise")]
    use super::*;

    /// A dump of 4 × 4 pixels with one colour table entry and a header of 100 bytes.
    fn dump(pixels: &[u32; 16]) -> tempfile::NamedTempFile {
        let mut words = [0u32; 25];
        words[0] = 100;
        words[1] = 7;
        words[5] = 4;
        words[11] = 32;
        words[12] = 16;
        words[19] = 1;
        let mut bytes: Vec<u8> = words.iter().flat_map(|w| w.to_be_bytes()).collect();
        bytes.extend([0; 12]);
        bytes.extend(pixels.iter().flat_map(|p| p.to_le_bytes()));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    #[test]
    fn a_plain_window_has_no_text_and_a_shaded_one_has() {
        let plain = dump(&[0xff_ffff; 16]);
        let mut screen = Screen::open(plain.path()).unwrap();
        let look = screen.look().unwrap();
        assert!(look.changed && !look.has_text, "one colour is not text");
        assert!(
            !screen.look().unwrap().changed,
            "nothing has moved since the last look"
        );
        let shaded = dump(&std::array::from_fn(|i| i as u32));
        let look = Screen::open(shaded.path()).unwrap().look().unwrap();
        assert!(look.has_text, "sixteen shades are text");
    }
}
