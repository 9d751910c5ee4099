import { screen, waitFor } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { expectation, kindOf, pointerOf, valueOf } from "../src/features/chat/expectation";
import type { CheckEvent, CheckOutcome } from "../src/host";
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

  it("show each step as soon as it is done, and what is waited for", async () => {
    const { user, host } = await openLocked();
    await talkOnce(user);
    await user.type(screen.getByTestId("chat-input"), "and then?{Enter}");
    await waitFor(() => expect(screen.getAllByTestId("chat-message-bot")).toHaveLength(2));
    await user.click(screen.getByTestId("check-record"));
    let end: (outcome: CheckOutcome) => void = () => undefined;
    const runs = new Promise<CheckOutcome>((done) => (end = done));
    let tell: (event: CheckEvent) => void = () => undefined;
    host.runChatCheck = (_bot, _check, onEvent) => ((tell = onEvent), runs);
    await user.click(screen.getByTestId("check-try"));
    const outcomes = () => screen.getAllByTestId("check-step").map((step) => step.dataset["outcome"]);
    expect(outcomes()).toEqual(["running", undefined]);
    expect(screen.getByTestId("check-progress")).toHaveTextContent("Step 1 of 2…");
    const step = { say: "hello", replies: ["No."], ms: 12, passed: false, problems: ["Expected more."] };
    tell({ event: "step", index: 0, outcome: step });
    await waitFor(() => expect(outcomes()).toEqual(["failed", "running"]));
    expect(screen.getByText("Expected more."), "nobody has to wait for the end to read why").toBeVisible();
    const rest = { say: "and then?", replies: ["Yes."], ms: 3, passed: true, problems: [] };
    end({ name: "", verdict: "failed", ms: 15, problem: null, advice: null, steps: [step, rest] });
    expect(await screen.findByTestId("check-verdict")).toHaveAttribute("data-verdict", "failed");
    expect(outcomes()).toEqual(["failed", "passed"]);
  });

  it("lead to the doctor when the bot cannot be talked to", async () => {
    const { user, host } = await openLocked();
    await goTo(user, "chat");
    await user.click(await screen.findByTestId("check-refusal"));
    const advice = "Examine the connection: the doctor shows where the way to it ends.";
    const problem = "The bot could not be talked to: connection refused";
    host.runChatCheck = async () => ({ name: "", verdict: "not_run", ms: 1, problem, advice, steps: [] });
    await user.click(screen.getByTestId("check-try"));
    await user.click(await screen.findByTestId("check-examine"));
    expect(await screen.findByTestId("doctor-url")).toHaveDisplayValue(/^http:/);
  });

  it("keep the line breaks of a reply that is edited", async () => {
    const { user, host } = await openLocked();
    await talkOnce(user);
    const check = await host.chatCheckFrom(
      "practice-cat",
      (await host.chatTranscripts("practice-cat"))[0]?.id ?? "",
    );
    host.chatCheckFrom = async () => ({
      ...check,
      steps: [{ say: "hello", expect: [{ exact: "one\ntwo" }] }],
    });
    await user.click(screen.getByTestId("check-record"));
    await user.type(inside("check-step").getByLabelText("Expected"), "!");
    await user.type(screen.getByTestId("check-name"), "lines");
    await user.click(screen.getByTestId("check-save"));
    await chip("lines");
    const [saved] = await host.chatChecks("practice-cat");
    expect(saved?.check?.steps?.[0]?.expect).toEqual([{ exact: "one\ntwo!" }]);
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
