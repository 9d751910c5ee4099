import type { AdminOverview, Certificate, Session } from "../bindings";
import type { PracticeCat } from "./cat";
import { ADMIN_PASSWORD } from "./settings";

const ALL = ["WRITE", "EDIT", "LIST", "READ", "DELETE"];
const RESOURCES = [
  "STATUS",
  "MEMORY",
  "CONVERSATION",
  "SETTINGS",
  "LLM",
  "EMBEDDER",
  "AUTH_HANDLER",
  "USERS",
  "UPLOAD",
  "PLUGINS",
  "STATIC",
];
export const ADMIN_PERMISSIONS = Object.fromEntries(RESOURCES.map((resource) => [resource, ALL]));
const USER_PERMISSIONS = { STATUS: ["READ"], MEMORY: ["READ", "LIST"], CONVERSATION: ALL, STATIC: ["READ"] };
const ADMIN_ID = "3f0c9a52-7a41-4c55-9a57-0f6a1e2b8c11";
const DAY = 86_400_000;

export function sessionFor(username: string, remembered: boolean, now = Date.now()): Session {
  const exp = Math.floor(now / 1000) + 86_400;
  return {
    username,
    user_id: ADMIN_ID,
    permissions: ADMIN_PERMISSIONS,
    issued_at: new Date(now).toISOString(),
    expires_at: new Date(exp * 1000).toISOString(),
    seconds_left: 86_400,
    lifetime_seconds: 86_400,
    claims: JSON.stringify({ sub: ADMIN_ID, username, permissions: { STATUS: ALL, "…": [] }, exp }, null, 2),
    algorithm: "HS256",
    signature: "Verified with CCAT_JWT_SECRET from the keychain",
    remembers_password: remembered,
  };
}

export function overviewOf(cat: PracticeCat): AdminOverview {
  return {
    version: "1.9.2",
    llm: { name: "LLMOpenAIChatConfig", detail: "gpt-4o-mini" },
    embedder: { name: "EmbedderDumbConfig", detail: "default embedder" },
    plugins: [
      { id: "core_plugin", name: "Core CCat", version: "1.9.2", active: true },
      { id: "why_cat", name: "Why Cat", version: "0.2.0", active: false },
    ],
    users: [
      {
        id: ADMIN_ID,
        username: "admin",
        permissions: ADMIN_PERMISSIONS,
        in_vault: ADMIN_PASSWORD in cat.vault,
      },
      {
        id: "b1d7e0aa-1f0e-4a39-8a0c-52d1c7f0a9e4",
        username: "user",
        permissions: USER_PERMISSIONS,
        in_vault: "password.user" in cat.vault,
      },
    ],
    provider_keys: [
      {
        id: "LLMOpenAIChatConfig.openai_api_key",
        where: "LLMOpenAIChatConfig · openai_api_key",
        masked: "sk-…•••• (51 characters)",
        in_vault: "provider" in cat.vault,
      },
    ],
    memory: [
      { name: "episodic", vectors: 3 },
      { name: "declarative", vectors: 128 },
      { name: "procedural", vectors: 4 },
    ],
    refused: [],
  };
}

export function localhostCertificate(dir: string, now = Date.now()): Certificate {
  return {
    path: `${dir}/certs/localhost.crt`,
    key_path: `${dir}/certs/localhost.key`,
    subject: "CN=localhost",
    issuer: "CN=localhost",
    self_signed: true,
    names: ["localhost", "127.0.0.1", "::1"],
    not_before: new Date(now).toISOString(),
    not_after: new Date(now + 397 * DAY).toISOString(),
    days_left: 397,
    lifetime_days: 397,
    key: "EC P-256",
    serial: "4A:1F:90:C3:77:02:BE:5D",
    fingerprint:
      "9C:41:7E:0B:52:D8:1A:6F:33:E0:94:BD:27:C5:68:F1:0D:8A:B3:4E:71:96:2C:DF:05:A8:EB:40:1D:73:B6:59",
    usages: ["serverAuth"],
    key_mode: "0600",
    warnings: [],
  };
}
