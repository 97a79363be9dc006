import * as pulumi from "@pulumi/pulumi";
import { hasOwnAccount } from "../lifecycle/explicitProvider";
import { refuseImportOf } from "../lifecycle/importOption";
import { providerLine } from "../lifecycle/resource";

/** Base of the resources that are no NetBird object: something that is done, or waited for. */
export abstract class StepResource extends pulumi.CustomResource {
  /**
   * @param step name of the class, which is that of its handler
   * @internal
   */
  protected constructor(
    step: string,
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const type = `pulumi-nodejs:dynamic/netbird:${step}`;
    const what = `${step} "${name}"`;
    refuseImportOf(what, "Leave it out: there is nothing on the server to take over.", opts);
    const line = providerLine(step, hasOwnAccount(what, type, opts));
    super(type, name, { ...inputs, __provider: line }, opts);
  }
}
