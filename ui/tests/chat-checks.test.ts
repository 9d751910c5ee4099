import { screen, waitFor } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { expectation, kindOf, pointerOf, valueOf } from "../src/features/chat/expectation";
import { goTo, inside, openLocked } from "./support";

async function talkOnce(user: UserEvent) {
  await goTo(user, "chat");
  await user.selectOptions(await screen.findByTestId("chat-auth"), "key");
  await user.click(screen.getByTestId("chat-connect"));
  await waitFor(() => expect(screen.getByTestId("chat-status").dataset["status"]).toBe("connected"));
  await user.type(screen.getByTestId("chat-input"), "hello{Enter}");
  await waitFor(() =>
    expect(screen.getByTestId("chat-message-bot")).toHaveAttribute("data-streaming", "false"),
  );
}
const chip = (name: string) => screen.findByRole("button", { name: new RegExp(`^${name}`) });

describe("saved checks", () => {
  it("record a conversation, mark what is expected, and show the outcome at every later run", async () => {
    const { user } = await openLocked();
    await talkOnce(user);
    await user.click(screen.getByTestId("check-record"));
    const step = inside("check-step");
    expect(step.getByLabelText("Expected"), "the reply as it was").toHaveValue(
      "Late? It is always tea-time here, and nobody has moved one place on since March.",
    );
    await user.selectOptions(step.getByLabelText("What is expected"), "contains");
    await user.clear(step.getByLabelText("Expected"));
    await user.type(step.getByLabelText("Expected"), "tea-time");
    await user.type(screen.getByTestId("check-name"), "greeting");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(
      violations.map(({ id }) => id),
      "usable without sight or mouse",
    ).toEqual([]);
    await user.click(screen.getByTestId("check-try"));
    expect(await screen.findByTestId("check-verdict")).toHaveAttribute("data-verdict", "passed");
    await user.click(screen.getByTestId("check-save"));
    expect(await chip("greeting")).toHaveAttribute("data-verdict", "passed");
  });

  it("prove that a stranger is turned away, and say so when one is not", async () => {
    const { user, host } = await openLocked();
    await goTo(user, "chat");
    await user.click(await screen.findByTestId("check-refusal"));
    await user.click(screen.getByTestId("check-save"));
    await user.click(await screen.findByTestId("checks-run"));
    await waitFor(async () =>
      expect(await chip("refuses without a credential")).toHaveAttribute("data-verdict", "passed"),
    );
    const [bot] = [...host.bots.values()];
    if (bot) bot.file("env").text = "";
    bot?.restart();
    await user.click(screen.getByTestId("checks-run"));
    await waitFor(async () =>
      expect(await chip("refuses without a credential")).toHaveAttribute("data-verdict", "failed"),
    );
    await user.click(await chip("refuses without a credential"));
    await user.click(screen.getByTestId("check-delete"));
    await waitFor(() => expect(screen.queryByTestId("checks-run")).toBeNull());
  });

  it("keep what is expected as its kind", () => {
    for (const [value, equals] of [
      ["12", 12],
      ["true", true],
      ["null", null],
      ["12 cats", "12 cats"],
    ] as const) {
      const wanted = expectation("json", value, "/0/text");
      expect(wanted).toEqual({ json: { pointer: "/0/text", equals } });
      expect([kindOf(wanted), valueOf(wanted), pointerOf(wanted)]).toEqual(["json", value, "/0/text"]);
    }
    expect(expectation("regex", "^a", "")).toEqual({ regex: "^a" });
  });
});

describe("the frames in a file", () => {
  it("are written where the operator says, and the window says how many", async () => {
    const { user } = await openLocked();
    await talkOnce(user);
    await user.click(screen.getByTestId("export-har"));
    await waitFor(() =>
      expect(screen.getByTestId("frame-export")).toHaveTextContent("18 frames in ~/frames.har"),
    );
  });
});
