/**
 * A stand-in for what only NetBird's cloud has: it answers as the public API specification says,
 * with numeric ids, secrets masked and fields that are left out untouched.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Session } from "../../provider/api/session";
import { Faults } from "../../sandbox/netbird/faults";
import type { Fault } from "../../sandbox/netbird";
import { handlersOn } from "./account";
import { send, suffer } from "./lifecycle/cloudFaults";
import type { Answer } from "./lifecycle/cloudFaults";

type Json = Record<string, unknown>;

/** What a collection takes at creation and in updates, and how it shows its objects. */
interface Rules {
  create: readonly string[];
  required: readonly string[];
  update: readonly string[];
  defaults: Json;
  show(object: Json): Json;
  /** What only the answer to the creation has. */
  tell?(object: Json): Json;
}

const filters = ["group_prefixes", "user_group_prefixes", "connector_id"];
const synced = { enabled: true, group_prefixes: [], user_group_prefixes: [] };

function without(object: Json, ...names: string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function mask(config: unknown): Json {
  const secret = /key|secret|token|password|authorization/i;
  const entries = Object.entries(config as Record<string, string>);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, secret.test(key) ? "****" : value]),
  );
}

const scim = {
  defaults: { ...synced, auth_token: "nbs_abcdefghijklmnopqrstuvwxyz" },
  tell: (object: Json) => object,
  show: (object: Json) => ({
    ...without(object, "connection_name"),
    auth_token: "nbs_abc***********************************",
  }),
};

const collections: Record<string, Rules> = {
  "/event-streaming": {
    create: ["platform", "config"],
    required: ["platform", "config", "enabled"],
    update: ["config", "enabled"],
    // The specification doubts that the creation heeds what it is told.
    defaults: { enabled: true, account_id: "acc_1" },
    show: (object) => ({ ...object, config: mask(object.config) }),
  },
  "/integrations/google-idp": {
    create: ["service_account_key", "customer_id", "sync_interval", ...filters],
    required: ["service_account_key", "customer_id"],
    update: ["enabled", "service_account_key", "customer_id", "sync_interval", ...filters],
    defaults: { ...synced, sync_interval: 300 },
    show: (object) => without(object, "service_account_key"),
  },
  "/integrations/azure-idp": {
    create: ["client_secret", "client_id", "tenant_id", "sync_interval", "host", ...filters],
    required: ["client_secret", "client_id", "tenant_id", "host"],
    update: ["enabled", "client_secret", "client_id", "tenant_id", "sync_interval", ...filters],
    defaults: { ...synced, sync_interval: 300 },
    show: (object) => without(object, "client_secret"),
  },
  "/integrations/okta-scim-idp": {
    create: ["connection_name", ...filters],
    required: ["connection_name"],
    update: ["enabled", ...filters],
    ...scim,
  },
  "/integrations/scim-idp": {
    create: ["prefix", "provider", ...filters],
    required: ["prefix", "provider"],
    update: ["enabled", "prefix", ...filters],
    ...scim,
  },
};

/** A cloud for the tests of a file, which each of them finds empty. */
export function useTestCloud(): TestCloud {
  const cloud = new TestCloud();
  beforeAll(() => cloud.start());
  afterAll(() => cloud.close());
  beforeEach(() => cloud.reset());
  // Notices; tests that are about them look for themselves.
  beforeEach(() => void jest.spyOn(console, "error").mockReturnValue());
  return cloud;
}

/** The cloud, and handlers that speak to it. */
export class TestCloud {
  /** Everything that it holds, secrets and all, by path. */
  readonly stored = new Map<string, Map<number, Json>>();
  /** Errors that it answers next, by method. */
  readonly refusals: Record<string, string> = {};
  private readonly pending = new Faults();
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private lastId = 41;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  reset(): void {
    this.stored.clear();
    this.pending.set([]);
    for (const method of Object.keys(this.refusals)) delete this.refusals[method];
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  fail(...faults: Fault[]): void {
    this.pending.set(faults);
  }

  /** Ends all faults, and tells what was left of them. */
  clearFaults(): Fault[] {
    const left = this.pending.remaining();
    this.pending.set([]);
    return left;
  }

  readonly token = "nbp_cloudcloudcloud";

  get managementUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Handlers with caches of their own, as a new run of the engine has them. */
  provider(pace?: ConstructorParameters<typeof Session>[1]) {
    const env = { NB_PAT: this.token, NB_MANAGEMENT_URL: this.managementUrl };
    return handlersOn(new Session(env, pace));
  }

  /** What somebody makes by hand; the object. */
  make(path: string, body: Json): Json & { id: number } {
    return this.answer("POST", path, body)[1] as Json & { id: number };
  }

  /** The objects of a collection with their secrets. */
  all(path: string): Json[] {
    return [...(this.stored.get(path)?.values() ?? [])];
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { method = "", url = "" } = request;
    const act = () => this.answer(method, url.slice(4), body);
    const [fault] = this.pending.take(method, url);
    if (fault === undefined) send(response, act());
    else suffer(fault, response, act);
  }

  private answer(method: string, url: string, body: Json): Answer {
    if (url === "/groups") return [200, []];
    const refusal = this.refusals[method];
    if (refusal !== undefined) return [422, { message: refusal, code: 422 }];
    const [path = "", id] = url.split(/\/(?=\d+$)/);
    const rules = collections[path];
    if (rules === undefined) return [404, { message: "no such path", code: 404 }];
    const objects = this.stored.get(path) ?? new Map<number, Json>();
    this.stored.set(path, objects);
    if (id === undefined) {
      if (method === "GET") return [200, [...objects.values()].map((one) => rules.show(one))];
      return this.create(rules, objects, body);
    }
    const object = objects.get(Number(id));
    if (object === undefined) return [404, { message: "integration not found", code: 404 }];
    if (method === "DELETE") objects.delete(Number(id));
    if (method === "PUT") Object.assign(object, only(body, rules.update));
    return [200, method === "DELETE" ? {} : rules.show(object)];
  }

  private create(rules: Rules, objects: Map<number, Json>, body: Json): Answer {
    const missing = rules.required.find((name) => body[name] === undefined);
    if (missing !== undefined) return [400, { message: `${missing} is required`, code: 400 }];
    const object: Json = { id: ++this.lastId, ...rules.defaults, ...only(body, rules.create) };
    object.last_synced_at = "2026-01-01T00:00:00Z";
    objects.set(this.lastId, object);
    return [200, rules.tell?.(without(object, "connection_name")) ?? rules.show(object)];
  }
}

function only(body: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Json);
}
