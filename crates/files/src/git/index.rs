//! The index: which files git keeps. The format is described in git's `gitformat-index(5)`, versions 2 to 4.

/// The most bytes that all names together may have: version 4 writes them shortened, and a crafted file could unfold
/// into more than any memory holds.
const NAMES_LIMIT_BYTES: usize = 256 * 1024 * 1024;

/// Times, device, inode, mode, owner and size in front of the object id.
const STAT_BYTES: usize = 40;
/// Where in them the mode stands.
const MODE_AT: usize = 24;
/// The kind of file in a mode, and the kind that is a regular file; others are links and other repositories.
const KIND_MASK: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
/// The flag that says that there are two more bytes of flags.
const EXTENDED: u16 = 0x4000;

/// The names of the regular files, sorted.
#[derive(Default)]
pub(super) struct Index {
    names: Vec<u8>,
    /// Start and end of each name.
    spans: Vec<(usize, usize)>,
}

impl Index {
    /// Reads an index whose object ids have `id_bytes`; with `lower`, names are kept in small letters.
    pub(super) fn read(bytes: &[u8], id_bytes: usize, lower: bool) -> Option<Self> {
        let mut input = Input(bytes);
        if input.take(4)? != b"DIRC" {
            return None;
        }
        let version = input.number()?;
        if !(2..=4).contains(&version) {
            return None;
        }
        let count = input.number()?;
        let mut index = Self::default();
        let mut name: Vec<u8> = Vec::new();
        for _ in 0..count {
            let start = input.0.len();
            let stat = input.take(STAT_BYTES)?;
            let mode = Input(&stat[MODE_AT..]).number()?;
            input.take(id_bytes)?;
            let flags = input.short()?;
            if version >= 3 && flags & EXTENDED != 0 {
                input.short()?;
            }
            if version == 4 {
                let dropped = input.varint()?;
                name.truncate(name.len().checked_sub(dropped)?);
            } else {
                name.clear();
            }
            name.extend_from_slice(input.text()?);
            if version < 4 {
                // The NUL behind the name is the first of the one to eight that fill up to a multiple of eight.
                let used = start - input.0.len();
                input.take(used.next_multiple_of(8) - used)?;
            }
            if mode & KIND_MASK == REGULAR {
                index.add(&name, lower)?;
            }
        }
        if is_split(input, id_bytes) {
            return None;
        }
        index.sort();
        Some(index)
    }

    /// Whether there is a file of that name, written with slashes from the top folder.
    pub(super) fn holds(&self, name: &[u8]) -> bool {
        self.spans
            .binary_search_by(|&(start, end)| self.names[start..end].cmp(name))
            .is_ok()
    }

    fn add(&mut self, name: &[u8], lower: bool) -> Option<()> {
        let start = self.names.len();
        if start + name.len() > NAMES_LIMIT_BYTES {
            return None;
        }
        self.names.extend_from_slice(name);
        if lower {
            self.names[start..].make_ascii_lowercase();
        }
        self.spans.push((start, self.names.len()));
        Some(())
    }

    /// Git keeps names in order; in small letters the order may be another.
    fn sort(&mut self) {
        let Self { names, spans } = self;
        let name = |&(start, end): &(usize, usize)| &names[start..end];
        if !spans.is_sorted_by(|a, b| name(a) <= name(b)) {
            spans.sort_by(|a, b| name(a).cmp(name(b)));
        }
    }
}

/// Whether the extension `link` names a second file that holds most of the entries.
fn is_split(mut input: Input<'_>, id_bytes: usize) -> bool {
    // The checksum of the whole stands behind the extensions.
    while input.0.len() > id_bytes {
        let (Some(name), Some(size)) = (input.take(4), input.number()) else {
            return false;
        };
        let Some(body) = input.take(size as usize) else {
            return false;
        };
        if name == b"link" {
            return body.iter().take(id_bytes).any(|&byte| byte != 0);
        }
    }
    false
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    fn short(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_be_bytes)
    }

    /// Seven bits per byte, most significant first; each further byte adds one to what stands before it.
    fn varint(&mut self) -> Option<usize> {
        let mut value = 0_usize;
        loop {
            let byte = *self.take(1)?.first()?;
            value = value.checked_mul(128)? + usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                return Some(value);
            }
            value += 1;
        }
    }

    /// The bytes up to the next NUL, which is stepped over.
    fn text(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|&byte| byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(text)
    }
}
