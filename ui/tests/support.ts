import { Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import App from "../src/App.svelte";
import { BrowserHost } from "../src/host/browser";
import type { PageId } from "../src/messages/en";

export const BOT = "practice-cat";

export type Opened = { user: UserEvent; host: BrowserHost; reloads: () => number };

/** The whole window on an in-page host that answers without pauses. */
export function openWindow(host = new BrowserHost(0)): Opened {
  let count = 0;
  const reload = () => {
    count++;
  };
  render(App, { host, reload });
  return { user: userEvent.setup(), host, reloads: () => count };
}

/** The window with one practice bot, checked and open on its overview. */
export async function openPractice(): Promise<Opened> {
  const opened = openWindow();
  await opened.user.click(await screen.findByTestId("try-practice"));
  await screen.findByText("Accepted a token signed with the default key");
  return opened;
}

/** The same, after Lock everything…, Apply and Restart. */
export async function openLocked(): Promise<Opened> {
  const opened = await openPractice();
  await lockEverything(opened.user);
  await opened.user.click(await screen.findByTestId("restart-bot"));
  await screen.findByText("All five ways in are locked");
  return opened;
}

export async function lockEverything(user: UserEvent): Promise<void> {
  await user.click(screen.getByTestId("lock-everything"));
  await user.click(await screen.findByTestId("apply-plan"));
  await screen.findByTestId("applied-card");
}

export const TRIVIA = "trivia";

/** The window with a Chatto bot, which has two files, open on its configuration. */
export async function openTrivia(): Promise<Opened> {
  const host = new BrowserHost(0);
  const dir = "~/bots/trivia";
  const url = "http://127.0.0.1:4770";
  await host.addBot({ name: TRIVIA, platform: "chatto", dir, url, allow_plain_http: false });
  const opened = openWindow(host);
  await screen.findByTestId("headline");
  await goTo(opened.user, "configuration");
  await screen.findByTestId("face-bot");
  return opened;
}

export async function openFace(user: UserEvent, face: string): Promise<void> {
  await user.click(screen.getByTestId(`face-${face}`));
  if (face !== "form") await waitFor(editor);
}

/** The editor in sight, behind its shadow root. */
export function editor(): EditorView {
  const content = screen.getByTestId("text-editor").shadowRoot?.querySelector<HTMLElement>(".cm-content");
  const view = content ? EditorView.findFromDOM(content) : null;
  if (!view) throw new Error("no editor is open");
  return view;
}

/** Puts `text` in the place of the first `old`, as typing would. */
export function retype(old: string, text: string): void {
  const view = editor();
  const from = view.state.doc.toString().indexOf(old);
  if (from < 0) throw new Error(`the text holds no ${old}`);
  const insert = Text.of(text.split("\n"));
  view.dispatch({ changes: { from, to: from + old.length, insert }, userEvent: "input.type" });
}

export async function goTo(user: UserEvent, page: PageId): Promise<void> {
  await user.click(screen.getByTestId(`tab-${page}`));
}

export const stateOf = (id: string): string | undefined => screen.getByTestId(`state-${id}`).dataset["state"];
export const inside = (testid: string) => within(screen.getByTestId(testid));
