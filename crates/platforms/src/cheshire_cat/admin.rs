//! What an administrator looks for first, once logged in.

use std::collections::BTreeMap;

use chatelaine_secrets::{Secret, mask};
use chatelaine_wire::{Body, Client, Request, WireError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;

use super::login::LoginError;

/// A language model or embedder as configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Model {
    /// Configuration name; nothing when none is chosen.
    pub name: Option<String>,
    /// Its model, or what is missing.
    pub detail: String,
}

/// An installed plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Plugin {
    /// Id within the bot.
    pub id: String,
    /// Name.
    pub name: String,
    /// Version as it says.
    pub version: String,
    /// Whether it runs.
    pub active: bool,
}

/// A user of the bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BotUser {
    /// uuid.
    pub id: String,
    /// Login name.
    pub username: String,
    /// Resource to permissions.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// Whether the vault holds the password. Filled in by the console.
    pub in_vault: bool,
}

/// A key of a model provider, which the API returns in clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProviderKey {
    /// `llm.LLMOpenAIChatConfig.openai_api_key`.
    pub id: String,
    /// The same for people.
    #[serde(rename = "where")]
    pub location: String,
    /// Always the same bullets.
    pub masked: String,
    /// Whether the vault holds it. Filled in by the console.
    pub in_vault: bool,
}

/// A memory collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemoryCollection {
    /// Name.
    pub name: String,
    /// Points in it.
    pub vectors: u32,
}

/// Everything together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AdminOverview {
    /// The bot's version.
    pub version: String,
    /// The active language model.
    pub llm: Model,
    /// The active embedder.
    pub embedder: Model,
    /// Plugins, active ones first.
    pub plugins: Vec<Plugin>,
    /// Users.
    pub users: Vec<BotUser>,
    /// Provider keys that lie open in the settings.
    pub provider_keys: Vec<ProviderKey>,
    /// Memory collections.
    pub memory: Vec<MemoryCollection>,
    /// Sections that the session may not read.
    pub refused: Vec<String>,
}

/// Asks for everything side by side. A refused section is named and left empty.
///
/// # Errors
/// [`WireError`] when the bot cannot be spoken to.
pub async fn overview(client: &Client, token: &Secret) -> Result<AdminOverview, WireError> {
    let get = |path: &'static str| client.send(Request::get(path).with_bearer(Some(token)));
    let (home, llm, embedder, plugins, users, memory) = tokio::try_join!(
        get("/"),
        get("/llm/settings"),
        get("/embedder/settings"),
        get("/plugins/"),
        get("/users/"),
        get("/memory/collections"),
    )?;
    let mut refused = Vec::new();
    let mut read = |name: &str, response: &chatelaine_wire::Response| match response.status {
        200 => response.json().unwrap_or_default(),
        status => {
            refused.push(format!("{name} ({status})"));
            Value::Null
        }
    };
    let home = read("status", &home);
    let (llm, embedder) = (read("language model", &llm), read("embedder", &embedder));
    let (plugins, users, memory) = (
        read("plugins", &plugins),
        read("users", &users),
        read("memory", &memory),
    );
    let provider_keys = keys_in("llm", &llm)
        .into_iter()
        .chain(keys_in("embedder", &embedder))
        .map(|(key, _)| key)
        .collect();
    Ok(AdminOverview {
        version: text(&home, "version"),
        llm: model(&llm),
        embedder: model(&embedder),
        plugins: plugin_list(&plugins),
        users: user_list(&users),
        provider_keys,
        memory: collections(&memory),
        refused,
    })
}

/// The provider keys with their values, to be kept in the vault.
///
/// # Errors
/// [`WireError`] when the bot cannot be spoken to.
pub async fn provider_keys(
    client: &Client,
    token: &Secret,
) -> Result<Vec<(ProviderKey, Secret)>, WireError> {
    let get = |path: &'static str| client.send(Request::get(path).with_bearer(Some(token)));
    let (llm, embedder) = tokio::try_join!(get("/llm/settings"), get("/embedder/settings"))?;
    let read = |response: chatelaine_wire::Response| response.json().unwrap_or_default();
    Ok(keys_in("llm", &read(llm))
        .into_iter()
        .chain(keys_in("embedder", &read(embedder)))
        .collect())
}

/// The users, as an administrator sees them.
///
/// # Errors
/// [`LoginError::Refused`] when the session may not list users; otherwise as [`overview`].
pub async fn users(client: &Client, token: &Secret) -> Result<Vec<BotUser>, LoginError> {
    let response = client
        .send(Request::get("/users/").with_bearer(Some(token)))
        .await?;
    match response.status {
        200 => Ok(user_list(&response.json().unwrap_or_default())),
        401 | 403 => Err(LoginError::Refused {
            username: "this session".into(),
        }),
        status => Err(LoginError::Unexpected { status }),
    }
}

/// Gives a user a new password. Tokens that were issued before stay valid until they expire.
///
/// # Errors
/// [`LoginError::Refused`] without the permission, [`LoginError::TooLong`] beyond 72 bytes, otherwise as [`overview`].
pub async fn change_password(
    client: &Client,
    token: &Secret,
    user_id: &str,
    password: &Secret,
) -> Result<(), LoginError> {
    if password.expose().len() > 72 {
        return Err(LoginError::TooLong);
    }
    let body = serde_json::json!({ "password": password.expose() }).to_string();
    let id: String = user_id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let path = format!("/users/{id}");
    let response = client
        .send(Request::put(&path, Body::SecretJson(Secret::new(body))).with_bearer(Some(token)))
        .await?;
    match response.status {
        200 => Ok(()),
        401 | 403 => Err(LoginError::Refused {
            username: "this session".into(),
        }),
        status => Err(LoginError::Unexpected { status }),
    }
}

fn text(value: &Value, key: &str) -> String {
    value
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn model(settings: &Value) -> Model {
    let Some(name) = settings
        .get("selected_configuration")
        .and_then(Value::as_str)
    else {
        return Model {
            name: None,
            detail: "none chosen".into(),
        };
    };
    let chosen = list(&settings["settings"])
        .iter()
        .find(|entry| entry["name"] == name);
    let value = chosen.map_or(&Value::Null, |entry| &entry["value"]);
    let detail = ["model_name", "model", "deployment_name", "repo_id"]
        .iter()
        .map(|key| text(value, key))
        .find(|text| !text.is_empty());
    let title = chosen
        .map(|entry| text(&entry["schema"], "humanReadableName"))
        .filter(|title| !title.is_empty());
    Model {
        name: Some(name.to_owned()),
        detail: detail.or(title).unwrap_or_default(),
    }
}

fn plugin_list(answer: &Value) -> Vec<Plugin> {
    let mut plugins: Vec<Plugin> = list(&answer["installed"])
        .iter()
        .map(|plugin| Plugin {
            id: text(plugin, "id"),
            name: text(plugin, "name"),
            version: text(plugin, "version"),
            active: plugin["active"].as_bool().unwrap_or_default(),
        })
        .collect();
    plugins.sort_by(|a, b| b.active.cmp(&a.active).then_with(|| a.name.cmp(&b.name)));
    plugins
}

fn user_list(answer: &Value) -> Vec<BotUser> {
    let user = |user: &Value| BotUser {
        id: text(user, "id"),
        username: text(user, "username"),
        permissions: serde_json::from_value(user["permissions"].clone()).unwrap_or_default(),
        in_vault: false,
    };
    list(answer).iter().map(user).collect()
}

fn collections(answer: &Value) -> Vec<MemoryCollection> {
    let collection = |entry: &Value| MemoryCollection {
        name: text(entry, "name"),
        vectors: entry["vectors_count"]
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or_default(),
    };
    list(&answer["collections"])
        .iter()
        .map(collection)
        .collect()
}

/// Names under which providers keep what must not lie open.
fn names_a_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    [
        "api_key",
        "apikey",
        "token",
        "secret",
        "password",
        "auth_key",
        "access_key",
    ]
    .iter()
    .any(|word| key.contains(word))
        && !key.contains("max_token")
        && !key.ends_with("tokens")
}

fn keys_in(section: &str, settings: &Value) -> Vec<(ProviderKey, Secret)> {
    let mut found = Vec::new();
    for entry in list(&settings["settings"]) {
        let name = text(entry, "name");
        for (key, value) in entry["value"].as_object().into_iter().flatten() {
            let Some(value) = value
                .as_str()
                .filter(|value| !value.is_empty() && names_a_secret(key))
            else {
                continue;
            };
            let id = format!("{section}.{name}.{key}");
            let key = ProviderKey {
                id,
                location: format!("{name} · {key}"),
                masked: mask(value),
                in_vault: false,
            };
            found.push((key, Secret::new(value.to_owned())));
        }
    }
    found
}
