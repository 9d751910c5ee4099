//! Bytes that nobody sees.

use super::project::{cat, shown};

#[test]
fn a_byte_order_mark_hides_the_first_name() {
    insta::assert_snapshot!(shown(&cat(Some("\u{feff}MODE=prod\n"))), @"GEN-016 Medium .env:1:1 .env begins with a byte order mark, which python-dotenv, systemd and shells take as part of the name MODE: it is not set.");
    assert_eq!(
        shown(&cat(Some("\u{feff}# a comment\nMODE=prod\n"))),
        "",
        "before a comment it does no harm"
    );
}

#[test]
fn line_ends_of_windows_become_part_of_values() {
    insta::assert_snapshot!(shown(&cat(Some("# x\r\nMODE=prod\r\n"))), @"GEN-017 Low .env:2:1 The lines of .env end in the way of Windows: a shell that reads the file adds a carriage return to every value, keys included.");
    assert_eq!(shown(&cat(Some("MODE=prod\n"))), "");
}
