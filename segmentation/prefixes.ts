/** Containment of addresses: ranges in ranges, hosts in ranges, names in wildcard domains. */
import ipaddr from "ipaddr.js";
import TrieMap from "mnemonist/trie-map";
import { asPrefix, domainKey, isPrefix } from "./addresses";

/** Ends the path of a single domain name, so that it contains nothing but itself. */
const single = "$";

/** Something that stands for addresses, by the path of each in a trie. */
export class Prefixes<Value> {
  private readonly trie = new TrieMap<string[], Value[]>(Array);

  /** @param address an IP address, a range, a domain, or a wildcard domain such as `*.corp.internal` */
  add(address: string, value: Value): void {
    this.trie.update(pathOf(address), (values = []) => [...values, value]);
  }

  /** What was added with addresses that lie inside a given one, itself included. */
  inside(address: string): Value[] {
    const path = pathOf(address);
    return this.trie
      .find(path)
      .filter(([found]) => !isApexOf(found, path))
      .flatMap(([, values]) => values);
  }
}

/** `*.corp.internal` does not contain `corp.internal` itself. */
function isApexOf(found: readonly string[], path: readonly string[]): boolean {
  return found.length === path.length + 1 && found.at(-1) === single;
}

/** From the widest to the narrowest: the bits of a prefix, or the labels of a domain from the right. */
function pathOf(address: string): string[] {
  const prefix = asPrefix(address);
  if (!isPrefix(prefix)) return domainPath(address);
  const [parsed, length] = ipaddr.parseCIDR(prefix);
  const bits = parsed.toByteArray().map((byte) => byte.toString(2).padStart(8, "0"));
  return [parsed.kind(), ...bits.join("").slice(0, length)];
}

function domainPath(domain: string): string[] {
  const labels = domainKey(domain).split(".").reverse();
  return ["domain", ...(labels.at(-1) === "*" ? labels.slice(0, -1) : [...labels, single])];
}
