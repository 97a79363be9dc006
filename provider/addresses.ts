import { isIP } from "node:net";

/** Whether a text is a network prefix such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isPrefix(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= longest;
}

/** A single address as the prefix that holds only it; anything else unchanged. */
export function asPrefix(text: string): string {
  const family = isIP(text);
  if (family === 0) return text;
  return `${text}/${family === 4 ? 32 : 128}`;
}

/** An address as the server writes it: IPv6 in lower case and shortest form, without brackets. */
export function canonicalAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  return isIP(bare) === 6 ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : bare;
}
