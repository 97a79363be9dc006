import { STATUS_CODES } from "node:http";
import type { AxiosError } from "axios";
import { retryAfter } from "axios-retry";
import type { Body } from "./client";
import type { Configuration } from "./configuration";
import { ApiError } from "./errors";
import type { ApiFailure } from "./errors";

/** Network errors that happen before a request reaches the server. */
const neverSent = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** Milliseconds. */
const longestWait = 3 * 60_000;

/** Whether the server may have carried out a request that failed without an answer. */
export function mayHaveActed(error: AxiosError): boolean {
  return !neverSent.includes(error.code ?? "") && !isCertificateProblem(error.code);
}

function isCertificateProblem(code: string | undefined): boolean {
  return code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code);
}

/** Whether a server asks to wait longer (`Retry-After`) than a run waits without a word. */
export function asksTooMuchPatience(error: AxiosError): boolean {
  return retryAfter(error) > longestWait;
}

/** Turns what axios knows of a failed request into words: what went wrong, and what to do. */
export function describeFailure(error: AxiosError<Body>, configuration: Configuration): ApiFailure {
  if (error.response === undefined) return describeSilence(error, configuration);
  const { status, data } = error.response;
  const failure = describeAnswer(status, data, error, configuration);
  if (!asksTooMuchPatience(error)) return failure;
  const seconds = Math.ceil(retryAfter(error) / 1000);
  const remedy = `The server asks to wait ${seconds} seconds, which is longer than a run waits: run the command again after that.`;
  return { ...failure, remedy };
}

function describeSilence(error: AxiosError, { managementUrl, timeout }: Configuration): ApiFailure {
  const ambiguous = mayHaveActed(error);
  if (isCertificateProblem(error.code)) {
    return {
      message: `the certificate of ${managementUrl} is not trusted (${error.code})`,
      remedy: "Add its authority with NODE_EXTRA_CA_CERTS.",
    };
  }
  if (error.code === "ECONNABORTED" || error.code === "ETIMEDOUT") {
    return {
      message: `no answer from ${managementUrl} within ${timeout / 1000} s`,
      remedy: "Try again; netbird:requestTimeout allows more time.",
      ambiguous,
    };
  }
  return {
    message: `${managementUrl} cannot be reached (${error.code ?? error.message})`,
    remedy: "Check netbird:managementUrl (or NB_MANAGEMENT_URL) and the network, then try again.",
    ambiguous,
  };
}

function describeAnswer(
  status: number,
  body: Body,
  error: AxiosError,
  configuration: Configuration,
): ApiFailure {
  const ambiguous = status >= 500 || status < 300;
  if ("json" in body) {
    const message = serverMessage(body.json) ?? STATUS_CODES[status] ?? "no message";
    const isRead = error.config?.method?.toUpperCase() === "GET";
    return { status, message, remedy: remedyFor(status, message, isRead), ambiguous };
  }
  if (status === 404 && body.text.startsWith("404 page not found")) {
    return {
      status,
      message: "the server has no such endpoint",
      remedy:
        "It may belong to NetBird Cloud or to a newer server version, or netbird:managementUrl may name something else.",
      missingEndpoint: true,
    };
  }
  if (status >= 500) {
    const message = `${STATUS_CODES[status] ?? "server error"}, not from NetBird itself but from something in front of it`;
    return { status, message, remedy: "Try again when the server is back.", ambiguous };
  }
  if (status >= 300 && status < 400) {
    const target = String(error.response?.headers["location"] ?? "another address");
    return {
      status,
      message: `${configuration.managementUrl} redirects to ${target}`,
      remedy: "Set netbird:managementUrl (or NB_MANAGEMENT_URL) to where the API really is.",
    };
  }
  const seen = /^\s*</.test(body.text) ? "an HTML page" : "something that is not JSON";
  return {
    status,
    message: `${configuration.managementUrl} answered with ${seen}, so this does not look like a NetBird management API`,
    remedy:
      "Set netbird:managementUrl (or NB_MANAGEMENT_URL) to the management server, not to the dashboard or a login page.",
    ambiguous,
  };
}

function serverMessage(json: unknown): string | undefined {
  const message = (json as { message?: unknown } | null)?.message;
  return typeof message === "string" && message !== "" ? message : undefined;
}

/** A deleted token is answered with 404, which must never be mistaken for a deleted object. */
function isAuthenticationFailure(status: number | undefined, message: string): boolean {
  return status === 401 || (status === 404 && message.startsWith("invalid token:"));
}

/** Whether an error means that the object which was asked for does not exist (any more). */
export function saysGone(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status !== 404) return false;
  return !error.missingEndpoint && !isAuthenticationFailure(error.status, error.serverMessage);
}

function remedyFor(status: number, message: string, isRead: boolean): string {
  if (isAuthenticationFailure(status, message)) {
    return "The personal access token is wrong, expired or deleted: set netbird:token (or NB_PAT) to a valid one; an explicit provider has it among its arguments.";
  }
  switch (status) {
    case 403:
      return isRead
        ? "The token's user may not read this: another user's tokens need the role admin, and all else a service user, or a person with a role above user; the user must not be blocked."
        : "The token's user may not do this: writing needs the role admin (network_admin for most objects), and the user must not be blocked.";
    case 404:
      return "It was deleted outside this program: run `pulumi refresh`, then `pulumi up` creates it again.";
    case 412:
      return "Something else still needs the object, or the server lacks the feature; resolve that first.";
    case 429:
      return "The server limits requests; wait a minute and run the command again.";
    default:
      return status >= 500
        ? "This is the server's own failure; its log says more. Run `pulumi refresh` before the next update."
        : "Correct the arguments and run the command again.";
  }
}
