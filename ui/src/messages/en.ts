import type {
  AccessPoint,
  ChatAuth,
  ChatWay,
  Connection,
  DoctorOutcome,
  Platform,
  Posture,
  Schedule,
  SecretState,
  Severity,
  State,
  VaultState,
} from "../host";

/** How a word is meant; colour is only ever the second carrier of it. */
export type Tone = "ok" | "warn" | "bad" | "info" | "plain";
type Word = { text: string; tone: Tone };

export const PAGES = {
  overview: "Overview",
  secrets: "Secrets",
  configuration: "Configuration",
  certificates: "Certificates",
  access: "Access",
  chat: "Chat",
  history: "History",
} as const;
export type PageId = keyof typeof PAGES;

export const STATES: Record<State, Word> = {
  open: { text: "Open", tone: "bad" },
  forgeable: { text: "Forgeable", tone: "bad" },
  default_password: { text: "Default password", tone: "bad" },
  weak: { text: "Weak", tone: "warn" },
  loopback_only: { text: "Loopback only", tone: "warn" },
  unknown: { text: "Unknown", tone: "plain" },
  locked: { text: "Locked", tone: "ok" },
  proven_locked: { text: "Proven locked", tone: "ok" },
};

/** The configuration …; the running bot …. */
export const DECLARED: Record<AccessPoint["declared"], string> = {
  open: "asks for nothing here",
  locked: "asks for a credential here",
  unknown: "does not tell whether a credential is asked for here",
};
export const OBSERVED: Record<NonNullable<AccessPoint["observed"]> | "unasked", string> = {
  open: "let a stranger in",
  locked: "refused a stranger",
  weak: "has a lock that is easily opened",
  forgeable: "takes credentials that anyone can make",
  unreachable: "did not answer",
  unasked: "has shown nothing about it yet",
};

export const SEVERITIES: Record<Severity, Word> = {
  critical: { text: "Critical", tone: "bad" },
  high: { text: "High", tone: "bad" },
  medium: { text: "Medium", tone: "warn" },
  low: { text: "Low", tone: "info" },
  info: { text: "Note", tone: "plain" },
};

export const SECRET_STATES: Record<SecretState, Word> = {
  in_sync: { text: "In sync", tone: "ok" },
  drifted: { text: "Drifted", tone: "info" },
  default: { text: "Default", tone: "bad" },
  weak: { text: "Weak", tone: "warn" },
  reused: { text: "Reused", tone: "warn" },
  absent: { text: "Absent", tone: "bad" },
  unmanaged: { text: "Unmanaged", tone: "warn" },
};

export const CONNECTIONS: Record<Connection["state"], Word> = {
  unknown: { text: "Not checked", tone: "plain" },
  reachable: { text: "Reachable", tone: "ok" },
  authenticated: { text: "Authenticated", tone: "ok" },
  denied: { text: "Denied", tone: "warn" },
  unreachable: { text: "Unreachable", tone: "bad" },
};

export const DOCTOR_OUTCOMES: Record<DoctorOutcome, Word> = {
  ok: { text: "Fine", tone: "ok" },
  warning: { text: "Look here", tone: "warn" },
  failed: { text: "Failed", tone: "bad" },
  skipped: { text: "Not asked", tone: "plain" },
};

export const VAULTS: Record<VaultState, Word> = {
  available: { text: "Keychain unlocked", tone: "ok" },
  locked: { text: "Keychain locked", tone: "warn" },
  absent: { text: "No keychain", tone: "bad" },
  mute: { text: "Keychain not answering", tone: "bad" },
  denied: { text: "Keychain access denied", tone: "bad" },
};

export const CONFIG_STATES: Record<Posture["config_state"], string> = {
  in_sync: "in sync",
  drifted: "drifted",
  restart_needed: "restart needed",
  not_checked: "not checked",
  no_file: "no file",
};

export const CREDENTIALS: Record<ChatAuth, string> = {
  key: "Key",
  jwt: "JWT of the log-in",
  mint: "JWT signed here",
  basic: "Basic",
  basic_and_key: "Basic and key",
  token: "Token",
  oauth: "OAuth",
  none: "Nothing",
};

/** A conversation was had …. */
const OPENED: Record<ChatAuth, string> = {
  key: "with a key",
  jwt: "with the JWT of a log-in",
  mint: "with a JWT signed here",
  basic: "with Basic",
  basic_and_key: "with Basic and a key",
  token: "with a token",
  oauth: "with OAuth",
  none: "without a credential",
};

/** How a conversation is opened, for people: over WebSocket with a key. Nothing where the usual is meant. */
export function wayIn(transport: string | null, auth: ChatAuth | null, ways: ChatWay[]): string {
  const over = ways.find(({ id }) => id === transport)?.title ?? transport;
  return [over && `over ${over}`, auth && OPENED[auth]].filter(Boolean).join(" ");
}

/** How often all bots are checked by themselves, in minutes. */
export const SCHEDULES: Record<Schedule, { text: string; minutes: number | null }> = {
  off: { text: "Off", minutes: null },
  five_minutes: { text: "5 min", minutes: 5 },
  quarter_hour: { text: "15 min", minutes: 15 },
  hourly: { text: "1 hour", minutes: 60 },
};

/**
 * The platforms with the address where each listens unless told otherwise.
 * `logsIn`: whether the backend can log in to a running bot of it; it can check and talk with all of them.
 * `lesson`: what its practice bot is there to try.
 */
export const PLATFORMS: Record<
  Platform,
  { text: string; badge: string; url: string; logsIn: boolean; lesson: string }
> = {
  "cheshire-cat": {
    text: "Cheshire Cat",
    badge: "CC",
    url: "http://127.0.0.1:1865",
    logsIn: true,
    lesson: "Two keys, a signing key and a password",
  },
  "cheshire-cat-2": {
    text: "Cheshire Cat 2",
    badge: "C2",
    url: "http://127.0.0.1:1865",
    logsIn: false,
    lesson: "One key in config.py, and a sign-in that needs none",
  },
  chatto: {
    text: "Chatto",
    badge: "Ch",
    url: "http://127.0.0.1:4770",
    logsIn: false,
    lesson: "Two files, and a token that no version reads",
  },
  "program-y": {
    text: "Program-Y",
    badge: "PY",
    url: "http://127.0.0.1:80",
    logsIn: false,
    lesson: "A list of keys, and refusals that look like success",
  },
  rasa: {
    text: "Rasa",
    badge: "Ra",
    url: "http://127.0.0.1:5005",
    logsIn: false,
    lesson: "Webhooks, a socket with tokens, and the HTTP API",
  },
};

/** What the page of a bot's log-in says where there is none. */
export const NO_LOGIN =
  "Chatelaine logs in to a Cheshire Cat only. A bot of this platform is opened by its keys and tokens, also in the chat.";

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
