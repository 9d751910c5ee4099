//! The webhooks of a running bot, and the gateways in front of them.

use chatelaine_platforms::State;
use serde_json::json;

use super::observe::{ask, ask_by_address, claims, rules, running, shown, verdicts};
use super::project::{COMPOSE, credentials, published};
use super::stub::{Answer, Asked, NO_JSON, serve};

#[tokio::test]
async fn rest_and_callback_are_open_and_no_conversation_begins() {
    let files = credentials("rest:\ncallback:\n  url: http://127.0.0.1:9/\n")
        .with_compose(&published().replace("run --port", "run --enable-api --port"));
    let bot = running(&files).await;
    let seen = ask(&bot.site, &files, false).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "rest-webhook open · callback-webhook open · http-api open"
    );
    assert_eq!(
        rules(&seen),
        Vec::<&str>::new(),
        "the configuration alone shows it, so the linter tells"
    );
    let client = chatelaine_wire::Client::new(bot.site.clone(), chatelaine_wire::Limits::default());
    let tracker = chatelaine_wire::Request::get("/conversations/default/tracker");
    let tracker = client.unwrap().send(tracker).await.unwrap().json().unwrap();
    assert_eq!(tracker["events"], json!([]), "the bot heard no message");
    assert_eq!(verdicts(&bot.check_by_address().await), verdicts(&seen));
}

#[tokio::test]
async fn a_channel_that_was_switched_off_without_a_restart_is_still_open() {
    let open = credentials("rest:\n").with_compose(COMPOSE);
    let off = credentials("slack:\n  slack_signing_secret: a\n").with_compose(COMPOSE);
    let seen = running(&open).await.check(&off).await;
    assert_eq!(rules(&seen), ["RA-044"]);
    assert_eq!(shown(&off, &seen, "rest-webhook").state, State::Open);

    let seen = running(&off).await.check(&open).await;
    assert_eq!(
        verdicts(&seen),
        "rest-webhook unknown",
        "the other way round nothing is proven: it is not there, or not forwarded"
    );
}

#[tokio::test]
async fn messengers_are_verified_or_they_are_not() {
    let verified = [
        "slack:\n  slack_token: a\n  slack_signing_secret: 8f14e45fceea167a5a36dedd4bea2543\n",
        "facebook:\n  verify: a\n  secret: b\n  page-access-token: c\n",
        "hangouts:\n  project_id: \"12345678901\"\n",
        "botframework:\n  app_id: a\n  app_password: b\n",
    ];
    for section in verified {
        let files = credentials(section).with_compose(COMPOSE);
        let seen = running(&files).await.check(&files).await;
        let channel = section.split(':').next().unwrap();
        assert_eq!(verdicts(&seen), format!("channel.{channel} locked"));
    }
    let believed = [
        "twilio:\n  account_sid: a\n  auth_token: b\n  twilio_number: c\n",
        "twilio_voice:\n  initial_prompt: hello\n",
        "mattermost:\n  url: a\n  token: b\n  webhook_url: c\n",
        "rocketchat:\n  user: a\n  password: b\n  server_url: c\n",
        "webexteams:\n  access_token: a\n  room: b\n",
        "telegram:\n  access_token: a\n  verify: b\n  webhook_url: c\n",
        "hangouts:\n",
    ];
    for section in believed {
        let files = credentials(section).with_compose(COMPOSE);
        let seen = running(&files).await.check(&files).await;
        let channel = section.split(':').next().unwrap();
        assert_eq!(verdicts(&seen), format!("channel.{channel} open"));
    }
}

/// A gateway that publishes the REST webhook and nothing else, and asks for a token.
fn gateway(asked: &Asked, accepts: fn(&str) -> bool) -> Answer {
    let token = asked
        .authorization
        .as_deref()
        .and_then(|value| value.strip_prefix("Bearer "));
    match asked.path.as_str() {
        "/webhooks/rest/webhook" if token.is_some_and(accepts) => NO_JSON,
        "/webhooks/rest/webhook" => Answer::Page(401, "<html>401 Authorization Required</html>"),
        _ => Answer::Page(404, "<html>404 Not Found</html>"),
    }
}

#[tokio::test]
async fn a_gateway_is_a_lock_when_it_looks_at_the_token() {
    let site = serve(|asked| gateway(asked, |_| false)).await;
    let rest = credentials("rest:\n");
    let seen = ask(&site, &rest, false).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-webhook locked");
    assert!(
        claims(&seen, "rest-webhook")
            .join(" ")
            .contains("own port can be reached as well"),
        "`rasa run` without -i listens everywhere, behind the gateway's back"
    );
    let local = rest.with_compose(COMPOSE);
    let seen = ask(&site, &local, false).await.unwrap();
    assert!(!claims(&seen, "rest-webhook").join(" ").contains("own port"));
    let seen = ask_by_address(&site, false).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "rest-webhook locked",
        "one published path that refuses, and 404 around it, is what a good gateway looks like"
    );
    let site = serve(|asked| match asked.path.as_str() {
        "/" => Answer::Page(403, "<html>403 Forbidden</html>"),
        _ => gateway(asked, |_| false),
    })
    .await;
    let seen = ask_by_address(&site, false).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-webhook locked", "or 403 around it");
}

#[tokio::test]
async fn a_gateway_that_takes_any_token_is_weak() {
    // Introspection (RFC 7662) answers 200 to a token that is not active: whoever looks at the status alone lets it in.
    let site = serve(|asked| gateway(asked, |_| true)).await;
    let seen = ask_by_address(&site, false).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-webhook weak");
    assert!(claims(&seen, "rest-webhook")[0].contains("made-up token"));
}

#[tokio::test]
async fn a_way_around_the_gateway_is_found() {
    let site = serve(|asked| match asked.path.as_str() {
        "/core/webhooks/rest/webhook" => NO_JSON,
        _ => gateway(asked, |_| false),
    })
    .await;
    let seen = ask_by_address(&site, false).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-webhook open");
    assert_eq!(rules(&seen), ["RA-046"]);
    assert!(claims(&seen, "rest-webhook")[0].contains("around the gateway"));
}

#[tokio::test]
async fn the_action_server_is_asked_once_and_without_a_credential() {
    let actions = serve(|asked| {
        assert!(
            asked.authorization.is_none() || asked.path == "/actions",
            "another server gets no credential"
        );
        assert!(!asked.query.contains("token"), "nor one in its address");
        match asked.path.as_str() {
            "/actions" => Answer::Json(200, json!([{ "name": "action_order" }])),
            _ => Answer::Json(404, json!({})),
        }
    })
    .await;
    let files = |url: &str| {
        let mut files = credentials("rest:\n").with_compose(COMPOSE);
        files.endpoints = Some(format!(
            "action_endpoint:\n  url: {url}\n  token: {}\n",
            super::project::OTHER
        ));
        files
    };
    let open = files(&format!("{}/webhook", actions.address()));
    let bot = running(&open).await;
    let seen = bot.check(&open).await;
    assert_eq!(verdicts(&seen), "rest-webhook open · action-server open");
    let inside = files("http://action.invalid:5055/webhook");
    let seen = bot.check(&inside).await;
    assert_eq!(
        verdicts(&seen),
        "rest-webhook open · action-server unknown",
        "a name that only the bot's network knows is no failure"
    );
    let guarded = serve(|_| Answer::Page(401, "")).await;
    let seen = bot
        .check(&files(&format!("{}/webhook", guarded.address())))
        .await;
    assert_eq!(verdicts(&seen), "rest-webhook open · action-server locked");
}
