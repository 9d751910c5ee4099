//! The HTTP API of a running bot, for each row of what was measured.

use chatelaine_platforms::State;
use chatelaine_wire::Site;
use serde_json::json;

use super::observe::{ask, ask_by_address, claims, rules, running, shown, verdicts};
use super::project::{Files, KEY, OTHER, command, credentials};
use super::stub::{Answer, serve};

fn api(flags: &str) -> Files {
    command(&format!("run --enable-api {flags}"))
}

#[tokio::test]
async fn both_locks_are_proven() {
    for flags in [
        format!("--auth-token {KEY}"),
        format!("--jwt-secret {KEY}"),
        format!("--jwt-secret {KEY} --jwt-method HS512"),
        format!("--auth-token {KEY} --jwt-secret {OTHER}"),
    ] {
        let files = api(&flags);
        let bot = running(&files).await;
        let seen = bot.check(&files).await;
        assert_eq!(verdicts(&seen), "http-api locked", "{flags}");
        // The token has no other place than the address, and that is worth a word; a JSON Web Token has.
        let in_address = flags.contains("--auth-token").then_some("GEN-026");
        assert_eq!(rules(&seen), Vec::from_iter(in_address), "{flags}");
        assert!(seen.authenticated && !seen.restart_needed, "{flags}");
        assert_eq!(
            shown(&files, &seen, "http-api").state,
            State::ProvenLocked,
            "{flags}"
        );
        let seen = bot.check_by_address().await;
        assert_eq!(
            verdicts(&seen),
            "http-api locked",
            "{flags}: it can be proven without a credential as well"
        );
    }
}

#[tokio::test]
async fn an_open_api_and_one_that_is_not_there() {
    let open = api("");
    let bot = running(&open).await;
    assert_eq!(verdicts(&bot.check(&open).await), "http-api open");
    let seen = bot.check(&api(&format!("--auth-token {KEY}"))).await;
    assert_eq!(rules(&seen), ["RA-044"], "the command line says locked");
    assert!(seen.restart_needed);

    let off = command("run");
    let seen = running(&off).await.check(&off).await;
    assert_eq!(verdicts(&seen), "", "404 is no lock, and no door either");
}

#[tokio::test]
async fn credentials_that_were_not_loaded() {
    let bot = running(&api(&format!("--auth-token {OTHER} --jwt-secret {OTHER}"))).await;
    for (flags, expected) in [
        (format!("--auth-token {KEY}"), vec!["RA-043"]),
        (format!("--jwt-secret {KEY}"), vec!["RA-043"]),
        (
            format!("--auth-token {OTHER} --jwt-secret {KEY}"),
            vec!["GEN-026", "RA-043"],
        ),
    ] {
        let seen = bot.check(&api(&flags)).await;
        assert_eq!(rules(&seen), expected, "{flags}");
        assert!(seen.restart_needed, "{flags}");
    }
}

#[tokio::test]
async fn a_500_is_told_as_what_it_is() {
    let bot = running(&api(&format!("--jwt-secret {KEY} --jwt-method HS512"))).await;
    let seen = bot.check(&api(&format!("--jwt-secret {KEY}"))).await;
    let told = claims(&seen, "http-api").join(" | ");
    assert_eq!(
        verdicts(&seen),
        "http-api locked",
        "a stumble lets nobody in, and the made-up query was refused cleanly: {told}"
    );
    assert!(
        told.contains("(500)") && told.contains("another one"),
        "{told}"
    );
    assert_eq!(
        rules(&seen),
        ["RA-043"],
        "the bot runs with another algorithm"
    );
}

#[tokio::test]
async fn values_that_everybody_knows_are_no_locks() {
    let secret = api("--jwt-secret thisismysecret");
    let seen = running(&secret).await.check(&secret).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        ("http-api forgeable", vec!["RA-045"])
    );
    let token = api("--auth-token thisismysecret");
    let bot = running(&token).await;
    let seen = super::observe::ask(&bot.site, &token, false).await.unwrap();
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        ("http-api open", vec!["GEN-026", "RA-045"]),
        "the token itself is what everybody has"
    );

    let bot = running(&secret).await;
    assert_eq!(verdicts(&bot.check_by_address().await), "http-api locked");
    let seen = ask_by_address(&bot.site, true).await.unwrap();
    assert_eq!(verdicts(&seen), "http-api forgeable", "with consent");
}

#[tokio::test]
async fn a_page_of_anybody_that_may_read_answers_is_news_only_once() {
    let any = api(&format!("--jwt-secret {KEY} --cors \"*\""));
    let bot = running(&any).await;
    assert_eq!(
        rules(&bot.check(&any).await),
        Vec::<&str>::new(),
        "the command line says so, and the linter tells"
    );
    let seen = bot.check(&api(&format!("--jwt-secret {KEY}"))).await;
    assert_eq!(
        rules(&seen),
        ["GEN-024"],
        "the running bot does more: it reflects every origin, cookies included"
    );
    assert!(
        claims(&seen, "http-api")
            .join(" ")
            .contains("pages of any site"),
        "{:?}",
        claims(&seen, "http-api")
    );
}

#[tokio::test]
async fn a_bot_without_a_model_tells_so_only_to_whoever_was_let_in() {
    let site = serve(|asked| match asked.path.as_str() {
        "/" => Answer::Page(200, "Hello from Rasa: 3.6.21"),
        "/status" => Answer::Json(
            409,
            json!({ "version": "3.6.21", "status": "failure", "reason": "Conflict", "message": "No agent loaded." }),
        ),
        _ => Answer::Page(404, ""),
    })
    .await;
    let seen = ask_by_address(&site, false).await.unwrap();
    assert_eq!(verdicts(&seen), "http-api open");
}

/// On Linux 0.0.0.0 leads to this machine without being one of its loopback addresses.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn beyond_this_machine_plain_http_is_found() {
    let files = credentials("rest:\n");
    let bot = running(&files).await;
    let near = ask(&bot.site, &files, false).await.unwrap();
    assert!(!rules(&near).contains(&"RA-047"), "on loopback it is fine");
    let address = bot.site.address().replace("127.0.0.1", "0.0.0.0");
    let far = Site::parse(&address, false).unwrap();
    let seen = ask(&far, &files, false).await.unwrap();
    assert!(rules(&seen).contains(&"RA-047"), "{:?}", rules(&seen));
}
