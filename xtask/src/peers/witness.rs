//! Seeing for oneself: requests that Chatelaine has no part in.

use std::time::Duration;

use super::peer::{Question, Verdict, Witness};
use crate::trouble::{Done, Trouble};

/// A server under load answers within this.
const PATIENCE: Duration = Duration::from_secs(30);

impl Witness {
    /// What stands between this witness and the verdict; nothing when the server shows just that.
    pub(super) fn contradicts(&self, verdict: Verdict, port: u16) -> Done<Option<String>> {
        let expected = match verdict {
            Verdict::Open => std::slice::from_ref(&self.open),
            Verdict::Locked => self.locked,
            Verdict::Forgeable | Verdict::NotLocked | Verdict::Untold => return Ok(None),
        };
        let answer = self.question.ask(port)?;
        let shown: String = answer.chars().take(200).collect();
        let fits = expected.iter().any(|start| answer.starts_with(start));
        Ok((!fits).then(|| {
            let expected = expected.join("` or `");
            format!("it should answer `{expected}`, and answers `{shown}`")
        }))
    }
}

impl Question {
    fn ask(&self, port: u16) -> Done<String> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build()
            .into();
        let url = |path: &str| format!("http://127.0.0.1:{port}{path}");
        match self {
            Self::Get(path) => answer(agent.get(url(path)).call()),
            Self::GetWith(path, token) => {
                let bearer = format!("Bearer {token}");
                answer(agent.get(url(path)).header("authorization", bearer).call())
            }
            Self::Post(path, body) => {
                let request = agent
                    .post(url(path))
                    .header("content-type", "application/json");
                answer(request.send(*body))
            }
            Self::SocketIo => {
                let polling = "/socket.io/?EIO=4&transport=polling";
                let opened = answer(agent.get(url(polling)).call())?;
                let sid = opened
                    .split("\"sid\":\"")
                    .nth(1)
                    .and_then(|rest| rest.split('"').next())
                    .unwrap_or_default();
                let session = url(&format!("{polling}&sid={sid}"));
                answer(agent.post(&session).send("40"))?;
                answer(agent.get(&session).call())
            }
        }
    }
}

/// `STATUS BODY`, in one line.
fn answer(outcome: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Done<String> {
    let failed = |error: ureq::Error| {
        Trouble::new(
            format!("the server does not answer a plain request: {error}"),
            "look at its log above",
        )
    };
    let mut response = outcome.map_err(failed)?;
    let status = response.status().as_u16();
    let body = response.body_mut().read_to_string().map_err(failed)?;
    // In debug mode Flask prints JSON over many lines.
    let body = serde_json::from_str::<serde_json::Value>(&body)
        .map_or_else(|_| body.trim().to_owned(), |json| json.to_string());
    Ok(format!("{status} {body}"))
}
