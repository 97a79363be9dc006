/** Versions as NetBird reads and compares them. */

/**
 * What all spellings of one version share: a `v` before it does not count, and what is missing of three
 * numbers is 0. A text that is no version is its own key.
 */
export function versionKey(text: string): string {
  const [, numbers, rest = ""] = /^v?(\d+(?:\.\d+)*)(.*)$/.exec(text) ?? [];
  if (numbers === undefined) return text;
  const missing = Math.max(0, 3 - numbers.split(".").length);
  return `${numbers}${".0".repeat(missing)}${rest}`;
}
