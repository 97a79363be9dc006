/** A provider's handlers on a fresh sandbox, called as the engine would, without the engine. */
import { Handler } from "../../provider/lifecycle/handler";
import type { Arguments } from "../../provider/lifecycle/kind";
import * as objects from "../../provider";
import { kindsIn } from "../../provider/lifecycle/kind";
import { RecordingHandler } from "../../provider/lifecycle/recordingHandler";
import { Session } from "../../provider/api/session";
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { Fault, NetBirdSandbox } from "../../sandbox/netbird";

/** Names of the kinds, from the names of what the index exports. */
export type KindName = {
  [Name in keyof typeof objects]: Name extends `${infer Kind}Kind` ? Capitalize<Kind> : never;
}[keyof typeof objects];

/** An object as the API answers it. */
export type ApiJson = Record<string, unknown> & { id: string; name: string };

/** Handlers of every kind that share a session, as those of one process do. */
export function handlersOn(session: Session): Record<KindName, Handler> {
  const handlers = kindsIn(objects).map((kind) => [kind.name, new Handler(kind, session)]);
  return Object.fromEntries(handlers) as Record<KindName, Handler>;
}

/** One of some handlers as the engine calls it, which keeps records. */
export function recording(name: KindName, handlers: Record<KindName, Handler>): RecordingHandler {
  const kind = kindsIn(objects).find((one) => one.name === name)!;
  return new RecordingHandler(kind, handlers[name]);
}

/** An account for the tests of a file or of a `describe`, which each of them finds empty. */
export function useTestAccount(): TestAccount {
  const account = new TestAccount();
  beforeAll(() => account.start());
  afterAll(() => account.close());
  beforeEach(() => account.reset());
  // Notices; tests that are about them look for themselves.
  beforeEach(() => void jest.spyOn(console, "error").mockReturnValue());
  return account;
}

/** A sandbox, and everything that tests do with it. */
export class TestAccount {
  /** There once it has started. */
  sandbox!: NetBirdSandbox;

  async start(): Promise<this> {
    this.sandbox = await startNetBirdSandbox();
    return this;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  reset(): Promise<unknown> {
    return this.control("POST", "reset");
  }

  /** Handlers with caches of their own, as a new run of the engine has them. */
  provider(
    settings: Record<string, unknown> = {},
    pace?: ConstructorParameters<typeof Session>[1],
  ) {
    const session = new Session({}, pace);
    const all: Record<string, unknown> = {
      "netbird:managementUrl": this.sandbox.managementUrl,
      "netbird:token": this.sandbox.token,
      ...settings,
    };
    session.configure((key) => all[key]);
    return handlersOn(session);
  }

  /** Talks to the API past the provider. */
  async api<T = ApiJson>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.sandbox.managementUrl}/api${path}`, {
      method,
      headers: { Authorization: `Token ${this.sandbox.token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return (await response.json()) as T;
  }

  /** Objects of a collection with a name. */
  async named(collection: string, name: string): Promise<ApiJson[]> {
    const objects = await this.api<ApiJson[]>("GET", `/${collection}`);
    return objects.filter((object) => object.name === name);
  }

  /** A group as the identity provider brings it; its id. */
  async bringGroup(name: string, issued: "jwt" | "integration"): Promise<string> {
    return ((await this.control("POST", "groups", { name, issued })) as { id: string }).id;
  }

  /** A person as the sync with the identity provider brings one; the id. */
  async bringUser(name: string, email: string): Promise<string> {
    return ((await this.control("POST", "users", { name, email })) as { id: string }).id;
  }

  /** A person who has logged in for the first time and waits for approval; the id. */
  async loginUnapproved(name: string, email: string): Promise<string> {
    const user = await this.control("POST", "users", { name, email, pending: true });
    return (user as { id: string }).id;
  }

  /** Gives the server another identity provider, which knows these people; without: its own again. */
  setIdentities(identities?: { id: string; name: string; email: string }[]): Promise<unknown> {
    return this.control("POST", "identities", { identities });
  }

  /** Says whether the server's own identity provider has logins of its own. */
  setLocalLogins(enabled: boolean): Promise<unknown> {
    return this.control("POST", "local-logins", { enabled });
  }

  /** Says whether the server knows where addresses are. */
  setGeolocation(enabled: boolean): Promise<unknown> {
    return this.control("POST", "geolocation", { enabled });
  }

  fail(...faults: Fault[]): Promise<unknown> {
    return this.control("POST", "faults", { faults });
  }

  /** Faults that are still to come. */
  async faults(): Promise<Fault[]> {
    return ((await this.control("GET", "faults")) as { faults: Fault[] }).faults;
  }

  /** Ends all faults, and tells what was left of them. */
  async clearFaults(): Promise<Fault[]> {
    const faults = await this.faults();
    await this.fail();
    return faults;
  }

  /** Lets a device join; its peer's id. */
  async enroll(hostname: string): Promise<string> {
    const key = await this.api<{ key: string }>("POST", "/setup-keys", {
      name: "test",
      type: "reusable",
      auto_groups: [],
    });
    return this.enrollWith(key.key, hostname);
  }

  /** Lets a device join with a setup key; its peer's id. */
  async enrollWith(key: string, hostname: string): Promise<string> {
    const answer = await this.control("POST", "enroll", { setup_key: key, hostname });
    return (answer as { peer: { id: string } }).peer.id;
  }

  /** Lets a device that has joined be connected. */
  connect(peer: string): Promise<unknown> {
    return this.control("POST", "connection", { peer });
  }

  /** Says how far a peer is approved, as on NetBird Cloud: by an administrator, or not for a reason. */
  setApproval(peer: string, approval: { required?: boolean; reason?: string }): Promise<unknown> {
    return this.control("POST", "approval", { peer, ...approval });
  }

  /** Requests to the API since the last call, as `GET /api/groups`. */
  async requests(): Promise<string[]> {
    const log = (await this.control("GET", "requests")) as { method: string; path: string }[];
    await this.control("DELETE", "requests");
    return log.map(({ method, path }) => `${method} ${path}`);
  }

  private async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.sandbox.managementUrl}/sandbox/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return response.json();
  }
}

/** An object as the engine has it in its state. */
export interface Made {
  id: string;
  outs: Arguments;
}

/** Checks arguments, and creates the object. @throws Error with the problems that the check finds */
export async function create(handler: Handler, args: Arguments): Promise<Made> {
  return handler.create(await checked(handler, {}, args));
}

/** The arguments as the engine goes on with them, which ends at problems. */
async function checked(handler: Handler, olds: Arguments, args: Arguments): Promise<Arguments> {
  const { inputs, failures } = await handler.check(olds, args);
  const reasons = (failures ?? []).map(({ property, reason }) => `${property}: ${reason}`);
  if (reasons.length > 0) throw new Error(reasons.join("\n"));
  return inputs;
}

/** What a preview says about a program that gives these arguments now. */
export async function preview(handler: Handler, { id, outs }: Made, args: Arguments) {
  const inputs = await checked(handler, outs, args);
  const { changes, replaces } = await handler.diff(id, outs, inputs);
  return { changes, replaces };
}

/** Checks arguments and updates the object to them. @throws Error with the problems that the check finds */
export async function update(handler: Handler, { id, outs }: Made, args: Arguments): Promise<Made> {
  const inputs = await checked(handler, outs, args);
  return { id, outs: (await handler.update(id, outs, inputs)).outs };
}

/** The object as the state has it after a refresh by another run. */
export async function refresh(handler: Handler, { id, outs }: Made): Promise<Made> {
  const read = await handler.read(id, outs);
  expect(read.id).toBe(id);
  return { id, outs: read.props! };
}

export const unchanged = { changes: false, replaces: [] };

/** Expects that a program has nothing to do, right away and after a refresh. */
export async function expectNothingToDo(
  handler: Handler,
  made: Made,
  args: Arguments,
): Promise<void> {
  expect(await preview(handler, made, args)).toEqual(unchanged);
  // What is the same after a refresh has the same preview.
  expect(await refresh(handler, made)).toEqual(made);
}

/** The message with which something fails; the test fails when it does not. */
export async function failure(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message;
}

/** What check finds wrong, as `property: reason`. */
export async function problems(handler: Handler, args: Arguments): Promise<string[]> {
  const { failures } = await handler.check({}, args);
  return (failures ?? []).map(({ property, reason }) => `${property}: ${reason}`);
}
