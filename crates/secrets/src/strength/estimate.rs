//! An estimate of entropy: what the text would cost a guesser who knows the tricks people use.

/// A random word from a list of 7776 (the size of a Diceware list) is worth log2(7776) bits, more generous than any
/// word a person picks.
const WORD_BITS: f64 = 12.92;
/// Letters of the shortest and the longest run that may be a word.
const WORD_LETTERS: std::ops::RangeInclusive<usize> = 3..=15;
/// Letters per word, on average, in a text that is made of words; random texts change class every other character.
const LETTERS_PER_WORD: f64 = 3.0;
/// Shortest run that counts as a sequence (`aaaa`, `1234`, `qwer`); three in a row happen by chance in random texts.
const SHORTEST_SEQUENCE: usize = 4;
/// Shortest repeat of an earlier part that counts; three characters repeat by chance in random texts.
const SHORTEST_REPEAT: usize = 4;
/// The most frequent pairs of letters in English text; they are at home in other European languages, too.
const COMMON_PAIRS: &str = "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve \
    co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly \
    nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am";
/// Share of common pairs from which letters pass as a word: real words have about three quarters, random letters a sixth.
const COMMON_SHARE: f64 = 0.5;
/// How far back repeats are looked for, which bounds the time for long texts.
const WINDOW: usize = 512;
/// As much of a text as is judged, in characters: what follows can only add to it, and a file may hold values of megabytes.
const JUDGED: usize = 4096;
/// Rows of the usual keyboards, along which fingers slide.
const ROWS: [&str; 4] = ["qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm"];

/// Estimated bits of a text: the cheapest of three ways to describe it.
pub(super) fn bits(text: &str) -> f64 {
    let chars: Vec<char> = text.chars().take(JUDGED).collect();
    let pool = pool(&chars).log2();
    let by_characters = by_parts(&chars, pool);
    let distinct = chars
        .iter()
        .collect::<std::collections::BTreeSet<_>>()
        .len() as f64;
    let by_alphabet = distinct * pool + chars.len() as f64 * distinct.max(1.0).log2();
    by_characters
        .min(by_alphabet)
        .min(by_words(&chars, pool).unwrap_or(f64::INFINITY))
}

/// How many characters the author seems to have drawn from.
fn pool(chars: &[char]) -> f64 {
    let has = |class: fn(&char) -> bool| chars.iter().any(class);
    let hex_lower = |c: &char| c.is_ascii_digit() || ('a'..='f').contains(c);
    let hex_upper = |c: &char| c.is_ascii_digit() || ('A'..='F').contains(c);
    let letters_and_digits: Vec<char> = chars
        .iter()
        .copied()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let mut size = 0.0;
    if has(char::is_ascii_digit)
        && (letters_and_digits.iter().all(hex_lower) || letters_and_digits.iter().all(hex_upper))
    {
        size += if letters_and_digits.iter().all(char::is_ascii_digit) {
            10.0
        } else {
            16.0
        };
    } else {
        size += if has(char::is_ascii_digit) { 10.0 } else { 0.0 };
        size += if has(char::is_ascii_lowercase) {
            26.0
        } else {
            0.0
        };
        size += if has(char::is_ascii_uppercase) {
            26.0
        } else {
            0.0
        };
    }
    if has(|c| !c.is_ascii_alphanumeric() && c.is_ascii() && !matches!(c, '-' | '_')) {
        size += 33.0;
    } else {
        size +=
            if has(|c| *c == '-') { 1.0 } else { 0.0 } + if has(|c| *c == '_') { 1.0 } else { 0.0 };
    }
    // A letter outside ASCII shows a keyboard that has some more, not the whole of Unicode.
    size += if has(|c| !c.is_ascii()) { 32.0 } else { 0.0 };
    f64::max(size, 1.0)
}

/// Left to right: a repeat, a sequence, a word between signs, or a single character.
fn by_parts(chars: &[char], pool: f64) -> f64 {
    let mut cost = 0.0;
    let mut at = 0;
    while at < chars.len() {
        let sequence = sequence_at(chars, at);
        let repeat = repeat_at(chars, at);
        let word = word_at(chars, at);
        let (length, bits) = if repeat >= SHORTEST_REPEAT && repeat >= sequence {
            (repeat, (at as f64 + 1.0).log2() + (repeat as f64).log2())
        } else if sequence >= SHORTEST_SEQUENCE {
            (sequence, pool + 1.0 + (sequence as f64).log2())
        } else if word > 0 {
            (word, WORD_BITS)
        } else {
            (1, pool)
        };
        cost += bits.min(length as f64 * pool);
        at += length;
    }
    cost
}

/// If all letters belong to words (`MySecretKey2024`, `correct horse battery`): the words, and the rest by character.
fn by_words(chars: &[char], pool: f64) -> Option<f64> {
    let (mut words, mut letters) = (0.0, 0.0);
    let mut cost = 0.0;
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_alphabetic() {
            let run = chars[at..]
                .iter()
                .take_while(|c| !c.is_ascii_alphabetic())
                .count();
            cost += by_parts(
                &chars[at..at + run],
                self::pool(&chars[at..at + run]).log2().max(1.0),
            );
            at += run;
            continue;
        }
        let first = chars[at];
        let rest = &chars[at + 1..];
        let lower = rest.iter().take_while(|c| c.is_ascii_lowercase()).count();
        let upper = rest.iter().take_while(|c| c.is_ascii_uppercase()).count();
        let length = 1 + if first.is_ascii_uppercase() && upper > 0 && lower == 0 {
            upper
        } else {
            lower
        };
        let word = &chars[at..at + length];
        if length > 2 && !is_word(word) {
            return None;
        }
        words += 1.0;
        letters += length as f64;
        cost += WORD_BITS.min(length as f64 * pool);
        at += length;
    }
    (letters >= LETTERS_PER_WORD * words).then_some(cost)
}

/// The length of a word of one case (or capitalised) at `at` that has no letter on either side; 0 if there is none.
fn word_at(chars: &[char], at: usize) -> usize {
    if at > 0 && chars[at - 1].is_alphanumeric() {
        return 0;
    }
    let run = chars[at..]
        .iter()
        .take_while(|c| c.is_ascii_alphabetic())
        .count();
    let tail = &chars[at..at + run];
    let one_case = tail.iter().skip(1).all(char::is_ascii_lowercase)
        || tail.iter().all(char::is_ascii_uppercase);
    let ends = chars.get(at + run).is_none_or(|c| !c.is_alphanumeric());
    if run > 3 && one_case && ends && is_word(tail) {
        run
    } else {
        0
    }
}

/// Whether letters look like a word: between a fifth and two thirds are vowels, and from four letters on most pairs of
/// neighbours are common ones.
fn is_word(letters: &[char]) -> bool {
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let vowels = letters
        .iter()
        .filter(|c| "aeiouyAEIOUY".contains(**c))
        .count();
    let is_common = |pair: &&[char]| {
        let pair: String = pair.iter().map(char::to_ascii_lowercase).collect();
        COMMON_PAIRS.split(' ').any(|common| common == pair)
    };
    let common = letters.windows(2).filter(is_common).count();
    WORD_LETTERS.contains(&letters.len())
        && (0.2..=0.67).contains(&share(vowels, letters.len()))
        && (letters.len() == 3 || share(common, letters.len() - 1) >= COMMON_SHARE)
}

/// The length of the longest run at `at` with constant step: repeated, counting up or down, or along a keyboard row.
fn sequence_at(chars: &[char], at: usize) -> usize {
    let along = |position: &dyn Fn(char) -> Option<i64>| {
        let steps = chars[at..]
            .windows(2)
            .map(|pair| Some(position(pair[1])? - position(pair[0])?));
        let mut steps = steps.peekable();
        match steps.peek().copied().flatten() {
            Some(step @ -1..=1) => 1 + steps.take_while(|next| *next == Some(step)).count(),
            _ => 1,
        }
    };
    let rows = ROWS.iter().map(|row| {
        along(&|c| {
            row.find(c.to_ascii_lowercase())
                .and_then(|p| i64::try_from(p).ok())
        })
    });
    rows.fold(along(&|c| Some(i64::from(u32::from(c)))), usize::max)
}

/// The length of the longest text at `at` that already stood earlier.
fn repeat_at(chars: &[char], at: usize) -> usize {
    (at.saturating_sub(WINDOW)..at)
        .map(|from| {
            chars[from..]
                .iter()
                .zip(&chars[at..])
                .take_while(|(a, b)| a == b)
                .count()
        })
        .max()
        .unwrap_or(0)
}
