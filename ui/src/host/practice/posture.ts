import type { AccessPoint, Finding, Posture } from "../bindings";
import { FINE, type PracticeBot, type Texts, type Values } from "./bot";
import { ADMIN_PASSWORD } from "./settings";

/** What the posture wants to know of the practice cat. */
type PracticeCat = PracticeBot & {
  readonly env: Values;
  readonly active: Values;
  readonly restartNeeded: boolean;
};

export const NUMBER = ["None", "One", "Two", "Three", "Four", "Five"];

/** The posture of the practice cat: what its file declares, and, once checked, what the running one answers. */
export function postureOf(cat: PracticeCat): Posture {
  const points = accessPoints(cat);
  const fine = points.filter((point) => FINE.includes(point.state)).length;
  const all = fine === points.length;
  return {
    bot: cat.bot.name,
    platform: "Cheshire Cat",
    version: cat.checkedAt ? "1.9.2" : null,
    connection: connection(cat),
    access_points: points,
    findings: cat.findings(),
    checked_at: cat.checkedAt,
    fine,
    total: points.length,
    headline: all
      ? "All five ways in are locked"
      : `${NUMBER[fine]} of five ways in ${fine === 1 ? "is" : "are"} locked`,
    detail: all
      ? "Every door refused a stranger. Loopback traffic stays on this machine."
      : cat.restartNeeded
        ? "The file is locked, but the running bot still uses the old values. Restart it, then check again."
        : "Anyone who can reach port 1865 can administer this bot. Locking it takes about a minute: generate three secrets, change the admin password, restart.",
    lockable: cat.findings().some((finding) => finding.fixable),
    config_file: cat.bot.dir ? `${cat.bot.dir}/.env` : null,
    config_state: cat.restartNeeded ? "restart_needed" : "in_sync",
    config_detail: cat.restartNeeded ? "restart needed" : "in sync",
    restart_hint: cat.bot.practice ? null : "docker compose restart cheshire-cat-core",
    token_doors: ["jwt"],
  };
}

function connection(cat: PracticeCat): Posture["connection"] {
  if (!cat.checkedAt) return { state: "unknown", detail: "Not checked yet", latency_ms: null };
  if (!cat.running) {
    const detail = "Nothing answers on 127.0.0.1:1865. Start the bot, then check again.";
    return { state: "unreachable", detail, latency_ms: null };
  }
  return { state: "reachable", detail: "Answered over plain HTTP on loopback", latency_ms: 12 };
}

function accessPoints(cat: PracticeCat): AccessPoint[] {
  const seen = cat.checkedAt !== null;
  const source = seen ? cat.active : cat.env;
  const { CCAT_API_KEY: http, CCAT_API_KEY_WS: ws, CCAT_JWT_SECRET: jwt } = source;
  const key = (
    id: string,
    title: string,
    reach: string,
    guard: string,
    value: string | undefined,
    rule: string,
  ) =>
    point(cat, {
      id,
      title,
      reach,
      guard,
      rules: value ? [] : [rule],
      state: value ? (seen ? "proven_locked" : "locked") : "open",
      summary: value
        ? seen
          ? "Refused 403 without a credential"
          : "A key is set; not proven yet"
        : seen
          ? "Answered 200 without a credential"
          : "No key in .env",
      request: `GET ${reach.split(",")[0]} (no credential)`,
      response: value ? "403 Invalid Credentials" : "200 OK",
    });
  return [
    key("http", "HTTP API", "/message, /plugins, /memory …", "CCAT_API_KEY", http, "cat/http-key"),
    key("ws", "WebSocket", "/ws, /ws/{user_id}", "CCAT_API_KEY_WS", ws, "cat/ws-key"),
    point(cat, {
      id: "jwt",
      title: "JSON Web Tokens",
      reach: "HTTP and WebSocket",
      guard: "CCAT_JWT_SECRET",
      state: jwt ? (seen ? "proven_locked" : "locked") : "forgeable",
      rules: jwt ? [] : ["cat/jwt-default"],
      summary: jwt
        ? "No known key verifies its tokens"
        : seen
          ? "Accepted a token signed with the default key"
          : "Signed with the default key “secret”",
      request: "compared offline with known keys",
      response: jwt ? "no match" : "matches “secret”",
    }),
    point(cat, {
      id: "admin",
      title: "Admin login",
      reach: "POST /auth/token",
      guard: "admin password",
      state: cat.password === "admin" ? "default_password" : seen ? "proven_locked" : "locked",
      rules: cat.password === "admin" ? ["cat/default-password"] : [],
      summary: cat.password === "admin" ? "admin / admin was accepted" : "admin / admin was refused",
      request: "POST /auth/token admin/•••••",
      response: cat.password === "admin" ? "200 with a token" : "403 Invalid Credentials",
    }),
    point(cat, {
      id: "transport",
      title: "Transport",
      reach: "http://127.0.0.1:1865",
      guard: "TLS certificate",
      state: "loopback_only",
      rules: [],
      summary: "Plain HTTP; fine on loopback, not beyond",
      request: null,
      response: null,
    }),
  ];
}

type Draft = Pick<AccessPoint, "id" | "title" | "reach" | "guard" | "state" | "summary" | "rules"> & {
  request: string | null;
  response: string | null;
};

function point(cat: PracticeCat, draft: Draft): AccessPoint {
  const { request, response, ...rest } = draft;
  const seen = cat.checkedAt !== null;
  const open = !FINE.includes(draft.state);
  return {
    ...rest,
    declared: open ? "open" : "locked",
    observed: !seen ? null : open ? (draft.state === "forgeable" ? "forgeable" : "open") : "locked",
    guarded_by: draft.guard.startsWith("CCAT") ? [`env.${draft.guard}`] : [],
    evidence: seen ? [{ claim: draft.summary, request, response }] : [],
  };
}

/** What a `.env` with these values leaves open. */
export function breaches(cat: PracticeCat, file: Values, texts: Texts): Finding[] {
  const at = (name: string) => cat.entry(`env.${name}`, texts)?.line ?? null;
  const list: (Finding | false)[] = [
    !file["CCAT_API_KEY"] &&
      finding(
        "cat/http-key",
        "critical",
        "CCAT_API_KEY",
        null,
        "The HTTP API has no key: every request is an administrator.",
        "Set CCAT_API_KEY and CCAT_API_KEY_WS together.",
      ),
    !file["CCAT_API_KEY_WS"] &&
      finding(
        "cat/ws-key",
        "critical",
        "CCAT_API_KEY_WS",
        null,
        "The chat socket has no key.",
        "Set CCAT_API_KEY and CCAT_API_KEY_WS together.",
      ),
    !file["CCAT_JWT_SECRET"] &&
      finding(
        "cat/jwt-default",
        "critical",
        "CCAT_JWT_SECRET",
        null,
        "Log-in tokens are signed with the default key, which everyone knows.",
        "Generate a signing key; everyone has to log in again.",
      ),
    cat.password === "admin" &&
      finding(
        "cat/default-password",
        "high",
        ADMIN_PASSWORD,
        null,
        "The administrator's password is still “admin”.",
        "Change it; the new one goes into the keychain.",
      ),
    file["CCAT_DEBUG"] === "true" &&
      finding(
        "cat/debug",
        "low",
        "CCAT_DEBUG",
        at("CCAT_DEBUG"),
        "Debug mode publishes the API documentation.",
        "Turn it off outside development.",
        false,
      ),
  ];
  return list.filter((entry) => entry !== false);
}

function finding(
  rule: string,
  severity: Finding["severity"],
  setting: string,
  line: number | null,
  message: string,
  advice: string,
  fixable = true,
): Finding {
  return {
    rule,
    severity,
    file: setting === ADMIN_PASSWORD ? null : ".env",
    line,
    column: line ? 1 : null,
    setting: setting === ADMIN_PASSWORD ? setting : `env.${setting}`,
    message,
    advice,
    fixable,
  };
}
