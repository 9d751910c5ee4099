//! From bytes to text, for every kind of document.

use crate::DocumentError;

/// The largest configuration file that is read, in bytes. Real ones have a few KiB.
pub const LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// The text of a configuration file.
///
/// # Errors
/// When there are too many bytes, or they are UTF-16 with or without a byte order mark, hold a NUL, are invalid UTF-8, or
/// have a carriage return in the middle of a line.
pub(crate) fn checked(bytes: &[u8], limit: usize) -> Result<&str, DocumentError> {
    if bytes.len() > limit {
        return Err(DocumentError::TooLarge {
            bytes: bytes.len(),
            limit,
        });
    }
    if looks_like_utf16(bytes) {
        return Err(DocumentError::Utf16);
    }
    let line_at = |at: usize| 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(DocumentError::Nul { line: line_at(at) });
    }
    let text = str::from_utf8(bytes).map_err(|error| DocumentError::NotUtf8 {
        line: line_at(error.valid_up_to()),
    })?;
    if let Some(at) = lone_carriage_return(bytes) {
        return Err(DocumentError::CarriageReturn { line: line_at(at) });
    }
    Ok(text)
}

fn lone_carriage_return(bytes: &[u8]) -> Option<usize> {
    bytes
        .iter()
        .enumerate()
        .position(|(at, &byte)| byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// With a byte order mark there is no doubt. Without one, ASCII text in UTF-16 has a NUL in every other byte.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let head = &bytes[..bytes.len().min(1024)];
    let pairs = head.len() / 2;
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    pairs > 0 && (zeros(0) * 2 > pairs) != (zeros(1) * 2 > pairs)
}
