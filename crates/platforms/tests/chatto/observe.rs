//! A practice Chatto that runs with one configuration and is judged with another.

use chatelaine_platforms::{
    AccessPoint, Ask, CheckError, Observation, Observed, Platform, Seen, State,
};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_wire::Site;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::project::{BOT_TOKEN, EXT_TOKEN, Files, REST_TOKEN};

pub(crate) struct Running {
    _bot: PracticeBot,
    _dir: TempDir,
    pub(crate) site: Site,
}

/// Starts a bot with these files, and with these variables in its environment.
pub(crate) async fn run(files: &Files, env: &[(&str, &str)]) -> Running {
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::Chatto, dir.path(), None).unwrap();
    for name in ["bot.yml", "chn.yml", "compose.yml"] {
        std::fs::remove_file(dir.path().join(name)).unwrap();
    }
    for (name, text) in files.all() {
        if !name.starts_with("fsm.") && !name.starts_with("clf.") {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
    }
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let options = Options {
        env: env.iter().map(owned).collect(),
        ..Options::new(dir.path())
    };
    let bot = PracticeBot::start(Kind::Chatto, options).await.unwrap();
    let site = Site::parse(&bot.url(), false).unwrap();
    Running {
        _bot: bot,
        _dir: dir,
        site,
    }
}

impl Running {
    /// Checks the bot with what these files declare, and holds the result against what a plain socket sees.
    pub(crate) async fn check(&self, files: Option<&Files>) -> Observation {
        let seen = check(&self.site, files).await.expect("the bot runs");
        self.assert_true(&seen).await;
        assert_consistent(&seen, files, &self.site);
        seen
    }

    /// No open access point is called locked, and no locked one open.
    async fn assert_true(&self, seen: &Observation) {
        let rest = raw(&self.site, "POST /channels/rest").await != 401;
        let api = raw(&self.site, "GET /bot/senders/witness").await != 401;
        for (id, open) in [("rest-channel", rest), ("bot-api", api)] {
            let point = seen.point(id).unwrap();
            let expected = if open {
                Observed::Open
            } else {
                Observed::Locked
            };
            assert_eq!(point.observed, Some(expected), "{id}: {point:?}");
        }
        for name in ["telegram", "twilio", "slack"] {
            let there = raw(&self.site, &format!("POST /channels/{name}")).await != 404;
            let point = seen.point(&format!("{name}-webhook"));
            let open = point.is_some_and(|point| point.observed == Some(Observed::Open));
            assert_eq!(open, there, "{name}: {point:?}");
        }
    }
}

/// Checks what answers at an address.
pub(crate) async fn check(site: &Site, files: Option<&Files>) -> Result<Observation, CheckError> {
    let project = files.map(Files::project);
    let values = project
        .as_ref()
        .map(|project| Platform::Chatto.effective(project));
    let checking = {
        let ask = Ask {
            project: project.as_ref(),
            values: values.as_deref().unwrap_or_default(),
            ..Ask::by_address(site, Timestamp::now())
        };
        Platform::Chatto.check(&ask)
    };
    checking.await
}

/// The ways in with what was seen of them.
pub(crate) fn posture(seen: &Observation, files: Option<&Files>, site: &Site) -> Vec<AccessPoint> {
    let project = files.map(Files::project);
    let values = project
        .as_ref()
        .map(|project| Platform::Chatto.effective(project));
    Platform::Chatto.access_points(&Seen {
        project: project.as_ref(),
        values: values.as_deref(),
        observation: Some(seen),
        site: Some(site),
        unreachable: false,
    })
}

/// What is kept of a check holds no credential, and every point of it is shown.
pub(crate) fn assert_consistent(seen: &Observation, files: Option<&Files>, site: &Site) {
    let text = serde_json::to_string(seen).unwrap();
    for secret in [BOT_TOKEN, REST_TOKEN, EXT_TOKEN] {
        assert!(
            !text.contains(secret),
            "the observation holds a token: {text}"
        );
    }
    let shown = posture(seen, files, site);
    for point in &seen.points {
        let access = shown.iter().find(|access| access.id == point.id);
        let access = access.unwrap_or_else(|| panic!("{} is not shown: {shown:?}", point.id));
        match point.observed {
            Some(Observed::Open) if point.id.ends_with("channel") || point.id == "bot-api" => {
                assert_eq!(access.state, State::Open, "{}: never fine", point.id);
            }
            Some(Observed::Locked) => assert!(
                matches!(access.state, State::ProvenLocked | State::Weak),
                "{}: the lock was seen: {access:?}",
                point.id
            ),
            _ => {}
        }
    }
}

/// The status of a bare request with a body that is nothing.
async fn raw(site: &Site, line: &str) -> u16 {
    let address = site.origin().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request =
        format!("{line} HTTP/1.1\r\nHost: bot\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    String::from_utf8_lossy(&start[9..]).parse().unwrap()
}

/// The verdict about one way in, in a word.
pub(crate) fn verdict(seen: &Observation, id: &str) -> String {
    let Some(point) = seen.point(id) else {
        return "absent".into();
    };
    let observed = point
        .observed
        .map(|seen| format!("{seen:?}").to_lowercase());
    observed.unwrap_or_else(|| "unknown".into())
}

/// The verdicts about the two doors with tokens, in one line.
pub(crate) fn verdicts(seen: &Observation) -> String {
    let (rest, api) = (verdict(seen, "rest-channel"), verdict(seen, "bot-api"));
    format!("rest {rest} · bot {api}")
}

/// The rules of the findings, sorted.
pub(crate) fn rules(seen: &Observation) -> Vec<&str> {
    let findings = seen.findings.iter();
    let mut rules: Vec<&str> = findings.map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules
}

/// The claims about one way in.
pub(crate) fn claims(seen: &Observation, id: &str) -> Vec<String> {
    let evidence = &seen.point(id).unwrap().evidence;
    evidence
        .iter()
        .map(|evidence| evidence.claim.clone())
        .collect()
}
