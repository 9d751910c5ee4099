import type { SettingKind } from "../bindings";

/** One row of a practice bot's settings table; the real tables live in the backend. */
export type Setting = {
  /** The file's role and the key path: `env.CCAT_DEBUG`. */
  id: string;
  title: string;
  help: string;
  kind: SettingKind;
  group: "secrets" | "tokens" | "network" | "channels" | "services" | "storage" | "other";
  default: string | null;
  choices?: string[];
  /** What wins over it. */
  overridden?: string;
};

export const SETTINGS: Setting[] = [
  {
    id: "env.CCAT_API_KEY",
    title: "HTTP API key",
    help: "Every HTTP request must carry it; without it anyone is an administrator.",
    kind: "secret",
    group: "secrets",
    default: null,
  },
  {
    id: "env.CCAT_API_KEY_WS",
    title: "WebSocket key",
    help: "Opens the chat socket. Set together with the HTTP key: one key alone leaves the other door open.",
    kind: "secret",
    group: "secrets",
    default: null,
  },
  {
    id: "env.CCAT_JWT_SECRET",
    title: "JWT signing key",
    help: "Signs the tokens that log-ins receive. The default is public knowledge.",
    kind: "secret",
    group: "secrets",
    default: "secret",
  },
  {
    id: "env.CCAT_JWT_ALGORITHM",
    title: "JWT algorithm",
    help: "HMAC family only: one string both signs and verifies.",
    kind: "choice",
    group: "tokens",
    default: "HS256",
    choices: ["HS256", "HS384", "HS512"],
  },
  {
    id: "env.CCAT_JWT_EXPIRE_MINUTES",
    title: "Token lifetime",
    help: "Minutes until a log-in expires. There is no log-out on the server.",
    kind: "number",
    group: "tokens",
    default: "1440",
  },
  {
    id: "env.CCAT_CORE_HOST",
    title: "Public host name",
    help: "Only used to print links; the process always listens on every interface.",
    kind: "text",
    group: "network",
    default: "localhost",
  },
  {
    id: "env.CCAT_CORE_PORT",
    title: "Public port",
    help: "Feeds the port mapping of the compose file.",
    kind: "number",
    group: "network",
    default: "1865",
  },
  {
    id: "env.CCAT_CORS_ALLOWED_ORIGINS",
    title: "Allowed origins",
    help: "Web pages that may call this bot from a browser, separated by commas.",
    kind: "list",
    group: "network",
    default: "*",
  },
  {
    id: "env.CCAT_HTTPS_PROXY_MODE",
    title: "Behind an HTTPS proxy",
    help: "Trusts the proxy's forwarded headers.",
    kind: "switch",
    group: "network",
    default: "false",
  },
  {
    id: "env.CCAT_DEBUG",
    title: "Debug mode",
    help: "Reloads code and publishes the interactive API documentation.",
    kind: "switch",
    group: "other",
    default: "true",
  },
  {
    id: "env.CCAT_LOG_LEVEL",
    title: "Log level",
    help: "At INFO the access log holds the full token of every chat connection.",
    kind: "choice",
    group: "other",
    default: "INFO",
    choices: ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
    overridden: "LOG_LEVEL in the environment of the running bot",
  },
];

export const ADMIN_PASSWORD = "password.admin";

/** Whether a name promises something secret. */
export const looksSecret = (id: string): boolean =>
  id === ADMIN_PASSWORD || /key|secret|token|password/i.test(id.split(".").pop() ?? "");
