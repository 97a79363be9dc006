/** Domain names as the real server checks them. */
import { domainToUnicode } from "node:url";

// The server looks at names in Punycode, which has combined letters as well.
const rest = "([\\p{L}\\p{M}\\p{N}_-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
const pattern = new RegExp(`^([\\p{L}\\p{N}_]${rest}\\.)*[\\p{L}\\p{N}]${rest}$`, "u");

/** Whether a text is a domain without wildcard and trailing dot. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && pattern.test(text);
}

/** {@link isDomain} as the server takes it where it turns no international name into ASCII. */
export function isAsciiDomain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && isDomain(text);
}

/** {@link isDomain}, or `*.` before one. */
export function isDomainPattern(text: string): boolean {
  return isDomain(text.replace(/^\*\./, ""));
}

/** A domain as the server shows it: in lower case, international labels as people write them. */
export function shownDomain(domain: string): string {
  const labels = domain.toLowerCase().split(".");
  return labels
    .map((label) => (label.startsWith("xn--") && domainToUnicode(label)) || label)
    .join(".");
}
