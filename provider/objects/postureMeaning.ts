/** What posture checks let through, however it is spelled. */
import { maskedPrefix } from "./addresses";
import { versionKey } from "./versions";

/** What all spellings of one check share: the server compares versions, and masks ranges. */
export function meaningOfChecks(value: unknown, part = ""): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => meaningOfChecks(item, part));
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([name, item]) => [name, meaningOfChecks(item, name)]);
    return Object.fromEntries(parts) as unknown;
  }
  if (typeof value !== "string") return value;
  if (part === "ranges") return maskedPrefix(value);
  return part === "minVersion" || part === "minKernelVersion" ? versionKey(value) : value;
}
