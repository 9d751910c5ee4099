//! Rasa 3.6.21, the last open one, from PyPI.

use std::path::Path;

use super::install::{self, copy, kept};
use super::peer::{Peer, Program, Question, Scene, Serve, Story, Talk, Verdict, Witness};
use super::tools::Tool;
use crate::options::PeerName;
use crate::place::{self, Place};
use crate::step;
use crate::trouble::Done;

use Verdict::{Locked, Open, Untold};

/// Rasa names Python below 3.11 as its limit; the versions in `requirements.txt` and this launcher go beyond it.
const LAUNCHER: &str = "rasa311.py";

pub(super) const PEER: Peer = Peer {
    version: "3.6.21",
    needs: &[Tool::Python("python3.11")],
    isolated: false,
    port: 5005,
    brings: &["models"],
    install,
    serve,
    story: Story {
        open: ALL_OPEN,
        locked: ALL_LOCKED,
    },
    witnesses: &[
        Witness {
            door: "rest-webhook",
            question: Question::Get("/webhooks/rest/"),
            open: "200 {\"status\":\"ok\"}",
            locked: &["404"],
        },
        Witness {
            door: "socketio",
            question: Question::SocketIo,
            open: "200 40{\"sid\"",
            locked: &["200 44{\"message\":\"Connection rejected by server\"}"],
        },
    ],
    talks: &[
        Talk::over("socketio", "mint", "hello", "Second paragraph."),
        Talk::over("socketio", "mint", "/buttons", "Pick one").with_buttons(),
        Talk::over("rest", "none", "hello", "Hello from the probe bot.").unguarded(),
    ],
    scenes: SCENES,
};

const ALL_OPEN: &[(&str, Verdict)] = &[
    ("rest-webhook", Open),
    ("socketio", Open),
    ("http-api", Untold),
    ("transport", Open),
];
const ALL_LOCKED: &[(&str, Verdict)] = &[
    // Rasa has no lock for it: a gateway in front has to be one.
    ("rest-webhook", Open),
    ("socketio", Locked),
    ("http-api", Untold),
    ("transport", Open),
];

const API_OPEN: &[(&str, Verdict)] = &[
    ("rest-webhook", Open),
    ("socketio", Open),
    ("http-api", Open),
    ("transport", Open),
];
const API_LOCKED: &[(&str, Verdict)] = &[
    ("rest-webhook", Open),
    ("socketio", Open),
    ("http-api", Locked),
    ("transport", Open),
];

const SCENES: &[Scene] = &[
    Scene {
        arguments: &["--enable-api"],
        ..Scene::of("the HTTP API without a credential", &[], API_OPEN)
    },
    // These flags guard the HTTP API, and no channel.
    Scene {
        arguments: &[
            "--enable-api",
            "--auth-token",
            "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k",
        ],
        ..Scene::of("the HTTP API with a token", &[], API_LOCKED)
    },
    Scene {
        arguments: &[
            "--enable-api",
            "--jwt-secret",
            "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r",
        ],
        ..Scene::of("the HTTP API with JSON Web Tokens", &[], API_LOCKED)
    },
    // A key that Rasa does not know is passed over in silence.
    Scene::of(
        "`jwt_keyy` instead of `jwt_key`",
        &[(
            "credentials.yml",
            "",
            "rest:\nsocketio:\n  jwt_keyy: \"q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k\"\n",
        )],
        ALL_OPEN,
    ),
    Scene::of(
        "HS512 for the socket, and a second webhook",
        &[(
            "credentials.yml",
            "",
            "rest:\ncallback:\n  url: http://127.0.0.1:9/\nsocketio:\n  jwt_key: \"q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k\"\n  jwt_method: HS512\n",
        )],
        &[
            ("rest-webhook", Open),
            ("callback-webhook", Open),
            ("socketio", Locked),
            ("http-api", Untold),
            ("transport", Open),
        ],
    ),
];

/// No usage data leaves the machine, and TensorFlow keeps to what matters.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("RASA_TELEMETRY_ENABLED", "false"),
    ("TF_CPP_MIN_LOG_LEVEL", "3"),
    ("SQLALCHEMY_SILENCE_UBER_WARNING", "1"),
    ("PYTHONWARNINGS", "ignore"),
];

fn install(place: &Place, folder: &Path) -> Done {
    let kept = kept(place, PeerName::Rasa);
    let requirements = kept.join("requirements.txt");
    install::once(folder, &place::read(&requirements)?, || {
        // The last setuptools with `pkg_resources` as Rasa imports it.
        let before = ["setuptools==70.3.0", "wheel"];
        install::python("python3.11", folder, &requirements, &before)?;
        copy(&kept.join(LAUNCHER), &folder.join(LAUNCHER))?;
        let training = folder.join("training");
        copy(&kept.join("bot"), &training)?;
        let python = folder.join("venv/bin/python").display().to_string();
        step::must(
            step::command(&training, &python, &[])
                .arg(folder.join(LAUNCHER))
                .args(["train", "--quiet", "--out"])
                .arg(folder.join("models"))
                .envs(ENVIRONMENT.iter().copied()),
        )
    })
}

fn serve(serve: &Serve<'_>) -> Vec<Program> {
    let port = serve.port.to_string();
    let mut arguments = vec![serve.installed.join(LAUNCHER).into()];
    arguments.extend(["run", "-i", "127.0.0.1", "-p", &port].map(Into::into));
    arguments.extend(serve.arguments.iter().map(Into::into));
    vec![Program {
        program: serve.installed.join("venv/bin/python").into(),
        arguments,
        port: serve.port,
        environment: ENVIRONMENT,
    }]
}
