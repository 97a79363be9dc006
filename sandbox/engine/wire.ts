/**
 * Values as Pulumi's protocol and state files write them: JSON, in which a secret is an object
 * with a signature, and an unknown value is a marker string.
 */
import type { Properties } from "./deployment";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const unknownMarker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface SecretValue {
  [signatureKey]: typeof secretSignature;
  value?: unknown;
  ciphertext?: string;
}

export function secret(value: unknown): SecretValue {
  return { [signatureKey]: secretSignature, value };
}

function isSecret(value: unknown): value is SecretValue {
  return isObject(value) && value[signatureKey] === secretSignature;
}

/** Whether a value is a secret or has one in it. */
export function containsSecret(value: unknown): boolean {
  return isSecret(value) || children(value).some(containsSecret);
}

/** Whether a value is unknown or has something unknown in it. */
export function containsUnknown(value: unknown): boolean {
  return value === unknownMarker || children(value).some(containsUnknown);
}

/** The same value with every secret replaced, from the inside out; what has none is not copied. */
export function mapSecrets(value: unknown, replace: (secret: SecretValue) => unknown): unknown {
  if (isSecret(value)) return replace(value);
  if (!isObject(value) && !Array.isArray(value)) return value;
  if (!containsSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item) => mapSecrets(item, replace));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapSecrets(item, replace)]),
  );
}

/** The value in clear, as providers get it. */
export function unwrapSecrets(value: unknown): unknown {
  return mapSecrets(value, (wrapped) => unwrapSecrets(wrapped.value));
}

/** The value as people may see it. */
export function hideSecrets(value: unknown): unknown {
  return mapSecrets(value, () => "[secret]");
}

/**
 * A provider's outputs with the secrets that it was given as inputs marked again, and those that
 * the program asked to keep secret.
 */
export function markSecrets(
  outputs: Properties,
  inputs: Properties,
  additional: readonly string[] = [],
): Properties {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const wanted = additional.includes(key) || containsSecret(inputs[key]);
      return [key, wanted && !isSecret(value) ? secret(value) : value];
    }),
  );
}

/** Top-level properties whose values differ, sorted; the provider's own line does not count. */
export function changedKeys(before: Properties = {}, after: Properties = {}): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => key !== "__provider" && stable(before[key]) !== stable(after[key]))
    .sort();
}

/** The same text for equal values, whatever the order of keys. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}:${stable(item)}`).join()}}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function children(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
