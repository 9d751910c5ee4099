//! The structures that configuration files are made of, each with one edit and every byte of the result.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod yaml_support;

use chatelaine_documents::{Document, Scalar};
use yaml_support::{open, path, refusal, removed, renamed, set, set_scalar};

/// Sets `place` to `NEW` and compares every byte.
fn sets(before: &str, place: &str, after: &str) {
    assert_eq!(set(before, place, "NEW"), after, "{place} in {before:?}");
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
fn a_removed_key_takes_its_line_and_leaves_the_comments_above() {
    let file = "auth:\n  # who\n  user: me\n  # what\n  token: x  # secret\n  ttl: 5\n";
    assert_eq!(
        removed(file, "auth.token"),
        "auth:\n  # who\n  user: me\n  # what\n  ttl: 5\n"
    );
    assert_eq!(removed("a: 1\nb: 2\n\n# end\n", "b"), "a: 1\n\n# end\n");
    assert_eq!(
        removed("a: 1\nb:\n  c: 2\n  d: 3\ne: 4\n", "b"),
        "a: 1\ne: 4\n"
    );
    assert_eq!(
        removed("a: 1\nb: 2", "b"),
        "a: 1",
        "no final line end before, none after"
    );
    assert_eq!(removed("a: 1\r\nb: 2", "b"), "a: 1");
    assert_eq!(removed("\u{feff}a: 1\nb: 2\n", "a"), "\u{feff}b: 2\n");
    assert_eq!(removed("a: |\n  x\n\n\nb: 1\n", "a"), "\n\nb: 1\n");
    assert_eq!(
        removed("l:\n- a: 1 # c\n  b: 2\n", "l[0].a"),
        "l:\n- b: 2\n"
    );
    assert_eq!(
        removed("l:\n- a: 1 # c\n  # about b\n  b: 2\n", "l[0].a"),
        "l:\n-\n  # about b\n  b: 2\n"
    );
}

#[test]
fn removing_the_only_key_leaves_an_empty_mapping() {
    assert_eq!(
        removed("auth: # sec\n  token: x\nb: 1\n", "auth.token"),
        "auth: {} # sec\nb: 1\n"
    );
    assert_eq!(
        removed(
            "auth:\n  # why\n  token: x # c\n  # after\nb: 1\n",
            "auth.token"
        ),
        "auth: {}\n  # why\n  # after\nb: 1\n"
    );
    assert_eq!(
        removed("auth: &a\n  token: x\n", "auth.token"),
        "auth: &a {}\n"
    );
    assert_eq!(removed("auth:\n  token: x", "auth.token"), "auth: {}");
    assert_eq!(removed("token: x  # c\n", "token"), "{}\n");
    assert_eq!(
        removed("l:\n- a: 1 # c\n- b\n", "l[0].a"),
        "l:\n- {}\n- b\n"
    );
    assert_eq!(removed("l:\n-\n  a: 1\n- b\n", "l[0].a"), "l:\n- {}\n- b\n");
    assert_eq!(removed("l:\n- a\n", "l[0]"), "l: []\n");
    assert_eq!(removed("l:\n  - a # c\n", "l[0]"), "l: []\n");
}

#[test]
fn what_stands_in_braces_is_edited_in_braces() {
    sets(
        "e: {type: REST, token: old }  # c\n",
        "e.token",
        "e: {type: REST, token: \"NEW\" }  # c\n",
    );
    sets(
        "e: { type: REST }\n",
        "e.token",
        "e: { type: REST, token: \"NEW\" }\n",
    );
    sets(
        "e: {type: REST,}\n",
        "e.token",
        "e: {type: REST, token: \"NEW\"}\n",
    );
    sets("e: {}\n", "e.token", "e: {token: \"NEW\"}\n");
    sets("e: { } # c\n", "e.token", "e: { token: \"NEW\" } # c\n");
    sets("e: {}\n", "e.a.b", "e: {a: {b: \"NEW\"}}\n");
    sets("e: {a: , b: 1}\n", "e.a", "e: {a: \"NEW\" , b: 1}\n");
    sets("e: {a: null}\n", "e.a.b", "e: {a: {b: \"NEW\"}}\n");
    sets("e: {a}\n", "e.a", "e: {a: \"NEW\"}\n");
    sets("e: {a: }\n", "e.b", "e: {a: , b: \"NEW\" }\n");
    sets("{\"a\":1}", "a", "{\"a\":\"NEW\"}");
    sets(
        "e: {\n  a: 1, # one\n  b: 2  # two\n}\n",
        "e.c",
        "e: {\n  a: 1, # one\n  b: 2,  # two\n  c: \"NEW\"\n}\n",
    );
    sets(
        "e: {\n  a: 1,\n}\n",
        "e.c",
        "e: {\n  a: 1,\n  c: \"NEW\",\n}\n",
    );
    sets("e: {\n  a: 1}\n", "e.c", "e: {\n  a: 1,\n  c: \"NEW\"}\n");
}

#[test]
fn what_is_removed_from_braces_takes_its_comma() {
    assert_eq!(
        removed("e: {a: 1, b: 2, c: 3}\n", "e.a"),
        "e: {b: 2, c: 3}\n"
    );
    assert_eq!(
        removed("e: {a: 1, b: 2, c: 3}\n", "e.b"),
        "e: {a: 1, c: 3}\n"
    );
    assert_eq!(
        removed("e: {a: 1, b: 2, c: 3}\n", "e.c"),
        "e: {a: 1, b: 2}\n"
    );
    assert_eq!(removed("e: { a: 1 }\n", "e.a"), "e: {}\n");
    assert_eq!(
        removed("e: {a: , b: 1}\n", "e.b"),
        "e: {a: }\n",
        "ruamel.yaml does not read `a:}}`"
    );
    assert_eq!(removed("e: {a: 1, b: 2,}\n", "e.b"), "e: {a: 1,}\n");
    assert_eq!(
        removed("e: {\n  a: 1, # one\n  b: 2  # two\n}\n", "e.b"),
        "e: {\n  a: 1 # one\n}\n"
    );
    assert_eq!(
        removed("e: {\n  a: 1, # one\n  b: 2  # two\n}\n", "e.a"),
        "e: {\n  b: 2  # two\n}\n"
    );
    assert_eq!(removed("l: [a, b, c]\n", "l[1]"), "l: [a, c]\n");
    assert_eq!(removed("l: [a]\n", "l[0]"), "l: []\n");
    assert_eq!(removed("e: {a: {b: 1}}\n", "e.a.b"), "e: {a: {}}\n");
}

#[test]
fn lists_are_edited_item_by_item() {
    sets(
        "l:\n  - a\n  - old # c\n",
        "l[1]",
        "l:\n  - a\n  - \"NEW\" # c\n",
    );
    sets(
        "l:\n- a: 1\n  c: old\n- b\n",
        "l[0].c",
        "l:\n- a: 1\n  c: \"NEW\"\n- b\n",
    );
    sets(
        "l:\n  -   a\nz: 1\n",
        "l[1]",
        "l:\n  -   a\n  -   \"NEW\"\nz: 1\n",
    );
    sets("l:\n- a\n", "l[1].k.v", "l:\n- a\n- k:\n    v: \"NEW\"\n");
    sets("l: [a, b]\n", "l[2]", "l: [a, b, \"NEW\"]\n");
    sets("l: []\n", "l[0]", "l: [\"NEW\"]\n");
    sets("l:\n-\n- b\n", "l[0]", "l:\n- \"NEW\"\n- b\n");
    sets("- - a\n  - b\n", "[0][1]", "- - a\n  - \"NEW\"\n");
    sets("- - a\n  - b\n", "[0][2]", "- - a\n  - b\n  - \"NEW\"\n");
    assert_eq!(
        removed("l:\n- a # c\n# about b\n- b\n", "l[0]"),
        "l:\n# about b\n- b\n"
    );
    assert_eq!(removed("- - a\n  - b\n- c\n", "[0][0]"), "- - b\n- c\n");
    assert_eq!(removed("l: [a, b]\nm: 1\n", "l"), "m: 1\n");
    assert!(
        refusal(|d| d.set(&path("l[3]"), &text()), "l: [a]\n")
            .0
            .contains("fewer items")
    );
}

fn text() -> Scalar {
    Scalar::Text("NEW".to_owned())
}

#[test]
fn anchors_aliases_and_merge_keys_never_let_an_edit_reach_further() {
    let merged = "base: &b {token: old, url: u}\nbot:\n  <<: *b\n  port: 1\n";
    let (why, line) = refusal(|d| d.set(&path("base.token"), &text()), merged);
    assert!(why.contains("alias") && line == Some(3), "{why} {line:?}");
    sets(
        merged,
        "bot.token",
        "base: &b {token: old, url: u}\nbot:\n  <<: *b\n  port: 1\n  token: \"NEW\"\n",
    );
    sets("a: &t old\nb: 1\n", "a", "a: &t \"NEW\"\nb: 1\n");
    let (why, line) = refusal(|d| d.set(&path("a"), &text()), "a: &t old\nb: *t\n");
    assert!(why.contains("alias") && line == Some(2), "{why}");
    sets("a: &t old\nb: *t # c\n", "b", "a: &t old\nb: \"NEW\" # c\n");
    let through = "a: &m\n  k: 1\nb: *m\n";
    refusal(|d| d.set(&path("b.k"), &text()), through);
    refusal(|d| d.set(&path("a.k"), &text()), through);
    refusal(|d| d.remove(&path("a")).map(drop), through);
    refusal(|d| d.remove(&path("a.k")).map(drop), through);
    assert_eq!(removed(through, "b"), "a: &m\n  k: 1\n");
    refusal(|d| d.remove(&path("bot.token")).map(drop), merged);
    let deep = "base: &b\n  auth:\n    user: u\nbot:\n  <<: *b\n";
    refusal(|d| d.set(&path("bot.auth.token"), &text()), deep);
    let order = "base: &b {token: old}\nbot:\n  token: own\n  <<: *b\n";
    let (why, _) = refusal(|d| d.set(&path("bot.token"), &text()), order);
    assert!(
        why.contains("do not agree"),
        "Chatto's reader lets the merge key win here: {why}"
    );
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
fn of_a_key_that_stands_twice_the_last_one_is_edited() {
    let file = "auth:\n  token: first # old one\n  user: u\n  token: second # counts\nb: 1\n";
    let document = open(file);
    assert_eq!(document.get(&path("auth.token")).unwrap().text, "second");
    let duplicates = document.duplicates();
    assert_eq!(duplicates.len(), 1);
    assert_eq!(duplicates[0].path, path("auth.token"));
    assert_eq!(duplicates[0].lines, [2, 4]);
    sets(file, "auth.token", &file.replace("second", "\"NEW\""));
    sets(file, "b", &file.replace("b: 1", "b: \"NEW\""));
    assert_eq!(
        removed(file, "auth.token"),
        "auth:\n  user: u\nb: 1\n",
        "or the first would come to count"
    );
    let mut thinned = open(file);
    assert_eq!(
        thinned.remove_earlier_duplicates(&path("auth.token")),
        Ok(1)
    );
    assert_eq!(
        thinned.text(),
        file.replace("  token: first # old one\n", "")
    );
    assert_eq!(
        thinned.remove_earlier_duplicates(&path("auth.token")),
        Ok(0)
    );
    assert_eq!(
        removed("e: {a: 1, a: 2, b: 3, a: 4}\n", "e.a"),
        "e: {b: 3}\n"
    );
    assert_eq!(removed("a: 1\na: 2\n", "a"), "{}\n");
    assert_eq!(
        removed("l:\n- a: 1\n  a: 2\n  b: 3\n", "l[0].a"),
        "l:\n- b: 3\n"
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

#[test]
fn only_the_key_itself_is_renamed() {
    assert_eq!(
        renamed("rest:\n  token: x # c\n", "rest.token", "callback_token"),
        "rest:\n  callback_token: x # c\n"
    );
    assert_eq!(renamed("{\"a\":1}", "a", "b c"), "{\"b c\":1}");
    assert_eq!(renamed("'a': 1\n", "a", "b"), "'b': 1\n");
    assert_eq!(renamed("a: 1\n", "a", "no"), "\"no\": 1\n");
    assert_eq!(
        renamed("a: 1\nb: 2\na: 3\n", "a", "c"),
        "c: 1\nb: 2\nc: 3\n"
    );
    assert_eq!(renamed("&k a: 1\n", "a", "b"), "&k b: 1\n");
    refusal(|d| d.rename(&path("a"), "b").map(drop), "a: 1\nb: 2\n");
    refusal(|d| d.rename(&path("[0]"), "b").map(drop), "- a\n");
    assert_eq!(open("a: 1\n").rename(&path("x"), "y"), Ok(false));
}

#[test]
fn what_is_no_mapping_does_not_become_one() {
    for file in ["a: text\n", "a: [1]\n", "a: 'null'\n", "- a\n", "text\n"] {
        refusal(|d| d.set(&path("a.b"), &text()), file);
    }
    refusal(|d| d.set(&path("a"), &text()), "a:\n  b: 1\n");
    refusal(|d| d.set(&path("a"), &text()), "a: {}\n");
    refusal(|d| d.set(&path("a[0]"), &text()), "a:\n");
    assert_eq!(open("a: 1\n").remove(&path("a.b")), Ok(false));
    assert_eq!(open("a: 1\n").remove(&path("c")), Ok(false));
    assert_eq!(open("").remove(&path("c")), Ok(false));
}
