//! What the transcripts tell in passing, and what the source says.

use super::client::Request;
use super::stage::Scene;

/// Whether `/bot` lets everybody in, with these files and variables.
async fn open(files: &[(&str, &str)], env: &[(&str, &str)]) -> bool {
    let quiz = false;
    let stage = Scene { files, env, quiz }.set().await;
    stage.knock(None).await.ends_with("predict=200")
}

/// What keeps a bot from starting.
async fn refusal(files: &[(&str, &str)]) -> String {
    let scene = Scene {
        files,
        ..Scene::default()
    };
    let outcome = scene.try_set().await;
    outcome.err().expect("the bot must not start").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sibling_hides_the_file_that_everybody_edits() {
    let yml = ("bot.yml", "auth: {token: tok}\n");
    let yaml = ("bot.yaml", "bot_name: x\n");
    assert!(!open(&[yml], &[]).await);
    assert!(
        open(&[yml, yaml], &[]).await,
        "bot.yaml is read before bot.yml"
    );
    let json = ("bot.json", r#"{"auth": {"token": "tok"}}"#);
    assert!(
        !open(&[yml, yaml, json], &[]).await,
        "and bot.json before both"
    );
    let toml = ("bot.toml", "");
    let why = refusal(&[yml, toml]).await;
    assert!(
        why.contains("bot.toml"),
        "what it cannot read it does not guess: {why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variable_for_a_section_opens_what_is_below_it() {
    let file = [("bot.yml", "auth: {token: tok}\n")];
    assert!(!open(&file, &[("CHATTO_BOT_AUTH_TOKEN", "other")]).await);
    assert!(
        open(&file, &[("CHATTO_BOT_AUTH", "tok")]).await,
        "viper looks below no section that a variable stands for"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_keeps_the_real_server_from_starting_keeps_this_one() {
    let stories: [(&str, &[(&str, &str)]); 9] = [
        (
            "While parsing config",
            &[("bot.yml", "auth:\n  token: @x\n")],
        ),
        ("expected a map", &[("bot.yml", "auth: tok\n")]),
        ("'auth.token'", &[("bot.yml", "auth:\n  token: [a]\n")]),
        ("'store.ttl'", &[("bot.yml", "store: {ttl: \"3600\"}\n")]),
        (
            "extension type",
            &[("bot.yml", "extensions: {e: {type: rest}}\n")],
        ),
        (
            "'enable_rest_cors'",
            &[("bot.yml", "enable_rest_cors: maybe\n")],
        ),
        ("expected a map", &[("chn.yml", "- rest\n")]),
        ("two classes", &[("clf.yml", "classification: []\n")]),
        ("naive_bayes", &[("clf.yml", "model: {classifier: knn}\n")]),
    ];
    for (said, files) in stories {
        let why = refusal(files).await;
        assert!(why.contains(said), "{files:?}: {why}");
        assert!(!why.contains("tok\""), "a value is not repeated: {why}");
    }
    let empty = tempfile::tempdir().unwrap();
    let options = chatelaine_practice::Options::new(empty.path());
    let outcome =
        chatelaine_practice::PracticeBot::start(chatelaine_practice::Kind::Chatto, options).await;
    let why = outcome.err().expect("no bot without states").to_string();
    assert!(why.contains("\"fsm\" Not Found"), "{why}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_only_its_owner_may_read_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Scene::default().set().await;
    let path = stage.folder().join("bot.yml");
    std::fs::write(&path, "auth: {token: tok}\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    assert_eq!(
        stage.knock(None).await,
        "/channels/rest=200 /bot/predict=200",
        "what was written after the start counts only after a restart"
    );
    let options = chatelaine_practice::Options::new(stage.folder());
    let bot = chatelaine_practice::PracticeBot::start(chatelaine_practice::Kind::Chatto, options)
        .await
        .unwrap();
    let refused = Request::get("/bot/senders/x").send(&bot.url()).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_port_is_the_callers_choice() {
    let files = [("bot.yml", "port: 1\n")];
    let env = [("CHATTO_BOT_PORT", "2")];
    assert!(
        open(&files, &env).await,
        "neither the file nor a variable chooses it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messengers_are_there_when_any_setting_is_and_check_nobody() {
    let webhooks = [
        ("telegram", "bot_key: \"1:abc\"", "x", 500),
        ("twilio", "delay: 1s", "%", 500),
        (
            "slack",
            "token: xoxb",
            r#"{"type":"url_verification","challenge":"c"}"#,
            200,
        ),
    ];
    let closed = Scene::default().set().await;
    for (name, line, body, status) in webhooks {
        let path = format!("/channels/{name}");
        let nowhere = closed.send(Request::post(&path, body)).await;
        assert_eq!(nowhere.status, 404, "{name} is not turned on");
        let chn = format!("rest: {{callback_token: tok}}\n{name}: {{{line}}}\n");
        let scene = Scene {
            files: &[("chn.yml", &chn)],
            ..Scene::default()
        };
        let stage = scene.set().await;
        let reply = stage.send(Request::post(&path, body)).await;
        assert_eq!(reply.status, status, "{name}: {reply:?}");
        let empty = format!("{name}: {{delay: 0s}}\n");
        let scene = Scene {
            files: &[("chn.yml", &empty)],
            ..Scene::default()
        };
        let off = scene.set().await.send(Request::post(&path, body)).await;
        assert_eq!(off.status, 404, "{name}: nothing is nothing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bare_number_as_time_to_live_forgets_at_once() {
    let remembers = async |ttl: &str| {
        let bot = format!("store: {{ttl: {ttl}}}\n");
        let scene = Scene {
            files: &[("bot.yml", &bot)],
            ..Scene::default()
        };
        let stage = scene.set().await;
        stage.say("u1", "hello", None).await;
        let seen = stage.send(Request::get("/bot/senders/u1")).await;
        seen.status == 200
    };
    assert!(remembers("1h").await);
    assert!(remembers("-1s").await, "the default keeps them for ever");
    assert!(!remembers("3600").await, "3.6 µs, as in the guide");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_understood_is_said_or_kept_quiet() {
    let quiet = "conversation: {new: {reply_unknown: false}}\n";
    let scene = Scene {
        files: &[("bot.yml", quiet)],
        ..Scene::default()
    };
    let stage = scene.set().await;
    let new = stage.say("u1", "great", None).await;
    assert_eq!(
        new.body, "[]",
        "a command that leads nowhere, at the beginning"
    );
    stage.say("u1", "hello", None).await;
    let existing = stage.say("u1", "hello", None).await;
    assert!(existing.body.contains("Unknown command"), "{existing:?}");
    let nothing = stage.send(Request::post("/channels/rest", "{}")).await;
    assert_eq!(
        (nothing.status, nothing.body.as_str()),
        (200, ""),
        "nobody said nothing"
    );
}

/// Tried on the real server: what it says of bodies that make no sense, and of paths that are almost right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_answered_in_the_same_words() {
    let stage = Scene::default().set().await;
    let bodies = [
        ("/channels/rest", "", "unexpected end of JSON input"),
        (
            "/channels/rest",
            r#"{"sender":"a""#,
            "unexpected end of JSON input",
        ),
        (
            "/channels/rest",
            r#"{"sender":1}"#,
            "json: cannot unmarshal number into Go struct field MessageIn.sender of type string",
        ),
        (
            "/channels/rest",
            "[]",
            "json: cannot unmarshal array into Go value of type rest.MessageIn",
        ),
        (
            "/channels/rest",
            r#"{"sender":"a" "text":"b"}"#,
            "invalid character '\"' after object key:value pair",
        ),
        ("/bot/predict", "", "EOF"),
    ];
    for (path, body, said) in bodies {
        let reply = stage.send(Request::post(path, body)).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (500, said),
            "{path} with {body}"
        );
    }
    let text = "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h";
    let predictions = [
        (
            "{}x".to_owned(),
            r#"{"original":"","predicted":"greet","probability":0.2857143}"#,
        ),
        (
            r#"{"text":"a <b> & hello"}"#.to_owned(),
            r#"{"original":"a \u003cb\u003e \u0026 hello","predicted":"greet","probability":1}"#,
        ),
        (
            format!("{{\"text\":\"{text}\"}}"),
            "json: unsupported value: NaN",
        ),
    ];
    for (body, said) in predictions {
        let reply = stage.send(Request::post("/bot/predict", &body)).await;
        assert_eq!(reply.body, said, "{body}");
    }
    for (path, status) in [
        ("/bot/senders/", 404),
        ("/bot/healthz/", 404),
        ("//bot/healthz", 301),
        ("/bot/healthz", 200),
    ] {
        assert_eq!(
            stage.send(Request::get(path)).await.status,
            status,
            "{path}"
        );
    }
}
