//! Whether a bot answers web pages of other sites, which a browser asks in the name of whoever looks at them.

use chatelaine_wire::{Client, Request, WireError};

use crate::surroundings::rules;
use crate::{Evidence, Finding};

/// The made-up site that asks. `.example` belongs to nobody (RFC 2606 §2), so that no list can have meant it.
pub(crate) const ORIGIN: &str = "https://chatelaine-check.example";

/// A cookie that means nothing: some servers only let credentials in when there are any (Starlette's middleware reflects
/// the origin to those who send a cookie, and answers `*` to the others).
const COOKIE: &str = "chatelaine-check=1";

/// What was seen.
pub(crate) struct Cors {
    /// For the access point of the path that was asked.
    pub(crate) evidence: Evidence,
    /// At most one.
    pub(crate) finding: Option<Finding>,
}

/// Asks for `path` as the browser of somebody who looks at a page of a made-up site would, with a cookie that means
/// nothing and without a credential. One request, read-only where `GET path` is.
///
/// # Errors
/// When the bot cannot be spoken to.
pub(crate) async fn observe(client: &Client, path: &str) -> Result<Cors, WireError> {
    let headers = [("origin", ORIGIN), ("cookie", COOKIE)];
    let request = Request {
        headers: &headers,
        ..Request::get(path)
    };
    let response = client.send(request).await?;
    let allowed = response.header("access-control-allow-origin");
    let with_cookies = response
        .header("access-control-allow-credentials")
        .is_some_and(|value| value == "true");
    let (claim, finding) = judge(allowed, with_cookies);
    let shown = |value: &str| value.chars().take(80).collect::<String>();
    let evidence = Evidence::exchange(
        claim,
        format!("GET {path} · Origin: {ORIGIN} · Cookie: {COOKIE}"),
        format!(
            "{} · Access-Control-Allow-Origin: {} · Access-Control-Allow-Credentials: {}",
            response.status,
            allowed.map_or_else(|| "–".to_owned(), shown),
            if with_cookies { "true" } else { "–" },
        ),
    );
    Ok(Cors { evidence, finding })
}

/// Browsers refuse `*` together with credentials (Fetch standard, "CORS check"), so that only reflection gives them away.
fn judge(allowed: Option<&str>, with_cookies: bool) -> (&'static str, Option<Finding>) {
    match allowed {
        Some(ORIGIN) if with_cookies => (
            "Lets pages of any site read its answers, with the cookies of whoever looks at them",
            Some(rules::CORS_WITH_COOKIES.finding(
                "The bot answers pages of any site, and takes the cookies of whoever looks at them.",
            )),
        ),
        Some(ORIGIN | "*") => (
            "Lets pages of any site read its answers, without cookies",
            Some(rules::CORS_ANY.finding(
                "The bot answers pages of any site: whatever it says without a credential, every page can ask in a visitor's browser.",
            )),
        ),
        _ => ("Lets pages of unknown sites read nothing", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reflected_origin_with_credentials_gives_cookies_away() {
        let rule = |allowed, cookies| judge(allowed, cookies).1.map(|finding| finding.rule);
        let cookies = Some(rules::CORS_WITH_COOKIES.id.to_owned());
        let any = Some(rules::CORS_ANY.id.to_owned());
        assert_eq!(rule(Some(ORIGIN), true), cookies, "reflection");
        assert_eq!(rule(Some(ORIGIN), false), any, "reflection without cookies");
        assert_eq!(rule(Some("*"), true), any, "browsers refuse this pair");
        assert_eq!(
            rule(Some("https://chat.example"), true),
            None,
            "another site"
        );
        assert_eq!(rule(Some("null"), true), None, "a site without a name");
        assert_eq!(rule(None, true), None, "nobody");
    }
}
