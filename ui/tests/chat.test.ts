import { screen, waitFor } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Chat, FRAME_LIMIT } from "../src/features/chat/chat.svelte";
import type { ChatEvent } from "../src/host";
import { BrowserHost } from "../src/host/browser";
import { BOT, goTo, openLocked, openPractice } from "./support";

const status = () => screen.getByTestId("chat-status").dataset["status"];

async function connect(user: UserEvent, auth: "key" | "jwt" | "none") {
  await goTo(user, "chat");
  await user.click(await screen.findByTestId(`chat-auth-${auth}`));
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

    await user.click(screen.getByTestId("chat-auth-key"));
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

  it("renders a bot's words as text, never as markup", async () => {
    const { chat, emit } = await wired();
    emit({
      event: "message",
      text: "<img src=x onerror=alert(1)>",
      buttons: [],
      images: [],
      attachments: [],
      custom: null,
      first_token_ms: 1,
      total_ms: 2,
      tokens: 1,
    });
    expect(chat.items.at(-1)).toMatchObject({ kind: "bot", text: "<img src=x onerror=alert(1)>" });
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
});

describe("the conversation's bookkeeping", () => {
  it("keeps only the last frames on the page but counts them all", async () => {
    const { chat, emit } = await wired();
    for (let seq = 1; seq <= FRAME_LIMIT + 20; seq++) {
      const frame = {
        seq,
        at: "2026-11-23T09:00:00Z",
        direction: "received" as const,
        kind: "chat_token",
        size: 10,
        body: "{}",
        cut: false,
        head: [],
        command: null,
      };
      emit({ event: "frame", frame });
    }
    expect(chat.frames, "a long document is slow in the webview").toHaveLength(FRAME_LIMIT);
    expect(chat.frames[0]?.seq).toBe(21);
    expect(chat.frameCount).toBe(FRAME_LIMIT + 20);
  });

  it("ignores what an earlier connection still says", async () => {
    const { chat, emit } = await wired();
    await chat.disconnect();
    emit({ event: "token", text: "late", count: 1 });
    expect(chat.items).toEqual([]);
  });

  it("marks an unanswered message as failed when the connection breaks", async () => {
    const { chat, emit } = await wired();
    await chat.send("anyone?");
    emit({ event: "closed", code: 1006, reason: "", clean: false });
    expect(chat.items[0]).toMatchObject({ kind: "mine", state: "failed" });
    expect(chat.status).toBe("closed");
  });
});

/** A connected chat whose backend the test plays itself. */
async function wired(): Promise<{ chat: Chat; emit: (event: ChatEvent) => void }> {
  const host = new BrowserHost(0);
  let emit: (event: ChatEvent) => void = () => undefined;
  host.chatOpen = async (_bot, _options, onEvents) => {
    emit = (event) => onEvents([event]);
    return "id";
  };
  host.chatSend = async () => undefined;
  const chat = new Chat(host, BOT);
  await chat.connect();
  emit({
    event: "connected",
    request: "GET /ws",
    status: "101",
    ms: 1,
    user_id: "u",
    credential: "none",
    session: "s",
    request_head: [],
    response_head: [],
    command: "",
  });
  return { chat, emit };
}
