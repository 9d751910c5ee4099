import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { BOT, goTo, inside, lockEverything, openPractice, openWindow, stateOf } from "./support";

describe("from an empty window to a locked bot", () => {
  it("starts with one sentence and one primary action", async () => {
    openWindow();
    expect(await screen.findByTestId("try-practice")).toHaveTextContent("Try a practice bot");
    expect(screen.getByTestId("add-my-bot"), "the second way in is one's own bot").toBeVisible();
    expect(screen.queryByTestId("tab-overview"), "no page makes sense without a bot").toBeNull();
  });

  it("checks a new bot by itself and says who can get in", async () => {
    await openPractice();
    expect(screen.getByTestId("headline")).toHaveTextContent("One of five ways in is locked");
    expect(["http", "ws", "jwt", "admin", "transport"].map(stateOf)).toEqual([
      "open",
      "open",
      "forgeable",
      "default_password",
      "loopback_only",
    ]);
    expect(screen.getByTestId(`bot-${BOT}`), "the sidebar counts the findings").toHaveTextContent("5");
  });

  it("reviews masked changes, applies, restarts, and proves the lock", async () => {
    const { user } = await openPractice();
    await user.click(screen.getByTestId("lock-everything"));
    const dialog = await screen.findByTestId("review-dialog");
    expect(dialog).toHaveTextContent("CCAT_API_KEY=••••••••");
    expect(dialog, "what the plan leaves open is said before, not after").toHaveTextContent("Good to know");

    await user.click(screen.getByTestId("apply-plan"));
    expect(await screen.findByTestId("applied-card")).toHaveTextContent("Tokens issued before stay valid");
    expect(stateOf("http"), "a file alone locks nothing: the running bot has not read it").toBe("open");

    await user.click(screen.getByTestId("restart-bot"));
    await waitFor(() => expect(stateOf("http"), "proof follows the restart by itself").toBe("proven_locked"));
    expect(screen.queryByTestId("restart-bot"), "nothing is left to restart").toBeNull();
    expect(screen.queryByTestId("lock-everything"), "nothing is left to lock").toBeNull();
  });

  it("throws a cancelled plan away", async () => {
    const { user, host } = await openPractice();
    await user.click(screen.getByTestId("lock-everything"));
    await user.click(await screen.findByTestId("cancel-plan"));
    await waitFor(() => expect(screen.queryByTestId("review-dialog")).toBeNull());
    expect(host.cat(BOT).vault, "a cancelled plan leaves no secret behind").toEqual({});
  });

  it("fixes a single way in", async () => {
    const { user } = await openPractice();
    await user.click(screen.getByTestId("fix-jwt"));
    const dialog = await screen.findByTestId("review-dialog");
    expect(dialog).toHaveTextContent("CCAT_JWT_SECRET");
    expect(dialog, "only what was asked for").not.toHaveTextContent("CCAT_API_KEY_WS");
  });

  it("undoes the change and shows the bot open again", async () => {
    const { user } = await openPractice();
    await lockEverything(user);
    await user.click(inside("applied-card").getByTestId("undo"));
    expect(await screen.findByText("Undid: Lock everything", { selector: "strong" })).toBeVisible();
    await user.click(screen.getByTestId("check-again"));
    await waitFor(() => expect(stateOf("admin")).toBe("default_password"));
    await goTo(user, "history");
    expect(await screen.findAllByTestId("history-entry")).toHaveLength(2);
  });

  it("shows the evidence of a way in", async () => {
    const { user } = await openPractice();
    await user.click(screen.getByTestId("details-transport"));
    expect(await screen.findByTestId("evidence-dialog")).toHaveTextContent(
      "Plain HTTP; fine on loopback, not beyond",
    );
  });
});
