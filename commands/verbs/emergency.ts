/** `netbird-zt emergency`: the known-good broad policy, on for as long as an incident lasts. */
import type { Command } from "commander";
import {
  emergencyActivation,
  emergencyKey,
  emergencyOff,
  emergencyOn,
  emergencyRehearse,
  emergencyStatus,
  readEmergencyConfiguration,
} from "../../components/emergencyAccess/configuration";
import type { EmergencyConfiguration } from "../../components/emergencyAccess/configuration";
import { endWith, NoAnswerError, UsageError } from "../cli/exit";
import type { SourceText } from "../cli/files";
import { byOption, personBy } from "../cli/person";
import { makeChange } from "../cli/stackChange";
import type { ChangeOptions } from "../cli/stackChange";
import { componentsOf } from "../cli/stackComponents";
import { configObject, readStackFile } from "../cli/stackConfig";
import { changingAction, readingAction, requireWords, verbWithActions } from "../cli/stackVerb";
import { colours, print, printJson } from "../cli/terminal";
import { isoTime, readDuration, readTime } from "../cli/times";

const kind = "EmergencyAccess";

const componentArgument = ["<component>", "name of the EmergencyAccess in the program"] as const;

export function emergencyVerb(): Command {
  return verbWithActions(
    {
      name: "emergency",
      summary: "switch a stack's emergency access on and off, or rehearse it",
      description:
        "Sets the stack's configuration emergency:<component> and runs `pulumi up`, so that the program stays the single truth during an incident (docs/emergency-access.md).",
      examples: [
        ['emergency on prod-access --stack prod --for 4h --reason "Orders is down"', "with an end"],
        ["emergency off prod-access --stack prod", "when the cause has its precise fix"],
        ["emergency status --stack prod", "exit code 1 when one is on"],
      ],
    },
    [onAction(), offAction(), rehearseAction(), statusAction()],
  );
}

interface OnOptions extends ChangeOptions {
  until?: Date;
  for?: number;
  reason: string;
  by?: string;
}

function onAction(): Command {
  return changingAction({
    ...{ name: "on", of: "emergency", summary: "enable it until an end" },
    description: "Enables the emergency policy, or moves the end of one that is on.",
    examples: [
      [
        'emergency on prod-access --stack prod --for 4h --reason "Orders is down" --dry-run',
        "what would change",
      ],
    ],
  })
    .argument(...componentArgument)
    .option("--for <duration>", "how long: 90m, 4h, 2d", readDuration)
    .option("--until <time>", "its end, instead: 2026-12-01T18:00:00Z", readTime)
    .requiredOption("--reason <text>", "what has happened")
    .option(...byOption)
    .action((component: string, options: OnOptions) => {
      const now = new Date();
      const activation = {
        until: isoTime(endOf(options, now)),
        reason: requireWords("--reason", options.reason),
        by: personBy(options.by),
      };
      change(component, options, {
        of: (configuration) => emergencyOn(configuration, activation),
        outcome: `${component} is on until ${activation.until}.`,
      });
    });
}

function endOf({ for: duration, until }: OnOptions, now: Date): Date {
  if ((duration === undefined) === (until === undefined)) {
    throw new UsageError("Say when it ends, once: with --for 4h, or --until 2026-12-01T18:00:00Z.");
  }
  const end = until ?? new Date(now.getTime() + duration!);
  if (end > now) return end;
  throw new UsageError(`--until ${isoTime(end)} has passed. Give an end that is to come.`);
}

function offAction(): Command {
  return changingAction({
    ...{ name: "off", of: "emergency", summary: "disable it" },
    description: "Disables the emergency policy. Also to be used when an update failed half-way.",
    examples: [["emergency off prod-access --stack prod --yes", "without being asked"]],
  })
    .argument(...componentArgument)
    .action((component: string, options: ChangeOptions) =>
      change(component, options, { of: emergencyOff, outcome: `${component} is off.` }),
    );
}

function rehearseAction(): Command {
  return changingAction({
    ...{ name: "rehearse", of: "emergency", summary: "prove that it works" },
    description:
      "Asks for a rehearsal, which enables the policy, sees its probe answer, and disables it again. To be run on a machine that is a peer in a source group.",
    examples: [["emergency rehearse prod-access --stack prod", "a dated record is kept"]],
  })
    .argument(...componentArgument)
    .option(...byOption)
    .action((component: string, options: ChangeOptions & { by?: string }) => {
      const request = { requested: isoTime(new Date()), by: personBy(options.by) };
      change(component, options, {
        of: (configuration) => {
          if (emergencyActivation(configuration) === undefined) {
            return emergencyRehearse(configuration, request);
          }
          throw new UsageError(`${component} is on, and nothing is rehearsed in an emergency.`);
        },
        outcome: `${component} was rehearsed.`,
      });
    });
}

interface Wanted {
  of: (configuration: EmergencyConfiguration) => EmergencyConfiguration;
  outcome: string;
}

function change(component: string, options: ChangeOptions, { of, outcome }: Wanted): void {
  const source = readStackFile(options.stack);
  const before = configurationOf(source, component);
  const after = of(before);
  // Whatever no component reads would be set in silence, and nobody be let in.
  componentsOf(options.stack, kind, component);
  makeChange({ source, key: emergencyKey(component), before, after, outcome }, options);
}

function configurationOf(source: SourceText, component: string): EmergencyConfiguration {
  const stored = configObject(source, emergencyKey(component));
  const { configuration, problems } = readEmergencyConfiguration(component, stored);
  if (configuration !== undefined) return configuration;
  throw new NoAnswerError(
    [...problems, `Mend it in ${source.file}, or take the entry out.`].join("\n"),
  );
}

function statusAction(): Command {
  return readingAction({
    ...{ name: "status", of: "emergency", summary: "whether it is on, and when it was rehearsed" },
    description:
      "Says of a stack's emergency policies whether the configuration wants them on, whether the last update has them so, and when each was rehearsed. Exit code 1 when one is on, or over and not off.",
    examples: [["emergency status --stack prod --json", "for a script"]],
  })
    .argument("[component]", "only this one")
    .action((component: string | undefined, options: { stack: string; json?: boolean }) => {
      const source = readStackFile(options.stack);
      const all = componentsOf(options.stack, kind, component).map(({ name, outputs }) => ({
        component: name,
        configuration: configurationOf(source, name),
        status: emergencyStatus(configurationOf(source, name), new Date()),
        /** At the last update. */
        enabled: outputs.enabled === true,
        rehearsed: (outputs.rehearsal as { at?: string } | undefined)?.at,
      }));
      if (options.json) printJson({ stack: options.stack, emergencies: all });
      else print(all.map(statusText).join("\n"));
      if (all.some(({ status, enabled }) => status !== "off" || enabled)) endWith("findings");
    });
}

interface Status {
  component: string;
  configuration: EmergencyConfiguration;
  status: "off" | "on" | "expired";
  enabled: boolean;
  rehearsed?: string;
}

function statusText({ component, configuration, status, enabled, rehearsed }: Status): string {
  const { until, reason, by } = configuration;
  const words = {
    off: colours.green("off"),
    on: colours.magenta(`on until ${until}: ${reason} (${by})`),
    expired: colours.red(`over since ${until}, and not off: ${reason} (${by})`),
  };
  const isAsWanted = enabled === (status !== "off");
  return [
    `${colours.bold(component)}: ${words[status]}`,
    ...(isAsWanted
      ? []
      : [`  The last update has it ${enabled ? "on" : "off"}: run \`pulumi up\`.`]),
    `  ${rehearsed === undefined ? "never rehearsed" : `rehearsed ${rehearsed}`}`,
  ].join("\n");
}
