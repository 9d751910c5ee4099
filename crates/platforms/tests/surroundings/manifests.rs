//! Secrets in Kubernetes manifests.

use super::project::{cat, facts, shown, text};

const MANIFEST: &str = "\
apiVersion: v1
kind: Secret
metadata:
  name: cat
data:
  api-key: aHVudGVyMi1odW50ZXIyCg==
  jwt-secret: aHVudGVyMi1odW50ZXIy
---
apiVersion: v1
kind: Secret
metadata:
  name: tls
stringData:
  tls.key: |
    -----BEGIN PRIVATE KEY-----
    hunter2-hunter2
    -----END PRIVATE KEY-----
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cat
spec:
  template:
    spec:
      containers:
        - name: cat
          image: cat
          args: [\"--auth-token\", \"hunter2-hunter2\"]
          env:
            - name: TZ
              value: UTC
            - name: DB_PASSWORD
              value: hunter2-hunter2
            - name: OPENAI_API_KEY
              valueFrom:
                secretKeyRef: {name: cat, key: api-key}
";

#[test]
fn a_manifest_with_secrets_is_found_out() {
    let mut project = cat(None);
    project.manifests = vec![text("deploy/cat.yaml", MANIFEST)];
    insta::assert_snapshot!(shown(&project), @r"
    GEN-009 Medium deploy/cat.yaml:29:35 The value of auth-token stands in a command line in deploy/cat.yaml.
    GEN-012 Medium deploy/cat.yaml:6:1 The Secret cat holds its values in Base64, which hides nothing.
    GEN-012 Medium deploy/cat.yaml:14:1 The Secret tls holds its values in clear.
    GEN-012 Medium deploy/cat.yaml:33:21 The value of DB_PASSWORD stands in deploy/cat.yaml.
    GEN-013 Medium deploy/cat.yaml:6:1 The value of api-key in the Secret cat ends with a line break.
    ");
}

#[test]
fn what_git_keeps_is_said_once_and_what_it_ignores_not_at_all() {
    let secret = MANIFEST.split("---").next().unwrap().replace("Cg==", "");
    let mut project = cat(None);
    project.manifests = vec![text("secret.yaml", &secret)];
    project.facts = vec![facts("secret.yaml", 0o600, Some((true, false)))];
    insta::assert_snapshot!(shown(&project), @"GEN-002 Critical secret.yaml:-:- secret.yaml is kept by git, and with it api-key and jwt-secret.");
    project.facts = vec![facts("secret.yaml", 0o600, Some((false, true)))];
    assert_eq!(
        shown(&project),
        "",
        "git leaves it alone, and nobody else can read it"
    );
}

#[test]
fn places_for_values_and_templates_are_no_secrets() {
    let mut project = cat(None);
    project.manifests = vec![
        text(
            "a.yaml",
            "kind: Secret\nmetadata: {name: a}\nstringData:\n  key: \"\"\n  other: <your key>\n  third: ${KEY}\n",
        ),
        text(
            "b.yaml",
            "kind: Secret\ndata:\n  {{- range .Values.x }}\n  a: b\n",
        ),
    ];
    assert_eq!(shown(&project), "");
}
