//! The extension server by itself, and the bot that needs it.

use chatelaine_practice::PracticeExtension;

use super::client::{Reply, Request};
use super::recording::scenario;
use super::stage::Scene;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_extension_server_answers_as_the_real_one_was_recorded() {
    for (title, token) in [("no token", ""), ("-token ext-tok", "ext-tok")] {
        let server = PracticeExtension::start(0, token).await.unwrap();
        for exchange in scenario(title).exchanges() {
            let living = exchange.request.clone().send(&server.url()).await;
            let (living, recorded) = (sorted(living), sorted_ref(&exchange.reply));
            assert_eq!(living, recorded, "{title}: {}", exchange.command);
        }
        server.stop().await;
    }
}

/// The list comes in any order: it is one of Go's maps.
fn sorted(mut reply: Reply) -> Reply {
    if let Ok(mut list) = serde_json::from_str::<Vec<String>>(&reply.body) {
        list.sort();
        reply.body = list.join(",");
    }
    reply
}

fn sorted_ref(reply: &Reply) -> Reply {
    sorted(Reply {
        status: reply.status,
        headers: reply.headers.clone(),
        body: reply.body.clone(),
    })
}

/// The second answer of a quiz whose bot has this configuration.
async fn second_answer(alias: &str, lines: &str, env: &[(&str, &str)]) -> Reply {
    let server = PracticeExtension::start(0, "ext-tok").await.unwrap();
    let bot = format!(
        "extensions:\n  {alias}:\n    type: REST\n    url: {}\n{lines}",
        server.url()
    );
    let fsm = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/chatto-0.9.2/quiz.fsm.yml"
    );
    let fsm = std::fs::read_to_string(fsm).unwrap();
    let fsm = fsm.replace("server: trivia", &format!("server: {alias}"));
    let scene = Scene {
        files: &[("bot.yml", &bot), ("fsm.yml", &fsm)],
        env,
        quiz: true,
    };
    let stage = scene.set().await;
    stage.say("u1", "start", None).await;
    stage.say("u1", "2", None).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_needs_its_extension_servers_token() {
    const TOKEN: &str = "    token: ext-tok\n";
    let variable = |name: &'static str| [(name, "ext-tok")];
    let stories = [
        ("bot: right token in bot.yml", "trivia", TOKEN, None),
        ("bot: wrong token", "trivia", "    token: other\n", None),
        ("bot: no token", "trivia", "", None),
        (
            "bot: token empty in file + CHATTO_BOT_EXTENSIONS_TRIVIA_TOKEN",
            "trivia",
            "    token:\n",
            Some("CHATTO_BOT_EXTENSIONS_TRIVIA_TOKEN"),
        ),
        (
            "bot: token key absent + env",
            "trivia",
            "",
            Some("CHATTO_BOT_EXTENSIONS_TRIVIA_TOKEN"),
        ),
        (
            "alias my-server + env CHATTO_BOT_EXTENSIONS_MY-SERVER_TOKEN",
            "my-server",
            "    token:\n",
            Some("CHATTO_BOT_EXTENSIONS_MY-SERVER_TOKEN"),
        ),
        (
            "alias my-server + env CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN",
            "my-server",
            "    token:\n",
            Some("CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN"),
        ),
        (
            "alias my_server + env CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN",
            "my_server",
            "    token:\n",
            Some("CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN"),
        ),
        ("alias MyServer (upper case)", "MyServer", TOKEN, None),
    ];
    for (title, alias, lines, name) in stories {
        let recorded = scenario(title);
        let text: Vec<&str> = recorded.notes().collect();
        let env = name.map(variable);
        let env = env.as_ref().map_or(&[][..], |env| &env[..]);
        let living = second_answer(alias, lines, env).await;
        let status = format!("HTTP/1.1 {}", living.status);
        assert!(
            text[0].starts_with(&status),
            "{title}: {living:?}, recorded {text:?}"
        );
        assert!(
            text.contains(&living.body.as_str()),
            "{title}: {living:?}, recorded {text:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_quiz_goes_through_the_extension_server() {
    let server = PracticeExtension::start(0, "").await.unwrap();
    let bot = format!(
        "extensions: {{trivia: {{type: REST, url: \"{}\"}}}}\n",
        server.url()
    );
    let scene = Scene {
        files: &[("bot.yml", &bot)],
        env: &[],
        quiz: true,
    };
    let stage = scene.set().await;
    stage.say("u1", "start", None).await;
    let again = stage.say("u1", "sixty-four", None).await;
    assert!(
        again.body.contains("Select one"),
        "no number in it: {again:?}"
    );
    for text in ["it is 2", "1"] {
        stage.say("u1", text, None).await;
    }
    let seen = stage.send(Request::get("/bot/senders/u1")).await;
    assert_eq!(
        seen.body, r#"{"state":3,"slots":{"answer_1":"2","answer_2":"1"}}"#,
        "the state is what the extension server made of it"
    );
    let score = stage.say("u1", "3", None).await;
    assert!(score.body.contains("3 of 3"), "{score:?}");
    server.stop().await;
    stage.say("u1", "start", None).await;
    let broken = stage.say("u1", "2", None).await;
    assert_eq!(
        (broken.status, broken.body.as_str()),
        (200, r#"[{"text":"There was an error, try again later."}]"#),
        "a server that was known at the start and is gone"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_bot_never_leaves_the_machine() {
    // TEST-NET-1 (RFC 5737): a bot that tried to get there would wait for it.
    let bot = "extensions: {trivia: {type: REST, url: \"http://192.0.2.1:8770\", token: t}}\n";
    let begun = std::time::Instant::now();
    let scene = Scene {
        files: &[("bot.yml", bot)],
        env: &[],
        quiz: true,
    };
    let stage = scene.set().await;
    assert!(begun.elapsed().as_secs() < 2, "nobody was called");
    stage.say("u1", "start", None).await;
    let answer = stage.say("u1", "2", None).await;
    assert_eq!(answer.body, "cannot answer: extension trivia is unknown");
    let seen = stage.send(Request::get("/bot/senders/u1")).await;
    assert!(
        seen.body.starts_with(r#"{"state":2"#),
        "the step counts although its answer failed: {seen:?}"
    );
}
