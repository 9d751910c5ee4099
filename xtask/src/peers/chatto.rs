//! Chatto 0.9.2 with the extension server of its trivia example, from the Go module proxy.

use std::path::Path;

use super::install::{self, copy, kept};
use super::peer::{Peer, Program, Question, Scene, Serve, Story, Talk, Verdict, Witness};
use super::tools::Tool;
use crate::options::PeerName;
use crate::place::{self, Place};
use crate::step;
use crate::trouble::{Done, Trouble};

use Verdict::{Locked, Open};

/// The port on which the extension server of `bot.yml` listens.
const EXTENSION_PORT: u16 = 8770;
const MODULE: &str = "github.com/jaimeteb/chatto";
const EXAMPLE: &str = "examples/03_trivia";

pub(super) const PEER: Peer = Peer {
    version: "0.9.2",
    needs: &[Tool::Go],
    // There is no option for a host (`internal/bot/server.go`).
    isolated: true,
    port: 4770,
    brings: &["clf.yml", "fsm.yml"],
    install,
    serve,
    story: Story {
        open: ALL_OPEN,
        locked: ALL_LOCKED,
    },
    witnesses: &[
        // The token is looked at before the body, so that no conversation begins.
        Witness {
            door: "rest-channel",
            question: Question::Post("/channels/rest", "x"),
            open: "500 invalid character",
            locked: &["401 the callback token is invalid"],
        },
        Witness {
            door: "bot-api",
            question: Question::Get("/bot/senders/witness"),
            open: "404 sender does not exist",
            locked: &["401 unauthorized"],
        },
    ],
    talks: &[Talk::over(
        "rest",
        "token",
        "start",
        "Welcome to the trivia!",
    )],
    scenes: SCENES,
};

const ALL_OPEN: &[(&str, Verdict)] = &[
    ("rest-channel", Open),
    ("bot-api", Open),
    ("extension.trivia", Locked),
    ("transport", Open),
];
const ALL_LOCKED: &[(&str, Verdict)] = &[
    ("rest-channel", Locked),
    ("bot-api", Locked),
    ("extension.trivia", Locked),
    ("transport", Open),
];

const ONLY_API_LOCKED: &[(&str, Verdict)] = &[
    ("rest-channel", Open),
    ("bot-api", Locked),
    ("extension.trivia", Locked),
    ("transport", Open),
];

/// The bot's first line, before which a scene puts its own.
const LINE: &str = "bot_name: \"trivia_bot\"\n";
const VARIABLE: &[(&str, &str)] = &[(
    "CHATTO_BOT_AUTH_TOKEN",
    "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k",
)];

const SCENES: &[Scene] = &[
    // The name that the documentation gives is read by no version.
    Scene::of(
        "rest.token, as documented",
        &[(
            "chn.yml",
            "",
            "rest:\n  token: \"Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r\"\n",
        )],
        ALL_OPEN,
    ),
    Scene {
        environment: VARIABLE,
        ..Scene::of("a variable without its key in the file", &[], ALL_OPEN)
    },
    Scene {
        environment: VARIABLE,
        ..Scene::of(
            "a variable for a key without value",
            &[(
                "bot.yml",
                LINE,
                "bot_name: \"trivia_bot\"\nauth:\n  token:\n",
            )],
            ONLY_API_LOCKED,
        )
    },
    Scene::of(
        "`auth.tokens` instead of `auth.token`",
        &[(
            "bot.yml",
            LINE,
            "bot_name: \"trivia_bot\"\nauth:\n  tokens: \"q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k\"\n",
        )],
        ALL_OPEN,
    ),
    // A JSON file beside it wins over the YAML file, without a word.
    Scene::of(
        "a bot.json that shadows the bot.yml",
        &[
            (
                "bot.yml",
                LINE,
                "bot_name: \"trivia_bot\"\nauth:\n  token: \"q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k\"\n",
            ),
            ("bot.json", "", "{\"bot_name\":\"trivia_bot\"}\n"),
        ],
        &[
            ("rest-channel", Open),
            ("bot-api", Open),
            ("transport", Open),
        ],
    ),
];

fn install(place: &Place, folder: &Path) -> Done {
    let kept = kept(place, PeerName::Chatto);
    install::once(folder, &place::read(&kept.join("go.mod"))?, || {
        let module = folder.join("module");
        for file in ["go.mod", "go.sum"] {
            copy(&kept.join(file), &module.join(file))?;
        }
        let go = |arguments: &[&str]| {
            let mut command = step::command(&module, "go", arguments);
            command
                // Nothing outside the target folder changes, and `cargo clean` can remove what is there.
                .env("GOPATH", folder.join("go"))
                .env("GOFLAGS", "-mod=mod -modcacherw -buildvcs=false")
                .env("CGO_ENABLED", "0");
            command
        };
        let programs = folder.join("bin/").display().to_string();
        let extension = format!("{MODULE}/{EXAMPLE}/ext");
        // `go install MODULE@VERSION` would ask the proxy for a list of versions, which it may refuse.
        step::must(&mut go(&["build", "-o", &programs, MODULE, &extension]))?;
        let sources =
            step::asked(&mut go(&["list", "-m", "-f", "{{.Dir}}", MODULE])).ok_or_else(|| {
                Trouble::new(
                    "the source of Chatto was fetched and cannot be found",
                    format!("remove {} and try again", folder.display()),
                )
            })?;
        let example = Path::new(sources.trim_end()).join(EXAMPLE);
        for file in PEER.brings {
            copy(&example.join(file), &folder.join(file))?;
        }
        Ok(())
    })
}

/// The extension first: the bot asks for what it can do once, at start.
fn serve(serve: &Serve<'_>) -> Vec<Program> {
    let program = |name: &str, arguments: &[&str], port| Program {
        program: serve.installed.join("bin").join(name).into(),
        arguments: arguments.iter().map(Into::into).collect(),
        port,
        environment: &[],
    };
    let token = (serve.setting)("bot.extensions.trivia.token");
    vec![
        program("ext", &["-token", &token], EXTENSION_PORT),
        program("chatto", &["--path", "."], serve.port),
    ]
}
