import { screen, waitFor } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ChatAuth, Platform } from "../src/host";
import { guardOf } from "../src/host/practice/ways";
import { PLATFORMS } from "../src/messages/en";
import { goTo, openLocked, openPractice, openWindow } from "./support";

const status = () => screen.getByTestId("chat-status").dataset["status"];

async function connect(user: UserEvent, auth: "key" | "jwt" | "none") {
  await goTo(user, "chat");
  await user.selectOptions(await screen.findByTestId("chat-auth"), auth);
  await user.click(screen.getByTestId("chat-connect"));
}

async function say(user: UserEvent, text: string) {
  await waitFor(() => expect(status()).toBe("connected"));
  await user.type(screen.getByTestId("chat-input"), `${text}{Enter}`);
}

describe("chat", () => {
  it("shows a refusal with its cause and what to do, and can reconnect", async () => {
    const { user } = await openLocked();
    await connect(user, "none");
    const card = await screen.findByTestId("chat-refused");
    expect(card).toHaveTextContent("Refused with 403");
    expect(card).toHaveTextContent("Choose the key or a log-in above.");
    expect(status()).toBe("refused");

    await user.selectOptions(screen.getByTestId("chat-auth"), "key");
    await user.click(screen.getByRole("button", { name: "Reconnect" }));
    await waitFor(() => expect(status()).toBe("connected"));
    expect(screen.getByTestId("handshake")).toHaveTextContent("token=••••••••");
  });

  it("streams an answer, then shows how long it took", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "It's late");
    const answer = await screen.findByTestId("chat-message-bot");
    await waitFor(() => expect(answer).toHaveAttribute("data-streaming", "false"));
    expect(answer).toHaveTextContent(
      "Late? It is always tea-time here, and nobody has moved one place on since March.",
    );
    expect(answer).toHaveTextContent(/first token \d+ ms · 15 tokens/);
    expect(screen.getByTestId("chat-notification")).toHaveTextContent("Looking for my smile");
  });

  it("lists the frames and opens one on click", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "hello");
    await waitFor(() =>
      expect(screen.getByTestId("chat-message-bot")).toHaveAttribute("data-streaming", "false"),
    );
    const [sent] = screen.getAllByTestId("frame-row");
    expect(sent).toHaveTextContent("sent");
    await user.click(sent as HTMLElement);
    expect(screen.getByTestId("frame-detail")).toHaveTextContent('"text": "hello"');
  });

  it("says what an error frame means, keeps the message, and retries it", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "fail please");
    expect(await screen.findByTestId("chat-error")).toHaveTextContent("The bot could not recall its memory.");
    expect(screen.getByTestId("chat-message-mine")).toHaveAttribute("data-state", "failed");
    await user.click(screen.getByTestId("chat-retry"));
    await waitFor(() => expect(screen.getAllByTestId("chat-error")).toHaveLength(2));
  });

  it("names the known causes when no reply comes", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "say nothing");
    expect(await screen.findByTestId("chat-no-reply")).toHaveTextContent(
      "Another connection of the same user",
    );
  });

  it("sends the operator to the log-in when a JWT is missing", async () => {
    const { user } = await openPractice();
    await connect(user, "jwt");
    expect(await screen.findByTestId("error-card")).toHaveTextContent("Nobody is logged in to this bot.");
    await user.click(screen.getByRole("button", { name: "Go to Access" }));
    expect(await screen.findByTestId("login-submit")).toBeVisible();
  });

  it("keeps the conversation over a change of page", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "hello");
    await screen.findByTestId("chat-message-bot");
    await goTo(user, "history");
    await goTo(user, "chat");
    expect(screen.getByTestId("chat-message-mine")).toHaveTextContent("hello");
    expect(status()).toBe("connected");
  });

  it("presses a button, which says its payload under its title", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "menu");
    const [way] = await screen.findAllByTestId("chat-button");
    await user.click(way as HTMLElement);
    const mine = screen.getAllByTestId("chat-message-mine").at(-1);
    expect(mine, "the operator sees what was pressed").toHaveTextContent("The way out");
    expect(mine, "and what it really said").toHaveTextContent("sent as /ask_way");
    await user.click(screen.getByTestId("chat-disconnect"));
    expect(way, "nobody is there to hear it").toBeDisabled();
  });

  it("shows pictures and files as addresses, and loads none of them", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "everything");
    const sources = await screen.findAllByTestId("chat-source");
    expect(sources.map((source) => source.textContent?.trim())).toEqual([
      expect.stringContaining("https://wonderland.example/cat.png"),
      expect.stringContaining("https://wonderland.example/house.pdf"),
    ]);
    expect(screen.getByTestId("chat-custom-payload")).toHaveTextContent('"lives": 9');
    const answer = screen.getByTestId("chat-message-bot");
    expect(answer).toHaveTextContent("see the map (https://wonderland.example/map)");
    expect(answer.querySelector("a, img"), "an address is text, nothing to follow or load").toBeNull();
    expect(answer.querySelector("strong")).toHaveTextContent("picture");
  });

  it("searches and filters the frames, and shows the headers of the handshake", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "hello");
    await waitFor(() =>
      expect(screen.getByTestId("chat-message-bot")).toHaveAttribute("data-streaming", "false"),
    );
    await user.selectOptions(screen.getByTestId("frame-filter"), "sent");
    await waitFor(() => expect(screen.getAllByTestId("frame-row")).toHaveLength(1));
    await user.selectOptions(screen.getByTestId("frame-filter"), "all");
    await user.type(screen.getByTestId("frame-search"), "smile");
    await waitFor(() => expect(screen.getAllByTestId("frame-row")).toHaveLength(1));
    expect(screen.getByTestId("frame-row")).toHaveTextContent("notification");
    expect(screen.getByTestId("handshake")).toHaveTextContent("Authorization: Bearer ••••••••");
    expect(screen.getByTestId("latency")).toHaveTextContent(/connect 9 ms.*first token.*total/s);
  });

  it("comes back by itself after the connection broke", async () => {
    const { user } = await openLocked();
    await connect(user, "key");
    await say(user, "vanish");
    expect(await screen.findByTestId("chat-note")).toHaveTextContent("Connecting again in 1 s (1 of 3)");
    expect(screen.getByTestId("chat-message-mine")).toHaveAttribute("data-state", "failed");
    await waitFor(() => expect(status()).toBe("connected"), { timeout: 5000 });
  });
});

describe("a conversation with a practice bot of every platform", () => {
  const KINDS = Object.keys(PLATFORMS) as Platform[];

  it.each(KINDS)(
    "%s: is refused without a credential where one is set, let in with it, and answers",
    async (kind) => {
      const { user, host } = openWindow();
      await user.click(await screen.findByTestId(`practice-${kind}`));
      await user.click(screen.getByTestId("try-practice"));
      await screen.findByTestId("headline");
      const [bot] = [...host.bots.values()];
      if (!bot) throw new Error("no bot was started");
      const { transport } = await host.chatWays(bot.bot.name);
      const guard = guardOf(bot, transport);
      await host.applyPlan((await host.previewPlan(bot.bot.name, LOCK)).id);
      bot.restart();
      expect(guard && bot.inForce(guard), "the usual way of each is locked now").toBeTruthy();

      await goTo(user, "chat");
      await pick(user, "none");
      await user.click(screen.getByTestId("chat-connect"));
      await screen.findByTestId("chat-refused");
      await pick(user, (await host.chatWays(bot.bot.name)).auth);
      await user.click(screen.getByTestId("chat-connect"));
      await say(user, "hello");
      const answer = await screen.findByTestId("chat-message-bot");
      await waitFor(() => expect(answer).toHaveTextContent("It is always tea-time here"));
      await user.click(screen.getByTestId("chat-disconnect"));
      expect(status()).toBe("idle");
    },
  );
});

const LOCK = { kind: "lock_everything" } as const;

/** Side by side or in a list that opens, by how many there are. */
async function pick(user: UserEvent, auth: ChatAuth) {
  const segment = screen.queryByTestId(`chat-auth-${auth}`);
  if (segment) await user.click(segment);
  else await user.selectOptions(await screen.findByTestId("chat-auth"), auth);
}

describe("a credential that stands in no file of the bot", () => {
  it("goes into the keychain and leaves the window", async () => {
    const { user, host } = await openLocked();
    await goTo(user, "chat");
    await user.selectOptions(await screen.findByTestId("chat-transport"), "any-http");
    await user.click(screen.getByTestId("chat-auth-token"));
    const field = await screen.findByTestId<HTMLInputElement>("chat-secret");
    await user.type(field, "a-token-of-the-gateway");
    await user.click(screen.getByTestId("chat-secret-keep"));
    await waitFor(() => expect(screen.getByTestId("chat-secret-state")).toHaveTextContent("Kept."));
    expect(field.value).toBe("");
    expect(document.body).not.toHaveTextContent("a-token-of-the-gateway");
    expect(host.cat("practice-cat").vault["chat.token"]).toBe("a-token-of-the-gateway");
  });
});
