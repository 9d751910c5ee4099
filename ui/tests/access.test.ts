import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { BOT, goTo, inside, openLocked } from "./support";

async function logIn() {
  const opened = await openLocked();
  await goTo(opened.user, "access");
  await opened.user.click(await screen.findByTestId("login-use-vault"));
  await opened.user.click(screen.getByTestId("login-submit"));
  await screen.findByTestId("session-card");
  return opened;
}

describe("access", () => {
  it("logs in with the keychain's password and shows the session", async () => {
    await logIn();
    const card = screen.getByTestId("session-card");
    expect(card).toHaveTextContent("Logged in as admin");
    expect(card).toHaveTextContent(/Expires in (24:00:00|23:59:5\d)/);
    expect(card).toHaveTextContent("Verified with CCAT_JWT_SECRET from the keychain");
    expect(
      screen.getByRole("rowheader", { name: "PLUGINS" }),
      "the matrix names every resource",
    ).toBeVisible();
  });

  it("shows what an administrator looks for first", async () => {
    await logIn();
    expect(await screen.findByText("LLMOpenAIChatConfig")).toBeVisible();
    expect(screen.getByText(/Why Cat/)).toHaveTextContent("off");
    expect(screen.getByTestId("user-user")).toHaveTextContent("CONVERSATION (all)");
  });

  it("generates a password by default and keeps it", async () => {
    const { user, host } = await logIn();
    const before = host.cat(BOT).password;
    await user.click(await screen.findByRole("button", { name: "Change the password of admin…" }));
    await user.click(await screen.findByTestId("password-submit"));
    await waitFor(() => expect(screen.queryByTestId("password-dialog")).toBeNull());
    expect(host.cat(BOT).password).not.toBe(before);
    expect(host.cat(BOT).vault["password.admin"]).toBe(host.cat(BOT).password);
  });

  it("takes a provider key, which the bot shows in clear, into the keychain", async () => {
    const { user } = await logIn();
    await user.click(await screen.findByRole("button", { name: /^Keep LLMOpenAIChatConfig/ }));
    expect(await screen.findByText("In keychain")).toBeVisible();
  });

  it("logs in again without typing, and out", async () => {
    const { user } = await logIn();
    await user.click(screen.getByTestId("login-again"));
    await waitFor(() => expect(inside("session-card").getByTestId("login-again")).toBeEnabled());
    await user.click(screen.getByTestId("logout"));
    expect(await screen.findByTestId("login-submit")).toBeVisible();
  });

  it("shows the form again once a restart ended the session", async () => {
    const { user, host } = await logIn();
    host.cat(BOT).restart();
    await user.click(screen.getByTestId(`bot-${BOT}`));
    expect(await screen.findByTestId("login-submit")).toBeVisible();
  });
});

describe("certificates", () => {
  it("makes one for localhost and shows what came out, once", async () => {
    const { user } = await openLocked();
    await goTo(user, "certificates");
    await user.click(await screen.findByTestId("make-certificate"));
    const card = await screen.findByTestId("certificate-card");
    expect(card).toHaveTextContent("397 days of 397 left");
    expect(card).toHaveTextContent("127.0.0.1");
    expect(card).toHaveTextContent("(0600)");
    expect(
      screen.queryByTestId("make-certificate"),
      "nothing is ever overwritten, so there is nothing to press any more",
    ).toBeNull();
  });

  it("says so when somebody else was faster", async () => {
    const { user, host } = await openLocked();
    await goTo(user, "certificates");
    await screen.findByTestId("make-certificate");
    await host.makeCertificate(BOT);
    await user.click(screen.getByTestId("make-certificate"));
    expect(await screen.findByTestId("error-card")).toHaveTextContent("exists already");
  });
});
