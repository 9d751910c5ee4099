import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { PLATFORMS } from "../src/messages/en";
import { inside, openWindow } from "./support";

async function openDialog() {
  const opened = openWindow();
  await opened.user.click(await screen.findByTestId("add-bot"));
  await screen.findByTestId("add-bot-dialog");
  return opened;
}
const chosen = (platform: string) =>
  screen.getByTestId(`platform-${platform}`).getAttribute("aria-checked") === "true";

describe("adding a bot", () => {
  it("offers every platform by name", async () => {
    await openDialog();
    expect(
      inside("add-bot-dialog")
        .getAllByRole("radio")
        .map((radio) => radio.textContent?.trim()),
    ).toEqual(
      Object.values(PLATFORMS).map(({ badge, text }) => expect.stringMatching(`^${badge}\\s*${text}$`)),
    );
    expect(
      inside("add-bot-dialog")
        .getAllByRole("radio")
        .some((radio) => radio.ariaChecked === "true"),
    ).toBe(false);
  });

  it("chooses what the folder reveals", async () => {
    const { user } = await openDialog();
    await user.type(screen.getByTestId("add-bot-dir"), "~/bots/trivia");
    await user.tab();
    await waitFor(() => expect(chosen("chatto")).toBe(true));
    expect(screen.getByTestId("add-bot-url")).toHaveValue("http://127.0.0.1:4770");
    await user.click(screen.getByTestId("add-bot-submit"));
    expect(await screen.findByTestId("bot-trivia")).toHaveTextContent("Chatto");
  });

  it("checks a bot that it cannot log in to, says so where it matters, and offers the chat", async () => {
    const { user, host } = await openDialog();
    const asked = vi.spyOn(host, "checkLive");
    await user.type(screen.getByTestId("add-bot-dir"), "~/bots/trivia");
    await user.tab();
    await waitFor(() => expect(chosen("chatto")).toBe(true));
    await user.click(screen.getByTestId("add-bot-submit"));
    await screen.findByTestId("check-again");
    await waitFor(() => expect(asked, "asked without being told to").toHaveBeenCalledOnce());
    await user.click(screen.getByTestId("tab-access"));
    expect(await screen.findByText("Not for Chatto yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Open the chat" }));
    expect(await screen.findByTestId("chat-connect")).toBeVisible();
    expect(screen.queryByTestId("error-card")).toBeNull();
  });

  it("asks nobody when only the folder is known", async () => {
    const { user, host } = await openDialog();
    const asked = vi.spyOn(host, "checkLive");
    await user.type(screen.getByTestId("add-bot-dir"), "~/bots/trivia");
    await user.tab();
    await waitFor(() => expect(chosen("chatto")).toBe(true));
    await user.clear(screen.getByTestId("add-bot-url"));
    await user.click(screen.getByTestId("add-bot-submit"));
    await user.click(await screen.findByTestId("check-again"));
    expect(asked, "its files tell all there is to know").not.toHaveBeenCalled();
    expect(screen.queryByTestId("error-card")).toBeNull();
  });

  it("lets the operator know better", async () => {
    const { user, host } = await openDialog();
    await user.type(screen.getByTestId("add-bot-dir"), "~/bots/empty");
    await user.tab();
    expect(await screen.findByText(/Choose the platform by hand/)).toBeVisible();
    expect(screen.getByTestId("add-bot-submit"), "nobody guesses").toBeDisabled();
    await user.click(screen.getByTestId("platform-chatto"));
    expect(screen.getByTestId("add-bot-url")).toHaveAttribute("placeholder", "http://127.0.0.1:4770");
    await user.click(screen.getByTestId("add-bot-submit"));
    await screen.findByTestId("bot-empty");
    expect(host.bots.get("empty")?.bot.platform).toBe("chatto");
  });
});
