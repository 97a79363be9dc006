/** Which NetBird the account of an AccountBaseline is on. */
import { isCloud } from "../../provider/api/configuration";
import type { Edition } from "../../segmentation/verify";
import type { AccountBaselineArgs } from "../accountBaseline";
import { managementUrlFor } from "../stackSettings";

/** The edition; undefined when the program neither says it nor where the account is. */
export function editionOf({ edition, account }: AccountBaselineArgs): Edition | undefined {
  if (edition !== undefined) return edition;
  const managementUrl = managementUrlFor(account);
  if (managementUrl === undefined) return undefined;
  return isCloud(managementUrl) ? "cloud" : "self-hosted";
}

export const unknownEdition =
  "The edition is unknown, because account.managementUrl is an output. Give edition: cloud or self-hosted, or the address as plain text.";
