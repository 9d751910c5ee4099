//! Declared and observed together: who can get in?

use chatelaine_secrets::judge;

use super::effective::{Said, python, said};
use super::rules;
use super::settings::{DEFAULT_JWT_SECRET, DEFAULT_KEY, id};
use crate::platform::Seen;
use crate::{AccessPoint, Declared, Door, Effective, Lock, posture};

/// The four ways into a Cheshire Cat 2. The chat has no door of its own: it is part of the HTTP API.
pub(super) fn access_points(seen: &Seen<'_>) -> Vec<AccessPoint> {
    [
        api(seen),
        tokens(seen),
        simple_oauth(),
        posture::transport(seen.site),
    ]
    .into_iter()
    .map(|door| door.seen(seen.observation, seen.unreachable))
    .collect()
}

/// What the files say of one secret.
fn secret<'a>(seen: &Seen<'a>, id: &str) -> Option<(&'a Effective, Said)> {
    let value = seen.values?.iter().find(|value| value.setting.id == id)?;
    let project = seen.project?;
    let python = python(project);
    Some((value, said(project, python.as_ref(), value.setting)))
}

fn is_weak(value: &Effective) -> bool {
    value
        .value
        .as_ref()
        .is_some_and(|secret| !judge(secret).is_strong())
}

fn api(seen: &Seen<'_>) -> Door {
    let (declared, lock, why) = match secret(seen, id::API_KEY) {
        None => (Declared::Unknown, Lock::Sound, "Not yet checked"),
        Some((_, Said::Unreadable)) => (
            Declared::Unknown,
            Lock::Sound,
            "The config.py cannot be read",
        ),
        Some((_, Said::Code)) => (Declared::Unknown, Lock::Sound, "Code sets the key"),
        Some((_, Said::None)) => (
            Declared::Unknown,
            Lock::Sound,
            "The key is None: only tokens open, but up to 2.0.17 everybody is administrator",
        ),
        Some((value, _)) if value.text() == DEFAULT_KEY => (
            Declared::Open,
            Lock::Sound,
            "The key is the default `meow`, which everybody knows",
        ),
        Some((value, _)) if value.text().is_empty() => (
            Declared::Open,
            Lock::Sound,
            "The key is empty, and so is the cookie that opens",
        ),
        Some((value, _)) if is_weak(value) => (
            Declared::Locked,
            Lock::Weak,
            "The configuration sets a key that can be guessed",
        ),
        Some(_) => (
            Declared::Locked,
            Lock::Sound,
            "The configuration sets a key; not yet proven",
        ),
    };
    Door {
        id: "http-api".into(),
        title: "HTTP API".into(),
        reach: "/agents, /settings, /plugins …".into(),
        guard: "API_KEY".into(),
        guarded_by: vec![id::API_KEY.into()],
        declared,
        lock,
        why: why.into(),
        rules: [
            &[
                rules::KEY_DEFAULT.id,
                rules::KEY_EMPTY.id,
                rules::KEY_SHIPPED.id,
                rules::MISNAMED.id,
            ][..],
            &picked(),
        ]
        .concat(),
    }
}

fn tokens(seen: &Seen<'_>) -> Door {
    let (declared, lock, why) = match secret(seen, id::JWT_SECRET) {
        None => (Declared::Unknown, Lock::Sound, "Not yet checked"),
        Some((_, Said::Unreadable)) => (
            Declared::Unknown,
            Lock::Sound,
            "The config.py cannot be read",
        ),
        Some((_, Said::Code)) => (Declared::Unknown, Lock::Sound, "Code sets the signing key"),
        Some((value, _)) if value.text() == DEFAULT_JWT_SECRET => (
            Declared::Open,
            Lock::Forgeable,
            "The signing key is the default `meow_jwt`, and the server believes the roles in a token",
        ),
        Some((value, _)) if value.text().is_empty() => (
            Declared::Unknown,
            Lock::Forgeable,
            "The signing key is empty: no login works, and an old PyJWT lets forged tokens in",
        ),
        Some((value, _)) if is_weak(value) => (
            Declared::Locked,
            Lock::Weak,
            "The configuration sets a signing key that can be guessed",
        ),
        Some(_) => (
            Declared::Locked,
            Lock::Sound,
            "The configuration sets a signing key; not yet proven",
        ),
    };
    Door {
        id: "jwt".into(),
        title: "JSON Web Tokens".into(),
        reach: "HTTP, as header or cookie".into(),
        guard: "JWT_SECRET".into(),
        guarded_by: vec![id::JWT_SECRET.into()],
        declared,
        lock,
        why: why.into(),
        rules: [
            &[
                rules::JWT_DEFAULT.id,
                rules::JWT_EMPTY.id,
                rules::JWT_FORGEABLE.id,
                rules::MISNAMED.id,
            ][..],
            &picked(),
        ]
        .concat(),
    }
}

/// The rules about secrets that are there and do not hold.
fn picked() -> [&'static str; 5] {
    [
        rules::SAMPLE_SECRET.id,
        rules::WEAK_SECRET.id,
        rules::REUSED_SECRET.id,
        rules::ODD_CHARACTERS.id,
        rules::NOT_TEXT.id,
    ]
}

/// From 2.0.19 on a plugin that is on after installation hands out tokens of an administrator for any code. Which
/// plugins are on stands in the bot's database.
fn simple_oauth() -> Door {
    Door {
        id: "simple-oauth".into(),
        title: "Login of the simple_oauth plugin".into(),
        reach: "GET /auth/callback/simple?code=…".into(),
        guard: "the plugin being off".into(),
        guarded_by: Vec::new(),
        declared: Declared::Unknown,
        lock: Lock::Sound,
        why: "Which plugins are on stands in the bot, so only a live check can tell".into(),
        rules: vec![rules::SIMPLE_OAUTH.id, rules::SIMPLE_OAUTH_OPEN.id],
    }
}
