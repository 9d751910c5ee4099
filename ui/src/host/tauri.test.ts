import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, it, vi } from "vitest";
import type { ChatEvent } from "./bindings";
import { tauriHost } from "./tauri";

type Call = { command: string; args: Record<string, unknown> };

function recordCalls(): Call[] {
  const calls: Call[] = [];
  mockIPC((command, args) => {
    calls.push({ command, args: { ...(args as object) } });
    return null;
  });
  return calls;
}

afterEach(() => clearMocks());

it("names every command as the backend does, with the arguments it expects", async () => {
  const calls = recordCalls();
  const host = tauriHost;
  await host.previewPlan("alice", { kind: "lock_everything" });
  await host.applyPlan("p1");
  await host.login("alice", "admin", null, true);
  await host.changePassword("alice", "u1", "admin", null);
  await host.revealSecret("alice", "CCAT_API_KEY");
  await host.history(null);
  await host.setPreferences({ theme: "dark", schedule: "hourly" });
  expect(calls).toEqual([
    { command: "preview_plan", args: { bot: "alice", request: { kind: "lock_everything" } } },
    { command: "apply_plan", args: { planId: "p1" } },
    { command: "login", args: { bot: "alice", username: "admin", password: null, remember: true } },
    { command: "change_password", args: { bot: "alice", userId: "u1", username: "admin", password: null } },
    { command: "reveal_secret", args: { bot: "alice", setting: "CCAT_API_KEY" } },
    { command: "history", args: { bot: null } },
    { command: "set_preferences", args: { preferences: { theme: "dark", schedule: "hourly" } } },
  ]);
});

it("turns each method's camelCase name into the command's snake_case name", async () => {
  const calls = recordCalls();
  for (const [name, method] of Object.entries(tauriHost)) {
    await (method as (...given: unknown[]) => Promise<unknown>)("a", "b", () => undefined);
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(calls.at(-1)?.command, "a command by another name is denied by the shell").toBe(snake);
  }
});

it("delivers chat events over a channel", async () => {
  const calls = recordCalls();
  const seen: ChatEvent[] = [];
  const options = {
    transport: null,
    auth: null,
    user_id: null,
    session: null,
    oauth: null,
    custom: null,
  };
  let show = () => {};
  const shown = new Promise<void>((resolve) => (show = resolve));
  await tauriHost.chatOpen("alice", options, (events) => (seen.push(...events), shown));
  const channel = calls[0]?.args["onEvents"] as { onmessage: (events: ChatEvent[]) => void };
  const piece: ChatEvent = { event: "token", text: "Me", count: 1 };
  channel.onmessage([piece, piece]);
  expect(seen, "in batches, and every one of a batch").toEqual([piece, piece]);
  for (let batch = 0; batch < 12; batch++) channel.onmessage([piece, piece]);
  const told = () =>
    calls.filter(({ command }) => command === "chat_taken").map(({ args }) => args["events"]);
  await Promise.resolve();
  expect(told(), "nothing before it is on the screen").toEqual([]);
  show();
  await vi.waitFor(() =>
    expect(told(), "in steps: a call for each word would hold up the next one").toEqual([26]),
  );
});
