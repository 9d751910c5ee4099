//! The same journey with a locked bot of every platform: refused without a credential, let in with the one in its files,
//! a reply, checks, the doctor, and frames for other programs.

use std::time::Duration;

use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use serde_json::Value;
use tempfile::TempDir;

use crate::desk::{CANARY, Desk};

struct Story {
    kind: Kind,
    slug: &'static str,
    /// Over what; the usual way when nothing is said.
    over: Option<&'static str>,
}

const STORIES: &[Story] = &[
    story(Kind::CheshireCat, "cheshire-cat", None),
    story(Kind::CheshireCat, "cheshire-cat", Some("http")),
    story(Kind::CheshireCat2, "cheshire-cat-2", None),
    story(Kind::Chatto, "chatto", None),
    story(Kind::ProgramY, "program-y", None),
    story(Kind::ProgramY, "program-y", Some("rest-v2")),
    story(Kind::Rasa, "rasa", None),
];

const fn story(kind: Kind, slug: &'static str, over: Option<&'static str>) -> Story {
    Story { kind, slug, over }
}

/// A locked bot, registered under its platform's name.
fn start(desk: &Desk, story: &Story, runtime: &tokio::runtime::Runtime) -> (TempDir, PracticeBot) {
    let root = TempDir::new().unwrap();
    let key = |name: &str| Ok(format!("{name}-{CANARY}-0123456789abcdef"));
    prepare(story.kind, root.path(), Some(&key)).unwrap();
    let options = Options {
        refusal_delay: Duration::from_millis(5),
        token_delay: Duration::from_millis(1),
        ..Options::new(root.path())
    };
    let bot = runtime
        .block_on(PracticeBot::start(story.kind, options))
        .unwrap();
    let _earlier = desk.run(&["bots", "remove", story.slug]);
    let folder = root.path().display().to_string();
    let added = desk.run(&[
        "bots",
        "add",
        story.slug,
        "--platform",
        story.slug,
        "--dir",
        &folder,
        "--url",
        &bot.url(),
    ]);
    assert_eq!(added.code, 0, "{added:?}");
    (root, bot)
}

fn last(out: &str) -> Value {
    let line = out.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_default()
}

#[test]
fn every_platform_refuses_a_stranger_and_talks_to_whoever_has_the_key() {
    let desk = Desk::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for story in STORIES {
        let name = format!(
            "{} over {}",
            story.slug,
            story.over.unwrap_or("its usual way")
        );
        let (_root, bot) = start(&desk, story, &runtime);
        let over: Vec<&str> = story
            .over
            .iter()
            .flat_map(|over| ["--over", *over])
            .collect();
        let har = desk.path("chat.har").display().to_string();
        let chat = |more: &[&str]| {
            let fixed = ["chat", story.slug, "--message", "hello", "--json"];
            desk.run(&[&fixed[..], &over, more].concat())
        };

        let stranger = chat(&["--auth", "none"]);
        assert_eq!(stranger.code, 1, "{name}: refused is 1: {stranger:?}");
        let refused = last(&stranger.out);
        assert!(
            refused["event"] == "refused" && refused["cause"].as_str().is_some_and(|c| c.len() > 5),
            "{name}: the end of the stream is the refusal with its cause: {stranger:?}"
        );

        let known = chat(&["--export", &har]);
        assert_eq!(known.code, 0, "{name}: {known:?}");
        assert!(
            known.out.contains(r#""event":"message""#) && last(&known.out)["event"] == "closed",
            "{name}: a reply, and an end of ours: {known:?}"
        );
        let har = std::fs::read_to_string(&har).unwrap();
        let archive: Value = serde_json::from_str(&har).unwrap();
        let entry = &archive["log"]["entries"][0];
        let status = entry["response"]["status"].as_u64().unwrap_or_default();
        assert!(
            status != 0
                && entry["request"]["url"]
                    .as_str()
                    .is_some_and(|url| url.contains("127.0.0.1")),
            "{name}: the archive holds the exchange: {entry:#}"
        );

        let check = desk.path("locked.json");
        let over = story.over.map_or(Value::Null, Value::from);
        let locked = serde_json::json!({
            "format": "chatelaine-check", "version": 1, "name": "locked", "transport": over,
            "auth": "none", "refused": true, "steps": [{ "say": "hello" }],
        });
        std::fs::write(&check, locked.to_string()).unwrap();
        let check = desk.run(&["check", story.slug, &check.display().to_string()]);
        assert_eq!(check.code, 0, "{name}: the lock is a check: {check:?}");

        for text in [&stranger.out, &stranger.err, &known.out, &known.err, &har] {
            assert!(!text.contains(CANARY), "{name}: no key is shown: {text}");
        }
        let kept = crate::desk::contents(&desk.path("home").join("transcripts"));
        assert!(
            !kept.is_empty()
                && kept
                    .iter()
                    .all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(CANARY)),
            "{name}: what was said is kept, without keys"
        );
        runtime.block_on(bot.stop());
    }
}
