//! Whether the bot gets its configuration and its secrets at all.

use chatelaine_documents::{KeyPath, Scalar};
use chatelaine_platforms::{Fix, State};

use super::stage::{SOUND, Stage, fires, shown, silent};

const CLIENT: &str = "    command: python -m programy.clients.restful.flask.client";

#[test]
fn a_file_that_makes_no_sense_opens_the_bot() {
    let tab = Stage::but("  host:", "\thost:");
    fires(&tab, "PY-005", ("config.yaml", Some(3)));
    assert_eq!(tab.rules(), ["PY-005"], "what stands in it is not judged");
    let lone = Stage::but("description: A bot", "description: =");
    fires(&lone, "PY-005", ("config.yaml", Some(2)));
    let marked = Stage::empty().with(
        "config.json",
        "\u{feff}{\"flask\": {\"authorization\": \"Basic\"}}",
    );
    fires(&marked, "PY-005", ("config.json", Some(1)));
    silent(&Stage::sound(), "PY-005");
}

/// PyYAML stops at each of these, and Program-Y goes on with its defaults: open, on every network.
#[test]
fn a_file_that_only_its_own_reader_stops_at_opens_the_bot_too() {
    let more = |lines: &str| Stage::sound().with("config.yaml", &format!("{SOUND}{lines}"));
    let openings = [
        (
            "a tab behind a value",
            Stage::but("authorization: Basic", "authorization: Basic\t# ours"),
        ),
        (
            "a tab before a comment",
            Stage::but("  authorization", "\t# ours\n  authorization"),
        ),
        ("a second document", more("---\n")),
        ("a control character", more("# \u{7}\n")),
        (
            "a type of nobody",
            Stage::but("description: A bot", "description: !secret bot"),
        ),
        ("a key that is a list", more("? [a]\n: 1\n")),
        ("a merge of nothing", Stage::but("flask:", "flask:\n  <<:")),
    ];
    for (story, stage) in openings {
        assert!(
            stage.rules().contains(&"PY-005".to_owned()),
            "{story}: {:?}",
            stage.rules()
        );
        let points = stage.points();
        let open = points.iter().find(|point| point.id == "rest-v2").unwrap();
        assert_eq!(
            open.state,
            State::Open,
            "{story}: the token in the file locks nothing"
        );
    }
}

#[test]
fn a_section_of_another_name_opens_the_bot() {
    for wrong in ["Flask", "rest", "CLIENT"] {
        let stage = Stage::but("flask:", &format!("{wrong}:"));
        let found = fires(&stage, "PY-006", ("config.yaml", Some(1)));
        assert_eq!(
            found.fix,
            Some(Fix::Rename {
                role: "config",
                path: KeyPath::keys(&[wrong]),
                to: "flask".into()
            }),
            "{wrong} can only have been meant so"
        );
        assert_eq!(
            stage.rules(),
            ["PY-006"],
            "{wrong}: the rest is judged once it counts"
        );
    }
    let foreign = Stage::but("flask:", "something:");
    assert_eq!(
        fires(&foreign, "PY-006", ("config.yaml", Some(1))).fix,
        None
    );
    let other =
        Stage::but("flask:", "webchat:").composed(&format!("{CLIENT} --config ./config.yaml\n"));
    fires(&other, "PY-006", ("config.yaml", Some(1)));
    silent(&Stage::but("flask:", "client:"), "PY-006");
    let none = Stage::licensed("").with("config.yaml", "\n");
    fires(&none, "PY-001", ("config.yaml", None));
    silent(&none, "PY-006");
}

#[test]
fn a_start_without_configuration_opens_the_bot() {
    let stage = Stage::sound().composed(&format!("{CLIENT}\n"));
    fires(&stage, "PY-007", ("compose.yaml", Some(4)));
    assert_eq!(stage.rules(), ["PY-007"]);
    let named = Stage::sound().composed(&format!("{CLIENT} --config ./config.yaml\n"));
    silent(&named, "PY-007");
}

#[test]
fn a_configuration_that_cannot_be_written_is_not_read() {
    for mode in [0o400, 0o444, 0o440] {
        let stage = Stage::sound().mode(mode);
        let found = fires(&stage, "PY-008", ("config.yaml", None));
        assert!(
            found.message.contains(&format!("{mode:04o}")),
            "{}",
            found.message
        );
    }
    for volume in [
        "./config.yaml:/bot/config.yaml:ro",
        ".:/bot:ro",
        "./:/bot:z,ro",
        "${PWD}/config.yaml:/bot/config.yaml:ro",
    ] {
        let stage = Stage::sound().composed(&format!("    volumes:\n      - {volume}\n"));
        fires(&stage, "PY-008", ("compose.yaml", Some(5)));
    }
    let sealed = "[Service]\nExecStart=python -m programy.clients.restful.flask.client --config ./config.yaml\nProtectSystem=strict\n";
    fires(
        &Stage::sound().with("y.service", sealed),
        "PY-008",
        ("y.service", Some(3)),
    );
    let manifest = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: example/programy\n      volumeMounts: [{name: c, mountPath: /bot/config.yaml, subPath: config.yaml}]\n  volumes:\n    - name: c\n      configMap: {name: c}\n";
    fires(
        &Stage::sound().with("pod.yml", manifest),
        "PY-008",
        ("pod.yml", Some(9)),
    );
    for stage in [
        Stage::sound().with(
            "pod.yml",
            &manifest.replace("configMap: {name: c}", "hostPath: {path: /srv/y}"),
        ),
        Stage::sound().mode(0o600),
        Stage::sound()
            .composed("    volumes:\n      - ./licenses:/bot/licenses:ro\n      - .:/bot\n"),
        Stage::sound().with("y.service", &format!("{sealed}ReadWritePaths=/srv/y\n")),
    ] {
        silent(&stage, "PY-008");
    }
}

#[test]
fn licences_below_tmp_can_be_planted() {
    let named = "          license_storage:\n            file: $BOT_ROOT/licenses/license.keys\n";
    let stage = Stage::but(named, "");
    let found = fires(&stage, "PY-012", ("config.yaml", Some(15)));
    assert_eq!(
        found.fix,
        Some(Fix::Write {
            role: "config",
            path: KeyPath::keys(&[
                "flask",
                "storage",
                "stores",
                "file",
                "config",
                "license_storage",
                "file"
            ]),
            value: Scalar::Text("$BOT_ROOT/licenses/license.keys".into())
        }),
        "where the file is already"
    );
    let spelt = Stage::but(
        "$BOT_ROOT/licenses/license.keys",
        "/tmp/licenses/license.keys",
    );
    fires(&spelt, "PY-012", ("config.yaml", Some(17)));
    let keys = Stage::keyed("").replaced("$BOT_ROOT/keys/keys.txt", "/tmp/keys.txt");
    fires(&keys, "PY-012", ("config.yaml", Some(8)));
    silent(&Stage::sound(), "PY-012");
}

#[test]
fn a_configuration_without_storage_gets_all_that_its_lock_needs() {
    let bare = "flask:\n  host: 127.0.0.1\n  authorization: Basic\n";
    let stage = Stage::empty().with("config.yaml", bare);
    insta::assert_snapshot!(shown(&stage.findings()), @r#"
    PY-012 Critical config.yaml:1:1 The store `file` has no `license_storage.file`: license.keys is read from /tmp/licenses/license.keys, where any user of the machine can put one. → Write { role: "config", path: KeyPath([Key("flask"), Key("storage"), Key("stores"), Key("file"), Key("config"), Key("license_storage"), Key("file")]), value: Text(..) }
    PY-013 High storage/licenses/license.keys:-:- storage/licenses/license.keys has no BASIC_AUTH_TOKEN: with `authorization: Basic` the bot does not start. → Generate { setting: "license.BASIC_AUTH_TOKEN" }
    PY-014 High config.yaml:1:1 There is no `storage.entities.license_keys`: as soon as there is a `storage`, only what it names is loaded. → Set { setting: "config.flask.storage.entities.license_keys", value: "file" }
    PY-015 High config.yaml:1:1 The store `file` has no `type`, so it is ignored. → Write { role: "config", path: KeyPath([Key("flask"), Key("storage"), Key("stores"), Key("file"), Key("type")]), value: Text(..) }
    "#);
}

#[test]
fn stores_that_are_not_loaded() {
    let entity = Stage::but("      license_keys: file\n", "");
    let found = fires(&entity, "PY-014", ("config.yaml", Some(9)));
    assert_eq!(
        found.fix,
        Some(Fix::Set {
            setting: "config.flask.storage.entities.license_keys".into(),
            value: "file".into()
        })
    );
    let typeless = Stage::but("        type: file\n", "");
    fires(&typeless, "PY-015", ("config.yaml", Some(13)));
    let database = Stage::but("type: file", "type: sql");
    fires(&database, "PY-047", ("config.yaml", Some(11)));
    for rule in ["PY-014", "PY-015", "PY-047"] {
        silent(&Stage::sound(), rule);
    }
    let other =
        Stage::but("      license_keys: file\n", "").replaced("      file:\n", "      disk:\n");
    assert_eq!(
        fires(&other, "PY-014", ("config.yaml", Some(9))).fix,
        Some(Fix::Set {
            setting: "config.flask.storage.entities.license_keys".into(),
            value: "disk".into()
        }),
        "the store that is there"
    );
}

#[test]
fn paths_that_lead_elsewhere() {
    let relative = Stage::keyed("x\n").replaced("$BOT_ROOT/keys/keys.txt", "./keys/keys.txt");
    let found = fires(&relative, "PY-034", ("config.yaml", Some(8)));
    assert!(found.fixable, "the same file, from the root");
    let outside =
        Stage::keyed("x\n").replaced("$BOT_ROOT/keys/keys.txt", "../../storage/keys/keys.txt");
    assert!(!fires(&outside, "PY-036", ("config.yaml", Some(8))).fixable);
    let too = fires(&outside, "PY-034", ("config.yaml", Some(8)));
    assert!(
        !too.fixable,
        "the guide's own path: it is relative, and leads to a file that is not here"
    );
    let license = Stage::but("$BOT_ROOT/licenses/license.keys", "/etc/bot/license.keys");
    fires(&license, "PY-036", ("config.yaml", Some(17)));
    for rule in ["PY-034", "PY-036"] {
        silent(&Stage::keyed("x\n"), rule);
    }
}

#[test]
fn command_lines_that_mislead() {
    let yml = |rest: &str| {
        Stage::sound()
            .without("config.yaml")
            .with("config.yml", SOUND)
            .composed(&format!("{CLIENT} --config ./config.yml{rest}\n"))
    };
    fires(&yml(""), "PY-032", ("compose.yaml", Some(4)));
    silent(&yml(" --cformat yaml"), "PY-032");

    let started = |rest: &str| Stage::sound().composed(&format!("{CLIENT} {rest}\n"));
    fires(
        &started("--config config.yaml"),
        "PY-035",
        ("compose.yaml", Some(4)),
    );
    silent(&started("--config ./config.yaml"), "PY-035");
    silent(&started("--config config.yaml --bot_root ."), "PY-035");

    let substituted = started("--config ./config.yaml --substitutions subs.conf");
    fires(&substituted, "PY-039", ("compose.yaml", Some(4)));
    silent(&started("--config ./config.yaml"), "PY-039");
}

#[test]
fn xml_is_not_read_by_anyone() {
    let lying = Stage::sound()
        .without("config.yaml")
        .with("config.xml", "<flask/>");
    fires(&lying, "PY-033", ("config.xml", None));
    silent(&lying, "PY-001");
    let named = Stage::sound().composed(&format!(
        "{CLIENT} --config ./config.xml --cformat xml --bot_root .\n"
    ));
    fires(&named, "PY-033", ("compose.yaml", Some(4)));
    silent(&Stage::sound().with("config.xml", "<flask/>"), "PY-033");
}

#[test]
fn keys_that_stand_twice_in_the_configuration() {
    let stage = Stage::but("  debug: false\n", "  debug: true\n  debug: false\n");
    let found = fires(&stage, "PY-030", ("config.yaml", Some(5)));
    assert_eq!(found.column, Some(3));
    silent(&stage, "PY-011");
    silent(&Stage::sound(), "PY-030");
}
