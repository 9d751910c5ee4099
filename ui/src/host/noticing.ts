import type { CommandError } from "./bindings";
import type { Host } from "./host";

/** The same host, except that `ontrouble` hears of every command that failed on the keychain. */
export function noticingVaultTrouble(host: Host, ontrouble: () => void): Host {
  return new Proxy(host, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function" || name === "vaultStatus") return method;
      return async (...given: unknown[]) => {
        try {
          return await (method.apply(target, given) as Promise<unknown>);
        } catch (thrown) {
          if ((thrown as CommandError | null)?.code === "vault") ontrouble();
          throw thrown;
        }
      };
    },
  });
}
