import type { Setting } from "./settings";

const secret = (id: string, group: Setting["group"], title: string, help: string): Setting => ({
  id,
  title,
  help,
  kind: "secret",
  group,
  default: null,
});

/** Chatto's settings as its two files hold them; extensions come from the file itself. */
export const CHATTO_SETTINGS: Setting[] = [
  secret(
    "bot.auth.token",
    "secrets",
    "Bot token",
    "Guards /bot/predict and /bot/senders. Without it anyone reads the conversations.",
  ),
  {
    id: "bot.enable_rest_cors",
    title: "Open to all web pages",
    help: "Lets every web page call the REST channel from a browser.",
    kind: "switch",
    group: "network",
    default: "false",
  },
  {
    id: "bot.store.type",
    title: "Conversation store",
    help: "Anything but redis and sql keeps conversations in memory.",
    kind: "choice",
    group: "storage",
    default: "cache",
    choices: ["cache", "redis", "sql"],
  },
  {
    id: "bot.store.ttl",
    title: "Forget after",
    help: "A length of time with its unit: a bare 3600 would be 3.6 microseconds.",
    kind: "text",
    group: "storage",
    default: "-1s",
  },
  secret("bot.store.password", "storage", "Store password", "Opens the Redis or SQL server."),
  secret(
    "chn.rest.callback_token",
    "secrets",
    "REST channel token",
    "Guards /channels/rest. The key is callback_token: the token that guides show is not read.",
  ),
  secret(
    "chn.telegram.bot_key",
    "channels",
    "Telegram bot key",
    "Issued by BotFather. Setting it opens the channel.",
  ),
  secret("chn.slack.token", "channels", "Slack bot token", "Issued by Slack; begins with xoxb."),
  secret("chn.slack.app_token", "channels", "Slack app token", "Issued by Slack; turns socket mode on."),
];

/** The two settings that every extension server brings. */
export const extensionSettings = (name: string): Setting[] => [
  secret(
    `bot.extensions.${name}.token`,
    "services",
    `Token of ${name}`,
    "Sent to the extension server, which was started with the same one.",
  ),
  {
    id: `bot.extensions.${name}.url`,
    title: `Address of ${name}`,
    help: "Where the extension server answers.",
    kind: "text",
    group: "services",
    default: null,
  },
];
