//! The live checks: what the running bot lets in and what it refuses.
//!
//! Read-only and few: `GET /openapi.json` and `GET /` (three ways), WebSocket handshakes that are closed before anything
//! is said (three ways, under a made-up user so that nobody's replies are stolen), and the two logins that ship with the
//! bot. Every refusal has a control: the right credential, when the console knows it, must be accepted.

use chatelaine_secrets::{Secret, generate_from_os};
use chatelaine_tokens::{KeyMatch, find_key};
use chatelaine_wire::{Body, Client, Limits, Request, Response, Site, WireError, connect};
use jiff::Timestamp;

use super::{login, rules};
use crate::{CheckError, Evidence, Fix, Known, Observation, Observed, ObservedPoint};

/// The users that ship with the bot, with the passwords that everybody knows.
pub const DEFAULT_LOGINS: &[(&str, &str)] = &[("admin", "admin"), ("user", "user")];

/// Runs every check, side by side.
///
/// # Errors
/// [`CheckError`] when the bot cannot be spoken to, or when it is no Cheshire Cat 1.
pub async fn check(site: &Site, known: &Known, at: Timestamp) -> Result<Observation, CheckError> {
    let client = Client::new(site.clone(), Limits::default())?;
    let front = client.send(Request::get("/openapi.json")).await?;
    let version = identify(&front)?;

    let ((http, http_known), (socket, socket_known), logins) = tokio::join!(
        http_api(&client, known),
        websocket(site, known),
        admin_logins(&client, known)
    );
    let (http, socket, logins) = (http?, socket?, logins?);
    let (jwt, jwt_findings, signed_with_file) = tokens(&logins, known);

    let mut findings = logins.findings();
    findings.extend(jwt_findings);
    let stale =
        [http_known, socket_known].contains(&Some(false)) || signed_with_file == Some(false);
    if stale {
        let message = "The running bot does not accept the keys that its configuration holds now.";
        findings.push(rules::NOT_LOADED.finding(message));
    }
    let still_open =
        |observed, key: &Option<Secret>| observed == Some(Observed::Open) && key.is_some();
    if still_open(http.observed, &known.http_key) || still_open(socket.observed, &known.ws_key) {
        findings.push(
            rules::OPEN_ANYWAY
                .finding("The configuration holds a key, but the bot answers without one."),
        );
    }
    let transport = transport(site);
    if transport.observed == Some(Observed::Open) && !site.is_loopback() {
        findings.push(
            rules::PLAIN_HTTP
                .finding("Keys, passwords and conversations cross the network in clear."),
        );
    }
    let restart_needed = findings.iter().any(|finding| {
        finding.rule == rules::NOT_LOADED.id || finding.rule == rules::OPEN_ANYWAY.id
    });
    let authenticated = http_known == Some(true) || socket_known == Some(true) || logins.own;
    let points = vec![http, socket, jwt, logins.point, transport];
    Ok(Observation {
        at,
        version,
        latency: front.elapsed,
        points,
        findings,
        restart_needed,
        authenticated,
    })
}

/// The version from the public description, or what is there instead of a Cheshire Cat 1.
fn identify(front: &Response) -> Result<Option<String>, CheckError> {
    let foreign = |what: String, advice: &str| CheckError::NotThisPlatform {
        what,
        advice: advice.into(),
    };
    let description = front.json();
    let info = |key: &str| {
        description
            .as_ref()
            .and_then(|json| json.get("info")?.get(key)?.as_str().map(str::to_owned))
    };
    let cat = info("title").is_some_and(|title| title.contains("Cheshire"));
    let own_refusal = front.status == 403
        && description
            .as_ref()
            .is_some_and(|json| json.pointer("/detail/error").is_some());
    if !cat && !own_refusal {
        let seen = front.location.as_ref().map_or_else(
            || format!("HTTP {}", front.status),
            |to| format!("a redirect to {}", to.chars().take(80).collect::<String>()),
        );
        return Err(foreign(
            format!("what answers there is no Cheshire Cat ({seen} instead of its description)"),
            "Check the address and the port. If a proxy serves the bot below a path, include the path.",
        ));
    }
    let version = info("version");
    if version
        .as_deref()
        .is_some_and(|version| version.starts_with("2."))
    {
        return Err(foreign(
            format!(
                "this is Cheshire Cat {}, whose locks differ from version 1",
                version.unwrap_or_default()
            ),
            "Version 2 is not covered yet; versions 1.7 to 1.9 are.",
        ));
    }
    Ok(version)
}

/// What a request without, with a made-up, and with the declared key gets. The flag tells whether the declared key works.
async fn http_api(
    client: &Client,
    known: &Known,
) -> (Result<ObservedPoint, CheckError>, Option<bool>) {
    let (nothing, random, own) =
        tokio::join!(plain(client), made_up(client), own_key(client, known));
    let (nothing, random) = match (nothing, random) {
        (Ok(nothing), Ok(random)) => (nothing, random),
        (Err(error), _) | (_, Err(error)) => return (Err(error), None),
    };
    let mut evidence = vec![
        answer("without a credential", nothing.status, "GET /", &nothing),
        answer(
            "with a made-up key",
            random.status,
            "GET / · Authorization: Bearer (made up)",
            &random,
        ),
    ];
    let works = own.map(|own| {
        let claim = if own.status == 200 {
            "Accepted the key in the configuration"
        } else {
            "Refused the key in the configuration"
        };
        evidence.push(Evidence::exchange(
            claim,
            "GET / · Authorization: Bearer ••••••••",
            own.summary(),
        ));
        own.status == 200
    });
    let observed = match (nothing.status, random.status) {
        (200..=299, _) => Some(Observed::Open),
        (401 | 403, 200..=299) => Some(Observed::Weak),
        (401 | 403, 401 | 403) => Some(Observed::Locked),
        _ => None,
    };
    (Ok(point("http-api", observed, evidence)), works)
}

async fn plain(client: &Client) -> Result<Response, CheckError> {
    Ok(client.send(Request::get("/")).await?)
}

async fn made_up(client: &Client) -> Result<Response, CheckError> {
    let value = format!("Bearer {}", made_up_value()?.expose());
    let request = Request {
        headers: &[("authorization", &value)],
        ..Request::get("/")
    };
    Ok(client.send(request).await?)
}

async fn own_key(client: &Client, known: &Known) -> Option<Response> {
    client
        .send(Request::get("/").with_bearer(Some(known.http_key.as_ref()?)))
        .await
        .ok()
}

fn answer(how: &str, status: u16, request: &str, response: &Response) -> Evidence {
    let verb = if matches!(status, 401 | 403) {
        "Refused"
    } else {
        "Answered"
    };
    Evidence::exchange(
        format!("{verb} {status} {how}"),
        request,
        response.summary(),
    )
}

/// A credential of the right shape that cannot be right: 256 bit of chance.
fn made_up_value() -> Result<Secret, CheckError> {
    generate_from_os().map_err(|_| {
        CheckError::Wire(WireError::Unsendable {
            reason: "the system gave no randomness",
        })
    })
}

async fn websocket(
    site: &Site,
    known: &Known,
) -> (Result<ObservedPoint, CheckError>, Option<bool>) {
    let Ok(user) = made_up_value() else {
        return (Ok(point("websocket", None, Vec::new())), None);
    };
    let path = format!("/ws/chatelaine-check-{}", &user.expose()[..8]);
    let Ok(wrong) = made_up_value() else {
        return (Ok(point("websocket", None, Vec::new())), None);
    };
    let with_wrong = format!("{path}?token={}", wrong.expose());
    let (nothing, random) = tokio::join!(
        handshake(site, &path, None),
        handshake(site, &with_wrong, None)
    );
    let (nothing, random) = match (nothing, random) {
        (Ok(nothing), Ok(random)) => (nothing, random),
        (Err(error), _) | (_, Err(error)) => return (Err(error), None),
    };
    let shown = |status: u16, how: &str, query: &str| {
        let claim = if status == 101 {
            format!("Accepted a socket {how}")
        } else {
            format!("Refused {status} {how}")
        };
        Evidence::exchange(
            claim,
            format!("GET {path}{query} · Upgrade: websocket"),
            status.to_string(),
        )
    };
    let mut evidence = vec![
        shown(nothing, "without a token", ""),
        shown(random, "with a made-up token", "?token=(made up)"),
    ];
    let mut works = None;
    if let Some(key) = &known.ws_key
        && let Ok(status) = handshake(site, &path, Some(key)).await
    {
        let claim = if status == 101 {
            "Accepted the key in the configuration"
        } else {
            "Refused the key in the configuration"
        };
        evidence.push(Evidence::exchange(
            claim,
            format!("GET {path}?token=•••••••• · Upgrade: websocket"),
            status.to_string(),
        ));
        works = Some(status == 101);
    }
    let observed = match (nothing, random) {
        (101, _) => Some(Observed::Open),
        (401 | 403, 101) => Some(Observed::Weak),
        (401 | 403, 401 | 403) => Some(Observed::Locked),
        _ => None,
    };
    (Ok(point("websocket", observed, evidence)), works)
}

/// The status of a handshake. An accepted socket is closed at once, before anything is said.
async fn handshake(site: &Site, path: &str, token: Option<&Secret>) -> Result<u16, CheckError> {
    match connect(site, path, token, Limits::default()).await {
        Ok((socket, handshake)) => {
            socket.close().await;
            Ok(handshake.status)
        }
        Err(WireError::Handshake { status, .. }) => Ok(status),
        Err(error) => Err(error.into()),
    }
}

/// The outcome of the login attempts.
struct Logins {
    point: ObservedPoint,
    /// Users whose shipped password works.
    shipped: Vec<&'static str>,
    /// Tokens that the bot issued.
    tokens: Vec<Secret>,
    /// A password from the vault was accepted.
    own: bool,
}

impl Logins {
    fn findings(&self) -> Vec<crate::Finding> {
        let finding = |username: &&'static str| {
            let message =
                format!("The user `{username}` still has the password that ships with the bot.");
            rules::DEFAULT_PASSWORD
                .finding(message)
                .with(Fix::ChangePassword { username })
        };
        self.shipped.iter().map(finding).collect()
    }
}

async fn admin_logins(client: &Client, known: &Known) -> Result<Logins, CheckError> {
    let attempt = |username: &'static str, password: &'static str| async move {
        let body = serde_json::json!({ "username": username, "password": password });
        client
            .send(Request::post("/auth/token", Body::Json(body)))
            .await
    };
    let [(admin, admin_password), (user, user_password)] = [DEFAULT_LOGINS[0], DEFAULT_LOGINS[1]];
    let (first, second, own) = tokio::join!(
        attempt(admin, admin_password),
        attempt(user, user_password),
        own_login(client, known)
    );
    let mut logins = Logins {
        point: point("admin-login", None, Vec::new()),
        shipped: Vec::new(),
        tokens: Vec::new(),
        own: own.is_some(),
    };
    let mut refused = 0;
    for ((username, password), response) in DEFAULT_LOGINS.iter().copied().zip([first?, second?]) {
        let request = format!("POST /auth/token · {username} / {password}");
        let evidence = match login::token_of(&response, username) {
            Ok(token) => {
                logins.shipped.push(username);
                logins.tokens.push(token);
                Evidence::exchange(
                    format!("{username} / {password} was accepted"),
                    request,
                    "200 with a token",
                )
            }
            Err(login::LoginError::Refused { .. }) => {
                refused += 1;
                Evidence::exchange(
                    format!("{username} / {password} was refused"),
                    request,
                    response.summary(),
                )
            }
            Err(error) => {
                Evidence::exchange(error.to_string(), request, response.status.to_string())
            }
        };
        logins.point.evidence.push(evidence);
    }
    if let Some(token) = own {
        logins.point.evidence.push(Evidence::exchange(
            "The password in the vault was accepted",
            "POST /auth/token · {••••••••}",
            "200 with a token",
        ));
        logins.tokens.push(token);
    }
    logins.point.observed = if logins.shipped.is_empty() {
        (refused == DEFAULT_LOGINS.len()).then_some(Observed::Locked)
    } else {
        Some(Observed::Open)
    };
    Ok(logins)
}

async fn own_login(client: &Client, known: &Known) -> Option<Secret> {
    let (username, password) = known.logins.first()?;
    login::log_in(client, username, password).await.ok()
}

/// Judges, offline, which key signs the tokens that the bot issues. The flag tells whether it is the declared one.
fn tokens(logins: &Logins, known: &Known) -> (ObservedPoint, Vec<crate::Finding>, Option<bool>) {
    let id = "jwt";
    let Some(token) = logins.tokens.first().or(known.token.as_ref()) else {
        let claim = "No token at hand to look at; log in once so that its signature can be checked";
        return (
            point(id, None, vec![Evidence::claim(claim)]),
            Vec::new(),
            None,
        );
    };
    let declared: Vec<&Secret> = known.jwt_secret.iter().collect();
    match find_key(token.expose(), &declared).unwrap_or(KeyMatch::None) {
        KeyMatch::Known(key) => {
            let shown = if key.is_empty() {
                "an empty key".to_owned()
            } else {
                format!("the well-known key `{key}`")
            };
            let claim = format!("A token that the bot issued is signed with {shown}");
            let in_file = known
                .jwt_secret
                .as_ref()
                .map(|secret| secret.expose() == key);
            let finding =
                rules::JWT_FORGEABLE.finding(format!("{claim}, so anyone can make tokens."));
            // With another key in the configuration, a restart mends it; a further new key would change nothing.
            let finding = if in_file == Some(false) {
                finding
            } else {
                finding.with(Fix::Generate {
                    setting: super::id::JWT_SECRET,
                })
            };
            (
                point(id, Some(Observed::Forgeable), vec![Evidence::claim(claim)]),
                vec![finding],
                in_file,
            )
        }
        KeyMatch::Given(_) => {
            let claim = "A token that the bot issued is signed with the key in the configuration, and with no well-known one";
            (
                point(id, Some(Observed::Locked), vec![Evidence::claim(claim)]),
                Vec::new(),
                Some(true),
            )
        }
        KeyMatch::None => {
            let claim = "A token that the bot issued is signed with none of the well-known keys";
            (
                point(id, Some(Observed::Locked), vec![Evidence::claim(claim)]),
                Vec::new(),
                known.jwt_secret.as_ref().map(|_| false),
            )
        }
    }
}

fn transport(site: &Site) -> ObservedPoint {
    let (observed, claim) = if site.is_tls() {
        (
            Observed::Locked,
            "The certificate was verified by this machine's trust store",
        )
    } else if site.is_loopback() {
        (Observed::Open, "Plain HTTP; fine on loopback, not beyond")
    } else {
        (Observed::Open, "Plain HTTP across the network")
    };
    point("transport", Some(observed), vec![Evidence::claim(claim)])
}

fn point(id: &str, observed: Option<Observed>, evidence: Vec<Evidence>) -> ObservedPoint {
    ObservedPoint {
        id: id.into(),
        observed,
        evidence,
    }
}
