/** Addresses of hosts, ranges and domains: how they are told apart and spelled. */
import ipaddr from "ipaddr.js";

/** Whether a text is a network prefix such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isPrefix(text: string): boolean {
  return isPlainAddress(text.split("/")[0] ?? "") && ipaddr.isValidCIDR(text);
}

/** Whether a text is an IP address in the usual spelling: four numbers, or IPv6 without a zone. */
export function isAddress(text: string): boolean {
  return isPlainAddress(text) && ipaddr.isValid(text);
}

/** ipaddr.js also reads octal, hexadecimal and shortened IPv4, which NetBird does not. */
function isPlainAddress(text: string): boolean {
  return text.includes(":") ? !text.includes("%") : ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** A single address as the prefix that holds only it; anything else unchanged. */
export function asPrefix(text: string): string {
  if (!isAddress(text)) return text;
  return `${text}/${ipaddr.parse(text).kind() === "ipv4" ? 32 : 128}`;
}

// Many scripts have letters of several signs, and "İ" becomes one in lower case.
const rest = "([\\p{L}\\p{M}\\p{N}_-]{0,61}[\\p{L}\\p{M}\\p{N}])?";

// As NetBird has it: a label may begin with an underscore, except the last one, and none ends with one.
const domain = new RegExp(`^([\\p{L}\\p{N}_]${rest}\\.)*[\\p{L}\\p{N}]${rest}$`, "u");

/**
 * Whether a text is a domain such as `db.corp.internal`, also an international one, without a trailing
 * dot; a mistyped address, such as `10.1.0.256`, is not a domain.
 */
export function isDomain(text: string): boolean {
  return text.length <= 253 && domain.test(text) && !/^[\d.]+$/.test(text) && fitsInLabels(text);
}

const ascii = /^[\x20-\x7e]*$/;

/** An international label is longer in DNS (Punycode) than it looks. */
function fitsInLabels(text: string): boolean {
  if (ascii.test(text)) return true;
  const labels = asciiForm(text)?.split(".") ?? [];
  return labels.length > 0 && labels.every(({ length }) => length <= 63);
}

/** What ends a host's name in a URL, or is dropped or decoded there, and is in no domain. */
const foreign = /[\s/\\?#@:%]/;

/** An international name as it is in DNS: `xn--…`, in lower case. Undefined for what is no name. */
function asciiForm(text: string): string | undefined {
  const url = `http://${text}`;
  return !foreign.test(text) && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** Whether a text is a domain or a wildcard domain: `*.corp.internal`. */
export function isDomainPattern(text: string): boolean {
  return isDomain(text.replace(/^\*\./, ""));
}

/**
 * What all spellings of one domain share: DNS ignores case, names may end with the root's dot, and
 * international ones are in ASCII there (`xn--…`). A text that is no domain is its own key.
 */
export function domainKey(text: string): string {
  const name = text.toLowerCase().replace(/\.$/, "");
  return ascii.test(name) ? name : (asciiForm(name) ?? name);
}

/** What is wrong with a text that should be an address, a prefix or a domain; undefined: nothing. */
export function addressProblem(text: string): string | undefined {
  if (isAddress(text) || isPrefix(text) || isDomainPattern(text)) return undefined;
  const bare = /^\w+:\/\/([^/:]+)/.exec(text)?.[1];
  const hint =
    bare === undefined
      ? "Write an address (10.0.0.1), a prefix (10.0.0.0/8), a domain (db.corp.internal) or a wildcard domain (*.corp.internal)."
      : `Write "${bare}": no scheme, port or path.`;
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `"${shown}" is no address. ${hint}`;
}
