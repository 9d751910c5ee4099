//! Bots that run with something else than their files say.

use super::observe::{claims, rules, run, verdict, verdicts};
use super::project::{BOT_TOKEN, Files, REST_TOKEN, bot, chn, compose};

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_not_restarted_after_it_was_locked() {
    let running = run(&Files::new(&[]), &[]).await;
    let files = Files::sound(&[]);
    let seen = running.check(Some(&files)).await;
    assert_eq!(verdicts(&seen), "rest open · bot open");
    assert_eq!(
        rules(&seen),
        ["CH-036", "CH-036"],
        "both tokens are only in the files"
    );
    assert!(seen.restart_needed);
    assert!(
        !claims(&seen, "rest-channel")
            .join(" ")
            .contains("key in the configuration"),
        "a token is not sent where none is asked for"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_not_restarted_after_its_tokens_changed() {
    let older = Files::new(&[
        (
            "bot.yml",
            "auth: {token: \"the-older-bot-token-of-yesterday\"}\n",
        ),
        (
            "chn.yml",
            "rest: {callback_token: \"the-older-rest-token-of-yesterday\"}\n",
        ),
    ]);
    let running = run(&older, &[]).await;
    let seen = running.check(Some(&Files::sound(&[]))).await;
    assert_eq!(verdicts(&seen), "rest locked · bot locked");
    assert_eq!(
        rules(&seen),
        ["CH-035", "CH-035"],
        "neither of the new tokens works yet"
    );
    assert!(seen.restart_needed && !seen.authenticated);
    let settings: Vec<_> = seen
        .findings
        .iter()
        .map(|finding| finding.setting.clone())
        .collect();
    assert_eq!(
        settings,
        [
            Some("chn.rest.callback_token".into()),
            Some("bot.auth.token".into())
        ],
        "each finding names its setting"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_whose_token_is_not_in_the_files() {
    let running = run(&Files::sound(&[]), &[]).await;
    let seen = running.check(Some(&Files::new(&[]))).await;
    assert_eq!(verdicts(&seen), "rest locked · bot locked");
    assert!(
        rules(&seen).is_empty() && !seen.restart_needed,
        "{:?}",
        seen.findings
    );
    for id in ["rest-channel", "bot-api"] {
        let said = claims(&seen, id).join("\n");
        assert!(said.contains("from elsewhere"), "{id}: {said}");
    }
}

/// The guide's key: set, believed, and read by nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_dead_key_is_proven_dead() {
    let dead = Files::sound(&[(
        "chn.yml",
        "rest:\n  token: \"token-of-the-guide-0123456789\"\n",
    )]);
    let seen = run(&dead, &[]).await.check(Some(&dead)).await;
    assert_eq!(verdicts(&seen), "rest open · bot locked");
    assert_eq!(rules(&seen), ["CH-003"]);
    assert!(!seen.restart_needed, "a restart would not make it read");
    let said = claims(&seen, "rest-channel").join("\n");
    assert!(said.contains("nothing reads that name"), "{said}");

    let both = Files::sound(&[(
        "chn.yml",
        &chn("  token: \"token-of-the-guide-0123456789\"\n"),
    )]);
    let seen = run(&both, &[]).await.check(Some(&both)).await;
    assert_eq!(verdicts(&seen), "rest locked · bot locked");
    let said = claims(&seen, "rest-channel").join("\n");
    assert!(
        said.contains("Refused what stands under rest.token"),
        "{said}"
    );
    assert!(
        rules(&seen).is_empty(),
        "the lock is another one: {:?}",
        seen.findings
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_that_does_not_arrive_is_no_restart() {
    let lost = Files::new(&[
        ("bot.yml", "auth:\n"),
        ("chn.yml", "rest: {callback_token: }\n"),
        (
            "compose.yml",
            &compose(&[&format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}")]),
        ),
        (
            ".env",
            &format!("CHATTO_CHN_REST_CALLBACK_TOKEN={REST_TOKEN}\n"),
        ),
    ]);
    let env = [("CHATTO_BOT_AUTH_TOKEN", BOT_TOKEN)];
    let seen = run(&lost, &env).await.check(Some(&lost)).await;
    assert_eq!(verdicts(&seen), "rest open · bot open");
    assert!(
        rules(&seen).is_empty() && !seen.restart_needed,
        "{:?}",
        seen.findings
    );
    for id in ["rest-channel", "bot-api"] {
        let said = claims(&seen, id).join("\n");
        assert!(said.contains("does not reach the bot"), "{id}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_site_may_call_it() {
    let open = Files::new(&[("bot.yml", &bot("enable_rest_cors: true\n"))]);
    let seen = run(&open, &[]).await.check(Some(&open)).await;
    assert_eq!(rules(&seen), ["CH-020"], "and it asks for no token");
    let locked = Files::sound(&[("bot.yml", &bot("enable_rest_cors: true\n"))]);
    let seen = run(&locked, &[]).await.check(Some(&locked)).await;
    assert!(
        rules(&seen).is_empty(),
        "a token keeps them out: {:?}",
        seen.findings
    );
    let said = claims(&seen, "rest-channel").join("\n");
    assert!(said.contains("Pages of any site"), "but it is told: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_no_file_turns_on_is_shown() {
    let more = Files::sound(&[("chn.yml", &chn("slack:\n  token: \"xoxb-1\"\n"))]);
    let files = Files::sound(&[]);
    let running = run(&more, &[]).await;
    let seen = running.check(Some(&files)).await;
    assert_eq!(verdict(&seen, "slack-webhook"), "open");
    assert_eq!(rules(&seen), ["CH-007"], "nobody wrote it down");
    let unknowing = running.check(None).await;
    assert!(
        rules(&unknowing).is_empty(),
        "there is nothing to compare with"
    );

    let running = run(&files, &[]).await;
    let seen = running.check(Some(&more)).await;
    assert_eq!(
        verdict(&seen, "slack-webhook"),
        "unknown",
        "not there, so neither open nor locked"
    );
    let said = claims(&seen, "slack-webhook").join("\n");
    assert!(said.contains("404"), "{said}");
}
