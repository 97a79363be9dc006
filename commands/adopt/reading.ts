/** What an account holds, object by object, as a program would give it. */
import type { Account, ApiObject } from "../../provider/api/account";
import { checkArguments } from "../../provider/lifecycle/checking";
import { sameValue } from "../../provider/lifecycle/equality";
import { collectionOf, labelOf, settled } from "../../provider/lifecycle/kind";
import type { Arguments, Kind } from "../../provider/lifecycle/kind";
import type { Session } from "../../provider/api/session";
import { storedDifference, withoutSteering } from "../../provider/lifecycle/state";
import { noneOnOldServers } from "../cli/account";
import { adoptables } from "./kinds";
import type { Adoptable } from "./kinds";

/** An object that the program takes over. */
export interface Adopted {
  adoptable: Adoptable;
  id: string;
  /** What people call it. */
  label: string;
  /** The program's arguments, with references by id. */
  args: Arguments;
}

/** An object that stays as it is, without a program. */
export interface LeftAlone {
  /** In plain words: `policy`. */
  kind: string;
  name: string;
  id: string;
  because: string;
}

/** An object as it was read. */
interface Found {
  adoptable: Adoptable;
  object: ApiObject;
  /** What it is inside of, as an argument. */
  place: Arguments;
  label: string;
}

/** Reads every kind of object that can be adopted, and judges each. Only GET requests are sent. */
export async function readObjects(
  session: Session,
): Promise<{ adopted: Adopted[]; leftAlone: LeftAlone[] }> {
  const adopted: Adopted[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const found of await findAll(session.account())) {
    const { adoptable, object, label } = found;
    const args = argumentsOf(found);
    const because = await refusal(session, found, args);
    if (because === undefined) adopted.push({ adoptable, id: object.id, label, args });
    else leftAlone.push({ kind: adoptable.kind.title, name: label, id: object.id, because });
  }
  return { adopted, leftAlone };
}

/** In the program's order, each kind by name. */
async function findAll(account: Account): Promise<Found[]> {
  const found = new Map<Kind, Found[]>();
  for (const adoptable of adoptables) {
    const places = adoptable.parent === undefined ? [{}] : insideOf(adoptable, found);
    const lists = await Promise.all(places.map((place) => findIn(account, adoptable, place)));
    found.set(adoptable.kind, lists.flat().sort(byLabel));
  }
  return [...found.values()].flat();
}

function insideOf({ kind, parent }: Adoptable, found: ReadonlyMap<Kind, Found[]>): Arguments[] {
  const parents = found.get(parent!) ?? [];
  return parents.map(({ object, label }) => ({ [kind.within!]: { name: label, id: object.id } }));
}

async function findIn(account: Account, adoptable: Adoptable, place: Arguments): Promise<Found[]> {
  const { kind } = adoptable;
  const objects = await account.list(collectionOf(kind, place)).catch(noneOnOldServers);
  return objects.map((object) => {
    const label = labelFor(kind, object, place);
    return { adoptable, object, place, label };
  });
}

/** Routers have no name, and what they are inside of has one; routes have an identifier. */
function labelFor(kind: Kind, object: ApiObject, place: Arguments): string {
  const args = kind.fromApi(object);
  if (typeof args.networkId === "string") return args.networkId;
  const around = Object.values(place)[0] as { name: string } | undefined;
  return labelOf(kind, args, around === undefined ? object.id : `${around.name} router`);
}

/** The arguments that mean the object: without what is empty, the default, or not the program's. */
function argumentsOf({ adoptable, object, place }: Found): Arguments {
  const { kind, unmanaged = [] } = adoptable;
  const all = { ...place, ...kind.fromApi(object) };
  const managed = Object.entries(all).filter(([name]) => !unmanaged.includes(name));
  const own = withoutDefaults(kind, withoutEmpty(Object.fromEntries(managed)) as Arguments);
  const written = {
    ...(adoptable.simplify?.(own) ?? own),
    ...adoptable.steering?.(own),
    adopt: object.id,
  };
  return inOrder(kind, written);
}

/** Without what is empty, at every depth: to the provider it is the same as nothing. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const filled = Object.entries(value).filter(([, field]) => !sameValue(field, undefined));
  return Object.fromEntries(filled.map(([name, field]) => [name, withoutEmpty(field)]));
}

/** Without what the provider fills in by itself. */
function withoutDefaults(kind: Kind, args: Arguments): Arguments {
  const isDefault = (name: string) => {
    const { [name]: value, ...others } = args;
    const filledIn = settled(kind, others)[name];
    return filledIn !== undefined && sameValue(filledIn, value);
  };
  return Object.fromEntries(Object.entries(args).filter(([name]) => !isDefault(name)));
}

/** In the order in which the reference lists them. */
function inOrder(kind: Kind, args: Arguments): Arguments {
  const names = Object.keys(kind.schema.shape).filter((name) => args[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, args[name]]));
}

/**
 * Why an object cannot be adopted as it is: the provider would refuse it, or would change it. It is
 * the provider that judges, so that what it says here is what it does in the first update.
 */
async function refusal(
  session: Session,
  { adoptable, object }: Found,
  args: Arguments,
): Promise<string | undefined> {
  const { kind } = adoptable;
  const foreign = adoptable.refuse?.(object) ?? kind.refuseWrite?.(object, args);
  if (foreign !== undefined) return foreign;
  const { inputs, failures } = await checkArguments(kind, session, args);
  if (failures.length > 0) {
    return failures
      .map(({ property, reason }) => `${property}: ${reason}`.replace(/^: /, ""))
      .join(" ");
  }
  return storedDifference(kind, withoutSteering(kind, inputs), object);
}

function byLabel(a: Found, b: Found): number {
  if (a.label !== b.label) return a.label < b.label ? -1 : 1;
  return a.object.id < b.object.id ? -1 : 1;
}
