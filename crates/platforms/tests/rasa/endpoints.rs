//! The servers that the bot calls.

use chatelaine_platforms::{Fix, Severity};

use super::project::{COMPOSE, KEY, credentials, endpoints};

#[test]
fn sections_and_keys_that_are_ignored() {
    let files = endpoints("action_endpiont:\n  url: http://localhost:5055/webhook\n");
    let found = files.the("RA-030");
    assert!(matches!(&found.fix, Some(Fix::Rename { to, .. }) if to == "action_endpoint"));
    assert!(!files.after(&found.fix.unwrap()).has("RA-030"));
    let files = endpoints("nlg:\n  url: https://nlg.example\n  tokn: ${T}\n").with_env("T=x\n");
    assert!(matches!(&files.the("RA-030").fix, Some(Fix::Rename { to, .. }) if to == "token"));
    assert_eq!(endpoints("colours:\n  red: 1\n").the("RA-030").fix, None);
    let fine =
        endpoints("models:\n  url: https://m.example\n  wait_time_between_pulls: 10\n  own: 1\n");
    assert!(
        !fine.has("RA-030"),
        "others may be meant for a class of the operator's own"
    );
}

#[test]
fn the_action_server_checks_no_credential() {
    let text = "action_endpoint:\n  url: http://actions:5055/webhook\n  token: ${T}\n";
    let files = endpoints(text).with_env(&format!("T={KEY}\n"));
    assert_eq!(files.the("RA-041").severity, Severity::Low);
    assert!(
        !files.has("RA-040"),
        "that nobody checks it is worse than where it is sent"
    );
    let basic = "action_endpoint:\n  url: http://actions:5055/webhook\n  basic_auth:\n    username: bot\n    password: ${T}\n";
    assert!(
        endpoints(basic)
            .with_env(&format!("T={KEY}\n"))
            .has("RA-041")
    );
    assert!(!endpoints("action_endpoint:\n  url: http://actions:5055/webhook\n").has("RA-041"));
}

#[test]
fn credentials_in_addresses() {
    let nlg = endpoints("nlg:\n  url: https://nlg.example\n  token: ${T}\n")
        .with_env(&format!("T={KEY}\n"));
    assert_eq!(
        nlg.the("RA-040").severity,
        Severity::Low,
        "a token is part of every address"
    );
    let callback = credentials("callback:\n  url: https://app.example/replies\n  token: ${T}\n")
        .with_env(&format!("T={KEY}\n"));
    assert!(callback.has("RA-040"));
    for url in [
        format!("https://nlg.example/?api_key={KEY}"),
        format!("https://bot:{KEY}@nlg.example/"),
    ] {
        let files = endpoints(&format!("nlg:\n  url: {url}\n"));
        let found = files.the("RA-033");
        assert_eq!(found.severity, Severity::Medium);
        assert!(
            !format!("{found:?}").contains(KEY),
            "the address itself is not repeated"
        );
    }
    assert!(!endpoints("nlg:\n  url: https://nlg.example/?page=1\n").has("RA-033"));
}

#[test]
fn credentials_in_clear() {
    let basic = |url: &str| {
        endpoints(&format!(
            "nlg:\n  url: {url}\n  basic_auth:\n    username: bot\n    password: ${{P}}\n"
        ))
        .with_env(&format!("P={KEY}\n"))
    };
    assert_eq!(
        basic("http://nlg.example").the("RA-036").severity,
        Severity::Medium
    );
    for fine in [
        "https://nlg.example",
        "http://localhost:5056",
        "http://127.0.0.1:5056",
        "http://nlg:5056",
    ] {
        assert!(
            !basic(fine).has("RA-036"),
            "{fine} stays where it is, or is encrypted"
        );
    }
    assert!(
        !endpoints("nlg:\n  url: http://nlg.example\n").has("RA-036"),
        "nothing to steal"
    );
}

#[test]
fn the_lock_store_is_spelt_in_small_letters() {
    let files = endpoints("lock_store:\n  type: Redis\n");
    let found = files.the("RA-025");
    assert_eq!(found.severity, Severity::High, "Rasa does not start");
    assert!(!files.after(&found.fix.unwrap()).has("RA-025"));
    for fine in ["redis", "in_memory", "my.module.Store"] {
        assert!(
            !endpoints(&format!("lock_store:\n  type: {fine}\n")).has("RA-025"),
            "{fine}"
        );
    }
    assert!(
        !endpoints("tracker_store:\n  type: SQL\n").has("RA-025"),
        "this one is not so strict"
    );
}

#[test]
fn kafka_is_in_clear_unless_told_otherwise() {
    let files =
        endpoints("event_broker:\n  type: kafka\n  url: broker:9092\n  sasl_password: ${P}\n")
            .with_env(&format!("P={KEY}\n"))
            .with_compose(COMPOSE);
    let found = files.the("RA-032");
    assert_eq!(
        (found.severity, found.line),
        (Severity::Medium, Some(2)),
        "at the type, for want of its own line"
    );
    assert!(
        !files.has("RA-042"),
        "without TLS there is no certificate to check"
    );
    let after = files.after(&found.fix.unwrap());
    let found = after.the("RA-042");
    assert_eq!(found.severity, Severity::Low);
    let after = after.after(&found.fix.unwrap());
    assert_eq!(after.rules(), Vec::<String>::new());
    assert!(
        after
            .endpoints
            .unwrap()
            .contains("ssl_check_hostname: true"),
        "a switch, not a text"
    );
    assert!(!endpoints("event_broker:\n  type: pika\n  url: rabbit\n").has("RA-032"));
}
