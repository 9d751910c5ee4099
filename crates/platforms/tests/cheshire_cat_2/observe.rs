//! A practice cat that runs with one `config.py` and is judged with another, or with none.

use chatelaine_platforms::{Ask, CheckError, Observation, Observed, Seen, State};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_wire::Site;
use jiff::Timestamp;
use tempfile::TempDir;

use super::project::{CAT, JWT, KEY, config, project};

struct Bot {
    cat: PracticeBot,
    dir: TempDir,
    site: Site,
}

/// Starts a cat that read this `config.py`.
async fn bot(config: &str) -> Bot {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("config.py"), config).unwrap();
    started(dir).await
}

async fn started(dir: TempDir) -> Bot {
    let cat = PracticeBot::start(Kind::CheshireCat2, Options::new(dir.path()));
    let cat = cat.await.unwrap();
    let site = Site::parse(&cat.url(), false).unwrap();
    Bot { cat, dir, site }
}

impl Bot {
    /// Checks the bot with what this `config.py` declares; with its address only when there is none.
    async fn check(&self, config: Option<&str>, may_forge: bool) -> Observation {
        let project = project(config);
        let values = CAT.effective(&project);
        let by_address = Ask::by_address(&self.site, Timestamp::now());
        let ask = match config {
            Some(_) => Ask {
                project: Some(&project),
                values: &values,
                may_forge,
                ..by_address
            },
            None => Ask {
                may_forge,
                ..by_address
            },
        };
        let seen = CAT.check(&ask).await.expect("the cat runs");
        let text = serde_json::to_string(&seen).unwrap();
        for secret in [KEY, JWT, "eyJ"] {
            assert!(
                !text.contains(secret),
                "the observation holds a credential: {text}"
            );
        }
        self.assert_posture(&seen);
        seen
    }

    /// No open way in is called fine, and no locked one open.
    fn assert_posture(&self, seen: &Observation) {
        let points = CAT.access_points(&Seen {
            observation: Some(seen),
            site: Some(&self.site),
            ..Seen::default()
        });
        for point in points {
            match point.observed {
                Some(Observed::Open) if point.id != "transport" => {
                    assert!(!point.state.is_fine(), "{}: open is never fine", point.id);
                }
                Some(Observed::Locked) => {
                    assert_eq!(point.state, State::ProvenLocked, "{}", point.id)
                }
                _ => {}
            }
        }
    }
}

fn verdicts(seen: &Observation) -> String {
    let verdict = |id: &str| {
        let observed = seen.point(id).unwrap().observed;
        observed.map_or_else(
            || "unknown".into(),
            |seen| format!("{seen:?}").to_lowercase(),
        )
    };
    format!(
        "api {} · tokens {} · login {}",
        verdict("http-api"),
        verdict("jwt"),
        verdict("simple-oauth")
    )
}

fn rules(seen: &Observation) -> Vec<&str> {
    let rules = seen.findings.iter().map(|finding| finding.rule.as_str());
    let mut rules: Vec<&str> = rules.filter(|rule| rule.starts_with("CC2-")).collect();
    rules.sort_unstable();
    rules
}

fn claims(seen: &Observation, id: &str) -> String {
    let evidence = seen.point(id).unwrap().evidence.iter();
    evidence
        .map(|seen| seen.claim.clone())
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_installation_is_open_in_three_ways() {
    let bot = bot("").await;
    for (config, how) in [
        (Some(""), "with its folder"),
        (None, "with its address only"),
    ] {
        let seen = bot.check(config, false).await;
        assert_eq!(
            verdicts(&seen),
            "api open · tokens forgeable · login open",
            "{how}"
        );
        assert_eq!(rules(&seen), ["CC2-027", "CC2-030", "CC2-031"], "{how}");
        assert!(claims(&seen, "http-api").starts_with("Answered 200 with the key `meow`"));
        assert!(
            claims(&seen, "jwt")
                .starts_with("The bot's tokens are signed with the well-known key `meow_jwt`")
        );
        assert_eq!(seen.version.as_deref(), Some("2.0.23"));
    }
    let seen = bot.check(Some(""), false).await;
    let fixable = seen
        .findings
        .iter()
        .filter(|finding| finding.fixable)
        .count();
    assert_eq!(
        fixable, 2,
        "both keys can be generated from here; the plugin cannot be switched off in a file"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_keys_leaves_the_login_of_the_plugin_open() {
    let config = config(&[]);
    let bot = bot(&config).await;
    let seen = bot.check(Some(&config), false).await;
    assert_eq!(
        verdicts(&seen),
        "api locked · tokens locked · login open",
        "which no editor of config.py can see"
    );
    assert_eq!(rules(&seen), ["CC2-031"]);
    assert!(seen.authenticated, "our own key was the control");
    insta::assert_snapshot!(claims(&seen, "jwt"), @r"
    A token of the bot is signed with none of the well-known keys
    Refused a token signed with a made-up key
    Refused a token without a signature (`none`)
    Accepted a token signed with the key in the configuration
    Refused the same, expired
    Refused the same, with another algorithm (HS512)
    ");
    let stranger = bot.check(None, false).await;
    assert_eq!(
        verdicts(&stranger),
        verdicts(&seen),
        "the plugin's own token tells about the signing key too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lock_restart_prove() {
    let dir = tempfile::tempdir().unwrap();
    let key = |name: &str| Ok(if name == "API_KEY" { KEY } else { JWT }.to_owned());
    prepare(Kind::CheshireCat2, dir.path(), Some(&key)).unwrap();
    let bot = started(dir).await;
    let config = std::fs::read_to_string(bot.dir.path().join("config.py")).unwrap();
    let seen = bot.check(Some(&config), false).await;
    assert_eq!(verdicts(&seen), "api locked · tokens locked · login locked");
    assert_eq!(rules(&seen), [""; 0]);

    let stranger = bot.check(None, false).await;
    assert_eq!(
        verdicts(&stranger),
        "api locked · tokens unknown · login locked",
        "that a stranger's token is refused says nothing about well-known keys"
    );
    let consented = bot.check(None, true).await;
    assert_eq!(
        verdicts(&consented),
        "api locked · tokens locked · login locked",
        "they were tried"
    );

    let changed = config.replace(KEY, JWT);
    let stale = bot.check(Some(&changed), false).await;
    assert_eq!(
        rules(&stale),
        ["CC2-028"],
        "the file has changed since the start"
    );
    assert!(stale.restart_needed);
    bot.cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgeable_bot_without_the_plugin_is_found_out_with_consent_or_from_its_file() {
    let config = config(&["JWT_SECRET = \"meow_jwt\""]);
    let dir = tempfile::tempdir().unwrap();
    prepare(
        Kind::CheshireCat2,
        dir.path(),
        Some(&|_| Ok(KEY.to_owned())),
    )
    .unwrap();
    std::fs::write(dir.path().join("config.py"), &config).unwrap();
    let bot = started(dir).await;
    let stranger = bot.check(None, false).await;
    assert_eq!(
        verdicts(&stranger),
        "api locked · tokens unknown · login locked"
    );
    let consented = bot.check(None, true).await;
    assert_eq!(
        verdicts(&consented),
        "api locked · tokens forgeable · login locked"
    );
    assert_eq!(rules(&consented), ["CC2-030"]);
    let with_file = bot.check(Some(&config), false).await;
    assert_eq!(
        verdicts(&with_file),
        "api locked · tokens forgeable · login locked",
        "the key in the file signs, and everybody knows it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn traps_of_the_configuration() {
    let seen = bot("API_KEY = \"\"\n").await.check(None, false).await;
    assert!(
        verdicts(&seen).starts_with("api open"),
        "an empty cookie fits an empty key"
    );
    assert!(claims(&seen, "http-api").starts_with("Answered 200 with an empty cookie"));

    let seen = bot("API_KEY = None\nJWT_SECRET = \"\"\n")
        .await
        .check(None, true)
        .await;
    assert_eq!(
        verdicts(&seen),
        "api locked · tokens locked · login unknown",
        "nothing gets in, and the plugin stumbles over the empty key, but is on"
    );
    assert!(claims(&seen, "simple-oauth").contains("The callback is there and failed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_are_let_in_with_their_cookies_unless_told_otherwise() {
    let seen = bot("").await.check(None, false).await;
    assert!(
        seen.findings
            .iter()
            .any(|finding| finding.rule == "GEN-024"),
        "every origin is reflected"
    );
    let seen = bot("CORS_ENABLED = False\n").await.check(None, false).await;
    assert!(
        !seen
            .findings
            .iter()
            .any(|finding| finding.rule == "GEN-024")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn version_1_is_named_whether_it_is_open_or_locked() {
    for env in [
        "",
        "CCAT_API_KEY=a-key-for-http\nCCAT_API_KEY_WS=another-for-sockets\n",
    ] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(".env"), env).unwrap();
        let cat = PracticeBot::start(Kind::CheshireCat, Options::new(dir.path()))
            .await
            .unwrap();
        let site = Site::parse(&cat.url(), false).unwrap();
        let ask = Ask::by_address(&site, Timestamp::now());
        let error = CAT
            .check(&ask)
            .await
            .expect_err("this is no Cheshire Cat 2");
        assert!(
            matches!(error, CheckError::NotThisPlatform { .. }),
            "{error}"
        );
        assert!(error.to_string().contains("Cheshire Cat 1"), "{error}");
        assert!(
            error.advice().contains("--platform cheshire-cat"),
            "{}",
            error.advice()
        );
        cat.stop().await;
    }
}

/// Up to 2.0.17 the login is part of the core and called `default`, and a bot without a key lets everybody in.
#[tokio::test(flavor = "multi_thread")]
async fn the_login_of_an_older_version_is_found_under_its_other_name() {
    let token = {
        let claims =
            serde_json::json!({"sub": "bace0701-15e3-5144-97c5-47487d543032", "username": "admin"});
        let key = chatelaine_secrets::Secret::new(JWT);
        let minted = chatelaine_tokens::mint(&claims, &key, chatelaine_tokens::Algorithm::Hs256);
        minted.unwrap().expose().to_owned()
    };
    for open in [true, false] {
        let token = token.clone();
        let app = axum::Router::new().fallback(move |request: axum::extract::Request| {
            let token = token.clone();
            async move { older(&request, &token, open) }
        });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let site = Site::parse(&address, false).unwrap();
        let ask = Ask::by_address(&site, Timestamp::now());
        let seen = CAT.check(&ask).await.expect("it is a Cheshire Cat 2");
        assert_eq!(seen.version.as_deref(), Some("2.0.17"));
        let expected = if open {
            "api open · tokens open · login open"
        } else {
            "api locked · tokens locked · login open"
        };
        assert_eq!(verdicts(&seen), expected, "without a key: {open}");
        assert!(rules(&seen).contains(&"CC2-031"), "{:?}", rules(&seen));

        let project = project(Some(&config(&[])));
        let values = CAT.effective(&project);
        let ask = Ask {
            project: Some(&project),
            values: &values,
            ..Ask::by_address(&site, Timestamp::now())
        };
        let seen = CAT.check(&ask).await.expect("it is the same bot");
        assert_eq!(
            rules(&seen).contains(&"CC2-029"),
            open,
            "a key in the file that the bot does not ask for locks nothing: {:?}",
            rules(&seen)
        );
    }
}

/// As read in 2.0.17: who may ask `/me`, and a callback of the handler `default`.
fn older(request: &axum::extract::Request, token: &str, open: bool) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    let json = |status: u16, body: serde_json::Value| {
        (
            axum::http::StatusCode::from_u16(status).unwrap(),
            axum::Json(body),
        )
            .into_response()
    };
    let bearer = request.headers().get("authorization");
    let known = bearer.is_some_and(|bearer| bearer.as_bytes().ends_with(token.as_bytes()));
    match request.uri().path() {
        "/status" => json(
            200,
            serde_json::json!({
                "status": "We're all mad here, dear!",
                "version": "2.0.17",
                "auth_handlers": {"default": {"slug": "default", "name": "Default Auth handler", "description": ""}},
            }),
        ),
        "/me" if open || known => json(
            200,
            serde_json::json!({"id": "bace0701", "name": "admin", "roles": ["admin"], "custom": {}}),
        ),
        "/me" => json(403, serde_json::json!({"detail": "Invalid Credentials"})),
        "/auth/callback/default" => {
            let cookie =
                format!("access_token={token}; HttpOnly; Max-Age=86400; Path=/; SameSite=lax");
            (
                axum::http::StatusCode::TEMPORARY_REDIRECT,
                [("set-cookie", cookie)],
            )
                .into_response()
        }
        _ => json(
            404,
            serde_json::json!({"detail": "Auth Handler simple not found."}),
        ),
    }
}
