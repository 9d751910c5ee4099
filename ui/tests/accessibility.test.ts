import { screen } from "@testing-library/svelte";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { PAGES, type PageId } from "../src/messages/en";
import {
  BOT,
  goTo,
  inside,
  openFace,
  openLocked,
  openPractice,
  openTrivia,
  openWindow,
  retype,
} from "./support";

/** Colours are judged by tests/contrast.test.ts; this DOM computes no styles. */
const OPTIONS = { rules: { "color-contrast": { enabled: false } } };

async function expectClean(what: string) {
  const { violations } = await axe.run(document.body, OPTIONS);
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  expect(told.join("\n"), `${what} must be usable without sight or mouse`).toBe("");
}

describe.each(["light", "dark"] as const)("accessible in the %s theme", (theme) => {
  async function dressed(open: typeof openPractice) {
    const opened = await open();
    await opened.user.click(screen.getByTestId("settings-open"));
    await opened.user.click(await screen.findByTestId(`theme-${theme}`));
    await expectClean("the preferences");
    await opened.user.keyboard("{Escape}");
    expect(document.documentElement.dataset["theme"]).toBe(theme);
    return opened;
  }

  it.each(Object.keys(PAGES) as PageId[])("the %s page", async (page) => {
    const { user } = await dressed(page === "overview" ? openPractice : openLocked);
    await goTo(user, page);
    await expectClean(`the ${page} page`);
  });

  it("the review", async () => {
    const { user } = await dressed(openPractice);
    await user.click(screen.getByTestId("lock-everything"));
    await screen.findByTestId("review-dialog");
    await expectClean("the review");
  });

  it("the form over two files, a text with problems, and a file that changed on disk", async () => {
    const { user, host } = await dressed(openTrivia);
    await expectClean("the form");
    await openFace(user, "bot");
    await screen.findByTestId("problem-chatto/ttl-unit");
    await expectClean("the text");
    retype("trivia\n", "quiz\n");
    const file = host.bots.get("trivia")?.file("bot");
    if (file) file.text = `# somebody else\n${file.text}`;
    window.dispatchEvent(new Event("focus"));
    await screen.findByTestId("changed-bot");
    await expectClean("the banner");
    await user.click(inside("changed-bot").getByRole("button", { name: /^Compare/ }));
    await screen.findByTestId("compare-dialog");
    await expectClean("the comparison");
    await user.keyboard("{Escape}");
    await openFace(user, "form");
    await expectClean("the form while the text has changes");
  });

  it("the palette, the keychain page, and the lock", async () => {
    const { user } = await dressed(openPractice);
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByTestId("palette");
    await expectClean("the palette");
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("vault-pill"));
    await expectClean("the keychain page");
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByTestId("lock-screen");
    await expectClean("the lock");
  });

  it("all bots, a round, an alarm and the question about forged tokens", async () => {
    const { user, host } = await dressed(openLocked);
    await user.click(screen.getByTestId("forge"));
    await screen.findByTestId("forge-dialog");
    await expectClean("the question");
    await user.keyboard("{Escape}");
    const cat = host.cat(BOT);
    cat.file("env").text = "CCAT_DEBUG=true\n";
    cat.restart();
    await user.click(screen.getByTestId("all-bots"));
    await user.click(await screen.findByTestId("practice-start-rasa"));
    await screen.findByTestId("practice-stop-rasa");
    await user.click(screen.getByTestId("check-all"));
    await screen.findByTestId("alarms");
    await expectClean("all bots");
  });

  it("a session and a certificate", async () => {
    const { user } = await dressed(openLocked);
    await goTo(user, "access");
    await user.click(await screen.findByTestId("login-use-vault"));
    await user.click(screen.getByTestId("login-submit"));
    await screen.findByTestId("user-admin");
    await expectClean("the session");
    await goTo(user, "certificates");
    await user.click(await screen.findByTestId("make-certificate"));
    await screen.findByTestId("certificate-card");
    await expectClean("a certificate");
  });
});

it("the first run is accessible", async () => {
  const { user } = openWindow();
  await screen.findByTestId("try-practice");
  await expectClean("the first run");
  await user.click(screen.getByTestId("add-bot"));
  await screen.findByTestId("add-bot-dialog");
  await expectClean("adding a bot");
});
