import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { openPractice, openWindow } from "./support";

describe("the doctor", () => {
  it("follows the way to the bot step by step, from a press on its connection", async () => {
    const { user } = await openPractice();
    await user.click(screen.getByTestId("doctor-open"));
    expect(await screen.findByTestId("doctor-url")).toHaveDisplayValue(/^http:\/\//);
    await waitFor(() =>
      expect(screen.getByTestId("doctor-sum")).toHaveTextContent("Cheshire Cat 1.9.2 answers"),
    );
    expect(screen.getByTestId("doctor-tcp")).toHaveAttribute("data-outcome", "ok");
    const http = screen.getByTestId("doctor-http");
    expect(http, "what a server says is text").toHaveTextContent("200 <b>hello</b>");
    expect(http.querySelector("b")).toBeNull();
  });

  it("says where the way ends and what to do", async () => {
    const { user } = await openPractice();
    await user.click(screen.getByTestId("doctor-open"));
    const address = await screen.findByTestId("doctor-url");
    await user.clear(address);
    await user.type(address, "http://localhost:9999{Enter}");
    await waitFor(() => expect(screen.getByTestId("doctor-sum")).toHaveTextContent("Nobody can be reached"));
    const tcp = screen.getByTestId("doctor-tcp");
    expect(tcp).toHaveAttribute("data-outcome", "failed");
    expect(tcp).toHaveTextContent("Start the bot");
  });

  it("leads on to the locks of a bot that is known, and to the form for one that is not", async () => {
    const { user, host } = await openPractice();
    await user.click(screen.getByTestId("doctor-open"));
    const before = host.forged.length;
    await user.click(await screen.findByTestId("doctor-check"));
    await waitFor(() => expect(host.forged.length, "a live check was made").toBe(before + 1));
    expect(screen.queryByTestId("doctor-dialog")).toBeNull();

    const asked = host.doctor.bind(host);
    host.doctor = async (url, onStep) => ({ ...(await asked(url, onStep)), url: "http://cat.example:1865" });
    await user.click(screen.getByTestId("doctor-open"));
    await user.click(await screen.findByTestId("doctor-add"));
    expect(await screen.findByTestId("add-bot-url")).toHaveValue("http://cat.example:1865");
    expect(screen.getByTestId("platform-cheshire-cat")).toBeChecked();
  });

  it("examines any address without a bot, and refuses what is none", async () => {
    const { user } = openWindow();
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("examine{Enter}");
    const address = await screen.findByTestId("doctor-url");
    expect(address).toHaveValue("");
    await user.type(address, "nonsense{Enter}");
    expect(await screen.findByTestId("error-card")).toHaveTextContent("That is no address.");
  });
});
