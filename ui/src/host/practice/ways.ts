import type { ChatAuth, ChatWay, ChatWays, Platform } from "../bindings";
import type { PracticeBot } from "./bot";

const way = (id: string, title: string, auths: ChatAuth[], user: string | null = null): ChatWay => ({
  id,
  title,
  auths,
  user,
});
const GENERIC: ChatWay[] = [
  way("any-websocket", "Any WebSocket", ["token", "basic", "none"]),
  way("any-http", "Any HTTP", ["token", "basic", "none"]),
];

const WAYS: Record<Platform, ChatWay[]> = {
  "cheshire-cat": [
    way("websocket", "WebSocket", ["key", "jwt", "mint", "none"], "User id"),
    way("http", "HTTP", ["key", "jwt", "mint", "none"], "User id"),
  ],
  "cheshire-cat-2": [
    way("sse", "Event stream", ["key", "mint", "none"]),
    way("http", "HTTP", ["key", "mint", "none"]),
  ],
  chatto: [way("rest", "REST", ["token", "none"], "Sender")],
  "program-y": [
    way("rest-v1", "REST 1.0", ["basic", "key", "basic_and_key", "none"], "User id"),
    way("rest-v2", "REST 2.0", ["basic", "key", "basic_and_key", "none"], "User id"),
  ],
  rasa: [
    way("socketio", "Socket.IO", ["mint", "none"]),
    way("rest", "REST", ["none", "oauth", "token"], "Sender"),
    way("callback", "Callback", ["none"], "Sender"),
  ],
};

/** The setting that guards each way; a way that is not named is open. */
const GUARDS: Record<Platform, Record<string, string>> = {
  "cheshire-cat": { websocket: "env.CCAT_API_KEY_WS", http: "env.CCAT_API_KEY" },
  "cheshire-cat-2": { sse: "env.API_KEY", http: "env.API_KEY" },
  chatto: { rest: "chn.rest.callback_token" },
  "program-y": { "rest-v1": "config.rest.api_key", "rest-v2": "config.rest.api_key" },
  rasa: { socketio: "credentials.socketio.jwt_key" },
};

/** How a practice bot can be talked to; a credential that is not set is not the usual one. */
export function waysOf(bot: PracticeBot): ChatWays {
  const ways = [...WAYS[bot.bot.platform], ...GENERIC];
  const [usual] = ways;
  const guard = guardOf(bot, usual?.id ?? "");
  const auth = guard && bot.value(guard) ? (usual?.auths[0] ?? "none") : "none";
  return { ways, transport: usual?.id ?? "", auth };
}

/** The setting whose value opens a way; nothing where the way is open to everybody. */
export const guardOf = (bot: PracticeBot, transport: string): string | null =>
  GUARDS[bot.bot.platform][transport] ?? null;
