/** Addresses as the server writes them. */
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import {
  asPrefix,
  domainKey,
  isAddress,
  isDomain,
  isDomainPattern,
  isPrefix,
} from "../../segmentation/addresses";

export { asPrefix, isDomain, isDomainPattern, isPrefix };

const ascii = /^[\x20-\x7e]*$/;

/** {@link isDomain} in ASCII, which is all that the server takes for the names that it serves itself. */
export function isAsciiDomain(text: string): boolean {
  return ascii.test(text) && isDomain(text);
}

/** {@link isDomainPattern} in ASCII. */
export function isAsciiDomainPattern(text: string): boolean {
  return ascii.test(text) && isDomainPattern(text);
}

/** What is wrong with a text that is neither: an international name has an ASCII form. */
export function asciiDomainProblem(text: string, otherwise: string): string {
  if (ascii.test(text) || !isDomainPattern(text)) return otherwise;
  return `the server takes international names only in their ASCII form here: write ${domainToASCII(text)}`;
}

/** Whether two values are one domain to DNS, in whatever case; false for anything but texts. */
export function sameDomain(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && domainKey(a) === domainKey(b);
}

/** 4 or 6 for an address, 0 for anything else; one with a zone (`fe80::1%eth0`) is for one machine only. */
export function familyOf(text: string): 4 | 6 | 0 {
  if (!isAddress(text)) return 0;
  return ipaddr.parse(text).kind() === "ipv4" ? 4 : 6;
}

/** Whether an address is one of IPv4, written as IPv6: `::ffff:10.0.0.1`. */
export function isMapped(text: string): boolean {
  return familyOf(text) === 6 && ipaddr.IPv6.parse(text).isIPv4MappedAddress();
}

/** Whether a text is an IP address, a prefix, or neither. */
export function isAddressOrPrefix(text: string): boolean {
  return familyOf(canonicalAddress(text)) !== 0 || isPrefix(text);
}

/** An address as the server writes it: IPv6 in lower case and shortest form, without brackets. */
export function canonicalAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (familyOf(bare) !== 6) return bare;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress()
    ? `::ffff:${address.toIPv4Address().toString()}`
    : address.toRFC5952String();
}

/** A prefix as the server writes it, host bits included: IPv6 in lower case and shortest form. */
export function canonicalPrefix(text: string): string {
  const [address = "", length] = text.split("/");
  return length === undefined ? text : `${canonicalAddress(address)}/${Number(length)}`;
}

/** A prefix without its host bits: `10.9.1.5/16` becomes `10.9.0.0/16`. */
export function maskedPrefix(text: string): string {
  const prefix = asPrefix(text);
  if (!isPrefix(prefix)) return text;
  const [address, length] = ipaddr.parseCIDR(prefix);
  const network =
    address.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(prefix)
      : ipaddr.IPv6.networkAddressFromCIDR(prefix);
  return `${canonicalAddress(network.toString())}/${length}`;
}

/** Whether an address is in a prefix of its family. */
export function isInside(address: string, prefix: string): boolean {
  const [range, length] = ipaddr.parseCIDR(prefix);
  const one = ipaddr.parse(address);
  return one.kind() === range.kind() && one.match(range, length);
}
