import type { Doctor, DoctorStage, DoctorStep } from "../bindings";
import { type PracticeBot, fail } from "./bot";

const TITLES: Record<DoctorStage, string> = {
  dns: "Name",
  tcp: "Connection",
  tls: "TLS",
  http: "HTTP",
  auth: "Credential",
  websocket: "WebSocket",
  first_frame: "First frame",
};

/** What the doctor finds at the address of a practice bot, or where nobody is. */
export function examined(url: string, owner: PracticeBot | undefined): Doctor {
  if (!/^(https?|wss?):\/\/\S+$/.test(url))
    fail("invalid", "That is no address.", "An address begins with http:// or https://.");
  const there = owner?.running === true;
  const step = (stage: DoctorStage, found: string, more: Partial<DoctorStep> = {}): DoctorStep => ({
    stage,
    title: TITLES[stage],
    outcome: there || stage === "dns" ? "ok" : "skipped",
    ms: there ? 1 : null,
    found,
    evidence: [],
    advice: null,
    ...more,
  });
  const refused = { outcome: "failed", advice: "Start the bot, or look at its port." } as const;
  return {
    url,
    platform: there ? owner.bot.platform : null,
    version: there ? "1.9.2" : null,
    asks_credential: there ? owner.session !== null : null,
    reachable: there,
    steps: [
      step("dns", "The address names the host by its number"),
      step("tcp", there ? "Something listens there" : "Nothing listens there", there ? {} : refused),
      step("tls", "Plain HTTP, which never leaves this machine", { outcome: "skipped" }),
      step("http", there ? "A bot answers" : "Not asked", {
        evidence: there ? [{ claim: "Answered 200", request: "GET /", response: "200 <b>hello</b>" }] : [],
      }),
      step("auth", there ? "It asks for a credential" : "Not asked"),
      step("websocket", there ? "A socket opens" : "Not asked"),
      step("first_frame", there ? "It says hello" : "Not asked"),
    ],
  };
}
