//! Cheshire Cat 2.0.23, from PyPI.

use std::path::Path;

use super::install::{self, kept};
use super::peer::{Peer, Program, Question, Scene, Serve, Story, Talk, Verdict, Witness};
use super::tools::Tool;
use crate::options::PeerName;
use crate::place::{self, Place};
use crate::trouble::Done;

use Verdict::{Forgeable, Locked, Open};

pub(super) const PEER: Peer = Peer {
    version: "2.0.23",
    needs: &[Tool::Python("python3.11")],
    // Of `URL` only the port counts.
    isolated: true,
    port: 1865,
    brings: &[],
    install,
    serve,
    story: Story {
        open: ALL_OPEN,
        locked: ALL_LOCKED,
    },
    witnesses: &[
        Witness {
            door: "http-api",
            question: Question::GetWith("/me", "meow"),
            open: "200 {",
            locked: &["403 {\"detail\":\"Invalid Credentials\"}"],
        },
        Witness {
            door: "simple-oauth",
            question: Question::Get("/auth/callback/simple?code=witness"),
            open: "307",
            locked: &["404"],
        },
    ],
    talks: &[
        Talk::over("sse", "key", "hello", "No Language Model is configured yet"),
        Talk::over(
            "http",
            "mint",
            "hello",
            "No Language Model is configured yet",
        ),
    ],
    scenes: SCENES,
};

const ALL_OPEN: &[(&str, Verdict)] = &[
    ("http-api", Open),
    ("jwt", Forgeable),
    ("simple-oauth", Open),
    ("transport", Open),
];
const ALL_LOCKED: &[(&str, Verdict)] = &[
    ("http-api", Locked),
    ("jwt", Locked),
    // A plugin of the bot, not a line of its file: only its administrator can switch it off.
    ("simple-oauth", Open),
    ("transport", Open),
];

const SCENES: &[Scene] = &[
    // Version 1 had these names; version 2 reads no variables.
    Scene {
        environment: &[
            (
                "CCAT_API_KEY",
                "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k",
            ),
            (
                "CCAT_JWT_SECRET",
                "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r",
            ),
        ],
        ..Scene::of("variables of version 1", &[], ALL_OPEN)
    },
    Scene::of(
        "no key at all",
        &[(
            "config.py",
            "",
            "URL = \"http://127.0.0.1:1865\"\nAPI_KEY = None\nJWT_SECRET = \"Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r\"\n",
        )],
        ALL_LOCKED,
    ),
];

fn install(place: &Place, folder: &Path) -> Done {
    let requirements = kept(place, PeerName::CheshireCat2).join("requirements.txt");
    install::once(folder, &place::read(&requirements)?, || {
        install::python("python3.11", folder, &requirements, &[])
    })
}

fn serve(serve: &Serve<'_>) -> Vec<Program> {
    vec![Program {
        program: serve.installed.join("venv/bin/ccat").into(),
        arguments: Vec::new(),
        port: serve.port,
        environment: &[],
    }]
}
