//! The flags of `rasa run`, and who can reach its port.

use chatelaine_platforms::Severity;

use super::project::{COMPOSE, Files, KEY, OTHER, command, credentials, published};

#[test]
fn the_http_api_needs_a_credential() {
    let open = published().replace("run --port 5005", "run --enable-api");
    let found = Files::default().with_compose(&open).the("RA-006");
    assert_eq!(
        (found.severity, found.file.as_deref(), found.line),
        (Severity::Critical, Some("docker-compose.yml"), Some(4))
    );
    assert_eq!(
        command("run --enable-api").the("RA-006").severity,
        Severity::Low,
        "of this machine only"
    );
    assert!(
        command("run --enable-api --auth-token \"\"").has("RA-006"),
        "an empty one is none"
    );
    for guard in [
        format!("--auth-token {KEY}"),
        format!("--jwt-secret={KEY}"),
        "-t ${FROM_A_SHELL}".to_owned(),
    ] {
        assert!(
            !command(&format!("run --enable-api {guard}")).has("RA-006"),
            "{guard}"
        );
    }
    assert!(
        !command("run").has("RA-006"),
        "without the flag there is no API"
    );
}

#[test]
fn secrets_on_the_command_line() {
    let files = command(&format!(
        "run --enable-api --auth-token {KEY} --jwt-secret {OTHER} --ssl-password x"
    ));
    let found: Vec<_> = files
        .findings()
        .into_iter()
        .filter(|finding| finding.rule == "RA-023")
        .map(|finding| finding.setting.unwrap())
        .collect();
    assert_eq!(
        found,
        ["run.auth_token", "run.jwt_secret", "run.ssl_password"]
    );
    assert!(
        command("run --enable-api -t ${T}").has("RA-023"),
        "filled in, it is there all the same"
    );
    let public = command(
        "run --enable-api --jwt-secret ${PUB} --jwt-method RS256 --jwt-private-key ${PRIV}",
    );
    assert_eq!(
        public.the("RA-023").setting.as_deref(),
        Some("run.jwt_private_key"),
        "a public key is no secret"
    );
    assert!(!command("run").has("RA-023"));
}

#[test]
fn algorithms_and_their_keys() {
    let jwt = |rest: &str| {
        command(&format!("run --enable-api --jwt-secret ${{K}} {rest}"))
            .with_env(&format!("K={KEY}\n"))
    };
    assert_eq!(
        jwt("--jwt-method RS256").the("RA-024").severity,
        Severity::High,
        "the server dies at start"
    );
    assert!(!jwt("--jwt-method RS256 --jwt-private-key ${P}").has("RA-024"));
    assert!(
        !jwt("").has("RA-024") && !jwt("").has("RA-028"),
        "HS256 by default"
    );
    assert_eq!(
        jwt("--jwt-method hs256").the("RA-028").severity,
        Severity::Medium
    );
    assert!(!jwt("--jwt-method HS512").has("RA-028"));
}

#[test]
fn sites_certificates_and_networks() {
    assert_eq!(
        command("run --cors \"*\"").the("RA-039").severity,
        Severity::Low
    );
    assert!(!command("run --cors https://www.example.org").has("RA-039"));
    assert_eq!(
        command("run --ssl-ca-file ca.pem").the("RA-034").severity,
        Severity::Medium,
        "measured: CERT_NONE"
    );
    let everywhere = Files::default().with_compose(&published()).the("RA-035");
    assert_eq!(
        (everywhere.severity, everywhere.line),
        (Severity::Medium, Some(8))
    );
    assert!(
        !Files::default().with_compose(COMPOSE).has("RA-035"),
        "loopback"
    );
    let tls = published().replace(
        "run --port 5005",
        "run --ssl-certificate c.pem --ssl-keyfile k.pem",
    );
    assert!(
        !Files::default().with_compose(&tls).has("RA-035"),
        "https may be reached by all"
    );
    let unit = |flags: &str| {
        credentials("").with_unit(&format!("[Service]\nExecStart=/v/bin/rasa run {flags}\n"))
    };
    assert!(unit("").has("RA-035"), "the default is every network");
    assert!(unit("-i 0.0.0.0").has("RA-035"));
    assert!(!unit("-i 127.0.0.1").has("RA-035"));
}

#[test]
fn rasa_pro_takes_the_credential_from_its_environment() {
    let with = |image: &str| {
        let compose = COMPOSE
            .replace("rasa/rasa:3.6.20-full", image)
            .replace("run --port 5005", "run --enable-api");
        Files::default()
            .with_compose(&compose)
            .with_env(&format!("AUTH_TOKEN={KEY}\n"))
    };
    assert!(!with("registry.example/rasa-pro:3.9.1").has("RA-006"));
    assert!(
        with("rasa/rasa:3.6.20").has("RA-006"),
        "Rasa itself does not read it"
    );
}

#[test]
fn on_the_network_of_the_machine_published_ports_tell_nothing() {
    let compose = COMPOSE.replace(
        "    ports:\n      - 127.0.0.1:5005:5005\n",
        "    network_mode: host\n",
    );
    let at = |compose: &str| {
        credentials("rest:\n")
            .with_compose(compose)
            .the("RA-004")
            .severity
    };
    assert_eq!(
        at(&compose),
        Severity::Critical,
        "the default is every network"
    );
    let bound = compose.replace("run --port 5005", "run -i 127.0.0.1");
    assert_eq!(at(&bound), Severity::Low);
}
