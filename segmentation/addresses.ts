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
