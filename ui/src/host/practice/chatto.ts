import type { AccessPoint, Finding, Posture, Severity } from "../bindings";
import { type PracticeFile, PracticeBot, type Texts } from "./bot";
import { CHATTO_SETTINGS, extensionSettings } from "./chatto-settings";
import { FINE, NUMBER } from "./posture";
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

  posture(): Posture {
    const points = this.#accessPoints();
    const fine = points.filter((point) => FINE.includes(point.state)).length;
    const findings = this.findings();
    return {
      bot: this.bot.name,
      platform: "Chatto",
      version: null,
      connection: this.checkedAt
        ? { state: "reachable", detail: "Answered over plain HTTP on loopback", latency_ms: 4 }
        : { state: "unknown", detail: "Not checked yet", latency_ms: null },
      access_points: points,
      findings,
      checked_at: this.checkedAt,
      fine,
      total: points.length,
      headline: `${NUMBER[fine]} of ${points.length} ways in ${fine === 1 ? "is" : "are"} locked`,
      detail: "What the files say; restart the bot after a change, then check again.",
      lockable: findings.some((finding) => finding.fixable),
      config_file: this.path("bot"),
      config_state: "not_checked",
      config_detail: "not compared with a running bot",
      restart_hint: null,
    };
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

  #accessPoints(): AccessPoint[] {
    const point = (
      id: string,
      title: string,
      reach: string,
      setting: string,
      rules: string[],
    ): AccessPoint => {
      const locked = Boolean(this.value(setting));
      return {
        id,
        title,
        reach,
        declared: locked ? "locked" : "open",
        observed: null,
        state: locked ? "locked" : "open",
        guarded_by: [setting],
        guard: setting.split(".").slice(1).join("."),
        summary: locked ? "A token is set; not proven yet" : "No token is set",
        evidence: [],
        rules: locked ? [] : rules,
      };
    };
    return [
      point("rest", "REST channel", "POST /channels/rest", "chn.rest.callback_token", [
        "chatto/callback-token",
        "chatto/dead-token",
      ]),
      point("api", "Bot API", "/bot/predict, /bot/senders", "bot.auth.token", ["chatto/auth-token"]),
      point("extension", "Extension server", "http://localhost:8770", "bot.extensions.my_server.token", []),
    ];
  }
}
