//! Program-Y 5.0.1 with its Flask REST client, from PyPI.

use std::path::Path;

use super::install::{self, copy, kept};
use super::peer::{Peer, Program, Question, Scene, Serve, Story, Talk, Verdict, Witness};
use super::tools::Tool;
use crate::options::PeerName;
use crate::place::{self, Place};
use crate::trouble::Done;

use Verdict::{Locked, NotLocked, Open};

pub(super) const PEER: Peer = Peer {
    version: "5.0.1",
    needs: &[Tool::Python("python3")],
    isolated: false,
    port: 18_989,
    brings: &["nodes"],
    install,
    serve,
    story: Story {
        open: ALL_OPEN,
        locked: ALL_LOCKED,
    },
    witnesses: &[
        // Version 1 refuses with HTTP 200.
        Witness {
            door: "rest-v1",
            question: Question::Get("/api/rest/v1.0/ask?question=hello&userid=witness"),
            open: "200 [{\"response\"",
            locked: &[
                "200 [\"Access denied\",403]",
                "200 [\"Unauthorized access\",401]",
            ],
        },
        Witness {
            door: "rest-v2",
            question: Question::Get("/api/rest/v2.0/ask?query=hello&userId=witness"),
            open: "200 {\"meta\"",
            locked: &["403 \"Access denied\"", "401 \"Unauthorized access\""],
        },
    ],
    talks: &[
        Talk::over("rest-v1", "basic", "hello", "Hi there"),
        Talk::over("rest-v2", "basic", "what is it", "You said"),
    ],
    scenes: SCENES,
};

const ALL_OPEN: &[(&str, Verdict)] = &[("rest-v1", Open), ("rest-v2", Open), ("transport", Open)];
const ALL_LOCKED: &[(&str, Verdict)] = &[
    ("rest-v1", Locked),
    ("rest-v2", Locked),
    ("transport", Open),
];

const NEITHER_LOCKED: &[(&str, Verdict)] = &[
    ("rest-v1", NotLocked),
    ("rest-v2", NotLocked),
    ("transport", Open),
];

const LICENSE: &str = "licenses/license.keys";
const TOKEN: &str = "BASIC_AUTH_TOKEN = q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k\n";
const KEYS: &str = "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r\n";
/// After this line stand the settings that a scene adds.
const LINE: &str = "  debug: false\n";

const SCENES: &[Scene] = &[
    Scene::of(
        "token and keys",
        &[
            (
                "config.yaml",
                LINE,
                "  debug: false\n  authorization: Basic\n  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys.txt\n",
            ),
            (LICENSE, "", TOKEN),
            ("keys.txt", "", KEYS),
        ],
        ALL_LOCKED,
    ),
    Scene::of(
        "keys only",
        &[
            (
                "config.yaml",
                LINE,
                "  debug: false\n  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys.txt\n",
            ),
            ("keys.txt", "", KEYS),
        ],
        ALL_LOCKED,
    ),
    // Only the exact word is understood; anything else is logged, and everybody served.
    Scene::of(
        "`basic` in small letters",
        &[
            (
                "config.yaml",
                LINE,
                "  debug: false\n  authorization: basic\n",
            ),
            (LICENSE, "", TOKEN),
        ],
        ALL_OPEN,
    ),
    // A blank line is a key, so `apikey=` opens.
    Scene::of(
        "a blank line among the keys",
        &[
            (
                "config.yaml",
                LINE,
                "  debug: false\n  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys.txt\n",
            ),
            (
                "keys.txt",
                "",
                "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r\n\n",
            ),
        ],
        NEITHER_LOCKED,
    ),
    // An empty token is one: `Authorization: Basic ` opens.
    Scene::of(
        "an empty token",
        &[
            (
                "config.yaml",
                LINE,
                "  debug: false\n  authorization: Basic\n",
            ),
            (LICENSE, "", "BASIC_AUTH_TOKEN =\n"),
        ],
        NEITHER_LOCKED,
    ),
    // Any text but an empty one is true.
    Scene::of(
        "`debug: \"false\"` in quotes",
        &[("config.yaml", LINE, "  debug: \"false\"\n")],
        &[
            ("rest-v1", Open),
            ("rest-v2", Open),
            ("debugger", Open),
            ("transport", Open),
        ],
    ),
];

fn install(place: &Place, folder: &Path) -> Done {
    let requirements = kept(place, PeerName::ProgramY).join("requirements.txt");
    install::once(folder, &place::read(&requirements)?, || {
        install::python("python3", folder, &requirements, &[])?;
        // Without the lists of nodes that ship with the package a bot answers nothing.
        let nodes = install::package(folder, "programy")?.join("clients/embed/basicbot/nodes");
        copy(&nodes, &folder.join("nodes"))
    })
}

fn serve(serve: &Serve<'_>) -> Vec<Program> {
    let arguments = [
        "-m",
        "programy.clients.restful.flask.client",
        "--config",
        "./config.yaml",
        "--cformat",
        "yaml",
        "--bot_root",
        ".",
    ];
    vec![Program {
        program: serve.installed.join("venv/bin/python").into(),
        arguments: arguments.map(Into::into).into(),
        port: serve.port,
        environment: &[],
    }]
}
