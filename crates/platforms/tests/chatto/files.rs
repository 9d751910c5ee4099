//! Which folders are Chatto's, and which of its files count.

use chatelaine_documents::DocumentKind;
use chatelaine_platforms::Platform;

use super::project::{Files, bot, compose};

#[test]
fn a_folder_is_recognised_by_what_stands_in_its_files() {
    let chatto: &[&[(&str, &str)]] = &[
        &[
            ("fsm.yml", "transitions: []"),
            ("clf.yml", "classification: []"),
        ],
        &[("bot.yml", "Auth:\n  token: x\n")],
        &[("bot.json", "{\"auth\": {\"token\": \"x\"}}")],
        &[("chn.yml", "telegram:\n  bot_key:\n")],
        &[("fsm.json", "{}"), ("clf.toml", "")],
        &[("compose.yml", &compose(&[]))],
    ];
    for files in chatto {
        assert!(
            Platform::Chatto.recognise(&Files::bare(files)).is_some(),
            "{files:?} is a Chatto's"
        );
    }
    let others: &[&[(&str, &str)]] = &[
        &[],
        &[("bot.yml", "discord_token: x\n")],
        &[("bot.yml", "")],
        &[("bot.yml", "a: [")],
        &[
            ("credentials.yml", "rest:\n"),
            ("domain.yml", ""),
            ("config.yml", ""),
        ],
        &[
            (".env", "CCAT_API_KEY=x\n"),
            ("compose.yml", "services: {cat: {image: ccat}}"),
        ],
        &[("config.yaml", "programy: {}"), ("license.keys", "")],
    ];
    for files in others {
        assert_eq!(
            Platform::Chatto.recognise(&Files::bare(files)),
            None,
            "{files:?} is somebody else's"
        );
    }
}

#[test]
fn the_compose_file_names_version_and_address() {
    let files = Files::sound(&[(
        "compose.yml",
        &compose(&[]).replace("4770:4770", "8080:4770"),
    )]);
    let found = Platform::Chatto.recognise(&files).unwrap();
    assert_eq!(found.version.as_deref(), Some("0.9.2"), "the image's tag");
    assert_eq!(
        found.url.as_deref(),
        Some("http://localhost:8080"),
        "the published port, not the container's"
    );
    let files = Files::sound(&[("go.mod", "require github.com/jaimeteb/chatto v0.9.1 // x\n")]);
    let found = Platform::Chatto.recognise(&files).unwrap();
    assert_eq!(found.version.as_deref(), Some("0.9.1"), "the Go module");
    assert_eq!(
        found.url.as_deref(),
        Some("http://localhost:4770"),
        "the default"
    );
}

#[test]
fn the_file_that_chatto_would_read_is_the_one_that_is_edited() {
    let name = |files: &[(&str, &str)]| {
        let specs = Platform::Chatto.files(&Files::bare(files));
        let spec = specs.into_iter().find(|spec| spec.role == "bot").unwrap();
        (spec.name, spec.kind)
    };
    let yaml = |name: &str| (name.to_owned(), DocumentKind::Yaml);
    assert_eq!(name(&[]), yaml("bot.yml"), "a new file");
    assert_eq!(
        name(&[("bot.yml", ""), ("bot.yaml", "")]),
        yaml("bot.yaml"),
        "yaml before yml"
    );
    assert_eq!(
        name(&[("bot.yml", ""), ("bot.yaml", ""), ("bot.json", "{}")]),
        ("bot.json".to_owned(), DocumentKind::Json),
        "json before all"
    );
    assert_eq!(
        name(&[("bot.yml", ""), ("bot.toml", "")]),
        yaml("bot.yml"),
        "what cannot be read here is told, not edited"
    );
}

#[test]
fn a_stray_sibling_hides_the_file_that_people_edit() {
    let files = Files::sound(&[("bot.json", "{}")]);
    let found = files.finding("CH-009");
    assert_eq!(found.file.as_deref(), Some("bot.yml"), "the hidden one");
    assert!(
        files.rules().contains(&"CH-002".to_owned()),
        "the token in bot.yml counts for nothing (measured: json, then yaml, then yml)"
    );
    assert!(Files::sound(&[]).rules().is_empty(), "one file, no trouble");
    assert!(
        Files::sound(&[("bot.env", "X=1\n")]).rules().is_empty(),
        "a bot.env comes after bot.yml, and is more often meant for a container"
    );
}

#[test]
fn what_counts_and_cannot_be_read_is_said_first() {
    let files = Files::sound(&[("chn.toml", "[rest]\n")]);
    let found = files.findings();
    assert_eq!(
        found
            .iter()
            .map(|finding| finding.rule.as_str())
            .collect::<Vec<_>>(),
        ["CH-006", "CH-009"],
        "nothing else can be said of a file that is not read"
    );
    let alone = Files::new(&[("bot.yml", &bot("")), ("chn.ini", "")]);
    assert_eq!(
        alone.rules(),
        ["CH-006"],
        "whether there is a token is not known"
    );
}

#[test]
fn a_folder_without_its_essentials_is_not_where_the_bot_runs() {
    let files = Files::bare(&[("bot.yml", &bot("")), ("fsm.yml", "")]);
    assert!(
        files.rules().contains(&"CH-033".to_owned()),
        "no clf: fatal"
    );
    let with = Files::sound(&[]);
    assert!(
        !with.rules().contains(&"CH-033".to_owned()),
        "both are there"
    );
}

#[test]
fn versions_before_tokens_are_open_whatever_the_files_say() {
    let old = Files::sound(&[("compose.yml", &compose(&[]).replace("0.9.2", "v0.5.1"))]);
    assert_eq!(old.rules(), ["CH-008"]);
    for tag in ["0.6.0", "0.9", "latest", "${CHATTO_VERSION}"] {
        let files = Files::sound(&[("compose.yml", &compose(&[]).replace("0.9.2", tag))]);
        assert_eq!(
            files.rules(),
            Vec::<String>::new(),
            "{tag} is not known to be old"
        );
    }
}
