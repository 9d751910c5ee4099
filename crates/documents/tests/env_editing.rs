//! What an edit of a `.env` file changes, and what it leaves alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use chatelaine_documents::{DocumentError, EnvDocument, Quoting, refuse_value};

fn parse(text: &str) -> EnvDocument {
    EnvDocument::parse(text.as_bytes()).expect("the text is a readable document")
}

/// Document before, key, value, document after.
const SETS: &[(&str, &str, &str, &str)] = &[
    // Only the value changes: `export`, spacing, comment, quotes and line end stay.
    ("K=old\n", "K", "new", "K=new\n"),
    ("K=old", "K", "new", "K=new"),
    ("export K=old # why\n", "K", "new", "export K=new # why\n"),
    (
        "export K='old' # why\n",
        "K",
        "new",
        "export K='new' # why\n",
    ),
    ("K=\"old\"\n", "K", "new", "K=\"new\"\n"),
    ("  K = old  \n", "K", "new", "  K = new  \n"),
    ("K=old\r\nB=1\n", "K", "new", "K=new\r\nB=1\n"),
    (
        "A=1\n\n# about\nK=old\nB=2\n",
        "K",
        "new",
        "A=1\n\n# about\nK=new\nB=2\n",
    ),
    (
        "K='two\nlines' # why\nB=2\n",
        "K",
        "new",
        "K='new' # why\nB=2\n",
    ),
    // Quotes where they are needed, of the kind that every reader understands.
    ("K=old\n", "K", "two words", "K='two words'\n"),
    ("K=\"old\"\n", "K", "two words", "K=\"two words\"\n"),
    ("K=\"old\"\n", "K", "say \"hi\"", "K='say \"hi\"'\n"),
    ("K='old'\n", "K", "it's", "K=\"it's\"\n"),
    ("K=old\n", "K", "a#b", "K='a#b'\n"),
    ("K=old\n", "K", "", "K=\n"),
    ("K='old'\n", "K", "", "K=''\n"),
    ("K=old # why\n", "K", "", "K='' # why\n"),
    // The last duplicate counts, so it is the one that changes.
    ("K=1\nK=2\n", "K", "3", "K=1\nK=3\n"),
    // Spellings that readers disagree on are replaced as a whole; what reads as a comment stays one.
    ("K='it's' # why\n", "K", "new", "K=new # why\n"),
    ("K=\"a\\nb\"\n", "K", "new", "K=\"new\"\n"),
    ("K=a#c\n", "K", "new", "K=new\n"),
    ("K= # why\n", "K", "new", "K=new # why\n"),
    ("K=# why\n", "K", "", "K='' # why\n"),
    ("K='a'#why\n", "K", "new", "K='new' #why\n"),
    ("K=   # why\n", "K", "", "K='' # why\n"),
    ("K=old\t# why\n", "K", "new", "K=new # why\n"),
    ("K=\t\n", "K", "new", "K=new\n"),
    ("K= \n", "K", "new", "K=new \n"),
    ("K= old\n", "K", "", "K= \n"),
    // A new line comes after the commented-out one, else after its group, else at the end.
    (
        "A=1\n# K=example\nB=2\n",
        "K",
        "new",
        "A=1\n# K=example\nK=new\nB=2\n",
    ),
    (
        "A=1\n#K=example\nB=2\n",
        "K",
        "new",
        "A=1\n#K=example\nK=new\nB=2\n",
    ),
    ("#KEY=no\nA=1\n", "K", "new", "#KEY=no\nA=1\nK=new\n"),
    (
        "CCAT_A=1\nCCAT_B='2\n3'\n\nOTHER=1\n",
        "CCAT_C",
        "new",
        "CCAT_A=1\nCCAT_B='2\n3'\nCCAT_C=new\n\nOTHER=1\n",
    ),
    ("A=1", "K", "new", "A=1\nK=new\n"),
    ("A=1\r\nB=2", "K", "new", "A=1\r\nB=2\r\nK=new\r\n"),
    (
        "A=1\r\nB=2\r\nC=3\n",
        "B_X",
        "new",
        "A=1\r\nB=2\r\nC=3\nB_X=new\r\n",
    ),
    ("", "K", "new", "K=new\n"),
    ("\u{feff}# hi\nK=old\n", "K", "new", "\u{feff}# hi\nK=new\n"),
    ("\u{feff}", "K", "new", "\u{feff}\nK=new\n"),
    ("\u{feff}K=old\n", "K", "new", "\u{feff}K=new\n"),
    ("K: v\nbare\n", "K", "new", "K: v\nbare\nK=new\n"),
];

#[test]
fn setting_a_value_changes_that_value_and_nothing_else() {
    for (before, key, value, after) in SETS {
        let mut document = parse(before);
        document
            .set(key, value)
            .unwrap_or_else(|error| panic!("{before:?}: {error}"));
        assert_eq!(document.text(), *after, "{before:?} with {key} = {value:?}");
        assert_eq!(
            document.get(key).unwrap().value,
            *value,
            "{before:?} reads back"
        );
        document.set(key, value).unwrap();
        assert_eq!(
            document.text(),
            *after,
            "{before:?}: setting it again changes nothing"
        );
    }
}

#[test]
fn a_value_that_readers_disagree_on_is_refused_with_the_reason_and_nothing_changes() {
    let values = [
        "a\nb",
        "a\r",
        "\u{1b}[31m",
        "$HOME",
        "`id`",
        "it's \"it\"",
        "ends with \\",
        r"a\\b",
        "it's a \\",
        "\u{2028}",
    ];
    let reasons: Vec<String> = values
        .iter()
        .map(|value| {
            let mut document = parse("K=old # why\n");
            let error = document
                .set("K", value)
                .expect_err("no spelling carries this");
            assert_eq!(
                document.text(),
                "K=old # why\n",
                "a refused edit leaves the document alone"
            );
            assert_eq!(Err(error.clone()), refuse_value(value), "both say the same");
            match error {
                DocumentError::ValueRefused { why } => format!("{value:?}: {why}"),
                other => panic!("{value:?}: {other}"),
            }
        })
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r#"
    "a\nb": it holds a line end, and only some readers accept values of several lines
    "a\r": it holds a line end, and only some readers accept values of several lines
    "\u{1b}[31m": it holds a control character, which terminals and readers change or drop
    "$HOME": it holds `$`, which starts a variable; python-dotenv expands `${…}` even in single quotes
    "`id`": it holds a backtick, which runs a command in a shell and is a quote for node
    "it's \"it\"": it holds both kinds of quote, and readers differ on how to escape them
    "ends with \\": it holds a backslash that some readers drop or take as an escape
    "a\\\\b": it holds a backslash that some readers drop or take as an escape
    "it's a \\": it holds a backslash that some readers drop or take as an escape
    "\u{2028}": it holds a line end, and only some readers accept values of several lines
    "#);
}

#[test]
fn the_simplest_spelling_that_works_is_chosen() {
    let cases = [
        ("zkV9-_x", Quoting::Plain),
        ("https://a.example,https://b.example:8443", Quoting::Plain),
        ("", Quoting::Plain),
        ("a b", Quoting::Single),
        ("#a", Quoting::Single),
        ("~", Quoting::Single),
        ("é", Quoting::Single),
        (r"a\nb", Quoting::Single),
        ("\"", Quoting::Single),
        ("'", Quoting::Double),
    ];
    for (value, quoting) in cases {
        assert_eq!(refuse_value(value), Ok(quoting), "spelling of {value:?}");
    }
}

#[test]
fn a_new_name_has_to_be_one_for_every_reader() {
    for key in ["", "1K", "my-key", "a.b", "a b", "K=x", "ä", "K\n"] {
        let mut document = parse("A=1\n");
        assert_eq!(
            document.set(key, "v"),
            Err(DocumentError::InvalidKey),
            "{key:?}"
        );
        assert_eq!(
            document.text(),
            "A=1\n",
            "a refused edit leaves the document alone"
        );
    }
    let mut document = parse("my-key=old\n");
    document
        .set("my-key", "new")
        .expect("what is there already can be edited");
    assert_eq!(document.text(), "my-key=new\n");
}

#[test]
fn removing_takes_every_assignment_with_its_whole_line_and_no_comment() {
    let cases = [
        (
            "A=1\nK=1\n# K=c\nexport K='2\n3' # x\nB=2\n",
            true,
            "A=1\n# K=c\nB=2\n",
        ),
        ("A=1\r\nK=1\r\n", true, "A=1\r\n"),
        ("A=1\nK=1", true, "A=1\n"),
        ("A=1\n", false, "A=1\n"),
        ("\u{feff}K=1\nB=2\n", true, "\u{feff}\nB=2\n"),
    ];
    for (before, found, after) in cases {
        let mut document = parse(before);
        assert_eq!(document.remove("K"), Ok(found), "{before:?}");
        assert_eq!(document.text(), after, "{before:?}");
    }
}

#[test]
fn earlier_duplicates_go_and_the_one_that_counts_stays() {
    let mut document = parse("K=1\nA=1\nK=2\nK=3 # x\n");
    assert_eq!(document.remove_earlier_duplicates("K"), Ok(2));
    assert_eq!(document.text(), "A=1\nK=3 # x\n");
    assert_eq!(
        document.remove_earlier_duplicates("K"),
        Ok(0),
        "nothing is left to remove"
    );
}

#[test]
fn a_legacy_name_is_renamed_in_place_unless_the_new_one_is_taken() {
    let mut document = parse("export API_KEY='x' # y\nCCAT_B=1\nAPI_KEY=2\n");
    assert_eq!(document.rename("API_KEY", "CCAT_API_KEY"), Ok(true));
    assert_eq!(
        document.text(),
        "export CCAT_API_KEY='x' # y\nCCAT_B=1\nCCAT_API_KEY=2\n"
    );
    assert_eq!(
        document.rename("API_KEY", "CCAT_API_KEY"),
        Ok(false),
        "there is none any more"
    );
    let taken = DocumentError::KeyTaken {
        key: "CCAT_API_KEY".to_owned(),
        line: 3,
    };
    assert_eq!(document.rename("CCAT_B", "CCAT_API_KEY"), Err(taken));
    assert_eq!(
        document.rename("CCAT_B", "a b"),
        Err(DocumentError::InvalidKey)
    );
    let mut document = parse("my-key = x\n");
    assert_eq!(
        document.rename("my-key", "MY_KEY"),
        Ok(true),
        "a better name may end a disagreement"
    );
    assert_eq!(document.text(), "MY_KEY = x\n");
}

#[test]
fn an_empty_document_starts_a_file() {
    let mut document = EnvDocument::empty();
    document.set("CCAT_API_KEY", "a").unwrap();
    document.set("CCAT_API_KEY_WS", "b").unwrap();
    document.set("CCAT_JWT_SECRET", "c").unwrap();
    assert_eq!(
        document.text(),
        "CCAT_API_KEY=a\nCCAT_API_KEY_WS=b\nCCAT_JWT_SECRET=c\n"
    );
}
