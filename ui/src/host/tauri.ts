import { Channel, invoke } from "@tauri-apps/api/core";
import type { ChatEvent } from "./bindings";
import type { Host } from "./host";

/** The desktop shell. Argument names are camelCase here and snake_case in Rust; the shell converts them. */
export const tauriHost: Host = {
  listBots: () => invoke("list_bots"),
  detectBot: (dir) => invoke("detect_bot", { dir }),
  addBot: (bot) => invoke("add_bot", { bot }),
  removeBot: (name) => invoke("remove_bot", { name }),

  posture: (bot) => invoke("posture", { bot }),
  checkLive: (bot) => invoke("check_live", { bot }),

  settings: (bot) => invoke("settings", { bot }),
  secrets: (bot) => invoke("secrets", { bot }),
  revealSecret: (bot, setting) => invoke("reveal_secret", { bot, setting }),
  copySecret: (bot, setting) => invoke("copy_secret", { bot, setting }),
  importSecrets: (bot) => invoke("import_secrets", { bot }),

  previewPlan: (bot, request) => invoke("preview_plan", { bot, request }),
  applyPlan: (planId) => invoke("apply_plan", { planId }),
  discardPlan: (planId) => invoke("discard_plan", { planId }),
  undo: (bot) => invoke("undo", { bot }),
  history: (bot) => invoke("history", { bot }),

  login: (bot, username, password, remember) => invoke("login", { bot, username, password, remember }),
  session: (bot) => invoke("session", { bot }),
  logout: (bot) => invoke("logout", { bot }),
  adminOverview: (bot) => invoke("admin_overview", { bot }),
  changePassword: (bot, userId, username, password) =>
    invoke("change_password", { bot, userId, username, password }),
  keepProviderKey: (bot, id) => invoke("keep_provider_key", { bot, id }),

  makeCertificate: (bot) => invoke("make_certificate", { bot }),
  certificates: (bot) => invoke("certificates", { bot }),

  chatOpen: (bot, options, onEvent) => invoke("chat_open", { bot, options, onEvent: channel(onEvent) }),
  chatSend: (id, text) => invoke("chat_send", { id, text }),
  chatClose: (id) => invoke("chat_close", { id }),

  startPractice: () => invoke("start_practice"),
  restartPractice: (bot) => invoke("restart_practice", { bot }),
  stopPractice: (bot) => invoke("stop_practice", { bot }),

  vaultStatus: () => invoke("vault_status"),
  preferences: () => invoke("preferences"),
  setPreferences: (preferences) => invoke("set_preferences", { preferences }),
  pickFolder: () => invoke("pick_folder"),
  lock: () => invoke("lock"),
};

function channel(onEvent: (event: ChatEvent) => void): Channel<ChatEvent> {
  const events = new Channel<ChatEvent>();
  events.onmessage = onEvent;
  return events;
}
