//! A project as people have it, from the guide and the examples.

use super::project::{Files, shown};

/// The guide's own files, and a compose file that follows it.
pub(crate) fn from_the_guide() -> Files {
    Files::new(&[
        (
            "bot.yml",
            "extensions:\n  my_server:\n    type: REST\n    url: http://ext.example.org:8770\n    token: my-extension-authorization-token\n\nstore:\n  type: REDIS\n  host: redis.example.org\n  password: pass\n  ttl: 3600\n\nenable_rest_cors: true\nport: 8080\n",
        ),
        (
            "chn.yml",
            "telegram:\n  bot_key: MY_BOT_KEY\n\ntwilio:\n  account_sid:\n  auth_token:\n  number:\n\nrest:                           # or leave empty\n  token: this-is-a-rest-token   # variable CHATTO_CHN_REST_TOKEN\n",
        ),
        ("chn.yaml.bak", ""),
        (
            "docker-compose.yml",
            "services:\n  chatto:\n    image: jaimeteb/chatto:0.9.2\n    ports:\n      - 4770:4770\n    environment:\n      CHATTO_BOT_AUTH_TOKEN: this-is-a-bot-token\n      CHATTO_BOT_DEBUG: \"true\"\n",
        ),
    ])
}

#[test]
fn all_that_is_wrong_with_the_guide() {
    insta::assert_snapshot!(shown(&from_the_guide().findings()), @r"
    CH-003 Critical chn.yml:10:10 rest.token is read by no version of Chatto, only rest.callback_token is: /channels/rest answers everybody. → rename chn.rest.token to callback_token
    CH-004 Critical docker-compose.yml:7:1 CHATTO_BOT_AUTH_TOKEN has no effect, because bot.yml does not have the key auth.token: /bot answers everybody. → write bot.auth.token
    CH-007 Critical chn.yml:2:12 Telegram is configured, and /channels/telegram answers whoever calls it: Chatto checks no signature, and rest.callback_token does not count there.
    CH-014 High bot.yml:5:12 extensions.my_server.token is a sample from Chatto's documentation. → generate bot.extensions.my_server.token
    CH-014 High bot.yml:10:13 store.password is one of the most common passwords.
    CH-014 High chn.yml:2:12 telegram.bot_key is a sample from Chatto's documentation.
    CH-014 High chn.yml:10:10 rest.token is a sample from Chatto's documentation. → generate chn.rest.callback_token
    CH-014 High docker-compose.yml:7:1 auth.token is a sample from Chatto's documentation.
    CH-018 High bot.yml:4:10 The token of extension `my_server` and all messages go to another machine in clear.
    CH-020 High bot.yml:13:19 Every web site may chat with the bot from its visitors' browsers, and needs no token for it.
    CH-021 High bot.yml:9:9 The database is on another machine, and its password and all conversations go there in clear.
    CH-025 Medium bot.yml:11:8 store.ttl has no unit, so it counts as nanoseconds: practically no time at all. → set bot.store.ttl to 3600s
    CH-027 Medium bot.yml:14:1 `port` has no effect: the bot listens where `--port` says, on 4770 without it. → remove bot.port
    CH-028 Medium docker-compose.yml:8:1 CHATTO_BOT_DEBUG turns debug logging on: the log holds what users write.
    ");
}

#[test]
fn what_chatto_init_writes_is_open() {
    let files = Files::new(&[
        (
            "bot.yml",
            "extensions:\n  my_extension:\n    type: REST\n    url: http://localhost:8770\n",
        ),
        (
            "chn.yml",
            "telegram:\n  bot_key:\n\ntwilio:\n  account_sid:\n  auth_token:\n  number:\n\nslack:\n  token:\n  app_token:\n",
        ),
    ]);
    insta::assert_snapshot!(shown(&files.findings()), @r"
    CH-001 Critical chn.yml:-:- rest.callback_token is not set: /channels/rest answers everybody, and anyone can chat as any user. → generate chn.rest.callback_token
    CH-002 Critical bot.yml:-:- auth.token is not set: /bot/predict and /bot/senders answer everybody, with what users told the bot. → generate bot.auth.token
    CH-034 Low bot.yml:4:10 Extension `my_extension` asks for no token, and such servers listen on every interface: whoever reaches its port can call it. → generate bot.extensions.my_extension.token
    ");
}
