// The types that cross between window and backend, named as the backend names them (snake_case = serde).
export type Platform = "cheshire-cat";
export type Severity = "critical" | "high" | "medium" | "low" | "info";
export type Declared = "open" | "locked" | "unknown";
export type Observed = "open" | "locked" | "weak" | "forgeable" | "unreachable";
export type State =
  | "open"
  | "locked"
  | "proven_locked"
  | "weak"
  | "forgeable"
  | "default_password"
  | "loopback_only"
  | "unknown";
export type Bot = {
  name: string;
  platform: Platform;
  dir: string | null;
  url: string | null;
  allow_plain_http: boolean;
  practice: boolean;
};
export type BotSummary = {
  bot: Bot;
  findings: number;
  worst: Severity | null;
  running: boolean /* practice bot running now */;
};
export type NewBot = {
  name: string;
  platform: Platform;
  dir: string | null;
  url: string | null;
  allow_plain_http: boolean;
};
export type Detection = {
  dir: string;
  platform: Platform | null;
  files: string[];
  version_hint: string | null;
  suggested_url: string | null;
  suggested_name: string;
};
export type Evidence = { claim: string; request: string | null; response: string | null }; // redacted
export type AccessPoint = {
  id: string;
  title: string;
  reach: string /* "/message, /plugins, …" mono */;
  declared: Declared;
  observed: Observed | null;
  state: State;
  guarded_by: string[] /* setting ids */;
  guard: string /* what to show: CCAT_API_KEY, "admin password", "TLS certificate" */;
  summary: string /* evidence in one line */;
  evidence: Evidence[];
  rules: string[]; /* rule ids whose fix locks it */
};
export type Finding = {
  rule: string;
  severity: Severity;
  file: string | null;
  line: number | null;
  column: number | null;
  setting: string | null;
  message: string;
  advice: string;
  fixable: boolean;
};
export type Connection = {
  state: "unknown" | "reachable" | "authenticated" | "denied" | "unreachable";
  detail: string;
  latency_ms: number | null;
};
export type Posture = {
  bot: string;
  platform: string /* "Cheshire Cat" */;
  version: string | null;
  connection: Connection;
  access_points: AccessPoint[];
  findings: Finding[];
  checked_at: string | null /* RFC 3339 */;
  fine: number;
  total: number;
  headline: string;
  detail: string;
  lockable: boolean /* "Lock everything…" has something to do */;
  config_file: string | null;
  config_state: "in_sync" | "drifted" | "restart_needed" | "not_checked" | "no_file";
  config_detail: string;
  restart_hint: string | null; /* command to restart, when known */
};
export type SecretState =
  | "in_sync"
  | "drifted"
  | "default"
  | "weak"
  | "reused"
  | "absent"
  | "unmanaged"; /* only in the file, not in the vault */
export type SecretRow = {
  setting: string;
  name: string;
  title: string;
  lives_in: string;
  state: SecretState;
  strength: string;
  age_days: number | null;
  revealable: boolean;
  in_vault: boolean;
};
export type SettingKind = "secret" | "choice" | "switch" | "number" | "text" | "list";
export type SettingRow = {
  id: string;
  name: string;
  title: string;
  help: string;
  kind: SettingKind;
  secret: boolean;
  choices: string[];
  file: string | null;
  line: number | null;
  value: string | null /* redacted (•••) when secret */;
  present: boolean;
  default: string | null;
  source: "file" | "environment" | "default";
  overridden_by: string | null;
  needs_restart: boolean;
};
export type Change =
  { kind: "generate" } | { kind: "value"; value: string } | { kind: "from_vault" } | { kind: "unset" };
export type Edit = { setting: string; change: Change };
export type PlanRequest =
  { kind: "edits"; edits: Edit[] } | { kind: "rules"; rules: string[] } | { kind: "lock_everything" };
export type DiffLine = {
  kind: "context" | "removed" | "added";
  old: number | null;
  new: number | null;
  text: string; /* masked */
};
export type FileDiff = { path: string; created: boolean; lines: DiffLine[] };
export type PlanStep = { kind: "vault" | "file" | "password" | "restart"; text: string };
export type Plan = {
  id: string;
  bot: string;
  title: string;
  files: FileDiff[];
  steps: PlanStep[];
  notes: string[] /* what it will NOT fix, and why */;
  changes: number;
};
export type HistoryEntry = {
  seq: number;
  at: string;
  bot: string;
  action: string;
  summary: string;
  details: string[];
  undoable: boolean;
  undone: boolean;
  hash: string;
};
export type HistoryView = {
  entries: HistoryEntry[] /* newest first */;
  chain_ok: boolean;
  broken_at: number | null;
};
export type Applied = { entry: HistoryEntry; warnings: string[]; restart_hint: string | null };
export type Session = {
  username: string;
  user_id: string;
  permissions: Record<string, string[]>;
  issued_at: string;
  expires_at: string | null;
  seconds_left: number | null;
  lifetime_seconds: number | null;
  claims: string /* pretty JSON */;
  algorithm: string;
  signature: string /* one line: which key verifies it */;
  remembers_password: boolean;
};
export type Model = { name: string | null; detail: string };
export type Plugin = { id: string; name: string; version: string; active: boolean };
export type BotUser = {
  id: string;
  username: string;
  permissions: Record<string, string[]>;
  in_vault: boolean;
};
export type ProviderKey = { id: string; where: string; masked: string; in_vault: boolean };
export type AdminOverview = {
  version: string;
  llm: Model;
  embedder: Model;
  plugins: Plugin[];
  users: BotUser[];
  provider_keys: ProviderKey[];
  memory: { name: string; vectors: number }[];
  refused: string[]; /* sections this session may not read */
};
export type Certificate = {
  path: string;
  key_path: string | null;
  subject: string;
  issuer: string;
  self_signed: boolean;
  names: string[];
  not_before: string;
  not_after: string;
  days_left: number;
  lifetime_days: number;
  key: string;
  serial: string;
  fingerprint: string;
  usages: string[];
  key_mode: string | null;
  warnings: string[];
};
export type ChatAuth = "key" | "jwt" | "none";
export type ChatOptions = { auth: ChatAuth; user_id: string | null };
export type Frame = {
  seq: number;
  at: string;
  direction: "sent" | "received";
  kind: string;
  size: number;
  body: string /* pretty, redacted */;
  cut: boolean;
};
export type ChatEvent =
  | { event: "connecting"; url: string }
  | { event: "connected"; request: string; status: string; ms: number; user_id: string; credential: string }
  | { event: "token"; text: string }
  | { event: "message"; text: string; first_token_ms: number | null; total_ms: number | null; tokens: number }
  | { event: "notification"; text: string }
  | { event: "error"; name: string; description: string; hint: string | null }
  | { event: "refused"; status: number; cause: string; advice: string }
  | { event: "no_reply"; seconds: number; causes: string[] }
  | { event: "closed"; code: number | null; reason: string; clean: boolean }
  | { event: "frame"; frame: Frame };
export type VaultState = "available" | "absent" | "locked" | "mute" | "denied";
export type VaultStatus = {
  state: VaultState;
  store: string /* "Secret Service", "memory" … */;
  what: string;
  advice: string;
  lasting: boolean; /* false: memory only */
};
export type Preferences = { theme: "light" | "dark" | "system" };
export type CommandError = {
  code:
    | "not_found"
    | "invalid"
    | "changed_on_disk"
    | "unreadable"
    | "unwritable"
    | "vault"
    | "unreachable"
    | "refused"
    | "not_this_platform"
    | "conflict"
    | "consent_needed"
    | "internal";
  what: string;
  advice: string;
};
