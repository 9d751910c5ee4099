//! A bot behind a gateway that wants an access token of an authorization server.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request as Incoming, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chatelaine_console::view::{ChatAuth, ChatEvent, ChatOptions, NewBot, Oauth, Platform};
use chatelaine_console::{ChatListener, CommandError, Console, ErrorCode, Home};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::{Handle, Memory, Secret, Vault};
use chatelaine_wire::{Body, Client, Limits, Request, Site};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const SECRET: &str = "Client:Canary 7c21";
/// `chat:one` and the secret, each encoded, then together in Base64.
const BASIC: &str = "Basic Y2hhdCUzQW9uZTpDbGllbnQlM0FDYW5hcnkrN2MyMQ==";

/// The tokens that the authorization server issued, and the address of the bot behind the gateway.
struct House {
    issued: Mutex<Vec<String>>,
    forms: Mutex<Vec<String>>,
    bot: String,
}

/// A token endpoint (RFC 6749 §3.2).
async fn token(State(house): State<Arc<House>>, headers: HeaderMap, form: Bytes) -> Response {
    let known = headers
        .get("authorization")
        .is_some_and(|value| value == BASIC);
    if !known {
        let repeated = headers
            .get("authorization")
            .map(|value| value.to_str().unwrap());
        let error = serde_json::json!({ "error": "invalid_client", "error_description": format!("no such client: {}", repeated.unwrap_or_default()) });
        return (StatusCode::UNAUTHORIZED, axum::Json(error)).into_response();
    }
    let mut issued = house.issued.lock().unwrap();
    let token = format!("Access-Canary-{}", issued.len() + 1);
    issued.push(token.clone());
    let form = String::from_utf8(form.to_vec()).unwrap();
    house.forms.lock().unwrap().push(form);
    let answer =
        serde_json::json!({ "access_token": token, "token_type": "Bearer", "expires_in": 300 });
    axum::Json(answer).into_response()
}

/// A gateway that lets in the token that was issued last, and publishes one path.
async fn gateway(State(house): State<Arc<House>>, uri: Uri, request: Incoming) -> Response {
    let last = house.issued.lock().unwrap().last().cloned();
    let wanted = last.map(|token| format!("Bearer {token}"));
    let shown = request.headers().get("authorization");
    if wanted.is_none() || shown.and_then(|value| value.to_str().ok()) != wanted.as_deref() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body = to_bytes(request.into_body(), 1 << 20).await.unwrap();
    let behind = Client::new(Site::parse(&house.bot, false).unwrap(), Limits::default());
    let passed_on = Body::Text {
        content_type: "application/json",
        text: String::from_utf8(body.to_vec()).unwrap(),
    };
    let answer = behind
        .unwrap()
        .send(Request::post(uri.path(), passed_on))
        .await;
    answer.unwrap().body.into_response()
}

struct Scene {
    console: Arc<Console>,
    vault: Arc<dyn Vault>,
    house: Arc<House>,
    address: String,
    _bot: PracticeBot,
    _root: TempDir,
}

async fn scene() -> Scene {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("rasa");
    prepare(Kind::Rasa, &folder, None).unwrap();
    let bot = PracticeBot::start(Kind::Rasa, Options::new(&folder))
        .await
        .unwrap();
    let house = Arc::new(House {
        issued: Mutex::default(),
        forms: Mutex::default(),
        bot: bot.url(),
    });
    let app = Router::new()
        .route("/oauth/token", post(token))
        .route(
            "/page",
            get(|| async { "Welcome" }).post(|| async { "Welcome" }),
        )
        .route("/webhooks/rest/webhook", post(gateway))
        .with_state(Arc::clone(&house));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });

    let vault: Arc<dyn Vault> = Arc::new(Memory::new());
    let console = Console::open(Home::at(root.path().join("home")), Arc::clone(&vault)).unwrap();
    console
        .add_bot(NewBot {
            name: "desk".into(),
            platform: Platform::Rasa,
            dir: None,
            url: Some(address.clone()),
            allow_plain_http: false,
        })
        .unwrap();
    Scene {
        console: Arc::new(console),
        vault,
        house,
        address,
        _bot: bot,
        _root: root,
    }
}

impl Scene {
    fn keep(&self, secret: &str) {
        let handle = Handle::new("desk", "oauth.client_secret").unwrap();
        self.vault.set(&handle, &Secret::new(secret)).unwrap();
    }

    fn oauth(&self) -> Oauth {
        Oauth {
            token_url: format!("{}/oauth/token", self.address),
            client_id: "chat:one".into(),
            scope: Some("talk listen".into()),
            audience: Some("https://bot.example.org".into()),
        }
    }

    async fn open(
        &self,
        oauth: Option<Oauth>,
    ) -> Result<(String, UnboundedReceiver<ChatEvent>), CommandError> {
        let (sender, events) = unbounded_channel();
        let listener = ChatListener::new(move |batch| {
            batch.into_iter().for_each(|event| drop(sender.send(event)));
        });
        let options = ChatOptions {
            transport: Some("rest".into()),
            auth: Some(ChatAuth::Oauth),
            oauth,
            ..ChatOptions::default()
        };
        let id = self.console.chat_open("desk", options, listener).await?;
        Ok((id, events))
    }

    /// Says hello in a connection of its own, and returns everything that was told.
    async fn hello(&self) -> Vec<ChatEvent> {
        let (id, mut events) = self.open(Some(self.oauth())).await.unwrap();
        self.console.chat_send(&id, "hello".into()).await.unwrap();
        let mut told = Vec::new();
        while let Ok(Some(event)) =
            tokio::time::timeout(Duration::from_secs(20), events.recv()).await
        {
            if matches!(event, ChatEvent::TurnOver { .. } | ChatEvent::Error { .. }) {
                self.console.chat_close(&id);
            }
            told.push(event);
            if matches!(
                told.last(),
                Some(ChatEvent::Closed { .. } | ChatEvent::Refused { .. })
            ) {
                break;
            }
        }
        told
    }
}

#[tokio::test]
async fn each_connection_gets_a_token_of_its_own_and_nobody_else_sees_it() {
    let scene = scene().await;
    scene.keep(SECRET);
    for round in 1..=2 {
        let told = scene.hello().await;
        let text = format!("{told:?}");
        assert!(
            text.contains("Good day"),
            "round {round}: the gateway takes the newest token alone, and lets us in: {text}"
        );
        assert!(
            !text.contains("Canary"),
            "neither the token nor the secret is told: {text}"
        );
        assert_eq!(
            scene.house.issued.lock().unwrap().len(),
            round,
            "it is asked for once for each connection"
        );
    }
    assert_eq!(
        scene.house.forms.lock().unwrap()[0],
        "grant_type=client_credentials&scope=talk+listen&audience=https%3A%2F%2Fbot.example.org",
        "the form of RFC 6749 §4.4.2, and the secret is not in it"
    );
}

#[tokio::test]
async fn what_the_authorization_server_says_is_told_without_the_secret() {
    let scene = scene().await;
    let missing = scene.open(Some(scene.oauth())).await.err().unwrap();
    assert_eq!(missing.code, ErrorCode::Invalid);
    assert!(
        missing.advice.contains("oauth.client_secret"),
        "{missing:?}"
    );

    scene.keep("Wrong-Canary-7c21");
    let refused = scene.open(Some(scene.oauth())).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::Refused);
    assert!(
        refused.what.contains("invalid_client") && refused.what.contains("no such client"),
        "the error by its name, and the server's words: {refused:?}"
    );
    assert!(
        !format!("{refused:?}").contains("Y2hhd"),
        "which repeat what was sent, but for the credential: {refused:?}"
    );

    let nameless = scene.open(None).await.err().unwrap();
    assert_eq!(nameless.code, ErrorCode::Invalid, "{nameless:?}");
}

#[tokio::test]
async fn the_secret_goes_to_a_token_endpoint_that_may_have_it() {
    let scene = scene().await;
    scene.keep(SECRET);
    for (address, code) in [
        (
            "http://login.example.org/token".to_owned(),
            ErrorCode::ConsentNeeded,
        ),
        (
            scene.address.replace("http://", "http://a:b@"),
            ErrorCode::Invalid,
        ),
        ("login".into(), ErrorCode::Invalid),
        ("file:///etc/passwd".into(), ErrorCode::Invalid),
        (
            format!("{}/page", scene.address),
            ErrorCode::NotThisPlatform,
        ),
    ] {
        let oauth = Oauth {
            token_url: address.clone(),
            ..scene.oauth()
        };
        let error = scene.open(Some(oauth)).await.err().unwrap();
        assert_eq!(error.code, code, "{address}: {error:?}");
        assert!(!format!("{error:?}").contains("Canary"), "{error:?}");
    }
    assert!(
        scene.house.issued.lock().unwrap().is_empty(),
        "nobody was asked for a token"
    );
}
