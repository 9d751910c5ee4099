import type { Platform } from "../../host";
import { PAGES, PLATFORMS, type PageId } from "../../messages/en";
import { hostOf } from "../../shared/format";
import type { Console } from "./console.svelte";

export type ActionGroup = "Actions" | "Pages" | "Bots" | "Settings";

/** One thing that can be done by name or by key. Palette, shortcut sheet and key handler read the same table. */
export type Action = {
  id: string;
  group: ActionGroup;
  title: string;
  /** Further words that the palette shows and finds. */
  hint?: string;
  /** As shown: "Ctrl K", "F5", "?". */
  keys?: string;
  /** Works even while a dialog is open. */
  always?: boolean;
  run: () => void;
};

const PLATFORM_NAMES = Object.entries(PLATFORMS) as [Platform, (typeof PLATFORMS)[Platform]][];

/** Every word typed must occur somewhere in what an action is called. */
export function isCalled(action: Action, query: string): boolean {
  const name = `${action.title} ${action.hint ?? ""} ${action.group}`.toLowerCase();
  const words = query.toLowerCase().split(/\s+/);
  return words.every((word) => name.includes(word));
}

export function actionsOf(app: Console): Action[] {
  return [...ofBot(app), ...ofFleet(app), ...general(app), ...pages(app), ...bots(app), ...settings(app)];
}

function general(app: Console): Action[] {
  const layer = (id: NonNullable<Console["layer"]>) => () => (app.layer = id);
  return [
    {
      id: "palette",
      group: "Actions",
      title: "Find a bot, page or action",
      keys: "Ctrl K",
      run: layer("palette"),
    },
    ...practice(app),
    {
      id: "fleet",
      group: "Actions",
      title: "Show all bots",
      keys: "Ctrl B",
      run: () => (app.place = "fleet"),
    },
    { id: "add", group: "Actions", title: "Add a bot…", keys: "Ctrl N", run: layer("add-bot") },
    { id: "vault", group: "Actions", title: "Show the keychain", run: () => (app.place = "vault") },
    { id: "doctor", group: "Actions", title: "Examine a connection…", run: layer("doctor") },
    { id: "settings", group: "Actions", title: "Preferences", keys: "Ctrl ,", run: layer("settings") },
    { id: "shortcuts", group: "Actions", title: "Keyboard shortcuts", keys: "?", run: layer("shortcuts") },
    {
      id: "lock",
      group: "Actions",
      title: "Lock Chatelaine",
      keys: "Ctrl L",
      always: true,
      run: () => void app.lock(),
    },
    {
      id: "larger",
      group: "Actions",
      title: "Larger text",
      keys: "Ctrl +",
      always: true,
      run: () => app.appearance.scale(1),
    },
    {
      id: "smaller",
      group: "Actions",
      title: "Smaller text",
      keys: "Ctrl −",
      always: true,
      run: () => app.appearance.scale(-1),
    },
    {
      id: "normal",
      group: "Actions",
      title: "Normal text size",
      keys: "Ctrl 0",
      always: true,
      run: () => app.appearance.scale(0),
    },
  ];
}

function practice(app: Console): Action[] {
  return PLATFORM_NAMES.map(([platform, { text }]) => ({
    id: `practice-${platform}`,
    group: "Actions",
    title: `Start a practice bot: ${text}`,
    run: () => void app.tryPractice(platform),
  }));
}

function ofFleet(app: Console): Action[] {
  const { fleet } = app;
  const all: Action = {
    id: "check-all",
    group: "Actions",
    title: "Check all bots",
    ...(app.place === "fleet" ? { keys: "F5" } : {}),
    run: () => void fleet.checkAll(Date.now()),
  };
  if (!fleet.checking.busy) return [all];
  return [all, { id: "stop-checks", group: "Actions", title: "Stop checking", run: () => void fleet.stop() }];
}

function ofBot(app: Console): Action[] {
  const { open } = app;
  if (!open) return [];
  const list: Action[] = [
    {
      id: "check",
      group: "Actions",
      title: "Check again",
      hint: open.bot.name,
      ...(app.place === "fleet" ? {} : { keys: "F5" }),
      run: () => void open.checkAgain(),
    },
    {
      id: "conversations",
      group: "Actions",
      title: "Earlier conversations…",
      hint: open.bot.name,
      run: () => {
        app.go("chat");
        void open.chat.archive.show();
      },
    },
    {
      id: "remove",
      group: "Actions",
      title: "Remove this bot…",
      hint: open.bot.name,
      run: () => (app.layer = "remove-bot"),
    },
  ];
  if (open.posture.current?.lockable) {
    const run = () => void open.changes.review({ kind: "lock_everything" });
    list.unshift({
      id: "lock-everything",
      group: "Actions",
      title: "Lock everything…",
      hint: open.bot.name,
      run,
    });
  }
  if (open.bot.practice) {
    list.push({
      id: "restart",
      group: "Actions",
      title: "Restart the bot",
      hint: open.bot.name,
      run: () => void open.changes.restart(),
    });
  }
  return list;
}

function pages(app: Console): Action[] {
  if (!app.open) return [];
  return Object.entries(PAGES).map(([id, title], i) => ({
    id: `page-${id}`,
    group: "Pages",
    title,
    keys: `Ctrl ${i + 1}`,
    run: () => app.go(id as PageId),
  }));
}

function bots(app: Console): Action[] {
  return app.bots.list.map(({ bot }) => ({
    id: `bot-${bot.name}`,
    group: "Bots",
    title: bot.name,
    hint: hostOf(bot.url),
    run: () => app.show(bot),
  }));
}

function settings(app: Console): Action[] {
  const { open } = app;
  if (!open) return [];
  return open.faces.form.rows.map((row) => ({
    id: `setting-${row.id}`,
    group: "Settings",
    title: row.title,
    hint: row.name,
    run: () => {
      open.faces.showSetting(row.id);
      app.go("configuration");
    },
  }));
}
