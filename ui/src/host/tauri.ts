import { Channel } from "@tauri-apps/api/core";
import { commands } from "./bindings";
import type { ChatEvent } from "./bindings";
import type { Host } from "./host";

/** Chat events that are told together to be shown. Fewer than the shell lets be ahead, or it would wait for them. */
const STEP = 25;

/** The desktop shell, through the generated commands. */
export const tauriHost: Host = {
  listBots: commands.listBots,
  detectBot: commands.detectBot,
  addBot: commands.addBot,
  removeBot: (name) => silent(commands.removeBot(name)),

  posture: commands.posture,
  checkLive: commands.checkLive,
  checkAll: (onEvent) => commands.checkAll(new Channel(onEvent)),
  stopChecks: commands.stopChecks,
  dismissAlarm: commands.dismissAlarm,

  settings: commands.settings,
  secrets: commands.secrets,
  revealSecret: commands.revealSecret,
  copySecret: commands.copySecret,
  importSecrets: commands.importSecrets,

  configFiles: commands.configFiles,
  configText: commands.configText,
  lintText: commands.lintText,

  previewPlan: commands.previewPlan,
  applyPlan: commands.applyPlan,
  discardPlan: commands.discardPlan,
  undo: commands.undo,
  history: commands.history,

  login: commands.login,
  session: commands.session,
  logout: (bot) => silent(commands.logout(bot)),
  adminOverview: commands.adminOverview,
  changePassword: (bot, userId, username, password) =>
    silent(commands.changePassword(bot, userId, username, password)),
  keepProviderKey: (bot, id) => silent(commands.keepProviderKey(bot, id)),

  makeCertificate: commands.makeCertificate,
  certificates: commands.certificates,

  doctor: (url, onStep) => commands.doctor(url, new Channel(onStep)),

  chatWays: commands.chatWays,
  keepChatSecret: async (bot, auth, secret) => void (await commands.keepChatSecret(bot, auth, secret)),
  chatOpen(bot, options, onEvents) {
    let untold = 0;
    const acknowledge = async (events: ChatEvent[]) => {
      const shown = onEvents(events);
      untold += events.length;
      if (untold < STEP) return;
      const count = untold;
      untold = 0;
      await shown;
      await commands.chatTaken(await opened, count);
    };
    // Whoever opened it hears why it was not opened.
    const channel = new Channel((events: ChatEvent[]) => void acknowledge(events).catch(() => undefined));
    const opened = commands.chatOpen(bot, options, channel);
    return opened;
  },
  chatSend: (id, text) => silent(commands.chatSend(id, text)),
  chatClose: commands.chatClose,
  chatFrames: commands.chatFrames,
  chatExport: commands.chatExport,

  chatTranscripts: commands.chatTranscripts,
  chatTranscript: commands.chatTranscript,
  chatTranscriptExport: commands.chatTranscriptExport,
  chatTranscriptDelete: (bot, id) => silent(commands.chatTranscriptDelete(bot, id)),

  chatChecks: commands.chatChecks,
  chatCheckFrom: commands.chatCheckFrom,
  saveChatCheck: commands.saveChatCheck,
  deleteChatCheck: (bot, id) => silent(commands.deleteChatCheck(bot, id)),
  runChatCheck: (bot, check, onEvent) => commands.runChatCheck(bot, check, new Channel(onEvent)),

  startPractice: commands.startPractice,
  restartPractice: (bot) => silent(commands.restartPractice(bot)),
  stopPractice: (bot) => silent(commands.stopPractice(bot)),

  vaultStatus: commands.vaultStatus,
  preferences: commands.preferences,
  setPreferences: (preferences) => silent(commands.setPreferences(preferences)),
  pickFolder: commands.pickFolder,
  lock: commands.lock,
};

/** A command without a result answers null. */
async function silent(command: Promise<null>): Promise<void> {
  await command;
}
