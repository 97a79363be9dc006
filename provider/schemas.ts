/** Pieces of schemas that several kinds share. */
import { z } from "zod";
import { canonicalAddress, isPrefix } from "./addresses";
import { isIP } from "node:net";

/** {@link CommonArgs.adopt} */
export const adoptSchema = z.union([z.boolean(), z.string().min(1)]).optional();

/** {@link SettingsArgs.onDelete} */
export const onDeleteSchema = z.enum(["restore", "leave"]).optional();

const label = "[\\p{L}\\p{N}_]([\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}_])?";

/** A domain name such as `db.internal.example.com`, also international, without a trailing dot. */
const domain = new RegExp(`^${label}(\\.${label})*$`, "u");

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
  return isIP(canonicalAddress(text)) !== 0 || isPrefix(text);
}

/** 1–9999; lower is preferred. */
export const metricSchema = z
  .number()
  .int("must be a whole number")
  .min(1, "must be 1 to 9999; lower is preferred")
  .max(9999, "must be 1 to 9999; lower is preferred");
