import type { Account } from "./account";
import { decodeBody } from "./decode";
import type { Shape } from "./decode";
import type { User } from "./users";

/** A request as the handlers see it. */
export interface Request {
  account: Account;
  /** Whose token the request has; on open endpoints nobody's. */
  user: User;
  /** A part of the path, such as `id`. */
  param: (name: string) => string;
  query: (name: string) => string | undefined;
  /** The body by its shape; the body `null` is an empty object. */
  body: <T>(shape: Shape) => T;
  /** The body by its shape; undefined for the body `null`. */
  nullableBody: <T>(shape: Shape) => T | undefined;
}

/** Answers with the JSON body of a success, or a promise of it. */
export type Handler = (request: Request) => unknown;

/** What the answer's content type is; two endpoints of the real server leave the charset out. */
export const jsonWithCharset = "application/json; charset=UTF-8";

export interface RouteOptions {
  contentType?: string;
  /** Whether the endpoint answers without a token. */
  open?: boolean;
}

/** Where the kinds of objects register their endpoints, below `/api`. */
export interface Api {
  get(path: string, handler: Handler, options?: RouteOptions): void;
  post(path: string, handler: Handler, options?: RouteOptions): void;
  put(path: string, handler: Handler, options?: RouteOptions): void;
  delete(path: string, handler: Handler, options?: RouteOptions): void;
}

/** Reads what a handler may ask of a request. */
export function requestOf(
  context: {
    req: { param(name: string): string | undefined; query(name: string): string | undefined };
  },
  body: string,
  account: Account,
  user: User,
): Request {
  return {
    account,
    user,
    param: (name) => context.req.param(name) ?? "",
    query: (name) => context.req.query(name),
    body: <T>(shape: Shape) => (decodeBody<T>(body, shape) ?? {}) as T,
    nullableBody: <T>(shape: Shape) => decodeBody<T>(body, shape),
  };
}
