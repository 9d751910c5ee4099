import type { SettingKind } from "../bindings";

/** One row of the practice cat's settings table; the real table lives in the backend. */
export type Setting = {
  id: string;
  title: string;
  help: string;
  kind: SettingKind;
  group: "secrets" | "tokens" | "network" | "other";
  default: string | null;
  choices?: string[];
};

export const SETTINGS: Setting[] = [
  {
    id: "CCAT_API_KEY",
    title: "HTTP API key",
    help: "Every HTTP request must carry it; without it anyone is an administrator.",
    kind: "secret",
    group: "secrets",
    default: null,
  },
  {
    id: "CCAT_API_KEY_WS",
    title: "WebSocket key",
    help: "Opens the chat socket. Set together with the HTTP key: one key alone leaves the other door open.",
    kind: "secret",
    group: "secrets",
    default: null,
  },
  {
    id: "CCAT_JWT_SECRET",
    title: "JWT signing key",
    help: "Signs the tokens that log-ins receive. The default is public knowledge.",
    kind: "secret",
    group: "secrets",
    default: "secret",
  },
  {
    id: "CCAT_JWT_ALGORITHM",
    title: "JWT algorithm",
    help: "HMAC family only: one string both signs and verifies.",
    kind: "choice",
    group: "tokens",
    default: "HS256",
    choices: ["HS256", "HS384", "HS512"],
  },
  {
    id: "CCAT_JWT_EXPIRE_MINUTES",
    title: "Token lifetime",
    help: "Minutes until a log-in expires. There is no log-out on the server.",
    kind: "number",
    group: "tokens",
    default: "1440",
  },
  {
    id: "CCAT_CORE_HOST",
    title: "Public host name",
    help: "Only used to print links; the process always listens on every interface.",
    kind: "text",
    group: "network",
    default: "localhost",
  },
  {
    id: "CCAT_CORE_PORT",
    title: "Public port",
    help: "Feeds the port mapping of the compose file.",
    kind: "number",
    group: "network",
    default: "1865",
  },
  {
    id: "CCAT_CORS_ALLOWED_ORIGINS",
    title: "Allowed origins",
    help: "Web pages that may call this bot from a browser, separated by commas.",
    kind: "list",
    group: "network",
    default: "*",
  },
  {
    id: "CCAT_HTTPS_PROXY_MODE",
    title: "Behind an HTTPS proxy",
    help: "Trusts the proxy's forwarded headers.",
    kind: "switch",
    group: "network",
    default: "false",
  },
  {
    id: "CCAT_DEBUG",
    title: "Debug mode",
    help: "Reloads code and publishes the interactive API documentation.",
    kind: "switch",
    group: "other",
    default: "true",
  },
  {
    id: "CCAT_LOG_LEVEL",
    title: "Log level",
    help: "At INFO the access log holds the full token of every chat connection.",
    kind: "choice",
    group: "other",
    default: "INFO",
    choices: ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
  },
];

export const ADMIN_PASSWORD = "password:admin";

export const setting = (id: string): Setting | undefined => SETTINGS.find((row) => row.id === id);
export const isSecret = (id: string): boolean => id === ADMIN_PASSWORD || setting(id)?.kind === "secret";
