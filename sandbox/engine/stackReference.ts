import type { ResourceState } from "./deployment";
import type { Goal } from "./registration";
import { describeStep, stackType } from "./run";
import type { Run } from "./run";
import { Stop } from "./services";
import type { StateFile } from "./state";
import { containsSecret, unwrapSecrets } from "./wire";

export const stackReferenceType = "pulumi:pulumi:StackReference";

/** Answers a stack reference with the outputs that the other stack exported at its last update. */
export function readStackReference(
  run: Run,
  goal: Goal,
  file: StateFile,
  project: string,
): Promise<ResourceState> {
  const name = String(unwrapSecrets(goal.inputs.name));
  const other = file.sibling(name, project);
  if (!other.exists()) {
    const message = `stack "${name}" does not exist; bring it up first`;
    run.report({ severity: "error", message, urn: goal.urn });
    throw new Stop(message);
  }
  const outputs = other.load().find(({ type }) => type === stackType)?.outputs ?? {};
  const secretOutputNames = Object.keys(outputs).filter((key) => containsSecret(outputs[key]));
  const state: ResourceState = {
    urn: goal.urn,
    custom: true,
    id: name,
    type: goal.type,
    inputs: goal.inputs,
    outputs: { name, outputs, secretOutputNames },
    external: true,
  };
  return run.step(describeStep("read", run.old.get(goal.urn), state), () => {
    run.old.delete(goal.urn);
    run.done.push(state);
    return Promise.resolve(state);
  });
}
