import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { replayed } from "../src/features/chat/archive.svelte";
import { BOT, goTo, inside, openLocked } from "./support";

async function say(user: UserEvent, words: string) {
  await user.type(screen.getByTestId("chat-input"), `${words}{Enter}`);
  await waitFor(() =>
    expect(screen.getAllByTestId("chat-message-bot").at(-1)).toHaveAttribute("data-streaming", "false"),
  );
}
async function connect(user: UserEvent) {
  await user.selectOptions(await screen.findByTestId("chat-auth"), "key");
  await user.click(screen.getByTestId("chat-connect"));
  await waitFor(() => expect(screen.getByTestId("chat-status").dataset["status"]).toBe("connected"));
}
/** One conversation that is over, and one that goes on. */
async function openTwo() {
  const opened = await openLocked();
  const { user } = opened;
  await goTo(user, "chat");
  await connect(user);
  await say(user, "what is the time?");
  await user.click(screen.getByTestId("chat-disconnect"));
  await connect(user);
  await user.click(screen.getByTestId("chat-archive"));
  await screen.findByTestId("archive-list");
  return opened;
}
const entries = () => screen.queryAllByTestId("archive-entry");
const read = async (user: UserEvent, at: number) => {
  const entry = entries()[at];
  if (entry) await user.click(within(entry).getByRole("button", { name: /^Read/ }));
  await screen.findByTestId("archive-conversation");
};

describe("earlier conversations", () => {
  it("are listed with the newest first, and read as they were seen", async () => {
    const { user } = await openTwo();
    expect(entries()).toHaveLength(2);
    expect(entries()[0]).toHaveTextContent("Goes on");
    await read(user, 1);
    expect(screen.getByTestId("archive-head")).toHaveTextContent("Had over WebSocket with a key");
    const said = inside("archive-conversation");
    expect(said.getByTestId("chat-message-mine")).toHaveTextContent("what is the time?");
    expect(said.getByTestId("chat-message-bot")).toHaveTextContent("It is always tea-time here");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.click(screen.getByTestId("archive-back"));
    expect(entries(), "back at the list").toHaveLength(2);
  });

  it("are written to a file, and the window says which", async () => {
    const { user } = await openTwo();
    await read(user, 1);
    await user.click(screen.getByTestId("archive-export"));
    expect(await screen.findByText("Written to ~/conversation.jsonl")).toBeVisible();
  });

  it("are deleted only after a second word, one or all that are over", async () => {
    const { user, host } = await openTwo();
    await read(user, 1);
    await user.click(screen.getByTestId("archive-delete"));
    await user.click(screen.getByTestId("archive-spare"));
    expect(await host.chatTranscripts(BOT), "asking deletes nothing").toHaveLength(2);
    await user.click(screen.getByTestId("archive-delete"));
    await user.click(screen.getByTestId("archive-confirm"));
    await waitFor(() => expect(entries()).toHaveLength(1));
    expect(screen.queryByTestId("archive-delete-all"), "what goes on cannot be deleted").toBeNull();
    await read(user, 0);
    expect(screen.getByTestId("archive-delete")).toBeDisabled();
    await user.click(screen.getByTestId("archive-back"));
    await user.click(screen.getByTestId("archive-close"));
    await user.click(screen.getByTestId("chat-disconnect"));
    await user.click(screen.getByTestId("chat-archive"));
    await user.click(await screen.findByTestId("archive-delete-all"));
    await user.click(screen.getByTestId("archive-confirm"));
    expect(await screen.findByText("Nothing is kept yet")).toBeVisible();
  });

  it("say what went wrong instead of staying empty", async () => {
    const { user, host } = await openTwo();
    host.chatTranscript = () =>
      Promise.reject({ code: "not_found", what: "There is no such conversation.", advice: "Look again." });
    const entry = entries()[0];
    if (entry) await user.click(within(entry).getByRole("button", { name: /^Read/ }));
    expect(await screen.findByTestId("error-card")).toHaveTextContent("There is no such conversation.");
    expect(entries(), "the list is still there").toHaveLength(2);
  });

  it("are found by name", async () => {
    const { user } = await openLocked();
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("earlier{Enter}");
    expect(await screen.findByText("Nothing is kept yet")).toBeVisible();
  });
});

describe("a transcript", () => {
  it("shows what was never answered, and offers nothing to press: it is over", async () => {
    const { conversation, head } = replayed([
      { at: "2026-01-02T03:04:05.006Z", entry: { said: "anybody?" } },
      { at: "2026-01-02T03:05:05.006Z", entry: { heard: { event: "no_reply", seconds: 45, causes: [] } } },
    ]);
    expect(head, "its first line may have made room").toBeNull();
    const [mine, silence] = conversation.items;
    expect(mine).toMatchObject({ kind: "mine", state: "failed", at: "2026-01-02T03:04:05.006Z" });
    expect(silence?.kind).toBe("no_reply");
  });
});
