//! Credentials inside addresses.

use std::borrow::Cow;
use std::ops::Range;

use chatelaine_platforms::Platform;
use chatelaine_secrets::mask;

use super::names_a_secret;

/// A name without a password that is at least this long may be a token: so some services take theirs.
const TOKEN: usize = 16;

/// Where credentials stand in the addresses of a text: the password before the `@` (RFC 3986 §3.2.1), and parameters
/// whose names promise a secret. What refers to a variable is none.
pub(super) fn credentials(platform: Platform, text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices("://") {
        let start = at + mark.len();
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
        let address = &text[start..];
        let address = &address[..address.find(ends).unwrap_or(address.len())];
        let authority = address.split(['/', '?', '#']).next().unwrap_or_default();
        // A password may hold an `@` of its own; the host does not.
        if let Some((user, _)) = authority.rsplit_once('@') {
            let password = match user.split_once(':') {
                Some((name, _)) => Some(name.len() + 1),
                None => (user.len() >= TOKEN).then_some(0),
            };
            found.extend(password.map(|from| start + from..start + user.len()));
        }
        let Some((path, query)) = address.split_once('?') else {
            continue;
        };
        let mut from = start + path.len() + 1;
        for pair in query.split('&') {
            if let Some((name, value)) = pair.split_once('=')
                && names_a_secret(platform, name)
            {
                let value_at = from + name.len() + 1;
                found.push(value_at..value_at + value.len());
            }
            from += pair.len() + 1;
        }
    }
    found.retain(|range| !text[range.clone()].is_empty());
    found.retain(|range| !text[range.clone()].starts_with(['$', '{', '*']));
    found
}

/// A text without the credentials in its addresses.
#[must_use]
pub fn without_credentials(platform: Platform, text: &str) -> Cow<'_, str> {
    let places = credentials(platform, text);
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for place in places {
        shown.push_str(&text[at..place.start]);
        shown.push_str(&mask(&text[place.clone()]));
        at = place.end;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_where_it_leads_and_not_what_opens_it() {
        for (text, shown) in [
            ("http://u:canary@host/x", "http://u:••••••••@host/x"),
            (
                "see https://u:a@b@host now",
                "see https://u:••••••••@host now",
            ),
            ("https://ghp_0123456789abcdef@host", "https://••••••••@host"),
            (
                "https://host/hook?id=7&token=canary&api_key=canary#top",
                "https://host/hook?id=7&token=••••••••&api_key=••••••••",
            ),
            (
                "amqp://a:canary@mq, redis://:canary@cache",
                "amqp://a:••••••••@mq, redis://:••••••••@cache",
            ),
        ] {
            assert_eq!(
                without_credentials(Platform::Rasa, text),
                shown,
                "nobody who looks over a shoulder may use it"
            );
        }
        for text in [
            "https://host:8080/a@b:c",
            "ssh://git@host/x",
            "postgres://u:${PASSWORD}@db/x?sslmode=require",
            "https://host/?next=u:p@h",
        ] {
            assert_eq!(
                without_credentials(Platform::Rasa, text),
                text,
                "what is no secret stays readable"
            );
        }
    }
}
