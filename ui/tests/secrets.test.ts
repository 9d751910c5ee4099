import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { REVEAL_LIMIT, Reveal } from "../src/shared/reveal.svelte";
import { BOT, goTo, openLocked } from "./support";

const SETTING = "env.CCAT_API_KEY";
const value = () => screen.queryByTestId(`value-${SETTING}`);

async function openSecrets() {
  const opened = await openLocked();
  await goTo(opened.user, "secrets");
  const eye = await screen.findByTestId(`reveal-${SETTING}`);
  const secret = opened.host.cat(BOT).vault[SETTING] ?? "";
  return { ...opened, eye, secret };
}

describe("secrets", () => {
  it("shows a value only while the eye is held down", async () => {
    const { eye, secret } = await openSecrets();
    expect(document.body, "a page at rest holds no secret").not.toHaveTextContent(secret);
    await fireEvent.pointerDown(eye);
    await waitFor(() => expect(value()).toHaveTextContent(secret));
    await fireEvent.pointerUp(eye);
    expect(value(), "letting go hides it at once").toBeNull();
  });

  it.each([" ", "Enter"])("is held by the key %j as well", async (key) => {
    const { eye, secret } = await openSecrets();
    eye.focus();
    await fireEvent.keyDown(eye, { key });
    await waitFor(() => expect(value()).toHaveTextContent(secret));
    await fireEvent.keyUp(eye, { key });
    expect(value()).toBeNull();
  });

  it("hides when the window loses the focus", async () => {
    const { eye } = await openSecrets();
    await fireEvent.pointerDown(eye);
    await waitFor(() => expect(value()).not.toBeNull());
    await fireEvent.blur(window);
    expect(value()).toBeNull();
  });

  it("copies without revealing and counts down to the clearing", async () => {
    const { user, secret } = await openSecrets();
    await user.click(screen.getByTestId(`copy-${SETTING}`));
    expect(await screen.findByRole("timer")).toHaveTextContent("30s");
    expect(document.body, "copying happens in the backend").not.toHaveTextContent(secret);
  });

  it("generates a new value through a reviewed plan", async () => {
    const { user, host, secret } = await openSecrets();
    await user.click(screen.getByTestId(`renew-${SETTING}`));
    expect(await screen.findByTestId("review-dialog")).toHaveTextContent("CCAT_API_KEY=••••••••");
    await user.click(screen.getByTestId("apply-plan"));
    await screen.findByTestId("applied-card");
    expect(host.cat(BOT).vault[SETTING], "the keychain holds another value now").not.toBe(secret);
  });

  it("adopts what stands only in the file", async () => {
    const { user, host } = await openSecrets();
    host.cat(BOT).vault = {};
    await user.click(screen.getByTestId(`bot-${BOT}`));
    await user.click(await screen.findByTestId("adopt-secrets"));
    await waitFor(() => expect(screen.queryByTestId("adopt-secrets")).toBeNull());
    expect(host.cat(BOT).vault[SETTING]).toBe(host.cat(BOT).value(SETTING));
  });
});

describe("a revealed value", () => {
  afterEach(() => vi.useRealTimers());

  it("hides itself after the limit, even when held", async () => {
    vi.useFakeTimers();
    const reveal = new Reveal();
    await reveal.hold(() => Promise.resolve("s3cret"));
    vi.advanceTimersByTime(REVEAL_LIMIT - 1);
    expect(reveal.value).toBe("s3cret");
    vi.advanceTimersByTime(1);
    expect(reveal.value, "nobody holds an eye for longer on purpose").toBeNull();
  });

  it("never appears when let go before it arrived", async () => {
    const reveal = new Reveal();
    let answer: (value: string) => void = () => undefined;
    const held = reveal.hold(() => new Promise((done) => (answer = done)));
    reveal.release();
    answer("s3cret");
    await held;
    expect(reveal.value, "a slow keychain must not reveal into an unattended page").toBeNull();
  });
});
