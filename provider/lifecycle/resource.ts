import * as pulumi from "@pulumi/pulumi";
import { hasOwnAccount } from "./explicitProvider";
import { refuseImport } from "./importOption";
import { referencePath } from "./kind";
import type { Arguments, Kind } from "./kind";
import { programError } from "./programError";
import { toReferences } from "./reference";
import { refuseTwin } from "./twins";

/**
 * The provider as every resource carries it in state: one constant line that loads this package's
 * own code, so that state stays small, releases show no difference, and refresh and delete run
 * today's code. It is evaluated in the SDK's dynamic-provider process, whose module has no file
 * name; looking up from the program's folder finds the package in node_modules, hoisted, or by
 * its own name. Changing a single character would show as a difference in every user's preview.
 * @param isExplicit whether the resource has an explicit provider, which has all its settings of its own
 */
export function providerLine(kind: string, isExplicit: boolean): string {
  const handler = isExplicit ? `explicit.${kind}` : kind;
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/")("pulumi-netbird/provider").${handler}`;
}

/** Options of every resource that makes an object, instead of setting one that is there anyway. */
export interface CommonArgs {
  /**
   * Takes over an existing object instead of failing because it is there already: `true` for the
   * one with the same name, or whatever else tells objects of the kind apart (created if there is
   * none); or the id of the one to take. From then on the program owns it: it is changed to match,
   * and deleted with the resource unless `retainOnDelete` is set. What another resource of the
   * program has is refused; a resource that was only renamed in the program, or moved into a
   * component, needs the option `aliases` instead. Has no effect once the resource exists. Default: `false`.
   */
  adopt?: pulumi.Input<boolean | string>;
}

/**
 * Options of resources that set an object which is not theirs to make or remove: the account's
 * settings, an enrolled peer.
 */
export interface SettingsArgs {
  /**
   * What happens when the resource is deleted: `restore` gives back what was there before in the
   * arguments that the program gave, except where somebody else has changed it since, of a list of
   * groups only the program's part of it; `leave` leaves everything as it is. Default: `restore`.
   */
  onDelete?: pulumi.Input<"restore" | "leave">;
}

/** What a look-up may compare: the id, and any argument. All that are given must agree. */
export type SelectorOf<Args> = Partial<Args> & { id?: pulumi.Input<string> };

/** A class of resources, as {@link NetBirdResource.get} sees it. */
export type ResourceClass<T, Args> = new (
  name: string,
  args: Args,
  opts?: pulumi.CustomResourceOptions,
) => T;

/** Base of every NetBird object: a custom resource whose provider is this package. */
export abstract class NetBirdResource extends pulumi.CustomResource {
  declare public id: pulumi.Output<pulumi.ID>;

  /** @internal */
  protected constructor(
    kind: Kind,
    name: string,
    args: object | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const { lookup, ...given } = (args ?? {}) as { lookup?: Arguments } & Arguments;
    const type = `pulumi-nodejs:dynamic/netbird:${kind.name}`;
    refuseImport(kind, name, given, opts);
    const isExplicit = hasOwnAccount(`${kind.name} "${name}"`, type, opts);
    if (lookup === undefined) refuseTwin(kind, type, name, given, opts);
    const inputs = {
      ...unset(kind),
      ...withReferences(kind, given),
      ...secretsOf(kind, given),
      ...(lookup && { lookup: withReferences(kind, lookup) }),
      __provider: providerLine(kind.name, isExplicit),
    };
    const hidden = [...(kind.secrets ?? []), ...(kind.toldOnce ?? [])];
    const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? []), ...hidden];
    // The SDK keeps four stack traces per property, to tell about leaked promises, and in programs
    // every frame is mapped to TypeScript at once. One frame says enough; see `withOwnTrace`.
    const { stackTraceLimit } = Error;
    if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 1;
    try {
      super(type, name, inputs, {
        ...opts,
        additionalSecretOutputs,
        // Names are unique for us, also where the engine decides on a replacement.
        deleteBeforeReplace: opts.deleteBeforeReplace ?? true,
      });
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      throw withOwnTrace(error);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
    written.set(this, lookup ?? given);
    // For the SDK an object that is read has the id that was asked for, even if that was a name.
    if (lookup !== undefined) this.id = found(this).apply(({ id }) => id);
  }

  /**
   * Reads an existing object without managing it.
   * @param name the resource's name in the program
   * @param selector the id, or arguments that say which one, such as `{ name }`; all must agree
   * @throws RunError when the selector says nothing; when there is none or more than one, the
   *     operation fails and lists the candidates
   */
  static get<T extends NetBirdResource, Args extends object>(
    this: ResourceClass<T, Args>,
    name: string,
    selector: pulumi.Input<string> | SelectorOf<Args>,
    opts?: pulumi.CustomResourceOptions,
  ): T {
    const lookup = (isId(selector) ? { id: selector } : selector) as Arguments;
    const texts = [lookup.id, lookup.name, ...Object.values(lookup)];
    const id = texts.find((value) => value !== undefined && value !== null);
    if (id === undefined) {
      throw programError(
        `${this.name}.get needs an id or a name: ${this.name}.get("x", { name: "…" }).`,
      );
    }
    // The engine wants some id for what is read; which object it is, the provider decides.
    const asked = pulumi.output(id).apply((value) => (typeof value === "string" ? value : name));
    return new this(name, { lookup } as unknown as Args, { ...opts, id: asked });
  }
}

/** The arguments of resources as the program wrote them. */
const written = new WeakMap<NetBirdResource, Arguments>();

/** An argument that the program wrote as plain text; undefined when it is an output. @internal */
export function plainTextOf(resource: NetBirdResource, argument: string): string | undefined {
  const value = written.get(resource)?.[argument];
  return typeof value === "string" ? value : undefined;
}

/** Credentials are secret whether or not the program says so, in the state's inputs as well. */
function secretsOf(kind: Kind, given: Arguments): pulumi.Inputs {
  const names = (kind.secrets ?? []).filter((name) => given[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, pulumi.secret(given[name])]));
}

/** An error that was thrown while traces were short, with the way to the program's line. */
function withOwnTrace(error: unknown): unknown {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  const here = new Error().stack ?? "";
  error.stack += here.slice(here.indexOf("\n"));
  return error;
}

/** Every argument and output, so that the SDK knows which properties to expect. */
function unset(kind: Kind): pulumi.Inputs {
  const names = Object.keys(kind.schema.shape).filter((name) => !kind.steering.includes(name));
  return Object.fromEntries(
    [...names, ...(kind.outputNames ?? [])].map((name) => [name, undefined]),
  );
}

/** The arguments with everything that refers to an object as a reference. @internal */
export function withReferences(kind: Kind, args: object): pulumi.Inputs {
  const given = args as Arguments;
  const references = Object.keys(kind.references ?? {})
    .map(referencePath)
    .filter(([name]) => given[name] !== undefined)
    .map(([name, part]) => [name, toReferences(given[name], part)]);
  return { ...args, ...(Object.fromEntries(references) as pulumi.Inputs) };
}

/** What a look-up found, as the provider reports it. */
function found(resource: NetBirdResource): pulumi.Output<{ id: string }> {
  return (resource as unknown as { lookup: pulumi.Output<{ id: string }> }).lookup;
}

function isId(value: unknown): value is pulumi.Input<string> {
  return typeof value === "string" || pulumi.Output.isInstance(value) || value instanceof Promise;
}
