//! The ways in that are no REST API: the web chat, the debugger, the ping service.

use std::net::TcpListener;

use super::doors::{LOCKED, keyed};
use super::observe::{claims, rules, verdicts};
use super::stage::{KEY, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn the_web_chat_is_proven_by_a_credential_that_works() {
    let chat = |stage: Stage| stage.replaced("flask:", "webchat:");
    let open = chat(Stage::but("  authorization: Basic\n", ""));
    let seen = open.run().await.check(&open).await;
    assert_eq!(verdicts(&seen), "webchat open");

    for locked in [
        chat(Stage::sound()),
        chat(keyed(&format!("{KEY}\n"))),
        chat(Stage::keyed(&format!("{KEY}\n"))),
    ] {
        let bot = locked.run().await;
        let seen = bot.check(&locked).await;
        assert_eq!(
            (verdicts(&seen).as_str(), seen.authenticated),
            ("webchat locked", true)
        );
        let unknowing = bot.check_unknowing().await;
        assert_eq!(
            verdicts(&unknowing),
            "webchat unknown",
            "an error 500 alone is no proof of a lock"
        );
        let open = bot.check(&open).await;
        assert_eq!(verdicts(&open), "webchat unknown");
    }

    let bot = chat(Stage::sound()).run().await;
    let edited = chat(Stage::licensed(&format!("BASIC_AUTH_TOKEN = {KEY}\n")));
    let seen = bot.check(&edited).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        ("webchat unknown", vec!["PY-048"])
    );

    let debugged = chat(Stage::but("debug: false", "debug: true"));
    let seen = debugged.run().await.check(&debugged).await;
    assert_eq!(
        verdicts(&seen),
        "webchat locked · debugger open",
        "it refuses with a page of the debugger's"
    );

    let empty = chat(Stage::licensed("BASIC_AUTH_TOKEN =\n"));
    let seen = empty.run().await.check(&empty).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        ("webchat open", vec!["PY-009"])
    );

    let elsewhere = chat(Stage::plus("  api: /talk\n"));
    let seen = elsewhere.run().await.check(&elsewhere).await;
    assert_eq!(
        verdicts(&seen),
        "webchat locked",
        "the path is the configuration's"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_debugger_is_found_whatever_the_configuration_says() {
    let on = Stage::but("debug: false", "debug: \"false\"");
    let bot = on.run().await;
    let seen = bot.check(&on).await;
    assert_eq!(verdicts(&seen), format!("{LOCKED} · debugger open"));
    assert_eq!(rules(&seen), ["PY-011"]);
    assert_eq!(claims(&seen, "debugger").len(), 2, "its page and its files");
    let unknowing = bot.check_unknowing().await;
    assert_eq!(verdicts(&unknowing), format!("{LOCKED} · debugger open"));

    let off = Stage::sound().run().await;
    assert_eq!(
        verdicts(&off.check(&Stage::sound()).await),
        LOCKED,
        "nothing is said of what is not there"
    );
    let seen = off.check(&on).await;
    assert_eq!(
        verdicts(&seen),
        format!("{LOCKED} · debugger unknown"),
        "declared, and not found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ping_service_is_asked_where_the_configuration_says_that_it_is() {
    let port = TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let with = |host: &str, port: u16| {
        Stage::plus(&format!(
            "  responder:\n    host: {host}\n    port: {port}\n    url: /ping\n    shutdown: /stop\n"
        ))
    };
    for (host, found) in [("127.0.0.1", vec![]), ("0.0.0.0", vec!["PY-023"])] {
        let stage = with(host, port);
        let seen = stage.run().await.check(&stage).await;
        assert_eq!(
            verdicts(&seen),
            format!("{LOCKED} · responder open"),
            "{host}"
        );
        assert_eq!(rules(&seen), found, "{host}");
    }
    let bot = Stage::sound().run().await;
    let seen = bot.check(&with("127.0.0.1", port)).await;
    assert_eq!(
        verdicts(&seen),
        format!("{LOCKED} · responder unreachable"),
        "declared, and not there yet"
    );
    let seen = bot.check(&with("192.0.2.7", port)).await;
    assert_eq!(
        verdicts(&seen),
        format!("{LOCKED} · responder unknown"),
        "another machine is left alone"
    );
    let practice: u16 = bot
        .site
        .origin()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let seen = bot.check(&with("127.0.0.1", practice)).await;
    assert_eq!(
        verdicts(&seen),
        format!("{LOCKED} · responder unknown"),
        "a 404 is no ping service"
    );
}
