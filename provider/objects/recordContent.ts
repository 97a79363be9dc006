/** What a DNS record may stand for; the resource and the components that make records ask here. */
import { asciiDomainProblem, familyOf, isAsciiDomain, isMapped, sameDomain } from "./addresses";

/**
 * What is wrong with a record's content, by its type; undefined when nothing is.
 * @param name the record's name, as far as it is known
 */
export function recordContentProblem(
  type: unknown,
  content: string,
  name: unknown,
): string | undefined {
  const isNot = (wanted: string) =>
    `"${content}" is not ${wanted}, which a record of type ${String(type)} needs.`;
  if (type === "A" && familyOf(content) !== 4) return isNot("an IPv4 address");
  if (type === "AAAA" && (familyOf(content) !== 6 || isMapped(content)))
    return isNot("an IPv6 address of its own");
  if (type === "CNAME" && !isAsciiDomain(content))
    return asciiDomainProblem(content, isNot("a name such as www.example.com"));
  if (type === "CNAME" && sameDomain(content, name))
    return `"${content}" is the record's own name, so that a CNAME would stand for itself. Give the name that it stands for.`;
  return undefined;
}
