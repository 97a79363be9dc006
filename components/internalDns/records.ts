/** The records of the zones that NetBird itself answers for. */
import { isIP } from "node:net";
import {
  asciiDomainProblem,
  isAsciiDomain,
  isAsciiDomainPattern,
  isDomain,
} from "../../provider/objects/addresses";
import { recordContentProblem } from "../../provider/objects/recordContent";
import { repeatedDomains } from "../argumentProblems";
import type { InternalDnsArgs, RecordContent, TypedContent } from "./arguments";

/** A record as it is to be made. */
interface PlannedRecord extends TypedContent {
  /** What tells it from the others, for the child's name: `orders.prod.internal`. */
  role: string;
  /** Full name. */
  name: string;
}

const types = { 4: "A", 6: "AAAA", 0: "CNAME" } as const;

/** The records of a zone. Several of one name are told apart by their contents, never by their order. */
export function recordsOf(
  domain: string,
  names: Readonly<Record<string, RecordContent | string[]>>,
): PlannedRecord[] {
  return Object.entries(names).flatMap(([short, given]) => {
    const name = short === "@" ? domain : `${short}.${domain}`;
    if (!Array.isArray(given)) return [{ role: name, name, ...typed(given) }];
    return given.map((content) => ({ role: `${name}-${content}`, name, ...typed(content) }));
  });
}

function typed(given: RecordContent): TypedContent {
  if (typeof given !== "string") return given;
  return { type: types[isIP(given) as 0 | 4 | 6], content: given };
}

/** By Appendix A. */
const conventionalEnd = /(^|\.)(internal|corp)$/i;

/** Zones that Appendix A would name otherwise. */
export function zoneNotices({ zones = {} }: InternalDnsArgs): string[] {
  return Object.keys(zones)
    .filter((domain) => !conventionalEnd.test(domain))
    .map(
      (domain) =>
        `The zone ${domain} does not follow the naming convention. Services are named <service>.internal or <service>.corp (Appendix A), which no public name can be.`,
    );
}

export function zoneProblems({ zones = {} }: InternalDnsArgs): string[] {
  const problems = Object.entries(zones).flatMap(([domain, names]) => {
    const place = `zones["${domain}"]`;
    if (!isAsciiDomain(domain)) {
      const none = `"${domain}" is not a domain such as prod.internal, without wildcard.`;
      // A wildcard has no zone, in whatever script.
      return [`${place}: ${isDomain(domain) ? asciiDomainProblem(domain, none) : none}`];
    }
    const again = repeatedDomains(Object.keys(names)).map(
      (short) => `${place}.${short}: ${otherSpelling} Give one name all of its addresses.`,
    );
    return [
      ...again,
      ...Object.entries(names).flatMap(([short, given]) =>
        recordProblems(domain, short, given).map((problem) => `${place}.${short}: ${problem}`),
      ),
    ];
  });
  const again = repeatedDomains(Object.keys(zones)).map(
    (domain) => `zones["${domain}"]: ${otherSpelling} Put all of its names into one zone.`,
  );
  return [...again, ...problems];
}

const otherSpelling = "it is there before in another spelling, and to DNS both are one.";

function recordProblems(domain: string, short: string, given: RecordContent | string[]): string[] {
  const records = recordsOf(domain, { [short]: given });
  const [first] = records;
  if (first === undefined) return ["the list is empty. Give an address, or leave the name out."];
  if (!isAsciiDomainPattern(first.name)) {
    return [asciiDomainProblem(short, `"${first.name}" is not a name. Write it like orders.`)];
  }
  const names = records.filter(({ type }) => type === "CNAME");
  return [
    ...records.flatMap((record) => contentProblem(record, given) ?? []),
    ...(names.length > 0 && records.length > 1
      ? ["a name that stands for another one stands for nothing else. Give addresses only."]
      : []),
    ...(new Set(records.map(({ role }) => role)).size < records.length
      ? ["an address is listed twice. List it once."]
      : []),
  ];
}

/** By the rule of the record that it becomes; who wrote no type did not mean one. */
function contentProblem(
  { name, type, content }: PlannedRecord,
  given: RecordContent | string[],
): string | undefined {
  if (typeof content !== "string") return undefined;
  const isTyped = typeof given === "object" && !Array.isArray(given);
  return type === "CNAME" && !isTyped && !isDomain(content)
    ? `"${content}" is neither an address nor a name.`
    : recordContentProblem(type, content, name);
}
