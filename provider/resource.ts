import * as pulumi from "@pulumi/pulumi";

/**
 * The provider as every resource carries it in state: one constant line that loads this package's
 * own code, so that state stays small, releases show no difference, and refresh and delete run
 * today's code. It is evaluated in the SDK's dynamic-provider process, whose module has no file
 * name; looking up from the program's folder finds the package in node_modules, hoisted, or by
 * its own name. Changing a single character would show as a difference in every user's preview.
 */
export function providerLine(kind: string): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/")("pulumi-netbird/provider").${kind}`;
}

/** Options that every resource of this library understands. */
export interface CommonArgs {
  /**
   * Takes over an existing object instead of failing because its name is taken: `true` for the one
   * with the same name (created if there is none), or the id of the one to take. From then on the
   * program owns it: it is changed to match, and deleted with the resource unless `retainOnDelete`
   * is set. Has no effect once the resource exists. Default: `false`.
   */
  adopt?: pulumi.Input<boolean | string>;
}

/** Which existing object a look-up means: its id, its name, or both, which then must agree. */
export interface Selector {
  id?: pulumi.Input<string>;
  name?: pulumi.Input<string>;
}

/** Base of every NetBird object: a custom resource whose provider is this package. */
export abstract class NetBirdResource extends pulumi.CustomResource {
  declare public id: pulumi.Output<pulumi.ID>;

  protected constructor(
    kind: string,
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(
      `pulumi-nodejs:dynamic/netbird:${kind}`,
      name,
      { ...inputs, __provider: providerLine(kind) },
      opts,
    );
    // For the SDK an object that is read has the id that was asked for, even if that was a name.
    if (inputs.lookup !== undefined) this.id = found(this).apply(({ id }) => id);
  }
}

/** What a look-up found, as the provider reports it. */
function found(resource: NetBirdResource): pulumi.Output<{ id: string; name?: string }> {
  return (resource as unknown as { lookup: pulumi.Output<{ id: string; name?: string }> }).lookup;
}

/**
 * The constructor's inputs and options for reading an existing object.
 * @throws Error when the selector is empty
 */
export function lookupOf(
  kind: string,
  selector: pulumi.Input<string> | Selector,
  opts: pulumi.CustomResourceOptions | undefined,
): { inputs: pulumi.Inputs; opts: pulumi.CustomResourceOptions } {
  const { id, name } = isSelector(selector) ? selector : { id: selector, name: undefined };
  if (id === undefined && name === undefined) {
    throw new Error(`${kind}.get needs an id or a name: ${kind}.get("x", { name: "…" }).`);
  }
  return { inputs: { lookup: { id, name } }, opts: { ...opts, id: id ?? name } };
}

function isSelector(value: pulumi.Input<string> | Selector): value is Selector {
  return !(
    typeof value === "string" ||
    pulumi.Output.isInstance(value) ||
    value instanceof Promise
  );
}
