//! What is seen in a file of Kubernetes manifests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use chatelaine_documents::manifest::{
    Container, MANIFEST_LIMIT_DOCUMENTS, Manifests, SecretEntry, look,
};
use chatelaine_documents::{COMPOSE_LIMIT_BYTES, DocumentError};
use proptest::prelude::*;

/// The shape of Chatto's own example: tokens by environment, from a secret that was made with `echo`.
const CHATTO: &str = "\
# Everything for one bot
---
apiVersion: v1
kind: Secret
metadata:
  name: chatto
type: Opaque
data:
  bot-token: aHVzaC1ib3QK
  \"rest-token\": aHVzaC1yZXN0
  # the next two are broken
  binary: /w==
  torn: aHVz aC1
stringData:
  plain: ' hush-plain'
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: bot}
spec:
  template:
    spec:
      initContainers:
        - name: init
          command: [sh, -c, 'true']
      containers:
        - name: chatto
          image: jaimeteb/chatto:latest
          args: [\"-token\", hush-arg, 5]
          envFrom:
            - secretRef: {name: more}
            - configMapRef: {name: other}
          env:
            - name: CHATTO_BOT_AUTH_TOKEN
              valueFrom: {secretKeyRef: {name: chatto, key: bot-token}}
            - value: \"hush-literal\"
              name: 'CHATTO_CHN_REST_CALLBACK_TOKEN'
            - name: DEBUG
              value: true
            - name: EMPTY
            - name: NODE
              valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
";

fn manifests(text: &str) -> Manifests {
    look(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn secrets_are_shown_with_what_a_container_gets_from_them() {
    for text in [
        CHATTO.to_owned(),
        format!("\u{feff}{CHATTO}"),
        CHATTO.replace('\n', "\r\n"),
    ] {
        let found = manifests(&text);
        let rows: Vec<_> = (found.secrets.iter())
            .map(|entry: &SecretEntry| {
                assert_eq!(entry.secret, "chatto");
                (
                    entry.key.as_str(),
                    entry.line,
                    entry.encoded,
                    entry.value.as_deref(),
                    entry.ends_in_line_end(),
                    entry.is_padded(),
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("bot-token", Some(9), true, Some("hush-bot\n"), true, true),
                (
                    "rest-token",
                    Some(10),
                    true,
                    Some("hush-rest"),
                    false,
                    false
                ),
                ("binary", Some(12), true, None, false, false),
                ("torn", Some(13), true, None, false, false),
                ("plain", Some(15), false, Some(" hush-plain"), false, true),
            ],
            "the line end of the first one makes its token match nothing"
        );
    }
}

#[test]
fn containers_are_shown_with_their_variables_and_commands() {
    let found = manifests(CHATTO);
    let [chatto, init] = &found.containers[..] else {
        panic!("there are two containers")
    };
    let Container {
        kind,
        resource,
        name,
        image,
        ..
    } = chatto;
    assert_eq!(
        (kind.as_str(), resource.as_str(), name.as_str()),
        ("Deployment", "bot", "chatto")
    );
    assert_eq!(image.as_deref(), Some("jaimeteb/chatto:latest"));
    assert_eq!(chatto.args, ["-token", "hush-arg", "5"]);
    assert_eq!(chatto.env_from_secrets, ["more"]);
    assert_eq!(
        (init.name.as_str(), &init.command[..]),
        (
            "init",
            &["sh".to_owned(), "-c".to_owned(), "true".to_owned()][..]
        )
    );
    let secret = ("chatto".to_owned(), "bot-token".to_owned());
    let rows: Vec<_> = (chatto.env.iter())
        .map(|found| {
            (
                found.name.as_str(),
                found.value.as_deref(),
                found.from_secret.as_ref(),
                found.line,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("CHATTO_BOT_AUTH_TOKEN", None, Some(&secret), Some(34)),
            (
                "CHATTO_CHN_REST_CALLBACK_TOKEN",
                Some("hush-literal"),
                None,
                Some(37)
            ),
            ("DEBUG", Some("true"), None, Some(38)),
            ("EMPTY", Some(""), None, Some(40)),
            ("NODE", None, None, Some(41)),
        ]
    );
    assert!(!format!("{found:?}").contains("hush"), "values are secrets");
}

#[test]
fn every_kind_that_starts_containers_is_looked_into() {
    let container = "containers: [{name: a, env: [{name: T, value: x}]}]";
    for (kind, spec) in [
        ("Pod", format!("{{{container}}}")),
        (
            "StatefulSet",
            format!("{{template: {{spec: {{{container}}}}}}}"),
        ),
        (
            "CronJob",
            format!("{{jobTemplate: {{spec: {{template: {{spec: {{{container}}}}}}}}}}}"),
        ),
    ] {
        let resource = format!("{{kind: {kind}, metadata: {{name: r}}, spec: {spec}}}");
        for text in [
            resource.clone(),
            format!("--- {resource}\n...\n"),
            format!("kind: List\nitems: [{resource}]"),
        ] {
            let found = manifests(&text).containers;
            assert_eq!((found.len(), found[0].kind.as_str()), (1, kind), "{text}");
            assert_eq!(found[0].env[0].value.as_deref(), Some("x"));
            assert_eq!(
                found[0].env[0].line, None,
                "flow style has no line to point to"
            );
        }
    }
}

#[test]
fn a_line_is_told_only_where_it_is_plain() {
    let two = "kind: List\nitems:\n- kind: Secret\n  data:\n    a: YQ==\n- kind: Secret\n  data:\n    a: Yg==\n";
    let found = manifests(two).secrets;
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .all(|entry| entry.line.is_none() && entry.secret.is_empty())
    );
    let twice = "kind: Pod\nspec:\n  containers:\n  - env:\n    - name: A\n      value: x\n  - env:\n    - name: A\n      value: y\n";
    assert!(
        manifests(twice)
            .containers
            .iter()
            .all(|container| container.env[0].line.is_none())
    );
    let after = "%YAML 1.2\n---\nkind: Secret\ndata:\n  a: YQ==\n--- # next\nkind: Secret\nstringData:\n  b: |\n    ---x\n    c: d\n";
    let found = manifests(after).secrets;
    assert_eq!((found[0].line, found[1].line), (Some(5), Some(9)));
    assert_eq!(
        found[1].value.as_deref(),
        Some("---x\nc: d\n"),
        "only a marker of its own separates documents"
    );
}

#[test]
fn what_is_no_manifest_is_passed_over_and_what_is_no_yaml_refused() {
    for text in [
        "",
        "---\n---\n# nothing\n",
        "a: 1\n",
        "- 1\n",
        "text",
        "kind: Secret\n",
        "kind: Secret\ndata: x\n",
        "kind: [Secret]\ndata: {a: YQ==}\n",
    ] {
        assert_eq!(manifests(text), Manifests::default(), "{text:?}");
    }
    let line = |text: &str| match look(text) {
        Err(error @ DocumentError::Manifest { .. }) => error.line(),
        other => panic!("{text:?}: {other:?}"),
    };
    assert_eq!(
        line("a: 1\n---\na: 1\n---\nb: [\n"),
        line("b: [\n").map(|line| line + 4),
        "the line is that of the file"
    );
    line("kind: Secret\ndata:\n  {{- range .Values.x }}\n  a: b\n");
    line("a: 1\na: 2\n");
    line(&"[".repeat(100_000));
    line(&"---\na: 1\n".repeat(MANIFEST_LIMIT_DOCUMENTS + 1));
    line("a: \0");
    assert!(matches!(
        look(&"#".repeat(COMPOSE_LIMIT_BYTES + 1)),
        Err(DocumentError::TooLarge { .. })
    ));
    for unit in [
        "---\n", "-", "a\n", "- - ", "&a ", "*a ", "%\n", "data:\n ", " ",
    ] {
        let _ = look(&unit.repeat(COMPOSE_LIMIT_BYTES / 8 / unit.len()));
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "(kind: Secret\n|data:\n|stringData:\n|  [a\"]: [YQ=|]{0,4}\n|---\n|%\n|[ \\-a:{}\\[\\]\n\u{feff}é]{0,6}){0,8}") {
        let lines = text.lines().count();
        if let Ok(found) = look(&text) {
            for entry in found.secrets {
                prop_assert!(entry.line.is_none_or(|line| line >= 1 && line <= lines));
            }
        }
    }
}
