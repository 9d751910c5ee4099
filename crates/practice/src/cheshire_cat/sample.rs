//! A project folder to practise on.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::database::{Database, private_file};
use crate::{Error, Keys};

const COMPOSE: &str = "\
services:
  cheshire-cat-core:
    image: ghcr.io/cheshire-cat-ai/core:1.9.2
    container_name: cheshire_cat_core
    env_file:
      - .env
    ports:
      # Loopback only: whoever shall reach the cat from outside comes through a proxy with TLS.
      - 127.0.0.1:1865:80
    volumes:
      - ./cat/static:/app/cat/static
      - ./cat/plugins:/app/cat/plugins
      - ./cat/data:/app/cat/data
    restart: unless-stopped
";

/// The files of a Cheshire Cat project: `.env`, `compose.yml`, and settings with a language model whose key is made up.
///
/// Without `keys` they are commented out, as they are in the file that the real project ships. The passwords are the
/// default ones either way.
///
/// # Errors
/// When the folder cannot be read or written.
pub(crate) fn prepare(dir: &Path, keys: Option<Keys<'_>>) -> Result<(), Error> {
    let failure = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Error::File { path, source }
    };
    std::fs::create_dir_all(dir).map_err(failure(dir))?;
    let mut entries = std::fs::read_dir(dir).map_err(failure(dir))?;
    if entries.next().is_some() {
        return Ok(());
    }
    for (name, text) in [
        (".env", variables(keys)?),
        ("compose.yml", COMPOSE.to_owned()),
    ] {
        let path = dir.join(name);
        private_file(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(failure(&path))?;
    }
    let mut database = Database::open(dir)?;
    let model = "LLMOpenAICompatibleConfig";
    let settings = json!({
        "url": "http://127.0.0.1:9/v1",
        "model_name": "practice-model",
        "api_key": "practice-not-a-real-key-0001",
        "temperature": 0.1,
        "streaming": true,
    });
    database.set(model, "llm_factory", settings)?;
    database.set("llm_selected", "llm", json!({ "name": model }))
}

fn variables(keys: Option<Keys<'_>>) -> Result<String, Error> {
    let line = |name: &str, sample: &str| match keys {
        Some(key) => key(name).map(|value| format!("{name}={value}\n")),
        None => Ok(format!("# {name}={sample}\n")),
    };
    let api_key = line("CCAT_API_KEY", "meow")?;
    let ws_key = line("CCAT_API_KEY_WS", "meow2")?;
    let jwt_secret = line("CCAT_JWT_SECRET", "secret")?;
    Ok(format!(
        "\
# Where the cat says that it lives. It listens on port 80 inside its container all the same.
CCAT_CORE_HOST=localhost
CCAT_CORE_PORT=1865
# CCAT_CORE_USE_SECURE_PROTOCOLS=true

# Keys: one for HTTP, one for WebSockets. Without them everybody may do everything.
{api_key}{ws_key}
# Signs the tokens that /auth/token hands out.
{jwt_secret}# CCAT_JWT_EXPIRE_MINUTES=1440

# Development
CCAT_DEBUG=true        # documentation at /docs
CCAT_LOG_LEVEL=INFO

# Which web pages may talk to the cat from a browser.
CCAT_CORS_ALLOWED_ORIGINS=*
"
    ))
}
