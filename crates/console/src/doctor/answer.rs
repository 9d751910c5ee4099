//! The answer: whether HTTP is spoken, by whom, and whether a credential is asked for.

use chatelaine_platforms::{Sighting, sight};
use chatelaine_wire::{Client, Limits, Request, Response, Site, WireError};

use super::Found;
use super::address::Address;
use crate::view::Evidence;

/// What was answered at the address itself, and the bot that gave itself away at it or at the root.
pub(super) struct Answer {
    pub(super) front: Response,
    request: String,
    pub(super) sighting: Option<Sighting>,
    /// The site of the bot, or the first that a bot may be at.
    pub(super) site: Site,
}

/// Asks the address itself, then looks for a bot.
pub(super) async fn ask(address: &Address, limits: Limits) -> Result<Answer, WireError> {
    let root = Client::new(address.origin.clone(), limits)?;
    let request = Request::get(address.path.as_str());
    let shown = request.redacted();
    let front = root.send(request).await?;
    let mut answer = Answer {
        front,
        request: shown,
        sighting: None,
        site: address.prefix.clone(),
    };
    for site in address.sites() {
        answer.sighting = sight(&Client::new(site.clone(), limits)?).await;
        if answer.sighting.is_some() {
            answer.site = site.clone();
            break;
        }
    }
    Ok(answer)
}

impl Answer {
    /// What the HTTP step found.
    pub(super) fn found(&self) -> Found {
        let status = self.front.status;
        let found = if let Some(seen) = &self.sighting {
            let version = seen.version.as_deref().map_or_else(String::new, |version| {
                format!(" {}", version.chars().take(20).collect::<String>())
            });
            Found::ok(format!("A {}{version} answers", seen.platform.title()))
        } else if matches!(status, 502..=504) {
            Found::failed(
                format!("A proxy answers {status}: the bot behind it does not"),
                "Start the bot, or correct the address to which the proxy forwards.",
            )
        } else if matches!(status, 300..=399) {
            Found::warning(
                format!("The address leads elsewhere: {}", self.location()),
                "Give the address that it leads to. Redirects are not followed, because a credential would follow too.",
            )
        } else if status >= 500 {
            Found::warning(
                format!("The server answers {status}, a fault of its own"),
                "Look into the server's log.",
            )
        } else if self.is_page() {
            Found::warning(
                "A web page answers, and no bot that the console knows",
                "Check the port, and include the path when a proxy serves the bot below one.",
            )
        } else {
            Found::ok(format!(
                "A server answers {status}; it is no bot that the console knows"
            ))
        };
        let claim = format!("Answered {status}");
        let own = Evidence::exchange(claim, &self.request, self.front.summary());
        let head = ["server", "via"].into_iter().filter_map(|name| {
            Some(Evidence::claim(format!(
                "{name}: {}",
                cut(self.front.header(name)?)
            )))
        });
        found.with([own].into_iter().chain(head).collect())
    }

    /// What shows about credentials, and whether one is asked for.
    pub(super) fn credential(&self) -> (Found, Option<bool>) {
        if let Some(seen) = &self.sighting {
            let found = match seen.asks_credential {
                Some(true) => Found::ok("The bot asks for a credential"),
                Some(false) => Found::warning(
                    "The bot answers anybody, without a credential",
                    "Add it to the bots, then check it live: the check names the locks that it has.",
                ),
                None => {
                    Found::ok("Over HTTP there is no door with a lock; its channels have their own")
                }
            };
            return (found.with(seen.evidence.clone()), seen.asks_credential);
        }
        let status = self.front.status;
        // RFC 9110 §11.6.1: a 401 names the schemes that would open.
        let scheme = self.front.header("www-authenticate").map(cut);
        let evidence = scheme
            .iter()
            .map(|scheme| Evidence::claim(format!("www-authenticate: {scheme}")))
            .collect();
        let (found, asks) = match status {
            401 | 403 => (
                Found::ok(format!("A credential is asked for ({status})")),
                Some(true),
            ),
            407 => (
                Found::warning(
                    "A proxy asks for a credential of its own",
                    "Give an address that leads past it.",
                ),
                Some(true),
            ),
            300..=399 => (
                Found::warning(
                    "The address leads elsewhere, perhaps to a login page",
                    "A gateway that asks people to log in lets programs in only with a token of its own.",
                ),
                None,
            ),
            _ => (
                Found::ok("This address itself asks for nothing; what is below it may"),
                None,
            ),
        };
        (found.with(evidence), asks)
    }

    fn location(&self) -> String {
        self.front.location.as_deref().map_or_else(
            || "it does not say where".into(),
            // A login's address carries a state that is nobody else's business.
            |to| cut(to.split(['?', '#']).next().unwrap_or_default()),
        )
    }

    fn is_page(&self) -> bool {
        let kind = self.front.content_type.as_deref().unwrap_or_default();
        kind.starts_with("text/html")
    }
}

/// A server's text, short and on one line.
pub(super) fn cut(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(160)
        .collect()
}
