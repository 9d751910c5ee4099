//! Recording 12: the ways in that no lock guards.

use std::net::TcpListener;

use super::client::Request;
use super::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn any_text_turns_the_debugger_on() {
    let stories = [
        ("false", 404),
        ("true", 200),
        ("\"false\"", 200),
        ("0", 404),
        ("''", 404),
    ];
    for (debug, expected) in stories {
        let stage = Stage::set("  authorization: Basic\n")
            .replaced("debug: false", &format!("debug: {debug}"));
        let bot = stage.bot().await;
        let reply = Request::get("/console").send(bot.port()).await;
        assert_eq!(reply.status, expected, "debug: {debug}");
        let console = reply.text.contains("<title>Console // Werkzeug Debugger");
        assert_eq!(console, expected == 200, "debug: {debug}");
    }
}

/// Since Werkzeug 3.0.3 a name that is not of this machine is turned away at the console, and at nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn the_debugger_is_there_under_other_names_too() {
    let bot = Stage::set("")
        .replaced("debug: false", "debug: true")
        .bot()
        .await;
    let ask = async |target: &str| {
        Request::get(target)
            .header("Host: bot.example.org")
            .send(bot.port())
            .await
    };
    assert_eq!(ask("/console").await.status, 400);
    let style = ask("/?__debugger__=yes&cmd=resource&f=style.css").await;
    assert_eq!(
        (style.status, style.header("content-type")),
        (200, Some("text/css; charset=utf-8"))
    );
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ping_service_answers_everybody_and_ends_with_the_bot() {
    let port = free_port();
    let lines = format!(
        "  authorization: Basic\n  responder:\n    name: ping\n    host: 0.0.0.0\n    port: {port}\n    url: /ping\n    shutdown: /stop\n"
    );
    let stage = Stage::set(&lines);
    for _ in 0..2 {
        let bot = stage.bot().await;
        let ping = Request::get("/ping").send(port).await;
        assert_eq!(ping.status, 200, "no credential is asked for");
        let json = ping.json();
        assert_eq!(
            (&json["client"], &json["questions"]),
            (&"flask".into(), &0.into())
        );
        assert_eq!(json["bots"][0]["brains"][0]["id"], "brain");
        assert_eq!(
            Request::get("/stop").send(port).await.status,
            500,
            "its kill switch broke with Werkzeug 2.1"
        );
        assert_eq!(
            Request::get("/ping").send(bot.port()).await.status,
            404,
            "it has a port of its own"
        );
        bot.stop().await;
        let free = TcpListener::bind(("127.0.0.1", port));
        assert!(
            free.is_ok(),
            "the port is free again, so that a restart finds it"
        );
    }
}
