//! Which folders are Rasa's, and which of their files matter.

use std::collections::BTreeMap;

use chatelaine_platforms::{Folder, Platform};

use super::project::COMPOSE;

struct Memory {
    files: BTreeMap<String, String>,
    names: Vec<String>,
}

impl Memory {
    fn of(files: &[(&str, &str)]) -> Self {
        let files: BTreeMap<String, String> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let names = files
            .keys()
            .filter(|name| !name.contains('/'))
            .cloned()
            .collect();
        Self { files, names }
    }
}

impl Folder for Memory {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.files.get(name).map(|text| text.clone().into_bytes())
    }

    fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn names(&self) -> &[String] {
        &self.names
    }
}

#[test]
fn a_folder_of_rasas_is_recognised() {
    for (story, files) in [
        ("channels", vec![("credentials.yml", "rest:\n")]),
        (
            "a channel of its own",
            vec![("credentials.yml", "my.module.Channel:\n")],
        ),
        (
            "endpoints",
            vec![(
                "endpoints.yml",
                "action_endpoint:\n  url: http://localhost:5055\n",
            )],
        ),
        (
            "a domain",
            vec![("domain.yml", "version: \"3.1\"\nintents:\n- greet\n")],
        ),
        ("an image", vec![("docker-compose.yml", COMPOSE)]),
    ] {
        let found = Platform::Rasa.recognise(&Memory::of(&files));
        let found = found.unwrap_or_else(|| panic!("{story}"));
        assert_eq!(found.files[0], files[0].0, "{story}");
        assert!(found.url.is_some(), "{story}");
    }
}

#[test]
fn folders_of_others_are_left_to_them() {
    for files in [
        vec![
            ("bot.yml", "bot_name: x\n"),
            ("chn.yml", "rest:\n  token: x\n"),
            ("fsm.yml", ""),
        ],
        vec![("config.yaml", "rest:\n  host: x\n"), ("bot.py", "")],
        vec![
            (".env", "CCAT_API_KEY=x\n"),
            (
                "docker-compose.yml",
                "services:\n  cheshire-cat-core:\n    image: ghcr.io/cheshire-cat-ai/core:1.9.2\n",
            ),
        ],
        vec![("credentials.yml", "aws:\n  key: x\n")],
        vec![("domain.yml", "name: example.org\n")],
        vec![],
    ] {
        assert_eq!(
            Platform::Rasa.recognise(&Memory::of(&files)),
            None,
            "{files:?}"
        );
    }
}

#[test]
fn versions_and_addresses_are_read_where_they_stand() {
    let found = |files: &[(&str, &str)]| Platform::Rasa.recognise(&Memory::of(files)).unwrap();
    let image = found(&[("docker-compose.yml", COMPOSE)]);
    assert_eq!(
        image.version.as_deref(),
        Some("3.6.20"),
        "of the image's tag"
    );
    let pinned = found(&[
        ("credentials.yml", "rest:\n"),
        ("requirements.txt", "# bot\nrasa[full]==3.6.21 ; x\n"),
    ]);
    assert_eq!(pinned.version.as_deref(), Some("3.6.21"));
    let moved = COMPOSE.replace("5005:5005", "${RASA_PORT:-8005}:5005");
    let files = [("docker-compose.yml", moved.as_str())];
    assert_eq!(
        found(&files).url.as_deref(),
        Some("http://localhost:8005"),
        "as compose fills it in"
    );
    let unit = "[Service]\nExecStart=/v/bin/rasa run -p 5010 --ssl-certificate c.pem\n";
    assert_eq!(
        found(&[("rasa.service", unit)]).url.as_deref(),
        Some("https://localhost:5010")
    );
    assert_eq!(
        found(&[("credentials.yml", "rest:\n")]).url.as_deref(),
        Some("http://localhost:5005")
    );
}

#[test]
fn the_command_line_says_where_the_files_are() {
    let names = |files: &[(&str, &str)]| -> Vec<String> {
        Platform::Rasa
            .files(&Memory::of(files))
            .into_iter()
            .map(|file| format!("{}={}", file.role, file.name))
            .collect()
    };
    assert_eq!(
        names(&[]),
        [
            "credentials=credentials.yml",
            "endpoints=endpoints.yml",
            "env=.env"
        ],
        "those that do not exist yet included"
    );
    let compose = COMPOSE.replace(
        "run --port 5005",
        "run --credentials /app/config/credentials.prod.yml --endpoints ./endpoints.prod.yml",
    );
    let found = names(&[
        ("docker-compose.yml", &compose),
        ("config/credentials.prod.yml", "rest:\n"),
        ("endpoints.prod.yml", ""),
    ]);
    assert_eq!(
        found[..2],
        [
            "credentials=config/credentials.prod.yml",
            "endpoints=endpoints.prod.yml"
        ]
    );
    let compose = COMPOSE.replace(
        "    ports:",
        "    volumes:\n      - ./bot:/app\n      - ./secret/endpoints.yml:/app/endpoints.yml:ro\n    ports:",
    );
    let found = names(&[
        ("docker-compose.yml", &compose),
        ("bot/credentials.yml", "rest:\n"),
        ("bot/endpoints.yml", ""),
        ("secret/endpoints.yml", ""),
        ("credentials.yml", ""),
    ]);
    assert_eq!(
        found[..2],
        [
            "credentials=bot/credentials.yml",
            "endpoints=secret/endpoints.yml"
        ],
        "what is mounted is what the bot reads, and the deepest mount is seen"
    );
    let outside = COMPOSE.replace(
        "run --port 5005",
        "run --credentials ../../etc/passwd --endpoints /etc/rasa/e.yml",
    );
    assert_eq!(
        names(&[("docker-compose.yml", &outside)])[..2],
        ["credentials=credentials.yml", "endpoints=endpoints.yml"],
        "what lies outside of the folder is not looked at"
    );
}
