import type { Context, Hono } from "hono";
import { newAccount } from "./account";
import type { Approval } from "./account";
import { faultKinds } from "./faults";
import type { Fault } from "./faults";
import type { Identity } from "./identities";
import { newId } from "./ids";
import { enroll } from "./peers";
import type { Enrollment } from "./peers";
import type { SandboxState } from "./server";
import type { TrafficEvent } from "./trafficEvents";
import { newOwner } from "./users";

/** Controls for tests, beside the API: reset, enrolment of devices, faults, the request log. */
export function registerControls(app: Hono, state: SandboxState): void {
  app.post("/sandbox/reset", (context) => {
    state.account = newAccount(state.token);
    state.faults.set([]);
    state.requests.length = 0;
    return context.json({ ok: true });
  });

  app.post("/sandbox/enroll", async (context) => {
    const result = enroll(state.account, await bodyOf<Enrollment>(context));
    return context.json(result, result.ok ? 200 : 400);
  });

  app.post("/sandbox/connection", async (context) => {
    const { peer: id = "", connected = true } = await bodyOf<Connection>(context);
    const peer = state.account.peers.get(id);
    if (peer === undefined) return context.json({ ok: false, error: `peer not found: ${id}` }, 400);
    peer.connected = connected;
    return context.json({ ok: true });
  });

  app.post("/sandbox/approval", async (context) => {
    const { peer: id = "", required, reason } = await bodyOf<ApprovalOf>(context);
    const peer = state.account.peers.get(id);
    if (peer === undefined) return context.json({ ok: false, error: `peer not found: ${id}` }, 400);
    peer.approval = { required: required ?? peer.approval?.required ?? false, reason };
    return context.json({ ok: true });
  });

  // A group as the identity provider brings it, which the API cannot make.
  app.post("/sandbox/groups", async (context) => {
    const { name, issued } = await bodyOf<{ name: string; issued: "jwt" | "integration" }>(context);
    const group = { id: newId(), name, issued, peers: [], resources: [] };
    state.account.groups.set(group.id, group);
    return context.json(group);
  });

  // A person as the sync with the identity provider brings one, or a first login that waits for approval.
  app.post("/sandbox/users", async (context) => {
    const { name, email, pending = false } = await bodyOf<NewPerson>(context);
    const isWaiting = { is_blocked: pending, pending_approval: pending };
    const issued = pending ? "api" : "integration";
    const user = { ...newOwner(), name, email, role: "user", issued, ...isWaiting };
    state.account.users.set(user.id, user);
    return context.json(user);
  });

  app.post("/sandbox/identities", async (context) => {
    const { identities } = await bodyOf<{ identities?: (Identity & { id: string })[] }>(context);
    const known = identities?.map(({ id, ...identity }) => [id, identity] as const);
    state.account.identities = known && new Map(known);
    return context.json({ ok: true });
  });

  app.post("/sandbox/local-logins", async (context) => {
    const { enabled = true } = await bodyOf<{ enabled?: boolean }>(context);
    state.account.localLogins = enabled;
    return context.json({ ok: true });
  });

  app.post("/sandbox/geolocation", async (context) => {
    const { enabled = true } = await bodyOf<{ enabled?: boolean }>(context);
    state.account.geolocation = enabled;
    return context.json({ ok: true });
  });

  // What agents reported: from then on the endpoint for it is there, as on NetBird Cloud.
  app.post("/sandbox/traffic-events", async (context) => {
    const { events = [] } = await bodyOf<{ events?: TrafficEvent[] }>(context);
    state.account.trafficEvents = events;
    return context.json({ ok: true });
  });

  app.get("/sandbox/faults", (context) => context.json({ faults: state.faults.remaining() }));
  app.post("/sandbox/faults", async (context) => {
    const { faults = [] } = await bodyOf<{ faults?: Fault[] }>(context);
    const unknown = faults.find(({ kind }) => !faultKinds.includes(kind));
    if (unknown !== undefined) {
      const error = `unknown fault "${unknown.kind}": use ${faultKinds.join(", ")}`;
      return context.json({ ok: false, error }, 400);
    }
    state.faults.set(faults);
    return context.json({ ok: true });
  });

  app.get("/sandbox/requests", (context) => context.json(state.requests));
  app.delete("/sandbox/requests", (context) => {
    state.requests.length = 0;
    return context.json({ ok: true });
  });
}

/** An agent that connects or goes away. */
interface Connection {
  peer?: string;
  connected?: boolean;
}

/** How far a peer is approved, as on NetBird Cloud. */
interface ApprovalOf extends Partial<Approval> {
  peer?: string;
}

/** A person who does not come from a program. */
interface NewPerson {
  name: string;
  email: string;
  pending?: boolean;
}

async function bodyOf<T>(context: Context): Promise<T> {
  try {
    return await context.req.json<T>();
  } catch {
    return {} as T;
  }
}
