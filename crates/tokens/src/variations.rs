//! What people make of a word when they are asked for a key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Endings that are put behind a word: counting, punctuation, years, what it is for, and the line break that `echo` leaves
/// in a file. Few on purpose: each multiplies the work, and a longer list is better used for more words.
const ENDINGS: &[&str] = &[
    "", "1", "12", "123", "1234", "12345", "!", "1!", "123!", "0", "01", "2023", "2024", "2025",
    "2026", "_secret", "-secret", "secret", "Secret", "_key", "-key", "key", "Key", "_jwt", "-jwt",
    "jwt", "_token", "-token", "token", "\n",
];

/// The longest word that is varied, in bytes. A longer one is a passphrase or a key already.
const LONGEST: usize = 64;

/// Gives `word` in each spelling to `taken`, the word itself first, until one is taken: true if one was.
///
/// Spellings: as it is, in small letters, in capitals, with a capital first; each with every ending; and what the word
/// stands for if it is base64, which is how some libraries read their key.
pub(crate) fn each(word: &[u8], mut taken: impl FnMut(&[u8]) -> bool) -> bool {
    if taken(word) {
        return true;
    }
    if word.is_empty() || word.len() > LONGEST {
        return false;
    }
    let mut capital = word.to_ascii_lowercase();
    capital[0].make_ascii_uppercase();
    let mut cases = vec![
        word.to_vec(),
        word.to_ascii_lowercase(),
        word.to_ascii_uppercase(),
        capital,
    ];
    cases.sort();
    cases.dedup();
    let mut spelling = Vec::with_capacity(LONGEST + 16);
    for case in &cases {
        for ending in ENDINGS {
            spelling.clear();
            spelling.extend_from_slice(case);
            spelling.extend_from_slice(ending.as_bytes());
            if spelling != word && taken(&spelling) {
                return true;
            }
        }
    }
    STANDARD.decode(word).is_ok_and(|bytes| taken(&bytes))
}
