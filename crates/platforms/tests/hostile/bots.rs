//! A locked bot of every platform, whose credentials are all the same text, so that it is easy to look for.

use std::collections::BTreeMap;

use chatelaine_documents::{EnvDocument, open};
use chatelaine_platforms::{Content, EnvFile, Folder, Platform, Project, ProjectFile};

use super::server::CANARY;

/// Files with `{}` in the place of a credential.
fn files(platform: Platform) -> &'static [(&'static str, &'static str)] {
    match platform {
        Platform::CheshireCat => &[(
            ".env",
            "CCAT_API_KEY={}\nCCAT_API_KEY_WS={}\nCCAT_JWT_SECRET={}\n",
        )],
        Platform::CheshireCat2 => &[("config.py", "API_KEY = \"{}\"\nJWT_SECRET = \"{}\"\n")],
        Platform::Chatto => &[
            (
                "bot.yml",
                "auth:\n  token: \"{}\"\nextensions:\n  trivia:\n    type: REST\n    url: https://localhost:8770\n    token: \"{}\"\n",
            ),
            ("chn.yml", "rest:\n  callback_token: \"{}\"\n"),
        ],
        Platform::ProgramY => &[
            (
                "config.yaml",
                "flask:\n  host: 127.0.0.1\n  port: 8989\n  authorization: Basic\n  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys.txt\n  storage:\n    entities:\n      license_keys: file\n    stores:\n      file:\n        type: file\n        config:\n          license_storage:\n            file: $BOT_ROOT/license.keys\n",
            ),
            ("license.keys", "BASIC_AUTH_TOKEN = {}\n"),
            ("keys.txt", "{}\n"),
        ],
        Platform::Rasa => &[
            (
                "credentials.yml",
                "rest:\ncallback:\n  url: http://localhost:5034/bot\nsocketio:\n  jwt_key: \"{}\"\n  jwt_method: HS256\n",
            ),
            (
                "docker-compose.yml",
                "services:\n  rasa:\n    image: rasa/rasa:3.6.20\n    command: run --enable-api --auth-token {} --jwt-secret {}\n",
            ),
        ],
    }
}

/// The bot as the console reads it from its folder.
pub(crate) fn locked(platform: Platform) -> Project {
    let folder = Memory::new(files(platform));
    let files = platform
        .files(&folder)
        .into_iter()
        .map(|spec| {
            let content = folder.read(&spec.name).map_or(Content::Absent, |bytes| {
                Content::Document(open(spec.kind, &bytes).unwrap())
            });
            ProjectFile {
                role: spec.role,
                name: spec.name,
                kind: spec.kind,
                content,
            }
        })
        .collect();
    Project {
        files,
        env: folder.read(".env").map(|bytes| EnvFile {
            name: ".env".into(),
            document: EnvDocument::parse(&bytes).unwrap(),
        }),
        compose: folder.text("docker-compose.yml"),
        names: folder.names.clone(),
        ..Project::default()
    }
}

struct Memory {
    texts: BTreeMap<String, String>,
    names: Vec<String>,
}

impl Memory {
    fn new(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<String, String> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.replace("{}", CANARY)))
            .collect();
        Self {
            names: texts.keys().cloned().collect(),
            texts,
        }
    }

    fn text(&self, name: &str) -> Option<chatelaine_platforms::TextFile> {
        self.texts
            .get(name)
            .map(|text| chatelaine_platforms::TextFile {
                name: name.to_owned(),
                text: text.clone(),
            })
    }
}

impl Folder for Memory {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.texts.get(name).map(|text| text.clone().into_bytes())
    }

    fn has(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    fn names(&self) -> &[String] {
        &self.names
    }
}
