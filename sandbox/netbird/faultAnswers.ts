/** What becomes of a request that a fault befalls. */
import { setTimeout as pause } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { Fault, FaultKind, Faults } from "./faults";
import { errorAnswer, hangUp, jsonInit } from "./httpAnswers";
import type { Env } from "./httpAnswers";

/** Lets a request through, or what a fault makes of it. */
export async function befall(
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
  if (actingFaults.includes(fault.kind)) await next();
  switch (fault.kind) {
    case "429":
      return errorAnswer(429, "too many requests");
    case "429-retry-after": {
      const answer = errorAnswer(429, "too many requests");
      answer.headers.set("Retry-After", String(fault.retryAfter));
      return answer;
    }
    case "500":
      return errorAnswer(500, "internal server error");
    case "503":
      return errorAnswer(503, "service unavailable");
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

function page(status: number, title: string): Response {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`;
  return new Response(body, { status, headers: { "Content-Type": "text/html" } });
}
