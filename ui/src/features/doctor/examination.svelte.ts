import type { Doctor, DoctorStep, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** One look at an address, step by step. */
export class Examination {
  url = $state("");
  steps = $state.raw<DoctorStep[]>([]);
  result = $state.raw<Doctor | null>(null);
  running = new Attempt();
  /** Steps of an earlier look must not mix with those of this one. */
  #generation = 0;

  constructor(
    private readonly host: Host,
    url: string,
  ) {
    this.url = url;
    if (url !== "") void this.run();
  }

  async run(): Promise<void> {
    const generation = ++this.#generation;
    this.steps = [];
    this.result = null;
    const onStep = (step: DoctorStep) => {
      if (generation === this.#generation) this.steps = [...this.steps, step];
    };
    const result = await this.running.run(() => this.host.doctor(this.url.trim(), onStep));
    if (generation !== this.#generation || !result) return;
    this.result = result;
    this.steps = result.steps;
  }
}
