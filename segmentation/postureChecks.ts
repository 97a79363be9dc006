/** What a device must be like (the guide's section 4.2), as NetBird's posture checks have it. */
import * as z from "zod";
import { asPrefix, isPrefix } from "./addresses";

const parts = "[0-9A-Za-z~-]+(\\.[0-9A-Za-z~-]+)*";
const version = z
  .string()
  .regex(
    new RegExp(`^v?\\d+(\\.\\d+)*(-${parts})?(\\+${parts})?$`),
    "is not a version such as 13.0 or 0.45.0",
  );
const minVersion = z.strictObject({ minVersion: version }).optional();
const minKernelVersion = z.strictObject({ minKernelVersion: version }).optional();
// NetBird takes small letters, too, and then finds no device there: it compares them exactly.
const countryCode = z.string().regex(/^[A-Z]{2}$/, {
  error: ({ input }) =>
    /^[A-Za-z]{2}$/.test(String(input))
      ? `write it in capitals: ${String(input).toUpperCase()}`
      : "is not a two-letter country code such as DE",
});
const action = z.enum(["allow", "deny"]);

/** Source: the API's object `Checks`. */
export const postureChecksSchema = z
  .strictObject({
    nbVersionCheck: minVersion,
    osVersionCheck: z
      .strictObject({
        android: minVersion,
        darwin: minVersion,
        ios: minVersion,
        linux: minKernelVersion,
        windows: minKernelVersion,
      })
      .refine(hasAny, "name at least one platform")
      .optional(),
    geoLocationCheck: z
      .strictObject({
        action,
        locations: z
          .array(
            z.strictObject({
              countryCode,
              cityName: z.string().min(1).optional(),
            }),
          )
          .min(1, "name at least one location"),
      })
      .optional(),
    peerNetworkRangeCheck: z
      .strictObject({
        action,
        ranges: z
          .array(
            z
              .string()
              .refine((text) => isPrefix(asPrefix(text)), "is not a prefix such as 10.0.0.0/8"),
          )
          .min(1, "name at least one range"),
      })
      .optional(),
    processCheck: z
      .strictObject({
        processes: z
          .array(
            z
              .strictObject({
                linuxPath: z.string().optional(),
                macPath: z.string().optional(),
                windowsPath: z.string().optional(),
              })
              .refine(hasAny, "give the path on at least one platform"),
          )
          .min(1, "name at least one process"),
      })
      .optional(),
  })
  .refine(hasAny, "give at least one check: the server ends the connection on none");

function hasAny(value: object): boolean {
  return Object.values(value).some((item) => item !== undefined && item !== "");
}

/** The kinds of checks, of which a device must pass all that are given. */
export type PostureChecks = z.infer<typeof postureChecksSchema>;
