//! `config.py` in the folder that the cat is started from; its constants replace the defaults (`cat/config/defaults.py`).

use std::io::ErrorKind;
use std::path::Path;

use super::python::{Value, constants};
use crate::Error;

/// Which web pages may ask.
pub(crate) enum Origins {
    /// CORS is off.
    Nobody,
    /// Whoever asks, with credentials.
    Everybody,
    /// Those, compared letter by letter: a blank behind a comma is part of the name.
    Listed(Vec<String>),
}

/// What the routes need to know.
pub(crate) struct Configuration {
    pub(crate) url: String,
    pub(crate) api_key: Value,
    pub(crate) jwt_secret: Value,
    pub(crate) jwt_expire_minutes: Value,
    pub(crate) origins: Origins,
    pub(crate) default_llm: String,
}

impl Configuration {
    /// # Errors
    /// [`Error::File`] when the file is there and cannot be read; [`Error::Configuration`] for a constant that only
    /// Python could work out, and for those with which the real server does not start.
    pub(crate) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("config.py");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(source) => return Err(Error::File { path, source }),
        };
        Self::from_text(&text)
    }

    fn from_text(text: &str) -> Result<Self, Error> {
        let mut given = constants(text);
        let mut constant = |name: &str, default: Value| match given.remove(name) {
            None => Ok(default),
            Some((_, Some(value))) => Ok(value),
            Some((line, None)) => Err(unusable(format!(
                "line {line} of config.py sets {name} with code. A practice bot runs no Python: write a text, a number, True, False or None."
            ))),
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let enabled = constant("CORS_ENABLED", Value::Bool(true))?.is_true();
        let allowed = constant("CORS_ALLOWED_ORIGINS", text("*"))?;
        let url = words("URL", constant("URL", text("http://localhost:1865"))?)?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let what = "URL names no port and no scheme to take one from. Write it like http://localhost:1865.";
            return Err(unusable(what));
        }
        let level = words("LOG_LEVEL", constant("LOG_LEVEL", text("INFO"))?)?;
        let levels = ["critical", "error", "warning", "info", "debug", "trace"];
        if !levels.contains(&level.to_lowercase().as_str()) {
            return Err(unusable(
                "LOG_LEVEL is none of CRITICAL, ERROR, WARNING, INFO and DEBUG.",
            ));
        }
        Ok(Self {
            url,
            api_key: constant("API_KEY", text("meow"))?,
            jwt_secret: constant("JWT_SECRET", text("meow_jwt"))?,
            jwt_expire_minutes: constant("JWT_EXPIRE_MINUTES", Value::Number(1440.0))?,
            origins: if enabled {
                origins(allowed)?
            } else {
                Origins::Nobody
            },
            default_llm: words(
                "DEFAULT_LLM",
                constant("DEFAULT_LLM", text("default:default"))?,
            )?,
        })
    }
}

fn origins(allowed: Value) -> Result<Origins, Error> {
    match allowed {
        Value::None => Ok(Origins::Everybody),
        Value::Text(list) if list.is_empty() || list == "*" => Ok(Origins::Everybody),
        Value::Text(list) => Ok(Origins::Listed(
            list.split(',').map(str::to_owned).collect(),
        )),
        _ => Err(unusable(
            "CORS_ALLOWED_ORIGINS must be one text with commas.",
        )),
    }
}

fn words(name: &str, value: Value) -> Result<String, Error> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(unusable(format!("{name} must be a text in quotes."))),
    }
}

fn unusable(what: impl Into<String>) -> Error {
    Error::Configuration { what: what.into() }
}
