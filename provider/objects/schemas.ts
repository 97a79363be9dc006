/** Pieces of schemas that several kinds share. */
import * as z from "zod";
import { isPrefix } from "./addresses";

/**
 * What people call an object. Blanks around it stay, as the server keeps them, but a name
 * of blanks alone is refused.
 * @param what what needs the name, for messages: `a group`
 */
export function nameSchema(what: string, noun = "a name") {
  return z.string().refine((text) => text.trim() !== "", {
    error: ({ input }) => `${what} needs ${noun}${input === "" ? "" : ", not blanks alone"}`,
  });
}

/** {@link CommonArgs.adopt} */
export const adoptSchema = z.union([z.boolean(), z.string().min(1)]).optional();

/** {@link SettingsArgs.onDelete} */
export const onDeleteSchema = z.enum(["restore", "leave"]).optional();

/** A range that peers may get their addresses from: its family, and the lengths of its prefix. */
export function rangeSchema(family: "IPv4" | "IPv6", shortest: number, longest: number) {
  return z
    .string()
    .refine((text) => {
      const length = Number(text.split("/")[1]);
      const isFamily = text.includes(":") === (family === "IPv6");
      return isPrefix(text) && isFamily && length >= shortest && length <= longest;
    }, `must be an ${family} range from /${shortest} to /${longest}`)
    .refine(
      (text) => !/^(127|22[4-9]|23\d|169\.254)\.|^::1\/|^ff|^fe[89ab]/i.test(text),
      "must not be a loopback, multicast or link-local range",
    );
}

/** 1–9999; lower is preferred. */
export const metricSchema = z
  .number()
  .int("must be a whole number")
  .min(1, "must be 1 to 9999; lower is preferred")
  .max(9999, "must be 1 to 9999; lower is preferred");
