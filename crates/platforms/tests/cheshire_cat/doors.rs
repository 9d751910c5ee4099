//! Every combination of keys, on the running bot.

use super::observe::{bot, claims, declared, rules, verdicts};
use super::project::env;
use chatelaine_platforms::cheshire_cat::Known;

/// The table of what was measured on 1.9.2.
#[tokio::test(flavor = "multi_thread")]
async fn every_combination_of_keys_is_judged_as_it_is() {
    let stories = [
        (
            "no keys at all",
            env(&["-CCAT_API_KEY", "-CCAT_API_KEY_WS"]),
            "http open · socket open",
        ),
        (
            "only the HTTP key",
            env(&["-CCAT_API_KEY_WS"]),
            "http locked · socket open",
        ),
        (
            "only the WebSocket key",
            env(&["-CCAT_API_KEY"]),
            "http open · socket locked",
        ),
        ("both keys", env(&[]), "http locked · socket locked"),
        (
            "both keys empty",
            env(&["CCAT_API_KEY=", "CCAT_API_KEY_WS="]),
            "http open · socket open",
        ),
        (
            "the WebSocket key empty",
            env(&["CCAT_API_KEY_WS="]),
            "http locked · socket open",
        ),
        (
            "legacy names alone",
            env(&[
                "-CCAT_API_KEY",
                "-CCAT_API_KEY_WS",
                "API_KEY=old-http-key",
                "API_KEY_WS=old-ws-key",
            ]),
            "http locked · socket locked",
        ),
    ];
    for (story, text, expected) in stories {
        let bot = bot(&text).await;
        let seen = bot.check(&declared(&text)).await;
        let verdicts = verdicts(&seen);
        assert!(verdicts.starts_with(expected), "{story}: {verdicts}");
        let stale = seen
            .findings
            .iter()
            .any(|finding| ["CC-021", "CC-023"].contains(&finding.rule.as_str()));
        assert!(
            !stale && !seen.restart_needed,
            "{story}: the bot runs with exactly this file: {:?}",
            rules(&seen)
        );

        let unknowing = bot.check(&Known::default()).await;
        assert!(
            self::verdicts_of(&unknowing).starts_with(expected),
            "{story}: the verdict must not depend on what we know"
        );
        assert!(
            !unknowing.authenticated,
            "{story}: no credential of ours was accepted"
        );
    }
}

fn verdicts_of(seen: &chatelaine_platforms::Observation) -> String {
    verdicts(seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_proven_by_two_refusals_and_a_control() {
    let text = env(&[]);
    let bot = bot(&text).await;
    let seen = bot.check(&declared(&text)).await;
    insta::assert_snapshot!(claims(&seen, "http-api").join("\n"), @r"
    Refused 403 without a credential
    Refused 403 with a made-up key
    Accepted the key in the configuration
    Lets pages of unknown sites read nothing
    ");
    insta::assert_snapshot!(claims(&seen, "websocket").join("\n"), @r"
    Refused 403 without a token
    Refused 403 with an empty token
    Refused 403 with a made-up token
    Accepted the key in the configuration
    ");
    assert!(seen.authenticated, "our own keys were accepted");
    assert_eq!(
        seen.version.as_deref(),
        Some("1.9.2"),
        "the description is public"
    );
    let made_up = seen
        .points
        .iter()
        .flat_map(|point| &point.evidence)
        .filter_map(|evidence| evidence.request.as_ref());
    assert!(made_up.clone().count() > 6, "what was sent is told");
    for request in made_up {
        assert!(
            !request.contains("Bearer ")
                || request.contains("(made up)")
                || request.contains("••••••••"),
            "no credential is spelled out: {request}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_token_that_opens_is_the_first_thing_said() {
    let bot = bot(&env(&["CCAT_API_KEY_WS="])).await;
    let seen = bot.check(&Known::default()).await;
    assert_eq!(
        claims(&seen, "websocket")[0],
        "Accepted a socket with an empty token",
        "a missing token is refused here, which looks safe and is not"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_arrive_is_not_mistaken_for_a_stale_one() {
    for odd in [
        "CCAT_API_KEY=\"ends with a space \"",
        "CCAT_API_KEY=one.two.three",
        "CCAT_API_KEY=gatto-è-qui",
    ] {
        let text = env(&[odd]);
        let seen = bot(&text).await.check(&declared(&text)).await;
        assert!(
            !seen.restart_needed,
            "{odd}: the bot has read it; a restart would mend nothing"
        );
        assert!(
            claims(&seen, "http-api")
                .iter()
                .any(|claim| claim.contains("was not tried")),
            "{odd}: and it is told that there was no control"
        );
    }
}
