import type { Finding, Posture, Severity } from "../bindings";
import { type PracticeFile, PracticeBot, type Texts } from "./bot";
import { CHATTO_SETTINGS, extensionSettings } from "./chatto-settings";
import { type Door, postureAt } from "./doors";
import type { Setting } from "./settings";

const BOT_YML = `# A trivia bot
bot_name: trivia
extensions:
  my_server:
    type: REST
    url: "http://localhost:8770"
    token: "my-extension-authorization-token"
store:
  type: cache
  ttl: 3600 # an hour
auth:
  token:
`;
const CHN_YML = `rest:
  token: "this-is-a-rest-token"
telegram:
  bot_key: ""
`;

const DOORS: Door[] = [
  {
    id: "rest",
    title: "REST channel",
    reach: "POST /channels/rest",
    setting: "chn.rest.callback_token",
    rules: ["chatto/callback-token", "chatto/dead-token"],
  },
  {
    id: "api",
    title: "Bot API",
    reach: "/bot/predict, /bot/senders",
    setting: "bot.auth.token",
    rules: ["chatto/auth-token"],
  },
  {
    id: "extension",
    title: "Extension server",
    reach: "http://localhost:8770",
    setting: "bot.extensions.my_server.token",
    rules: [],
  },
];

/** A Chatto bot with `bot.yml` and `chn.yml`, as its guide leaves it. */
export class PracticeChatto extends PracticeBot {
  readonly table = CHATTO_SETTINGS;
  readonly files: PracticeFile[] = [
    { role: "bot", name: "bot.yml", format: "yaml", text: BOT_YML },
    { role: "chn", name: "chn.yml", format: "yaml", text: CHN_YML },
  ];
  readonly fixes = {
    "chatto/auth-token": [{ setting: "bot.auth.token", change: { kind: "generate" as const } }],
    "chatto/callback-token": [{ setting: "chn.rest.callback_token", change: { kind: "generate" as const } }],
    "chatto/dead-token": [{ setting: "chn.rest.token", change: { kind: "unset" as const } }],
    "chatto/ttl-unit": [{ setting: "bot.store.ttl", change: { kind: "value" as const, value: "1h" } }],
  };

  override get settings(): Setting[] {
    const entries = this.format("bot").entries(this.file("bot").text ?? "");
    const names = entries.flatMap(({ path }) => /^extensions\.(\w+)\./.exec(path)?.[1] ?? []);
    return [...this.table, ...[...new Set(names)].flatMap(extensionSettings)];
  }

  /** What the process read when it last started. */
  active: Texts = this.texts;

  override restart(): void {
    super.restart();
    this.active = this.texts;
  }
  inForce(setting: string): string | undefined {
    return this.value(setting, this.active);
  }
  posture(): Posture {
    return postureAt(this, {
      platform: "Chatto",
      version: "0.9.0",
      main: "bot",
      doors: DOORS,
      tokens: [],
      active: this.active,
    });
  }

  breaches(texts: Texts): Finding[] {
    const found: Finding[] = [];
    const report = (
      severity: Severity,
      rule: string,
      setting: string,
      message: string,
      advice: string,
      place = setting,
    ) => {
      const entry = this.entry(place, texts);
      const { name, role } = this.file(setting.split(".")[0] ?? "");
      const column = entry ? entry.from - (texts[role] ?? "").lastIndexOf("\n", entry.from - 1) : null;
      found.push({
        rule: `chatto/${rule}`,
        severity,
        file: name,
        line: entry?.line ?? null,
        column,
        setting,
        message,
        advice,
        fixable: `chatto/${rule}` in this.fixes,
      });
    };
    const value = (id: string) => this.value(id, texts);
    if (value("chn.rest.token") !== undefined)
      report(
        "critical",
        "dead-token",
        "chn.rest.callback_token",
        "`rest.token` is not read by any version of Chatto: the REST channel stands open.",
        "Use `callback_token`.",
        "chn.rest.token",
      );
    if (!value("chn.rest.callback_token"))
      report(
        "critical",
        "callback-token",
        "chn.rest.callback_token",
        "The REST channel has no token: anyone can talk to the bot.",
        "Set `rest.callback_token`.",
      );
    if (!value("bot.auth.token"))
      report(
        "critical",
        "auth-token",
        "bot.auth.token",
        "The bot's own API has no token: anyone can read its conversations.",
        "Set `auth.token`.",
      );
    if (value("bot.extensions.my_server.token") === "my-extension-authorization-token")
      report(
        "high",
        "sample-token",
        "bot.extensions.my_server.token",
        "The token of `my_server` is the one from the guide.",
        "Start the extension server with a new token first, then set it here.",
      );
    if (/^\d+$/.test(value("bot.store.ttl") ?? ""))
      report(
        "medium",
        "ttl-unit",
        "bot.store.ttl",
        "A number without a unit counts nanoseconds: conversations are forgotten at once.",
        "Write `1h` or `3600s`.",
      );
    return found;
  }
}
