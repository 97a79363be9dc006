/** NetBird's own range: what return routes lead to, and what firewalls let in (section 6.2). */
import * as pulumi from "@pulumi/pulumi";
import { getAccountSettings } from "../../provider/objects/accountSettings";
import { isPrefix } from "../../segmentation/addresses";
import type { HARoutedNetworkArgs } from "./arguments";

/** The range that holds every NetBird account's overlay (the guide's section 1.1). */
const everyOverlay = "100.64.0.0/10";

/**
 * The range that the program gives, else the account's own, else the one that holds every account's.
 * The account's is the narrowest: it opens firewalls to nobody else's carrier-grade NAT.
 */
export function overlayRangeOf({
  overlayRange,
  account,
}: HARoutedNetworkArgs): pulumi.Output<string> {
  if (overlayRange !== undefined) return pulumi.output(overlayRange);
  return getAccountSettings({ account }).apply(({ networkRange }) =>
    // Servers before there was the setting do not tell it.
    networkRange !== undefined && isIPv4Prefix(networkRange) ? networkRange : everyOverlay,
  );
}

export function overlayRangeProblems({ overlayRange }: HARoutedNetworkArgs): string[] {
  if (overlayRange === undefined || isIPv4Prefix(overlayRange)) return [];
  return [
    `overlayRange: "${overlayRange}" is not an IPv4 range. Write it like 100.92.0.0/16, or leave it out: the account tells it.`,
  ];
}

function isIPv4Prefix(text: string): boolean {
  return isPrefix(text) && !text.includes(":");
}
