/** `netbird-zt keys`: setup keys rotated in the guide's steps. */
import type { Command } from "commander";
import {
  abandonRotation,
  clearRotation,
  finishRotation,
  isOpen,
  readSetupKeysConfiguration,
  rotationOf,
  setupKeysKey,
  startRotation,
} from "../../components/enrollmentKeys/rotation";
import type { KeyRotation, SetupKeysConfiguration } from "../../components/enrollmentKeys/rotation";
import { NetBirdError } from "../../provider/api/errors";
import { endWith, NoAnswerError, UsageError } from "../cli/exit";
import type { SourceText } from "../cli/files";
import { byOption, personBy } from "../cli/person";
import { makeChange } from "../cli/stackChange";
import type { ChangeOptions } from "../cli/stackChange";
import { componentsOf } from "../cli/stackComponents";
import type { StackComponent } from "../cli/stackComponents";
import { configObject, readStackFile } from "../cli/stackConfig";
import { changingAction, readingAction, requireWords, verbWithActions } from "../cli/stackVerb";
import { colours, print, printJson } from "../cli/terminal";

const kind = "EnrollmentKeys";

export function keysVerb(): Command {
  return verbWithActions(
    {
      name: "keys",
      summary: "rotate a stack's setup keys",
      description:
        "Sets the stack's configuration setupKeys:<component> and runs `pulumi up`: rotate makes new keys beside the old ones; when machines join with them, finish revokes the old ones, and clear removes them (docs/enrollment-keys.md).",
      examples: [
        ['keys rotate joining --stack prod --because "Ana has left"', "new keys beside the old"],
        ["keys finish joining --stack prod", "revokes the old, once peers joined with the new"],
        ["keys status --stack prod", "exit code 1 when a rotation is open"],
      ],
    },
    [rotateAction(), ...laterSteps.map(laterAction), statusAction()],
  );
}

const componentArgument = ["<component>", "name of the EnrollmentKeys in the program"] as const;

const purposeOption = [
  "--purpose <name>",
  "only the key of this purpose (default: all of the component)",
] as const;

interface StepOptions extends ChangeOptions {
  purpose?: string;
}

function rotateAction(): Command {
  return changingAction({
    ...{ name: "rotate", of: "keys", summary: "make new keys beside the old ones" },
    description:
      "Starts a rotation: makes the next generation of keys. The old ones stay valid until the rotation is finished.",
    examples: [
      [
        'keys rotate joining --stack prod --purpose servers --because "It was in a log" --dry-run',
        "what would change",
      ],
    ],
  })
    .argument(...componentArgument)
    .option(...purposeOption)
    .requiredOption("--because <text>", "why")
    .option(...byOption)
    .action((component: string, options: StepOptions & { because: string; by?: string }) => {
      const because = requireWords("--because", options.because);
      const start = { because, by: personBy(options.by), now: new Date() };
      change(component, options, {
        to: (configuration) => startRotation(configuration, options.purpose, start),
        outcome: `New keys of ${component} are there. Give them to whatever enrols machines; then: netbird-zt keys finish ${component} --stack ${options.stack}`,
      });
    });
}

interface LaterStep {
  name: string;
  summary: string;
  description: string;
  to: typeof finishRotation;
  outcome: string;
}

const laterSteps: readonly LaterStep[] = [
  {
    name: "finish",
    summary: "revoke the old keys",
    description:
      "Revokes the old keys, once peers were seen to join with the new ones; until then it fails and revokes nothing.",
    to: finishRotation,
    outcome: "The old keys are revoked.",
  },
  {
    name: "clear",
    summary: "remove revoked keys",
    description: "Removes the revoked keys of rotations that are finished.",
    to: clearRotation,
    outcome: "The revoked keys are removed.",
  },
  {
    name: "abandon",
    summary: "go back to the old keys",
    description: "Takes an open rotation back: removes the new keys, and the old ones stay.",
    to: abandonRotation,
    outcome: "The new keys are removed; the old ones are the current ones.",
  },
];

function laterAction({ name, summary, description, to, outcome }: LaterStep): Command {
  const examples = [[`keys ${name} joining --stack prod`, summary]] as const;
  return changingAction({ ...{ name, of: "keys", summary, description }, examples })
    .argument(...componentArgument)
    .option(...purposeOption)
    .action((component: string, options: StepOptions) =>
      change(component, options, {
        to: (configuration) => to(configuration, options.purpose),
        outcome,
      }),
    );
}

interface Step {
  to: (configuration: SetupKeysConfiguration) => SetupKeysConfiguration;
  outcome: string;
}

function change(component: string, options: StepOptions, { to, outcome }: Step): void {
  const { stack, purpose } = options;
  const source = readStackFile(stack);
  const before = configurationOf(source, component);
  const [found] = componentsOf(stack, kind, component);
  if (purpose !== undefined) requirePurpose(found!, purpose);
  const after = possible(() => to(before));
  makeChange({ source, key: setupKeysKey(component), before, after, outcome }, options);
}

/** A step that cannot be taken where the rotation is, is wrong use. */
function possible<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (error instanceof NetBirdError) throw new UsageError(error.message);
    throw error;
  }
}

function requirePurpose(component: StackComponent, purpose: string): void {
  const purposes = purposesOf(component);
  if (purposes.includes(purpose)) return;
  throw new UsageError(
    `${component.name} rotates no key of the purpose "${purpose}". It has ${purposes.join(", ") || "one-off keys only"}.`,
  );
}

/** Purposes with reusable keys; one-off keys, labelled with their device, are not rotated. */
function purposesOf({ outputs }: StackComponent): string[] {
  return Object.keys(outputs.keyNames ?? {}).filter((label) => !label.includes("/"));
}

/** As it is written: without what the schema would add. */
function configurationOf(source: SourceText, component: string): SetupKeysConfiguration {
  const stored = configObject(source, setupKeysKey(component)) ?? {};
  const { configuration, problems } = readSetupKeysConfiguration(component, stored);
  if (configuration !== undefined) return stored;
  throw new NoAnswerError(
    [...problems, `Mend it in ${source.file}, or take the entry out.`].join("\n"),
  );
}

function statusAction(): Command {
  return readingAction({
    ...{ name: "status", of: "keys", summary: "which rotations are open" },
    description:
      "Says which generation of each key is the current one, and what became of the one before. Exit code 1 when a rotation is open: two generations are valid.",
    examples: [["keys status --stack prod --json", "for a script"]],
  })
    .argument("[component]", "only this one")
    .action((component: string | undefined, options: { stack: string; json?: boolean }) => {
      const source = readStackFile(options.stack);
      const all = componentsOf(options.stack, kind, component).flatMap((one) =>
        statusOf(one, configurationOf(source, one.name)),
      );
      if (options.json) printJson({ stack: options.stack, keys: all });
      else print(all.map(statusText).join("\n") || "No key is rotated.");
      if (all.some(({ open }) => open)) endWith("findings");
    });
}

interface Status extends KeyRotation {
  component: string;
  purpose: string;
  /** The key's name at the last update. */
  name: string;
  open: boolean;
}

function statusOf(component: StackComponent, configuration: SetupKeysConfiguration): Status[] {
  const names = component.outputs.keyNames as Record<string, string>;
  return purposesOf(component).map((purpose) => {
    const rotation = rotationOf(configuration, purpose);
    const name = names[purpose]!;
    return { component: component.name, purpose, name, open: isOpen(rotation), ...rotation };
  });
}

function statusText(status: Status): string {
  const { component, purpose, name, open, generation, previous, because, by, since } = status;
  const started = [since, because, by].filter((part) => part !== undefined).join(", ");
  const old = generation === 1 ? "never rotated" : `the one before is ${previous}`;
  return [
    `${colours.bold(`${component} ${purpose}`)}: generation ${generation} (${name}), ${open ? colours.yellow(old) : old}`,
    ...(started === "" ? [] : [`  rotation started: ${started}`]),
  ].join("\n");
}
