//! A project folder to practise on.

use std::path::Path;

use serde_json::json;

use super::state::{CORE, MODELS, PROVIDER, State, write_private};
use crate::{Error, Keys};

/// What tells the folder from that of another Python program.
const REQUIREMENTS: &str = "cheshire-cat-ai==2.0.23\n";

/// The files of a Cheshire Cat 2 project: `config.py`, `requirements.txt`, and settings with a language model whose key is
/// made up.
///
/// Without `keys` the secrets are commented out, so that the defaults count, which everybody knows. With them both are
/// set, and the plugin simple_oauth, which lets everybody in, is off.
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
        ("config.py", constants(keys)?),
        ("requirements.txt", REQUIREMENTS.to_owned()),
    ] {
        let path = dir.join(name);
        write_private(&path, text.as_bytes()).map_err(failure(&path))?;
    }
    let mut state = State::open(dir)?;
    let provider = json!({
        "base_url": "http://127.0.0.1:9/v1",
        "api_key": "practice-not-a-real-key-0001",
    });
    let core = json!({ "default_llm": MODELS[0] });
    for (id, values) in [(PROVIDER, provider), (CORE, core)] {
        let values = values.as_object().cloned().unwrap_or_default();
        state.set(id, &values, "default:default")?;
    }
    if keys.is_some() {
        state.toggle("simple_oauth")?;
    }
    Ok(())
}

fn constants(keys: Option<Keys<'_>>) -> Result<String, Error> {
    let line = |name: &str, default: &str| match keys {
        Some(key) => key(name).map(|value| format!("{name} = \"{value}\"\n")),
        None => Ok(format!("# {name} = \"{default}\"\n")),
    };
    let api_key = line("API_KEY", "meow")?;
    let jwt_secret = line("JWT_SECRET", "meow_jwt")?;
    Ok(format!(
        "\
# The cat reads this file once, at start, and no environment variable.
URL = \"http://localhost:1865\"

# Whoever sends this key is administrator.
{api_key}
# Signs the tokens of logins; the roles in a token are believed.
{jwt_secret}
JWT_EXPIRE_MINUTES = 60 * 24

# Development
DEBUG = True
LOG_LEVEL = \"INFO\"

# Which web pages may talk to the cat from a browser.
CORS_ALLOWED_ORIGINS = \"*\"
"
    ))
}
