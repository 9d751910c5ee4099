import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "../src/features/chat/chat.svelte";
import type { FromBot } from "../src/features/chat/from-bot.svelte";
import { percentile } from "../src/features/chat/latency.svelte";
import { FRAME_LIMIT } from "../src/features/chat/wire.svelte";
import { SHOWN, Words, inPieces } from "../src/features/chat/words.svelte";
import type { ChatEvent, ChatOptions, Frame } from "../src/host";
import { BrowserHost } from "../src/host/browser";
import { BOT } from "./support";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

const CONNECTED: ChatEvent = {
  event: "connected",
  request: "GET /ws",
  status: "101",
  ms: 1,
  user_id: "console-1",
  credential: "none",
  session: "s1",
  request_head: [],
  response_head: [],
  command: "",
};
const BROKEN: ChatEvent = { event: "closed", code: 1006, reason: "", clean: false };
const message = (text: string): ChatEvent => ({
  event: "message",
  text,
  buttons: [],
  images: [],
  attachments: [],
  custom: null,
  first_token_ms: 1,
  total_ms: 2,
  tokens: 1,
});
const frame = (seq: number, more: Partial<Frame> = {}): ChatEvent => ({
  event: "frame",
  frame: {
    seq,
    at: "2026-11-23T09:00:00Z",
    direction: "received",
    kind: "chat_token",
    size: 10,
    body: "{}",
    cut: false,
    head: [],
    command: null,
    ...more,
  },
});

/** A connected chat whose backend the test plays itself. */
async function wired() {
  const host = new BrowserHost(0);
  await host.addBot({ name: BOT, platform: "cheshire-cat", dir: null, url: null, allow_plain_http: true });
  const opened: ChatOptions[] = [];
  const sent: string[] = [];
  let listener: (events: ChatEvent[]) => void | Promise<void> = () => undefined;
  host.chatOpen = async (_bot, options, onEvents) => {
    listener = onEvents;
    opened.push(options);
    return `chat-${opened.length}`;
  };
  host.chatSend = async (_id, text) => void sent.push(text);
  const chat = new Chat(host, BOT);
  const take = async (events: ChatEvent[]) => listener(events);
  const emit = (...events: ChatEvent[]) => void listener(events);
  await chat.choice.refresh();
  await chat.connect();
  emit(CONNECTED);
  return { chat, host, emit, take, opened, sent };
}

describe("the conversation's bookkeeping", () => {
  it("ignores what an earlier connection still says", async () => {
    const { chat, emit } = await wired();
    await chat.disconnect();
    emit({ event: "token", text: "late", count: 1 });
    expect(chat.conversation.items).toEqual([]);
  });

  it("keeps a failed message, and sends it again", async () => {
    const { chat, emit, sent } = await wired();
    await chat.send("anyone?");
    emit({ event: "no_reply", seconds: 45, causes: [] });
    const [mine] = chat.conversation.items;
    if (mine?.kind !== "mine") throw new Error("the message is gone");
    expect(mine.state).toBe("failed");
    await chat.retry(mine);
    emit(message("here"), { event: "turn_over", total_ms: 2, replies: 1 });
    expect(mine.state).toBe("answered");
    expect(sent).toEqual(["anyone?", "anyone?"]);
  });

  it("keeps the order of a batch, and starts a bubble for each of several replies", async () => {
    const { chat, emit } = await wired();
    const piece = (text: string): ChatEvent => ({ event: "token", text, count: 1 });
    emit({ event: "notification", text: "wait" }, piece("a"), piece("b"), message("ab"), piece("c"));
    const told = chat.conversation.items.map((item) =>
      item.kind === "bot" ? item.text : item.kind === "notification" ? item.text : item.kind,
    );
    expect(told).toEqual(["wait", "ab", "c"]);
    expect((chat.conversation.items.at(-1) as FromBot).streaming, "the second is still written").toBe(true);
  });

  it("measures each turn, and the share of turns below a time", async () => {
    const { chat, emit } = await wired();
    for (const total_ms of [30, 10, 20]) emit(message("x"), { event: "turn_over", total_ms, replies: 1 });
    expect(chat.latency.turns).toEqual([
      { first: 1, total: 30 },
      { first: 1, total: 10 },
      { first: 1, total: 20 },
    ]);
    expect(percentile([30, 10, 20], 0.5)).toBe(20);
    expect(percentile([30, 10, 20], 0.95)).toBe(30);
    expect(percentile([], 0.5), "no turn, no time").toBe(0);
  });
});

describe("a hundred thousand tokens", () => {
  it("are shown by their end while they come, and none is lost", async () => {
    const { chat, emit } = await wired();
    for (let i = 0; i < 100_000; i++) emit({ event: "token", text: `t${i} `, count: 1 });
    const bubble = chat.conversation.items.at(-1) as FromBot;
    expect(bubble.tokens).toBe(100_000);
    expect(bubble.words.tail.length, "only the end is laid out").toBeLessThanOrEqual(1.2 * SHOWN);
    expect(bubble.text.split(" ").length, "the whole is still there").toBe(100_001);
    expect(bubble.words.tail.endsWith("t99999 ")).toBe(true);
    expect(bubble.words.live.length, "and of that, little while it grows").toBeLessThan(SHOWN / 4);
  });

  it("are asked for one batch after the other, with a rest for the keyboard", async () => {
    const { take } = await wired();
    const piece: ChatEvent = { event: "token", text: "word ", count: 1 };
    let ready = false;
    const batch = Array.from({ length: 50 }, (_, i) => (i % 2 ? piece : frame(i + 1)));
    void take(batch).then(() => (ready = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(ready, "it is not on the screen yet").toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ready, "the next ones are welcome").toBe(true);
  });

  it("do not wait when they come one by one", async () => {
    const { take } = await wired();
    let ready = false;
    void take([message("hello")]).then(() => (ready = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(ready, "each word is seen at once").toBe(true);
  });

  it("leave a note where more came than could be shown", async () => {
    const { chat, emit } = await wired();
    emit({ event: "left_out", count: 12_345 }, { event: "notification", text: "the last one" });
    expect(chat.conversation.items.at(-2)).toMatchObject({
      kind: "note",
      text: "12,345 more came too fast to be shown. They are kept under Earlier conversations.",
    });
  });

  it("never shows half a character", () => {
    const words = new Words(`a${"🐈".repeat(SHOWN)}`);
    expect([...words.tail].every((letter) => letter === "🐈")).toBe(true);
    expect(inPieces(words.text).join("")).toBe(words.text);
    expect(inPieces(words.text).every((piece) => !/[\ud800-\udbff]$/.test(piece))).toBe(true);
  });
});

describe("the frames", () => {
  it("keeps only the last ones on the page but counts them all", async () => {
    const { chat, emit } = await wired();
    for (let seq = 1; seq <= FRAME_LIMIT + 20; seq++) emit(frame(seq));
    vi.advanceTimersByTime(1000);
    expect(chat.wire.rows, "a long document is slow in the webview").toHaveLength(FRAME_LIMIT);
    expect(chat.wire.rows[0]?.frame.seq).toBe(21);
    expect(chat.wire.count).toBe(FRAME_LIMIT + 20);
  });

  it("says how many a flood left out, and fetches them", async () => {
    const { chat, host, emit } = await wired();
    emit(frame(1), frame(5));
    const [first, last] = chat.wire.rows;
    if (!first || !last) throw new Error("a frame is missing");
    expect(chat.wire.count, "numbers tell what did not arrive").toBe(5);
    expect(chat.wire.missing(last, first)).toBe(3);
    const asked: unknown[] = [];
    host.chatFrames = async (...given) => {
      asked.push(given);
      return [2, 3, 4].map((seq) => (frame(seq) as Extract<ChatEvent, { event: "frame" }>).frame);
    };
    await chat.wire.fetch(last);
    expect(asked).toEqual([["chat-1", 2, 3]]);
    expect(chat.wire.rows.map((row) => row.frame.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it("finds words in kind, body and headers, and leaves heartbeats out", async () => {
    const { chat, emit } = await wired();
    const head = [{ name: "Server", value: "Sanic" }];
    emit(frame(1, { kind: "ping" }), frame(2, { body: '{"text":"Hello"}' }), frame(3, { head }));
    vi.advanceTimersByTime(200);
    const seqs = () => chat.wire.found.map((row) => row.frame.seq);
    chat.wire.filter = "talk";
    expect(seqs()).toEqual([2, 3]);
    chat.wire.filter = "all";
    chat.wire.search = "hello";
    expect(seqs()).toEqual([2]);
    chat.wire.search = "server: sanic";
    expect(seqs()).toEqual([3]);
  });

  it("keeps those of an earlier connection, though the numbers begin anew", async () => {
    const { chat, emit } = await wired();
    emit(frame(1));
    await chat.disconnect();
    await chat.connect();
    emit(CONNECTED, frame(1));
    vi.advanceTimersByTime(200);
    expect(chat.wire.rows.map((row) => row.chat)).toEqual(["chat-1", "chat-2"]);
    expect(new Set(chat.wire.rows.map((row) => row.key)).size, "each has a key of its own").toBe(2);
  });
});

describe("after the connection broke", () => {
  it("tries again after 1, 2 and 4 seconds, in the same session and under the same name", async () => {
    const { chat, emit, opened } = await wired();
    for (const [tried, wait] of [1000, 2000, 4000].entries()) {
      emit(BROKEN);
      expect(chat.status).toBe("reconnecting");
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(opened, "not before its time").toHaveLength(tried + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(opened).toHaveLength(tried + 2);
      expect(opened.at(-1)).toMatchObject({ session: "s1", user_id: "console-1" });
      emit(CONNECTED);
    }
    emit(BROKEN);
    expect(chat.status, "three times are enough").toBe("closed");
  });

  it("counts anew once the bot has answered", async () => {
    const { chat, emit } = await wired();
    for (let i = 0; i < 5; i++) {
      emit(BROKEN);
      await vi.advanceTimersByTimeAsync(1000);
      emit(CONNECTED, message("back"));
    }
    expect(chat.status, "a bot that restarts often is still worth it").toBe("connected");
  });

  it("stops at one refusal and explains, but waits for a bot that restarts", async () => {
    const { chat, emit, opened } = await wired();
    emit(BROKEN);
    await vi.advanceTimersByTimeAsync(1000);
    emit({ ...BROKEN, code: null, reason: "Nothing listens." });
    expect(chat.status).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(2000);
    emit({ event: "refused", status: 403, cause: "The key is another one now.", advice: "" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(chat.status).toBe("refused");
    expect(opened).toHaveLength(3);
    expect(chat.conversation.items.at(-1)).toMatchObject({ kind: "note", text: /not tried again/ });
  });

  it("does not come back when the bot said goodbye, nor when the operator left meanwhile", async () => {
    const { chat, emit, opened } = await wired();
    emit({ ...BROKEN, clean: true });
    expect(chat.status).toBe("closed");
    await chat.connect();
    emit(CONNECTED, BROKEN);
    await chat.disconnect();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(2);
  });

  it("begins a new session when the operator disconnected, or chose another way", async () => {
    const { chat, emit, opened } = await wired();
    emit({ ...BROKEN, clean: true });
    chat.choice.over("http");
    await chat.connect();
    expect(opened.at(-1), "the session belongs to the other transport").toMatchObject({ session: null });
    emit(CONNECTED);
    await chat.disconnect();
    await chat.connect();
    expect(opened.at(-1)).toMatchObject({ session: null });
  });
});

describe("the choice of a way", () => {
  it("takes the usual, limits the credential to the transport's, and keeps the operator's choice", async () => {
    const { chat, host } = await wired();
    const { choice } = chat;
    expect([choice.transport, choice.auth]).toEqual(["websocket", "none"]);
    choice.over("any-http");
    expect(choice.way?.auths).not.toContain("key");
    expect(choice.auth, "the transport's usual").toBe("token");
    await choice.refresh();
    expect(choice.transport, "a refresh does not take a choice back").toBe("any-http");
    expect(choice.options(null)).toMatchObject({ custom: { path: "" }, oauth: null, user_id: null });
    choice.with("oauth");
    choice.oauth.token_url = " https://id.example/token ";
    expect(choice.options(null).oauth).toMatchObject({
      token_url: "https://id.example/token",
      scope: null,
    });
    expect(host).toBeDefined();
  });
});
