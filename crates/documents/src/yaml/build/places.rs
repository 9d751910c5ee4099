//! Where things stand, where the parser only points near them.

use super::{Builder, Frame};
use crate::yaml::locate::{self, part};
use crate::yaml::tree::{Item, NONE};

impl Builder<'_> {
    fn last_kid(&self) -> Option<(&Frame, Option<&Item>)> {
        let last = self.inner().last();
        let last = last.map(|&last| &self.items[last as usize]);
        Some((self.frames.last()?, last))
    }

    /// Whether the collection opens with `sign`. The parser's first place is then longer than nothing; for a block
    /// collection whose first key opens with it, it is not.
    pub(super) fn opens_flow(&self, start: usize, end: usize, marked: bool, sign: char) -> bool {
        let start = if marked {
            locate::behind_marks(self.text, start, self.text.len())
        } else {
            start
        };
        end > start && part(self.text, start..).starts_with(sign)
    }

    /// Behind the closing quote: the parser counts what follows on the line as part of the scalar.
    pub(super) fn quote_end(&self, start: usize, marked: bool) -> usize {
        let start = if marked {
            locate::behind_marks(self.text, start, self.text.len())
        } else {
            start
        };
        locate::quote_end(self.text, start)
    }

    /// The place of a value that is not there, near what the parser says: behind its colon or dash, else behind its key.
    pub(super) fn nothing(&self, near: usize) -> (usize, usize) {
        let here = (near, near);
        let Some((frame, last)) = self.last_kid() else {
            return here;
        };
        let in_mapping = self.items[frame.id].kind.is_mapping();
        match last {
            Some(key) if in_mapping && self.inner().len() % 2 == 1 => {
                let end = key.end as usize;
                let colon = locate::skip(self.text, end);
                let at = if part(self.text, colon..).starts_with(':') {
                    colon + 1
                } else {
                    end
                };
                (at, at)
            }
            _ if in_mapping => here,
            _ => {
                let before = part(self.text, ..near).trim_end_matches([' ', '\t']);
                if before.ends_with('-') {
                    (before.len(), before.len())
                } else {
                    here
                }
            }
        }
    }

    /// Where a list that is the value of a key starts: the parser points behind the first dash.
    pub(super) fn first_dash(&self, near: usize) -> usize {
        let Some((frame, Some(key))) = self.last_kid() else {
            return near;
        };
        if !self.items[frame.id].kind.is_mapping() || self.inner().len().is_multiple_of(2) {
            return near;
        }
        let colon = locate::skip(self.text, key.end as usize);
        let dash = locate::skip(self.text, (colon + 1).min(self.text.len()));
        if part(self.text, colon..).starts_with(':') && part(self.text, dash..).starts_with('-') {
            dash
        } else {
            near
        }
    }

    /// A block scalar from its `|` or `>` to the end of its last line that is not blank: the parser points to its first
    /// line of text, and to somewhere behind it.
    pub(super) fn block_scalar(
        &self,
        start: usize,
        end: usize,
        value: &str,
        marked: bool,
    ) -> (usize, usize) {
        let blank = value.chars().all(|c| c == '\n');
        let header = if marked {
            Some(locate::behind_marks(self.text, start, self.text.len()))
        } else if blank && part(self.text, start..).starts_with(['|', '>']) {
            Some(start)
        } else {
            self.block_header(start)
        };
        let Some(header) = header else {
            return (start, end);
        };
        let head_end = locate::line_end(self.text, header);
        let body = self.text.get(head_end..end).unwrap_or_default();
        let text_end = if blank {
            head_end
        } else {
            let kept = body.trim_end_matches([' ', '\t', '\n', '\r']).len();
            locate::line_end(self.text, head_end + kept)
        };
        (if marked { start } else { header }, text_end)
    }

    /// The `|` or `>` above a first line of text.
    fn block_header(&self, text_start: usize) -> Option<usize> {
        let mut line = locate::line_start(self.text, text_start);
        loop {
            line = locate::line_start(self.text, line.checked_sub(1)?);
            let content = self.text.get(line..locate::line_end(self.text, line))?;
            if !content.trim().is_empty() {
                break;
            }
        }
        // What stands before it on its line has been read already.
        let read = self.items.last().map_or(0, |item| match item.after {
            NONE => item.start,
            _ => item.end,
        });
        let mut at = line.max(read as usize);
        let words = self.text.get(at..locate::line_end(self.text, line))?;
        for word in words.split_inclusive([' ', '\t']) {
            if word.starts_with(['|', '>']) {
                return Some(at);
            }
            at += word.len();
        }
        None
    }
}

/// Behind the bracket that closes a collection. Behind a last comma the parser points to the comma.
pub(super) fn flow_end(text: &str, near: usize, bracket: char) -> usize {
    if part(text, near..).starts_with(bracket) {
        near + 1
    } else {
        (locate::skip(text, near + 1) + 1).min(text.len())
    }
}
