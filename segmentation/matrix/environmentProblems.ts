/** What is wrong with the differences between environments, and with references to flows. */
import type { EnvironmentDifference, Flow, Matrix, MatrixPath } from "./model";
import { flowProblems, serviceProblems } from "./flowProblems";
import type { References } from "./flowProblems";
import { environments } from "../names";
import { referencesTo, repeated, show } from "./problem";
import type { Problem, Reference } from "./problem";

/** Problems of `environments`, and of the emergency flows that `never` rules name. */
export function environmentProblems(matrix: Matrix, references: References): Problem[] {
  const common = flowNames(matrix.flows);
  const flow = referencesTo("flow", common);
  const differences = environments.flatMap((environment) => {
    const difference = matrix.environments?.[environment];
    return difference === undefined ? [] : [{ difference, path: ["environments", environment] }];
  });
  return [
    ...differences.flatMap(({ difference, path }) => [
      ...addProblems(difference, path, common, references),
      ...removeProblems(difference, path, flow),
      ...narrowProblems(difference, path, flow, references),
    ]),
    ...exceptionProblems(
      matrix,
      differences.flatMap(({ difference }) => difference.add ?? []),
    ),
  ];
}

function flowNames(flows: readonly Flow[]): string[] {
  return flows.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

function addProblems(
  { add = [], remove = [] }: EnvironmentDifference,
  path: MatrixPath,
  common: readonly string[],
  references: References,
): Problem[] {
  const pathOf = (index: number) => [...path, "add", index, "name"];
  const removed = new Set(remove);
  // Removing a flow and adding another of its name replaces it.
  const taken = new Set(common.filter((name) => !removed.has(name)));
  return [
    ...add.flatMap((flow, index) => flowProblems(flow, [...path, "add", index], references)),
    ...repeated(
      "flow",
      Array.from(add, (flow: Flow | undefined) => flow?.name),
      pathOf,
    ),
    ...add.flatMap(({ name }, index) => {
      if (name === undefined || !taken.has(name)) return [];
      const message = `flow ${show(name)} is in the matrix's flows already; give this one another name.`;
      return [{ path: pathOf(index), message }];
    }),
  ];
}

function removeProblems(
  { remove = [], narrow = {} }: EnvironmentDifference,
  path: MatrixPath,
  flow: Reference,
): Problem[] {
  return remove.flatMap((name, index) => {
    const place = [...path, "remove", index];
    if (!Object.hasOwn(narrow, name)) return flow(name, place);
    const message = `flow ${show(name)} is removed and narrowed; do one of them.`;
    return [{ path: place, message }];
  });
}

function narrowProblems(
  { narrow = {} }: EnvironmentDifference,
  path: MatrixPath,
  flow: Reference,
  { group, check }: References,
): Problem[] {
  return Object.entries(narrow).flatMap(([name, { from, to, allow, postureChecks }]) => {
    const place = [...path, "narrow", name];
    return [
      ...flow(name, place).map((problem) => ({ ...problem, atKey: true })),
      ...(from ?? []).flatMap((each, index) => group(each, [...place, "from", index])),
      ...(to ?? []).flatMap((each, index) => group(each, [...place, "to", index])),
      ...(allow === undefined ? [] : serviceProblems(allow, [...place, "allow"])),
      ...(postureChecks ?? []).flatMap((each, index) =>
        check(each, [...place, "postureChecks", index]),
      ),
    ];
  });
}

function exceptionProblems({ flows, never = [] }: Matrix, added: readonly Flow[]): Problem[] {
  const every = [...flows.flatMap((flow) => [flow]), ...added.flatMap((flow) => [flow])];
  const flow = referencesTo("flow", flowNames(every));
  const emergency = new Set(flowNames(every.filter(({ need }) => need === "emergency")));
  return never.flatMap(({ exceptEmergency = [] }, index) =>
    exceptEmergency.flatMap((name, item) => {
      const path = ["never", index, "exceptEmergency", item];
      const undeclared = flow(name, path);
      if (undeclared.length > 0 || emergency.has(name)) return undeclared;
      const message = `flow ${show(name)} is not an emergency flow, and nothing else may break a never rule.`;
      return [{ path, message }];
    }),
  );
}
