//! What is seen in a compose file, and the one edit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use std::time::{Duration, Instant};

use chatelaine_documents::{Compose, DocumentError, PublishedPort, Service, enable_env_file, look};

const CAT: &str = "\
# Taken care of by the operations team
services:

  cheshire-cat-core:
    image: ghcr.io/cheshire-cat-ai/core:1.9.2
    container_name: cheshire_cat_core
    # Uncomment the two lines below to use your .env
    # env_file:
    #   - .env
    ports:
      - ${CCAT_CORE_PORT:-1865}:80   # the API
      - 5678:5678
    environment:
      - PYTHONUNBUFFERED=1
    volumes:
      - ./data:/app/cat/data

  # env_file: of nobody
  qdrant:
    build: ./qdrant
    env_file: [a.env, ./.env]
";

fn service(text: &str, name: &str) -> Service {
    let compose = look(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    compose.service(name).expect("the service is there").clone()
}

#[test]
fn a_service_shows_what_decides_whether_its_secrets_reach_it() {
    let cat = service(CAT, "cheshire-cat-core");
    assert_eq!(cat.line, Some(4));
    assert_eq!(
        cat.image.as_deref(),
        Some("ghcr.io/cheshire-cat-ai/core:1.9.2")
    );
    assert_eq!(cat.container_name.as_deref(), Some("cheshire_cat_core"));
    assert!(
        !cat.builds && !cat.reads_env_file(".env"),
        "its env_file is commented out"
    );
    assert_eq!(cat.commented_env_file, Some(8));
    assert_eq!(
        cat.variable("PYTHONUNBUFFERED").unwrap().value.as_deref(),
        Some("1")
    );

    let qdrant = service(CAT, "qdrant");
    assert!(qdrant.builds && qdrant.reads_env_file(".env") && qdrant.reads_env_file("a.env"));
    assert_eq!(
        qdrant.commented_env_file, None,
        "the comment above it belongs to nobody"
    );
}

#[test]
fn every_way_to_write_a_port_is_understood() {
    let text = "services:\n  a:\n    ports:\n      - 80\n      - '1865:80'\n      - 127.0.0.1:1865:80/tcp\n      - '[::1]:1865:80'\n      - '::1:1865:80'\n      - ${HOST:-0.0.0.0}:${PORT:-1865}:80\n      - 127.0.0.1::80\n      - {target: 80, published: '1865', host_ip: 127.0.0.2}\n";
    let port = |host_ip: Option<&str>, published: Option<&str>, target: &str| PublishedPort {
        host_ip: host_ip.map(str::to_owned),
        published: published.map(str::to_owned),
        target: target.to_owned(),
        line: None,
    };
    let mut found = service(text, "a").ports;
    let lines: Vec<Option<usize>> = found.iter_mut().map(|port| port.line.take()).collect();
    assert!(
        lines.iter().flatten().copied().eq(4..12),
        "each on its own line: {lines:?}"
    );
    let expected = [
        (port(None, None, "80"), false),
        (port(None, Some("1865"), "80"), false),
        (port(Some("127.0.0.1"), Some("1865"), "80"), true),
        (port(Some("[::1]"), Some("1865"), "80"), true),
        (port(Some("::1"), Some("1865"), "80"), true),
        (
            port(Some("${HOST:-0.0.0.0}"), Some("${PORT:-1865}"), "80"),
            false,
        ),
        (port(Some("127.0.0.1"), None, "80"), true),
        (port(Some("127.0.0.2"), Some("1865"), "80"), true),
    ];
    assert_eq!(found.len(), expected.len(), "one entry per port");
    for (found, (port, loopback)) in found.iter().zip(&expected) {
        assert_eq!((found, found.loopback_only()), (port, *loopback));
    }
}

#[test]
fn every_way_to_write_variables_and_env_files_is_understood() {
    let text = "x-common: &common\n  CCAT_API_KEY: meow\nservices:\n  a:\n    environment:\n      <<: *common\n      CCAT_DEBUG: false\n      CCAT_PORT: 1865\n      FROM_OUTSIDE:\n    env_file:\n      - path: .env\n        required: false\n  b:\n    environment: [A=1=2, B]\n    env_file: .env\n";
    let a = service(text, "a");
    let value =
        |service: &Service, key| service.variable(key).map(|variable| variable.value.clone());
    assert_eq!(
        value(&a, "CCAT_API_KEY"),
        Some(Some("meow".to_owned())),
        "merged in"
    );
    assert_eq!(value(&a, "CCAT_DEBUG"), Some(Some("false".to_owned())));
    assert_eq!(value(&a, "CCAT_PORT"), Some(Some("1865".to_owned())));
    assert_eq!(value(&a, "FROM_OUTSIDE"), Some(None));
    assert!(a.reads_env_file(".env") && !a.env_files[0].required);
    let b = service(text, "b");
    assert_eq!(
        (value(&b, "A"), value(&b, "B")),
        (Some(Some("1=2".to_owned())), Some(None))
    );
    assert!(b.reads_env_file(".env") && b.env_files[0].required);
    assert!(
        !format!("{a:?}").contains("meow"),
        "a value is a secret until proven otherwise"
    );
}

#[test]
fn the_commented_env_file_of_the_cat_becomes_active_and_nothing_else_changes() {
    let after = enable_env_file(CAT, "cheshire-cat-core").unwrap();
    let expected = CAT.replacen(
        "    # env_file:\n    #   - .env\n",
        "    env_file:\n      - .env\n",
        1,
    );
    assert_eq!(after, expected);
    assert!(service(&after, "cheshire-cat-core").reads_env_file(".env"));
    let windows = enable_env_file(&CAT.replace('\n', "\r\n"), "cheshire-cat-core").unwrap();
    assert_eq!(windows, expected.replace('\n', "\r\n"), "line ends stay");
}

/// What stands below `image: x` of a service, before and after.
const FORMS: &[(&str, &str)] = &[
    ("    # env_file: .env\n", "    env_file: .env\n"),
    ("    #env_file: .env\n", "    env_file: .env\n"),
    (
        "    # env_file: [\".env\"]  # secrets\n",
        "    env_file: [\".env\"]  # secrets\n",
    ),
    ("    # env_file: ./.env\n", "    env_file: ./.env\n"),
    (
        "    #env_file:\n    #  - .env\n",
        "    env_file:\n      - .env\n",
    ),
    (
        "    # env_file: # secrets\n    # - .env # here\n",
        "    env_file: # secrets\n    - .env # here\n",
    ),
    (
        "#    env_file:\n#      - .env\n",
        "    env_file:\n      - .env\n",
    ),
    (
        "    # env_file:\n    #   - .env\n    # restart: always\n",
        "    env_file:\n      - .env\n    # restart: always\n",
    ),
    (
        "    # env_file:\n    #   - .env",
        "    env_file:\n      - .env",
    ),
    (
        "    ports: [80]\n    # env_file: .env\n    # the end\n",
        "    ports: [80]\n    env_file: .env\n    # the end\n",
    ),
];

#[test]
fn every_form_of_commenting_it_out_is_understood() {
    for (before, after) in FORMS {
        let head = "services:\n  a:\n    image: x\n";
        let changed = enable_env_file(&format!("{head}{before}"), "a")
            .unwrap_or_else(|error| panic!("{before}: {error}"));
        assert_eq!(changed, format!("{head}{after}"), "{before}");
    }
}

#[test]
fn what_is_not_exactly_that_is_refused_and_the_reason_given() {
    let cases = [
        "services:\n  b:\n    image: x\n",
        "services:\n  a:\n    image: x\n    env_file: .env\n    # env_file: .env\n",
        "services:\n  a:\n    image: x\n  b:\n    image: y\n    # env_file: .env\n",
        "services:\n  a:\n    image: x\n  # env_file: .env\n  b:\n    image: y\n",
        "services:\n  a:\n    image: x\n    # env_file: .env\n    # env_file: .env\n",
        "services:\n  a:\n    image: x\n    # env_file: prod.env\n",
        "services:\n  a:\n    image: x\n    # env_file:\n    #   - .env\n    #   - b.env\n",
        "services:\n  a:\n    image: x\n    # env_file:\n    #  nothing below\n",
        "services:\n  a:\n    build:\n      context: .\n    # env_file: .env\n      dockerfile: x\n",
        "services:\n  a:\n    command: |\n      run\n      # env_file: .env\n",
        "services:\n  a:\n    # env_file: .env\n",
        "services: {a: {image: x}} # env_file: .env\n",
        "services:\n  a:\n    image: x\n    image: y\n    # env_file: .env\n",
        "services:\n  a: [\n",
        "version: '3'\n",
    ];
    let reasons: Vec<String> = cases
        .iter()
        .map(|text| enable_env_file(text, "a").expect_err(text))
        .map(|error| format!("{:?}: {error}", error.line()))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @"
    None: the compose file has no service named a
    Some(2): the edit was not made: the service already has an active `env_file`
    Some(2): the edit was not made: the service has no commented-out `env_file:`
    Some(2): the edit was not made: the service has no commented-out `env_file:`
    Some(5): the edit was not made: the service has more than one commented-out `env_file:`
    Some(4): the edit was not made: the commented-out `env_file:` names something else than `.env`
    Some(4): the edit was not made: the commented-out `env_file:` names something else than `.env`
    Some(4): the edit was not made: the commented-out `env_file:` names something else than `.env`
    Some(5): the edit was not made: what is commented out there is not an `env_file:` with `.env`, or stands in the wrong place
    Some(5): the edit was not made: it would have changed something else in the file
    None: the edit was not made: the service is not written as an indented block with keys of its own
    None: the edit was not made: the service is not written as an indented block with keys of its own
    Some(4): the YAML cannot be read: a key occurs twice in one mapping
    Some(3): the YAML cannot be read: there is a syntax error
    None: the YAML cannot be read: it has no `services:` with a mapping below it
    ");
}

#[test]
fn an_error_never_quotes_the_file() {
    for text in [
        "services:\n  a:\n    environment: [K=hunter2\n",
        "K: hunter2\nK: hunter2\n",
        "a: *hunter2\n",
        "a: !!int hunter2\n",
    ] {
        let error = look(text).expect_err("not a compose file");
        let shown = format!("{error} {error:?} {}", error.advice());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

fn refused_quickly(what: &str, text: &str) -> Result<Compose, DocumentError> {
    let start = Instant::now();
    let result = look(text);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{what}: took {took:?}");
    result
}

#[test]
fn hostile_files_are_refused_without_a_crash_or_a_hang() {
    let laughs: String = (1..10)
        .map(|level| {
            format!(
                "l{level}: &l{level} [{}]\n",
                vec![format!("*l{}", level - 1); 10].join(",")
            )
        })
        .collect();
    let blanks = |unit: &str| {
        (0..2000)
            .map(|level| format!("{}{unit}\n", " ".repeat(level)))
            .collect::<String>()
    };
    let hostile = [
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(100_000)),
        ("brackets line by line", "[\n".repeat(100_000)),
        ("dashes", "- ".repeat(100_000)),
        ("question marks", "? ".repeat(100_000)),
        ("indented keys", blanks("a:")[..1_000_000].to_owned()),
        ("indented dashes", blanks("-")[..1_000_000].to_owned()),
        ("tags", "!a ".repeat(100_000)),
        ("anchors", "&a ".repeat(100_000)),
        ("keys in a row", "a: ".repeat(100_000)),
        (
            "billion laughs",
            format!("l0: &l0 lol\n{laughs}services: *l9\n"),
        ),
        (
            "heavy aliases",
            format!(
                "a: &a '{}'\nservices: [{}]\n",
                "a".repeat(900_000),
                vec!["*a"; 900].join(",")
            ),
        ),
        (
            "long lists again and again",
            format!(
                "a: &a [{}]\nservices: [{}]\n",
                vec!["1"; 1000].join(","),
                vec!["*a"; 900].join(",")
            ),
        ),
        ("many documents", "---\na: 1\n".repeat(50_000)),
        (
            "one long scalar",
            format!("services: '{}", "a".repeat(1_000_000)),
        ),
        ("escapes", format!("services: \"{}", "\\x".repeat(400_000))),
        (
            "many keys",
            (0..70_000).map(|at| format!("k{at}: \n")).collect(),
        ),
        ("many quotes", "'".repeat(1_000_000)),
        ("too large", " ".repeat(1024 * 1024 + 1)),
        ("a NUL", "services:\0".to_owned()),
        ("percent", "%YAML 1.1\n".repeat(50_000)),
    ];
    for (what, text) in hostile {
        assert!(
            refused_quickly(what, &text).is_err(),
            "{what} is no compose file"
        );
    }
}

#[test]
fn nesting_is_measured_before_any_parser_sees_the_file() {
    let nested = |depth: usize| {
        let flow = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let dashes = format!("{}x", "- ".repeat(depth));
        let keys: String = (0..depth)
            .map(|at| format!("{}k:\n", " ".repeat(at)))
            .collect();
        [
            format!("x-deep: {flow}\nservices: {{}}\n"),
            format!("services: {{}}\nx-deep:\n  {dashes}\n"),
            format!("{keys}services: {{}}\n"),
        ]
    };
    for text in nested(98) {
        look(&text).unwrap_or_else(|error| panic!("98 levels are allowed: {error}"));
    }
    for text in nested(102) {
        let error = look(&text).expect_err("102 levels are too many");
        assert!(error.to_string().contains("nested deeper"), "{error}");
        assert!(error.line().is_some(), "the place is known");
    }
}

#[test]
fn a_large_honest_file_is_fine() {
    let services: String = (0..200)
        .map(|at| {
            format!("  s{at}:\n    <<: *common\n    image: x:{at}\n    environment: [A=1, B=2]\n")
        })
        .collect();
    let text = format!("x-common: &common\n  restart: always\nservices:\n{services}");
    let compose = refused_quickly("200 services", &text).expect("an honest file");
    assert_eq!(compose.services.len(), 200);
}

#[test]
fn what_a_service_extends_counts_below_it() {
    let text = "services:\n  base:\n    image: cat\n    env_file: base.env\n    environment: [A=base, B=base]\n    command: run\n  middle:\n    extends: base\n    environment: {B: middle}\n  bot:\n    extends: {service: middle}\n    env_file: .env\n    environment: {C: bot}\n  far:\n    extends: {file: other.yml, service: base}\n  circle:\n    extends: circle\n    environment: [A=1]\n";
    let bot = service(text, "bot");
    let value = |key| bot.variable(key).and_then(|found| found.value.clone());
    assert_eq!(
        [value("A"), value("B"), value("C")],
        ["base", "middle", "bot"].map(|text| Some(text.to_owned())),
        "each from the nearest that sets it"
    );
    let files: Vec<&str> = bot
        .env_files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(files, ["base.env", ".env"], "its own come last and win");
    assert_eq!(
        (bot.image.as_deref(), bot.command.as_slice()),
        (Some("cat"), &["run".to_owned()][..])
    );
    assert!(
        service(text, "far").extends_elsewhere && !bot.extends_elsewhere,
        "what another file gives is not known"
    );
    assert_eq!(
        service(text, "circle").environment.len(),
        1,
        "a circle is followed no further"
    );
}

#[test]
fn an_override_wins_and_says_where_it_stands() {
    let below = "services:\n  bot:\n    image: cat\n    env_file: .env\n    environment: [A=below, B=below]\n    ports: [\"127.0.0.1:80:80\"]\n";
    let over = "services:\n  bot:\n    environment:\n      A: \"\"\n    ports: [\"80:80\"]\n    command: run --open\n  new:\n    image: x\n";
    let both = look(below).unwrap().with(look(over).unwrap(), "over.yml");
    let bot = both.service("bot").unwrap();
    let place = |key| {
        bot.variable(key)
            .map(|found| (found.value.as_deref(), found.line, found.file.as_deref()))
    };
    assert_eq!(place("A"), Some((Some(""), Some(4), Some("over.yml"))));
    assert_eq!(place("B"), Some((Some("below"), None, None)));
    assert_eq!(
        bot.ports.len(),
        2,
        "ports are added, and one of them is public"
    );
    assert_eq!(
        (bot.command.len(), bot.command_file.as_deref(), bot.line),
        (2, Some("over.yml"), Some(2))
    );
    assert!(bot.reads_env_file(".env") && both.service("new").is_some());
    for back in [
        "environment: !reset {}",
        "env_file: !override []",
        "ports:\n      - !reset 1",
    ] {
        let over = format!("services:\n  bot:\n    {back}\n");
        assert!(
            look(&over).is_err(),
            "what is taken back would still be believed: {back}"
        );
    }
}
