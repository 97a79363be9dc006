/**
 * The stack configuration `emergency:<component name>`, by which an emergency policy is enabled,
 * disabled and rehearsed without a change of the program. Pure: commands write what these functions
 * return, and the component reads it.
 */
import * as z from "zod";
import { problemsAt } from "../configObjects";

/** That an emergency policy is on: until when, why, and who says so. */
export interface EmergencyActivation {
  /** End of the incident, at the latest: ISO 8601 with time zone, `2026-12-01T18:00:00Z`. */
  until: string;
  /** What has happened. */
  reason: string;
  /** Who enabled it. */
  by: string;
}

/** What `emergency:<component name>` holds: an object, in JSON or as YAML. */
export interface EmergencyConfiguration extends Partial<EmergencyActivation> {
  /** The rehearsal that is wanted, or was done last; another `requested` is another rehearsal. */
  rehearse?: {
    /** When it was asked for: ISO 8601 with time zone. */
    requested: string;
    /** Who asked for it. */
    by: string;
  };
}

const time = z.iso.datetime({
  offset: true,
  error: "must be date, time and time zone, as in 2026-12-01T18:00:00Z",
});

const words = (what: string) => z.string(what).trim().min(1, what);

const noObject =
  'is not an object: write { "until": "2026-12-01T18:00:00Z", "reason": "…", "by": "…" }';

const activationFields = {
  until: time,
  reason: words("must say what has happened"),
  by: words("must say who enabled it"),
};

/** Schema of an {@link EmergencyActivation}. */
export const emergencyActivationSchema = z.strictObject(activationFields);

/** Schema of an {@link EmergencyConfiguration}. */
export const emergencyConfigurationSchema = z
  .strictObject(
    {
      ...z.strictObject(activationFields).partial().shape,
      rehearse: z
        .strictObject({ requested: time, by: words("must say who asked for it") })
        .optional(),
    },
    { error: ({ code }) => (code === "invalid_type" ? noObject : undefined) },
  )
  .superRefine((value, context) => {
    const names = ["until", "reason", "by"] as const;
    const missing = names.filter((name) => value[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) return;
    for (const name of missing) {
      const message = "is missing: whoever enables it says until when, why, and who";
      context.addIssue({ code: "custom", path: [name], message });
    }
  });

/** Key of the stack configuration that a component reads. */
export function emergencyKey(component: string): string {
  return `emergency:${component}`;
}

/** A configuration, or what is wrong with it, one sentence each. */
export type ReadEmergency =
  | { configuration: EmergencyConfiguration; problems: [] }
  | { configuration?: undefined; problems: string[] };

/**
 * Reads what the stack configuration holds.
 * @param value the parsed value; undefined when the key is not set
 */
export function readEmergencyConfiguration(component: string, value: unknown): ReadEmergency {
  const parsed = emergencyConfigurationSchema.safeParse(value ?? {});
  if (parsed.success) return { configuration: parsed.data, problems: [] };
  return { problems: problemsAt(emergencyKey(component), parsed.error) };
}

/** The activation in a configuration; undefined when the emergency policy is off. */
export function emergencyActivation({
  until,
  reason,
  by,
}: EmergencyConfiguration): EmergencyActivation | undefined {
  if (until === undefined || reason === undefined || by === undefined) return undefined;
  return { until, reason, by };
}

/** The configuration with the emergency policy on. */
export function emergencyOn(
  configuration: EmergencyConfiguration,
  activation: EmergencyActivation,
): EmergencyConfiguration {
  return { ...configuration, ...activation };
}

/** The configuration with the emergency policy off; an empty one may as well be removed. */
export function emergencyOff({ rehearse }: EmergencyConfiguration): EmergencyConfiguration {
  return rehearse === undefined ? {} : { rehearse };
}

/** The configuration with a rehearsal asked for. */
export function emergencyRehearse(
  configuration: EmergencyConfiguration,
  rehearse: NonNullable<EmergencyConfiguration["rehearse"]>,
): EmergencyConfiguration {
  return { ...configuration, rehearse };
}

/** Whether the emergency policy is meant to be on, and whether it should be off by now. */
export function emergencyStatus(
  configuration: EmergencyConfiguration,
  now: Date,
): "off" | "on" | "expired" {
  const activation = emergencyActivation(configuration);
  if (activation === undefined) return "off";
  return now.getTime() > Date.parse(activation.until) ? "expired" : "on";
}
