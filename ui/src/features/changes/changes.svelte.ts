import type { Applied, Bot, Host, Plan, PlanRequest } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** The one road on which anything changes: request, plan, review, apply, restart, undo. */
export class Changes {
  plan = $state.raw<Plan | null>(null);
  applied = $state.raw<Applied | null>(null);
  planning = new Attempt();
  applying = new Attempt();
  undoing = new Attempt();
  restarting = new Attempt();
  #request: PlanRequest | null = null;

  constructor(
    private readonly host: Host,
    private readonly bot: Bot,
    /** Reloads whatever shows the bot's state. */
    private readonly onchanged: (done: PlanRequest | null) => Promise<void>,
    /** Knocks again, after a restart. */
    private readonly check: () => Promise<void>,
    /** The text under review was made from a file that is another one by now. */
    private readonly onstale: () => void,
  ) {}

  /** Whether files are being written right now, by the console itself. */
  get writing(): boolean {
    return this.applying.busy || this.undoing.busy;
  }

  async review(request: PlanRequest): Promise<void> {
    this.#request = request;
    const plan = await this.planning.run(() => this.host.previewPlan(this.bot.name, request));
    if (plan) this.plan = plan;
    else if (isStale(request, this.planning)) this.#giveUp(this.planning);
  }

  /** Works the same request out once more, after the file changed underneath. */
  async reviewAgain(): Promise<void> {
    const request = this.#request;
    await this.cancel();
    if (request) await this.review(request);
  }

  async apply(): Promise<void> {
    const plan = this.plan;
    if (!plan) return;
    const request = this.#request;
    const applied = await this.applying.run(() => this.host.applyPlan(plan.id));
    if (!applied) {
      if (isStale(request, this.applying)) this.#giveUp(this.applying);
      return;
    }
    this.plan = null;
    this.applied = applied;
    await this.onchanged(request);
  }

  async cancel(): Promise<void> {
    const plan = this.plan;
    this.plan = null;
    this.applying.dismiss();
    if (plan) await this.planning.run(() => this.host.discardPlan(plan.id));
  }

  async undo(): Promise<void> {
    const applied = await this.undoing.run(() => this.host.undo(this.bot.name));
    if (!applied) return;
    this.applied = applied;
    await this.onchanged(null);
  }

  async restart(): Promise<void> {
    const done = await this.restarting.run(async () => {
      await this.host.restartPractice(this.bot.name);
      return true;
    });
    if (done) await this.check();
  }

  async stop(): Promise<void> {
    const done = await this.restarting.run(async () => {
      await this.host.stopPractice(this.bot.name);
      return true;
    });
    if (done) await this.check();
  }

  /** Another review would fail the same way: the page asks which of the two texts counts. */
  #giveUp(attempt: Attempt): void {
    attempt.dismiss();
    void this.cancel();
    this.onstale();
  }

  dismissApplied = (): void => {
    this.applied = null;
  };
}

const isStale = (request: PlanRequest | null, attempt: Attempt): boolean =>
  request?.kind === "text" && attempt.error?.code === "changed_on_disk";
