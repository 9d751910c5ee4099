//! Declared and observed together: who can get in?

use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;
use chatelaine_wire::Site;

use super::rules;
use super::settings::id;
use crate::project::Effective;
use crate::{AccessPoint, Declared, Evidence, Observation, Observed, State, posture};

/// The five ways into a Cheshire Cat.
///
/// `values` is nothing when there is no configuration to read, `observation` is nothing before the first check, and
/// `unreachable` says that the last check could not reach the bot.
#[must_use]
pub fn access_points(
    values: Option<&[Effective]>,
    observation: Option<&Observation>,
    site: Option<&Site>,
    unreachable: bool,
) -> Vec<AccessPoint> {
    let view = View {
        values,
        observation,
        unreachable,
    };
    let mut points = vec![
        view.keyed(
            "http-api",
            "HTTP API",
            "/message, /plugins, /memory …",
            id::API_KEY,
            "CCAT_API_KEY",
            &[rules::HTTP_OPEN.id],
        ),
        view.keyed(
            "websocket",
            "WebSocket",
            "/ws, /ws/{user_id}",
            id::API_KEY_WS,
            "CCAT_API_KEY_WS",
            &[rules::SOCKET_OPEN.id],
        ),
        view.keyed(
            "jwt",
            "JSON Web Tokens",
            "HTTP and WebSocket",
            id::JWT_SECRET,
            "CCAT_JWT_SECRET",
            &[rules::JWT_DEFAULT.id, rules::JWT_FORGEABLE.id],
        ),
        view.admin_login(),
    ];
    points.push(view.transport(site));
    points
}

struct View<'a> {
    values: Option<&'a [Effective]>,
    observation: Option<&'a Observation>,
    unreachable: bool,
}

impl View<'_> {
    fn seen(&self, id: &str) -> (Option<Observed>, Vec<Evidence>) {
        if self.unreachable {
            return (
                Some(Observed::Unreachable),
                vec![Evidence::claim("The bot could not be reached")],
            );
        }
        let point = self
            .observation
            .and_then(|observation| observation.point(id));
        point.map_or((None, Vec::new()), |point| {
            (point.observed, point.evidence.clone())
        })
    }

    /// A way in that one secret guards.
    fn keyed(
        &self,
        point: &str,
        title: &str,
        reach: &str,
        setting: &str,
        guard: &str,
        rules: &[&str],
    ) -> AccessPoint {
        let value = self
            .values
            .and_then(|values| values.iter().find(|value| value.setting.id == setting));
        let grade = value
            .filter(|value| value.is_set())
            .and_then(|value| value.value.as_ref())
            .map(|secret| judge(secret).grade);
        let default_key = value.is_some_and(|value| {
            setting == id::JWT_SECRET
                && !value.is_hidden()
                && (!value.is_set() || value.text() == "secret")
        });
        let declared = match value {
            None => Declared::Unknown,
            Some(value) if value.is_hidden() => Declared::Unknown,
            Some(value) if value.is_set() && value.loaded && !default_key => Declared::Locked,
            Some(_) => Declared::Open,
        };
        let weak = !matches!(grade, None | Some(Grade::Strong));
        let (observed, mut evidence) = self.seen(point);
        let state = match observed {
            Some(Observed::Open) => State::Open,
            Some(Observed::Forgeable) => State::Forgeable,
            Some(Observed::Weak) => State::Weak,
            Some(Observed::Locked) if weak => State::Weak,
            Some(Observed::Locked) => State::ProvenLocked,
            Some(Observed::Unreachable) | None => match declared {
                Declared::Unknown => State::Unknown,
                Declared::Open if setting == id::JWT_SECRET => State::Forgeable,
                Declared::Open => State::Open,
                Declared::Locked if weak => State::Weak,
                Declared::Locked => State::Locked,
            },
        };
        if evidence.is_empty() || self.unreachable {
            let unread = value.is_some_and(|value| value.is_set() && !value.loaded);
            evidence.push(Evidence::claim(match declared {
                Declared::Open if unread => {
                    "A key is set and does not reach the bot: the compose file does not load the .env, or this version has no such lock"
                }
                Declared::Open if setting == id::JWT_SECRET => {
                    "The configuration leaves the default signing key in place"
                }
                Declared::Open => "The configuration sets no key",
                Declared::Locked if weak => "The configuration sets a key that can be guessed",
                Declared::Locked => "The configuration sets a key; not yet proven",
                Declared::Unknown => "Not yet checked",
            }));
        }
        let mut rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        if weak {
            rules.extend(
                [
                    rules::SAMPLE_SECRET,
                    rules::WEAK_SECRET,
                    rules::ODD_CHARACTERS,
                    rules::REUSED_SECRET,
                ]
                .map(|rule| rule.id.to_owned()),
            );
        }
        AccessPoint {
            id: point.into(),
            title: title.into(),
            reach: reach.into(),
            declared,
            observed,
            state,
            guarded_by: vec![setting.into()],
            guard: guard.into(),
            summary: summary(&evidence, state),
            evidence,
            rules,
        }
    }

    fn admin_login(&self) -> AccessPoint {
        let (observed, mut evidence) = self.seen("admin-login");
        let state = match observed {
            Some(Observed::Open) => State::DefaultPassword,
            Some(Observed::Locked) => State::ProvenLocked,
            _ => State::Unknown,
        };
        if evidence.is_empty() {
            evidence.push(Evidence::claim(
                "Passwords live in the bot, so only a live check can tell",
            ));
        }
        AccessPoint {
            id: "admin-login".into(),
            title: "Admin login".into(),
            reach: "POST /auth/token".into(),
            declared: Declared::Unknown,
            observed,
            state,
            guarded_by: Vec::new(),
            guard: "admin password".into(),
            summary: summary(&evidence, state),
            evidence,
            rules: vec![rules::DEFAULT_PASSWORD.id.into()],
        }
    }

    fn transport(&self, site: Option<&Site>) -> AccessPoint {
        let mut door = posture::transport(site);
        door.rules = vec![rules::PLAIN_HTTP.id];
        door.seen(self.observation, self.unreachable)
    }
}

/// The evidence that explains the state best.
fn summary(evidence: &[Evidence], state: State) -> String {
    let telling = match state {
        State::DefaultPassword => evidence
            .iter()
            .find(|evidence| evidence.claim.ends_with("was accepted")),
        _ => None,
    };
    telling
        .or(evidence.first())
        .map(|evidence| evidence.claim.clone())
        .unwrap_or_default()
}
