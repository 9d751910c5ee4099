//! Secrets in compose files, units and addresses.

use chatelaine_platforms::{Platform, Project};

use super::project::{KEY, cat, lint, shown, text};

#[test]
fn secrets_in_a_compose_file_are_found_where_they_stand() {
    let mut project = cat(None);
    project.compose = Some(text(
        "compose.yml",
        &format!(
            "\
services:
  cat:
    image: cat
    environment:
      - TZ=UTC
      - PLAIN_NAME={KEY}
      - OPENAI_API_KEY=${{OPENAI_API_KEY}}
      - DB_PASSWORD=
      - DB_PASSWORD_FILE=/run/secrets/db
    command: cat --port 80 --api-token hunter2-hunter2
  db:
    image: redis
    command: [\"redis-server\", \"--requirepass=${{PASS}}\", \"--max-token-key\", \"-1\"]
  cron:
    image: alpine
    entrypoint: sh -c \"curl -H x AUTH_TOKEN=hunter2-hunter2 http://cat\"
  tool:
    image: tool
    command:
      - run
      - {KEY}
"
        ),
    ));
    insta::assert_snapshot!(shown(&project), @r"
    GEN-009 Medium compose.yml:10:40 The value of api-token stands in a command line in compose.yml.
    GEN-009 Medium compose.yml:16:45 The value of AUTH_TOKEN stands in a command line in compose.yml.
    GEN-009 Medium compose.yml:21:9 A secret stands in a command line in compose.yml.
    GEN-010 Medium compose.yml:6:20 The value of PLAIN_NAME stands in compose.yml.
    ");
}

#[test]
fn secrets_in_a_unit_are_found_where_they_stand() {
    let mut project = cat(None);
    project.units = vec![text(
        "cat.service",
        "\
[Service]
Environment=TZ=UTC \"DB_PASSWORD=hunter2-hunter2\"
EnvironmentFile=/opt/cat/.env
ExecStart=/usr/bin/cat --jwt-secret ${JWT} \\
  --auth-token hunter2-hunter2
",
    )];
    insta::assert_snapshot!(shown(&project), @r"
    GEN-009 Medium cat.service:5:16 The value of auth-token stands in a command line in cat.service.
    GEN-011 Medium cat.service:2:33 The value of DB_PASSWORD stands in cat.service.
    ");
    project.units = vec![text(
        "cat.service",
        "[Service]\nEnvironmentFile=/opt/cat/.env\nLoadCredential=token:/etc/cat/token\nExecStart=/usr/bin/cat run\n",
    )];
    assert_eq!(shown(&project), "", "a sound unit is left in peace");
}

#[test]
fn a_password_in_an_address_is_found_in_every_document() {
    let mut project = cat(Some(
        "DATABASE_URL=postgres://cat:hunter2-hunter2@db/cat\nOTHER_URL=postgres://cat@db/cat\n",
    ));
    insta::assert_snapshot!(shown(&project), @"GEN-015 Medium .env:1:14 The address in DATABASE_URL holds a password.");
    project.facts = vec![super::project::facts(".env", 0o644, None)];
    assert!(
        lint(&project)
            .iter()
            .any(|finding| finding.rule == "GEN-006"),
        "and it makes the file one with a secret: {}",
        shown(&project)
    );
}

#[test]
fn a_platform_that_knows_the_flag_speaks_for_itself() {
    let compose = format!(
        "services:\n  rasa:\n    image: rasa/rasa:3.6.20\n    command:\n      - run\n      - --enable-api\n      - --auth-token\n      - {KEY}\n"
    );
    let project = Project {
        compose: Some(text("docker-compose.yml", &compose)),
        ..Project::default()
    };
    let values = Platform::Rasa.effective(&project);
    let found = Platform::Rasa.lint(&project, &values);
    let rules: Vec<&str> = found
        .iter()
        .map(|finding| finding.rule.as_str())
        .filter(|rule| ["RA-023", "GEN-009"].contains(rule))
        .collect();
    assert_eq!(rules, ["RA-023"], "one fact, one finding: {found:?}");
}
