//! The socket of a running bot, for each row of what was measured.

use chatelaine_platforms::{Observed, Severity, State};
use chatelaine_practice::{Kind, prepare};

use super::observe::{ask_by_address, claims, rules, running, shown, verdicts};
use super::project::{COMPOSE, Files, KEY, OTHER, credentials};

/// A bot whose socket has this lock, with the `.env` loaded.
fn socket(lines: &str, env: &str) -> Files {
    credentials(&format!(
        "socketio:\n  bot_message_evt: bot_uttered\n{lines}"
    ))
    .with_compose(COMPOSE)
    .with_env(env)
}

fn locked(key: &str) -> Files {
    socket("  jwt_key: ${SIO}\n", &format!("SIO={key}\n"))
}

#[tokio::test]
async fn a_lock_is_proven_by_what_it_refuses_and_by_what_it_accepts() {
    let files = locked(KEY);
    let seen = running(&files).await.check(&files).await;
    assert_eq!(verdicts(&seen), "socketio locked");
    assert_eq!(rules(&seen), Vec::<&str>::new());
    assert!(seen.authenticated && !seen.restart_needed);
    assert_eq!(seen.version.as_deref(), Some("3.6.21"));
    let point = shown(&files, &seen, "socketio");
    assert_eq!(point.state, State::ProvenLocked);
    let told = claims(&seen, "socketio").join(" | ");
    for how in [
        "Refused without a token",
        "Refused with a made-up token",
        "Refused with an unsigned token",
        "Accepted the key in the configuration",
        "Refused with an expired token",
        "Refused with a token of another algorithm",
    ] {
        assert!(told.contains(how), "{how}: {told}");
    }
    let evidence = &seen.point("socketio").unwrap().evidence[0];
    assert_eq!(
        evidence.response.as_deref(),
        Some("44 Connection rejected by server"),
        "the refusal stands there in the bot's own words"
    );
}

#[tokio::test]
async fn an_open_socket_is_open_whatever_its_configuration_hopes() {
    for lines in [
        "",
        "  jwt_key: \"\"\n",
        "  jwt_keyy: abc\n",
        "  jwt_key: ${EMPTY}\n",
    ] {
        let files = socket(lines, "EMPTY=\n");
        let seen = running(&files).await.check(&files).await;
        assert_eq!(verdicts(&seen), "socketio open", "{lines:?}");
        assert_eq!(
            rules(&seen),
            Vec::<&str>::new(),
            "{lines:?}: the configuration alone shows it, so the linter tells"
        );
    }
}

#[tokio::test]
async fn a_change_without_a_restart_is_noticed() {
    let running_open = running(&socket("", "")).await;
    let seen = running_open.check(&locked(KEY)).await;
    assert_eq!(verdicts(&seen), "socketio open");
    assert_eq!(rules(&seen), ["RA-044"], "the files say locked");
    assert!(seen.restart_needed);
    let numeric = socket("  jwt_key: 12345678\n", "");
    let seen = running_open.check(&numeric).await;
    assert_eq!(rules(&seen), ["RA-044"], "even by a key that is no text");

    let running_old = running(&locked(OTHER)).await;
    let seen = running_old.check(&locked(KEY)).await;
    assert_eq!(verdicts(&seen), "socketio locked", "by the old key");
    assert_eq!(rules(&seen), ["RA-043"]);
    assert!(seen.restart_needed && !seen.authenticated);

    let off = credentials("slack:\n  slack_token: a\n  slack_signing_secret: b\n");
    let seen = running_open.check(&off).await;
    assert_eq!(
        rules(&seen),
        ["RA-044"],
        "a channel that was switched off and still answers"
    );
    assert_eq!(
        shown(&off, &seen, "socketio").state,
        State::Open,
        "is shown, although no file speaks of it"
    );
}

#[tokio::test]
async fn keys_that_everybody_knows_are_no_locks() {
    let cases = [
        locked("testing"),
        socket("  jwt_key: thisismysecret\n", ""),
        socket("  jwt_key: \"${SIO}\"\n", &format!("SIO={KEY}\n")),
    ];
    for files in cases {
        let seen = running(&files).await.check(&files).await;
        assert_eq!(verdicts(&seen), "socketio forgeable", "{files:?}");
        assert_eq!(rules(&seen), ["RA-045"], "{files:?}");
        assert!(seen.findings[0].fixable, "a new key mends it");
    }
}

#[tokio::test]
async fn forged_tokens_are_sent_only_with_consent() {
    let bot = running(&locked("changeme")).await;
    let seen = bot.check_by_address().await;
    assert_eq!(
        verdicts(&seen),
        "socketio locked",
        "nothing was forged, so nothing was found"
    );
    let seen = ask_by_address(&bot.site, true).await.unwrap();
    assert_eq!(verdicts(&seen), "socketio forgeable");
    assert!(
        claims(&seen, "socketio")[0].contains("`changeme`"),
        "{:?}",
        claims(&seen, "socketio")
    );
    let seen = ask_by_address(&running(&locked(KEY)).await.site, true)
        .await
        .unwrap();
    assert_eq!(verdicts(&seen), "socketio locked");
    assert!(
        claims(&seen, "socketio")
            .join(" ")
            .contains("tokens forged"),
        "a good key withstands them"
    );
}

#[tokio::test]
async fn namespaces_paths_and_methods_are_followed() {
    for lines in [
        "  namespace: /chat\n",
        "  socketio_path: /live\n",
        "  jwt_method: HS512\n",
    ] {
        let files = socket(
            &format!("  jwt_key: ${{SIO}}\n{lines}"),
            &format!("SIO={KEY}\n"),
        );
        let seen = ask_it(&files).await;
        assert_eq!(verdicts(&seen), "socketio locked", "{lines}");
        assert!(seen.authenticated, "{lines}: the right token was let in");
        assert_eq!(rules(&seen), Vec::<&str>::new(), "{lines}");
    }
    let elsewhere = running(&socket("  socketio_path: /live\n", "")).await;
    let seen = ask_by_address(&elsewhere.site, false).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "socketio unknown",
        "without the configuration the path is not known, but the channel's sign of life is there"
    );
    assert!(claims(&seen, "socketio")[1].contains("another path"));
}

/// The server of a channel with a namespace of its own lets everybody into the default one, where nobody listens.
#[tokio::test]
async fn a_lock_in_a_namespace_that_is_not_known_is_not_called_open() {
    let private = socket(
        "  jwt_key: ${SIO}\n  namespace: /chat\n",
        &format!("SIO={KEY}\n"),
    );
    let seen = ask_by_address(&running(&private).await.site, false)
        .await
        .unwrap();
    assert_eq!(verdicts(&seen), "socketio unknown");
    assert!(
        claims(&seen, "socketio")
            .join(" ")
            .contains("a namespace of its own")
    );

    let open = running(&socket("", "")).await;
    let seen = ask_by_address(&open.site, false).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "socketio open",
        "here the channel itself answers"
    );
}

/// Without the witness, who knows only the usual path and namespace.
async fn ask_it(files: &Files) -> chatelaine_platforms::Observation {
    let bot = running(files).await;
    super::observe::ask(&bot.site, files, false).await.unwrap()
}

#[tokio::test]
async fn a_key_that_refuses_everybody_is_no_reason_to_restart() {
    for lines in [
        "  jwt_key: 12345678\n",
        "  jwt_key: ${SIO}\n  jwt_method: HS265\n",
    ] {
        let files = socket(lines, &format!("SIO={KEY}\n"));
        let seen = running(&files).await.check(&files).await;
        assert_eq!(
            seen.point("socketio").unwrap().observed,
            Some(Observed::Locked),
            "{lines}"
        );
        assert_eq!(
            rules(&seen),
            Vec::<&str>::new(),
            "{lines}: the linter tells"
        );
    }
}

#[tokio::test]
async fn the_bots_to_practise_on_are_what_they_claim() {
    let key = |_: &str| Ok(KEY.to_owned());
    for (locked, verdict) in [
        (false, "rest-webhook open · socketio open · http-api open"),
        (true, "socketio locked"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let keys = locked.then_some(&key as &dyn Fn(&str) -> _);
        prepare(Kind::Rasa, dir.path(), keys).unwrap();
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).ok();
        let files = Files {
            credentials: read("credentials.yml"),
            endpoints: read("endpoints.yml"),
            env: read(".env"),
            compose: read("docker-compose.yml"),
            unit: None,
        };
        let seen = running(&files).await.check(&files).await;
        assert_eq!(verdicts(&seen), verdict);
        let worst = files
            .findings()
            .iter()
            .map(|finding| finding.severity)
            .max();
        assert_eq!(
            worst >= Some(Severity::Medium),
            !locked,
            "the linter has much to say of the open one and nothing of the locked one: {:?}",
            files.findings()
        );
    }
}
