/** IP addresses and ranges as the real server reads and writes them. */
import { isIP } from "node:net";
import { randomBytes, randomInt } from "node:crypto";

/** A range as numbers. */
export interface Range {
  family: 4 | 6;
  /** The address as it was given, host bits included. */
  address: bigint;
  length: number;
}

/** 4 or 6, or 0 for what is no address; a zone (`%eth0`) is part of none. */
function familyOf(text: string): number {
  return text.includes("%") ? 0 : isIP(text);
}

/** Reads `10.0.0.0/8`; undefined when it is no range. */
export function parseRange(text: string): Range | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const family = familyOf(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  if (Number(length) > widthOf(family)) return undefined;
  return { family: family as 4 | 6, address: toNumber(address), length: Number(length) };
}

function widthOf(family: number): number {
  return family === 4 ? 32 : 128;
}

/** An address as a number. */
function toNumber(address: string): bigint {
  if (familyOf(address) === 4) {
    return address.split(".").reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
  }
  const [head = "", tail] = hexOnly(address).split("::");
  const parts = (text: string) => (text === "" ? [] : text.split(":"));
  const gap = tail === undefined ? 0 : 8 - parts(head).length - parts(tail).length;
  const all = [...parts(head), ...Array<string>(gap).fill("0"), ...parts(tail ?? "")];
  return all.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

/** A number as an address. */
function toAddress(family: 4 | 6, number: bigint): string {
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".");
  }
  const shifts = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n];
  return shortest(shifts.map((shift) => ((number >> shift) & 65535n).toString(16)).join(":"));
}

/** An IPv6 address in its shortest form and lower case; anything else as it is. */
export function shortest(address: string): string {
  if (familyOf(address) !== 6) return address;
  const short = hexOnly(address);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short);
  return mapped === null ? short : `::ffff:${toAddress(4, toNumber(address) & 0xffffffffn)}`;
}

function hexOnly(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** A range without its host bits. */
export function masked({ family, address, length }: Range): string {
  const host = BigInt(widthOf(family) - length);
  return `${toAddress(family, (address >> host) << host)}/${length}`;
}

/** Whether an address lies in a range. */
export function contains(range: Range, address: string): boolean {
  if (familyOf(address) !== range.family) return false;
  const host = BigInt(widthOf(range.family) - range.length);
  return toNumber(address) >> host === range.address >> host;
}

/** An address in a range that is not taken. */
export function freeAddress(range: Range, taken: readonly string[]): string {
  const host = BigInt(widthOf(range.family) - range.length);
  const start = (range.address >> host) << host;
  for (;;) {
    const offset = BigInt(`0x${randomBytes(16).toString("hex")}`) % ((1n << host) - 2n);
    const address = toAddress(range.family, start + offset + 1n);
    if (!taken.includes(address)) return address;
  }
}

/** Ranges such as a fresh account gets. */
export function newRanges(): { v4: string; v6: string } {
  const group = () => randomInt(1, 65536).toString(16);
  return {
    v4: `100.${randomInt(64, 128)}.0.0/16`,
    v6: `fd${randomBytes(1).toString("hex")}:${group()}:${group()}:${group()}::/64`,
  };
}
