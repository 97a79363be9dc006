/** Pieces of schemas that several kinds share. */
import * as z from "zod";
import { canonicalAddress, familyOf, isPrefix } from "./addresses";

/** {@link CommonArgs.adopt} */
export const adoptSchema = z.union([z.boolean(), z.string().min(1)]).optional();

/** {@link SettingsArgs.onDelete} */
export const onDeleteSchema = z.enum(["restore", "leave"]).optional();

const rest = "([\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}])?";

/** A domain name such as `db.internal.example.com`, also international, without a trailing dot. */
const domain = new RegExp(`^([\\p{L}\\p{N}_]${rest}\\.)*[\\p{L}\\p{N}]${rest}$`, "u");

/** Whether a text is a domain name; an address that went wrong, such as `10.1.0.256`, is none. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && domain.test(text) && !/^[\d.]+$/.test(text);
}

/** Whether a text is a domain name or `*.` before one. */
export function isDomainPattern(text: string): boolean {
  return isDomain(text.replace(/^\*\./, ""));
}

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
