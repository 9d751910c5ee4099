import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { openPractice } from "./support";

const gone = (testid: string) => waitFor(() => expect(screen.queryByTestId(testid)).toBeNull());

describe("by keyboard", () => {
  it("opens the palette with Ctrl K, finds by words, and runs with Enter", async () => {
    const { user } = await openPractice();
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByTestId("palette-input");
    expect(field).toHaveFocus();
    await user.type(field, "pages secr");
    expect(screen.getAllByRole("option").map((option) => option.textContent?.trim())).toEqual([
      expect.stringContaining("Secrets"),
    ]);
    await user.keyboard("{Enter}");
    await gone("palette");
    expect(screen.getByTestId("tab-secrets")).toHaveAttribute("data-state", "active");
  });

  it("walks the results with the arrow keys", async () => {
    const { user } = await openPractice();
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByTestId("palette-input");
    const first = field.getAttribute("aria-activedescendant");
    await user.keyboard("{ArrowDown}");
    expect(field.getAttribute("aria-activedescendant")).not.toBe(first);
    await user.keyboard("{ArrowUp}");
    expect(field.getAttribute("aria-activedescendant")).toBe(first);
  });

  it("jumps to a setting by name", async () => {
    const { user } = await openPractice();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByTestId("palette-input"), "token lifetime{Enter}");
    await waitFor(() => expect(screen.getByLabelText("Token lifetime")).toHaveFocus());
  });

  it("says so when nothing is called that", async () => {
    const { user } = await openPractice();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByTestId("palette-input"), "zzz");
    expect(screen.getByText("Nothing is called that.")).toBeVisible();
  });

  it("closes the topmost layer with Esc and gives the focus back", async () => {
    const { user } = await openPractice();
    const gear = screen.getByTestId("settings-open");
    gear.focus();
    await user.keyboard("{Enter}");
    await screen.findByTestId("settings-dialog");
    await user.keyboard("{Escape}");
    await gone("settings-dialog");
    await waitFor(() => expect(gear).toHaveFocus());
  });

  it("lists the shortcuts on ?, but not while typing", async () => {
    const { user } = await openPractice();
    await user.keyboard("?");
    expect(await screen.findByTestId("shortcut-sheet")).toHaveTextContent("Lock Chatelaine");
    await user.keyboard("{Escape}");
    await gone("shortcut-sheet");
    await user.click(screen.getByTestId("tab-access"));
    await user.type(await screen.findByTestId("login-username"), "?");
    expect(screen.queryByTestId("shortcut-sheet"), "a question mark may be part of a name").toBeNull();
  });

  it("goes to a page with Ctrl and its number", async () => {
    const { user } = await openPractice();
    await user.keyboard("{Control>}7{/Control}");
    expect(screen.getByTestId("tab-history")).toHaveAttribute("data-state", "active");
  });

  it("does nothing behind a review, except locking", async () => {
    const { user, reloads } = await openPractice();
    await user.click(screen.getByTestId("lock-everything"));
    await screen.findByTestId("review-dialog");
    await user.keyboard("{Control>}k{/Control}");
    expect(screen.queryByTestId("palette")).toBeNull();
    await user.keyboard("{Control>}l{/Control}");
    expect(await screen.findByTestId("lock-screen")).toBeVisible();
    expect(screen.queryByTestId("review-dialog"), "a lock hides every layer").toBeNull();
    expect(screen.queryByTestId("headline"), "a lock wipes the page").toBeNull();
    await user.click(screen.getByTestId("unlock"));
    expect(reloads(), "unlocking starts from nothing").toBe(1);
  });

  it("changes theme and text size", async () => {
    const { user, host } = await openPractice();
    const root = document.documentElement;
    await user.click(screen.getByTestId("settings-open"));
    await user.click(await screen.findByTestId("theme-light"));
    expect(root.dataset["theme"]).toBe("light");
    expect(await host.preferences()).toEqual({ theme: "light", schedule: "off" });
    await user.click(screen.getByTestId("theme-dark"));
    expect(root.dataset["theme"]).toBe("dark");
    await user.keyboard("{Control>}+{/Control}");
    expect(root.style.getPropertyValue("--zoom")).toBe("1.10");
    await user.keyboard("{Control>}0{/Control}");
    expect(root.style.getPropertyValue("--zoom")).toBe("1.00");
  });
});
