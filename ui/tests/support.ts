import { render, screen, within } from "@testing-library/svelte";
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

export async function goTo(user: UserEvent, page: PageId): Promise<void> {
  await user.click(screen.getByTestId(`tab-${page}`));
}

export const stateOf = (id: string): string | undefined => screen.getByTestId(`state-${id}`).dataset["state"];
export const inside = (testid: string) => within(screen.getByTestId(testid));
