import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "../../../provider/api/client";
import { ApiError } from "../../../provider/api/errors";
import { redact } from "../../../provider/api/redact";
import { newToken } from "../../../sandbox/netbird/ids";
import { useTestAccount } from "../account";

const call = { action: "read", kind: "group", name: "x" };

describe("the client against a server with faults", () => {
  const account = useTestAccount();
  let client: Client;
  beforeAll(() => {
    client = clientFor(account.sandbox.managementUrl, account.sandbox.token);
  });

  function clientFor(managementUrl: string, token: string, timeout = 300) {
    return new Client({
      ...{ managementUrl, token, timeout, firstPause: 250 },
      namingConvention: "guide",
    });
  }

  async function failure(action: () => Promise<unknown>): Promise<ApiError> {
    const error: unknown = await action().then(
      () => undefined,
      (caught: unknown) => caught,
    );
    if (error instanceof ApiError) return error;
    throw new Error(`expected an ApiError, got ${String(error)}`);
  }

  test.each([
    "429",
    "429-retry-after",
    "503",
    "503-after",
    "502-html",
    "500",
    "reset-before",
    "timeout-before",
    "invalid-json",
  ] as const)("a read survives %s", async (kind) => {
    await account.fail({ kind, retryAfter: 0 });
    expect(await client.get("/groups", call)).toHaveLength(1);
    expect(await account.requests()).toHaveLength(2);
  });

  test("a POST is repeated after 429", async () => {
    await account.fail({ kind: "429", method: "POST" });
    await client.post("/groups", { name: "g" }, call);
    expect(await account.named("groups", "g")).toHaveLength(1);
  });

  test.each([
    "500",
    "503",
    "503-after",
    "502-html",
    "reset-before",
    "reset-after",
    "timeout-after",
    "invalid-json",
  ] as const)("a POST is not repeated after %s, and known to be ambiguous", async (kind) => {
    await account.fail({ kind, method: "POST" });
    const error = await failure(() => client.post("/groups", { name: "g" }, call));
    expect(error.ambiguous).toBe(true);
    expect(await account.requests()).toEqual(["POST /api/groups"]);
  });

  test("a write that NetBird answers with 500 is not repeated", async () => {
    await account.fail({ kind: "500", method: "PUT" });
    await failure(() => client.put("/groups/x", () => Promise.resolve({ name: "g" }), call));
    expect(await account.requests()).toEqual(["PUT /api/groups/x"]);
  });

  test("Retry-After is kept", async () => {
    await account.fail({ kind: "429-retry-after", retryAfter: 1 });
    const started = Date.now();
    await client.get("/groups", call);
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });

  test("who is asked to wait an hour fails at once, and says for how long", async () => {
    await account.fail({ kind: "429-retry-after", retryAfter: 3600, times: 5 });
    const error = await failure(() => client.get("/groups", call));
    expect(error.message).toBe(
      `Cannot read group "x": HTTP 429: too many requests. The server asks to wait 3600 seconds, which is longer than a run waits: run the command again after that.`,
    );
    expect(await account.requests()).toEqual(["GET /api/groups"]);
  });

  test("the server's own message is told, with what to do", async () => {
    const error = await failure(() =>
      client.post("/groups", { name: "" }, { ...call, action: "create" }),
    );
    expect(error).toMatchObject({ status: 422, action: "create", kind: "group", ambiguous: false });
    expect(error.message).toBe(
      `Cannot create group "x": HTTP 422: group name shouldn't be empty. Correct the arguments and run the command again.`,
    );
  });

  test.each([
    ["a wrong token", "nbp_wrong", 401],
    // Well-formed, but unknown to the server: it answers 404, which must not read as "gone".
    ["a deleted token", newToken(), 404],
  ])("%s is an authentication failure", async (_what, token, status) => {
    const real = clientFor(account.sandbox.managementUrl, token);
    const error = await failure(() => real.get("/groups", call));
    expect(error.status).toBe(status);
    expect(error.remedy).toMatch(/token is wrong, expired or deleted/);
    expect(error.message).not.toContain(token);
  });

  test("an endpoint that the server lacks is not a missing object", async () => {
    const error = await failure(() => client.get("/event-streaming", call));
    expect(error.missingEndpoint).toBe(true);
    expect(error.message).toMatch(/no such endpoint.*NetBird Cloud/);
  });

  test("at most sixteen requests are under way at once", async () => {
    await account.fail({ kind: "latency", milliseconds: 50 });
    const started = Date.now();
    await Promise.all(Array.from({ length: 33 }, () => client.get("/groups", call)));
    expect(Date.now() - started).toBeGreaterThanOrEqual(145);
  });
});

describe("the client and servers that are not NetBird", () => {
  let server: Server;
  let url: string;
  let answer: { status: number; type: string; body: string; location?: string };
  beforeAll(async () => {
    server = createServer((_request, response) => {
      const headers = { "Content-Type": answer.type, Connection: "close" };
      response.writeHead(answer.status, {
        ...headers,
        ...(answer.location === undefined ? {} : { Location: answer.location }),
      });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const at = (managementUrl: string) =>
    new Client({
      managementUrl,
      token: "nbp_secret-token",
      timeout: 500,
      firstPause: 250,
      namingConvention: "guide",
    });

  test("a web page", async () => {
    answer = { status: 200, type: "text/html", body: "<!DOCTYPE html><html></html>" };
    await expect(at(url).get("/groups", call)).rejects.toThrow(
      /answered with an HTML page.*management server, not to the dashboard/,
    );
  });

  test("a redirect, which would lose the method and hand on the token", async () => {
    answer = { status: 302, type: "text/html", body: "", location: "https://login.example.com" };
    await expect(at(url).get("/groups", call)).rejects.toThrow(
      /redirects to https:\/\/login\.example\.com/,
    );
  });

  test("nobody there", async () => {
    await expect(at("http://127.0.0.1:1").get("/groups", call)).rejects.toThrow(
      /http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
    );
  });

  test("a server that repeats the token in its message", async () => {
    answer = {
      status: 400,
      type: "application/json",
      body: JSON.stringify({ message: "bad header Token nbp_secret-token", code: 400 }),
    };
    await expect(at(url).get("/groups", call)).rejects.toThrow("bad header Token [secret]");
  });
});

test("credentials are hidden by their shape, even unknown ones", () => {
  expect(redact("key 3D6BA4B8-6BA7-4A1A-814E-199915C43C8B of nbp_abcdefghijklmnop")).toBe(
    "key [secret] of [secret]",
  );
  expect(redact("Authorization: Bearer abc.def-ghi_jkl")).toBe("Authorization: [secret]");
  expect(redact("group d1k2m3n4o5p6q7r8s9t0 not found")).toBe(
    "group d1k2m3n4o5p6q7r8s9t0 not found",
  );
});
