//! The structures that configuration files are made of, each with one edit and every byte of the result.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod yaml_support;

use chatelaine_documents::{Document, Scalar};
use yaml_support::{open, path, refusal, removed, set, set_scalar};

/// Sets `place` to `NEW` and compares every byte.
fn sets(before: &str, place: &str, after: &str) {
    assert_eq!(set(before, place, "NEW"), after, "{place} in {before:?}");
}

fn text() -> Scalar {
    Scalar::Text("NEW".to_owned())
}

#[test]
fn a_plain_value_is_replaced_and_its_comment_stays() {
    sets(
        "auth:\n  token: old   # rotate monthly\nport: 1\n",
        "auth.token",
        "auth:\n  token: \"NEW\"   # rotate monthly\nport: 1\n",
    );
    sets("a: old words here\n", "a", "a: \"NEW\"\n");
    sets(
        "a: one\n  two\n  three # c\nb: 1\n",
        "a",
        "a: \"NEW\" # c\nb: 1\n",
    );
    sets("a: ${OLD}\n", "a", "a: \"NEW\"\n");
}

#[test]
fn quotes_of_both_kinds_are_replaced_whole() {
    sets("a: \"old \\\" one\" # c\n", "a", "a: \"NEW\" # c\n");
    sets("a: 'it''s old'\n", "a", "a: \"NEW\"\n");
    sets("a: 'two\n  lines'  # c\n", "a", "a: \"NEW\"  # c\n");
    sets("a: \"two\n\n  lines\"\nb: 1\n", "a", "a: \"NEW\"\nb: 1\n");
}

#[test]
fn a_value_that_is_not_there_yet_comes_behind_the_colon() {
    sets(
        "telegram:\n  bot_key:   # from the bot father\n",
        "telegram.bot_key",
        "telegram:\n  bot_key: \"NEW\"   # from the bot father\n",
    );
    sets("bot_key:\n", "bot_key", "bot_key: \"NEW\"\n");
    sets("bot_key:", "bot_key", "bot_key: \"NEW\"");
    sets("bot_key: \nb: 1\n", "bot_key", "bot_key: \"NEW\"\nb: 1\n");
    sets("bot_key :\nb: 1\n", "bot_key", "bot_key : \"NEW\"\nb: 1\n");
    sets("bot_key: null # c\n", "bot_key", "bot_key: \"NEW\" # c\n");
    sets("bot_key: ~\n", "bot_key", "bot_key: \"NEW\"\n");
    sets(
        "a:\n# about b\nb: 1\n",
        "a",
        "a: \"NEW\"\n# about b\nb: 1\n",
    );
}

#[test]
fn a_parent_that_is_null_becomes_a_mapping() {
    sets(
        "rest:   # or telegram\n\nslack:\n  token: x\n",
        "rest.callback_token",
        "rest:   # or telegram\n  callback_token: \"NEW\"\n\nslack:\n  token: x\n",
    );
    sets(
        "a: 1\nrest:\n",
        "rest.token",
        "a: 1\nrest:\n  token: \"NEW\"\n",
    );
    sets("rest:", "rest.token", "rest:\n  token: \"NEW\"");
    sets(
        "rest: null  # none\n",
        "rest.token",
        "rest:  # none\n  token: \"NEW\"\n",
    );
    sets(
        "rest: ~\nb: 1\n",
        "rest.token",
        "rest:\n  token: \"NEW\"\nb: 1\n",
    );
    sets(
        "rest: &r\nb: 1\n",
        "rest.token",
        "rest: &r\n  token: \"NEW\"\nb: 1\n",
    );
    sets(
        "rest:\n    # token: example\nb:\n    c: 1\n",
        "rest.token",
        "rest:\n    token: \"NEW\"\n    # token: example\nb:\n    c: 1\n",
    );
    sets(
        "a:\n- rest:\n",
        "a[0].rest.token",
        "a:\n- rest:\n    token: \"NEW\"\n",
    );
    sets(
        "a:\n-\n- 1\n",
        "a[0].token",
        "a:\n-\n  token: \"NEW\"\n- 1\n",
    );
}

#[test]
fn an_absent_key_comes_behind_the_last_of_its_siblings() {
    sets(
        "auth:\n    user: me  # admin\n\n# the port\nport: 1\n",
        "auth.token",
        "auth:\n    user: me  # admin\n    token: \"NEW\"\n\n# the port\nport: 1\n",
    );
    sets("a: 1\nb:\n  c: 2\n", "d", "a: 1\nb:\n  c: 2\nd: \"NEW\"\n");
    sets(
        "a: 1\n\n\n# the end\n",
        "d",
        "a: 1\nd: \"NEW\"\n\n\n# the end\n",
    );
    sets("a: 1\n", "b.c.d", "a: 1\nb:\n  c:\n    d: \"NEW\"\n");
    sets(
        "x:\n    y: 1\n",
        "b.c",
        "x:\n    y: 1\nb:\n    c: \"NEW\"\n",
    );
    sets("a:\n- b: 1\n", "a[0].c", "a:\n- b: 1\n  c: \"NEW\"\n");
    sets(
        "a:\n  -   b: 1\nz: 1\n",
        "a[0].c",
        "a:\n  -   b: 1\n      c: \"NEW\"\nz: 1\n",
    );
    sets(
        "a:\n  b: |\n    text\n\nz: 1\n",
        "a.c",
        "a:\n  b: |\n    text\n  c: \"NEW\"\n\nz: 1\n",
    );
    sets(
        "a:\n  b: |+\n    text\n\nz: 1\n",
        "a.c",
        "a:\n  b: |+\n    text\n\n  c: \"NEW\"\nz: 1\n",
    );
    sets(
        "a:\n  b: [1,\n    2]  # c\n",
        "a.c",
        "a:\n  b: [1,\n    2]  # c\n  c: \"NEW\"\n",
    );
    sets(
        "a:\n  b: 1\n",
        "a.my key",
        "a:\n  b: 1\n  \"my key\": \"NEW\"\n",
    );
    sets("a: 1\n", "yes", "a: 1\n\"yes\": \"NEW\"\n");
    sets("a: 1\n", "123", "a: 1\n\"123\": \"NEW\"\n");
}

#[test]
fn an_empty_file_gets_its_first_key() {
    sets("", "a.b", "a:\n  b: \"NEW\"\n");
    sets("# only a comment\n", "a", "# only a comment\na: \"NEW\"\n");
    sets("# only a comment", "a", "# only a comment\na: \"NEW\"");
    sets("---\n", "a", "---\na: \"NEW\"\n");
    sets("---\n# c\n", "a", "---\n# c\na: \"NEW\"\n");
    sets("---", "a", "---\na: \"NEW\"");
    sets("---\n...\n", "a", "---\na: \"NEW\"\n...\n");
    sets("\u{feff}", "a", "\u{feff}a: \"NEW\"\n");
    sets("\r\n# c\r\n", "a", "\r\n# c\r\na: \"NEW\"\r\n");
    sets("{}\n", "a", "{a: \"NEW\"}\n");
}

#[test]
fn only_the_first_document_of_a_stream_is_edited() {
    sets("a: 1\n---\na: 2\n", "a", "a: \"NEW\"\n---\na: 2\n");
    sets("a: 1\n---\nb: 2\n", "b", "a: 1\nb: \"NEW\"\n---\nb: 2\n");
    sets("---\n---\nb: 2\n", "b", "---\nb: \"NEW\"\n---\nb: 2\n");
    sets(
        "%YAML 1.2\n---\na: 1 # c\n...\n",
        "b",
        "%YAML 1.2\n---\na: 1 # c\nb: \"NEW\"\n...\n",
    );
    assert!(open("a: 1\n---\nb: 2\n").get(&path("b")).is_none());
}

#[test]
fn line_ends_byte_order_marks_and_unfinished_lines_stay() {
    sets("a: old\r\nb: 1\r\n", "a", "a: \"NEW\"\r\nb: 1\r\n");
    sets(
        "a:\r\n  b: 1\r\nc: 2\r\n",
        "a.d",
        "a:\r\n  b: 1\r\n  d: \"NEW\"\r\nc: 2\r\n",
    );
    sets("a: old", "a", "a: \"NEW\"");
    sets("a: 1", "b", "a: 1\nb: \"NEW\"");
    sets("a: 1\r\nc: 2", "b", "a: 1\r\nc: 2\r\nb: \"NEW\"");
    sets("\u{feff}a: old\n", "a", "\u{feff}a: \"NEW\"\n");
    sets("\u{feff}a: 1\n", "b", "\u{feff}a: 1\nb: \"NEW\"\n");
    sets(
        "é: 'ü' # ñ\nb: old # ß\n",
        "b",
        "é: 'ü' # ñ\nb: \"NEW\" # ß\n",
    );
}

#[test]
fn blocks_of_text_are_replaced_with_their_header() {
    sets("a: |\n  one\n  two\n\nb: 1\n", "a", "a: \"NEW\"\n\nb: 1\n");
    sets(
        "a: >-  # folded\n  one\n\n  two\nb: 1\n",
        "a",
        "a: \"NEW\"  # folded\nb: 1\n",
    );
    sets("a: |2+\n    one\n\n\nb: 1\n", "a", "a: \"NEW\"\n\n\nb: 1\n");
    sets("a: |\r\n  one\r\nb: 1\r\n", "a", "a: \"NEW\"\r\nb: 1\r\n");
    sets("a: |\nb: 1\n", "a", "a: \"NEW\"\nb: 1\n");
    sets("l:\n- |\n  one\n- b\n", "l[0]", "l:\n- \"NEW\"\n- b\n");
    sets("a: &t |\n  one\nb: 1\n", "a", "a: &t \"NEW\"\nb: 1\n");
    sets(
        "a: |\n\n  | one\n  > two\nb: 1\n",
        "a",
        "a: \"NEW\"\nb: 1\n",
    );
}

#[test]
fn the_last_line_of_a_block_of_text_is_neither_finished_nor_cut_short() {
    let (why, _) = refusal(|d| d.set(&path("b"), &text()), "a: |\n  x");
    assert!(
        why.contains("not finished"),
        "PyYAML would read another line end into `a`: {why}"
    );
    assert_eq!(
        removed("a: |\n  x\nb: 1", "b"),
        "a: |\n  x\n",
        "without it PyYAML reads `a` without"
    );
    sets("a: |\n  x", "a", "a: \"NEW\"");
}

#[test]
fn explicit_types_stay_where_they_fit_and_stop_the_edit_where_they_do_not() {
    sets("a: !!str old\n", "a", "a: !!str \"NEW\"\n");
    sets("a: &t !!str old\n", "a", "a: &t !!str \"NEW\"\n");
    sets("a: !!str\n", "a", "a: !!str \"NEW\"\n");
    refusal(|d| d.set(&path("a"), &text()), "a: !vault old\n");
    refusal(|d| d.set(&path("a"), &text()), "a: !!int 5\n");
    assert_eq!(
        open("a: !vault x\n")
            .get(&path("a"))
            .unwrap()
            .tag
            .as_deref(),
        Some("!vault")
    );
}

#[test]
fn values_that_are_no_text_stand_without_quotes() {
    assert_eq!(
        set_scalar("a: old\n", "a", &Scalar::Switch(true)),
        "a: true\n"
    );
    assert_eq!(set_scalar("a: 'x'\n", "a", &Scalar::Integer(-5)), "a: -5\n");
    assert_eq!(
        set_scalar("a: x\n", "a", &Scalar::Number(1e20)),
        "a: 100000000000000000000.0\n"
    );
    assert_eq!(
        set_scalar("a: x\n", "a", &Scalar::Number(0.25)),
        "a: 0.25\n"
    );
    let reference = Scalar::Reference("BOT_TOKEN".to_owned());
    assert_eq!(
        set_scalar("a: x # c\n", "a", &reference),
        "a: ${BOT_TOKEN} # c\n"
    );
    refusal(|d| d.set(&path("a.b"), &reference), "a: {b: 1}\n");
    refusal(|d| d.set(&path("a.c"), &reference), "a: {b: 1}\n");
    for name in ["", "1A", "A-B", "A}", "A B"] {
        refusal(
            |d| d.set(&path("a"), &Scalar::Reference(name.to_owned())),
            "a: 1\n",
        );
    }
    refusal(|d| d.set(&path("a"), &Scalar::Number(f64::NAN)), "a: 1\n");
}

#[test]
fn what_is_there_already_stays_as_it_is_written() {
    for same in [
        "a: 'NEW'\n",
        "a: NEW\n",
        "a: \"\\x4eEW\"\n",
        "a: |-\n  NEW\nb: 1\n",
    ] {
        sets(same, "a", same);
    }
    let keeps = |before: &str, value: &Scalar| assert_eq!(set_scalar(before, "a", value), before);
    keeps("a: True\n", &Scalar::Switch(true));
    keeps("a: 5\n", &Scalar::Integer(5));
    let written =
        |before: &str, value: &str, after: &str| assert_eq!(set(before, "a", value), after);
    written("a: 123\n", "123", "a: \"123\"\n");
    written("a: yes\n", "yes", "a: \"yes\"\n");
    written("a: 2024-01-01\n", "2024-01-01", "a: \"2024-01-01\"\n");
    written("a: 12:30:45\n", "12:30:45", "a: \"12:30:45\"\n");
    written("a: null\n", "null", "a: \"null\"\n");
    written("a: ${X}\n", "${X}", "a: \"${X}\"\n");
    written("a:\n", "", "a: \"\"\n");
}
