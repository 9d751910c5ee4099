//! What is seen in a YAML file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod yaml_support;

use chatelaine_documents::{
    Dialect, Document, DocumentError, DocumentKind, KeyPath, Shape, Style, Typed, YamlDocument,
    typed,
};
use yaml_support::generate::CORPUS;
use yaml_support::{open, path};

fn corpus(name: &str) -> YamlDocument {
    let (_, text) = CORPUS.iter().find(|(known, _)| *known == name).unwrap();
    open(text)
}

#[test]
fn a_value_is_seen_as_it_is_written_and_where() {
    let bot = corpus("chatto_bot");
    assert_eq!(bot.kind(), DocumentKind::Yaml);
    let at = |place: &str| bot.get(&path(place)).unwrap_or_else(|| panic!("{place}"));
    let token = at("extensions.my_server.token");
    assert_eq!(
        (token.text.as_str(), token.style),
        ("old-ext-token", Style::Double)
    );
    assert_eq!((token.line, token.column), (4, 61));
    assert_eq!(&bot.text()[token.span.clone()], "\"old-ext-token\"");
    assert!(!token.shared && token.tag.is_none() && token.shape == Shape::Scalar);
    assert_eq!(at("extensions.other.url").style, Style::Single);
    assert_eq!(at("extensions.my_server").shape, Shape::Mapping);
    assert_eq!(at("conversation.existing").shape, Shape::Mapping);

    let unset = at("auth.token");
    assert_eq!((unset.shape, unset.text.as_str()), (Shape::Null, ""));
    assert_eq!((unset.line, unset.span.len()), (20, 0));
    assert!(
        bot.text()[..unset.span.start].ends_with("token:"),
        "right behind the colon"
    );
    assert!(bot.get(&path("auth.tokens")).is_none());
    assert!(bot.get(&path("auth.token.more")).is_none());
    assert!(bot.get(&path("auth[0]")).is_none());
    assert_eq!(bot.get(&KeyPath::root()).unwrap().shape, Shape::Mapping);
}

#[test]
fn texts_are_decoded_but_no_type_is_read_into_them() {
    let odd = corpus("odd_layout");
    let text = |place: &str| {
        odd.get(&path(place))
            .unwrap_or_else(|| panic!("{place}"))
            .text
    };
    assert_eq!(text("plain"), "value");
    assert_eq!(text("quoted key"), "it's");
    assert_eq!(text("single"), "esc \" \\ A \u{263a}");
    assert_eq!(text("multi"), "one two\nthree");
    assert_eq!(text("folded"), "text\nmore\n\n");
    assert_eq!(text("kept"), "  two more\nend");
    assert_eq!(text("spaced"), "value");
    assert_eq!(text("seq_of_seq[0][1]"), "b");
    assert_eq!(text("seq_of_seq[3].l"), "w");
    assert_eq!(text("flow[1].b"), "c");
    assert_eq!(text("flow[3].f"), "g");
    assert_eq!(
        odd.get(&path("custom")).unwrap().tag.as_deref(),
        Some("!e!thing")
    );
    assert_eq!(odd.get(&path("kept")).unwrap().style, Style::Block);
    let kept = odd.get(&path("kept")).unwrap();
    assert_eq!(&odd.text()[kept.span], "|2-\n    two more\n  end");
    let secrets = corpus("secrets_like");
    for (place, written) in [
        ("octal", "00123"),
        ("hex", "0x1F"),
        ("under", "1_000"),
        ("yes", "yes"),
        ("hash", "a#b"),
    ] {
        assert_eq!(secrets.get(&path(place)).unwrap().text, written);
    }
    assert_eq!(
        secrets.get(&path("url")).unwrap().text,
        "http://u:p@host:1/x?y=z&w#f"
    );
}

#[test]
fn what_comes_through_aliases_and_merge_keys_is_seen_and_called_shared() {
    let file = corpus("aliases");
    let at = |place: &str| file.get(&path(place)).unwrap_or_else(|| panic!("{place}"));
    let told = |place: &str| (at(place).text, at(place).shared);
    assert_eq!(told("three"), ("shared".to_owned(), true));
    assert_eq!(at("three").style, Style::Double);
    assert_eq!(told("one.user"), ("admin".to_owned(), true));
    assert_eq!(
        told("one.token"),
        ("own".to_owned(), false),
        "its own key wins over the merge key"
    );
    assert_eq!(told("two.extra"), ("1".to_owned(), true));
    assert_eq!(told("two.nested.b[1]"), ("y".to_owned(), true));
    assert_eq!(told("list[1].a"), ("1".to_owned(), true));
    assert_eq!(told("admin"), ("key by alias".to_owned(), false));
    assert_eq!(told("last"), ("value".to_owned(), true), "anchored");
    let names = |place: &str| -> Vec<String> {
        let children = file.children(&path(place));
        children
            .iter()
            .map(|child| child.path.to_string())
            .collect()
    };
    assert_eq!(
        names("two"),
        ["two.user", "two.token", "two.nested", "two.extra"],
        "its own keys come first"
    );
    assert_eq!(names("list"), ["list.0", "list.1", "list.2"]);
}

#[test]
fn children_and_scalars_are_in_the_order_of_the_file() {
    let config = corpus("programy_config");
    let names: Vec<String> = (config.children(&path("rest")).iter())
        .map(|child| format!("{} {}:{}", child.path, child.line, child.column))
        .collect();
    assert_eq!(names[0], "rest.host 2:3");
    assert_eq!(names[8], "rest.brains 11:3");
    let items = config.children(&path("rest.brains"));
    assert_eq!(
        items.iter().map(|item| item.line).collect::<Vec<_>>(),
        [12, 16, 18]
    );
    let scalars = config.scalars();
    let lines: Vec<usize> = scalars.iter().map(|(_, node)| node.line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    for (path, node) in &scalars {
        assert_eq!(config.get(path).as_ref(), Some(node), "{path}");
    }
    let twice = corpus("duplicates");
    let paths: Vec<String> = twice
        .scalars()
        .iter()
        .map(|(path, _)| path.to_string())
        .collect();
    assert_eq!(
        paths,
        [
            "auth.token",
            "auth.user",
            "auth.token",
            "auth.token",
            "list.0.a",
            "list.0.a",
            "auth2",
            "auth2"
        ]
    );
    let duplicates: Vec<(String, Vec<usize>)> = (twice.duplicates().into_iter())
        .map(|twice| (twice.path.to_string(), twice.lines))
        .collect();
    assert_eq!(
        duplicates,
        [
            ("auth".to_owned(), vec![1, 3]),
            ("auth2".to_owned(), vec![8, 9]),
            ("auth.token".to_owned(), vec![5, 6]),
            ("list.0.a".to_owned(), vec![7, 7]),
        ]
    );
    assert_eq!(
        twice.children(&KeyPath::root()).len(),
        3,
        "a key that stands twice is one child"
    );
}

#[test]
fn files_without_anything_in_them_are_read() {
    for text in [
        "",
        "\n",
        "# c\n",
        "---\n",
        "\u{feff}",
        "---\n...\n",
        "...\n",
    ] {
        let document = open(text);
        assert!(document.children(&KeyPath::root()).is_empty(), "{text:?}");
        assert!(document.get(&path("a")).is_none());
        assert_eq!(document.text(), text);
    }
    assert_eq!(YamlDocument::empty().text(), "");
    assert!(YamlDocument::empty().scalars().is_empty());
}

#[test]
fn what_is_no_yaml_is_refused_with_the_line_and_without_its_content() {
    let cases = [
        ("a: 1\nb: \"secret\nc: 2\n", "quote"),
        ("a: 1\n\tsecret: 2\n", ""),
        ("a: *secret\n", "alias"),
        ("a: [secret\nb: 1\n", ""),
        ("a: 1\n secret: 2\n", ""),
        ("a: &x [*x]\n", "alias"),
        ("a: &secret 1\n---\nb: *secret\n", "alias"),
        ("a: \"\\secret\"\n", "backslash"),
    ];
    for (text, word) in cases {
        let error = YamlDocument::parse(text.as_bytes()).expect_err(text);
        let DocumentError::NotYaml { why, line } = error.clone() else {
            panic!("{text:?}: {error:?}")
        };
        assert!(
            why.contains(word) && line.is_some(),
            "{text:?}: {why} {line:?}"
        );
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
    let refused = |bytes: &[u8]| YamlDocument::parse(bytes).expect_err("it is no text");
    assert!(matches!(refused(b"a: \0"), DocumentError::Nul { line: 1 }));
    assert!(matches!(
        refused(b"a: 1\nb: \xff\n"),
        DocumentError::NotUtf8 { line: 2 }
    ));
    assert!(matches!(
        refused(b"a: 1\rb: 2\n"),
        DocumentError::CarriageReturn { line: 1 }
    ));
}

#[test]
fn debug_output_holds_no_value() {
    let document = open("token: secret-value\n");
    let shown = format!("{document:?} {:?}", document.get(&path("token")));
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn each_reader_reads_its_own_types_into_values_without_quotes() {
    let of = |dialect, value: &str| {
        let document = open(&format!("a: {value}\n"));
        typed(dialect, &document.get(&path("a")).unwrap())
    };
    let integer = |digits: &str| Typed::Integer(digits.to_owned());
    let text = |text: &str| Typed::Text(text.to_owned());
    use Dialect::{Go, Yaml11, Yaml12};
    let cases = [
        (Go, "00123", integer("83")),
        (Go, "0x1F", integer("31")),
        (Go, "1e5", Typed::Float(100_000.0)),
        (Go, "1_000", integer("1000")),
        (Go, "yes", Typed::Bool(true)),
        (Go, "true", Typed::Bool(true)),
        (Go, "n", Typed::Bool(false)),
        (Go, "~", Typed::Null),
        (Go, "null", Typed::Null),
        (Go, "08", Typed::Float(8.0)),
        (Go, "0b11", integer("3")),
        (Go, "-0x10", integer("-16")),
        (Go, "18446744073709551615", integer("18446744073709551615")),
        (
            Go,
            "18446744073709551616",
            Typed::Float(18_446_744_073_709_551_616.0),
        ),
        (Go, "2024-01-01", text("2024-01-01")),
        (Go, "12:30:45", text("12:30:45")),
        (Go, "=", text("=")),
        (Go, "1e999", text("1e999")),
        (Go, "!vault x", text("x")),
        (Yaml12, "012", integer("12")),
        (Yaml12, "0x10", integer("16")),
        (Yaml12, "1_000", integer("1000")),
        (Yaml12, "1e5", Typed::Float(100_000.0)),
        (Yaml12, "yes", text("yes")),
        (Yaml12, "on", text("on")),
        (Yaml12, "2020-01-01", Typed::Timestamp),
        (Yaml12, "~", Typed::Null),
        (Yaml11, "012", integer("10")),
        (Yaml11, "08", text("08")),
        (Yaml11, "1e5", text("1e5")),
        (Yaml11, "y", text("y")),
        (Yaml11, "on", Typed::Bool(true)),
        (Yaml11, "12:30:45", integer("45045")),
        (Yaml11, "=", Typed::Refused),
        (Yaml11, "!vault x", Typed::Refused),
    ];
    for (dialect, value, expected) in cases {
        assert!(of(dialect, value) == expected, "{dialect:?} {value}");
    }
    for dialect in [Yaml11, Go, Yaml12] {
        assert!(
            of(dialect, "'00123'") == text("00123"),
            "quotes make text of everything"
        );
        assert!(of(dialect, "\"null\"") == text("null"));
        assert!(of(dialect, "|-\n  yes") == text("yes"));
        assert!(of(dialect, "!!str 5") == text("5"));
        assert!(of(dialect, "") == Typed::Null);
        assert!(of(dialect, "[1]") == Typed::Collection);
        assert!(of(dialect, "!!int '5'") == integer("5"));
    }
}

/// Measured with PyYAML 6.0, ruamel.yaml 0.19 and yaml.v2: a token that ends the file so has no line end in it.
#[test]
fn a_block_of_text_that_ends_the_file_has_no_line_end_unless_it_is_written() {
    for (text, read) in [
        ("k: |\n  abc", "abc"),
        ("k: >\n  abc", "abc"),
        ("k: |+\n  abc", "abc"),
        ("k: |-\n  abc", "abc"),
        ("k: |\n  abc\n", "abc\n"),
        ("k: |+\n  abc\n", "abc\n"),
        ("k: |\n  abc\n\n", "abc\n"),
    ] {
        let document = open(text);
        assert_eq!(document.get(&path("k")).unwrap().text, read, "{text:?}");
        let scalars = document.scalars();
        assert_eq!(scalars[0].1.text, read, "{text:?} in the list of scalars");
    }
}
