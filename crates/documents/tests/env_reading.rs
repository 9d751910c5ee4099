//! What is seen in a `.env` file, spelling by spelling, and which files are refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use chatelaine_documents::{DocumentError, EnvDocument, LineEnding, Quoting};

fn parse(text: &str) -> EnvDocument {
    EnvDocument::parse(text.as_bytes()).expect("the text is a readable document")
}

/// Spelling of `K`, the value as python-dotenv reads it, and a part of the reason why readers disagree.
const SPELLINGS: &[(&str, &str, Option<&str>)] = &[
    // All readers agree.
    ("K=v", "v", None),
    ("K=", "", None),
    ("K=''", "", None),
    ("K=v   ", "v", None),
    ("K=v # note", "v", None),
    ("K='v' # note", "v", None),
    (
        "K=https://a.example:1865/x?y=1",
        "https://a.example:1865/x?y=1",
        None,
    ),
    ("K=a=b==", "a=b==", None),
    ("K=a!b*c?", "a!b*c?", None),
    ("K='a\"b'", "a\"b", None),
    ("K='$X'", "$X", None),
    (r"K='a\nb'", r"a\nb", None),
    ("K='a # b'", "a # b", None),
    ("K=\"it's\"", "it's", None),
    ("K=\"two\nlines\"", "two\nlines", None),
    ("export K=v", "v", None),
    ("  K=v", "v", None),
    ("K=schlüssel", "schlüssel", None),
    // They do not.
    ("K=a#c", "a#c", Some("node cuts it off")),
    ("K=#c", "#c", Some("node cuts it off")),
    (
        "K= # c",
        "# c",
        Some("take what follows the `=` as the value"),
    ),
    ("K=a b", "a b", Some("a shell ends it")),
    ("K = v", "v", Some("space around the `=`")),
    ("K= v", "v", Some("space around the `=`")),
    ("K=$X", "$X", Some("which some readers expand")),
    ("K=\"$X\"", "$X", Some("expand `$`")),
    ("K='${X}'", "${X}", Some("even in single quotes")),
    ("K=`q`", "`q`", Some("backtick")),
    ("K=\"a`b\"", "a`b", Some("backtick")),
    (r#"K="a\nb""#, "a\nb", Some("backslash escapes")),
    (r#"K="a\"b""#, "a\"b", Some("backslash escapes")),
    (
        r"K='a\\b'",
        r"a\b",
        Some("python-dotenv takes the backslash"),
    ),
    (r"K=a\b", r"a\b", Some("a shell drops")),
    ("K=it's", "it's", Some("a shell drops")),
    ("K='it's'", "it", Some("right after the closing quote")),
    ("K='a'#c", "a", Some("right after the closing quote")),
    ("K=a;b", "a;b", Some("ends it for a shell")),
    ("K=~/x", "~/x", Some("home folder")),
    ("K=a:~b", "a:~b", Some("home folder")),
    ("K=v\t", "v", Some("node takes as part of it")),
    ("K=v\t# c", "v", Some("node takes as part of it")),
    ("\tK=v", "v", Some("indented")),
    ("export  K=v", "v", Some("more than one space")),
    ("\u{feff}K=v", "v", Some("byte order mark")),
    ("K=\"two\r\nlines\"", "two\nlines", Some("carriage return")),
];

#[test]
fn each_spelling_is_read_as_python_dotenv_does_and_disagreement_is_named() {
    for (spelling, value, doubt) in SPELLINGS {
        let document = parse(spelling);
        let entry = document
            .get("K")
            .unwrap_or_else(|| panic!("{spelling:?} sets K"));
        assert_eq!(entry.value, *value, "value of {spelling:?}");
        match (entry.ambiguous, doubt) {
            (None, None) => {}
            (Some(said), Some(part)) => assert!(said.contains(part), "{spelling:?}: {said}"),
            (said, _) => panic!("{spelling:?}: expected {doubt:?}, but it says {said:?}"),
        }
    }
}

#[test]
fn a_name_that_a_shell_cannot_hold_is_flagged() {
    let document = parse("my-key=v\n1K=v\n");
    for key in ["my-key", "1K"] {
        let said = document
            .get(key)
            .unwrap()
            .ambiguous
            .expect("a shell refuses this name");
        assert!(said.contains("a shell cannot hold"), "{key}: {said}");
    }
}

#[test]
fn lines_that_are_no_assignment_are_kept_and_listed() {
    let text = "K: v\nbare\nexport K\n'Q'=v\n=v\nnot a name=v\n# fine\n\nA=1\n";
    let document = parse(text);
    let unread: Vec<(usize, &str)> = document
        .unread()
        .map(|found| (found.line, found.text))
        .collect();
    let expected = [
        (1, "K: v"),
        (2, "bare"),
        (3, "export K"),
        (4, "'Q'=v"),
        (5, "=v"),
        (6, "not a name=v"),
    ];
    assert_eq!(unread, expected);
    assert_eq!(document.entries().count(), 1, "only A is an assignment");
    assert_eq!(document.text(), text, "nothing is lost");
}

#[test]
fn the_last_assignment_counts_and_every_one_is_listed() {
    let document = parse("K=first\n# K=comment\nOTHER=1\nexport K='last' # why\n");
    let all: Vec<(usize, String)> = document
        .all("K")
        .map(|entry| (entry.line, entry.value))
        .collect();
    assert_eq!(all, [(1, "first".to_owned()), (4, "last".to_owned())]);
    let last = document.get("K").unwrap();
    assert_eq!(
        (last.value.as_str(), last.exported, last.quoting),
        ("last", true, Quoting::Single)
    );
    assert_eq!(last.inline_comment, Some("# why"));
    assert_eq!(document.get("ABSENT"), None);
}

#[test]
fn places_count_lines_through_values_of_several_lines_and_columns_in_characters() {
    let document = parse("A='1\n2\n3'\nÄ=x\n  B = é\n");
    let place = |key| {
        document
            .get(key)
            .map(|entry| (entry.line, entry.column))
            .unwrap()
    };
    assert_eq!(place("A"), (1, 3));
    assert_eq!(
        place("B"),
        (5, 7),
        "two lines of A's value and the unread line count"
    );
}

#[test]
fn the_line_ending_is_that_of_most_lines() {
    assert_eq!(parse("A=1\r\nB=2\r\nC=3\n").line_ending(), LineEnding::CrLf);
    assert_eq!(parse("A=1\nB=2\nC=3\r\n").line_ending(), LineEnding::Lf);
    assert_eq!(parse("").line_ending(), LineEnding::Lf);
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let units = mark
        .then_some(0xfeff)
        .into_iter()
        .chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

#[test]
fn utf_16_is_refused_with_and_without_a_mark() {
    for little in [true, false] {
        for mark in [true, false] {
            let bytes = utf16("CCAT_API_KEY=meow\n", little, mark);
            assert_eq!(
                EnvDocument::parse(&bytes),
                Err(DocumentError::Utf16),
                "little {little}, mark {mark}"
            );
        }
    }
}

#[test]
fn what_is_no_env_file_is_refused_with_the_reason_the_line_and_what_to_do() {
    let refused: Vec<String> = [
        b"A=1\nB=\0\n".as_slice(),
        b"A=1\nB=caf\xe9\n",
        b"A=1\rB=2\n",
        b"A=1\n\nCCAT_API_KEY='hunter2\nB=2\n",
        b"A='1\nB='2'\n",
        b"A='ends with a backslash\\'\n",
        &vec![b'#'; 16 * 1024 * 1024 + 1],
        &vec![b'\n'; 200_001],
    ]
    .iter()
    .map(|bytes| {
        let error = EnvDocument::parse(bytes).expect_err("not a readable file");
        let line = error.line().map_or("-".to_owned(), |line| line.to_string());
        format!("{line}: {error}. {}", error.advice())
    })
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @"
    2: line 2 holds a NUL byte, so this is not a text file. Repair that line in an editor and save the file as UTF-8, then try again.
    2: line 2 holds bytes that are not valid UTF-8. Repair that line in an editor and save the file as UTF-8, then try again.
    1: line 1 holds a carriage return that does not end the line. Save the file with Unix (LF) or Windows (CRLF) line endings throughout, then try again.
    3: the quote that opens the value of CCAT_API_KEY on line 3 is never properly closed. Close the quote on that line; a backslash before the closing quote makes readers skip it.
    1: the quote that opens the value of A on line 1 is never properly closed. Close the quote on that line; a backslash before the closing quote makes readers skip it.
    1: the quote that opens the value of A on line 1 is never properly closed. Close the quote on that line; a backslash before the closing quote makes readers skip it.
    -: the file has 16777217 bytes, more than the 16777216 that such a file can sensibly have. Check that this is the configuration file and not something else of the same name.
    -: the file has more than 200000 lines. Check that this is the configuration file and not something else of the same name.
    ");
}

#[test]
fn debug_output_holds_no_value() {
    let document = parse("CCAT_API_KEY=hunter2 # hunter2\nhunter2\n");
    let shown = format!(
        "{document:?} {:?} {:?}",
        document.get("CCAT_API_KEY").unwrap(),
        document.unread().next().unwrap()
    );
    assert!(!shown.contains("hunter2"), "a value was shown: {shown}");
    assert!(
        shown.contains("CCAT_API_KEY"),
        "the name helps and is no secret: {shown}"
    );
}

#[test]
fn what_a_container_gets_has_its_variables_filled_in() {
    let document = parse("A=one\nB=${A}-$A\nC='${A}'\nD=${NONE}\nE=x${NONE}\nF=\"${NONE:-two}\"\n");
    let composed = |key: &str| {
        let filled = document.composed(&document.get(key).unwrap());
        (filled.text, filled.complete)
    };
    for (key, text, complete, why) in [
        ("B", "one-one", true, "from the file itself"),
        ("C", "${A}", true, "single quotes keep it"),
        (
            "D",
            "",
            false,
            "a key of nothing but this leaves the bot open",
        ),
        ("E", "x", false, "the rest of it counts"),
        ("F", "two", true, "the default"),
    ] {
        assert_eq!(composed(key), (text.to_owned(), complete), "{key}: {why}");
    }
}

#[test]
fn docker_compose_stops_at_some_lines_and_reads_others_as_assignments() {
    let said = |line: &str| {
        let document = parse(&format!("{line}\nA=1\n"));
        let unread = document.unread().next().unwrap();
        (
            unread.stops_compose(),
            unread.assigned_by_compose().map(str::to_owned),
        )
    };
    for line in [
        "two words",
        "'Q'=v",
        "K+=1",
        "; x",
        "// x",
        "<<<<<<< HEAD",
        "set K=1",
    ] {
        assert!(said(line).0, "compose-go 2.16.2 stops at {line:?}");
    }
    for line in ["bare", "export K", "=v", "=======", "[section]", "é=1"] {
        assert_eq!(said(line), (false, None), "it goes on after {line:?}");
    }
    for line in ["K: v", "K:v", "export K: v"] {
        assert_eq!(said(line), (false, Some("K".to_owned())), "{line:?}");
    }
    let mut document = parse("K_1=x\nK: v\n");
    document.set("K", "w").unwrap();
    assert_eq!(
        document.text(),
        "K_1=x\nK: v\nK=w\n",
        "the last one counts for compose, too"
    );
    let mut document = parse("K=u\nK: v\n");
    assert!(
        matches!(
            document.set("K", "w"),
            Err(DocumentError::EditRefused { line: Some(2), .. })
        ),
        "what is written must be what counts, for compose as for the others"
    );
    assert_eq!(document.text(), "K=u\nK: v\n", "and nothing is written");
}

/// A file may be large; whoever can write one must not be able to hang the console with it. Looking at every other name
/// for each takes many minutes here.
#[test]
fn a_hundred_thousand_names_can_be_asked_for_one_by_one() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for at in 0..100_000 {
        writeln!(text, "KEY_{at}={at}").unwrap();
    }
    let document = parse(&text);
    for at in 0..100_000 {
        let value = document.get(&format!("KEY_{at}")).unwrap().value;
        assert_eq!(value, at.to_string());
    }
}
