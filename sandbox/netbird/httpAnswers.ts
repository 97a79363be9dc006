/** Answers of every endpoint, whatever it is about. */
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { jsonWithCharset } from "./api";

/** What Hono knows of a request beside the request itself. */
export type Env = { Bindings: HttpBindings };

export function jsonInit(status: number, contentType = jsonWithCharset): ResponseInit {
  return { status, headers: { "Content-Type": contentType } };
}

export function errorAnswer(status: number, message: string): Response {
  return new Response(JSON.stringify({ message, code: status }), jsonInit(status));
}

/** Closes the connection without an answer. */
export function hangUp(context: Context<Env>): Response {
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
