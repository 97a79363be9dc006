import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { Context } from "hono";
import { newAccount } from "./account";
import type { Account } from "./account";
import { registerAccounts } from "./accounts";
import { jsonWithCharset, requestOf } from "./api";
import type { Api, Handler, RouteOptions } from "./api";
import { userOf } from "./auth";
import { registerControls } from "./controls";
import { registerDnsRecords } from "./dnsRecords";
import { registerDnsSettings } from "./dnsSettings";
import { registerDnsZones } from "./dnsZones";
import { ConnectionLost, NoEndpoint, Refusal } from "./errors";
import { logWrite, registerEvents } from "./events";
import { Faults } from "./faults";
import type { Fault, FaultKind } from "./faults";
import { registerGroups } from "./groups";
import { registerIdentityProviders } from "./identityProviders";
import { newToken } from "./ids";
import { registerInstance, registerIssuer } from "./instance";
import { registerInvites } from "./invites";
import { registerLocations } from "./locations";
import { registerNameservers } from "./nameservers";
import { registerNetworkResources } from "./networkResources";
import { registerNetworkRouters } from "./networkRouters";
import { registerNetworks } from "./networks";
import { registerPeers } from "./peers";
import { requirePermission } from "./permissions";
import { registerPolicies } from "./policies";
import { registerPostureChecks } from "./postureChecks";
import { registerRoutes } from "./routes";
import { registerSetupKeys } from "./setupKeys";
import { registerTemporaryAccess } from "./temporaryAccess";
import { registerTokens } from "./tokens";
import { registerTrafficEvents } from "./trafficEvents";
import { newOwner, registerUsers } from "./users";

/** How to start a sandbox. */
export interface SandboxOptions {
  /** Port on loopback. Default: any free one. */
  port?: number;
}

/** A running sandbox. */
export interface NetBirdSandbox {
  /** Address of the management API, without `/api`. */
  managementUrl: string;
  /** Personal access token of the account's owner. */
  token: string;
  /** Ends the server and every connection to it. */
  close(): Promise<void>;
}

/** What the server keeps besides the account. */
export interface SandboxState {
  account: Account;
  token: string;
  faults: Faults;
  /** Requests to `/api` since the last reset. */
  requests: { method: string; path: string; status: number }[];
}

type Env = { Bindings: HttpBindings };

/**
 * Starts a stand-in for NetBird's management API on loopback: one account in memory, as it is
 * right after a real server's first set-up.
 */
export async function startNetBirdSandbox({
  port = 0,
}: SandboxOptions = {}): Promise<NetBirdSandbox> {
  const token = newToken();
  const state: SandboxState = {
    account: newAccount(token),
    token,
    faults: new Faults(),
    requests: [],
  };
  const server = createAdaptorServer({ fetch: createApp(state).fetch }) as Server;
  // Like the real server, keep idle connections: a client that just reuses one is not cut off.
  server.keepAliveTimeout = 120_000;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await listen(server, port);
  return {
    managementUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: state.token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Kept-alive and deliberately unanswered connections would keep the process running.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

function createApp(state: SandboxState): Hono<Env> {
  const app = new Hono<Env>();
  app.use("/api/*", async (context, next) => {
    await next();
    const { method, path } = context.req;
    state.requests.push({ method, path, status: context.res.status });
  });
  app.use("/api/*", (context: Context<Env>, next) => befall(context, next, state.faults));
  const api = apiOn(app, state);
  registerGroups(api);
  registerPolicies(api);
  registerPostureChecks(api);
  registerSetupKeys(api);
  registerNameservers(api);
  // Fixed words in a path have to be known before the ids that could stand in their place.
  registerNetworkResources(api);
  registerNetworkRouters(api);
  registerNetworks(api);
  registerRoutes(api);
  registerDnsSettings(api);
  registerDnsZones(api);
  registerDnsRecords(api);
  registerPeers(api);
  registerTemporaryAccess(api);
  registerInvites(api);
  registerUsers(api);
  registerTokens(api);
  registerAccounts(api);
  registerIdentityProviders(api);
  registerLocations(api);
  registerEvents(api);
  registerTrafficEvents(api);
  registerInstance(api);
  registerIssuer(app);
  registerControls(app as unknown as Hono, state);
  app.notFound(noEndpoint);
  return app;
}

function noEndpoint(context: Context): Response {
  return context.text("404 page not found\n", 404);
}

/** Lets a request through, or what a fault makes of it. */
async function befall(
  context: Context<Env>,
  next: () => Promise<void>,
  faults: Faults,
): Promise<Response | void> {
  for (const fault of faults.take(context.req.method, context.req.path)) {
    if (fault.kind === "latency") await pause(fault.milliseconds);
    else return suffer(context, next, fault);
  }
  return next();
}

/** What Envoy says of a connection that broke after it had passed the request on. */
const lostUpstream =
  "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

/** Faults after which the server has acted all the same. */
const actingFaults: FaultKind[] = [
  "503-after",
  "reset-after",
  "timeout-after",
  "invalid-json",
  "other-json",
];

async function suffer(
  context: Context<Env>,
  next: () => Promise<void>,
  fault: Required<Fault>,
): Promise<Response> {
  const message = (status: number, text: string) => errorAnswer(status, text);
  if (actingFaults.includes(fault.kind)) await next();
  switch (fault.kind) {
    case "429":
      return message(429, "too many requests");
    case "429-retry-after": {
      const answer = message(429, "too many requests");
      answer.headers.set("Retry-After", String(fault.retryAfter));
      return answer;
    }
    case "500":
      return message(500, "internal server error");
    case "503":
      return message(503, "service unavailable");
    case "503-after":
      return replaced(context, new Response(lostUpstream, { status: 503 }));
    case "502-html":
      return page(502, "Bad Gateway");
    case "html":
      return page(200, "Sign in");
    case "invalid-json":
      return replaced(context, new Response('{"id": "', jsonInit(200)));
    case "other-json":
      return replaced(context, new Response("{}", jsonInit(200)));
    case "reset-before":
    case "reset-after":
      return replaced(context, hangUp(context));
    default:
      // Never answered: the client gives up, or the sandbox ends.
      return replaced(context, RESPONSE_ALREADY_SENT);
  }
}

/** Hono keeps the first answer's headers unless it is taken back. */
function replaced(context: Context<Env>, answer: Response): Response {
  context.res = undefined;
  context.res = answer;
  return answer;
}

function hangUp(context: Context<Env>): Response {
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function page(status: number, title: string): Response {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`;
  return new Response(body, { status, headers: { "Content-Type": "text/html" } });
}

function jsonInit(status: number, contentType = jsonWithCharset): ResponseInit {
  return { status, headers: { "Content-Type": contentType } };
}

function errorAnswer(status: number, message: string): Response {
  return new Response(JSON.stringify({ message, code: status }), jsonInit(status));
}

function apiOn(app: Hono<Env>, state: SandboxState): Api {
  const route =
    (method: "get" | "post" | "put" | "delete") =>
    (path: string, handler: Handler, options: RouteOptions = {}) =>
      app[method](`/api${path}`, (context) => answer(context, handler, options, state));
  return { get: route("get"), post: route("post"), put: route("put"), delete: route("delete") };
}

/** Who acts on endpoints that ask for no token. */
const nobody = { ...newOwner(), name: "", email: "" };

async function answer(
  context: Context<Env>,
  handler: Handler,
  { contentType, open }: RouteOptions,
  { account }: SandboxState,
): Promise<Response> {
  const { method } = context.req;
  const path = context.req.path.slice("/api".length);
  try {
    const user = open === true ? nobody : userOf(context.req.header("Authorization"), account);
    requirePermission(user, method, path);
    const result = await handler(requestOf(context, await context.req.text(), account, user));
    logWrite(account, user, method, path, result);
    return new Response(JSON.stringify(result), jsonInit(200, contentType));
  } catch (error) {
    if (error instanceof Refusal) return errorAnswer(error.status, error.message);
    if (error instanceof NoEndpoint) return noEndpoint(context);
    if (error instanceof ConnectionLost) return hangUp(context);
    throw error;
  }
}
