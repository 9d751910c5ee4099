//! A practice bot that runs with one configuration and is judged with another.

use std::path::Path;

use chatelaine_platforms::{Ask, CheckError, Observation, Observed, Seen, State};
use chatelaine_practice::{Error, Kind, Options, PracticeBot};
use chatelaine_wire::Site;
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::stage::{PROGRAM_Y, Stage};

pub(crate) struct Bot {
    _practice: PracticeBot,
    _dir: TempDir,
    pub(crate) site: Site,
}

impl Stage {
    /// Starts a bot with these files.
    pub(crate) async fn run(&self) -> Bot {
        self.try_run().await.expect("the bot starts")
    }

    pub(crate) async fn try_run(&self) -> Result<Bot, Error> {
        let dir = tempfile::tempdir().unwrap();
        for name in self.all_names() {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
            std::fs::write(path, self.text(name)).unwrap();
        }
        let practice = PracticeBot::start(Kind::ProgramY, Options::new(dir.path())).await?;
        let site = Site::parse(&practice.url(), false).unwrap();
        Ok(Bot {
            _practice: practice,
            _dir: dir,
            site,
        })
    }

    /// Checks a bot at an address with these files in hand.
    pub(crate) async fn ask(&self, site: &Site) -> Result<Observation, CheckError> {
        let check = {
            let project = self.project();
            let values = PROGRAM_Y.effective(&project);
            let ask = Ask {
                project: Some(&project),
                values: &values,
                ..Ask::by_address(site, Timestamp::now())
            };
            PROGRAM_Y.check(&ask)
        };
        check.await
    }
}

/// Checks whatever is at an address, with nothing else in hand.
pub(crate) async fn by_address(site: &Site) -> Result<Observation, CheckError> {
    let check = PROGRAM_Y.check(&Ask::by_address(site, Timestamp::now()));
    check.await
}

impl Bot {
    /// Checks the bot with the files of a stage in hand, and holds the result against what a plain socket sees.
    pub(crate) async fn check(&self, stage: &Stage) -> Observation {
        let seen = stage.ask(&self.site).await.expect("the bot runs");
        self.assert_true(&seen, Some(stage)).await;
        assert_silent(&seen, stage);
        seen
    }

    /// Checks the bot knowing nothing but its address.
    pub(crate) async fn check_unknowing(&self) -> Observation {
        let seen = by_address(&self.site).await.expect("the bot runs");
        self.assert_true(&seen, None).await;
        assert!(
            !seen.authenticated && !seen.restart_needed,
            "there was nothing to compare with"
        );
        seen
    }

    /// No open access point is called locked, and no locked one open.
    async fn assert_true(&self, seen: &Observation, stage: Option<&Stage>) {
        for point in &seen.points {
            let open = match point.id.as_str() {
                "rest-v1" => {
                    self.is_let_in("/api/rest/v1.0/ask?question=hi&userid=u", "answer")
                        .await
                }
                "rest-v2" => {
                    self.is_let_in("/api/rest/v2.0/ask?query=hi&userId=u", "text")
                        .await
                }
                "webchat" => {
                    self.is_let_in("/api/rest/v1.0/ask?question=hi", "answer")
                        .await
                }
                _ => continue,
            };
            assert_eq!(
                point.observed == Some(Observed::Open),
                open,
                "{} is open: {open}, but the check says {point:?}",
                point.id
            );
        }
        let project = stage.map(Stage::project);
        let values = project.as_ref().map(|project| PROGRAM_Y.effective(project));
        let points = PROGRAM_Y.access_points(&Seen {
            project: project.as_ref(),
            values: values.as_deref(),
            observation: Some(seen),
            site: Some(&self.site),
            ..Seen::default()
        });
        for point in &seen.points {
            let shown = points.iter().find(|shown| shown.id == point.id);
            let shown = shown.unwrap_or_else(|| panic!("{} was seen and is shown", point.id));
            match (point.id.as_str(), point.observed) {
                ("rest-v1" | "rest-v2" | "webchat", Some(Observed::Open)) => {
                    assert_eq!(shown.state, State::Open, "{}", point.id);
                }
                // What can be guessed stays weak, however firmly it was refused.
                (_, Some(Observed::Locked)) => assert!(
                    matches!(shown.state, State::ProvenLocked | State::Weak),
                    "{}: {:?}",
                    point.id,
                    shown.state
                ),
                _ => {}
            }
        }
    }

    /// Whether somebody with no credential, or with an empty one, gets an answer to a question.
    async fn is_let_in(&self, target: &str, answer: &str) -> bool {
        let mut open = false;
        for (query, header) in [("", ""), ("&apikey=", "Authorization: Basic \r\n")] {
            let reply = raw(&self.site, &format!("{target}{query}"), header).await;
            let body = reply.split_once("\r\n\r\n").unwrap().1;
            let json: Value = serde_json::from_str(body.trim()).unwrap_or_default();
            let json = if json.is_array() {
                json[0].clone()
            } else {
                json
            };
            open |= json
                .pointer(&format!("/response/{answer}"))
                .is_some_and(|answer| *answer != "");
        }
        open
    }
}

/// A whole answer to a bare request.
async fn raw(site: &Site, target: &str, header: &str) -> String {
    let address = site.origin().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request =
        format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n{header}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.unwrap();
    String::from_utf8(reply).unwrap()
}

/// Nothing that is kept of a check may hold a credential.
fn assert_silent(seen: &Observation, stage: &Stage) {
    let text = serde_json::to_string(seen).unwrap();
    for value in stage.values() {
        if value.setting.is_secret() && value.text().len() > 8 {
            assert!(
                !text.contains(value.text()),
                "the observation holds a credential: {text}"
            );
        }
    }
}

/// The verdicts in one line, without the transport's.
pub(crate) fn verdicts(seen: &Observation) -> String {
    let verdict = |observed: Option<Observed>| match observed {
        Some(observed) => format!("{observed:?}").to_lowercase(),
        None => "unknown".into(),
    };
    let points = seen.points.iter().filter(|point| point.id != "transport");
    let points: Vec<_> = points
        .map(|point| format!("{} {}", point.id, verdict(point.observed)))
        .collect();
    points.join(" · ")
}

/// The platform's own rules among the findings, sorted.
pub(crate) fn rules(seen: &Observation) -> Vec<&str> {
    let rules = seen.findings.iter().map(|finding| finding.rule.as_str());
    let mut rules: Vec<&str> = rules.filter(|rule| rule.starts_with("PY-")).collect();
    rules.sort_unstable();
    rules
}

/// The claims about one access point.
pub(crate) fn claims(seen: &Observation, id: &str) -> Vec<String> {
    let evidence = &seen.point(id).expect("the point is there").evidence;
    evidence
        .iter()
        .map(|evidence| evidence.claim.clone())
        .collect()
}
