//! What holds for every `.env` file and every edit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use chatelaine_documents::{EnvDocument, refuse_value};
use proptest::prelude::*;

/// A line as people write them, or as nobody should.
fn line() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "",
        "   ",
        "# a comment",
        "#KEY=1",
        "# CCAT_A=2",
        "KEY=value",
        "export KEY='x y' # why",
        "KEY: v",
        "bare words",
        "export KEY",
        "\tKEY=v",
        "KEY = spaced",
        "KEY=\"two\nlines\"",
        "CCAT_X=1",
        "KEY= # note",
        "KEY=# note",
        "KEY='a'#b",
        "KEY='it's'",
        "KEY=`q`",
        "KEY=\"$X\"",
        "CCAT_A=",
        "my-key=v",
        "1K=v",
        "OTHER='#'",
        "KEY=x # y # z",
        "KEY= ",
        "KEY='\t'",
        "KEY=v\t# w",
        "KEY=\t",
    ]);
    prop_oneof![
        3 => fixed.prop_map(str::to_owned),
        1 => "(KEY|CCAT_A|B)=[ -~é]{0,10}",
        1 => "[ -~\t]{0,12}",
    ]
}

/// Lines with any mixture of line ends, with or without a byte order mark and a last line end.
fn document() -> impl Strategy<Value = EnvDocument> {
    let lines = prop::collection::vec((line(), prop::bool::weighted(0.3)), 0..8);
    (any::<bool>(), lines, any::<bool>()).prop_filter_map("readable", |(mark, lines, ended)| {
        let mut text = String::from(if mark { "\u{feff}" } else { "" });
        let count = lines.len();
        for (at, (line, crlf)) in lines.into_iter().enumerate() {
            text.push_str(&line);
            if ended || at + 1 < count {
                text.push_str(if crlf { "\r\n" } else { "\n" });
            }
        }
        EnvDocument::parse(text.as_bytes()).ok()
    })
}

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["KEY", "CCAT_A", "CCAT_NEW", "NEW", "my-key"])
}

fn value() -> impl Strategy<Value = String> {
    "[ -~éß\t]{0,12}".prop_filter("a value that all readers agree on", |value| {
        refuse_value(value).is_ok()
    })
}

/// Name, value, `export`, comment, disagreement.
type Assignment = (String, String, bool, Option<String>, Option<&'static str>);

/// Every assignment but those of `key`, without its place.
fn others(document: &EnvDocument, key: &str) -> Vec<Assignment> {
    (document.entries().filter(|entry| entry.key != key))
        .map(|entry| {
            let comment = entry.inline_comment.map(str::to_owned);
            (
                entry.key.to_owned(),
                entry.value,
                entry.exported,
                comment,
                entry.ambiguous,
            )
        })
        .collect()
}

/// How many lines differ, seen from the first and from the last line.
fn differing_lines(before: &str, after: &str) -> (usize, usize) {
    let (before, after): (Vec<_>, Vec<_>) = (
        before.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let shorter = before.len().min(after.len());
    let head = (0..shorter)
        .take_while(|&at| before[at] == after[at])
        .count();
    let tail = (0..shorter - head)
        .take_while(|&at| before[before.len() - 1 - at] == after[after.len() - 1 - at])
        .count();
    (before.len() - head - tail, after.len() - head - tail)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic_and_come_back_as_they_are(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(mut document) = EnvDocument::parse(&bytes) {
            prop_assert_eq!(document.bytes(), bytes.as_slice());
            let _ = document.set("KEY", "value");
            let _ = document.remove("KEY");
        }
    }

    #[test]
    fn arbitrary_text_never_panics_and_every_edit_is_exact_or_refused(text in "[KA=#'\"\\\\ \t\r\n$\u{feff}é]{0,60}") {
        let Ok(mut document) = EnvDocument::parse(text.as_bytes()) else { return Ok(()) };
        let before = document.clone();
        match document.set("K", "new") {
            Ok(()) => {
                let found = document.get("K").expect("it was set");
                prop_assert_eq!(found.value, "new");
                prop_assert_eq!(others(&document, "K"), others(&before, "K"));
            }
            Err(_) => prop_assert_eq!(document, before),
        }
    }

    #[test]
    fn what_is_set_reads_back_and_nothing_else_changes(mut document in document(), key in key(), value in value()) {
        let before = document.clone();
        let had = before.get(key).map(|entry| (entry.exported, entry.line));
        match document.set(key, &value) {
            Ok(()) => {}
            Err(error) => {
                // `KEY: value` further down is an assignment for docker compose.
                let colon = before.unread().any(|line| line.assigned_by_compose() == Some(key));
                prop_assert!(colon || (key == "my-key" && had.is_none()), "refused: {}", error);
                prop_assert_eq!(document, before);
                return Ok(());
            }
        }
        let found = document.get(key).expect("it was set");
        prop_assert_eq!(&found.value, &value);
        if let Some(had) = had {
            prop_assert_eq!((found.exported, found.line), had);
        }
        prop_assert_eq!(others(&document, key), others(&before, key));
        prop_assert_eq!(document.unread().count(), before.unread().count());

        let (gone, come) = differing_lines(before.text(), document.text());
        let of_the_old_value = before.get(key).map_or(1, |entry| 1 + entry.value.matches('\n').count());
        prop_assert!(gone <= of_the_old_value && come <= 2, "{} lines became {}", gone, come);
        prop_assert_eq!(before.text().starts_with('\u{feff}'), document.text().starts_with('\u{feff}'));

        let reread = EnvDocument::parse(document.bytes()).expect("an edited document is a readable one");
        prop_assert_eq!(&reread, &document);
        let once = document.clone();
        document.set(key, &value).expect("what was possible once is possible again");
        prop_assert_eq!(document, once);
    }

    #[test]
    fn what_is_removed_is_gone_and_nothing_else(mut document in document(), key in key()) {
        let before = document.clone();
        let found = document.remove(key).expect("whole lines can always go");
        prop_assert_eq!(found, before.get(key).is_some());
        prop_assert!(document.get(key).is_none());
        prop_assert_eq!(others(&document, key), others(&before, key));
        for line in document.text().trim_start_matches('\u{feff}').lines() {
            prop_assert!(before.text().contains(line), "{:?} was not there before", line);
        }
    }

    #[test]
    fn the_line_ends_of_a_file_of_one_kind_stay_of_that_kind(lines in prop::collection::vec("[A-Z]{1,3}=[a-z]{0,3}", 1..6), key in key(), value in value()) {
        let text = lines.join("\r\n") + "\r\n";
        let mut document = EnvDocument::parse(text.as_bytes()).expect("plain assignments");
        if document.set(key, &value).is_ok() {
            let (all, crlf) = (document.text().matches('\n').count(), document.text().matches("\r\n").count());
            prop_assert_eq!(all, crlf);
        }
    }
}
