import type { ResourceState } from "./deployment";
import { isDefaultProvider, packageOf } from "./providers";
import { describeStep } from "./run";
import type { Run } from "./run";
import { errorText } from "./services";

/** Whether deleting a resource means calling a provider. */
function hasObject({ custom, external, type }: ResourceState): boolean {
  return custom && external !== true && !type.startsWith("pulumi:providers:");
}

/**
 * Deletes resources, each after everything that depends on it, several at once. What fails stays
 * in the state, and so does everything that it depends on.
 */
export async function deleteAll(
  run: Run,
  resources: readonly ResourceState[],
  remove: (resource: ResourceState) => void,
): Promise<void> {
  const dependents = dependentsOf(resources);
  const ends = new Map<ResourceState, Promise<boolean>>();
  const end = (resource: ResourceState): Promise<boolean> => {
    const known = ends.get(resource);
    if (known !== undefined) return known;
    const promise = deleteAfterDependents(resource);
    ends.set(resource, promise);
    return promise;
  };
  const deleteAfterDependents = async (resource: ResourceState): Promise<boolean> => {
    const first = [...(dependents.get(resource.urn) ?? [])].filter((other) => other !== resource);
    const gone = await Promise.all(first.map(end));
    return gone.every(Boolean) && deleteOne(run, resource, remove);
  };
  await Promise.all(resources.map(end));
}

/** Which resources depend on each URN; looked up once, because stacks have thousands. */
function dependentsOf(resources: readonly ResourceState[]): Map<string, Set<ResourceState>> {
  const dependents = new Map<string, Set<ResourceState>>();
  for (const resource of resources) {
    const { parent, dependencies = [], deletedWith, provider } = resource;
    // A reference to a provider is its URN and its id.
    const providerUrn = provider?.slice(0, provider.lastIndexOf("::"));
    for (const urn of [parent, ...dependencies, deletedWith, providerUrn]) {
      if (urn === undefined) continue;
      const known = dependents.get(urn) ?? new Set();
      dependents.set(urn, known.add(resource));
    }
  }
  return dependents;
}

async function deleteOne(
  run: Run,
  resource: ResourceState,
  remove: (resource: ResourceState) => void,
): Promise<boolean> {
  if (resource.protect === true) {
    const message = `resource "${resource.urn}" cannot be deleted because it is protected; unprotect it first`;
    run.report({ severity: "error", message, urn: resource.urn });
    return false;
  }
  if (isDefaultProvider(resource.urn)) {
    remove(resource);
    return true;
  }
  const operation = resource.delete === true ? "delete-replaced" : "delete";
  try {
    await run.step(describeStep(operation, resource, undefined), async () => {
      if (!run.dryRun && hasObject(resource) && resource.retainOnDelete !== true) {
        const provider = await run.providers.for(packageOf(resource.type), resource.provider);
        await provider.delete(resource.urn, resource.id ?? "", resource.outputs ?? {});
      }
      remove(resource);
    });
    return true;
  } catch (error) {
    run.report({ severity: "error", message: errorText(error), urn: resource.urn });
    return false;
  }
}
