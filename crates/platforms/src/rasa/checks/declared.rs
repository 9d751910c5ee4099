//! What the configuration says of the ways in, copied out so that the check can run on any thread.

use chatelaine_secrets::Secret;
use chatelaine_tokens::Algorithm;
use chatelaine_wire::Site;
use chatelaine_wire::engine_io::DEFAULT_NAMESPACE;

use super::super::channels::Channel;
use super::super::settings::id;
use super::super::socket::{self, Key};
use super::super::view::View;
use crate::Ask;

/// What the configuration says.
pub(super) struct Declared {
    /// Whether there is one to read at all.
    pub(super) known: bool,
    /// The channels that it switches on.
    pub(super) channels: Vec<&'static Channel>,
    pub(super) socket: DeclaredSocket,
    pub(super) api: DeclaredApi,
    /// Where the action server is; nothing when its address is none that can be asked.
    pub(super) actions: Option<Site>,
    /// Whether the port of Rasa itself can be reached from elsewhere.
    pub(super) port_is_public: bool,
    /// Whether it allows every web page to call, so that seeing it is no news.
    pub(super) allows_any_origin: bool,
}

/// The Socket.IO channel.
pub(super) struct DeclaredSocket {
    /// Whether the channel is switched on.
    pub(super) on: bool,
    /// With a slash at both ends.
    pub(super) path: String,
    pub(super) namespace: String,
    /// Whether a lock is declared, even one whose key is not known here.
    pub(super) locked: bool,
    /// With what tokens can be made that should be let in.
    pub(super) signer: Option<Signer>,
}

/// The HTTP API.
#[derive(Default)]
pub(super) struct DeclaredApi {
    pub(super) locked: bool,
    pub(super) token: Option<Secret>,
    pub(super) signer: Option<Signer>,
}

/// What signs a token with a shared secret.
pub(super) struct Signer {
    pub(super) key: Secret,
    pub(super) algorithm: Algorithm,
}

impl Declared {
    pub(super) fn of(ask: &Ask<'_>) -> Self {
        let Some(project) = ask.project else {
            return Self {
                known: false,
                channels: Vec::new(),
                socket: DeclaredSocket {
                    on: false,
                    path: socket::slashed(socket::PATH),
                    namespace: DEFAULT_NAMESPACE.into(),
                    locked: false,
                    signer: None,
                },
                api: DeclaredApi::default(),
                actions: None,
                port_is_public: false,
                allows_any_origin: false,
            };
        };
        let view = View::of(project);
        let channels = view.channels();
        let actions = ask.value(id::ACTION_URL);
        let origins = ask.value("run.cors");
        Self {
            known: true,
            channels: channels
                .iter()
                .filter_map(|channel| channel.known)
                .collect(),
            socket: DeclaredSocket::of(ask, &view),
            api: DeclaredApi::of(ask),
            actions: actions.and_then(|url| origin(url.expose())),
            port_is_public: !view.is_local(),
            allows_any_origin: origins
                .is_some_and(|origins| origins.expose().split(',').any(|origin| origin == "*")),
        }
    }

    /// Whether a channel is switched on.
    pub(super) fn has(&self, channel: &str) -> bool {
        self.channels.iter().any(|known| known.name == channel)
    }
}

impl DeclaredSocket {
    fn of(ask: &Ask<'_>, view: &View<'_>) -> Self {
        let text = |id: &str, usual: &str| {
            let value = ask.value(id).map(|value| value.expose().to_owned());
            value
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| usual.to_owned())
        };
        let lock = socket::lock(view);
        let on = view.channel("socketio").is_some();
        // A key that is no text locks as well: it refuses everybody.
        let locked = on && !matches!(lock.key, Key::Missing { .. } | Key::Unknown);
        // What stands in quotes is the key itself, reference or not.
        let key = match lock.key {
            Key::Text(key) => Some(key),
            Key::Literal => lock.node.map(|node| Secret::new(node.text)),
            Key::Missing { .. } | Key::Unknown | Key::NotText => None,
        };
        Self {
            on,
            path: socket::slashed(&text(id::SOCKET_PATH, socket::PATH)),
            namespace: text(id::NAMESPACE, DEFAULT_NAMESPACE),
            locked,
            signer: key
                .filter(|_| on)
                .zip(lock.method)
                .and_then(|(key, method)| Signer::new(key, &method)),
        }
    }
}

impl DeclaredApi {
    fn of(ask: &Ask<'_>) -> Self {
        if ask.value(id::ENABLE_API).is_none() {
            return Self::default();
        }
        let token = ask.value(id::AUTH_TOKEN);
        let secret = ask.value(id::JWT_SECRET);
        let method = ask.value(id::RUN_JWT_METHOD);
        let method = method.as_ref().map_or("HS256", |method| method.expose());
        Self {
            locked: token.is_some() || secret.is_some(),
            token,
            signer: secret.and_then(|key| Signer::new(key, method)),
        }
    }
}

impl Signer {
    /// Nothing for key pairs, whose private half is not here, and for methods with which no token is accepted.
    fn new(key: Secret, methods: &str) -> Option<Self> {
        let mut names = methods.split([',', ' ']);
        let algorithm = names.find_map(|name| name.parse().ok())?;
        (!socket::is_pem(key.expose()) && !key.is_empty()).then_some(Self { key, algorithm })
    }
}

/// The server of an address, without what follows: only its description is asked for, and never with a credential.
fn origin(address: &str) -> Option<Site> {
    let url = url::Url::parse(address).ok()?;
    Site::parse(&url.origin().ascii_serialization(), false).ok()
}
