/** The sandbox's faults, in front of the stand-in for the cloud. */
import type { ServerResponse } from "node:http";
import type { Fault } from "../../../sandbox/netbird";

/** What a server answers: status, and what becomes JSON. */
export type Answer = [status: number, json: unknown];

const json = { "content-type": "application/json; charset=UTF-8" };

const errors: Partial<Record<Fault["kind"], Answer>> = {
  "429": [429, { message: "too many requests", code: 429 }],
  "429-retry-after": [429, { message: "too many requests", code: 429 }],
  "500": [500, { message: "internal server error", code: 500 }],
  "503": [503, { message: "service unavailable", code: 503 }],
};

export function send(response: ServerResponse, [status, body]: Answer, headers = {}): void {
  response.writeHead(status, { ...json, ...headers });
  response.end(JSON.stringify(body));
}

/** Answers as a fault has it; `act` is what the server would have done. */
export function suffer(fault: Required<Fault>, response: ServerResponse, act: () => Answer): void {
  const { kind, retryAfter } = fault;
  const error = errors[kind];
  if (error !== undefined) {
    send(response, error, kind === "429-retry-after" ? { "retry-after": String(retryAfter) } : {});
    return;
  }
  if (kind.endsWith("-after") || kind.endsWith("-json")) act();
  if (kind.startsWith("reset")) response.destroy();
  else if (kind === "503-after") response.writeHead(503).end("upstream connect error");
  else if (kind === "502-html") response.writeHead(502).end("<html>Bad Gateway</html>");
  else if (kind === "invalid-json") response.writeHead(200, json).end('{"id": "');
  else if (kind === "other-json") send(response, [200, {}]);
  else if (!kind.startsWith("timeout")) throw new Error(`the cloud knows no fault ${kind}`);
}
