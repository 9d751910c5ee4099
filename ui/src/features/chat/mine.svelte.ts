import { now } from "../../shared/format";

/** What the operator said: typed, or pressed on a button that says something else than stands on it. */
export class Mine {
  readonly kind = "mine";
  state = $state<"waiting" | "answered" | "failed">("waiting");

  constructor(
    /** What goes to the bot. */
    readonly payload: string,
    /** What is shown. */
    readonly text: string = payload,
    /** When, RFC 3339. */
    readonly at: string = now(),
  ) {}
}
