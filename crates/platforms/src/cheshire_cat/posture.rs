//! Declared and observed together: who can get in?

use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;
use chatelaine_wire::Site;

use super::rules;
use super::settings::id;
use crate::project::Effective;
use crate::{AccessPoint, Declared, Evidence, Finding, Observation, Observed, State};

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
            setting == id::JWT_SECRET && (!value.is_set() || value.text() == "secret")
        });
        let declared = match value {
            None => Declared::Unknown,
            Some(value) if value.is_set() && !default_key => Declared::Locked,
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
            evidence.push(Evidence::claim(match declared {
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
        let (observed, mut evidence) = self.seen("transport");
        let state = match site {
            None => State::Unknown,
            Some(site) if site.is_tls() && observed == Some(Observed::Locked) => {
                State::ProvenLocked
            }
            Some(site) if site.is_tls() => State::Locked,
            Some(site) if site.is_loopback() => State::LoopbackOnly,
            Some(_) => State::Open,
        };
        if evidence.is_empty() || self.unreachable {
            evidence.push(Evidence::claim(match state {
                State::Unknown => "No address is known",
                State::LoopbackOnly => "Plain HTTP; fine on loopback, not beyond",
                State::Open => "Plain HTTP across the network",
                _ => "TLS; not yet checked",
            }));
        }
        let declared = match site {
            None => Declared::Unknown,
            Some(site) if site.is_tls() => Declared::Locked,
            Some(_) => Declared::Open,
        };
        let summary = evidence
            .last()
            .map(|evidence| evidence.claim.clone())
            .unwrap_or_default();
        AccessPoint {
            id: "transport".into(),
            title: "Transport".into(),
            reach: site.map_or_else(|| "no address".into(), Site::origin),
            declared,
            observed,
            state,
            guarded_by: Vec::new(),
            guard: "TLS certificate".into(),
            summary,
            evidence,
            rules: vec![rules::PLAIN_HTTP.id.into()],
        }
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

/// The sum in one sentence, and what follows from it in another.
#[must_use]
pub fn headline(
    points: &[AccessPoint],
    findings: &[Finding],
    site: Option<&Site>,
) -> (String, String) {
    let fine = points.iter().filter(|point| point.state.is_fine()).count();
    let total = points.len();
    let open: Vec<&AccessPoint> = points
        .iter()
        .filter(|point| !point.state.is_fine() && point.state != State::Unknown)
        .collect();
    if open.is_empty() {
        let unknown = total - fine;
        if unknown > 0 {
            let advice = if site.is_some() {
                "Check the bot to learn about the rest."
            } else {
                "Give the bot's address so that it can be checked."
            };
            return (
                format!(
                    "{} of {} ways in are known to be locked",
                    word(fine, true),
                    word(total, false)
                ),
                advice.into(),
            );
        }
        let proven = points
            .iter()
            .filter(|point| point.state == State::ProvenLocked)
            .count();
        let local = points
            .iter()
            .any(|point| point.state == State::LoopbackOnly);
        let rest = if local {
            " The transport is plain HTTP and stays on this machine."
        } else {
            ""
        };
        let proven = if proven == 0 {
            "Not yet proven: check the bot.".into()
        } else {
            format!(
                "{} proven by what the bot itself refused and accepted.{rest}",
                word(proven, true)
            )
        };
        return (
            format!("All {} ways in are locked", word(total, false)),
            proven,
        );
    }
    let verb = if fine == 1 { "is" } else { "are" };
    let first = format!(
        "{} of {} ways in {verb} locked",
        word(fine, true),
        word(total, false)
    );
    let port = site.map_or_else(|| "its port".to_owned(), |site| site.address());
    let danger = if open
        .iter()
        .any(|point| point.id == "http-api" && point.state == State::Open)
    {
        format!("Anyone who can reach {port} can administer this bot.")
    } else if open
        .iter()
        .any(|point| point.state == State::DefaultPassword)
    {
        format!("Anyone who can reach {port} can log in with a password that ships with the bot.")
    } else if open.iter().any(|point| point.state == State::Forgeable) {
        "Anyone who learns a user's id can make a token for that user.".to_owned()
    } else if open
        .iter()
        .any(|point| point.id == "websocket" && point.state == State::Open)
    {
        format!("Anyone who can reach {port} can chat as any user.")
    } else {
        "Some locks are weaker than they look.".to_owned()
    };
    let stale = |finding: &&Finding| {
        [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id].contains(&finding.rule.as_str())
    };
    if findings.iter().any(|finding| stale(&finding)) {
        return (
            first,
            format!(
                "{danger} The configuration holds keys that the running bot has not read: restart it."
            ),
        );
    }
    let passwords = findings
        .iter()
        .filter(|finding| finding.rule == rules::DEFAULT_PASSWORD.id)
        .count();
    let secrets = open
        .iter()
        .filter(|point| !point.guarded_by.is_empty())
        .count();
    let mut work = Vec::new();
    if secrets > 0 {
        work.push(format!("generate {}", counted(secrets, "secret")));
    }
    if passwords > 0 {
        work.push(format!("change {}", counted(passwords, "password")));
    }
    let remedy = if work.is_empty() {
        String::new()
    } else {
        format!(
            " Locking it takes about a minute: {}, restart.",
            work.join(", ")
        )
    };
    (first, format!("{danger}{remedy}"))
}

fn counted(count: usize, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        word(count, false),
        if count == 1 { "" } else { "s" }
    )
}

fn word(count: usize, capital: bool) -> String {
    const WORDS: [&str; 10] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let word = WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned());
    if !capital {
        return word;
    }
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
