import type { AccessPoint, Posture } from "../bindings";
import { FINE, type PracticeBot, type Texts } from "./bot";
import { NUMBER } from "./posture";

/** A way in that one setting guards. */
export type Door = { id: string; title: string; reach: string; setting: string; rules: string[] };

/** What `posture` tells of a bot whose ways in are all guarded by settings in its files. */
export type House = {
  platform: string;
  version: string;
  /** The role of the main file. */
  main: string;
  doors: Door[];
  /** The doors that take signed tokens. */
  tokens: string[];
  /** What the process read when it last started. */
  active: Texts;
};

export function postureAt(bot: PracticeBot, house: House): Posture {
  const points = house.doors.map((door) => point(bot, door, house.active));
  const fine = points.filter((candidate) => FINE.includes(candidate.state)).length;
  const findings = bot.findings();
  const restart = bot.running && JSON.stringify(bot.texts) !== JSON.stringify(house.active);
  return {
    bot: bot.bot.name,
    platform: house.platform,
    version: bot.checkedAt ? house.version : null,
    connection: connection(bot),
    access_points: points,
    findings,
    checked_at: bot.checkedAt,
    fine,
    total: points.length,
    headline: `${NUMBER[fine]} of ${points.length} ways in ${fine === 1 ? "is" : "are"} locked`,
    detail: restart
      ? "The files are changed, but the running bot still uses the old values."
      : "What the files say, and what the running bot answered.",
    lockable: findings.some((finding) => finding.fixable),
    config_file: bot.path(house.main),
    config_state: restart ? "restart_needed" : bot.checkedAt ? "in_sync" : "not_checked",
    config_detail: restart ? "restart needed" : "as the bot read it",
    restart_hint: null,
    token_doors: house.tokens,
  };
}

function connection(bot: PracticeBot): Posture["connection"] {
  if (!bot.checkedAt) return { state: "unknown", detail: "Not checked yet", latency_ms: null };
  if (bot.running)
    return { state: "reachable", detail: "Answered over plain HTTP on loopback", latency_ms: 4 };
  const detail = `Nothing answers on ${bot.bot.url ?? "its address"}. Start the bot, then check again.`;
  return { state: "unreachable", detail, latency_ms: null };
}

function point(bot: PracticeBot, door: Door, active: Texts): AccessPoint {
  const { id, title, reach, setting, rules } = door;
  const seen = bot.checkedAt !== null && bot.running;
  const declared = Boolean(bot.value(setting));
  const locked = seen ? Boolean(bot.value(setting, active)) : declared;
  const summary = seen
    ? locked
      ? "Nothing and a made-up token were refused"
      : "Answered without a token"
    : locked
      ? "A token is set; not proven yet"
      : "No token is set";
  const exchange = locked
    ? { request: `${reach}  (no credential)`, response: "401 Unauthorized" }
    : { request: `${reach}  (no credential)`, response: "200 OK" };
  return {
    id,
    title,
    reach,
    declared: declared ? "locked" : "open",
    observed: seen ? (locked ? "locked" : "open") : null,
    state: locked ? (seen ? "proven_locked" : "locked") : "open",
    guarded_by: [setting],
    guard: setting.split(".").slice(1).join("."),
    summary,
    evidence: seen ? [{ claim: summary, ...exchange }] : [],
    rules: declared ? [] : rules,
  };
}
