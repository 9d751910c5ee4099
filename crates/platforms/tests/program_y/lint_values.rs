//! Values that do not do what they seem to do.

use chatelaine_documents::{KeyPath, Scalar};
use chatelaine_platforms::Fix;

use super::stage::{Stage, fires, silent};

fn set(setting: &str, value: &str) -> Option<Fix> {
    Some(Fix::Set {
        setting: setting.into(),
        value: value.into(),
    })
}

#[test]
fn debug_mode_is_on_for_any_text() {
    for value in ["true", "\"false\"", "'no'", "1", "yes"] {
        let stage = Stage::but("debug: false", &format!("debug: {value}"));
        let found = fires(&stage, "PY-011", ("config.yaml", Some(5)));
        assert_eq!(found.fix, set("config.flask.debug", "false"), "{value}");
        assert_eq!(
            stage.rules(),
            ["PY-011"],
            "{value}: one trouble, one finding"
        );
    }
    for value in ["false", "no", "0"] {
        silent(
            &Stage::but("debug: false", &format!("debug: {value}")),
            "PY-011",
        );
    }
}

#[test]
fn switches_in_other_words() {
    let stage = Stage::but("use_api_keys: false", "use_api_keys: \"false\"");
    let found = fires(&stage, "PY-045", ("config.yaml", Some(7)));
    assert_eq!(
        found.fix,
        set("config.flask.use_api_keys", "true"),
        "as the bot takes it: nothing changes but the looks"
    );
    silent(&Stage::sound(), "PY-045");
    silent(
        &Stage::but("use_api_keys: false", "use_api_keys: no"),
        "PY-045",
    );
}

#[test]
fn half_of_tls_is_none() {
    for line in ["ssl_cert_file: c.pem", "ssl_key_file: k.pem"] {
        let stage = Stage::plus(&format!("  {line}\n"));
        fires(&stage, "PY-020", ("config.yaml", Some(18)));
    }
    let both = Stage::plus("  ssl_cert_file: c.pem\n  ssl_key_file: k.pem\n");
    silent(&both, "PY-020");
    silent(&Stage::sound(), "PY-020");
}

#[test]
fn plain_http_is_for_this_machine() {
    for host in ["0.0.0.0", "192.168.1.2", "\"::\""] {
        let stage = Stage::but("host: 127.0.0.1", &format!("host: {host}"));
        fires(&stage, "PY-021", ("config.yaml", Some(3)));
    }
    let default = Stage::but("  host: 127.0.0.1\n", "");
    fires(&default, "PY-021", ("config.yaml", Some(1)));
    for host in ["127.0.0.1", "localhost", "\"::1\""] {
        silent(
            &Stage::but("host: 127.0.0.1", &format!("host: {host}")),
            "PY-021",
        );
    }
    let all = Stage::but("host: 127.0.0.1", "host: 0.0.0.0");
    let published = |ports: &str| all.clone().composed(&format!("    ports: [\"{ports}\"]\n"));
    silent(&published("127.0.0.1:8989:8989"), "PY-021");
    fires(&published("8989:8989"), "PY-021", ("config.yaml", Some(3)));
}

#[test]
fn a_quoted_port_is_ignored() {
    let stage = Stage::but("port: 8989", "port: \"8989\"");
    let found = fires(&stage, "PY-022", ("config.yaml", Some(4)));
    assert_eq!(
        found.fix,
        Some(Fix::Write {
            role: "config",
            path: KeyPath::keys(&["flask", "port"]),
            value: Scalar::Integer(8989)
        })
    );
    let word = Stage::but("port: 8989", "port: $PORT");
    assert_eq!(fires(&word, "PY-022", ("config.yaml", Some(4))).fix, None);
    silent(&Stage::sound(), "PY-022");
}

#[test]
fn the_ping_service_has_no_lock() {
    let responder = |host: &str, rest: &str| {
        Stage::plus(&format!(
            "  responder:\n    host: {host}\n    port: 8990\n    url: /ping\n{rest}"
        ))
    };
    let found = fires(
        &responder("0.0.0.0", ""),
        "PY-023",
        ("config.yaml", Some(19)),
    );
    assert_eq!(found.fix, set("config.flask.responder.host", "127.0.0.1"));
    fires(
        &responder("127.0.0.1", "    shutdown: /stop\n"),
        "PY-024",
        ("config.yaml", Some(22)),
    );
    assert_eq!(
        responder("127.0.0.1", "").rules(),
        Vec::<String>::new(),
        "counters for this machine"
    );
    fires(
        &responder("127.0.0.1", "    ssl_key_file: k.pem\n"),
        "PY-020",
        ("config.yaml", Some(22)),
    );
    let without = Stage::plus("  responder:\n    shutdown: /stop\n");
    assert_eq!(
        without.rules(),
        Vec::<String>::new(),
        "it only runs with a host"
    );
}

#[test]
fn a_path_that_nobody_uses() {
    let found = fires(
        &Stage::plus("  api: /chat\n"),
        "PY-038",
        ("config.yaml", Some(18)),
    );
    assert!(matches!(found.fix, Some(Fix::Remove { .. })));
    silent(&Stage::plus("  api: /api/rest/v1.0/ask\n"), "PY-038");
    let chat = Stage::plus("  api: /chat\n").replaced("flask:", "webchat:");
    silent(&chat, "PY-038");
}

fn peer(lines: &str) -> Stage {
    let lines: String = lines
        .lines()
        .map(|line| format!("              {line}\n"))
        .collect();
    Stage::but(
        "        brain:\n",
        &format!("        brain:\n          openchatbots:\n            other:\n{lines}"),
    )
}

#[test]
fn credentials_for_peers() {
    let clear = peer("url: http://a.example/ask\nmethod: GET\napi_key: abcdefgh");
    fires(&clear, "PY-025", ("config.yaml", Some(24)));
    let tls = peer("url: https://a.example/ask\nmethod: GET\napi_key: abcdefgh");
    assert_eq!(tls.rules(), Vec::<String>::new());
    let local = peer("url: http://localhost:9/ask\nmethod: GET\napi_key: abcdefgh");
    silent(&local, "PY-025");
    silent(&peer("url: http://a.example/ask"), "PY-025");
    let within = peer("url: http://a.example/ask?apikey=abcdefgh");
    fires(&within, "PY-025", ("config.yaml", Some(24)));

    let own = peer("url: https://a.example/ask\nauthorization: Basic");
    fires(&own, "PY-042", ("config.yaml", Some(25)));
    silent(&tls, "PY-042");

    let post = peer("url: https://a.example/ask\nmethod: POST\napi_key: abcdefgh");
    fires(&post, "PY-043", ("config.yaml", Some(26)));
    silent(&tls, "PY-043");
    let service = Stage::but(
        "        brain:\n",
        "        brain:\n          services:\n            PROGRAMY:\n              host: 127.0.0.1\n              authorization: Basic\n",
    );
    fires(&service, "PY-043", ("config.yaml", Some(25)));
}

#[test]
fn a_mail_password_is_no_reference() {
    let stage = Stage::plus("  email:\n    password: LICENSE:MAIL_PASSWORD\n");
    fires(&stage, "PY-044", ("config.yaml", Some(19)));
    silent(
        &Stage::plus("  email:\n    password: something-else\n"),
        "PY-044",
    );
}
