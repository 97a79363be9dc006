/** Arguments are the API's own fields in camelCase; these two convert whole values. */

/** `{ min_version: … }` becomes `{ minVersion: … }`, at every depth. */
export function toCamelCase(value: unknown): unknown {
  return renameKeys(value, (key) =>
    key.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase()),
  );
}

/** `{ minVersion: … }` becomes `{ min_version: … }`, at every depth. */
export function toSnakeCase(value: unknown): unknown {
  return renameKeys(value, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function renameKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), renameKeys(item, rename)]),
  );
}
