import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { AddBot } from "../src/features/bots/add-bot.svelte";
import { BrowserHost } from "../src/host/browser";
import { Attempt } from "../src/shared/attempt.svelte";
import type { CommandError, VaultStatus } from "../src/host";
import { BOT, goTo, inside, openPractice, openWindow } from "./support";

const LOCKED: VaultStatus = {
  state: "locked",
  store: "Secret Service",
  what: "The keychain is locked.",
  advice: "Unlock it in your password manager.",
  lasting: true,
};

describe("trouble", () => {
  it("shows a refused log-in as a card: what, advice, code", async () => {
    const { user } = await openPractice();
    await goTo(user, "access");
    await user.type(await screen.findByTestId("login-password"), "wrong");
    await user.click(screen.getByTestId("login-submit"));
    const card = await screen.findByTestId("error-card");
    expect(card).toHaveTextContent("The bot refused this user name and password (403).");
    expect(card).toHaveTextContent("each refusal takes a second");
    expect(card).toHaveTextContent("refused");
    expect(screen.getByTestId("login-password"), "a typed password does not linger").toHaveValue("");
  });

  it("gives the keychain a page with cause and remedy, not a toast", async () => {
    const { user, host } = await openPractice();
    host.vault = LOCKED;
    await user.click(screen.getByTestId("lock-everything"));
    expect(await screen.findByTestId("error-card")).toHaveTextContent("The keychain is locked.");
    const pill = screen.getByTestId("vault-pill");
    await waitFor(() =>
      expect(pill, "the pill hears of it without being asked").toHaveAttribute("data-state", "locked"),
    );

    await user.click(pill);
    expect(screen.getByTestId("vault-page")).toHaveTextContent("Unlock it in your password manager.");
    host.vault = { ...LOCKED, state: "available", what: "The keychain answers.", advice: "" };
    await user.click(screen.getByTestId("vault-retry"));
    await waitFor(() => expect(pill).toHaveAttribute("data-state", "available"));
  });

  it("never overwrites a file that changed meanwhile, and offers a fresh review", async () => {
    const { user, host } = await openPractice();
    const apply = host.applyPlan.bind(host);
    host.applyPlan = () => {
      host.applyPlan = apply;
      const error: CommandError = {
        code: "changed_on_disk",
        what: ".env changed on disk.",
        advice: "Review the change again.",
      };
      return Promise.reject(error);
    };
    await user.click(screen.getByTestId("lock-everything"));
    await user.click(await screen.findByTestId("apply-plan"));
    await user.click(await screen.findByRole("button", { name: "Review again" }));
    await waitFor(() => expect(inside("review-dialog").queryByTestId("error-card")).toBeNull());
    await user.click(screen.getByTestId("apply-plan"));
    expect(await screen.findByTestId("applied-card")).toBeVisible();
  });

  it("shows an unreachable bot as a state with a cause", async () => {
    const { user } = await openPractice();
    await user.click(screen.getByTestId("stop-bot"));
    expect(await screen.findByText(/Nothing answers on 127.0.0.1:1865/)).toBeVisible();
    expect(await screen.findByTestId("start-bot"), "what was stopped can be started").toBeVisible();
  });

  it("asks before keys travel in clear to another machine", async () => {
    const { user } = openWindow();
    await user.click(await screen.findByTestId("add-bot"));
    await user.type(await screen.findByTestId("add-bot-url"), "http://bot.example.test:1865");
    await user.type(screen.getByTestId("add-bot-name"), "alice");
    await user.click(screen.getByTestId("platform-cheshire-cat"));
    expect(screen.getByTestId("add-bot-submit")).toBeDisabled();
    await user.click(screen.getByTestId("add-bot-plain-http"));
    await user.click(screen.getByTestId("add-bot-submit"));
    expect(await screen.findByTestId("bot-alice")).toBeVisible();
  });

  it.each([
    ["http://127.0.0.1:1865", false],
    ["http://[::1]:1865", false],
    ["http://localhost:1865", false],
    ["https://bot.example.test", false],
    ["http://127.0.0.1.example.test", true],
    ["http://localhost.example.test", true],
  ])("knows whether %s leaves this machine in clear: %s", (url, leaves) => {
    const form = new AddBot(new BrowserHost(0), () => Promise.reject(new Error("not called")));
    form.url = url;
    expect(form.needsConsent).toBe(leaves);
  });

  it("fills the form from what the folder reveals", async () => {
    const { user } = openWindow();
    await user.click(await screen.findByTestId("add-bot"));
    await user.click(await screen.findByRole("button", { name: "Browse…" }));
    await waitFor(() => expect(screen.getByTestId("add-bot-name")).toHaveValue("alice"));
    expect(screen.getByTestId("add-bot-url")).toHaveValue("http://127.0.0.1:1865");
    await user.click(screen.getByTestId("add-bot-submit"));
    expect(await screen.findByTestId("bot-alice")).toHaveAttribute("aria-current", "page");
  });

  it("forgets a bot only after asking", async () => {
    const { user, host } = await openPractice();
    await user.click(screen.getByTestId("remove-bot"));
    expect(host.bots.has(BOT)).toBe(true);
    await user.click(await screen.findByTestId("remove-confirm"));
    expect(await screen.findByTestId("try-practice"), "an empty list teaches again").toBeVisible();
  });
});

describe("an attempt", () => {
  it("turns whatever was thrown into a card", async () => {
    const attempt = new Attempt();
    await attempt.run(() => Promise.reject(new Error("boom")));
    expect(attempt.error).toMatchObject({ code: "internal", what: "boom" });
    await attempt.run(() => Promise.resolve());
    expect(attempt.error, "success clears the last failure").toBeNull();
  });
});
