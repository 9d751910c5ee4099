//! Every fix that is offered does what it promises.

use super::project::{COMPOSE, Files, KEY, OTHER, credentials, endpoints, shown};

/// Projects with everything in them that can be mended.
fn projects() -> Vec<Files> {
    let both = |credentials_text: &str, endpoints_text: &str| Files {
        endpoints: Some(endpoints_text.to_owned()),
        ..credentials(credentials_text)
    };
    vec![
        credentials(
            "# doors\nsocketio:  # chat\n  bot_message_evt: bot_uttered\nrest:\nmy.own.Rest:\n  client_secret: x\n",
        ),
        credentials("socketio:\n  jwt_keyy: testing\n  jwt_algorithm: hs256\n  namespace: /chat\n"),
        credentials(
            "socketio:\n  jwt_key: \"${SIO}\"\nslack:\n  slack_token: '${T}'\n  slack_signing_secret: $SECRET\n",
        ),
        credentials("socketio:\n  jwt_key: ${SIO}\n  jwt_method: hs512\n")
            .with_env("SIO=testing\n")
            .with_compose(COMPOSE),
        credentials("socketio:\n  jwt_key: ${SIO:-testing}\n").with_env(&format!("SIO={KEY}\n")),
        credentials("socketio:\n  jwt_key: 12345678\n  jwt_method: ~\n"),
        credentials("socketio:\n  jwt_key: q7Vt2mXo9bLrK4nWc1ZsE8uYp5\n"),
        credentials("socketio: {jwt_key: 'rasa-2024', jwt_method: HS265}\nresst:\nslak: {}\n"),
        credentials(&format!(
            "socketio:\n  jwt_key: a\n  jwt_key: |\n    {KEY}\n"
        )),
        credentials(&format!(
            "socketio:\n  jwt_key: {KEY}\nfacebook:\n  verify: {KEY}\n  secret: {OTHER}\n  page_access_token: x\n"
        )),
        both(
            "socketio:\n  jwt_key: ${SIO}\n",
            "lock_store:\n  type: REDIS\nevent_broker:\n  type: kafka\n  sasl_password: ${K}\n",
        )
        .with_env("K=x\n")
        .with_compose(&COMPOSE.replace(
            "    env_file:\n      - .env\n",
            "    # env_file:\n    #   - .env\n",
        )),
        endpoints(
            "action_endpiont:\n  url: http://localhost:5055\nnlg:\n  url: \"${NLG}\"\n  tokken: a\nnlg:\n  url: https://x.example\n",
        ),
    ]
}

#[test]
fn applying_a_fix_makes_its_finding_disappear() {
    let mut offered = std::collections::BTreeSet::new();
    for files in projects() {
        for finding in files.findings() {
            let Some(fix) = &finding.fix else { continue };
            offered.insert(finding.rule.clone());
            let after = files.after(fix);
            let same = |other: &chatelaine_platforms::Finding| {
                other.rule == finding.rule && other.message == finding.message
            };
            assert!(
                !after.findings().iter().any(same),
                "{}{fix:?} leaves\n{}",
                shown(std::slice::from_ref(&finding)),
                shown(&after.findings())
            );
        }
    }
    let rules: Vec<&str> = offered.iter().map(String::as_str).collect();
    assert_eq!(
        rules,
        [
            "RA-001", "RA-002", "RA-003", "RA-005", "RA-008", "RA-009", "RA-010", "RA-011",
            "RA-013", "RA-015", "RA-016", "RA-021", "RA-025", "RA-027", "RA-028", "RA-029",
            "RA-030", "RA-031", "RA-032",
        ],
        "every kind of fix is tried here, but for RA-012 and RA-042, which have stories of their own"
    );
}

#[test]
fn mending_everything_comes_to_an_end_and_leaves_comments_alone() {
    for mut files in projects() {
        for _ in 0..30 {
            let Some(fix) = files.findings().into_iter().find_map(|finding| finding.fix) else {
                break;
            };
            files = files.after(&fix);
        }
        let left = files.findings();
        assert!(
            left.iter().all(|finding| finding.fix.is_none()),
            "{}",
            shown(&left)
        );
        if let Some(text) = files.credentials.filter(|text| text.contains("# doors")) {
            assert!(text.contains("socketio:  # chat"), "{text}");
        }
    }
}
