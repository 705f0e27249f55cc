import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Applications } from "./application.store.ts";
import type { HostProfile } from "./sign-in-host.ts";
import { toClient } from "./to-client.ts";

/** The applications that companies registered for themselves, as oidc-provider looks them up. They come by our API alone. */
export class ClientAdapter implements Adapter {
  readonly #applications: Applications;
  readonly #profile: HostProfile;

  constructor(applications: Applications, profile: HostProfile) {
    this.#applications = applications;
    this.#profile = profile;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await this.#applications.findOther(this.#profile.host, id);
    return found ? toClient(found, this.#profile) : undefined;
  }

  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  upsert(): Promise<void> {
    return Promise.reject(new Error("Applications are registered by the sandbox's own API."));
  }

  consume(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }

  revokeByGrantId(): Promise<void> {
    return Promise.resolve();
  }
}
