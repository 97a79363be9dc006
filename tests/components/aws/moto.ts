/** A local EC2 and CloudWatch API, and a proxy that makes it fail; both on loopback. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// The SDK would warn of Node 20 when it is loaded; this module is loaded before it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** How moto's server is started here; undefined where it is not installed. */
export function findMoto(): string[] | undefined {
  const ways = [["moto_server"], ["python3", "-m", "moto.server"]];
  return ways.find(([command = "", ...args]) => {
    const { status } = spawnSync(command, [...args, "--help"], { stdio: "ignore" });
    return status === 0;
  });
}

export interface Moto {
  endpoint: string;
  stop(): void;
}

export async function startMoto([command = "", ...args]: string[]): Promise<Moto> {
  const port = await freePort();
  const child = spawn(command, [...args, "-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(`${endpoint}/moto-api/data.json`, child);
  return { endpoint, stop: () => child.kill("SIGKILL") };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error("moto's server ended before it was ready");
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("moto's server was not ready in half a minute");
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What the proxy answers instead of the API. */
export interface Fault {
  /** Action of the request, such as `ReplaceRoute`. */
  action: string;
  status: number;
  code: string;
  times: number;
}

export interface FaultyProxy {
  endpoint: string;
  /** What shall go wrong, in place of earlier faults. */
  fail(...faults: Fault[]): void;
  /** Actions of the requests since the last call. */
  actions(): string[];
  stop(): void;
}

/** Passes requests on, except those that shall fail. */
export function startProxy(target: string): Promise<FaultyProxy> {
  let faults: Fault[] = [];
  const seen: string[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const action = actionOf(incoming, body);
    seen.push(action);
    const fault = faults.find((each) => each.action === action && each.times > 0);
    if (fault !== undefined) {
      fault.times -= 1;
      const json = String(incoming.headers["content-type"]).includes("json");
      response.writeHead(fault.status, { "content-type": json ? "application/json" : "text/xml" });
      response.end(
        json
          ? JSON.stringify({ __type: fault.code, message: "simulated" })
          : `<Response><Errors><Error><Code>${fault.code}</Code><Message>simulated</Message></Error></Errors><RequestID>1</RequestID></Response>`,
      );
      return;
    }
    const options = { method: incoming.method, headers: incoming.headers };
    const outgoing = httpRequest(`${target}${incoming.url}`, options, (result) => {
      response.writeHead(result.statusCode ?? 500, result.headers);
      result.pipe(response);
    });
    outgoing.end(body);
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        endpoint: `http://127.0.0.1:${port}`,
        fail: (...wanted) => (faults = wanted),
        actions: () => seen.splice(0),
        stop: () => {
          server.closeAllConnections();
          server.close();
        },
      });
    });
  });
}

/** EC2 names the action in a form, CloudWatch in a header or in the path. */
function actionOf({ headers, url }: IncomingMessage, body: Buffer): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1)!;
  const inPath = /\/operation\/(\w+)/.exec(url ?? "")?.[1];
  return inPath ?? new URLSearchParams(body.toString()).get("Action") ?? "";
}
