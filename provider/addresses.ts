import { isIP } from "node:net";

/** 4 or 6 for an address, 0 for anything else; one with a zone (`fe80::1%eth0`) is for one machine only. */
export function familyOf(text: string): number {
  return text.includes("%") ? 0 : isIP(text);
}

/** Whether a text is a network prefix such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isPrefix(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  const family = familyOf(address);
  const longest = family === 4 ? 32 : 128;
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= longest;
}

/** A single address as the prefix that holds only it; anything else unchanged. */
export function asPrefix(text: string): string {
  const family = familyOf(text);
  if (family === 0) return text;
  return `${text}/${family === 4 ? 32 : 128}`;
}

/** An address as the server writes it: IPv6 in lower case and shortest form, without brackets. */
export function canonicalAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (familyOf(bare) !== 6) return bare;
  const short = shortest(bare);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short);
  if (mapped === null) return short;
  const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)];
  return `::ffff:${[high >> 8, high & 255, low >> 8, low & 255].join(".")}`;
}

function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** A prefix as the server writes it, host bits included: IPv6 in lower case and shortest form. */
export function canonicalPrefix(text: string): string {
  const [address = "", length] = text.split("/");
  return length === undefined ? text : `${canonicalAddress(address)}/${Number(length)}`;
}

/** A prefix without its host bits: `10.9.1.5/16` becomes `10.9.0.0/16`. */
export function maskedPrefix(text: string): string {
  const [address = "", length = ""] = canonicalPrefix(asPrefix(text)).split("/");
  const family = familyOf(address);
  if (family === 0) return text;
  const width = family === 4 ? 32n : 128n;
  const host = width - BigInt(length);
  const network = (asNumber(address, family) >> host) << host;
  return `${family === 4 ? asIPv4(network) : asIPv6(network)}/${length}`;
}

function asNumber(address: string, family: number): bigint {
  if (family === 4) {
    return address.split(".").reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  }
  return expanded(shortest(address)).reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
}

/** The eight parts of an IPv6 address that is in its shortest form. */
function expanded(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const parts = (text: string) => (text === "" ? [] : text.split(":"));
  if (tail === undefined) return parts(head);
  const missing = 8 - parts(head).length - parts(tail).length;
  return [...parts(head), ...Array<string>(missing).fill("0"), ...parts(tail)];
}

function asIPv4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".");
}

function asIPv6(number: bigint): string {
  const parts = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n];
  const long = parts.map((shift) => ((number >> shift) & 65535n).toString(16)).join(":");
  return canonicalAddress(long);
}
