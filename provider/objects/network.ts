import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { networks } from "../api/collections";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { Kind } from "../lifecycle/kind";
import type { ReferenceArg } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";

/**
 * Arguments of a {@link Network}. Everything is changed in place. Source: the API's object
 * `NetworkRequest`; the guide's section 5.
 */
export interface NetworkArgs extends CommonArgs {
  /** Name of the network. The API takes a name twice; this library does not. Changed in place. */
  name: pulumi.Input<string>;
  /** What the network is. Changed in place. Default: the server's. */
  description?: pulumi.Input<string>;
}

/** A network: the {@link Network} itself, its name, or `{ id, name }`. */
export type NetworkReference = ReferenceArg;

/**
 * A NetBird network: the private addresses ({@link NetworkResource}) that are reached through
 * routing peers ({@link NetworkRouter}). Deleting it deletes both, and leaves policies that name
 * one of its resources pointing at nothing.
 *
 * Errors: no name; a name that is taken (says how to adopt).
 *
 * @example
 * ```ts
 * const vpc = new netbird.Network("vpc", { name: "net-aws-euc1-prod", description: "Production VPC" });
 * ```
 */
export class Network extends NetBirdResource {
  /** Name of the network. */
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.CustomResourceOptions) {
    super(networkKind, name, args, opts);
  }
}

/**
 * Looks up a network without making it a resource.
 * @param selector `{ name }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getNetwork(
  selector: SelectorOf<NetworkArgs>,
  options?: LookupOptions,
): pulumi.Output<Found<NetworkArgs>> {
  return find(networkKind, selector, options);
}

/** The API's `Network`. */
interface ApiNetwork extends ApiObject {
  name: string;
  description: string;
}

/** @internal */
export const networkKind: Kind<ApiNetwork> = {
  ...networks,
  name: "Network",
  schema: z.strictObject({
    name: nameSchema("a network"),
    description: z.string().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  // Its resources go with it, and out of their groups.
  memberships: "members",

  toApi: (args) => ({ name: args.name, description: args.description ?? "" }),

  fromApi: (network) => ({ name: network.name, description: network.description }),
};
