import { redact } from "./redact";

/** Base of every error this library raises on the provider's side. Its message never holds a credential. */
export class NetBirdError extends Error {
  constructor(message: string) {
    super(redact(message));
    this.name = new.target.name;
  }
}

/** The token, the address or another setting of the provider is missing or unusable. */
export class ConfigError extends NetBirdError {}

/** What an {@link ApiError} is about: which call on which object. */
export interface ApiCall {
  /** What was being done, as a verb: `create`, `read`, `update`, `delete`, `list`. */
  action: string;
  /** The kind of object in plain words: `group`, `posture check`. */
  kind: string;
  /** The object's name or id, when the call is about a single one. */
  name?: string;
  /** What to do when the server has no such endpoint, where a plan or an edition has it. */
  edition?: string;
}

/** How a call failed. */
export interface ApiFailure {
  /** HTTP status; absent when there was no answer. */
  status?: number;
  /** The server's own message, or what went wrong on the way. */
  message: string;
  /** What the reader can do about it. */
  remedy: string;
  /** Whether the server may have acted although no usable answer came: a timeout, a reset, a 5xx. */
  ambiguous?: boolean;
  /** Whether the server does not know the endpoint at all; its 404 says nothing about an object. */
  missingEndpoint?: boolean;
}

/** A call to the management API failed. */
export class ApiError extends NetBirdError {
  readonly action: string;
  readonly kind: string;
  readonly objectName?: string;
  /** HTTP status; undefined when there was no answer. Not called `code`: gRPC would take it for its own. */
  readonly status?: number;
  readonly serverMessage: string;
  readonly remedy: string;
  readonly ambiguous: boolean;
  readonly missingEndpoint: boolean;

  constructor(call: ApiCall, failure: ApiFailure) {
    const what = call.name === undefined ? call.kind : `${call.kind} "${call.name}"`;
    const answer = failure.status === undefined ? "" : `HTTP ${failure.status}: `;
    const remedy = (failure.missingEndpoint ? call.edition : undefined) ?? failure.remedy;
    super(`Cannot ${call.action} ${what}: ${answer}${failure.message}. ${remedy}`);
    this.action = call.action;
    this.kind = call.kind;
    this.objectName = call.name;
    this.status = failure.status;
    this.serverMessage = redact(failure.message);
    this.remedy = remedy;
    this.ambiguous = failure.ambiguous ?? false;
    this.missingEndpoint = failure.missingEndpoint ?? false;
  }
}

/** What any error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An object that a program refers to, looks up or adopts is not there, or not the only one. */
export class NotFoundError extends NetBirdError {}
