import type { Properties, ResourceState } from "./deployment";
import { isDefaultProvider, packageOf } from "./providers";
import type { ProviderClient } from "./providerClient";
import { describeStep } from "./run";
import type { Run } from "./run";
import { errorText } from "./services";
import { changedKeys, markSecrets } from "./wire";

/** Reads every object again and takes over what it finds; objects that are gone leave the state. */
export async function refreshAll(run: Run): Promise<void> {
  declareProviders(run);
  const resources = [...run.old.values()];
  const refreshed = await Promise.all(resources.map((resource) => refreshOne(run, resource)));
  for (const [index, resource] of resources.entries()) {
    const found = refreshed[index];
    if (found === undefined) run.old.delete(resource.urn);
    else run.old.set(resource.urn, found);
  }
  run.save();
}

/**
 * Providers are resources of the state, and nothing registers them when no program runs. So refresh
 * and destroy work with the configuration of the last update, as under the real engine.
 */
export function declareProviders(run: Run): void {
  for (const { urn, id, type, inputs } of run.old.values()) {
    if (!type.startsWith("pulumi:providers:")) continue;
    run.providers.declare(`${urn}::${id}`, inputs ?? {});
  }
}

async function refreshOne(run: Run, resource: ResourceState): Promise<ResourceState | undefined> {
  const { urn, type, custom, id = "", inputs = {}, outputs = {}, provider } = resource;
  if (isDefaultProvider(urn)) return resource;
  if (!custom || type.startsWith("pulumi:")) {
    return run.step(describeStep("same", resource, resource), () => Promise.resolve(resource));
  }
  try {
    const client = await run.providers.for(packageOf(type), provider);
    const read = await run.inTurn(() => client.read(urn, id, outputs, inputs));
    if (read === undefined) {
      await run.step(describeStep("delete", resource, undefined), () => Promise.resolve());
      return undefined;
    }
    const found = {
      ...resource,
      inputs: markSecrets(read.inputs ?? inputs, inputs),
      outputs: markSecrets(read.outputs, { ...inputs, ...outputs }),
    };
    const keys = changedKeys(outputs, found.outputs);
    const hasDrifted =
      resource.external === true ? keys.length > 0 : await wouldChange(run, client, found, inputs);
    const step = describeStep(hasDrifted ? "update" : "same", resource, found);
    return await run.step({ ...step, changedKeys: keys }, () => Promise.resolve(found));
  } catch (error) {
    run.report({ severity: "error", message: errorText(error), urn });
    return resource;
  }
}

/** Whether an update with the program as it was would change what was found: that is what drift means. */
async function wouldChange(
  run: Run,
  client: ProviderClient,
  { urn, id = "", inputs = {}, outputs = {} }: ResourceState,
  wanted: Properties,
): Promise<boolean> {
  const { changes } = await run.inTurn(() => client.diff(urn, id, { inputs, outputs }, wanted));
  return changes === "some" || (changes === "unknown" && changedKeys(inputs, wanted).length > 0);
}
