//! The users, for those who may manage them.

use axum::http::StatusCode;
use axum::response::Response;

use super::Call;
use crate::cheshire_cat::answer::{Refusal, ok};
use crate::cheshire_cat::users::User;
use crate::cheshire_cat::validation::{Faults, not_a_number};
use crate::cheshire_cat::{lock, permissions};

const FIELDS: [&str; 3] = ["username", "permissions", "password"];

fn not_found() -> Refusal {
    Refusal::Because(StatusCode::NOT_FOUND, "User not found".to_owned())
}

pub(super) async fn list(call: Call) -> Result<Response, Refusal> {
    let number = |name: &str, default: usize| match call.query.get(name) {
        None => Ok(default),
        Some(text) => match text.trim().parse::<i64>() {
            Ok(number) => Ok(usize::try_from(number).unwrap_or(0)),
            Err(_) => Err(Refusal::Invalid(not_a_number(name, text))),
        },
    };
    let (skip, limit) = (number("skip", 0)?, number("limit", 100)?);
    let database = lock(&call.cat.database);
    let page = database.users().all().iter().skip(skip).take(limit);
    Ok(ok(&page.map(User::profile).collect::<Vec<_>>()))
}

pub(super) async fn read(call: Call) -> Result<Response, Refusal> {
    let database = lock(&call.cat.database);
    let user = database.users().find(&call.segment).ok_or_else(not_found)?;
    Ok(ok(&user.profile()))
}

pub(super) async fn create(call: Call) -> Result<Response, Refusal> {
    let body = call.object()?;
    let mut faults = Faults::default();
    let username = faults.required_text(body, "username", 2);
    let rights = faults.permissions(body);
    let password = faults.required_text(body, "password", 5);
    faults.nothing_but(body, &FIELDS);
    let (Some(username), Some(password), true) = (username, password, faults.0.is_empty()) else {
        return Err(Refusal::Invalid(faults.0));
    };
    let mut database = lock(&call.cat.database);
    if database.users().named(&username).is_some() {
        let words = "Cannot duplicate user".to_owned();
        return Err(Refusal::Because(StatusCode::FORBIDDEN, words));
    }
    let rights = rights.unwrap_or_else(permissions::base);
    let user = User::new(&username, &password, rights)?;
    let response = ok(&user.profile());
    database.change_users(|users| {
        users.add(user);
        Ok(())
    })?;
    Ok(response)
}

/// Changes what the body names and leaves the rest. A rename is not checked against other names; tokens that were
/// issued before stay valid.
pub(super) async fn update(call: Call) -> Result<Response, Refusal> {
    let body = call.object()?;
    let mut faults = Faults::default();
    let username = faults.text(body, "username", 2);
    let rights = faults.permissions(body);
    let password = faults.text(body, "password", 4);
    faults.nothing_but(body, &FIELDS);
    if !faults.0.is_empty() {
        return Err(Refusal::Invalid(faults.0));
    }
    let changed = lock(&call.cat.database).change_users(|users| {
        let Some(user) = users.find_mut(&call.segment) else {
            return Ok(None);
        };
        if let Some(password) = password {
            user.set_password(&password)?;
        }
        user.username = username.unwrap_or_else(|| user.username.clone());
        user.permissions = rights.unwrap_or_else(|| user.permissions.clone());
        Ok(Some(user.clone()))
    })?;
    Ok(ok(&changed.ok_or_else(not_found)?.profile()))
}

pub(super) async fn delete(call: Call) -> Result<Response, Refusal> {
    let removed = lock(&call.cat.database).change_users(|users| Ok(users.remove(&call.segment)))?;
    Ok(ok(&removed.ok_or_else(not_found)?.profile()))
}
