/** The flows of one environment: the common ones, and where it differs from the others, judged. */
import type { Flow, Matrix, MatrixPath } from "./matrix/model";
import type { Environment } from "./names";
import { covers, parseServices } from "./ports";
import type { PlannedDifference } from "./segmentation";

/** A flow of one environment, and where the matrix has it. */
export interface EnvironmentFlow {
  flow: Flow;
  path: MatrixPath;
}

/** The flows that an environment has, and how they differ from the matrix's common ones. */
export function flowsIn(
  matrix: Matrix,
  environment: Environment,
): { flows: EnvironmentFlow[]; differences: PlannedDifference[] } {
  const { add = [], remove = [], narrow = {}, because } = matrix.environments?.[environment] ?? {};
  const place: MatrixPath = ["environments", environment];
  const difference = (
    change: PlannedDifference["change"],
    flow: string,
    ...steps: MatrixPath
  ): PlannedDifference => ({
    change,
    flow,
    ...(because && { because }),
    path: [...place, ...steps],
  });
  const differences: PlannedDifference[] = [];
  const flows = matrix.flows.flatMap((flow, index): EnvironmentFlow[] => {
    const name = flow.name ?? "";
    if (remove.includes(name)) {
      differences.push(difference("removed", name, "remove", remove.indexOf(name)));
      return [];
    }
    const part = Object.hasOwn(narrow, name) ? narrow[name] : undefined;
    if (part === undefined) return [{ flow, path: ["flows", index] }];
    const change = isNarrower(flow, part) ? "narrowed" : "widened";
    differences.push(difference(change, name, "narrow", name));
    return [{ flow: { ...flow, ...part }, path: ["flows", index] }];
  });
  for (const [index, flow] of add.entries()) {
    flows.push({ flow, path: [...place, "add", index] });
    differences.push(difference("added", flow.name ?? flow.to.join("+"), "add", index));
  }
  return { flows, differences };
}

/** Whether a part gives no access that the whole flow does not give. */
function isNarrower(flow: Flow, part: Partial<Flow>): boolean {
  const within = (some: readonly string[] | undefined, all: readonly string[]) =>
    (some ?? all).every((item) => all.includes(item));
  const services = parseServices(flow.allow);
  return (
    within(part.from, flow.from) &&
    within(part.to, flow.to) &&
    within(flow.postureChecks, part.postureChecks ?? flow.postureChecks ?? []) &&
    parseServices(part.allow ?? flow.allow).every((some) =>
      services.some((all) => covers(all, some)),
    )
  );
}
