//! The settings of Program-Y, as 5.0.1 reads them (`clients/restful/config.py`, `clients/ping/config.py`,
//! `storage/config.py`) and, where it says so, 4.3; with defaults as measured.

use crate::setting::{Group, Kind, Origin, Setting};

const PORT: Kind = Kind::Integer {
    min: 1,
    max: 65_535,
};
const COUNT: Kind = Kind::Integer { min: 1, max: 256 };
/// Ten years in days.
const DAYS: Kind = Kind::Integer { min: 1, max: 3_650 };
const ISSUED: Kind = Kind::Secret(Origin::Issued);
const METHODS: Kind = Kind::Choice(&["GET", "POST"]);

/// A key that a messenger or a web service issued.
const fn issued(
    id: &'static str,
    title: &'static str,
    group: Group,
    help: &'static str,
) -> Setting {
    Setting::new(id, title, ISSUED, group, help)
}

/// A name or number that goes with such a key and opens nothing by itself.
const fn name(id: &'static str, title: &'static str, group: Group, help: &'static str) -> Setting {
    Setting::new(id, title, Kind::Text, group, help)
}

/// Writes every row of a client section once for each place where such a section stands, between the rows that go
/// before and those that come after: a pattern with more keys has to be asked first.
macro_rules! table {
    (before: [$($before:expr),* $(,)?], sections: [$($at:literal),*], after: [$($after:expr),* $(,)?] $(,)?) => {
        &[
            $($before,)*
            $(
                Setting::new(concat!($at, ".storage.stores.*.config.license_storage.file"), "Where license.keys is", Kind::Text, Group::Storage,
                    "Path of license.keys, best as $BOT_ROOT/…. Without it the bot reads /tmp/licenses/license.keys, where every user of the machine can put a token of their own."),
                Setting::new(concat!($at, ".storage.stores.*.config.url"), "Database address", ISSUED, Group::Storage,
                    "Address of the SQL or Mongo database, often with a password in it."),
                Setting::new(concat!($at, ".storage.stores.*.config.password"), "Database password", ISSUED, Group::Storage,
                    "Password of the Redis server."),
                Setting::new(concat!($at, ".storage.entities.license_keys"), "Store of the licence keys", Kind::Text, Group::Storage,
                    "The store that holds license.keys. Without it nothing is loaded, and with `authorization: Basic` the bot does not start."),
                Setting::new(concat!($at, ".responder.host"), "Health check: host", Kind::Text, Group::Network,
                    "Address on which the ping service listens; it runs only when this is set, and asks nobody for a credential."),
                Setting::new(concat!($at, ".responder.port"), "Health check: port", PORT, Group::Network,
                    "Port of the ping service."),
                Setting::new(concat!($at, ".responder.url"), "Health check: path", Kind::Text, Group::Network,
                    "Path that answers with counters of questions, bots and log entries, to anyone."),
                Setting::new(concat!($at, ".responder.shutdown"), "Health check: kill switch", Kind::Text, Group::Network,
                    "Path that stops the ping service with one GET and no credential (Werkzeug before 2.1; later versions answer with an error 500)."),
                Setting::new(concat!($at, ".responder.register"), "Health check: registration", Kind::Text, Group::Network,
                    "Address at which the bot announces itself when it starts."),
                Setting::new(concat!($at, ".responder.unregister"), "Health check: deregistration", Kind::Text, Group::Network,
                    "Address at which the bot takes its leave."),
                Setting::new(concat!($at, ".responder.ssl_cert_file"), "Health check: certificate", Kind::Text, Group::Network,
                    "Certificate of the ping service. TLS needs certificate and key; with only one it speaks plain HTTP."),
                Setting::new(concat!($at, ".responder.ssl_key_file"), "Health check: private key", Kind::Text, Group::Network,
                    "Private key of the ping service, without passphrase."),
                Setting::new(concat!($at, ".responder.debug"), "Health check: debugger", Kind::Switch, Group::Network,
                    "Turns the Werkzeug debugger of the ping service on. Any text does, even \"false\".").defaults_to("false"),
                Setting::new(concat!($at, ".email.host"), "Mail server", Kind::Text, Group::Services,
                    "Server that the bot sends mail through."),
                Setting::new(concat!($at, ".email.port"), "Mail server's port", PORT, Group::Services,
                    "Port of the mail server."),
                Setting::new(concat!($at, ".email.username"), "Mail user", Kind::Text, Group::Services,
                    "User at the mail server."),
                Setting::new(concat!($at, ".email.password"), "Mail password", ISSUED, Group::Services,
                    "Password of that user, in clear in this file: `LICENSE:NAME`, which seems to point into license.keys, is sent as it stands."),
                Setting::new(concat!($at, ".email.from_addr"), "Sender of mail", Kind::Text, Group::Services,
                    "Address that mail is sent from."),
                Setting::new(concat!($at, ".authorization"), "Ask for a token", Kind::Choice(&["Basic"]), Group::Secrets,
                    "Exactly `Basic` makes every request need `Authorization: Basic <BASIC_AUTH_TOKEN>`. Any other spelling leaves the bot open; without the token in license.keys the bot does not start."),
                Setting::new(concat!($at, ".use_api_keys"), "Ask for an API key", Kind::Switch, Group::Secrets,
                    "Makes every request need `apikey=` in its address, where access logs keep it. Any text turns it on, even \"false\".").defaults_to("false"),
                Setting::new(concat!($at, ".api_key_file"), "Where the API keys are", Kind::Text, Group::Secrets,
                    "Path of keys.txt, best as $BOT_ROOT/…: a relative path counts from where the bot is started. Without the file every key is refused."),
                Setting::new(concat!($at, ".host"), "Host", Kind::Text, Group::Network,
                    "Address on which the bot listens. 0.0.0.0 is every network of the machine.").defaults_to("0.0.0.0"),
                Setting::new(concat!($at, ".port"), "Port", PORT, Group::Network,
                    "Port on which the bot listens. A number in quotes is ignored, and 80 is used.").defaults_to("80"),
                Setting::new(concat!($at, ".ssl_cert_file"), "Certificate", Kind::Text, Group::Network,
                    "Certificate for TLS. TLS needs certificate and key; with only one the bot speaks plain HTTP."),
                Setting::new(concat!($at, ".ssl_key_file"), "Private key", Kind::Text, Group::Network,
                    "Private key for TLS, without passphrase."),
                Setting::new(concat!($at, ".debug"), "Debug mode", Kind::Switch, Group::Other,
                    "Turns the Werkzeug debugger on: /console runs Python on the server for whoever finds its PIN. Any text turns it on, even \"false\".").defaults_to("false"),
                Setting::new(concat!($at, ".api"), "Path of the chat", Kind::Text, Group::Network,
                    "Only the web chat uses it; the paths of the REST clients are fixed.").defaults_to("/api/rest/v1.0/ask"),
            )*
            $($after,)*
        ]
    };
}

/// The table that drives the form, the linter, the palette and the command line.
pub(super) const SETTINGS: &[Setting] = table! {
    before: [
        issued("config.*.bots.*.brains.*.openchatbots.*.api_key", "Peer's API key", Group::Services,
            "Sent to another Program-Y: in the address with GET, in a header that no Program-Y reads with POST (4.3; 5.0 has no such section)."),
        Setting::new("config.*.bots.*.brains.*.openchatbots.*.authorization", "Send the token to the peer", Kind::Choice(&["Basic"]), Group::Services,
            "Sends this bot's own BASIC_AUTH_TOKEN to the peer (4.3; 5.0 has no such section)."),
        Setting::new("config.*.bots.*.brains.*.openchatbots.*.url", "Peer's address", Kind::Url, Group::Services,
            "Address of another chatbot that is asked (4.3; 5.0 has no such section)."),
        Setting::new("config.*.bots.*.brains.*.openchatbots.*.method", "Peer's method", METHODS, Group::Services,
            "How the peer is asked. Only GET works between two Program-Y."),
        issued("config.*.bots.*.brains.*.services.*.api_key", "Service's API key", Group::Services,
            "Never sent: 4.3 does not read it, and 5.0 has no such section."),
        Setting::new("config.*.bots.*.brains.*.services.*.authorization", "Send the token to the service", Kind::Choice(&["Basic"]), Group::Services,
            "Never sent: 4.3 does not read it, and 5.0 has no such section."),
        Setting::new("config.*.bots.*.brains.*.services.*.host", "Service's host", Kind::Text, Group::Services,
            "Host of a service that is asked, always over http:// (4.3; 5.0 has no such section)."),
        Setting::new("config.*.bots.*.brains.*.services.*.url", "Service's path", Kind::Text, Group::Services,
            "Path of a service that is asked (4.3; 5.0 has no such section)."),
    ],
    sections: ["config.flask", "config.*"],
    after: [
        Setting::new("config.*.workers", "Workers", COUNT, Group::Other,
            "Processes of the Sanic client.").defaults_to("4"),
        Setting::new("config.*.cookie_id", "Cookie", Kind::Text, Group::Other,
            "Name of the cookie that tells visitors of the web chat apart.").defaults_to("ProgramYSession"),
        Setting::new("config.*.cookie_expires", "Days of the cookie", DAYS, Group::Other,
            "How long a visitor of the web chat is known.").defaults_to("90"),
        Setting::new(super::TOKEN_ID, "Token of the REST API", Kind::Secret(Origin::Key), Group::Secrets,
            "What clients send as `Authorization: Basic <token>`, compared as it stands: no user name, no Base64. Every `=` in it is dropped when the file is read."),
        issued("license.FACEBOOK_ACCESS_TOKEN", "Facebook access token", Group::Channels, "Lets the bot write as the page."),
        issued("license.FACEBOOK_VERIFY_TOKEN", "Facebook verify token", Group::Channels, "Asked for once, when the webhook is set up; messages are not checked after that."),
        name("license.TWILIO_ACCOUNT_SID", "Twilio account", Group::Channels, "Names the account that sends messages."),
        issued("license.TWILIO_AUTH_TOKEN", "Twilio auth token", Group::Channels, "Lets the bot send messages. The bot never checks with it who sends messages to it."),
        name("license.TWILIO_FROM_NUMBER", "Twilio number", Group::Channels, "Number that messages are sent from."),
        issued("license.VIBER_TOKEN", "Viber token", Group::Channels, "Lets the bot write, and proves that messages come from Viber."),
        issued("license.KIK_BOT_API_KEY", "Kik API key", Group::Channels, "Lets the bot write, and proves that messages come from Kik."),
        issued("license.LINE_CHANNEL_SECRET", "LINE channel secret", Group::Channels, "Proves that messages come from LINE."),
        issued("license.LINE_ACCESS_TOKEN", "LINE access token", Group::Channels, "Lets the bot write. LINE issues tokens that end in `=`, which Program-Y drops."),
        issued("license.TELEGRAM_TOKEN", "Telegram token", Group::Channels, "Lets the bot read and write as the Telegram bot."),
        issued("license.SLACK_TOKEN", "Slack token", Group::Channels, "Lets the bot read and write in Slack."),
        issued("license.DISCORD_TOKEN", "Discord token", Group::Channels, "Lets the bot read and write in Discord."),
        name("license.XMPP_USERNAME", "XMPP user", Group::Channels, "User at the XMPP server."),
        issued("license.XMPP_PASSWORD", "XMPP password", Group::Channels, "Password of that user."),
        name("license.TWITTER_USERNAME", "Twitter user", Group::Channels, "Account that the bot reads and writes as."),
        issued("license.TWITTER_CONSUMER_KEY", "Twitter consumer key", Group::Channels, "Names the application."),
        issued("license.TWITTER_CONSUMER_SECRET", "Twitter consumer secret", Group::Channels, "Proves that the application is the one it says."),
        issued("license.TWITTER_ACCESS_TOKEN", "Twitter access token", Group::Channels, "Lets the bot act for the account."),
        issued("license.TWITTER_ACCESS_TOKEN_SECRET", "Twitter access token secret", Group::Channels, "Goes with the access token."),
        name("license.MICROSOFT_APP_ID", "Microsoft app id", Group::Channels, "Names the application at the Bot Framework."),
        issued("license.MICROSOFT_APP_PASSWORD", "Microsoft app password", Group::Channels, "Proves that the application is the one it says."),
        issued("license.PROGRAMY_APIKEY", "Program-Y service's API key", Group::Services, "Demanded by 5.0 for its Program-Y service, and never sent: a key for a peer has to stand in the service's address."),
        issued("license.BING_SEARCH_KEY", "Bing search key", Group::Services, "Lets the bot search."),
        issued("license.GOOGLE_MAPS", "Google Maps key", Group::Services, "Lets the bot look up places and routes."),
        issued("license.NEWSAPI_API_KEY", "NewsAPI key", Group::Services, "Lets the bot fetch news."),
        issued("license.YELP_API_KEY", "Yelp key", Group::Services, "Lets the bot look up businesses."),
        issued("license.METOFFICE_API_KEY", "Met Office key", Group::Services, "Lets the bot fetch weather."),
        issued("license.WOLFRAM_ALPHA_APPID", "Wolfram Alpha app id", Group::Services, "Lets the bot ask Wolfram Alpha."),
        issued("license.*", "Another licence key", Group::Other, "A key that a plug-in or service of this bot asks for by its name."),
        Setting::new("keys.#", "API key", Kind::Secret(Origin::Key), Group::Secrets,
            "One line of the key list: whoever sends it as `apikey=` gets in. Give each client its own."),
    ],
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::Platform;

    #[test]
    fn every_row_is_found_by_its_own_id() {
        let mut ids = HashSet::new();
        for row in SETTINGS {
            assert!(ids.insert(row.id), "{} stands twice", row.id);
            let id = row.id.replace('*', "some").replace('#', "3");
            let found = Platform::ProgramY
                .setting(&id)
                .map(|placed| placed.setting.id);
            assert_eq!(
                found,
                Some(row.id),
                "a pattern with fewer keys must not be asked before {}",
                row.id
            );
        }
    }
}
