import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { BrowserHost } from "../src/host/browser";
import { PLATFORMS } from "../src/messages/en";
import type { Platform } from "../src/host";
import { TICK } from "../src/features/fleet/schedule";
import { BOT, inside, openLocked, openPractice, openWindow } from "./support";

const KINDS = Object.keys(PLATFORMS) as Platform[];

async function openFleet() {
  const opened = await openPractice();
  await opened.user.click(screen.getByTestId("all-bots"));
  await screen.findByTestId("fleet-page");
  return opened;
}
const worst = (bot: string) => screen.getByTestId(`fleet-state-${bot}`).dataset["state"];

describe("practice bots of every kind", () => {
  it.each(KINDS)("the first page starts a %s", async (platform) => {
    const { user, host } = openWindow();
    await user.click(await screen.findByTestId(`practice-${platform}`));
    await user.click(screen.getByTestId("try-practice"));
    await screen.findByTestId("headline");
    const [bot] = [...host.bots.values()];
    expect(bot?.bot.platform).toBe(platform);
    await waitFor(() => expect(bot?.checkedAt, "and checks it at once").not.toBeNull());
  });

  it("run side by side, one of each kind, and stop one by one", async () => {
    const { user, host } = await openFleet();
    for (const platform of KINDS.slice(1)) {
      await user.click(screen.getByTestId(`practice-start-${platform}`));
      await screen.findByTestId(`practice-stop-${platform}`);
    }
    expect(host.bots.size, "five, and not two of one kind").toBe(5);
    expect(screen.getByTestId("practice-bots")).toHaveTextContent("5 running");
    await user.click(screen.getByTestId("practice-stop-rasa"));
    expect(await screen.findByTestId("practice-start-rasa")).toBeVisible();
    expect(await screen.findByTestId("fleet-start-practice-rasa"), "the list offers the same").toBeVisible();
  });
});

describe("all bots", () => {
  it("shows how each stands", async () => {
    await openFleet();
    const row = screen.getByTestId(`fleet-${BOT}`);
    expect(row).toHaveTextContent("0 of 5");
    expect(worst(BOT)).toBe("open");
    expect(screen.getByTestId("fleet-sum")).toHaveTextContent("1 bot · 1 stands open");
  });

  it("says when a bot has not read its files yet", async () => {
    const { user, host } = await openFleet();
    const cat = host.cat(BOT);
    cat.file("env").text += "CCAT_API_KEY=a-new-one\n";
    await user.click(screen.getByTestId(`fleet-check-${BOT}`));
    await waitFor(() => expect(screen.getByTestId(`fleet-${BOT}`)).toHaveTextContent("Restart needed"));
  });

  it("opens a bot from its row, and comes back with Ctrl B", async () => {
    const { user } = await openFleet();
    await user.click(screen.getByTestId(`fleet-open-${BOT}`));
    expect(await screen.findByTestId("headline")).toBeVisible();
    await user.keyboard("{Control>}b{/Control}");
    expect(await screen.findByTestId("fleet-page")).toBeVisible();
  });

  it("checks one", async () => {
    const { user, host } = await openFleet();
    const before = host.cat(BOT).checkedAt;
    await user.click(screen.getByTestId(`fleet-check-${BOT}`));
    await waitFor(() => expect(host.cat(BOT).checkedAt).not.toBe(before));
    expect(host.forged.at(-1), "nobody agreed to forged tokens").toBe(false);
  });

  it("checks all that have an address, with F5 too, and says what came of it", async () => {
    const { user, host } = await openFleet();
    await host.addBot({ name: "files", platform: "rasa", dir: "~/rasa", url: null, allow_plain_http: false });
    await user.keyboard("{F5}");
    await waitFor(() => expect(screen.getByTestId("round-status")).toHaveTextContent("1 bot asked."));
    const row = await screen.findByTestId("fleet-files");
    expect(row, "a folder alone cannot be asked").toHaveTextContent("Never");
    expect(screen.getByTestId("fleet-check-files")).toBeDisabled();
  });

  it("shows the progress and can be stopped", async () => {
    const { user, host } = await openFleet();
    for (const n of [1, 2, 3]) {
      const url = `http://127.0.0.1:900${n}`;
      await host.addBot({ name: `bot-${n}`, platform: "chatto", dir: "~/c", url, allow_plain_http: false });
    }
    const check = host.checkAll.bind(host);
    host.checkAll = (onEvent) =>
      check((event) => {
        onEvent(event);
        if (event.event === "asked" && event.done === 1) void host.stopChecks();
      });
    await user.click(screen.getByTestId("check-all"));
    await waitFor(() =>
      expect(screen.getByTestId("round-status")).toHaveTextContent("Stopped after 1 of 4."),
    );
    expect(screen.getByTestId("check-all"), "and can begin again").toBeVisible();
  });

  it("keeps a schedule, and checks by itself while the window is open", async () => {
    const { user, host } = await openFleet();
    const rounds = vi.spyOn(host, "checkAll");
    await user.click(screen.getByTestId("schedule-five_minutes"));
    expect(await host.preferences(), "beside the theme").toEqual({
      theme: "system",
      schedule: "five_minutes",
    });
    expect(rounds, "choosing is not checking").not.toHaveBeenCalled();
  });
});

describe("the schedule of an open window", () => {
  it("asks when it is due and rests when the window is locked", async () => {
    const host = new BrowserHost(0);
    await host.setPreferences({ theme: "dark", schedule: "five_minutes" });
    await host.startPractice("chatto");
    const rounds = vi.spyOn(host, "checkAll");
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    try {
      const { user } = openWindow(host);
      await screen.findByTestId("headline");
      await vi.advanceTimersByTimeAsync(TICK);
      expect(rounds, "the first round begins with the window").toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(4 * 60_000);
      expect(rounds, "too early for the second").toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(rounds).toHaveBeenCalledTimes(2);
      await user.keyboard("{Control>}l{/Control}");
      await screen.findByTestId("lock-screen");
      await vi.advanceTimersByTimeAsync(60 * 60_000);
      expect(rounds, "a locked window asks nobody").toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a proven lock that opens", () => {
  it("is told on every page until it is dismissed, and stands in the history", async () => {
    const { user, host } = await openLocked();
    const cat = host.cat(BOT);
    cat.file("env").text = "CCAT_DEBUG=true\n";
    cat.restart();
    await user.click(screen.getByTestId("check-again"));
    const alarm = await screen.findByTestId(`alarm-${BOT}`);
    expect(alarm).toHaveTextContent("3 ways in were proven locked and are open now");
    await user.click(screen.getByTestId("tab-history"));
    expect(screen.getByTestId(`alarm-${BOT}`), "wherever the operator is").toBeVisible();
    expect((await screen.findAllByTestId("history-entry"))[0]).toHaveTextContent("alarm");
    await user.click(screen.getByTestId("all-bots"));
    await user.click(screen.getByTestId(`dismiss-alarm-${BOT}`));
    await waitFor(() => expect(screen.queryByTestId("alarms")).toBeNull());
  });

  it("is no news when the operator took the change back", async () => {
    const { user } = await openLocked();
    await user.click(inside("applied-card").getByTestId("undo"));
    await user.click(await screen.findByTestId("restart-bot"));
    await waitFor(() => expect(screen.getByTestId("headline")).toHaveTextContent("One of five"));
    expect(screen.queryByTestId("alarms")).toBeNull();
  });
});

describe("forged tokens", () => {
  it("are sent only after a yes, which counts once", async () => {
    const { user, host } = await openPractice();
    host.forged.length = 0;
    await user.click(screen.getByTestId("forge"));
    expect(await screen.findByTestId("forge-dialog")).toHaveTextContent("shows them to JSON Web Tokens");
    await user.click(screen.getByTestId("forge-cancel"));
    await waitFor(() => expect(screen.queryByTestId("forge-dialog")).toBeNull());
    expect(host.forged, "a no sends nothing").toEqual([]);
    await user.click(screen.getByTestId("forge"));
    await user.click(await screen.findByTestId("forge-confirm"));
    await waitFor(() => expect(host.forged).toEqual([true]));
    await user.click(screen.getByTestId("check-again"));
    await waitFor(() => expect(host.forged, "the next check asks for none").toEqual([true, false]));
  });

  it("are not offered where no way in takes tokens", async () => {
    const host = new BrowserHost(0);
    await host.startPractice("chatto");
    openWindow(host);
    await screen.findByTestId("headline");
    expect(screen.queryByTestId("forge")).toBeNull();
  });
});
