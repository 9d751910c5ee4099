//! Declared and observed together.

use chatelaine_platforms::{AccessPoint, Platform, Seen, State};
use chatelaine_wire::Site;

use super::project::{BOT_TOKEN, EXT_TOKEN, Files, bot, chn, compose};

fn points(files: &Files, address: Option<&str>) -> Vec<AccessPoint> {
    let project = files.project();
    let values = Platform::Chatto.effective(&project);
    let site = address.map(|address| Site::parse(address, true).unwrap());
    Platform::Chatto.access_points(&Seen {
        project: Some(&project),
        values: Some(&values),
        site: site.as_ref(),
        ..Seen::default()
    })
}

fn state(files: &Files, id: &str) -> State {
    let points = points(files, Some("http://localhost:4770"));
    points
        .iter()
        .find(|point| point.id == id)
        .unwrap_or_else(|| panic!("{id} is not among {points:?}"))
        .state
}

#[test]
fn tokens_lock_their_own_door_only() {
    let cases = [
        ("both", bot(""), chn(""), State::Locked, State::Locked),
        (
            "none",
            String::new(),
            String::new(),
            State::Open,
            State::Open,
        ),
        ("one", bot(""), "rest:\n".into(), State::Open, State::Locked),
        (
            "the guide's key",
            bot(""),
            "rest:\n  token: \"x\"\n".into(),
            State::Open,
            State::Locked,
        ),
        (
            "guessable",
            "auth: {token: tok}".into(),
            "rest: {callback_token: this-is-a-rest-token}".into(),
            State::Weak,
            State::Weak,
        ),
        (
            "null",
            "auth: {token: null}".into(),
            "rest: {callback_token: ~}".into(),
            State::Open,
            State::Open,
        ),
        (
            "broken",
            "auth: [".into(),
            chn(""),
            State::Locked,
            State::Unknown,
        ),
    ];
    for (story, bot, chn, rest, api) in cases {
        let files = Files::new(&[("bot.yml", &bot), ("chn.yml", &chn)]);
        assert_eq!(state(&files, "rest-channel"), rest, "{story}");
        assert_eq!(state(&files, "bot-api"), api, "{story}");
    }
}

#[test]
fn variables_lock_only_what_they_reach() {
    let env = compose(&[&format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}")]);
    let with = |bot: &str, env: &str| {
        state(
            &Files::sound(&[("bot.yml", bot), ("compose.yml", env)]),
            "bot-api",
        )
    };
    assert_eq!(with("auth:\n  token:\n", &env), State::Locked);
    assert_eq!(with("auth:\n", &env), State::Open, "the key is not there");
    let shell = compose(&["CHATTO_BOT_AUTH_TOKEN"]);
    assert_eq!(
        with("auth:\n  token:\n", &shell),
        State::Unknown,
        "only the shell knows"
    );
    assert_eq!(
        with(&bot(""), &compose(&[]).replace("0.9.2", "0.5.1")),
        State::Open,
        "a version without locks"
    );
}

#[test]
fn what_cannot_be_read_is_unknown() {
    let files = Files::sound(&[("bot.toml", "")]);
    assert_eq!(state(&files, "bot-api"), State::Unknown);
    let points = Platform::Chatto.access_points(&Seen::default());
    let ids: Vec<&str> = points.iter().map(|point| point.id.as_str()).collect();
    assert_eq!(
        ids,
        ["rest-channel", "bot-api", "transport"],
        "without a folder"
    );
    assert!(
        points.iter().all(|point| point.state == State::Unknown),
        "{points:?}"
    );
}

#[test]
fn a_token_that_a_later_merge_replaces_locks_nothing() {
    let merged =
        |below: &str| Files::sound(&[("bot.yml", &format!("none: &none {{token: }}\n{below}"))]);
    let ours_last = merged(&format!("auth:\n  <<: *none\n  token: {BOT_TOKEN}\n"));
    assert_eq!(state(&ours_last, "bot-api"), State::Locked);
    let ours_first = merged(&format!("auth:\n  token: {BOT_TOKEN}\n  <<: *none\n"));
    assert_eq!(
        state(&ours_first, "bot-api"),
        State::Unknown,
        "Chatto asks for no token, although one stands in the file"
    );
}

#[test]
fn messengers_have_no_lock() {
    let chn = chn("telegram:\n  bot_key: \"1:abc\"\n");
    let files = Files::sound(&[("chn.yml", &chn)]);
    assert_eq!(state(&files, "telegram-webhook"), State::Open);
    let confined = Files::sound(&[("chn.yml", &chn), ("compose.yml", &compose(&[]))]);
    assert_eq!(state(&confined, "telegram-webhook"), State::LoopbackOnly);
    assert_eq!(
        points(&files, None).len(),
        4,
        "the others are not configured"
    );
}

#[test]
fn one_door_per_extension() {
    let with = |lines: &str| {
        let text = format!("extensions:\n  trivia: {{{lines}}}\n");
        state(
            &Files::sound(&[("bot.yml", &bot(&text))]),
            "extension.trivia",
        )
    };
    let token = format!("token: \"{EXT_TOKEN}\"");
    for (lines, expected) in [
        (
            format!("type: REST, url: \"https://e.org\", {token}"),
            State::Locked,
        ),
        (
            format!("type: REST, url: \"http://localhost:1\", {token}"),
            State::Locked,
        ),
        (
            format!("type: REST, url: \"http://e.org\", {token}"),
            State::Weak,
        ),
        (
            "type: REST, url: \"https://e.org\", token: abc".into(),
            State::Weak,
        ),
        ("type: REST, url: \"https://e.org\"".into(), State::Open),
        (
            "type: REST, url: \"http://localhost:1\"".into(),
            State::LoopbackOnly,
        ),
        (
            "type: RPC, host: localhost, port: 1".into(),
            State::LoopbackOnly,
        ),
        ("type: RPC, host: e.org, port: 1".into(), State::Open),
        (
            "type: rest, url: \"http://localhost:1\"".into(),
            State::Unknown,
        ),
    ] {
        assert_eq!(with(&lines), expected, "{lines}");
    }
}

#[test]
fn an_address_does_not_show_who_else_is_let_in() {
    let files = Files::sound(&[(
        "bot.yml",
        &bot("extensions:\n  e: {type: REST, url: \"https://me:hunter22@e.org/x\"}\n"),
    )]);
    let said = format!("{:?}", points(&files, None));
    assert!(!said.contains("hunter22"), "{said}");
}

#[test]
fn chatto_listens_everywhere_without_tls() {
    let transport = |files: &Files, address| {
        let points = points(files, Some(address));
        points
            .into_iter()
            .find(|point| point.id == "transport")
            .unwrap()
    };
    let sound = Files::sound(&[]);
    let local = transport(&sound, "http://localhost:4770");
    assert_eq!(local.state, State::LoopbackOnly);
    assert!(
        local.summary.contains("every interface"),
        "{}",
        local.summary
    );
    assert_eq!(
        transport(&sound, "http://192.0.2.1:4770").state,
        State::Open
    );
    assert_eq!(
        transport(&sound, "https://bot.example.org").state,
        State::Locked
    );
    let published = Files::sound(&[("compose.yml", &compose(&[]).replace("127.0.0.1:", ""))]);
    assert_eq!(
        transport(&published, "http://localhost:4770").state,
        State::Open,
        "the compose file lets everybody in"
    );
}
