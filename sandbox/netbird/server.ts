import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "hono";
import { newAccount } from "./account";
import type { Account } from "./account";
import { registerAccounts } from "./accountEndpoints";
import { requestOf } from "./api";
import type { Api, Handler, RouteOptions } from "./api";
import { userOf } from "./auth";
import { registerControls } from "./controls";
import { registerDnsRecords } from "./dnsRecords";
import { registerDnsSettings } from "./dnsSettings";
import { registerDnsZones } from "./dnsZones";
import { ConnectionLost, NoEndpoint, Refusal } from "./errors";
import { logWrite, registerEvents } from "./events";
import { befall } from "./faultAnswers";
import { Faults } from "./faults";
import { registerGroups } from "./groups";
import { errorAnswer, hangUp, jsonInit } from "./httpAnswers";
import type { Env } from "./httpAnswers";
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
