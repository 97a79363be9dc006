/** Which kinds of objects are adopted, and what is particular about each. */
import type { ApiObject } from "../../provider/api/account";
import { dnsRecordKind } from "../../provider/objects/dnsRecord";
import { dnsZoneKind } from "../../provider/objects/dnsZone";
import { groupKind } from "../../provider/objects/group";
import type { Arguments, Kind } from "../../provider/lifecycle/kind";
import { nameserverGroupKind } from "../../provider/objects/nameserverGroup";
import { networkKind } from "../../provider/objects/network";
import { networkResourceKind } from "../../provider/objects/networkResource";
import { networkRouterKind } from "../../provider/objects/networkRouter";
import { policyKind } from "../../provider/objects/policy";
import { postureCheckKind } from "../../provider/objects/postureCheck";
import { routeKind } from "../../provider/objects/route";
import { setupKeyKind } from "../../provider/objects/setupKey";
import { foundReason, groupNameProblem } from "../../segmentation";
import { broadReasonIn } from "../../segmentation/broadAccess";
import { setupKeyNameProblem } from "../../segmentation/names";
import { isAnyPort, service } from "../../segmentation/ports";
import type { PortRange, Protocol } from "../../segmentation/ports";

/** A kind of object that a program can take over. */
export interface Adoptable {
  kind: Kind;
  /** What its part of the program is called, and what to know about it. */
  heading: string;
  /** The kind of what the objects are inside of. */
  parent?: Kind;
  /** Arguments that the program does not give, so that they stay whoever's they are. */
  unmanaged?: readonly string[];
  /** Arguments as a person would write them; the same to the provider. */
  simplify?(args: Arguments): Arguments;
  /** Arguments beside the object's own that the provider asks for. */
  steering?(args: Arguments): Arguments;
  /** Why an object is no program's to have, beyond what the provider says itself. */
  refuse?(object: ApiObject): string | undefined;
}

/** In the order in which the program has them: what is referred to comes first. */
export const adoptables: readonly Adoptable[] = [
  {
    kind: groupKind,
    heading: "Groups. Who is in them stays with setup keys, users and whoever puts peers there.",
    unmanaged: ["peers", "resources"],
    steering: ({ name }) => convention(groupNameProblem(String(name))),
  },
  { kind: postureCheckKind, heading: "Posture checks." },
  { kind: networkKind, heading: "Networks." },
  {
    kind: networkResourceKind,
    heading: "What is reached in the networks.",
    parent: networkKind,
  },
  {
    kind: networkRouterKind,
    heading: "What routes into the networks.",
    parent: networkKind,
  },
  { kind: dnsZoneKind, heading: "DNS zones." },
  { kind: dnsRecordKind, heading: "DNS records.", parent: dnsZoneKind },
  {
    kind: nameserverGroupKind,
    heading: "Name servers.",
    simplify: (args) => ({
      ...args,
      nameservers: (args.nameservers as Arguments[]).map(({ nsType, port, ...server }) => ({
        ...server,
        ...(nsType !== "udp" && { nsType }),
        ...(port !== 53 && { port }),
      })),
    }),
  },
  { kind: routeKind, heading: "Routes of the older kind." },
  {
    kind: policyKind,
    heading: "Policies: who may open connections to what.",
    simplify: (args) => ({ ...args, ports: (args.ports as string[] | undefined)?.map(portNumber) }),
    steering: broadAccess,
    refuse: (policy) => {
      const { length } = (policy as ApiObject & { rules: unknown[] }).rules;
      if (length === 1) return undefined;
      return `it has ${length} rules, and a Policy has exactly one: write one policy per rule, then delete this one`;
    },
  },
  {
    kind: setupKeyKind,
    heading:
      "Setup keys. The server tells a key only once, so the output key of these stays empty.",
    simplify: withoutZeroes,
    steering: ({ name }) => convention(setupKeyNameProblem(String(name))),
    refuse: (key) => {
      const { state } = key as ApiObject & { state: string };
      return state === "valid" ? undefined : `it is ${state}, and no device can join with it`;
    },
  },
];

/** What a program could have as well, and adoption does not touch. */
export const neverAdopted = [
  { kind: "peers", because: "devices join and leave by themselves" },
  { kind: "users and tokens", because: "they are people and credentials, not access" },
  { kind: "identity providers", because: "their secrets cannot be read" },
  { kind: "identity sync and event streaming", because: "their credentials cannot be read" },
  { kind: "account and DNS settings", because: "AccountBaseline says what they should be" },
] as const;

function convention(problem: string | undefined): Arguments {
  return problem === undefined ? {} : { namingConvention: "off" };
}

function portNumber(port: string): string | number {
  return /^\d+$/.test(port) ? Number(port) : port;
}

/** The reason that the provider asks of what is broad: the account's own, or that it was there. */
function broadAccess(args: Arguments): Arguments {
  const { protocol, ports, portRanges, bidirectional, description } = args;
  const opened = service(protocol as Protocol, ports as string[], portRanges as PortRange[]);
  if (bidirectional !== true && !isAnyPort(opened)) return {};
  const told = typeof description === "string" ? broadReasonIn(description) : undefined;
  return { broadAccessReason: told ?? foundReason };
}

/** What is off or unlimited need not be said: what is not said stays as the key has it. */
function withoutZeroes(args: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(args).filter(([, value]) => value !== false && value !== 0),
  );
}
