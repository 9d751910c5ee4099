//! Which value the running bot uses. Every row was measured on the real server.

use chatelaine_platforms::{Effective, Platform, Source};

use super::project::{BOT_TOKEN, Files, REST_TOKEN, bot, compose};

fn value(files: &Files, id: &str) -> Effective {
    let values = Platform::Chatto.effective(&files.project());
    values.into_iter().find(|value| value.id == id).unwrap()
}

fn bot_token(bot: &str, env: &[&str]) -> (String, bool) {
    let files = Files::new(&[("bot.yml", bot), ("compose.yml", &compose(env))]);
    let value = value(&files, "bot.auth.token");
    (value.text().to_owned(), value.loaded && value.is_set())
}

#[test]
fn a_variable_counts_only_where_the_file_has_its_key() {
    let env = ["CHATTO_BOT_AUTH_TOKEN=tok"];
    for (file, guarded, why) in [
        ("auth:\n  token:\n", true, "an empty key is a key (6)"),
        ("auth:\n  token: \"\"\n", true, "as we write it"),
        ("auth: {token: ~}\n", true, "null is a value of a key"),
        ("Auth:\n  TOKEN:\n", true, "viper ignores case (14)"),
        ("bot_name: x\n", false, "no auth (7)"),
        ("auth:\n", false, "nothing below (7b)"),
        ("auth: {}\n", false, "an empty mapping (7c)"),
        ("", false, "an empty file"),
    ] {
        assert_eq!(
            bot_token(file, &env),
            ("tok".into(), guarded),
            "{why}: {file:?}"
        );
    }
    let none = Files::new(&[("compose.yml", &compose(&env))]);
    let value = value(&none, "bot.auth.token");
    assert!(
        !value.loaded,
        "no file at all, as in the Kubernetes example (5)"
    );
}

#[test]
fn a_variable_for_a_section_takes_everything_below_it_away() {
    let file = "auth:\n  token: \"filetok\"\n";
    let own = "CHATTO_BOT_AUTH_TOKEN=envtok";
    for (env, token) in [
        (vec!["CHATTO_BOT_AUTH=x"], ""),
        (vec!["CHATTO_BOT_AUTH="], "filetok"),
        (vec!["CHATTO_BOT=x"], "filetok"),
        (vec!["CHATTO_BOT_AUTH=x", own], "envtok"),
    ] {
        assert_eq!(
            bot_token(file, &env),
            (token.into(), !token.is_empty()),
            "tried on the real server: {env:?}"
        );
    }
}

#[test]
fn the_environment_wins_unless_it_is_empty() {
    let file = "auth:\n  token: \"filetok\"\n";
    assert_eq!(
        bot_token(file, &["CHATTO_BOT_AUTH_TOKEN=envtok"]),
        ("envtok".into(), true),
        "8: the environment wins"
    );
    assert_eq!(
        bot_token(file, &["CHATTO_BOT_AUTH_TOKEN="]),
        ("filetok".into(), true),
        "9: an empty variable is ignored"
    );
    let files = Files::new(&[
        ("bot.yml", file),
        ("compose.yml", &compose(&["CHATTO_BOT_AUTH_TOKEN=envtok"])),
    ]);
    let value = value(&files, "bot.auth.token");
    assert_eq!(
        value
            .overridden_by
            .as_deref()
            .map(|by| by.contains("CHATTO_BOT_AUTH_TOKEN")),
        Some(true),
        "the form says what wins"
    );
    assert_eq!(
        value.position(),
        Some((2, 10)),
        "and where the file's own value stands"
    );
}

#[test]
fn a_dot_env_counts_only_through_compose() {
    let key = "auth:\n  token:\n";
    let env = (".env", "CHATTO_BOT_AUTH_TOKEN=tok\n");
    let through = compose(&[]) + "    env_file: .env\n";
    let loaded = Files::new(&[("bot.yml", key), env, ("compose.yml", &through)]);
    assert!(value(&loaded, "bot.auth.token").loaded, "compose loads it");
    let ignored = Files::new(&[("bot.yml", key), env, ("compose.yml", &compose(&[]))]);
    assert!(
        !value(&ignored, "bot.auth.token").loaded,
        "compose does not"
    );
    let alone = Files::new(&[("bot.yml", key), env]);
    assert!(
        !value(&alone, "bot.auth.token").loaded,
        "Chatto reads no .env"
    );
    let interpolated = compose(&["CHATTO_BOT_AUTH_TOKEN=${TOKEN}"]);
    let files = Files::new(&[
        ("bot.yml", key),
        (".env", "TOKEN=tok\n"),
        ("compose.yml", &interpolated),
    ]);
    assert_eq!(
        value(&files, "bot.auth.token").text(),
        "tok",
        "compose fills it in"
    );
    let shell = Files::new(&[("bot.yml", key), ("compose.yml", &interpolated)]);
    let value = value(&shell, "bot.auth.token");
    assert!(
        value.value.is_none() && matches!(value.source, Source::Environment { .. }),
        "what the shell has is not known here"
    );
}

#[test]
fn values_without_quotes_are_read_as_go_reads_them() {
    for (written, read) in [
        ("12345", "12345"),
        ("00123", "83"),
        ("0x1F", "31"),
        ("1e5", "100000"),
        ("1_000", "1000"),
        ("yes", "1"),
        ("true", "1"),
        ("no", "0"),
        ("null", ""),
        ("~", ""),
        ("2024-01-01", "2024-01-01"),
        ("12:34:56", "12:34:56"),
        ("\"00123\"", "00123"),
        ("'a b'", "a b"),
        ("a#b", "a#b"),
        ("a #b", "a"),
        ("\"tok \"", "tok "),
        ("${CHATTO_BOT_AUTH_TOKEN}", "${CHATTO_BOT_AUTH_TOKEN}"),
        ("1.50", "1.5"),
    ] {
        let file = format!("auth:\n  token: {written}\n");
        assert_eq!(bot_token(&file, &[]).0, read, "12: {written}");
    }
    let json = Files::new(&[("bot.json", "{\"auth\": {\"token\": 12345}}")]);
    assert_eq!(
        value(&json, "bot.auth.token").text(),
        "12345",
        "a number of JSON"
    );
    let json = Files::new(&[("bot.json", "{\"auth\": {\"token\": null}}")]);
    assert!(
        !value(&json, "bot.auth.token").is_set(),
        "null is open in JSON too"
    );
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let file = "auth:\n  token: a\n  token: b\n";
    assert_eq!(bot_token(file, &[]), ("b".into(), true), "measured");
}

#[test]
fn a_key_with_a_dot_is_a_path_to_viper() {
    assert_eq!(bot_token("auth.token: a\n", &[]), ("a".into(), true));
}

#[test]
fn keys_with_defaults_need_no_line_for_their_variables() {
    let files = Files::new(&[(
        "compose.yml",
        &compose(&[
            "CHATTO_BOT_BOT_NAME=kube",
            "CHATTO_BOT_ENABLE_REST_CORS=true",
        ]),
    )]);
    let name = value(&files, "bot.bot_name");
    assert!(
        name.loaded && name.text() == "kube",
        "bot_name has a default"
    );
    assert!(
        !value(&files, "bot.enable_rest_cors").loaded,
        "its default has a slip of the pen in the source, so that it is not known"
    );
}

#[test]
fn extension_servers_have_a_row_for_every_key_that_is_there() {
    let files = Files::sound(&[
        (
            "bot.yml",
            &bot(
                "extensions:\n  my_server:\n    type: REST\n    url: https://e:1\n    token:\n  other:\n    type: RPC\n    port: 8770\n",
            ),
        ),
        (
            "compose.yml",
            &compose(&[&format!(
                "CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN={REST_TOKEN}"
            )]),
        ),
    ]);
    let values = Platform::Chatto.effective(&files.project());
    let ids: Vec<&str> = values
        .iter()
        .filter(|value| value.setting.is_pattern())
        .map(|value| value.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "bot.extensions.my_server.type",
            "bot.extensions.other.type",
            "bot.extensions.my_server.url",
            "bot.extensions.my_server.token",
            "bot.extensions.other.port",
        ]
    );
    let token = value(&files, "bot.extensions.my_server.token");
    assert!(
        token.loaded && token.text() == REST_TOKEN,
        "from the environment"
    );
}

#[test]
fn a_dash_in_an_alias_stays_in_the_name_of_its_variable() {
    let extension = "extensions:\n  my-server:\n    type: REST\n    url: https://e:1\n    token:\n";
    let with = |name: &str| {
        let files = Files::sound(&[
            ("bot.yml", &bot(extension)),
            ("compose.yml", &compose(&[&format!("{name}={REST_TOKEN}")])),
        ]);
        value(&files, "bot.extensions.my-server.token").is_set()
    };
    assert!(with("CHATTO_BOT_EXTENSIONS_MY-SERVER_TOKEN"), "measured");
    assert!(!with("CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN"), "measured");
}

#[test]
fn names_had_no_prefix_before_0_7_1() {
    let files = Files::new(&[
        ("bot.yml", "auth:\n  token:\n"),
        (
            "compose.yml",
            &compose(&[&format!("AUTH_TOKEN={BOT_TOKEN}")]).replace("0.9.2", "0.7.0"),
        ),
    ]);
    assert!(value(&files, "bot.auth.token").is_set(), "0.6.0 to 0.7.0");
}

#[test]
fn a_number_is_a_count_of_nanoseconds() {
    let ttl = |text: &str| {
        let files = Files::sound(&[("bot.yml", &bot(&format!("store:\n  ttl: {text}\n")))]);
        value(&files, "bot.store.ttl").text().to_owned()
    };
    assert_eq!(ttl("3600"), "3600ns", "measured: 3.6µs");
    assert_eq!(ttl("30m"), "30m");
    assert_eq!(ttl(""), "-1s", "the default");
}

#[test]
fn a_new_key_goes_below_the_parent_that_is_there() {
    let files = Files::new(&[("bot.yml", "AUTH:\n")]);
    assert_eq!(
        value(&files, "bot.auth.token").path.to_string(),
        "AUTH.token",
        "a second `auth` beside it would make either count"
    );
}

#[test]
fn units_give_variables_as_well() {
    let unit = format!(
        "[Service]\nEnvironment=CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}\nExecStart=/usr/bin/chatto --path /opt/bot\n"
    );
    let files = Files::new(&[("bot.yml", "auth:\n  token:\n"), ("chatto.service", &unit)]);
    let token = value(&files, "bot.auth.token");
    assert_eq!(token.text(), BOT_TOKEN);
    assert_eq!(
        token.source,
        Source::Environment {
            file: "chatto.service".into(),
            line: Some(2)
        }
    );
    let file = "[Service]\nEnvironmentFile=/opt/bot/.env\nExecStart=/usr/bin/chatto\n";
    let files = Files::new(&[
        ("bot.yml", "auth:\n  token:\n"),
        (".env", &format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}\n")),
        ("chatto.service", file),
    ]);
    assert!(
        value(&files, "bot.auth.token").loaded,
        "the .env through the unit"
    );
}

/// The shape of the project's own `deploy/kubernetes/chatto.yml`: tokens out of `echo … | base64`.
const MANIFEST: &str = "\
apiVersion: v1
kind: Secret
metadata:
  name: secrets
data:
  CHATTO_BOT_AUTH_TOKEN: cmF0aGVyLWNvdXNpbi1MSU1QLXNjdWxsCg==
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: chatto
spec:
  template:
    spec:
      containers:
        - name: chatto
          image: jaimeteb/chatto
          envFrom:
            - secretRef:
                name: secrets
";

#[test]
fn kubernetes_gives_variables_that_count_as_little_without_their_key() {
    let open = Files::sound(&[("bot.yml", "bot_name: x\n"), ("deploy.yaml", MANIFEST)]);
    let token = value(&open, "bot.auth.token");
    assert!(token.is_set() && !token.loaded, "measured: wide open (5)");
    assert_eq!(
        open.finding("CH-004").line,
        Some(6),
        "the variable is shown where it stands"
    );
    let locked = Files::sound(&[("bot.yml", "auth:\n  token:\n"), ("deploy.yaml", MANIFEST)]);
    assert_eq!(
        value(&locked, "bot.auth.token").text(),
        "rather-cousin-LIMP-scull\n",
        "the line end is part of it (10): nothing matches"
    );
    let project = locked.project();
    let all = Platform::Chatto.lint(&project, &Platform::Chatto.effective(&project));
    let said: Vec<&str> = all
        .iter()
        .map(|finding| finding.rule.as_str())
        .filter(|rule| ["GEN-013", "CH-012"].contains(rule))
        .collect();
    assert_eq!(said, ["GEN-013"], "one fact, one finding");
}

/// viper 1.7.1 puts what stands under `AUTH` over what stands under `auth`, whichever comes first.
#[test]
fn of_two_spellings_the_one_that_is_not_small_counts() {
    for (file, token) in [
        ("auth: {token: a, TOKEN: b}\n", "b"),
        ("auth: {TOKEN: b, token: a}\n", "b"),
        ("AUTH: {token: a}\nauth: {token: b}\n", "a"),
        ("auth: {token: a}\nAUTH: {}\n", ""),
        ("auth: {token: a, TOKEN: }\n", ""),
        ("auth.token: a\nauth: {token: b}\n", "a"),
        ("auth.token:\nauth: {token: b}\n", ""),
    ] {
        let files = Files::new(&[("bot.yml", file)]);
        let found = value(&files, "bot.auth.token");
        assert_eq!(found.text(), token, "{file:?}");
        let open = files.rules().contains(&"CH-002".to_owned());
        assert_eq!(
            open,
            token.is_empty(),
            "an open door is never called locked: {file:?}"
        );
    }
}
