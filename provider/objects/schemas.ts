/** Pieces of schemas that several kinds share. */
import * as z from "zod";
import { canonicalAddress, familyOf, isPrefix } from "./addresses";

/** {@link CommonArgs.adopt} */
export const adoptSchema = z.union([z.boolean(), z.string().min(1)]).optional();

/** {@link SettingsArgs.onDelete} */
export const onDeleteSchema = z.enum(["restore", "leave"]).optional();

/** Whether a text is an IP address, a prefix, or neither. */
export function isAddressOrPrefix(text: string): boolean {
  return familyOf(canonicalAddress(text)) !== 0 || isPrefix(text);
}

/** 1–9999; lower is preferred. */
export const metricSchema = z
  .number()
  .int("must be a whole number")
  .min(1, "must be 1 to 9999; lower is preferred")
  .max(9999, "must be 1 to 9999; lower is preferred");
