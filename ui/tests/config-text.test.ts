import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { editor, goTo, inside, openFace, openTrivia, retype } from "./support";

const text = () => editor().state.doc.toString();
const problem = (rule: string) => screen.findByTestId(`problem-${rule}`);

async function openText(face = "bot") {
  const opened = await openTrivia();
  await openFace(opened.user, face);
  return { ...opened, bot: opened.host.bots.get("trivia") };
}

describe("the configuration as text", () => {
  it("has a tab for the form and one for each file, reached by the arrow keys", async () => {
    const { user } = await openTrivia();
    const tabs = inside("face-form").queryAllByRole("tab");
    expect(tabs).toEqual([]);
    screen.getByTestId("face-form").focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("face-bot")).toHaveAttribute("data-state", "active");
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("face-chn")).toHaveAttribute("data-state", "active");
    expect(await screen.findByTestId("text-editor")).toBeVisible();
  });

  it("shows no secret, only what stands for it", async () => {
    await openText();
    expect(text()).toContain('token: "⟦secret 1⟧"');
    const shown = editor().contentDOM.textContent;
    expect(shown).toContain("••••••••");
    expect(shown, "a marker is one piece with a name of its own").not.toContain("⟦");
    const piece = editor().contentDOM.querySelector(".cm-secret");
    expect(piece).toHaveAttribute("title", "Hidden secret; type over it to replace it");
  });

  it("refuses to cut a marker, and replaces it as a whole", async () => {
    await openText();
    const at = text().indexOf("⟦secret 1⟧");
    editor().dispatch({ changes: { from: at, to: at + 4 } });
    expect(text(), "half a marker stands for nothing").toContain("⟦secret 1⟧");
    editor().dispatch({ changes: { from: at, to: at + "⟦secret 1⟧".length, insert: "typed" } });
    expect(text()).toContain('token: "typed"');
  });

  it("marks a name that nobody can read as a new file", async () => {
    const { user, host } = await openTrivia();
    const chn = host.bots.get("trivia")?.file("chn");
    if (chn) chn.text = null;
    window.dispatchEvent(new Event("focus"));
    await waitFor(() => expect(screen.getByTestId("face-chn")).toHaveTextContent("chn.yml (new)"));
    await openFace(user, "chn");
    expect(screen.getByText(/It is made when you apply/)).toBeVisible();
    retype("", "rest:\n");
    await user.click(await screen.findByTestId("review-staged"));
    await user.click(await screen.findByTestId("apply-plan"));
    await waitFor(() => expect(chn?.text).toBe("rest:\n"));
  });
});

describe("problems as one types", () => {
  it("are the same rules as in the form, with the line and a way there", async () => {
    const { user } = await openText();
    const row = await problem("chatto/ttl-unit");
    expect(row).toHaveTextContent("line 10");
    await user.click(inside("problem-chatto/ttl-unit").getByRole("button", { name: /counts nanoseconds/ }));
    expect(editor().state.doc.lineAt(editor().state.selection.main.head).number).toBe(10);
    await user.click(inside("problem-chatto/ttl-unit").getByRole("button", { name: "Fix chatto/ttl-unit…" }));
    expect(await screen.findByTestId("review-dialog")).toHaveTextContent('ttl: "1h"');
  });

  it("follow the text: gone when mended, GEN-001 when it cannot be read", async () => {
    await openText();
    await problem("chatto/ttl-unit");
    retype("ttl: 3600", "ttl: 1h");
    await waitFor(() => expect(screen.queryByTestId("problem-chatto/ttl-unit")).toBeNull());
    retype("auth:", "auth");
    expect(await problem("GEN-001")).toHaveTextContent("line 11");
  });

  it("offer no fix of the saved file while the text has changes, and say why", async () => {
    await openText();
    await problem("chatto/ttl-unit");
    retype("trivia\n", "quiz\n");
    const fix = inside("problem-chatto/ttl-unit").getByRole("button", { name: "Fix chatto/ttl-unit…" });
    await waitFor(() => expect(fix).toBeDisabled());
    expect(inside("problems").getByText(/Fixes work on the saved file/)).toBeVisible();
  });

  it("say it when a marker stands for nothing", async () => {
    await openText();
    retype("trivia\n", "⟦secret 7⟧\n");
    expect(await inside("problems").findByRole("alert")).toHaveTextContent("cut or made up");
  });

  it("are shown in the file from the overview and from the form", async () => {
    const { user } = await openTrivia();
    await goTo(user, "overview");
    await user.click(screen.getByRole("button", { name: "Show chatto/dead-token in the file" }));
    await waitFor(() => expect(text()).toContain("rest:"));
    await waitFor(() => expect(editor().state.doc.lineAt(editor().state.selection.main.head).number).toBe(2));
    await openFace(user, "form");
    const field = inside("setting-bot.store.ttl");
    await user.click(field.getByRole("button", { name: "Show chatto/ttl-unit in the file" }));
    await waitFor(() =>
      expect(editor().state.doc.lineAt(editor().state.selection.main.head).number).toBe(10),
    );
  });
});

describe("staged text", () => {
  it("is reviewed with secrets masked, applied, and leaves the stage", async () => {
    const { user, bot } = await openText();
    retype("⟦secret 1⟧", "typed-by-hand-and-long-enough");
    expect(await screen.findByTestId("staged-bar")).toHaveTextContent("Changes in bot.yml");
    await user.click(screen.getByTestId("review-staged"));
    const dialog = await screen.findByTestId("review-dialog");
    expect(dialog).toHaveTextContent('token: "••••••••"');
    expect(dialog).not.toHaveTextContent("typed-by-hand");
    expect(bot?.file("bot").text, "a review is only a look").not.toContain("typed-by-hand");

    await user.click(screen.getByTestId("apply-plan"));
    await screen.findByTestId("applied-card");
    expect(bot?.value("bot.extensions.my_server.token")).toBe("typed-by-hand-and-long-enough");
    await waitFor(() => expect(screen.queryByTestId("staged-bar")).toBeNull());
    await waitFor(() => expect(text(), "what was typed is hidden again").toContain("⟦secret 1⟧"));
    expect(screen.queryByTestId("reloaded"), "our own change is no news").toBeNull();

    await user.click(screen.getByTestId("undo"));
    await waitFor(() =>
      expect(bot?.value("bot.extensions.my_server.token")).toBe("my-extension-authorization-token"),
    );
  });

  it("leaves the stage by itself when changed back, and on Discard", async () => {
    const { user } = await openText();
    retype("trivia\n", "quiz\n");
    await screen.findByTestId("staged-bar");
    retype("quiz\n", "trivia\n");
    await waitFor(() => expect(screen.queryByTestId("staged-bar")).toBeNull());
    retype("trivia\n", "quiz\n");
    await user.click(await screen.findByTestId("discard-staged"));
    expect(screen.queryByTestId("staged-bar")).toBeNull();
    expect(text(), "the editor shows the file again").toContain("bot_name: trivia");
  });

  it("waits while the operator looks at another page", async () => {
    const { user } = await openText();
    retype("trivia\n", "quiz\n");
    await goTo(user, "history");
    expect(screen.getByTestId("tab-configuration")).toHaveTextContent("1 staged");
    await goTo(user, "configuration");
    await waitFor(() => expect(text()).toContain("bot_name: quiz"));
  });

  it("keeps the form from being edited, and the other way round", async () => {
    const { user } = await openText();
    retype("trivia\n", "quiz\n");
    await openFace(user, "form");
    expect(await screen.findByTestId("form-locked")).toHaveTextContent("The text of bot.yml has changes.");
    expect(screen.getByRole("textbox", { name: "Forget after" })).toBeDisabled();
    await user.click(screen.getByTestId("discard-staged"));
    const ttl = screen.getByRole("textbox", { name: "Forget after" });
    await waitFor(() => expect(ttl).toBeEnabled());

    await user.clear(ttl);
    await user.type(ttl, "2h");
    await openFace(user, "chn");
    expect(await screen.findByTestId("text-locked")).toHaveTextContent("The form has 1 change in bot.yml.");
    expect(editor().state.readOnly).toBe(true);
    await user.click(screen.getByTestId("discard-staged"));
    await waitFor(() => expect(editor().state.readOnly).toBe(false));
  });

  it("keeps the line breaks of the file", async () => {
    const { user, host } = await openTrivia();
    const bot = host.bots.get("trivia")?.file("bot");
    if (bot?.text) bot.text = bot.text.replaceAll("\n", "\r\n");
    window.dispatchEvent(new Event("focus"));
    await screen.findByTestId("reloaded");
    await openFace(user, "bot");
    expect(screen.queryByTestId("staged-bar"), "looking at a file changes nothing").toBeNull();
    retype("trivia\n", "quiz\n");
    await user.click(await screen.findByTestId("review-staged"));
    await user.click(await screen.findByTestId("apply-plan"));
    await waitFor(() => expect(bot?.text).toContain("bot_name: quiz\r\nextensions:"));
    await screen.findByTestId("applied-card");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "one\ntwo\n");
    await fireEvent(editor().contentDOM, new ClipboardEvent("paste", { clipboardData }));
    expect(editor().state.sliceDoc(), "what is pasted follows the file").toContain("one\r\ntwo\r\n#");
  });
});

describe("the form over several files", () => {
  it("groups by file first, then by purpose", async () => {
    await openTrivia();
    expect(screen.getByTestId("section-bot")).toHaveTextContent("bot.yml");
    expect(screen.getByTestId("section-chn")).toHaveTextContent("chn.yml");
    const headings = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
    const words = headings.map((heading) => heading?.split(/\s/)[0]);
    expect(words.slice(words.indexOf("bot.yml"))).toEqual([
      "bot.yml",
      "Secrets",
      "Network",
      "Storage",
      "Services",
      "chn.yml",
      "Secrets",
      "Channels",
    ]);
    expect(screen.getByTestId("setting-bot.extensions.my_server.token")).toHaveTextContent(
      "Token of my_server",
    );
  });
});
