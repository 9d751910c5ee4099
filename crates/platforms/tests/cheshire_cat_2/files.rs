//! Which folders are a Cheshire Cat 2.

use std::collections::BTreeMap;

use chatelaine_documents::DocumentKind;
use chatelaine_platforms::{Folder, Platform, Recognised};

use super::project::CAT;

struct Files {
    texts: BTreeMap<String, String>,
    names: Vec<String>,
}

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<String, String> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let names = texts
            .keys()
            .filter(|name| !name.contains('/'))
            .cloned()
            .collect();
        Self { texts, names }
    }
}

impl Folder for Files {
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

fn recognise(files: &[(&str, &str)]) -> Option<Recognised> {
    CAT.recognise(&Files::new(files))
}

#[test]
fn the_package_gives_it_away_with_its_version() {
    let cases: [(&str, &str, Option<&str>); 8] = [
        (
            "requirements.txt",
            "cheshire-cat-ai==2.0.23\n",
            Some("2.0.23"),
        ),
        (
            "requirements.txt",
            "piccolo\ncheshire_cat_ai>=2.0.19,<3\n",
            Some("2.0.19"),
        ),
        (
            "requirements.txt",
            "cheshire-cat-ai[dev]~=2.0.20",
            Some("2.0.20"),
        ),
        (
            "requirements.txt",
            "cheshire-cat-ai\nfastapi==0.121.0\n",
            None,
        ),
        (
            "pyproject.toml",
            "dependencies = [\n  \"cheshire-cat-ai>=2.0.23\",\n]\n",
            Some("2.0.23"),
        ),
        (
            "pyproject.toml",
            "dependencies = [\"cheshire-cat-ai\", \"x==2.1\"]\n",
            None,
        ),
        (
            "uv.lock",
            "[[package]]\nname = \"cheshire-cat-ai\"\nversion = \"2.0.21\"\n",
            Some("2.0.21"),
        ),
        ("Pipfile", "cheshire-cat-ai = \"*\"\n", None),
    ];
    for (name, text, version) in cases {
        let found = recognise(&[(name, text)]).unwrap_or_else(|| panic!("{name}: {text}"));
        assert_eq!(found.version.as_deref(), version, "{name}: {text}");
        assert_eq!(found.files, [name]);
        assert_eq!(
            found.url.as_deref(),
            Some("http://localhost:1865"),
            "the default"
        );
    }
}

#[test]
fn other_packages_and_other_programs_are_left_to_others() {
    for files in [
        &[(
            "requirements.txt",
            "cheshire-cat-ai-client==1.0\ncheshire_cat_api\n",
        )][..],
        &[("config.py", "API_KEY = \"x\"\nDEBUG = True\n")],
        &[(
            "config.py",
            "SECRET_KEY = \"x\"\nDEBUG = True\nSQL = \"\"\nURL = \"\"\n",
        )],
        &[("config.py", "API_KEY = 'unclosed")],
        &[
            (
                "compose.yml",
                "services:\n  cat:\n    image: ghcr.io/cheshire-cat-ai/core:1.9.2\n",
            ),
            (".env", ""),
        ],
        &[],
    ] {
        assert_eq!(recognise(files), None, "{files:?}");
    }
}

#[test]
fn its_own_constants_its_image_and_its_scaffold_give_it_away_too() {
    let constants =
        "URL = \"https://cat.example.org:1865\"\nAPI_KEY = \"x\"\nHTTPS_PROXY_MODE = True\n";
    let found =
        recognise(&[("config.py", constants)]).expect("three constants, one of them its own");
    assert_eq!(
        found.url.as_deref(),
        Some("https://cat.example.org:1865"),
        "its address stands there"
    );
    let image = "services:\n  cat:\n    image: \"ghcr.io/cheshire-cat-ai/core:2.0.23\"\n";
    let found = recognise(&[("compose.yml", image)]).expect("the image");
    assert_eq!(found.version.as_deref(), Some("2.0.23"));
    let found = recognise(&[
        ("plugins/llms/plugin.json", "{}"),
        ("config.py", "API_KEY = 'x'\n"),
    ]);
    assert_eq!(found.expect("the scaffold").files, ["config.py"]);
}

#[test]
fn it_is_asked_before_version_1_which_takes_any_env() {
    let folder = Files::new(&[
        (".env", "CCAT_API_KEY=x\n"),
        ("pyproject.toml", "cheshire-cat-ai"),
    ]);
    let first = Platform::ALL
        .iter()
        .find(|platform| platform.recognise(&folder).is_some());
    assert_eq!(first, Some(&Platform::CheshireCat2));
    let files = CAT.files(&folder);
    assert_eq!(
        (files.len(), files[0].name.as_str(), files[0].kind),
        (1, "config.py", DocumentKind::PythonConstants),
        "the file is offered before it exists"
    );
}
