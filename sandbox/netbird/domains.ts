/** Domain names as the real server checks them. */

const label = "[\\p{L}\\p{N}_]([\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}_])?";
const pattern = new RegExp(`^${label}(\\.${label})*$`, "u");

/** Whether a text is a domain without wildcard and trailing dot. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && pattern.test(text);
}

/** {@link isDomain}, or `*.` before one. */
export function isDomainPattern(text: string): boolean {
  return isDomain(text.replace(/^\*\./, ""));
}
