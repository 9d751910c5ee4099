import type { Door } from "./doors";
import type { PlainHouse } from "./plain";
import type { Setting } from "./settings";

const secret = (id: string, title: string): Setting => ({
  id,
  title,
  help: `Guards the way in that it is named after.`,
  kind: "secret",
  group: "secrets",
  default: null,
});
const door = (id: string, title: string, reach: string, setting: string): Door => ({
  id,
  title,
  reach,
  setting,
  rules: [`page/${id}`],
});

/** The platforms that the page knows by their doors alone. */
export const HOUSES: Record<"cheshire-cat-2" | "program-y" | "rasa", PlainHouse> = {
  "cheshire-cat-2": {
    platform: "Cheshire Cat",
    version: "2.0.23",
    main: "env",
    files: [{ role: "env", name: ".env", format: "properties", text: "API_KEY=\nJWT_SECRET=\n" }],
    settings: [secret("env.API_KEY", "API key"), secret("env.JWT_SECRET", "Signing key")],
    doors: [
      door("http-api", "HTTP API", "GET /status", "env.API_KEY"),
      door("jwt", "JSON Web Tokens", "GET /me", "env.JWT_SECRET"),
    ],
    tokens: ["jwt"],
  },
  "program-y": {
    platform: "Program-Y",
    version: "5.0",
    main: "config",
    files: [
      { role: "config", name: "config.yaml", format: "yaml", text: "rest:\n  api_key:\n" },
      {
        role: "keys",
        name: "keys.txt",
        format: "text",
        text: "# who may ask\nmarch-hare-1865\ndormouse-1871\n",
      },
    ],
    settings: [secret("config.rest.api_key", "REST API key")],
    doors: [door("rest-v1", "REST, version 1", "GET /api/rest/v1.0/ask", "config.rest.api_key")],
    tokens: [],
  },
  rasa: {
    platform: "Rasa",
    version: "3.6.20",
    main: "credentials",
    files: [
      {
        role: "credentials",
        name: "credentials.yml",
        format: "yaml",
        text: "socketio:\n  jwt_key:\ncallback:\n  token:\n",
      },
    ],
    settings: [
      secret("credentials.socketio.jwt_key", "Socket.IO JWT key"),
      secret("credentials.callback.token", "Callback token"),
    ],
    doors: [
      door("socketio", "Socket.IO", "/socket.io", "credentials.socketio.jwt_key"),
      door("callback", "Callback webhook", "POST /webhooks/callback", "credentials.callback.token"),
    ],
    tokens: ["socketio"],
  },
};
