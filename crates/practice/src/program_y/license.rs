//! `license.keys`: the file that holds the token, and every other secret of the bot.

use std::collections::HashMap;
use std::path::Path;

/// The licence keys of the file at `path`: one a line, the last of equal names counts. A file that cannot be read leaves
/// the bot without any, and it goes on (storage/stores/file/store/licensekeys.py, 5.0.1).
pub(super) fn read(path: &Path) -> HashMap<String, String> {
    parse(&lines(path))
}

fn parse(lines: &[String]) -> HashMap<String, String> {
    let entry = |line: &String| {
        let line = line.trim();
        let (name, rest) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        // The value is put together again from its pieces, without the `=` between them: Base64 with padding loses it.
        let value = rest.replace('=', "");
        Some((name.trim().to_owned(), unquoted(value.trim())))
    };
    lines.iter().filter_map(entry).collect()
}

/// A double quote at either end takes every double quote away, those within too (utils/license/keys.py, 5.0.1).
fn unquoted(value: &str) -> String {
    match value.starts_with('"') || value.ends_with('"') {
        true => value.replace('"', ""),
        false => value.to_owned(),
    }
}

/// The lines of a file in Python's text mode, which ends them at `\n`, `\r\n` and a lone `\r`; none of a file that cannot
/// be read, or is no UTF-8.
pub(super) fn lines(path: &Path) -> Vec<String> {
    split(&std::fs::read_to_string(path).unwrap_or_default())
}

fn split(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split_terminator('\n').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{parse, split};

    /// Every row was measured on 5.0.1.
    #[test]
    fn values_lose_their_equal_signs_and_keep_everything_else() {
        let rows = [
            (
                "BASIC_AUTH_TOKEN = dXNlcjpwYXNzd29yZDE=",
                "dXNlcjpwYXNzd29yZDE",
            ),
            ("BASIC_AUTH_TOKEN = \"quoted\"", "quoted"),
            ("BASIC_AUTH_TOKEN = 'single'", "'single'"),
            ("BASIC_AUTH_TOKEN = ab\"cd\"ef\"", "abcdef"),
            ("BASIC_AUTH_TOKEN=tok #trailing", "tok #trailing"),
            ("BASIC_AUTH_TOKEN = two words", "two words"),
            (
                "BASIC_AUTH_TOKEN = first\nBASIC_AUTH_TOKEN = second",
                "second",
            ),
            ("   #c\r\nBASIC_AUTH_TOKEN =   \r\n", ""),
        ];
        for (text, value) in rows {
            let keys = parse(&split(text));
            assert_eq!(
                keys.get("BASIC_AUTH_TOKEN").map(String::as_str),
                Some(value),
                "{text}"
            );
        }
    }

    #[test]
    fn other_spellings_of_the_name_are_other_names() {
        for text in [
            "BASIC_AUTH_TOKEN: tok",
            "basic_auth_token = x",
            "\u{feff}BASIC_AUTH_TOKEN = x",
            "",
        ] {
            assert!(
                !parse(&split(text)).contains_key("BASIC_AUTH_TOKEN"),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_end_as_in_python() {
        assert_eq!(split("a\r\nb\rc\n\nd\n"), ["a", "b", "c", "", "d"]);
        assert_eq!(
            split("").len(),
            0,
            "an empty file has no line, and so no empty key"
        );
        assert_eq!(
            split("\n"),
            [""],
            "a file of one line end has an empty line"
        );
    }
}
