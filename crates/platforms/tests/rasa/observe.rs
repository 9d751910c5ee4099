//! A practice Rasa that runs with one configuration and is judged with another.

use std::path::Path;

use chatelaine_platforms::{
    AccessPoint, Ask, CheckError, Observation, Observed, Platform, Seen, State,
};
use chatelaine_practice::{Kind, Options, PracticeBot};
use chatelaine_wire::engine_io::{Auth, SocketIo, Verdict};
use chatelaine_wire::{Body, Client, Limits, Request, Site};
use jiff::Timestamp;
use serde_json::json;
use tempfile::TempDir;

use super::project::Files;

pub(crate) struct Running {
    _bot: PracticeBot,
    _dir: TempDir,
    pub(crate) site: Site,
}

/// Starts a bot that read these files.
pub(crate) async fn running(files: &Files) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &Option<String>| {
        if let Some(text) = text {
            std::fs::write(Path::new(dir.path()).join(name), text).unwrap();
        }
    };
    write("credentials.yml", &files.credentials);
    write("endpoints.yml", &files.endpoints);
    write(".env", &files.env);
    write("docker-compose.yml", &files.compose);
    let bot = PracticeBot::start(Kind::Rasa, Options::new(dir.path()))
        .await
        .expect("Rasa starts with this");
    let site = Site::parse(&bot.url(), false).unwrap();
    Running {
        _bot: bot,
        _dir: dir,
        site,
    }
}

/// Asks whatever answers at `site` with what these files declare.
pub(crate) async fn ask(
    site: &Site,
    files: &Files,
    may_forge: bool,
) -> Result<Observation, CheckError> {
    let checking = {
        let project = files.project();
        let values = Platform::Rasa.effective(&project);
        Platform::Rasa.check(&Ask {
            project: Some(&project),
            values: &values,
            may_forge,
            ..Ask::by_address(site, Timestamp::now())
        })
    };
    checking.await
}

/// Asks with nothing but the address.
pub(crate) async fn ask_by_address(
    site: &Site,
    may_forge: bool,
) -> Result<Observation, CheckError> {
    let ask = Ask {
        may_forge,
        ..Ask::by_address(site, Timestamp::now())
    };
    Platform::Rasa.check(&ask).await
}

impl Running {
    /// Checks the bot with what these files declare, and holds the result against what anybody sees.
    pub(crate) async fn check(&self, files: &Files) -> Observation {
        let seen = ask(&self.site, files, false).await.expect("the bot runs");
        self.assert_true(&seen).await;
        assert_silent(&seen, files);
        seen
    }

    /// Checks the bot with nothing but its address.
    pub(crate) async fn check_by_address(&self) -> Observation {
        let seen = ask_by_address(&self.site, false)
            .await
            .expect("the bot runs");
        self.assert_true(&seen).await;
        seen
    }

    /// No open access point is called locked, and no locked one open.
    async fn assert_true(&self, seen: &Observation) {
        for (id, open) in [
            ("rest-webhook", self.rest_is_open().await),
            ("socketio", self.socket_is_open().await),
            ("http-api", self.api_is_open().await),
        ] {
            let observed = seen.point(id).and_then(|point| point.observed);
            if open {
                assert_eq!(observed, Some(Observed::Open), "{id} stands open: {seen:?}");
            } else if let Some(point) = seen.point(id) {
                let known = point.evidence[0].claim.contains("key in the configuration");
                assert!(
                    observed != Some(Observed::Open) || known,
                    "{id} is locked: {point:?}"
                );
            }
        }
        let points = Platform::Rasa.access_points(&Seen {
            observation: Some(seen),
            site: Some(&self.site),
            ..Seen::default()
        });
        for point in &points {
            let fine = point.state.is_fine();
            if point.observed == Some(Observed::Open) && point.id != "transport" {
                assert!(!fine, "{}: an open way in is never fine", point.id);
            }
            if point.observed == Some(Observed::Locked) {
                assert_eq!(point.state, State::ProvenLocked, "{}", point.id);
            }
        }
        for point in &seen.points {
            assert!(
                points.iter().any(|shown| shown.id == point.id),
                "what was seen is shown, even where no file speaks of it: {}",
                point.id
            );
        }
    }

    fn client(&self) -> Client {
        Client::new(self.site.clone(), Limits::default()).unwrap()
    }

    async fn rest_is_open(&self) -> bool {
        let body = Body::Json(json!({ "sender": "witness", "message": "hello" }));
        let request = Request::post("/webhooks/rest/webhook", body);
        self.client().send(request).await.unwrap().status == 200
    }

    async fn api_is_open(&self) -> bool {
        let request = Request::get("/status");
        self.client().send(request).await.unwrap().status == 200
    }

    async fn socket_is_open(&self) -> bool {
        let dialled = SocketIo::dial(&self.site, "/socket.io/", Limits::default()).await;
        let Ok((mut session, ..)) = dialled else {
            return false;
        };
        let entry = session.join("/", Auth::Nothing).await.unwrap();
        entry.verdict == Verdict::Admitted
    }
}

/// Nothing that is kept of a check may hold a credential.
pub(crate) fn assert_silent(seen: &Observation, files: &Files) {
    let text = serde_json::to_string(seen).unwrap();
    for secret in [super::project::KEY, super::project::OTHER] {
        assert!(!text.contains(secret), "{files:?}: {text}");
    }
    assert!(
        !text.contains("eyJ"),
        "the observation holds a token: {text}"
    );
}

/// The verdicts in one line; a door that nobody found is left out.
pub(crate) fn verdicts(seen: &Observation) -> String {
    let shown = seen
        .points
        .iter()
        .filter(|point| point.id != "transport")
        .map(|point| {
            let observed = point.observed.map_or_else(
                || "unknown".into(),
                |observed| format!("{observed:?}").to_lowercase(),
            );
            format!("{} {observed}", point.id)
        });
    shown.collect::<Vec<_>>().join(" · ")
}

/// The rules of the findings, sorted.
pub(crate) fn rules(seen: &Observation) -> Vec<&str> {
    let mut rules: Vec<&str> = seen
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    rules.sort_unstable();
    rules
}

/// The claims about one access point.
pub(crate) fn claims(seen: &Observation, id: &str) -> Vec<String> {
    let point = seen
        .point(id)
        .unwrap_or_else(|| panic!("no {id} in {seen:?}"));
    point
        .evidence
        .iter()
        .map(|evidence| evidence.claim.clone())
        .collect()
}

/// The access point after a check.
pub(crate) fn shown(files: &Files, seen: &Observation, id: &str) -> AccessPoint {
    let project = files.project();
    let values = Platform::Rasa.effective(&project);
    let points = Platform::Rasa.access_points(&Seen {
        project: Some(&project),
        values: Some(&values),
        observation: Some(seen),
        ..Seen::default()
    });
    points
        .into_iter()
        .find(|point| point.id == id)
        .unwrap_or_else(|| panic!("no {id}"))
}
