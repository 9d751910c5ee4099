//! Permissions and git.

use chatelaine_platforms::Fix;

use super::project::{cat, facts, lint, shown, text};

#[test]
fn a_private_file_outside_git_is_left_in_peace() {
    let mut project = cat(Some("GREETING=hello\n"));
    project.facts = vec![facts("config.py", 0o600, None), facts(".env", 0o644, None)];
    assert_eq!(
        shown(&project),
        "",
        "the .env holds no secret, so anybody may read it"
    );
    project.facts = vec![facts("config.py", 0o400, Some((false, true)))];
    assert_eq!(
        shown(&project),
        "",
        "nor is there anything to say when git leaves it alone"
    );
    project.facts.clear();
    assert_eq!(shown(&project), "", "nothing known, nothing said");
}

#[test]
fn the_worst_that_the_permissions_allow_is_said_once() {
    for (mode, rule) in [
        (0o666, "GEN-005"),
        (0o602, "GEN-005"),
        (0o644, "GEN-006"),
        (0o604, "GEN-006"),
        (0o660, "GEN-007"),
        (0o640, "GEN-007"),
    ] {
        let mut project = cat(None);
        project.facts = vec![facts("config.py", mode, None)];
        let found = lint(&project);
        assert_eq!(found.len(), 1, "{mode:o}: {}", shown(&project));
        assert_eq!(found[0].rule, rule, "{mode:o}");
        assert_eq!(
            found[0].fix,
            Some(Fix::Protect {
                file: "config.py".into()
            }),
            "{mode:o}: it can be mended"
        );
        assert!(
            !found[0].locks,
            "{mode:o}: but who needs the file is the operator's to say"
        );
    }
}

#[test]
fn git_is_told_to_leave_secrets_alone() {
    let mut project = cat(Some(
        "OPENAI_API_KEY=sk-hunter2-hunter2\nOTHER_TOKEN=${ELSEWHERE}\n",
    ));
    project.facts = vec![
        facts("config.py", 0o600, Some((true, true))),
        facts(".env", 0o600, Some((false, false))),
    ];
    insta::assert_snapshot!(shown(&project), @r"
    GEN-002 Critical config.py:-:- config.py is kept by git, and with it API_KEY and JWT_SECRET.
    GEN-008 Medium .env:-:- .env lies in a git repository and is not ignored: the next `git add` takes OPENAI_API_KEY along.
    ");
    let ignore = lint(&project)
        .into_iter()
        .find(|finding| finding.rule == "GEN-008");
    assert_eq!(
        ignore.and_then(|finding| finding.fix),
        Some(Fix::Ignore {
            file: ".env".into()
        })
    );
}

#[test]
fn an_empty_secret_is_none() {
    for env in [
        "OPENAI_API_KEY=\n",
        "OPENAI_API_KEY=${FROM_ELSEWHERE}\n",
        "OPENAI_API_KEY=/run/secrets/key\n",
        "USE_TOKEN=true\n",
        "# OPENAI_API_KEY=hunter2-hunter2\n",
    ] {
        let mut project = cat(Some(env));
        project.facts = vec![facts(".env", 0o666, Some((true, false)))];
        assert_eq!(shown(&project), "", "{env}");
    }
}

#[test]
fn a_compose_file_with_a_secret_is_a_file_with_a_secret() {
    let mut project = cat(None);
    project.compose = Some(text(
        "compose.yml",
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: hunter2-hunter2\n",
    ));
    project.facts = vec![facts("compose.yml", 0o600, Some((true, false)))];
    insta::assert_snapshot!(shown(&project), @r"
    GEN-002 Critical compose.yml:-:- compose.yml is kept by git, and with it POSTGRES_PASSWORD.
    GEN-010 Medium compose.yml:4:26 The value of POSTGRES_PASSWORD stands in compose.yml.
    ");
    project.facts = vec![facts("compose.yml", 0o600, Some((false, false)))];
    assert!(
        lint(&project)
            .iter()
            .all(|finding| finding.rule != "GEN-008"),
        "a compose file belongs into git; the secret in it does not"
    );
}
