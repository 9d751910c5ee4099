//! Files that Rasa refuses as a whole.

use chatelaine_platforms::Severity;

use super::project::{KEY, credentials, endpoints};

#[test]
fn a_key_that_stands_twice() {
    let files = credentials(&format!(
        "socketio:\n  jwt_key: old\n  jwt_key: \"{KEY}\"\nslack:\n"
    ));
    let found = files.the("RA-021");
    assert_eq!(
        (found.severity, found.line, found.column),
        (Severity::High, Some(3), Some(3)),
        "other than elsewhere the last does not win: Rasa does not start"
    );
    let after = files.after(&found.fix.unwrap());
    assert!(!after.has("RA-021"));
    assert_eq!(after.value("credentials.socketio.jwt_key").text(), KEY);
    assert!(endpoints("nlg:\n  url: https://a\nnlg:\n  url: https://b\n").has("RA-021"));
    assert!(!credentials("rest:\nslack:\n").has("RA-021"));
}

#[test]
fn a_list_where_names_belong() {
    let files = credentials("- rest\n- slack\n");
    let found = files.the("RA-022");
    assert_eq!((found.line, found.column), (Some(1), Some(1)));
    assert_eq!(
        files.rules(),
        ["RA-022"],
        "there is nothing else to say about it"
    );
    assert!(
        credentials("slack: xoxb\n").has("RA-022"),
        "nor is a text a section"
    );
    assert!(
        !credentials("rest: true\n").has("RA-022"),
        "this channel reads nothing"
    );
    assert!(!credentials("").has("RA-022"));
    assert!(
        !credentials("socketio: text\n").has("RA-001"),
        "a bot that does not start has no open socket"
    );
}
