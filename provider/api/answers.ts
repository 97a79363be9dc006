/** Answers of the API, made sure of: that a request went well does not say that its answer is one. */
import type { ApiObject } from "./account";
import { ApiError } from "./errors";
import type { ApiCall } from "./errors";

/**
 * A list of objects; NetBird answers null for an empty one. Ids that are numbers become text.
 * @throws ApiError when it is something else
 */
export function objectsIn(answer: unknown, call: ApiCall): ApiObject[] {
  if (answer === null) return [];
  if (Array.isArray(answer) && answer.every(isObject)) return answer.map(withTextId);
  throw unexpected(call, "a list of objects that have ids");
}

/**
 * One object. An id that is a number becomes text.
 * @throws ApiError when it is something else
 */
export function objectIn(answer: unknown, call: ApiCall): ApiObject {
  if (isObject(answer)) return withTextId(answer);
  throw unexpected(call, "an object that has an id");
}

type Identified = Record<string, unknown> & { id: string | number };

function isObject(value: unknown): value is Identified {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === "number" || (typeof id === "string" && id !== "");
}

function withTextId(object: Identified): ApiObject {
  return typeof object.id === "string" ? (object as ApiObject) : { ...object, id: `${object.id}` };
}

/** Whoever answered so, the server may have acted. */
function unexpected(call: ApiCall, expected: string): ApiError {
  return new ApiError(call, {
    message: `the answer is not ${expected}`,
    remedy:
      "Something in front of the server may have answered in its place, or netbird:managementUrl (or NB_MANAGEMENT_URL) names something else. Correct that, or try again.",
    ambiguous: true,
  });
}
