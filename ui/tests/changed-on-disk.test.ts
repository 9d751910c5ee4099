import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { BrowserHost } from "../src/host/browser";
import type { PracticeBot } from "../src/host/practice/bot";
import { editor, goTo, inside, openFace, openTrivia, openWindow, retype } from "./support";

const text = () => editor().state.doc.toString();

async function openText() {
  const { user, host } = await openTrivia();
  await openFace(user, "bot");
  const bot = host.bots.get("trivia") as PracticeBot;
  return { user, host, bot };
}

/** Somebody else writes; the window looks when the operator comes back to it. */
function elsewhere(bot: PracticeBot, old: string, text: string) {
  const file = bot.file("bot");
  file.text = (file.text ?? "").replace(old, text);
  window.dispatchEvent(new Event("focus"));
}
const banner = () => screen.findByTestId("changed-bot");
const choose = (user: UserEvent, name: RegExp) =>
  user.click(inside("changed-bot").getByRole("button", { name }));

describe("a file that changed on disk", () => {
  it("is taken anew when nothing waits, and never silently", async () => {
    const { user, bot } = await openText();
    elsewhere(bot, "trivia\n", "quiz\n");
    expect(await screen.findByTestId("reloaded")).toHaveTextContent("Reloaded: bot.yml was changed on disk.");
    await waitFor(() => expect(text()).toContain("bot_name: quiz"));
    elsewhere(bot, "ttl: 3600", "ttl: 3h");
    await openFace(user, "form");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Forget after" })).toHaveValue("3h"));
    await waitFor(() => expect(screen.getByTestId("tab-overview")).toHaveTextContent("4"));
    await user.click(inside("reloaded").getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByTestId("reloaded")).toBeNull();
  });

  it("is reloaded only after it is clear that mine is lost", async () => {
    const { user, bot } = await openText();
    retype("type: cache", "type: redis");
    elsewhere(bot, "trivia\n", "quiz\n");
    expect(await banner()).toHaveTextContent("bot.yml was changed on disk");
    await choose(user, /^Reload/);
    expect(text(), "asking loses nothing").toContain("type: redis");
    await user.click(await screen.findByTestId("lose-confirm"));
    await waitFor(() => expect(text()).toContain("bot_name: quiz"));
    expect(text()).toContain("type: cache");
    expect(screen.queryByTestId("changed-bot")).toBeNull();
    expect(screen.queryByTestId("staged-bar")).toBeNull();
  });

  it("is compared with mine without showing a secret", async () => {
    const { user, bot } = await openText();
    retype("type: cache", "type: redis");
    elsewhere(bot, "trivia\n", "quiz\n");
    await banner();
    await choose(user, /^Compare/);
    const dialog = await screen.findByTestId("compare-dialog");
    expect(dialog).toHaveTextContent("removed: bot_name: quiz");
    expect(dialog).toHaveTextContent("added: type: redis".replace(": t", ":   t").replace(/ +/g, " "));
    expect(dialog).not.toHaveTextContent("my-extension-authorization-token");
  });

  it("gets mine on top of it with Keep mine, and nothing is written before Apply", async () => {
    const { user, bot } = await openText();
    retype("type: cache", "type: redis");
    elsewhere(bot, "# A trivia bot", "# Somebody else's remark");
    await banner();
    await choose(user, /^Keep/);
    await waitFor(() => expect(screen.queryByTestId("changed-bot")).toBeNull());
    expect(bot.file("bot").text).toContain("type: cache");
    await user.click(screen.getByTestId("review-staged"));
    expect(
      await screen.findByTestId("review-dialog"),
      "the whole difference is on the table",
    ).toHaveTextContent("Somebody else's remark");
    await user.click(screen.getByTestId("apply-plan"));
    await screen.findByTestId("applied-card");
    expect(bot.file("bot").text).toContain("type: redis");
    expect(bot.value("bot.extensions.my_server.token"), "a marker still stands for the same secret").toBe(
      "my-extension-authorization-token",
    );
  });

  it("cannot keep mine when its secrets are other ones, and says so", async () => {
    const { user, bot } = await openText();
    retype("type: cache", "type: redis");
    elsewhere(bot, "my-extension-authorization-token", "another-token");
    await banner();
    await choose(user, /^Keep/);
    await waitFor(async () => expect(await banner()).toHaveTextContent("yours cannot be kept"));
    expect(inside("changed-bot").getByRole("button", { name: /^Keep/ })).toBeDisabled();
    expect(text(), "mine is still here to be compared").toContain("type: redis");
  });

  it("is kept as a list of keys too: each key is known again in its new place", async () => {
    const host = new BrowserHost(0);
    const keys = { name: "keys", dir: "~/bots/keys", url: null, allow_plain_http: false };
    await host.addBot({ ...keys, platform: "program-y" });
    const { user } = openWindow(host);
    await screen.findByTestId("headline");
    await goTo(user, "configuration");
    await openFace(user, "keys");
    const file = (host.bots.get("keys") as PracticeBot).file("keys");
    expect(text(), "no key is in sight").not.toContain("dormouse");
    retype("# who may ask", "# who may ask today");
    file.text = "# who may ask\nqueen-of-hearts\ndormouse-1871\nmarch-hare-1865\n";
    window.dispatchEvent(new Event("focus"));
    await user.click(
      within(await screen.findByTestId("changed-keys")).getByRole("button", { name: /^Keep/ }),
    );
    await waitFor(() => expect(screen.queryByTestId("changed-keys")).toBeNull());
    await user.click(await screen.findByTestId("review-staged"));
    await user.click(await screen.findByTestId("apply-plan"));
    await screen.findByTestId("applied-card");
    expect(file.text, "mine, with the keys in the order that mine had").toBe(
      "# who may ask today\nmarch-hare-1865\ndormouse-1871\n",
    );
  });

  it("is no dispute any more when the disk goes back", async () => {
    const { bot } = await openText();
    retype("type: cache", "type: redis");
    elsewhere(bot, "trivia\n", "quiz\n");
    await banner();
    elsewhere(bot, "quiz\n", "trivia\n");
    await waitFor(() => expect(screen.queryByTestId("changed-bot")).toBeNull());
    expect(text()).toContain("type: redis");
  });

  it("asks about edits of the form as well", async () => {
    const { user, bot } = await openText();
    await openFace(user, "form");
    const ttl = screen.getByRole("textbox", { name: "Forget after" });
    await user.clear(ttl);
    await user.type(ttl, "2h");
    elsewhere(bot, "ttl: 3600", "ttl: 3h");
    await banner();
    expect(ttl, "what was typed stays").toHaveValue("2h");
    await choose(user, /^Compare/);
    const dialog = await screen.findByTestId("review-dialog");
    expect(dialog, "the review is the comparison").toHaveTextContent("ttl: 3h");
    await user.click(screen.getByTestId("cancel-plan"));
    await choose(user, /^Keep/);
    await waitFor(() => expect(screen.queryByTestId("changed-bot")).toBeNull());
    expect(ttl).toHaveValue("2h");
  });

  it("is not forgotten while another page is open", async () => {
    const { user, bot } = await openText();
    retype("type: cache", "type: redis");
    await goTo(user, "history");
    elsewhere(bot, "trivia\n", "quiz\n");
    await goTo(user, "configuration");
    expect(await banner()).toBeVisible();
  });

  it.each(["previewPlan", "applyPlan"] as const)(
    "is noticed by %s and opens the same banner",
    async (step) => {
      const { user, bot, host } = await openText();
      retype("type: cache", "type: redis");
      const file = bot.file("bot");
      if (step === "applyPlan") {
        await user.click(await screen.findByTestId("review-staged"));
        await screen.findByTestId("review-dialog");
        host.applyPlan = () =>
          Promise.reject({
            code: "changed_on_disk",
            what: "bot.yml changed on disk.",
            advice: "Look again.",
          });
      }
      file.text = (file.text ?? "").replace("trivia\n", "quiz\n");
      await user.click(await screen.findByTestId(step === "applyPlan" ? "apply-plan" : "review-staged"));
      expect(await banner()).toBeVisible();
      expect(
        screen.queryByTestId("review-dialog"),
        "reviewing the same again would fail the same",
      ).toBeNull();
      expect(screen.queryByTestId("error-card"), "one message is enough").toBeNull();
    },
  );
});
