//! Versions before 1.8, by the table in which their differences were measured.

use chatelaine_platforms::cheshire_cat::{Known, check};
use jiff::Timestamp;

use super::observe::{rules, secret, verdicts};
use super::project::{HTTP_KEY, WS_KEY};
use super::stub::OldCat;

const V1_7: OldCat = OldCat {
    version: "1.7.1",
    http_key: None,
    ws_key: None,
    described: true,
};

fn known(cat: OldCat) -> Known {
    Known {
        http_key: cat.http_key.map(secret),
        ws_key: cat.ws_key.map(secret),
        ..Known::default()
    }
}

#[tokio::test]
async fn version_1_7_leaves_more_open_than_its_successors() {
    let stories = [
        ("no keys", V1_7, "http open · socket open"),
        (
            "only the HTTP key",
            OldCat {
                http_key: Some(HTTP_KEY),
                ..V1_7
            },
            "http locked · socket open",
        ),
        (
            "only the WebSocket key, which guards nothing",
            OldCat {
                ws_key: Some(WS_KEY),
                ..V1_7
            },
            "http open · socket open",
        ),
        (
            "both keys",
            OldCat {
                http_key: Some(HTTP_KEY),
                ws_key: Some(WS_KEY),
                ..V1_7
            },
            "http locked · socket locked",
        ),
    ];
    for (story, cat, expected) in stories {
        let seen = check(&cat.serve().await, &known(cat), Timestamp::now())
            .await
            .unwrap();
        assert!(
            verdicts(&seen).starts_with(expected),
            "{story}: {}",
            verdicts(&seen)
        );
        assert!(
            !seen.restart_needed,
            "{story}: the bot has read its keys, so a restart would mend nothing: {:?}",
            rules(&seen)
        );
        assert_eq!(
            seen.version.as_deref(),
            Some("1.7.1"),
            "the version tells the operator why"
        );
    }
}

#[tokio::test]
async fn version_1_7_that_did_not_read_its_file_is_noticed() {
    let running = OldCat {
        ws_key: Some("the-old-key"),
        ..V1_7
    };
    let seen = check(
        &running.serve().await,
        &Known {
            ws_key: Some(secret(WS_KEY)),
            ..Known::default()
        },
        Timestamp::now(),
    )
    .await
    .unwrap();
    assert_eq!(
        rules(&seen),
        ["CC-021", "CC-023"],
        "the key in the file does not work"
    );
}

#[tokio::test]
async fn before_1_7_there_is_nothing_to_lock_and_no_restart_helps() {
    for described in [true, false] {
        let cat = OldCat {
            version: "1.6.2",
            http_key: Some(HTTP_KEY),
            ws_key: Some(WS_KEY),
            described,
        };
        let seen = check(&cat.serve().await, &known(cat), Timestamp::now())
            .await
            .unwrap();
        assert_eq!(
            verdicts(&seen),
            "http locked · socket open · tokens unknown · login unknown",
            "described: {described}"
        );
        assert_eq!(
            rules(&seen),
            ["CC-025"],
            "the remedy is an upgrade (described: {described})"
        );
        assert!(
            !seen.restart_needed,
            "its API key is sent in another header, so our control says nothing"
        );
    }
}
