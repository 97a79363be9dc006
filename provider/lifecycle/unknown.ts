/**
 * What the engine sends in place of a value that is not known before the update: this string,
 * anywhere, whatever the type should be.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown, or contains something that is. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasUnknown);
  return false;
}

/** Whether what stands at a path, or anything on the way to it, is unknown. */
export function isUnknownAt(root: unknown, path: readonly PropertyKey[]): boolean {
  let value = root;
  for (const step of path) {
    if (value === unknownValue) return true;
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  }
  return hasUnknown(value);
}
