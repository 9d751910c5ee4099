//! A request or a socket as a shell command, for an operator who wants to try it elsewhere.
//!
//! Secrets stand as shell variables: a command line is seen by every user of a machine and kept in a history.

use crate::credential::query_joint;
use crate::{Body, Credential, Request, Site};

/// What stands in the place of a token, a key or a password.
const SECRET: &str = "$SECRET";
/// What stands in the place of a second one.
const SECOND: &str = "$SECOND_SECRET";
/// What stands in the place of a body that holds a secret.
const SECRET_BODY: &str = "$SECRET_BODY";

impl Request<'_> {
    /// The same request for `curl`.
    #[must_use]
    pub fn curl(&self, site: &Site) -> String {
        let mut words = vec![format!("curl -X {}", self.method)];
        let mut query = String::new();
        for (credential, variable) in [(self.credential, SECRET), (self.second, SECOND)] {
            match credential {
                None => {}
                Some(Credential::Bearer(_)) => {
                    words.push(format!("-H \"Authorization: Bearer {variable}\""));
                }
                Some(Credential::Authorization { scheme, .. }) => {
                    let value = format!("{scheme} {variable}");
                    words.push(format!("-H \"Authorization: {}\"", value.trim_start()));
                }
                Some(Credential::Query { name, .. }) => {
                    query += &format!("&{name}={variable}");
                }
            }
        }
        for (name, value) in self.headers {
            words.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
        }
        match &self.body {
            Body::Empty => {}
            Body::SecretJson(_) => words.push(format!(
                "-H 'Content-Type: application/json' --data-binary \"{SECRET_BODY}\""
            )),
            body => {
                let kind = body.content_type().unwrap_or_default();
                words.push(format!(
                    "-H {} --data-binary {}",
                    quoted(&format!("Content-Type: {kind}")),
                    quoted(&body.shown())
                ));
            }
        }
        let joint = query_joint(&self.path);
        let secret = query
            .strip_prefix('&')
            .map(|query| format!("\"{joint}{query}\""));
        let url = quoted(&format!("{}{}", site.address(), self.path));
        words.push(format!("{url}{}", secret.unwrap_or_default()));
        words.join(" ")
    }
}

/// A WebSocket for `websocat`.
#[must_use]
pub fn websocat(site: &Site, path: &str, credential: Option<Credential<'_>>) -> String {
    let address = site.address().replacen("http", "ws", 1);
    let (mut header, mut query) = (String::new(), String::new());
    match credential {
        Some(Credential::Query { name, .. }) => {
            query = format!("\"{}{name}={SECRET}\"", query_joint(path));
        }
        Some(Credential::Bearer(_)) => {
            header = format!("-H \"Authorization: Bearer {SECRET}\" ");
        }
        Some(Credential::Authorization { scheme, .. }) => {
            let value = format!("{scheme} {SECRET}");
            header = format!("-H \"Authorization: {}\" ", value.trim_start());
        }
        None => {}
    }
    format!(
        "websocat {header}{}{query}",
        quoted(&format!("{address}{path}"))
    )
}

/// One word for a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use chatelaine_secrets::Secret;

    use super::*;

    #[test]
    fn a_command_never_holds_the_secret() {
        let site = Site::parse("http://127.0.0.1:4770", false).unwrap();
        let secret = Secret::new("rest-tok");
        let body = Body::Json(serde_json::json!({ "text": "it's late" }));
        let request = Request::post("/channels/rest", body).with_bearer(Some(&secret));
        assert_eq!(
            request.curl(&site),
            r#"curl -X POST -H "Authorization: Bearer $SECRET" -H 'Content-Type: application/json' --data-binary '{"text":"it'\''s late"}' 'http://127.0.0.1:4770/channels/rest'"#,
            "the token is a variable, and an apostrophe cannot end the word"
        );
    }

    #[test]
    fn a_key_in_the_query_joins_what_is_there() {
        let site = Site::parse("http://127.0.0.1:8989", false).unwrap();
        let secret = Secret::new("11111111111111");
        let request = Request::get("/ask?question=hi").with_credential(Some(Credential::Query {
            name: "apikey",
            value: &secret,
        }));
        assert_eq!(
            request.curl(&site),
            r#"curl -X GET 'http://127.0.0.1:8989/ask?question=hi'"&apikey=$SECRET""#,
            "the variable stands outside the single quotes, where a shell fills it in"
        );
    }

    #[test]
    fn a_socket_is_asked_for_by_its_own_scheme() {
        let site = Site::parse("https://cat.example.org", false).unwrap();
        let secret = Secret::new("meow2");
        let query = Credential::Query {
            name: "token",
            value: &secret,
        };
        assert_eq!(
            websocat(&site, "/ws", Some(query)),
            r#"websocat 'wss://cat.example.org/ws'"?token=$SECRET""#,
            "https becomes wss"
        );
        assert_eq!(
            websocat(&site, "/ws?v=1", Some(Credential::Bearer(&secret))),
            r#"websocat -H "Authorization: Bearer $SECRET" 'wss://cat.example.org/ws?v=1'"#,
            "a token in a header"
        );
    }
}
