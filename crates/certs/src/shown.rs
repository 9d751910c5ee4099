//! Texts of strangers, made fit to be shown in a window, a terminal or a report.

/// The longest text taken over from a certificate, in characters. A DNS name has at most 253.
const MAX_CHARS: usize = 256;

/// Escapes control and invisible direction-changing characters (NUL in a name once fooled validators, and U+202E
/// turns a name around on screen) and cuts the rest off after [`MAX_CHARS`].
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MAX_CHARS));
    for (count, character) in text.chars().enumerate() {
        if count == MAX_CHARS {
            out.push('…');
            break;
        }
        if misleads(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

/// Whether a character does something other than being seen.
pub(crate) fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Bytes as `AA:BB:…`, the way in which openssl and browsers print fingerprints. At most 64 bytes are shown.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut pairs: Vec<String> = bytes
        .iter()
        .take(64)
        .map(|byte| format!("{byte:02X}"))
        .collect();
    if bytes.len() > 64 {
        pairs.push("…".into());
    }
    pairs.join(":")
}
