/** Single resources, as their arguments describe them, in the terms that the rules judge. */
import { broadAccessText } from "../segmentation/broadAccess";
import { fromNetBird } from "../segmentation/fromNetBird";
import { referenceIn } from "../segmentation/referenceText";
import type { NamedReference } from "../segmentation/referenceText";
import type { LivePolicy } from "../segmentation/liveAccount";
import type { Segmentation } from "../segmentation/segmentation";

/** The arguments of a resource; the engine has resolved what is known. */
type Props = Record<string, unknown>;

/** What an account would hold that has this policy only. */
export function segmentationOfPolicy(props: Props): Segmentation {
  return fromNetBird({ policies: [livePolicy(props)] });
}

/** What an account would hold that has this group only. */
export function segmentationOfGroup({ name }: Props): Segmentation {
  return fromNetBird({ policies: [], groups: [{ id: "", name: String(name) }] });
}

/** What an account would hold that has this setup key only; no rule asks for more than its name. */
export function segmentationOfSetupKey({ name }: Props): Segmentation {
  const expires = "0001-01-01T00:00:00Z";
  const key = { name: String(name), type: "reusable", expires, state: "valid" };
  return fromNetBird({ policies: [], setupKeys: [key] });
}

function livePolicy(props: Props): LivePolicy {
  const { name, description, enabled, broadAccessReason } = props;
  const broad = isText(broadAccessReason) ? ` ${broadAccessText(broadAccessReason)}` : "";
  return {
    name: String(name),
    description: `${isText(description) ? description : ""}${broad}`.trim(),
    enabled: enabled !== false,
    rules: [liveRule(props)],
  };
}

function liveRule(props: Props): LivePolicy["rules"][number] {
  const { action, bidirectional, protocol, ports, portRanges } = props;
  type Range = { start: number; end: number };
  return {
    enabled: true,
    action: action === "drop" ? "drop" : "accept",
    bidirectional: bidirectional === true,
    protocol: String(protocol),
    ports: listOf(ports).map(String),
    port_ranges: listOf(portRanges) as Range[],
    sources: listOf(props.sources).map(named),
    destinations: listOf(props.destinations).map(named),
    sourceResource: directly(props.sourceResource),
    destinationResource: directly(props.destinationResource),
  };
}

/** References carry the name; the id stands for it where there is none. */
function named(reference: unknown): { id: string; name: string } {
  // Another release of the library may say them as objects, whose id may not be known yet.
  const read = isText(reference) ? referenceIn(reference) : (reference as NamedReference);
  const shown = read.name ?? String(read.id);
  return { id: shown, name: shown };
}

/** A single peer or resource; no rule asks which, and its id may not be known yet. */
function directly(resource: unknown): { id: string; type: string } | null {
  if (typeof resource !== "object" || resource === null) return null;
  return { id: "named-directly", type: String((resource as Props).type) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
