import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { BOT, goTo, inside, openPractice } from "./support";

async function openConfiguration() {
  const opened = await openPractice();
  await goTo(opened.user, "configuration");
  await screen.findByTestId("setting-env.CCAT_CORE_PORT");
  return opened;
}
const port = () => inside("setting-env.CCAT_CORE_PORT").getByLabelText("Public port");

describe("configuration", () => {
  it("stages edits, counts them, and writes nothing before Apply", async () => {
    const { user, host } = await openConfiguration();
    await user.clear(port());
    await user.type(port(), "1866");
    await user.click(inside("setting-env.CCAT_DEBUG").getByRole("switch"));
    expect(screen.getByTestId("staged-bar")).toHaveTextContent("2 changes in .env");

    await user.click(screen.getByTestId("review-staged"));
    const dialog = await screen.findByTestId("review-dialog");
    expect(dialog).toHaveTextContent("CCAT_CORE_PORT=1866");
    expect(host.cat(BOT).env["CCAT_CORE_PORT"], "a review is only a look").toBe("1865");

    await user.click(screen.getByTestId("apply-plan"));
    await screen.findByTestId("applied-card");
    expect(host.cat(BOT).env["CCAT_CORE_PORT"]).toBe("1866");
    await waitFor(() =>
      expect(screen.queryByTestId("staged-bar"), "what was applied leaves the stage").toBeNull(),
    );
  });

  it("lets a change back to the original leave the stage by itself", async () => {
    const { user } = await openConfiguration();
    await user.type(port(), "0");
    expect(screen.getByTestId("staged-bar")).toHaveTextContent("1 change in .env");
    await user.type(port(), "{Backspace}");
    expect(screen.queryByTestId("staged-bar")).toBeNull();
  });

  it("forgets everything staged on Discard", async () => {
    const { user } = await openConfiguration();
    await user.type(port(), "0");
    await user.click(screen.getByTestId("discard-staged"));
    expect(screen.queryByTestId("staged-bar")).toBeNull();
    expect(port()).toHaveValue("1865");
  });

  it("keeps staged edits while the operator looks at another page", async () => {
    const { user } = await openConfiguration();
    await user.type(port(), "0");
    await goTo(user, "history");
    expect(screen.getByTestId("tab-configuration"), "the tab says that something waits").toHaveTextContent(
      "1 staged",
    );
    await goTo(user, "configuration");
    expect(port()).toHaveValue("18650");
  });

  it("generates secrets with one click and types them only under Advanced", async () => {
    const { user } = await openConfiguration();
    const secret = inside("setting-env.CCAT_API_KEY");
    await user.click(secret.getByRole("button", { name: "Generate HTTP API key" }));
    expect(secret.getByText("a new generated value")).toBeVisible();
    await fireEvent.input(secret.getByLabelText("Value of HTTP API key"), {
      target: { value: "typed-by-hand" },
    });
    await user.click(screen.getByTestId("review-staged"));
    expect(await screen.findByTestId("review-dialog")).not.toHaveTextContent("typed-by-hand");
  });

  it("shows a problem where it stands, with the button that fixes it", async () => {
    const { user } = await openConfiguration();
    const field = inside("setting-env.CCAT_JWT_SECRET");
    expect(
      field.getByText("cat/jwt-default"),
      "the same rule id as in the list and the report",
    ).toBeVisible();
    await user.click(field.getByRole("button", { name: "Fix cat/jwt-default…" }));
    expect(await screen.findByTestId("review-dialog")).toHaveTextContent("CCAT_JWT_SECRET");
  });

  it("does not let an overridden setting be edited in vain", async () => {
    await openConfiguration();
    const field = inside("setting-env.CCAT_LOG_LEVEL");
    expect(field.getByText(/a change here has no effect/)).toBeVisible();
    expect(field.getByRole("combobox")).toBeDisabled();
  });
});
